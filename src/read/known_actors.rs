//! Actors of a timeline given by the user, with which actors of files are identified.

use std::collections::HashMap;

use crate::{
    model::{Actor, fold},
    timeline::{ActorRef, Timeline},
};

/// The actors of a timeline, searchable by name and by key.
#[derive(Clone, Debug)]
pub(super) struct KnownActors {
    pub(super) actors: Vec<Actor>,
    /// Indices of the actors that have a name, by its folded form.
    by_name: HashMap<String, Vec<usize>>,
}

/// The result of a search by name.
pub(super) enum NameMatch<'k> {
    None,
    /// The index of the only actor of that name.
    One(usize),
    /// The keys of the actors that share the name.
    Several(Vec<&'k str>),
}

impl KnownActors {
    /// Collects the actors of a timeline.
    pub(super) fn of(timeline: &Timeline) -> Self {
        let actors: Vec<_> = timeline.actors().map(ActorRef::to_draft).collect();
        let mut by_name: HashMap<_, Vec<_>> = HashMap::new();
        for (nth, actor) in actors.iter().enumerate() {
            for name in actor.names.values() {
                let bearers = by_name.entry(fold::name(name)).or_default();
                // An actor may have the same name in two languages.
                if !bearers.contains(&nth) {
                    bearers.push(nth);
                }
            }
        }
        Self { actors, by_name }
    }

    /// Finds the actors that have a name, in any language and spelling.
    pub(super) fn by_name(&self, name: &str) -> NameMatch<'_> {
        match self.by_name.get(&fold::name(name)).map_or(&[][..], Vec::as_slice) {
            [] => NameMatch::None,
            [one] => NameMatch::One(*one),
            several => {
                NameMatch::Several(several.iter().map(|nth| &*self.actors[*nth].key).collect())
            }
        }
    }

    /// Returns the index of the actor with a key, or `None` if there is none.
    pub(super) fn by_key(&self, key: &str) -> Option<usize> {
        self.actors.iter().position(|actor| actor.key == key)
    }
}
