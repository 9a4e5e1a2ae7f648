//! The objects of a STIX bundle, and what they say of one another.

use std::borrow::Cow;

use super::{super::json_span::JsonSpan, acts::act_in_words};
use crate::{
    model::{Act, When},
    sorting::{sort_by, sorted_order},
};

/// The objects of a bundle, by their number.
pub(super) struct Objects<'t> {
    list: Vec<Object<'t>>,
    /// The numbers of the objects in ascending order of their ids.
    by_id: Vec<usize>,
    /// For each object, the numbers of the relationships, sightings, reports and opinions that refer to it.
    referring: Vec<Vec<u32>>,
    /// By object, whether it is a note that an opinion repeats as a denial, or such an opinion.
    denied: Vec<bool>,
}

/// The author and the subjects of a note, and its number.
type Said = (Option<usize>, Vec<usize>, usize);

struct Object<'t> {
    span: JsonSpan<'t>,
    kind: Cow<'t, str>,
    id: Cow<'t, str>,
}

/// An actor to whom an event is attributed.
pub(super) struct Party {
    pub(super) object: usize,
    pub(super) confidence: Option<u8>,
}

/// What the objects of a bundle say of an event.
#[derive(Default)]
pub(super) struct EventObject {
    pub(super) when: Option<String>,
    pub(super) text: Option<String>,
    pub(super) act: Option<Act>,
    pub(super) sources: Vec<Party>,
    pub(super) targets: Vec<usize>,
}

impl<'t> Objects<'t> {
    /// Lists the objects of a bundle.
    pub(super) fn of(list: JsonSpan<'t>) -> Self {
        let mut objects = Vec::new();
        for span in list.elements() {
            let mut object = Object { span, kind: Cow::Borrowed(""), id: Cow::Borrowed("") };
            for (key, value) in span.members() {
                match &*key {
                    "type" => object.kind = value.to_str().unwrap_or_default(),
                    "id" => object.id = value.to_str().unwrap_or_default(),
                    _ => {}
                }
            }
            objects.push(object);
        }
        let by_id = sorted_order(objects.len(), &|a, b| objects[a].id.cmp(&objects[b].id));
        let mut referring = Vec::new();
        referring.resize_with(objects.len(), Vec::new);
        let denied = vec![false; objects.len()];
        let mut found = Self { list: objects, by_id, referring, denied };
        for nth in 0..found.list.len() {
            for field in ["source_ref", "sighting_of_ref", "object_refs"] {
                for of in found.objects_in(nth, field) {
                    // A bundle has fewer than 2^32 objects, since each takes some bytes of a text that is held.
                    found.referring[of].push(u32::try_from(nth).unwrap_or(u32::MAX));
                }
            }
        }
        found.find_denials();
        found
    }

    /// Finds the opinions that disagree and repeat a note: of the same author, on the same objects.
    fn find_denials(&mut self) {
        let of = |nth: usize| (self.author(nth), self.references(nth), nth);
        let (mut notes, mut opinions): (Vec<Said>, Vec<Said>) = (Vec::new(), Vec::new());
        for nth in 0..self.list.len() {
            match self.kind(nth) {
                "note" => notes.push(of(nth)),
                "opinion" => {
                    let disagrees =
                        self.text(nth, "opinion").is_some_and(|text| text.ends_with("disagree"));
                    if disagrees {
                        opinions.push(of(nth));
                    }
                }
                _ => {}
            }
        }
        sort_by(&mut notes, |a, b| (a.0, &a.1, a.2).cmp(&(b.0, &b.1, b.2)));
        for (author, refs, opinion) in opinions {
            let at = notes.partition_point(|note| (note.0, &note.1) < (author, &refs));
            for note in notes[at..].iter().take_while(|note| (note.0, &note.1) == (author, &refs)) {
                // The rest was marked by an earlier opinion.
                if self.denied[note.2] {
                    self.denied[opinion] = true;
                    break;
                }
                self.denied[note.2] = true;
                self.denied[opinion] = true;
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    pub(super) fn span(&self, nth: usize) -> JsonSpan<'t> {
        self.list[nth].span
    }

    pub(super) fn kind(&self, nth: usize) -> &str {
        &self.list[nth].kind
    }

    pub(super) fn id(&self, nth: usize) -> &str {
        &self.list[nth].id
    }

    /// Returns the text of a field, or `None` if it has none.
    pub(super) fn text(&self, nth: usize, field: &str) -> Option<Cow<'t, str>> {
        self.list[nth].span.text_of(field)
    }

    fn value(&self, nth: usize, field: &str) -> Option<JsonSpan<'t>> {
        self.list[nth].span.members().find(|(key, _)| key == field).map(|(_, value)| value)
    }

