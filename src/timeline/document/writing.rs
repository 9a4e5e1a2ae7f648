//! Writing a timeline as a document, record by record.

use serde::{Serialize, Serializer};

use super::{
    duration,
    entry::{
        ActorEntry, AssertionEntry, CandidateEntry, CoveredEntry, DatedMembership, EventEntry,
        LinkEntry, MembershipForm, OriginWord, PatternEntry, ReportEntry, VERSION,
    },
    forms::{
        ConfidenceForm, EventKey, LevelForm, LevelWithReason, Listed, OneOrMany, OrderedPairs,
        Units,
    },
};
#[cfg(feature = "journal")]
use crate::model::{ActionKind, Event};
use crate::{
    model::{
        Act, Actor, ActorId, Assertion, Attack, Clause, Code, Confidence, Details, EventId,
        GivenConfidence, Link, Membership, MembershipKind, Origin, ParsedWhen, Pattern, Report,
        Statement, When,
    },
    scale,
    timeline::{CoveredPeriod, Timeline},
};

/// Writes the native document, in which actors, events and links refer to each other by key.
///
/// ```
/// use escalade::{Actor, Event, Means, Timeline};
///
/// let mut builder = Timeline::builder();
/// let iran = builder.add_actor(Actor::new("IRN"));
/// builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone).with_key("barrage"));
/// let written = serde_json::to_value(builder.build()?).unwrap();
/// assert_eq!(written["events"][0]["source"], "IRN");
/// # Ok::<(), escalade::Error>(())
/// ```
impl Serialize for Timeline {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        SerializedTimeline::of(self).serialize(serializer)
    }
}

/// The form in which a timeline is serialized.
///
/// Each record is built only when it is serialized, so that memory does not hold all records at once.
#[derive(Serialize)]
pub(super) struct SerializedTimeline<'t> {
    escalade: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'t str>,
    #[serde(skip_serializing_if = "RecordSeq::is_empty")]
    actors: RecordSeq<'t, ActorEntry>,
    #[serde(skip_serializing_if = "RecordSeq::is_empty")]
    events: RecordSeq<'t, EventEntry>,
    #[serde(skip_serializing_if = "RecordSeq::is_empty")]
    links: RecordSeq<'t, LinkEntry>,
    #[serde(skip_serializing_if = "RecordSeq::is_empty")]
    coverage: RecordSeq<'t, CoveredEntry>,
    #[serde(skip_serializing_if = "is_zero")]
    unreadable: u64,
}

/// A list of records, each of which `record` builds from its index.
struct RecordSeq<'t, T> {
    timeline: &'t Timeline,
    count: usize,
    record: fn(&'t Timeline, usize) -> T,
}

impl<T> RecordSeq<'_, T> {
    fn is_empty(&self) -> bool {
        self.count == 0
    }
}

impl<T: Serialize> Serialize for RecordSeq<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((0..self.count).map(|nth| (self.record)(self.timeline, nth)))
    }
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl<'t> SerializedTimeline<'t> {
    /// Returns the form without events.
    #[cfg(feature = "arrow")]
    pub(super) fn without_events(timeline: &'t Timeline) -> Self {
        let mut form = Self::of(timeline);
        form.events.count = 0;
        form
    }

    fn of(timeline: &'t Timeline) -> Self {
        Self {
            escalade: VERSION,
            title: timeline.title(),
            actors: RecordSeq {
                timeline,
                count: timeline.actors.len(),
                record: Timeline::actor_entry,
            },
            events: RecordSeq { timeline, count: timeline.len(), record: Timeline::event_entry },
            links: RecordSeq {
                timeline,
                count: timeline.links.len(),
                record: Timeline::link_entry,
            },
            coverage: RecordSeq {
                timeline,
                count: timeline.covered.len(),
                record: Timeline::covered_entry,
            },
            unreadable: timeline.unreadable(),
        }
    }
}

