//! Methods of chains that only the renderers need.

use std::{cmp::Reverse, collections::BinaryHeap};

use crate::{
    chain::{chain::Chain, chains::Chains, hop::Hop, query::query::Query},
    model::{ActorId, Confidence},
    timeline::{Belonging, EventRef, View},
};

impl<'t> Chains<'t> {
    pub(crate) fn query(&self) -> &Query {
        &self.prepared.query
    }

    pub(crate) fn view(&self) -> &View<'t> {
        &self.prepared.view
    }

    /// Returns the authors of an event; none if their attribution is below the minimum of the query.
    pub(crate) fn authors(&self, event: EventRef<'t>) -> &'t [ActorId] {
        self.prepared.query.authors(event)
    }

    /// Returns the party that an actor counts as at the time of an event.
    pub(crate) fn party(&self, actor: ActorId, event: EventRef<'t>) -> u32 {
        self.prepared.roll_up.at(actor, event.earliest().timestamp())
    }

    /// Returns `true` if an actor counts as another party at the time of an event by more than *part of*
    /// memberships: a bloc, a patron or a country stands for it.
    pub(crate) fn is_stood_for(&self, actor: ActorId, event: EventRef<'t>) -> bool {
        let steps = self.prepared.roll_up.steps(actor, event.earliest().timestamp());
        steps.iter().any(|(by, party)| *by != Belonging::PART_OF && *party != actor.0)
    }

    /// Returns the key of the actor that a party is, or the name of the bloc.
    pub(crate) fn party_key(&self, party: u32) -> &str {
        self.prepared.roll_up.key(party)
    }

    /// Returns the hops of the greatest rise, at most `most`, ordered by the later event and then by the
    /// earlier. Of hops of the same rise, those that come first in this order are kept.
    ///
    /// Returns the number of all hops too. Takes O(h log k) time for h hops of which k are kept, and O(k) memory.
    pub(crate) fn steepest_hops(&self, most: usize) -> (Vec<Hop>, u64) {
        let (mut kept, mut all) = (BinaryHeap::new(), 0);
        self.prepared.engine.for_each_with_antecedents(|node, antecedents| {
            all += antecedents.len() as u64;
            for earlier in antecedents {
                let to = node as u32;
                kept.push(Reverse((self.prepared.rise(*earlier, to), Reverse((to, *earlier)))));
                if kept.len() > most {
                    kept.pop();
                }
            }
        });
        let mut pairs = Vec::with_capacity(kept.len());
        for Reverse((_, Reverse(pair))) in kept {
            pairs.push(pair);
        }
        pairs.sort_unstable();
        let mut hops = Vec::with_capacity(pairs.len());
        for (to, from) in pairs {
            hops.push(self.prepared.hop(from, to));
        }
        (hops, all)
    }

    /// Returns the lowest confidence stated along a hop.
    pub(crate) fn hop_confidence(&self, hop: &Hop) -> Option<Confidence> {
        let (from, to) = (self.prepared.node(hop.from)?, self.prepared.node(hop.to)?);
        let nodes = vec![from as u32, to as u32];
        Chain { prepared: self.prepared.clone(), nodes }.confidence().weakest()
    }
}

impl<'t> Chain<'t> {
    /// Returns all chains of the query that found this chain.
    pub(crate) fn chains(&self) -> Chains<'t> {
        Chains { prepared: self.prepared.clone() }
    }

    /// Returns the keys of the parties of an event of the chain.
    pub(crate) fn parties_of(&self, nth: usize) -> Vec<String> {
        let parties = self.prepared.parties_of(self.nodes[nth] as usize, false);
        parties.iter().map(|party| self.prepared.roll_up.key(*party).to_owned()).collect()
    }
}
