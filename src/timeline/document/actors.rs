//! The actors of a document, which another file may have described before.

use super::{
    entry::ActorEntry,
    form::{Dated, MembershipForm},
    path::At,
    reading::Reader,
};
use crate::model::{Actor, ActorId, IntoWhen, Membership, MembershipKind};

impl Reader<'_> {
    /// Adds an actor with its memberships, unless it stands already and is the same.
    pub(super) fn actor_entry(&mut self, entry: &ActorEntry, at: At<'_>) {
        let (actor, is_new) = self.bare_actor(entry, at);
        self.join(actor, is_new, entry, at);
    }

    /// Adds an actor without what it belongs to, and says whether it was added.
    pub(super) fn bare_actor(&mut self, entry: &ActorEntry, at: At<'_>) -> (ActorId, bool) {
        let mut actor = Actor::new(&entry.key).with_kind(entry.kind);
        actor.note.clone_from(&entry.note);
        for (language, name) in &entry.names.0 {
            if actor.names.insert(language.clone(), name.clone()).is_some() {
                let names = at.field("names");
                self.report(
                    names.field(language),
                    name,
                    "one name in each language",
                    "keep one of them",
                );
            }
        }
        let before = self.builder.actor_by_key(&entry.key);
        match before.filter(|id| self.lines.is_some() || id.index() < self.first_actor) {
            None => (self.builder.add_actor(actor), true),
            Some(id) => {
                let known = &self.builder.actors[id.index()];
                let is_same = (known.kind, &known.names, &known.note)
                    == (actor.kind, &actor.names, &actor.note);
                if !is_same {
                    self.differs(entry, at);
                }
                (id, false)
            }
        }
    }

    /// Adds what an actor belongs to, or compares it where the actor stood already.
    pub(super) fn join(&mut self, actor: ActorId, is_new: bool, entry: &ActorEntry, at: At<'_>) {
        let mut joined = Vec::new();
        let memberships = [
            ("part_of", MembershipKind::PartOf, &entry.part_of),
            ("member_of", MembershipKind::MemberOf, &entry.member_of),
            ("acts_for", MembershipKind::ActsFor, &entry.acts_for),
            ("located_in", MembershipKind::LocatedIn, &entry.located_in),
        ];
        for (field, kind, forms) in memberships {
            let at = at.field(field);
            for (nth, form) in forms.0.iter().enumerate() {
                let at = at.nth_of(nth, forms.0.len());
                let (of, from, until) = match form {
                    MembershipForm::Always(of) => (of, None, None),
                    MembershipForm::Dated(Dated { of, from, until }) => {
                        (of, from.as_ref(), until.as_ref())
                    }
                };
                let mut membership = Membership::new(kind, self.actor(of, at));
                membership.from = from.map(|date| date.as_str().into_when());
                membership.until = until.map(|date| date.as_str().into_when());
                joined.push(membership);
            }
        }
        if self.lines.is_some() && self.builder.issues.count() > 0 {
            return; // Told, and left out.
        }
        let known = &mut self.builder.actors[actor.index()].memberships;
        if is_new {
            *known = joined;
            return;
        }
        let told = |m: &Membership| (m.kind, m.of, m.start().cloned(), m.end().cloned());
        if !known.iter().map(told).eq(joined.iter().map(told)) {
            self.differs(entry, at);
        }
    }

    fn differs(&mut self, entry: &ActorEntry, at: At<'_>) {
        let allowed = "an actor described as another file describes it, or not described there";
        let remedy =
            "describe it in the same words, name this file before coded ones, or use another key";
        self.report(at, &entry.key, allowed, remedy);
    }
}
