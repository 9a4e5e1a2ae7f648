//! Stating what a timeline covers, and checking whether actors are covered in a window.

use std::{collections::HashSet, ops::RangeBounds};

use super::{Coverage, CoveredPeriod, Timeline, TimelineBuilder, Window};
use crate::{
    error::{Error, Issue, Location},
    model::{ActorId, IntoActors, IntoWhen, MembershipKind},
    sorting::{sort_by, sort_distinct},
};

impl TimelineBuilder {
    /// States that the timeline covers the events of all actors in a window.
    ///
    /// Windows of several calls add up. The bounds have the same meaning as those of a [`Window`].
    ///
    /// ```
    /// # use escalade::{Timeline, timeline::{Coverage, Window}};
    /// let mut builder = Timeline::builder();
    /// builder.cover("2024-04-01".."2024-04-16");
    /// builder.cover("2024-04-16"..="2024-04-30");
    /// let timeline = builder.build()?;
    /// assert!(timeline.covered().iter().map(|period| period.window().to_string())
    ///     .eq(["from 2024-04-01 until 2024-05-01"]));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn cover<W: IntoWhen + Clone>(&mut self, window: impl RangeBounds<W>) {
        self.add_covered(None, Window::new(window));
    }

    /// States that the timeline covers all events in a window that have one of these actors, or an
    /// organ of one, as source or target.
    ///
    /// ```
    /// # use escalade::{Actor, Timeline, timeline::{Coverage, Window}};
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
        self.add_covered(Some(actors.into_actors()), Window::new(window));
    }

    fn add_covered(&mut self, actors: Option<Vec<ActorId>>, window: Result<Window, Error>) {
        let place = Location::from(format!("coverage/{}", self.covered.len()));
        let actors = actors.map(|mut actors| {
            sort_distinct(&mut actors);
            actors
        });
        if actors.as_ref().is_some_and(Vec::is_empty) {
            let remedy = "name the actors, or leave the list out if all actors are covered";
            let issue = Issue::new("actors", "an empty list", "one or more actors", remedy);
            self.issues.push(issue.within(&place));
        }
        let (start, end) = window.map_or_else(
            |error| {
                self.issues.absorb(&error, &place);
                (0, 0)
            },
            |window| window.seconds(),
        );
        self.covered.push(CoveredPeriod { actors, start, end });
    }

    /// Checks the actors of the stated periods, then merges the periods.
    pub(super) fn check_covered(&mut self) {
        let known = self.actors.len();
        for (nth, period) in self.covered.iter().enumerate() {
            for actor in period.actors().unwrap_or_default() {
                if actor.index() >= known {
                    let place = format!("coverage/{nth}/actors");
                    self.issues.push(super::check::unknown_id(place, actor));
                }
            }
        }
        self.covered = CoveredPeriod::merge(std::mem::take(&mut self.covered));
    }
}

impl Timeline {
    /// Returns the periods that the timeline covers, sorted by actors, then by time. Returns an empty
    /// slice if the timeline states nothing about its coverage.
    pub fn covered(&self) -> &[CoveredPeriod] {
        &self.covered
    }

    /// Returns whether the events of an actor, with any other actor, are covered throughout a window.
    ///
    /// The result is [`NotStated`](Coverage::NotStated) only if the timeline states nothing about its
    /// coverage. See [`Coverage`] for an example.
    ///
    /// # Panics
    ///
    /// Panics if the id belongs to another timeline and is out of range in this one.
    pub fn covers(&self, actor: ActorId, window: &Window) -> Coverage {
        self.covers_any(&[actor], window.seconds())
    }

    /// Returns whether the events between two actors are covered throughout a window.
    ///
    /// They are covered at a time if one of the two actors is, as its events with any other actor are
    /// then covered.
    ///
    /// # Panics
    ///
    /// Panics if an id belongs to another timeline and is out of range in this one.
    pub fn covers_dyad(&self, one: ActorId, other: ActorId, window: &Window) -> Coverage {
        self.covers_any(&[one, other], window.seconds())
    }

    /// Returns whether at least one of the actors is covered at each time in a window. The window is
    /// half-open, from `start` to `end`, in seconds since 1970.
    pub(crate) fn covers_any(&self, actors: &[ActorId], window: (i64, i64)) -> Coverage {
        match self.covered_times(actors, window).as_deref() {
            None => Coverage::NotStated,
            Some([]) => Coverage::Not,
            Some([all]) if *all == window => Coverage::Covered,
            Some(_) => Coverage::Partly,
        }
    }

    /// Returns the times in a window at which at least one of the actors is covered, as half-open intervals
    /// in ascending order that neither overlap nor touch. Returns `None` if the timeline states nothing about
    /// its coverage. Times are in seconds since 1970.
    pub(crate) fn covered_times(
        &self,
        actors: &[ActorId],
        (start, end): (i64, i64),
    ) -> Option<Vec<(i64, i64)>> {
        if self.covered.is_empty() {
            return None;
        }
        let mut intervals = Vec::new();
        for period in &self.covered {
            let (from, until) = (period.start.max(start), period.end.min(end));
            match &period.actors {
                _ if from >= until => {}
                None if (from, until) == (start, end) => return Some(vec![(start, end)]),
                None => intervals.push((from, until)),
                Some(wholes) => {
                    for part in actors {
                        for whole in wholes {
                            self.push_intervals_within(
                                (*part, *whole),
                                (from, until),
                                &mut intervals,
                            );
                        }
                    }
                }
            }
        }
        sort_by(&mut intervals, Ord::cmp);
        intervals.dedup_by(|next, before| {
            let touches = next.0 <= before.1;
            if touches {
                before.1 = before.1.max(next.1);
            }
            touches
        });
        Some(intervals)
    }

    /// Adds the parts of a window in which `part` is `whole` or an organ of it to `intervals`.
    fn push_intervals_within(
        &self,
        (part, whole): (ActorId, ActorId),
        (from, until): (i64, i64),
        intervals: &mut Vec<(i64, i64)>,
    ) {
        // Membership can change only where a dated `PartOf` of an actor on the way up begins or ends.
        // So it is constant between two adjacent changes, and one test at the start of each suffices.
        let mut changes = vec![from, until];
        let (mut reachable, mut seen, mut next) = (vec![part], HashSet::new(), 0);
        while let Some(actor) = reachable.get(next).copied() {
            let memberships = &self.actors[actor.index()].memberships;
            for membership in memberships.iter().filter(|m| m.kind == MembershipKind::PartOf) {
                let (start, end) = membership.period();
                changes.push(start.clamp(from, until));
                changes.push(end.clamp(from, until));
                if membership.of != part && seen.insert(membership.of.0) {
                    reachable.push(membership.of);
                }
            }
            next += 1;
        }
        sort_distinct(&mut changes);
        for pair in changes.windows(2) {
            if self.is_within(part, whole, pair[0]) {
                intervals.push((pair[0], pair[1]));
            }
        }
    }
}
