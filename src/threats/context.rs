//! What all steps of following a threat share: the view, the query and the phrases.

use crate::{
    chain::{
        chains::Chains,
        nodes::onset_interval::OnsetInterval,
        prepared::Prepared,
        query::query::Query,
        stated_link::{StatedLink, describe_link},
    },
    model::{Act, Link},
    timeline::{Dyad, EventRef, Phrases, RollUp, Timeline, View},
};

/// The view and the query by which threats are followed.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a, 't> {
    pub(crate) chains: &'a Chains<'t>,
    pub(crate) phrases: Phrases<'a, 't>,
}

impl<'a, 't> Context<'a, 't> {
    pub(crate) fn new(chains: &'a Chains<'t>) -> Self {
        let view = &chains.prepared.view;
        Self { chains, phrases: Phrases { view } }
    }

    fn prepared(&self) -> &'a Prepared<'t> {
        &self.chains.prepared
    }

    pub(crate) fn view(&self) -> &'a View<'t> {
        &self.prepared().view
    }

    pub(crate) fn query(&self) -> &'a Query {
        &self.prepared().query
    }

    pub(crate) fn roll_up(&self) -> &'a RollUp<'t> {
        &self.prepared().roll_up
    }

    pub(crate) fn timeline(&self) -> &'t Timeline {
        self.view().timeline()
    }

    /// Returns the dyads of an event, rolled up as the query says.
    pub(crate) fn dyads(&self, event: EventRef<'t>) -> Vec<Dyad> {
        let mut dyads = Vec::new();
        let mutual = self.view().is_mutual(event);
        self.roll_up().dyads(event.id().index(), self.query().authors(event), mutual, &mut dyads);
        dyads
    }

    /// Returns `true` if the first onset precedes the second, and the gap is one that the query allows.
    pub(crate) fn is_in_reach(&self, first: OnsetInterval, second: OnsetInterval) -> bool {
        let (least, greatest) = self.query().gap_seconds();
        (least..=greatest).contains(&(second.earliest - first.earliest))
            && first.precedes(second, self.query().precedence)
    }

    pub(crate) fn describe_link(&self, link: &'t Link) -> StatedLink {
        describe_link(&self.phrases, self.query(), link)
    }
}

pub(crate) fn onset(event: EventRef<'_>) -> OnsetInterval {
    OnsetInterval {
        earliest: event.earliest().timestamp(),
        latest: event.latest().timestamp(),
        position: event.position() as u32,
    }
}

pub(crate) fn is_statement(event: EventRef<'_>) -> bool {
    matches!(event.act(), Act::Statement(_))
}

/// Returns the dyads of some events, sorted.
pub(crate) fn dyads_of(context: Context<'_, '_>, events: &[EventRef<'_>]) -> Vec<Dyad> {
    let mut dyads = Vec::new();
    for event in events {
        dyads.append(&mut context.dyads(*event));
    }
    dyads.sort_unstable();
    dyads
}
