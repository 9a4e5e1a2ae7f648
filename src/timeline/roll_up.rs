//! Rolling up: the parties that the actors of many events count as.

use std::collections::HashMap;

use super::{Timeline, membership::climb};
use crate::{
    model::{ActorId, Membership, MembershipKind},
    timeline::Granularity,
};

/// Rolls up many actors, remembering those for whom time makes no difference.
///
/// Those they count as are **parties**, numbered: the actors by their ids, then the blocs that are
/// none of the actors, in order of first entry.
pub(crate) struct RollUp<'t> {
    timeline: &'t Timeline,
    granularity: Granularity,
    kinds: &'static [MembershipKind],
    /// For each actor the blocs it is in, in order of recording.
    blocs: Vec<Vec<Stay>>,
    /// The names of the blocs that are none of the actors.
    names: Vec<String>,
    /// For each actor the party it always counts as, or that this changes.
    timeless: Vec<u32>,
}

/// A stay in a bloc.
struct Stay {
    period: (i64, i64),
    party: u32,
}

/// By what an actor counts as another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Belonging {
    Membership(MembershipKind),
    Bloc,
}

impl Belonging {
    pub(crate) const PART_OF: Self = Self::Membership(MembershipKind::PartOf);
}

/// Source and target, rolled up: the numbers of parties.
pub(crate) type Dyad = (u32, u32);

const ALWAYS: (i64, i64) = (i64::MIN, i64::MAX);

/// Stands for a party that changes with time.
const CHANGES: u32 = u32::MAX;

impl<'t> RollUp<'t> {
    pub(crate) fn new(timeline: &'t Timeline, granularity: &Granularity, patrons: bool) -> Self {
        let mut roll_up = Self {
            timeline,
            granularity: granularity.clone(),
            kinds: granularity.climbs_by(patrons),
            blocs: Vec::new(),
            names: Vec::new(),
            timeless: Vec::new(),
        };
        roll_up.number_blocs();
        roll_up.timeless = (0..timeline.actors.len())
            .map(|actor| roll_up.always(ActorId(actor as u32)).unwrap_or(CHANGES))
            .collect();
        roll_up
    }

    fn number_blocs(&mut self) {
        let Some(blocs) = self.granularity.blocs() else { return };
        let actors = &self.timeline.actor_keys;
        self.blocs.resize_with(self.timeline.actors.len(), Vec::new);
        let mut beyond = HashMap::new();
        for name in blocs.names().filter(|name| !actors.contains_key(*name)) {
            beyond.insert(name, (self.timeline.actors.len() + self.names.len()) as u32);
            self.names.push(name.to_owned());
        }
        for entry in blocs.entries() {
            if let Some(actor) = actors.get(&entry.actor) {
                let bloc = &*entry.bloc;
                let party = actors.get(bloc).copied().unwrap_or_else(|| beyond[bloc]);
                self.blocs[*actor as usize].push(Stay { period: entry.period(), party });
            }
        }
    }

    /// The party that an actor always counts as, if nothing on the way there is dated.
    fn always(&self, mut actor: ActorId) -> Option<u32> {
        loop {
            let memberships = &self.timeline.actors[actor.index()].memberships;
            let followed = memberships.iter().filter(|m| self.kinds.contains(&m.kind));
            let mut periods =
                followed.map(Membership::period).chain(self.stays(actor).iter().map(|s| s.period));
            if !periods.all(|period| period == ALWAYS) {
                return None;
            }
            match self.step(actor, 0) {
                Some((Belonging::Membership(_), whole)) => actor = ActorId(whole),
                Some((Belonging::Bloc, party)) => return Some(party),
                None => return Some(actor.0),
            }
        }
    }

    fn stays(&self, actor: ActorId) -> &[Stay] {
        self.blocs.get(actor.index()).map_or(&[], Vec::as_slice)
    }

    /// The party that an actor counts as at an instant, as far as one step leads.
    fn step(&self, actor: ActorId, second: i64) -> Option<(Belonging, u32)> {
        let in_force = |stay: &&Stay| stay.period.0 <= second && second < stay.period.1;
        if let Some(stay) = self.stays(actor).iter().find(in_force) {
            return Some((Belonging::Bloc, stay.party));
        }
        let membership = climb(&self.timeline.actors, actor, second, self.kinds)?;
        Some((Belonging::Membership(membership.kind), membership.of.0))
    }

    /// The party that an actor counts as at an instant.
    #[inline]
    pub(crate) fn at(&self, actor: ActorId, second: i64) -> u32 {
        match self.timeless[actor.index()] {
            CHANGES => self.climbed(actor, second),
            party => party,
        }
    }

    #[cold]
    fn climbed(&self, actor: ActorId, second: i64) -> u32 {
        self.steps(actor, second).last().map_or(actor.0, |(_, party)| party)
    }

    /// The steps that lead there: by what, and to which party.
    pub(crate) fn steps(
        &self,
        actor: ActorId,
        second: i64,
    ) -> impl Iterator<Item = (Belonging, u32)> {
        let mut climber = Some(actor);
        std::iter::from_fn(move || {
            let (by, party) = self.step(climber?, second)?;
            climber = matches!(by, Belonging::Membership(_)).then_some(ActorId(party));
            Some((by, party))
        })
    }

    /// The dyads of the event of an id, at its own earliest onset: sources with targets, both ways if
    /// it is seen as mutual, self-pairs removed; sorted, none twice.
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
        if let ([source], [target], false) = (sources, targets, mutual) {
            let dyad = (self.at(*source, second), self.at(*target, second));
            dyads.extend((dyad.0 != dyad.1).then_some(dyad));
            return;
        }
        for source in sources {
            let a = self.at(*source, second);
            for target in targets {
                let b = self.at(*target, second);
                if a != b {
                    dyads.push((a, b));
                    dyads.extend(mutual.then_some((b, a)));
                }
            }
        }
        if dyads.len() > 1 {
            dyads.sort_unstable();
            dyads.dedup();
        }
    }

    /// The key of the actor that a party is, or the name of the bloc.
    pub(crate) fn key(&self, party: u32) -> &str {
        let actors = &self.timeline.actors;
        match actors.get(party as usize) {
            Some(actor) => &actor.key,
            None => &self.names[party as usize - actors.len()],
        }
    }

    /// The actors that two parties are, blocs that are no actors aside.
    pub(crate) fn actors_of(&self, (a, b): Dyad) -> Vec<ActorId> {
        let is_actor = |party: &u32| (*party as usize) < self.timeline.actors.len();
        [a, b].into_iter().filter(is_actor).map(ActorId).collect()
    }

    /// By party, its place among all in order of keys.
    pub(crate) fn ranks(&self) -> Vec<u32> {
        let mut parties: Vec<_> =
            (0..(self.timeline.actors.len() + self.names.len()) as u32).collect();
        parties.sort_unstable_by_key(|party| self.key(*party));
        let mut ranks = vec![0; parties.len()];
        for (rank, party) in parties.iter().enumerate() {
            ranks[*party as usize] = rank as u32;
        }
        ranks
    }
}
