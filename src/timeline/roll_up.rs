//! Rolling up the actors of many events to the parties that they count as.

use std::{collections::HashMap, sync::OnceLock};

use super::{Granularity, Timeline, View, membership::followed_membership};
use crate::{
    model::{ActorId, MembershipKind},
    sorting::{pairs_of, sorted_order},
};

/// Rolls up many actors. Caches the result for actors whose memberships are not dated.
///
/// The result is the number of a **party**. The actors come first, numbered by their ids, then the
/// blocs that are not actors, in order of first entry.
pub(crate) struct RollUp<'t> {
    timeline: &'t Timeline,
    granularity: Granularity,
    kinds: &'static [MembershipKind],
    /// The memberships that were known before this time count, in seconds since 1970.
    known_until: i64,
    /// The blocs of each actor, in order of recording.
    bloc_periods: Vec<Vec<BlocPeriod>>,
    /// The names of the blocs that are not actors.
    bloc_names: Vec<String>,
    /// The party that each actor always counts as, or [`VARIES`].
    fixed_parties: Vec<u32>,
    /// (party, actor) for each actor that always counts as one party, then for those that count as
    /// different parties, under [`VARIES`]. Sorted. Made when first needed.
    by_party: OnceLock<Vec<(u32, u32)>>,
}

/// A period in which an actor counts as a bloc, half-open, in seconds since 1970.
struct BlocPeriod {
    period: (i64, i64),
    party: u32,
}

/// The reason why an actor counts as another party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Belonging {
    Membership(MembershipKind),
    Bloc,
}

impl Belonging {
    pub(crate) const PART_OF: Self = Self::Membership(MembershipKind::PartOf);
}

/// The numbers of the parties that source and target count as.
pub(crate) type Dyad = (u32, u32);

const ALWAYS: (i64, i64) = (i64::MIN, i64::MAX);

/// Marks an actor that counts as different parties at different times.
const VARIES: u32 = u32::MAX;

impl<'t> RollUp<'t> {
    pub(crate) fn new(view: &View<'t>, granularity: &Granularity, patrons: bool) -> Self {
        let timeline = view.timeline();
        let mut roll_up = Self {
            timeline,
            granularity: granularity.clone(),
            known_until: view.known_until(),
            kinds: granularity.followed_kinds(patrons),
            bloc_periods: Vec::new(),
            bloc_names: Vec::new(),
            fixed_parties: Vec::new(),
            by_party: OnceLock::new(),
        };
        roll_up.number_blocs();
        roll_up.fix_parties();
        roll_up
    }

    fn number_blocs(&mut self) {
        let Some(blocs) = self.granularity.blocs() else { return };
        let actors = &self.timeline.actor_keys;
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        self.bloc_periods.resize_with(self.timeline.actors.len(), Vec::new);
        for entry in blocs.entries() {
            let party = match actors.get(entry.bloc.as_str()) {
                Some(actor) => *actor,
                None => {
                    let next = self.timeline.actors.len() + self.bloc_names.len();
                    *numbers.entry(&entry.bloc).or_insert_with(|| {
                        self.bloc_names.push(entry.bloc.clone());
                        next as u32
                    })
                }
            };
            if let Some(actor) = actors.get(entry.actor.as_str()) {
                self.bloc_periods[*actor as usize]
                    .push(BlocPeriod { period: entry.period(), party });
            }
        }
    }

    /// Returns the number of parties: all actors, and the blocs that are not actors.
    pub(crate) fn party_count(&self) -> usize {
        self.timeline.actors.len() + self.bloc_names.len()
    }

    /// Finds the party that each actor always counts as, or [`VARIES`] if any membership or bloc on the
    /// way is dated. Each actor is stepped from once, so that long chains of memberships take linear time.
    fn fix_parties(&mut self) {
        let mut parties: Vec<Option<u32>> = vec![None; self.timeline.actors.len()];
        let mut path = Vec::new();
        for start in 0..parties.len() {
            // Most actors of coded events belong to no other. A roll-up of 5,000 of them took 50 µs without this, and a
            // transaction of a watch needs several (bench `watch`).
            let is_alone = self.timeline.actors[start].memberships.is_empty();
            if is_alone && self.blocs_of(ActorId(start as u32)).is_empty() {
                parties[start] = Some(start as u32);
                continue;
            }
            let mut actor = start;
            let party = loop {
                if let Some(party) = parties[actor] {
                    break party;
                }
                path.push(actor);
                let id = ActorId(actor as u32);
                if self.is_dated(id) {
                    break VARIES;
                }
                match self.step(id, 0) {
                    Some((Belonging::Membership(_), whole)) => actor = whole as usize,
                    Some((Belonging::Bloc, party)) => break party,
                    None => break id.0,
                }
            };
            for actor in path.drain(..) {
                parties[actor] = Some(party);
            }
        }
        for party in parties {
            self.fixed_parties.push(party.unwrap_or(VARIES));
        }
    }

