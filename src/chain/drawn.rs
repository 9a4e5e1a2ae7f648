//! What the floor above, which draws, asks of chains.

use super::{Chain, Chains, Hop, Query, Step, teller::Teller};
use crate::{
    model::{ActorId, Confidence, Level},
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

    /// An event in words, as in an explanation; one that has no level is told as at 0.
    pub(crate) fn tell(&self, event: EventRef<'t>, language: &str) -> Step {
        let level = event.level(self.query().scale()).unwrap_or(Level::from(0));
        Teller { prepared: &self.prepared, language }.step(event, level)
    }

    /// The first hops, by later event, then by earlier.
    pub(crate) fn hops_up_to(&self, most: usize) -> Vec<Hop> {
        let mut hops = Vec::new();
        self.prepared.engine.for_each(|node, antecedents| {
            let room = most.saturating_sub(hops.len());
            hops.extend(
                antecedents
                    .iter()
                    .take(room)
                    .map(|earlier| self.prepared.hop(*earlier, node as u32)),
            );
        });
        hops
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
