//! What a timeline says it covers, so that «no answer» and «no data» differ.

use std::ops::RangeBounds;

use serde::{Deserialize, Serialize};

use super::{Timeline, TimelineBuilder, Window};
use crate::{
    error::{Issue, Location},
    model::{ActorId, IntoActors, IntoWhen, MembershipKind},
};

/// Whether a timeline covers some actors in some time: whether that nothing stands there means that
/// nothing was found, or that nobody looked.
///
/// ```
/// use escalade::{Actor, Coverage, Timeline, Window};
///
/// let mut builder = Timeline::builder();
/// let (iran, israel) = (builder.add_actor(Actor::new("IRN")), builder.add_actor(Actor::new("ISR")));
/// builder.cover_actors(iran, "2024-04-01".."2024-04-16");
/// builder.cover_actors(iran, "2024-04-16".."2024-05");
/// let timeline = builder.build()?;
/// let april = Window::new("2024-04".."2024-05")?;
/// assert_eq!(timeline.covers(iran, &april), Coverage::Covered);
/// assert_eq!(timeline.covers(iran, &Window::new("2024-04"..)?), Coverage::Partly);
/// assert_eq!(timeline.covers(israel, &april), Coverage::Not);
/// assert_eq!(timeline.covers_dyad(israel, iran, &april), Coverage::Covered, "Iran is on one side");
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Coverage {
    /// All of it: where nothing stands, nothing was found.
    Covered,
    /// Some of it.
    Partly,
    /// None of it: that nothing stands there says nothing.
    Not,
    /// Nobody says what the timeline covers.
    NotStated,
}

impl Coverage {
    /// Whether it is known that something is not covered.
    ///
    /// ```
    /// # use escalade::Coverage;
    /// assert!(Coverage::Partly.is_lacking() && !Coverage::NotStated.is_lacking());
    /// ```
    pub fn is_lacking(self) -> bool {
        matches!(self, Self::Partly | Self::Not)
    }
}

/// A period in which a timeline covers some actors or everyone, half-open in UTC seconds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Covered {
    /// Sorted, none twice; nothing for everyone.
    actors: Option<Vec<ActorId>>,
    start: i64,
    end: i64,
}

impl Covered {
    /// Whom it covers with everyone they deal with, in order of recording; nothing where it covers
    /// everyone.
    pub fn actors(&self) -> Option<&[ActorId]> {
        self.actors.as_deref()
    }

    /// When.
    pub fn window(&self) -> Window {
        Window::from_seconds(self.start, self.end)
    }

    /// Merged where they touch: actor by actor list, then in time.
    fn joined(mut periods: Vec<Self>) -> Vec<Self> {
        periods.sort_unstable();
        periods.dedup_by(|next, before| {
            let touches = next.actors == before.actors && next.start <= before.end;
            if touches {
                before.end = before.end.max(next.end);
            }
            touches
        });
        periods
    }
}

impl TimelineBuilder {
    /// Says that in a window everything was looked for that is to be in the timeline, whoever did it.
    /// Windows are added up. Bounds are as in a [`Window`].
    ///
    /// ```
    /// # use escalade::{Coverage, Timeline, Window};
    /// let mut builder = Timeline::builder();
    /// builder.cover("2024-04-01".."2024-04-16");
    /// builder.cover("2024-04-16"..="2024-04-30");
    /// let timeline = builder.build()?;
    /// assert!(timeline.covered().iter().map(|period| period.window().to_string())
    ///     .eq(["from 2024-04-01 until 2024-05-01"]));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn cover<W: IntoWhen + Clone>(&mut self, window: impl RangeBounds<W>) {
        self.add_covered(None, window);
    }

    /// Says that in a window everything was looked for that these actors did, and that was done to
    /// them, by and to anyone. Their organs are covered with them.
    ///
    /// ```
    /// # use escalade::{Actor, Coverage, Timeline, Window};
    /// # let mut builder = Timeline::builder();
    /// let iran = builder.add_actor(Actor::new("IRN"));
    /// let guards = builder.add_actor(Actor::new("IRGC").part_of(iran));
    /// builder.cover_actors(iran, "2024"..);
    /// let timeline = builder.build()?;
    /// assert_eq!(timeline.covers(guards, &Window::new("2024-04".."2024-05")?), Coverage::Covered);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn cover_actors<W: IntoWhen + Clone>(
        &mut self,
        actors: impl IntoActors,
        window: impl RangeBounds<W>,
    ) {
        self.add_covered(Some(actors.into_actors()), window);
    }

    fn add_covered<W: IntoWhen + Clone>(
        &mut self,
        actors: Option<Vec<ActorId>>,
        window: impl RangeBounds<W>,
    ) {
        let place = Location::from(format!("coverage/{}", self.covered.len()));
        let actors = actors.map(|mut actors| {
            actors.sort_unstable();
            actors.dedup();
            actors
        });
        if actors.as_ref().is_some_and(Vec::is_empty) {
            let remedy = "name them, or leave the actors out where everyone is covered";
            let issue = Issue::new("actors", "an empty list", "one actor at least", remedy);
            self.issues.push(issue.within(&place));
        }
        let (start, end) = Window::new(window).map_or_else(
            |error| {
                self.issues.absorb(&error, &place);
                (0, 0)
            },
            |window| window.seconds(),
        );
        self.covered.push(Covered { actors, start, end });
    }

    /// The periods that were stated, and what is wrong with their actors.
    pub(super) fn check_covered(&mut self) {
        let known = self.actors.len();
        for (nth, period) in self.covered.iter().enumerate() {
            for actor in period.actors.iter().flatten().filter(|actor| actor.index() >= known) {
                self.issues.push(super::check::dangling(format!("coverage/{nth}/actors"), actor));
            }
        }
        self.covered = Covered::joined(std::mem::take(&mut self.covered));
    }
}

