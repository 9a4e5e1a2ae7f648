//! Reading the actors of a document. Another file may have described the same actors before.

use super::{
    entry::ActorEntry,
    entry::{DatedMembership, MembershipForm},
    field_path::FieldPath,
    reading::DocumentReader,
};
use crate::model::{Actor, ActorId, IntoWhen, Membership, MembershipKind};

impl DocumentReader<'_> {
    /// Adds an actor with its memberships. If the builder has the actor already, compares the two instead.
    pub(super) fn actor_entry(&mut self, entry: &ActorEntry, at: FieldPath<'_>) {
        let (actor, is_new) = self.actor_without_memberships(entry, at);
        self.add_memberships(actor, is_new, entry, at);
    }

    /// Adds an actor without its memberships. Returns its id, and `true` if the builder did not have it
    /// before.
    pub(super) fn actor_without_memberships(
        &mut self,
        entry: &ActorEntry,
        at: FieldPath<'_>,
    ) -> (ActorId, bool) {
        let mut actor = Actor::new(&entry.key).with_kind(entry.kind);
        actor.note.clone_from(&entry.note);
        for (language, name) in &entry.names.0 {
            if actor.names.insert(language.clone(), name.clone()).is_some() {
                let names = at.field("names");
                self.report(
                    names.field(language),
                    name,
                    "one name in each language",
                    "keep one of the names",
                );
            }
        }
        let before = self.builder.actor_by_key(&entry.key);
        match before.filter(|id| self.lookup.is_some() || id.index() < self.first_actor) {
            None => (self.builder.add_actor(actor), true),
            Some(id) => {
                let known = &self.builder.actors[id.index()];
                let is_same = (known.kind, &known.names, &known.note)
                    == (actor.kind, &actor.names, &actor.note);
                if !is_same {
                    self.report_different_actor(entry, at);
                }
                (id, false)
            }
        }
    }

    /// Adds the memberships of a new actor, or compares them with those of a known one.
    pub(super) fn add_memberships(
        &mut self,
        actor: ActorId,
        is_new: bool,
        entry: &ActorEntry,
        at: FieldPath<'_>,
    ) {
        let described = self.memberships(entry, at);
        if self.lookup.is_some() && self.builder.issues.count() > 0 {
            return; // In a file of lines, a record with problems is left out.
        }
        let known = &mut self.builder.actors_mut()[actor.index()].memberships;
        if is_new {
            *known = described;
            return;
        }
        let mut is_same = known.len() == described.len();
        for (one, other) in known.iter().zip(&described) {
            is_same &= (one.kind, one.of, one.start(), one.end(), one.confidence)
                == (other.kind, other.of, other.start(), other.end(), other.confidence)
                && one.asserted_by == other.asserted_by
                && one.reports.len() == other.reports.len();
        }
        if !is_same {
            self.report_different_actor(entry, at);
        }
    }

    /// Returns the memberships of an actor.
    pub(super) fn memberships(&mut self, entry: &ActorEntry, at: FieldPath<'_>) -> Vec<Membership> {
        let mut described = Vec::new();
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
                let always;
                let dated = match form {
                    MembershipForm::Always(of) => {
                        always = DatedMembership { of: of.clone(), ..DatedMembership::default() };
                        &always
                    }
                    MembershipForm::Dated(dated) => dated,
                };
                let date = |text: &Option<String>| Some(text.as_deref()?.into_when());
                let mut membership = Membership::new(kind, self.actor(&dated.of, at));
                membership.from = date(&dated.from);
                membership.until = date(&dated.until);
                membership.asserted_by = self.actors(&dated.asserted_by, at.field("asserted_by"));
                membership.reports = self.reports(&dated.reports.0, at);
                membership.confidence =
                    self.confidence(dated.confidence.as_ref(), at.field("confidence"));
                described.push(membership);
            }
        }
        described
    }

    fn report_different_actor(&mut self, entry: &ActorEntry, at: FieldPath<'_>) {
        let allowed = "the same description of the actor as in the other file";
        let remedy = "describe the actor in the same words, read this file before files of coded events, or use another key";
        self.report(at, &entry.key, allowed, remedy);
    }
}