impl Timeline {
    pub(crate) fn actor_entry(&self, nth: usize) -> ActorEntry {
        self.writer().actor_entry(&self.actors[nth])
    }

    pub(crate) fn event_entry(&self, nth: usize) -> EventEntry {
        let event = self.event(EventId(nth as u32));
        let (event_type, writer) = (event.event_type(), self.writer());
        let mut entry = EventEntry {
            key: event.key().map(str::to_owned),
            when: event.when().to_string(),
            code: event_type.code().map(Code::to_string),
            score: event_type.score().map(|score| Units(score.units())),
            source: writer.keys_of(event.sources()),
            target: writer.keys_of(event.targets()),
            mutual: event.is_mutual(),
            extras: event.extras(),
            ..EventEntry::default()
        };
        if event_type.code().map(scale::act_of) != Some(event_type.act()) {
            match event_type.act() {
                Act::Attack(means) => entry.attack = Some(means),
                Act::Statement(act) => entry.statement = Some(act),
                Act::Action(action) => entry.action = Some(action),
            }
        }
        if let Some(details) = self.columns.details(nth) {
            writer.fill_details(&mut entry, details);
        }
        entry
    }

    pub(crate) fn link_entry(&self, nth: usize) -> LinkEntry {
        self.writer().link_entry(&self.links[nth])
    }

    pub(crate) fn covered_entry(&self, nth: usize) -> CoveredEntry {
        self.writer().covered_entry(&self.covered[nth])
    }

    /// Returns the drafts of all actors.
    #[cfg(feature = "journal")]
    pub(crate) fn actor_drafts(&self) -> &[Actor] {
        &self.actors
    }

    fn writer(&self) -> EntryWriter<'_> {
        EntryWriter { actors: &self.actors, events: self }
    }
}

/// The keys or numbers of events, as records refer to them.
pub(crate) trait KeyOfEvent {
    /// Returns the key of an event, or its number if it has none.
    fn event_key(&self, event: EventId) -> EventKey;
}

impl KeyOfEvent for Timeline {
    fn event_key(&self, event: EventId) -> EventKey {
        match self.keys.of(event.0) {
            Some(key) => EventKey::Key(key.to_string()),
            None => EventKey::Number(event.index() as u64),
        }
    }
}

/// Writes records, with the keys of what they refer to.
pub(crate) struct EntryWriter<'a> {
    /// All actors, by id.
    pub(crate) actors: &'a [Actor],
    pub(crate) events: &'a dyn KeyOfEvent,
}

