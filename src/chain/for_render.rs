//! What the floor above, which draws, asks of chains.

use std::{cmp::Reverse, collections::BinaryHeap};

use crate::{
    chain::{chain::Chain, chains::Chains, hop::Hop, query::query::Query},
    model::{ActorId, Confidence},
    timeline::{EventRef, View},
};

impl<'t> Chains<'t> {
    pub(crate) fn query(&self) -> &Query {
        &self.prepared.query
    }

    pub(crate) fn view(&self) -> &View<'t> {
        &self.prepared.view
    }

    /// Those who did it, as far as the query takes them for its authors.
    pub(crate) fn authors(&self, event: EventRef<'t>) -> &'t [ActorId] {
        self.prepared.query.authors(event)
    }

    /// As whom an actor counts at an event: the number of a party.
    pub(crate) fn party(&self, actor: ActorId, event: EventRef<'t>) -> u32 {
        self.prepared.roll_up.at(actor, event.earliest().timestamp())
    }

    /// The key of the actor that a party is, or the name of the bloc.
    pub(crate) fn party_key(&self, party: u32) -> &str {
        self.prepared.roll_up.key(party)
    }

    /// The hops of the greatest rise, of equals the first by later event, then by earlier; in that order.
    /// O(h log k) time for h hops and k that are kept, and O(k) memory.
    pub(crate) fn steepest_hops(&self, most: usize) -> Vec<Hop> {
        let mut kept = BinaryHeap::new();
        self.prepared.engine.for_each(|node, antecedents| {
            for earlier in antecedents {
                let to = node as u32;
                kept.push(Reverse((self.prepared.rise(*earlier, to), Reverse((to, *earlier)))));
                if kept.len() > most {
                    kept.pop();
                }
            }
        });
        let mut kept: Vec<_> = kept.into_iter().map(|Reverse((_, Reverse(pair)))| pair).collect();
        kept.sort_unstable();
        kept.into_iter().map(|(to, from)| self.prepared.hop(from, to)).collect()
    }

    /// How sure a hop is: the weakest of what is stated along it.
    pub(crate) fn sure(&self, hop: &Hop) -> Option<Confidence> {
        let nodes = [hop.from, hop.to].map(|end| self.prepared.node(end));
        let [Some(from), Some(to)] = nodes else { return None };
        let nodes = vec![from as u32, to as u32];
        Chain { prepared: self.prepared.clone(), nodes }.confidence().weakest()
    }
}

impl<'t> Chain<'t> {
    /// The answers it is one of.
    pub(crate) fn chains(&self) -> Chains<'t> {
        Chains { prepared: self.prepared.clone() }
    }
}