    /// Returns the numbers of the objects to which a field refers: one id, or a list of ids.
    fn objects_in(&self, nth: usize, field: &str) -> Vec<usize> {
        let mut found = Vec::new();
        let Some(value) = self.value(nth, field) else { return found };
        let mut add = |id: JsonSpan<'t>| {
            let number = id.to_str().ok().and_then(|id| self.by_id(&id));
            found.extend(number);
        };
        if value.is_array() {
            value.elements().for_each(&mut add);
        } else {
            add(value);
        }
        found
    }

    fn by_id(&self, id: &str) -> Option<usize> {
        let at = self.by_id.partition_point(|nth| *self.list[*nth].id < *id);
        self.by_id.get(at).copied().filter(|nth| self.list[*nth].id == id)
    }

    /// Returns the events and actors to which a note or report refers.
    pub(super) fn references(&self, nth: usize) -> Vec<usize> {
        self.objects_in(nth, "object_refs")
    }

    /// Returns the author of an object.
    pub(super) fn author(&self, nth: usize) -> Option<usize> {
        self.objects_in(nth, "created_by_ref").first().copied().filter(|of| self.is_actor(*of))
    }

    pub(super) fn is_actor(&self, nth: usize) -> bool {
        matches!(self.kind(nth), "identity" | "threat-actor" | "intrusion-set")
    }

    /// Returns `true` if an identity is the one to which exports of this crate attribute facts on public record.
    pub(super) fn is_public_record(&self, nth: usize) -> bool {
        self.text(nth, "name").is_some_and(|name| name == "public record")
    }

    /// Returns the confidence of an object in percent.
    pub(super) fn percent(&self, nth: usize) -> Option<u8> {
        let percent = self.value(nth, "confidence")?.text().parse::<u8>().ok()?;
        (percent <= 100).then_some(percent)
    }

    /// Returns the key that an export of this crate gives an object as an external reference.
    pub(super) fn key(&self, nth: usize) -> Option<Cow<'t, str>> {
        for reference in self.value(nth, "external_references")?.elements() {
            if reference.text_of("source_name").is_some_and(|name| name == "escalade") {
                return reference.text_of("external_id").filter(|key| !key.is_empty());
            }
        }
        None
    }

    /// Returns the first address among the external references.
    pub(super) fn url(&self, nth: usize) -> Option<Cow<'t, str>> {
        let references = self.value(nth, "external_references")?;
        references.elements().find_map(|reference| reference.text_of("url"))
    }

    /// Returns the type and the ends of a relationship.
    pub(super) fn relationship(&self, nth: usize) -> Option<(Cow<'t, str>, usize, usize)> {
        let from = self.objects_in(nth, "source_ref").first().copied()?;
        let to = self.objects_in(nth, "target_ref").first().copied()?;
        Some((self.text(nth, "relationship_type")?, from, to))
    }

    /// Returns the incident that a sighting is of.
    pub(super) fn sighted_incident(&self, nth: usize) -> Option<usize> {
        let of = self.objects_in(nth, "sighting_of_ref").first().copied()?;
        (self.kind(of) == "incident").then_some(of)
    }

    /// Returns the actor that a sighting is of.
    pub(super) fn sighted_actor(&self, nth: usize) -> Option<usize> {
        let of = self.objects_in(nth, "sighting_of_ref").first().copied()?;
        self.is_actor(of).then_some(of)
    }

    /// Returns `true` if an opinion repeats a note as a denial.
    pub(super) fn repeats_a_note(&self, opinion: usize) -> bool {
        self.denied[opinion]
    }

    /// Returns `true` if an opinion of the author of a note disagrees with the objects of the note.
    pub(super) fn is_denied(&self, note: usize) -> bool {
        self.denied[note]
    }

    /// Returns the reports that refer to an event.
    pub(super) fn reports_of(&self, nth: usize) -> Vec<usize> {
        let mut reports = Vec::new();
        for of in &self.referring[nth] {
            if self.kind(*of as usize) == "report" {
                reports.push(*of as usize);
            }
        }
        reports
    }

    /// Returns what the bundle says of an incident, a note, or a sighting of an actor.
    pub(super) fn event(&self, nth: usize) -> EventObject {
        let mut event = EventObject::default();
        let is_note = self.kind(nth) == "note";
        let field = if is_note { "content" } else { "description" };
        let mut text = self.text(nth, field).map(Cow::into_owned);
        // Exports of this crate begin with the date in EDTF.
        if let Some((date, rest)) = text.as_deref().and_then(|text| text.split_once(": "))
            && date.parse::<When>().is_ok()
        {
            event.when = Some(date.to_owned());
            let rest = rest.to_owned();
            text = Some(rest);
        }
        if let Some(labels) = self.value(nth, "labels") {
            event.act = labels.elements().find_map(|label| act_in_words(&label.to_str().ok()?));
        }
        event.text = self.own_text(nth, text, event.act);
        let mut span: Option<(String, String)> = None;
        let mut see = |sighting: usize| {
            let first = self.text(sighting, "first_seen").map(Cow::into_owned);
            let last = self.text(sighting, "last_seen").map(Cow::into_owned);
            let Some(first) = first.or_else(|| last.clone()) else { return };
            let last = last.unwrap_or_else(|| first.clone());
            span = Some(match span.take() {
                None => (first, last),
                // Instants in UTC with the same number of digits are in the order of their texts.
                Some((earliest, latest)) => (earliest.min(first), latest.max(last)),
            });
        };
        if let Some(actor) = self.sighted_actor(nth) {
            see(nth);
            event.sources.push(Party { object: actor, confidence: self.percent(nth) });
            event.targets = self.objects_in(nth, "where_sighted_refs");
        }
        for of in &self.referring[nth] {
            let of = *of as usize;
            match self.kind(of) {
                "sighting" if self.sighted_incident(of).is_some() => {
                    see(of);
                    event.targets.extend(self.objects_in(of, "where_sighted_refs"));
                }
                "relationship" => {
                    let Some((relation, from, to)) = self.relationship(of) else { continue };
                    if from != nth || !self.is_actor(to) {
                        continue;
                    }
                    match &*relation {
                        "attributed-to" => {
                            let confidence = self.percent(of);
                            event.sources.push(Party { object: to, confidence });
                        }
                        "targets" => event.targets.push(to),
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        if is_note {
            let author = self.author(nth).filter(|author| !self.is_coder(*author));
            event.sources.extend(author.map(|object| Party { object, confidence: None }));
        }
        event.targets.retain(|target| self.is_actor(*target));
        if event.when.is_none() {
            event.when = span.map(|(first, last)| match first == last {
                true => first,
                false => format!("{first}/{last}"),
            });
        }
        event
    }

    /// Returns `true` if an identity is the coder in exports of this crate.
    pub(super) fn is_coder(&self, nth: usize) -> bool {
        self.text(nth, "name").is_some_and(|name| name == "the coder")
    }

    /// Returns the text of an event without the summary that exports of this crate write in its place, or its name.
    fn own_text(&self, nth: usize, text: Option<String>, act: Option<Act>) -> Option<String> {
        let is_summary = |text: &str| {
            act.is_some_and(|act| text.starts_with(&format!("{act}: ")) && text.contains(" → "))
        };
        match text {
            Some(text) if is_summary(&text) => None,
            Some(text) => Some(text),
            None if self.key(nth).is_some() => None,
            None => self.text(nth, "name").map(Cow::into_owned),
        }
    }
}
