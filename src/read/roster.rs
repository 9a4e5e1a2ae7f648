//! The actors of a timeline, to whom the names of a file are joined.

use std::collections::HashMap;

use crate::{
    model::{Actor, fold},
    timeline::{ActorRef, Timeline},
};

#[derive(Clone, Debug)]
pub(super) struct Roster {
    pub(super) actors: Vec<Actor>,
    /// Who has a name, as it is compared.
    names: HashMap<String, Vec<usize>>,
}

/// Who has a name.
pub(super) enum Named<'r> {
    Nobody,
    One(usize),
    /// Their keys.
    Several(Vec<&'r str>),
}

impl Roster {
    pub(super) fn of(timeline: &Timeline) -> Self {
        let actors: Vec<_> = timeline.actors().map(ActorRef::to_draft).collect();
        let mut names: HashMap<_, Vec<_>> = HashMap::new();
        for (nth, actor) in actors.iter().enumerate() {
            for name in actor.names.values() {
                let having = names.entry(fold::name(name)).or_default();
                if !having.contains(&nth) {
                    having.push(nth);
                }
            }
        }
        Self { actors, names }
    }

    pub(super) fn named(&self, name: &str) -> Named<'_> {
        match self.names.get(&fold::name(name)).map_or(&[][..], Vec::as_slice) {
            [] => Named::Nobody,
            [one] => Named::One(*one),
            several => Named::Several(several.iter().map(|nth| &*self.actors[*nth].key).collect()),
        }
    }

    pub(super) fn of_key(&self, key: &str) -> Option<usize> {
        self.actors.iter().position(|actor| actor.key == key)
    }
}