impl Timeline {
    /// What the timeline says it covers: actor by actor, then in time; nothing where it does not say.
    pub fn covered(&self) -> &[Covered] {
        &self.covered
    }

    /// Whether the events of an actor, with whomever, are covered all through a window.
    ///
    /// It is [`NotStated`](Coverage::NotStated) only where the timeline says nothing of what it covers
    /// at all. See [`Coverage`] for an example.
    ///
    /// # Panics
    ///
    /// If the actor is of another timeline and this one has fewer actors.
    pub fn covers(&self, actor: ActorId, window: &Window) -> Coverage {
        self.covers_any(&[actor], window.seconds())
    }

    /// Whether the events between two actors are covered all through a window: they are while either
    /// of them is covered, as the events of each are covered with whomever.
    ///
    /// # Panics
    ///
    /// If an actor is of another timeline and this one has fewer actors.
    pub fn covers_dyad(&self, one: ActorId, other: ActorId, window: &Window) -> Coverage {
        self.covers_any(&[one, other], window.seconds())
    }

    /// Whether in a half-open window of seconds one of these or everyone is always covered.
    pub(crate) fn covers_any(&self, actors: &[ActorId], (start, end): (i64, i64)) -> Coverage {
        if self.covered.is_empty() {
            return Coverage::NotStated;
        }
        let mut pieces = Vec::new();
        for period in &self.covered {
            let (from, until) = (period.start.max(start), period.end.min(end));
            match &period.actors {
                _ if from >= until => {}
                None if (from, until) == (start, end) => return Coverage::Covered,
                None => pieces.push((from, until)),
                Some(wholes) => {
                    for (part, whole) in
                        actors.iter().flat_map(|part| wholes.iter().map(move |whole| (part, whole)))
                    {
                        self.push_while_within((*part, *whole), (from, until), &mut pieces);
                    }
                }
            }
        }
        if pieces.is_empty() {
            return Coverage::Not;
        }
        pieces.sort_unstable();
        let mut reached = start;
        for (from, until) in pieces {
            if from > reached {
                return Coverage::Partly;
            }
            reached = reached.max(until);
        }
        if reached >= end { Coverage::Covered } else { Coverage::Partly }
    }

    /// The pieces of a window in which an actor is another or an organ of it.
    fn push_while_within(
        &self,
        (part, whole): (ActorId, ActorId),
        (from, until): (i64, i64),
        pieces: &mut Vec<(i64, i64)>,
    ) {
        let mut changes = vec![from, until];
        let (mut climbed, mut next) = (vec![part], 0);
        while let Some(actor) = climbed.get(next).copied() {
            let memberships = &self.actors[actor.index()].memberships;
            for membership in memberships.iter().filter(|m| m.kind == MembershipKind::PartOf) {
                let (start, end) = membership.period();
                changes.extend([start, end].map(|change| change.clamp(from, until)));
                if !climbed.contains(&membership.of) {
                    climbed.push(membership.of);
                }
            }
            next += 1;
        }
        changes.sort_unstable();
        changes.dedup();
        let stays = changes.windows(2).filter(|piece| self.is_within(part, whole, piece[0]));
        pieces.extend(stays.map(|piece| (piece[0], piece[1])));
    }
}
