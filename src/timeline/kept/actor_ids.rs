//! The actors of a kept timeline by key.

use std::collections::HashMap;

use crate::{model::ActorId, timeline::document::Document};

/// The ids of the actors of a document, by key.
pub(super) struct ActorIds<'d>(HashMap<&'d str, u32>);

impl<'d> ActorIds<'d> {
    pub(super) fn of(document: &'d Document) -> Self {
        let mut ids = HashMap::with_capacity(document.actors.len());
        for (nth, actor) in document.actors.iter().enumerate() {
            ids.insert(actor.key.as_str(), nth as u32);
        }
        Self(ids)
    }

    pub(super) fn find(&self, key: &str) -> Option<ActorId> {
        self.0.get(key).map(|id| ActorId(*id))
    }
}
