//! Granularity, and rolling one actor up along its memberships at an instant.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Blocs, Timeline};
use crate::model::{Actor, ActorId, Membership, MembershipKind};

/// How far actors are rolled up before they are compared.
///
/// The actors of an event are rolled up at its earliest onset. `MemberOf` is never followed: a member
/// of an alliance does not count as the alliance, except through a map of [`Blocs`]. `ActsFor` is
/// followed only in a query [with patrons](crate::Query::with_patrons).
///
/// ```
/// use escalade::{Actor, Timeline, model::{Membership, MembershipKind}, timeline::{BlocMember, Blocs, Granularity}};
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
    /// Actors are not rolled up.
    Exact,
    /// Actors are rolled up along `PartOf`. The army of a state counts as the state; a group located in
    /// it counts as itself.
    #[default]
    State,
    /// Actors are rolled up along `PartOf`, or along the first recorded `LocatedIn` where no `PartOf` is
    /// in force.
    Country,
    /// Actors are rolled up along `PartOf` until they are in a bloc, which they then count as.
    Bloc(Blocs),
}

impl Granularity {
    /// Returns the name of the granularity.
    pub(super) fn as_str(&self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::State => "state",
            Self::Country => "country",
            Self::Bloc(_) => "bloc",
        }
    }

    /// Returns the kinds of membership to follow. At each step, the first kind that has one in force is
    /// taken. With `patrons`, proxies count as the actors they act for.
    pub(super) fn followed_kinds(&self, patrons: bool) -> &'static [MembershipKind] {
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

    pub(crate) fn blocs(&self) -> Option<&Blocs> {
        match self {
            Self::Bloc(blocs) => Some(blocs),
            _ => None,
        }
    }
}

/// Returns the membership to follow from an actor at an instant, in seconds since 1970: the first
/// recorded one of the first kind that has one in force.
pub(super) fn followed_membership<'t>(
    actors: &'t [Actor],
    actor: ActorId,
    second: i64,
    kinds: &[MembershipKind],
    known_until: i64,
) -> Option<&'t Membership> {
    let memberships = &actors[actor.index()].memberships;
    let holds =
        |m: &Membership, kind| m.kind == kind && m.holds_at(second) && m.is_known(known_until);
    kinds.iter().find_map(|kind| memberships.iter().find(|m| holds(m, *kind)))
}

impl Timeline {
    /// Returns the key of the actor, or the name of the bloc, that an actor counts as at an instant.
    /// Proxies count as themselves.
    ///
    /// ```
    /// # use escalade::{Actor, Timeline, When, model::{Membership, MembershipKind}, timeline::Granularity};
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
    /// Panics if the id belongs to another timeline and is out of range in this one.
    pub fn roll_up<'a>(
        &'a self,
        actor: ActorId,
        granularity: &'a Granularity,
        at: DateTime<Utc>,
    ) -> &'a str {
        let (second, kinds) = (at.timestamp(), granularity.followed_kinds(false));
        let mut actor = actor;
        loop {
            let key = self.actor(actor).key();
            if let Some(bloc) = granularity.blocs().and_then(|blocs| blocs.in_force(key, second)) {
                return bloc;
            }
            match followed_membership(&self.actors, actor, second, kinds, i64::MAX) {
                Some(membership) => actor = membership.of,
                None => return key,
            }
        }
    }

    /// Returns `true` if `actor` is `whole` or an organ of it at an instant, in seconds since 1970.
    pub(crate) fn is_within(&self, actor: ActorId, whole: ActorId, second: i64) -> bool {
        self.is_known_within(actor, whole, second, i64::MAX)
    }

    /// Like `is_within`, by the memberships that were known before a time, in seconds since 1970.
    pub(super) fn is_known_within(
        &self,
        actor: ActorId,
        whole: ActorId,
        second: i64,
        known_until: i64,
    ) -> bool {
        let kinds = &[MembershipKind::PartOf];
        let mut at = Some(actor);
        while let Some(one) = at {
            if one == whole {
                return true;
            }
            at = followed_membership(&self.actors, one, second, kinds, known_until)
                .map(|membership| membership.of);
        }
        false
    }
}
