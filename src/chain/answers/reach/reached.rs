//! An actor that chains reach, and the chains that do.

use serde::{Serialize, Serializer, ser::SerializeStruct};

use crate::{chain::chain::Chain, timeline::EventRef};

/// An actor that was drawn in, or that led to an event: see [`Chains::reach`](crate::Chains::reach).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Reached<'t> {
    /// The actor, as rolled up: its key, or the name of a bloc.
    pub actor: String,
    /// What the actor is in the event that draws it in; of the sources of events in which chains begin, `Source`.
    pub role: Role,
    /// The chain that ends first in an event of the actor; of several with that end, one of the fewest events. If chains
    /// are followed backward, the one that begins first with an act of the actor.
    pub earliest: Chain<'t>,
    /// The chain of the fewest events; of several, the one whose event of the actor comes first.
    pub shortest: Chain<'t>,
    pub(super) is_backward: bool,
}

/// What an actor is in an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// It acts.
    Source,
    /// It is acted upon.
    Target,
    /// Both: the event is mutual, or has several parties.
    Both,
}

impl Role {
    /// Returns the role in words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Target => "target",
            Self::Both => "source and target",
        }
    }
}

impl<'t> Reached<'t> {
    /// Returns the event that draws the actor in first; if chains are followed backward, the act with which it began.
    pub fn event(&self) -> EventRef<'t> {
        let mut events = self.earliest.events();
        // A chain has two events or more.
        let event = if self.is_backward { events.next() } else { events.next_back() };
        event.expect("a chain is never empty")
    }
}

fn labels(chain: &Chain<'_>) -> Vec<String> {
    let mut labels = Vec::with_capacity(chain.len());
    for event in chain.events() {
        labels.push(event.label());
    }
    labels
}

impl Serialize for Reached<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut reached = serializer.serialize_struct("Reached", 7)?;
        reached.serialize_field("actor", &self.actor)?;
        reached.serialize_field("role", &self.role)?;
        reached.serialize_field("event", &self.event().label())?;
        reached.serialize_field("when", &self.event().when().to_string())?;
        reached.serialize_field("span_seconds", &self.earliest.span().num_seconds())?;
        reached.serialize_field("earliest", &labels(&self.earliest))?;
        reached.serialize_field("shortest", &labels(&self.shortest))?;
        reached.end()
    }
}