impl EntryWriter<'_> {
    pub(crate) fn actor_entry(&self, actor: &Actor) -> ActorEntry {
        let mut entry = ActorEntry {
            key: actor.key.clone(),
            kind: actor.kind,
            note: actor.note.clone(),
            ..ActorEntry::default()
        };
        for (tag, name) in &actor.names {
            entry.names.0.push((tag.clone(), name.clone()));
        }
        for membership in &actor.memberships {
            let memberships = match membership.kind {
                MembershipKind::PartOf => &mut entry.part_of,
                MembershipKind::MemberOf => &mut entry.member_of,
                MembershipKind::ActsFor => &mut entry.acts_for,
                MembershipKind::LocatedIn => &mut entry.located_in,
            };
            memberships.0.push(self.membership(membership));
        }
        entry
    }

    fn membership(&self, membership: &Membership) -> MembershipForm {
        let of = self.actor_key(membership.of);
        let is_dated = membership.start().is_some() || membership.end().is_some();
        let is_reported = !membership.asserters().is_empty() || !membership.reports().is_empty();
        if !is_dated && !is_reported && membership.confidence().is_none() {
            return MembershipForm::Always(of);
        }
        MembershipForm::Dated(DatedMembership {
            of,
            from: text_of(membership.start()),
            until: text_of(membership.end()),
            asserted_by: self.keys_of(membership.asserters()),
            reports: self.report_entries(membership.reports()),
            confidence: percent(membership.confidence()),
        })
    }

    /// Fills in the fields that only some events have.
    fn fill_details(&self, entry: &mut EventEntry, details: &Details) {
        if !details.candidates.is_empty() {
            entry.source = OneOrMany::default(); // The columns hold the likeliest candidate here.
        }
        for candidate in &details.candidates {
            entry.candidates.0.push(CandidateEntry {
                source: self.keys_of(candidate.actors()),
                confidence: percent(candidate.confidence()),
            });
        }
        entry.attribution = percent(details.attribution.and_then(GivenConfidence::checked));
        entry.avowal = details.avowal;
        entry.avowal_date = text_of(valid(&details.avowal_date));
        entry.attribution_date = text_of(valid(&details.attribution_date));
        entry.confidence = percent(details.confidence.and_then(GivenConfidence::checked));
        entry.text.clone_from(&details.text);
        entry.place.clone_from(&details.place);
        for given in &details.levels {
            let level = Units(given.level().units());
            let form = match given.reason() {
                None => LevelForm::Plain(level),
                Some(reason) => LevelForm::WithReason(LevelWithReason {
                    level,
                    reason: Some(reason.to_owned()),
                }),
            };
            entry.levels.0.push((given.scale().to_string(), form));
        }
        if details.attack != Some(Attack::default()) {
            entry.details.clone_from(&details.attack);
        }
        entry.reports = self.report_entries(&details.reports);
        if let Some(statement) = &details.statement {
            self.fill_statement(entry, statement);
        }
    }

    /// Returns the entry of a draft all of whose values are valid.
    #[cfg(feature = "journal")]
    pub(crate) fn draft_entry(&self, draft: &Event) -> EventEntry {
        let mut entry = EventEntry {
            key: draft.key.clone(),
            when: draft.when.as_ref().map(ToString::to_string).unwrap_or_default(),
            code: draft.code.as_ref().map(Code::to_string),
            score: draft.score.map(|score| Units(score.units())),
            source: self.keys_of(&draft.sources),
            target: self.keys_of(&draft.targets),
            mutual: draft.mutual,
            extras: draft.extras,
            ..EventEntry::default()
        };
        match draft.act {
            Some(Act::Attack(means)) => entry.attack = Some(means),
            Some(Act::Statement(act)) => entry.statement = Some(act),
            Some(Act::Action(action)) => entry.action = Some(action),
            None if draft.code.is_none() => entry.action = Some(ActionKind::Other),
            None => {}
        }
        self.fill_details(&mut entry, &draft.details);
        entry
    }

    /// Replaces the fields that only statements have by those of another statement.
    #[cfg(feature = "journal")]
    pub(crate) fn restate(&self, entry: &mut EventEntry, statement: &Statement) {
        *entry = EventEntry {
            to: OneOrMany::default(),
            about: OneOrMany::default(),
            asserts: Listed::default(),
            open_for: None,
            condition: None,
            demand: None,
            consequence: None,
            deadline: None,
            ..std::mem::take(entry)
        };
        self.fill_statement(entry, statement);
    }

    /// Fills in the fields that only statements have.
    fn fill_statement(&self, entry: &mut EventEntry, statement: &Statement) {
        entry.to = self.keys_of(statement.addressees());
        for event in statement.subjects() {
            entry.about.0.push(self.events.event_key(*event));
        }
        for assertion in statement.assertions() {
            entry.asserts.0.push(self.assertion_entry(assertion));
        }
        entry.open_for = statement.open_for().map(duration::write);
        if let Some(conditional) = statement.conditional() {
            let condition = Some(self.pattern_entry(conditional.condition()));
            match conditional.clause() {
                Clause::If => entry.condition = condition,
                Clause::Unless => entry.demand = condition,
                Clause::Unconditional => {}
            }
            entry.consequence = Some(self.pattern_entry(conditional.consequence()));
            entry.deadline = text_of(conditional.deadline());
        }
    }

    fn assertion_entry(&self, assertion: &Assertion) -> AssertionEntry {
        AssertionEntry {
            fact: Some(assertion.fact()),
            denied: assertion.is_denial(),
            amount: assertion.amount().cloned(),
            means: assertion.means(),
            by: self.keys_of(assertion.actors()),
            outcome: assertion.outcome(),
            words: assertion.words().map(str::to_owned),
            confidence: percent(assertion.confidence()),
            date: text_of(assertion.date()),
            reports: self.report_entries(assertion.reports()),
        }
    }

    fn pattern_entry(&self, pattern: &Pattern) -> PatternEntry {
        let mut at_least = Vec::new();
        if let Some((scale, level)) = pattern.min_level() {
            at_least.push((scale.to_string(), Units(level.units())));
        }
        PatternEntry {
            kind: pattern.kind(),
            source: self.keys_of(pattern.sources()),
            target: self.keys_of(pattern.targets()),
            at_least: OrderedPairs(at_least),
            answering: pattern.antecedent().map(|event| self.events.event_key(event)),
            words: pattern.words().map(str::to_owned),
        }
    }

    fn report_entries(&self, reports: &[Report]) -> Listed<ReportEntry> {
        let mut entries = Vec::with_capacity(reports.len());
        for report in reports {
            entries.push(self.report_entry(report));
        }
        Listed(entries)
    }

    pub(crate) fn report_entry(&self, report: &Report) -> ReportEntry {
        let (outlet, origin) = match report.origin() {
            Origin::Outlet(outlet) => (Some(self.actor_key(outlet)), None),
            Origin::PublicRecord => (None, Some(OriginWord::PublicRecord)),
            Origin::Coder => (None, Some(OriginWord::Coder)),
        };
        ReportEntry {
            outlet,
            origin,
            relays: self.keys_of(report.relays()),
            speakers: self.keys_of(report.speakers()),
            attributes_to: report.names().map(|authors| self.keys_of(authors)),
            words: report.words().map(str::to_owned),
            url: report.url().map(str::to_owned),
            date: text_of(report.date()),
            reliability: report.reliability(),
            credibility: report.credibility(),
            extraction: percent(report.extraction()),
        }
    }

    pub(crate) fn link_entry(&self, link: &Link) -> LinkEntry {
        LinkEntry {
            from: Some(self.events.event_key(link.from())),
            relation: Some(link.relation()),
            to: Some(self.events.event_key(link.to())),
            asserted_by: self.keys_of(link.asserters()),
            reports: self.report_entries(link.reports()),
            confidence: percent(link.confidence()),
            date: text_of(link.date()),
        }
    }

    pub(crate) fn covered_entry(&self, period: &CoveredPeriod) -> CoveredEntry {
        let window = period.window();
        CoveredEntry {
            actors: period.actors().map(|actors| self.keys_of(actors)),
            from: text_of(window.from()),
            until: text_of(window.until()),
        }
    }

    fn actor_key(&self, actor: ActorId) -> String {
        self.actors[actor.index()].key.clone()
    }

    fn keys_of(&self, actors: &[ActorId]) -> OneOrMany<String> {
        let mut keys = Vec::with_capacity(actors.len());
        for actor in actors {
            keys.push(self.actor_key(*actor));
        }
        OneOrMany(keys)
    }
}

/// Returns a date that could be read.
fn valid(date: &Option<ParsedWhen>) -> Option<&When> {
    date.as_ref()?.as_ref().ok()
}

fn text_of(when: Option<&When>) -> Option<String> {
    Some(when?.to_string())
}

fn percent(confidence: Option<Confidence>) -> Option<ConfidenceForm> {
    confidence.map(|confidence| ConfidenceForm::Percent(confidence.percent().into()))
}
