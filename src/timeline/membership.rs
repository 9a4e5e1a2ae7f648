//! Memberships at an instant, and climbing along them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Blocs, Timeline};
use crate::model::{Actor, ActorId, Membership, MembershipKind};

/// As whom actors are compared.
///
/// Each event is rolled up at its own earliest onset. `MemberOf` never rolls up: a member of an
/// alliance is not the alliance, unless a map of [`Blocs`] says so. `ActsFor` does where a query asks
/// for it: [`Query::with_patrons`](crate::Query::with_patrons).
///
/// ```
/// use escalade::{Actor, BlocMember, Blocs, Granularity, Membership, MembershipKind, Timeline};
///
/// let mut builder = Timeline::builder();
/// let lebanon = builder.add_actor(Actor::new("LBN"));
/// let army = builder.add_actor(Actor::new("LBNMIL").part_of(lebanon));
/// let located = Membership::new(MembershipKind::LocatedIn, lebanon);
/// let group = builder.add_actor(Actor::new("LBNREB").with_membership(located));
/// let timeline = builder.build()?;
/// let day = "2006-07-12".parse::<escalade::When>()?.earliest();
/// assert_eq!(timeline.roll_up(army, &Granularity::State, day), "LBN");
/// assert_eq!(timeline.roll_up(group, &Granularity::State, day), "LBNREB");
/// assert_eq!(timeline.roll_up(group, &Granularity::Country, day), "LBN");
/// let league = Granularity::Bloc(Blocs::new([BlocMember::new("LBN", "ARAB LEAGUE")])?);
/// assert_eq!(timeline.roll_up(army, &league, day), "ARAB LEAGUE");
/// assert_eq!(timeline.roll_up(group, &league, day), "LBNREB");
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
    /// At each step the bloc that the actor is in, where the climb ends; else `PartOf` where one is
    /// in force.
    Bloc(Blocs),
}

impl Granularity {
    /// Its name.
    pub(super) fn as_str(&self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::State => "state",
            Self::Country => "country",
            Self::Bloc(_) => "bloc",
        }
    }

    /// The memberships to climb by: at each step the first kind of which one is in force. With
    /// patrons, proxies count as those they act for.
    pub(super) fn climbs_by(&self, patrons: bool) -> &'static [MembershipKind] {
        use MembershipKind::{ActsFor, LocatedIn, PartOf};
        match (self, patrons) {
            (Self::Exact, false) => &[],
            (Self::Exact, true) => &[ActsFor],
            (Self::State | Self::Bloc(_), false) => &[PartOf],
            (Self::State | Self::Bloc(_), true) => &[PartOf, ActsFor],
            (Self::Country, false) => &[PartOf, LocatedIn],
            (Self::Country, true) => &[PartOf, ActsFor, LocatedIn],
        }
    }

    pub(super) fn blocs(&self) -> Option<&Blocs> {
        match self {
            Self::Bloc(blocs) => Some(blocs),
            _ => None,
        }
    }
}

/// The membership that an actor climbs by at an instant: of the first kind that is in force, the
/// first recorded.
pub(super) fn climb<'t>(
    actors: &'t [Actor],
    actor: ActorId,
    second: i64,
    kinds: &[MembershipKind],
) -> Option<&'t Membership> {
    let memberships = &actors[actor.index()].memberships;
    kinds.iter().find_map(|kind| memberships.iter().find(|m| m.kind == *kind && m.holds_at(second)))
}

/// Every way to climb leads up one of these, or stops on the way, or stays with one kind.
const LONGEST_CLIMBS: [&[MembershipKind]; 2] = [
    &[MembershipKind::PartOf, MembershipKind::LocatedIn],
    &[MembershipKind::PartOf, MembershipKind::ActsFor, MembershipKind::LocatedIn],
];

/// Whether at some instant an actor belongs to itself: in any one of the ways of belonging, or along
/// several that are climbed by turns. So climbing always ends.
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
        LONGEST_CLIMBS.iter().any(|kinds| climbs_to_itself(actors, actor, second, kinds))
            || [MembershipKind::MemberOf, MembershipKind::ActsFor]
                .into_iter()
                .filter(|kind| memberships.iter().any(|m| m.kind == *kind))
                .any(|kind| reaches_itself(actors, actor, second, kind))
    })
}

fn climbs_to_itself(
    actors: &[Actor],
    actor: ActorId,
    second: i64,
    kinds: &[MembershipKind],
) -> bool {
    let mut at = actor;
    for _ in 0..=actors.len() {
        match climb(actors, at, second, kinds) {
            Some(membership) if membership.of == actor => return true,
            Some(membership) => at = membership.of,
            None => return false,
        }
    }
    false // In a circle further up, reported where it stands.
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
    /// As whom an actor counts at an instant: the key of an actor, or the name of a bloc. Proxies
    /// count as themselves.
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
    /// assert_eq!(timeline.roll_up(biden, &Granularity::State, during.earliest()), "USA");
    /// assert_eq!(timeline.roll_up(biden, &Granularity::State, after.earliest()), "BIDEN");
    /// assert_eq!(timeline.roll_up(biden, &Granularity::Exact, during.earliest()), "BIDEN");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If the actor is of another timeline and this one has fewer actors.
    pub fn roll_up<'a>(
        &'a self,
        actor: ActorId,
        granularity: &'a Granularity,
        at: DateTime<Utc>,
    ) -> &'a str {
        let (second, kinds) = (at.timestamp(), granularity.climbs_by(false));
        let mut actor = actor;
        loop {
            let key = self.actor(actor).key();
            if let Some(bloc) = granularity.blocs().and_then(|blocs| blocs.in_force(key, second)) {
                return bloc;
            }
            match climb(&self.actors, actor, second, kinds) {
                Some(membership) => actor = membership.of,
                None => return key,
            }
        }
    }

    /// Whether an actor is another, or an organ of it at an instant.
    pub(crate) fn is_within(&self, actor: ActorId, whole: ActorId, second: i64) -> bool {
        let mut at = Some(actor);
        while let Some(one) = at {
            if one == whole {
                return true;
            }
            at = climb(&self.actors, one, second, &[MembershipKind::PartOf]).map(|m| m.of);
        }
        false
    }
}
