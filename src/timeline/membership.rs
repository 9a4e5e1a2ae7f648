//! Memberships at an instant, and rolling actors up along them.

use serde::{Deserialize, Serialize};

use super::Timeline;
use crate::model::{Actor, ActorId, MembershipKind};

/// As whom actors are compared.
///
/// Each event is rolled up at its own earliest onset. `MemberOf` never rolls up: a member of an
/// alliance is not the alliance.
///
/// ```
/// use escalade::{Actor, Granularity, Membership, MembershipKind, Timeline};
///
/// let mut builder = Timeline::builder();
/// let lebanon = builder.add_actor(Actor::new("LBN"));
/// let army = builder.add_actor(Actor::new("LBNMIL").part_of(lebanon));
/// let located = Membership::new(MembershipKind::LocatedIn, lebanon);
/// let group = builder.add_actor(Actor::new("LBNREB").with_membership(located));
/// let timeline = builder.build()?;
/// let day = "2006-07-12".parse::<escalade::When>()?.earliest();
/// assert_eq!(timeline.roll_up(army, Granularity::State, day), lebanon);
/// assert_eq!(timeline.roll_up(group, Granularity::State, day), group);
/// assert_eq!(timeline.roll_up(group, Granularity::Country, day), lebanon);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Granularity {
    /// Each as itself.
    Exact,
    /// `PartOf` followed to its top: the army of a state is the state, a group in it stays itself.
    #[default]
    State,
    /// At each step `PartOf` where one is in force, else the first recorded `LocatedIn`.
    Country,
}

/// The whole that an actor counts as a piece of at an instant, at this granularity.
fn step(
    actors: &[Actor],
    actor: ActorId,
    second: i64,
    granularity: Granularity,
) -> Option<ActorId> {
    let memberships = &actors[actor.index()].memberships;
    let in_force = |kind: MembershipKind| {
        memberships.iter().find(|m| m.kind == kind && m.holds_at(second)).map(|m| m.of)
    };
    match granularity {
        Granularity::Exact => None,
        Granularity::State => in_force(MembershipKind::PartOf),
        Granularity::Country => {
            in_force(MembershipKind::PartOf).or_else(|| in_force(MembershipKind::LocatedIn))
        }
    }
}

/// Whether at some instant an actor belongs to itself, in any one of the ways of belonging.
///
/// What is in force changes only where a membership of an actor begins or ends, so a circle first
/// stands at such an instant of one of the actors on it.
pub(super) fn runs_in_circle(actors: &[Actor], actor: ActorId) -> bool {
    let memberships = &actors[actor.index()].memberships;
    let mut instants = vec![i64::MIN];
    for membership in memberships {
        let (start, end) = membership.period();
        instants.extend([start, end]);
    }
    instants.sort_unstable();
    instants.dedup();
    instants.into_iter().any(|second| {
        let mut walker = step(actors, actor, second, Granularity::Country);
        let mut steps = 0;
        while let Some(at) = walker {
            if at == actor {
                return true;
            }
            steps += 1;
            if steps > actors.len() {
                break; // In a circle further up, reported where it stands.
            }
            walker = step(actors, at, second, Granularity::Country);
        }
        [MembershipKind::MemberOf, MembershipKind::ActsFor]
            .into_iter()
            .filter(|kind| memberships.iter().any(|m| m.kind == *kind))
            .any(|kind| reaches_itself(actors, actor, second, kind))
    })
}

fn reaches_itself(actors: &[Actor], actor: ActorId, second: i64, kind: MembershipKind) -> bool {
    let mut seen = vec![false; actors.len()];
    let mut open = vec![actor];
    while let Some(at) = open.pop() {
        for membership in &actors[at.index()].memberships {
            if membership.kind != kind || !membership.holds_at(second) {
                continue;
            }
            if membership.of == actor {
                return true;
            }
            if !std::mem::replace(&mut seen[membership.of.index()], true) {
                open.push(membership.of);
            }
        }
    }
    false
}

impl Timeline {
    /// As whom an actor counts at an instant.
    ///
    /// ```
    /// # use escalade::{Actor, Granularity, Membership, MembershipKind, Timeline, When};
    /// let mut builder = Timeline::builder();
    /// let usa = builder.add_actor(Actor::new("USA"));
    /// let biden = builder.add_actor(Actor::new("BIDEN").with_membership(
    ///     Membership::new(MembershipKind::PartOf, usa).from("2021-01-20").until("2025-01-20"),
    /// ));
    /// let timeline = builder.build()?;
    /// let [during, after] = ["2024-04-13", "2025-04-13"].map(|day| day.parse::<When>().unwrap());
    /// assert_eq!(timeline.roll_up(biden, Granularity::State, during.earliest()), usa);
    /// assert_eq!(timeline.roll_up(biden, Granularity::State, after.earliest()), biden);
    /// assert_eq!(timeline.roll_up(biden, Granularity::Exact, during.earliest()), biden);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn roll_up(
        &self,
        actor: ActorId,
        granularity: Granularity,
        at: chrono::DateTime<chrono::Utc>,
    ) -> ActorId {
        self.roll_up_at(actor, granularity, at.timestamp())
    }

    pub(crate) fn roll_up_at(
        &self,
        actor: ActorId,
        granularity: Granularity,
        second: i64,
    ) -> ActorId {
        let mut at = actor;
        while let Some(whole) = step(&self.actors, at, second, granularity) {
            at = whole;
        }
        at
    }

    /// Whether an actor is another, or an organ of it at an instant.
    pub(crate) fn is_within(&self, actor: ActorId, whole: ActorId, second: i64) -> bool {
        let mut at = Some(actor);
        while let Some(one) = at {
            if one == whole {
                return true;
            }
            at = step(&self.actors, one, second, Granularity::State);
        }
        false
    }
}

/// Rolls up many actors, remembering those for whom time makes no difference.
pub(crate) struct RollUp<'t> {
    timeline: &'t Timeline,
    granularity: Granularity,
    timeless: Vec<Option<ActorId>>,
}

impl<'t> RollUp<'t> {
    pub(crate) fn new(timeline: &'t Timeline, granularity: Granularity) -> Self {
        let always =
            |actor: &Actor| actor.memberships.iter().all(|m| m.period() == (i64::MIN, i64::MAX));
        let timeless = (0..timeline.actors.len())
            .map(|id| {
                let mut at = ActorId(id as u32);
                while always(&timeline.actors[at.index()]) {
                    match step(&timeline.actors, at, 0, granularity) {
                        Some(whole) => at = whole,
                        None => return Some(at),
                    }
                }
                None
            })
            .collect();
        Self { timeline, granularity, timeless }
    }

    pub(crate) fn at(&self, actor: ActorId, second: i64) -> ActorId {
        self.timeless[actor.index()]
            .unwrap_or_else(|| self.timeline.roll_up_at(actor, self.granularity, second))
    }
}