    /// Returns `true` if a membership that is followed, or a bloc, is dated.
    fn is_dated(&self, actor: ActorId) -> bool {
        let memberships = &self.timeline.actors[actor.index()].memberships;
        memberships.iter().any(|m| self.kinds.contains(&m.kind) && m.period() != ALWAYS)
            || self.blocs_of(actor).iter().any(|bloc| bloc.period != ALWAYS)
    }

    fn blocs_of(&self, actor: ActorId) -> &[BlocPeriod] {
        self.bloc_periods.get(actor.index()).map_or(&[], Vec::as_slice)
    }

    /// Returns the party that one step leads to from an actor at an instant, in seconds since 1970.
    fn step(&self, actor: ActorId, second: i64) -> Option<(Belonging, u32)> {
        let in_force = |bloc: &&BlocPeriod| bloc.period.0 <= second && second < bloc.period.1;
        if let Some(bloc) = self.blocs_of(actor).iter().find(in_force) {
            return Some((Belonging::Bloc, bloc.party));
        }
        let (actors, until) = (&self.timeline.actors, self.known_until);
        let membership = followed_membership(actors, actor, second, self.kinds, until)?;
        Some((Belonging::Membership(membership.kind), membership.of.0))
    }

    /// Returns the party that an actor counts as at an instant, in seconds since 1970.
    #[inline]
    pub(crate) fn at(&self, actor: ActorId, second: i64) -> u32 {
        match self.fixed_parties[actor.index()] {
            VARIES => self.follow(actor, second),
            party => party,
        }
    }

    // Kept out of `at`, whose common case is one look-up and is inlined.
    #[cold]
    fn follow(&self, actor: ActorId, second: i64) -> u32 {
        let (mut counted, mut current) = (actor.0, Some(actor));
        while let Some((by, party)) = current.and_then(|actor| self.step(actor, second)) {
            current = matches!(by, Belonging::Membership(_)).then_some(ActorId(party));
            counted = party;
        }
        counted
    }

    /// Returns the steps from an actor to the party it counts as: the reason for each step, and the party it
    /// leads to.
    pub(crate) fn steps(&self, actor: ActorId, second: i64) -> Vec<(Belonging, u32)> {
        let (mut steps, mut current) = (Vec::new(), Some(actor));
        while let Some((by, party)) = current.and_then(|actor| self.step(actor, second)) {
            current = matches!(by, Belonging::Membership(_)).then_some(ActorId(party));
            steps.push((by, party));
        }
        steps
    }

    /// Writes to `dyads` the dyads of the event with this id at its earliest onset: each source with each
    /// target, in both directions if `mutual`. Dyads of a party with itself are left out. The dyads are
    /// sorted, without duplicates.
    #[inline]
    pub(crate) fn dyads(
        &self,
        id: usize,
        sources: &[ActorId],
        mutual: bool,
        dyads: &mut Vec<Dyad>,
    ) {
        let columns = &self.timeline.columns;
        let second = columns.earliest(id);
        let targets = columns.targets(id);
        dyads.clear();
        // The common case, which needs no sorting.
        if let ([source], [target], false) = (sources, targets, mutual) {
            let dyad = (self.at(*source, second), self.at(*target, second));
            if dyad.0 != dyad.1 {
                dyads.push(dyad);
            }
            return;
        }
        for source in sources {
            let a = self.at(*source, second);
            for target in targets {
                let b = self.at(*target, second);
                if a != b {
                    dyads.push((a, b));
                    if mutual {
                        dyads.push((b, a));
                    }
                }
            }
        }
        if dyads.len() > 1 {
            dyads.sort_unstable();
            dyads.dedup();
        }
    }

    /// Returns the actors that count as a party at some time, and those of which that is not known.
    pub(crate) fn possible_members(&self, party: u32) -> Vec<ActorId> {
        let by_party = self.by_party.get_or_init(|| {
            let mut by_party = Vec::new();
            for (actor, party) in (0..).zip(&self.fixed_parties) {
                by_party.push((*party, actor));
            }
            by_party.sort_unstable();
            by_party
        });
        let mut members = Vec::new();
        for party in [party, VARIES] {
            for entry in pairs_of(by_party, party) {
                members.push(ActorId(entry.1));
            }
        }
        members
    }

    /// Returns the key or the bloc name of a party.
    pub(crate) fn key(&self, party: u32) -> &str {
        let actors = &self.timeline.actors;
        match actors.get(party as usize) {
            Some(actor) => &actor.key,
            None => &self.bloc_names[party as usize - actors.len()],
        }
    }

    /// Returns those of two parties that are actors, not blocs.
    pub(crate) fn actors_of(&self, (a, b): Dyad) -> Vec<ActorId> {
        let mut actors = Vec::new();
        for party in [a, b] {
            if (party as usize) < self.timeline.actors.len() {
                actors.push(ActorId(party));
            }
        }
        actors
    }

    /// Returns the position of each party in the alphabetical order of keys.
    pub(crate) fn key_order(&self) -> Vec<u32> {
        let key = |party: usize| self.key(party as u32);
        let parties = sorted_order(self.party_count(), &|a, b| key(a).cmp(key(b)));
        let mut places = vec![0; parties.len()];
        for (place, party) in parties.into_iter().enumerate() {
            places[party] = place as u32;
        }
        places
    }
}
