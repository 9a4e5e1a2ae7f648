//! What speaks for something, and what against it, as far as a view tells it.

use super::{Proposition, ways::Layers};
use crate::{
    model::{
        Act, ActorId, Assertion, Confidence, Credibility, EventId, Fact, Link, Origin, Relation,
        Reliability, Report, SpeechAct,
    },
    timeline::{EventRef, View},
};

/// One report in support, or the word of those who assert it where no report of that is known.
pub(super) struct Heard<'t> {
    pub(super) report: Option<&'t Report>,
    pub(super) layers: Layers,
}

impl Heard<'_> {
    pub(super) fn credibility(&self) -> Option<Credibility> {
        self.report?.credibility()
    }

    pub(super) fn reliability(&self) -> Option<Reliability> {
        self.report?.reliability()
    }
}

/// One statement in denial, by whom, and how sure that makes it, if stated.
pub(super) struct Denied {
    pub(super) statement: EventId,
    pub(super) by: Vec<ActorId>,
    pub(super) confidence: Option<Confidence>,
}

/// All that is told of something.
#[derive(Default)]
pub(super) struct Gathered<'t> {
    pub(super) heard: Vec<Heard<'t>>,
    pub(super) denied: Vec<Denied>,
    pub(super) stated: Option<Confidence>,
}

impl<'t> Gathered<'t> {
    pub(super) fn of(view: &View<'t>, proposition: Proposition) -> Self {
        let event = |id| view.as_seen(view.timeline().event(id));
        match proposition {
            Proposition::Occurred(id) => Self::occurred(view, event(id)),
            Proposition::Attributed(id) => Self::attributed(view, event(id)),
            Proposition::Linked(id) => Self::linked(view, view.timeline().link(id)),
            Proposition::Claimed { statement, nth } => {
                let said = event(statement).said().map_or(&[][..], |said| said.assertions());
                said.get(nth).map_or_else(Self::default, |claim| {
                    Self::claimed(view, event(statement), claim)
                })
            }
        }
    }

    pub(super) fn occurred(view: &View<'t>, event: EventRef<'t>) -> Self {
        let mut gathered = Self { stated: event.confidence(), ..Self::default() };
        gathered.hear(view, view.reports(event), &[]);
        gathered.ask(view, event, |said| said.fact() == Fact::Occurred);
        gathered.links(view, event.id());
        gathered
    }

    /// That those did it who are taken to have done it.
    pub(super) fn attributed(view: &View<'t>, event: EventRef<'t>) -> Self {
        let sources = event.sources();
        let mut gathered = Self { stated: event.attribution(), ..Self::default() };
        if sources.is_empty() {
            return gathered;
        }
        let reports = view.reports(event).into_iter();
        let blaming = reports.filter(|report| report.blames(sources));
        gathered.hear(view, blaming, &[]);
        let names = |said: &Assertion| said.actors().iter().any(|actor| sources.contains(actor));
        gathered.ask(view, event, |said| {
            let denies_it_of_all = said.is_denial() && said.actors().is_empty();
            said.fact() == Fact::Attribution && (names(said) || denies_it_of_all)
        });
        gathered.links(view, event.id());
        gathered
    }

    pub(super) fn linked(view: &View<'t>, link: &'t Link) -> Self {
        let mut gathered = Self { stated: link.confidence(), ..Self::default() };
        gathered.hear_of(view, link.reports(), link.asserters());
        gathered
    }

    fn claimed(view: &View<'t>, statement: EventRef<'t>, claim: &'t Assertion) -> Self {
        let mut gathered = Self { stated: claim.confidence(), ..Self::default() };
        let subjects = statement.said().map_or(&[][..], |said| said.subjects());
        gathered.say(view, statement, claim);
        let mut others: Vec<_> = subjects
            .iter()
            .flat_map(|subject| view.timeline().statements_about(*subject))
            .collect();
        others.sort_unstable();
        others.dedup();
        for other in others.into_iter().filter(|other| *other != statement.id()) {
            let other = view.as_seen(view.timeline().event(other));
            if !view.contains(other) {
                continue;
            }
            for said in view.assertions(other).filter(|said| are_alike(said, claim)) {
                if said.is_denial() == claim.is_denial() {
                    gathered.say(view, other, said);
                } else {
                    gathered.deny(other, said.confidence());
                }
            }
        }
        gathered.ask(view, statement, |_| false);
        gathered.links(view, statement.id());
        gathered
    }

    /// The reports of something that some may have said.
    fn hear(
        &mut self,
        view: &View<'t>,
        reports: impl IntoIterator<Item = &'t Report>,
        speakers: &[ActorId],
    ) {
        for report in reports {
            let is_told = view.told(std::slice::from_ref(report)).next().is_some();
            if is_told && report.origin() != Origin::Coder {
                self.heard.push(Heard { report: Some(report), layers: layers(report, speakers) });
            }
        }
    }

    /// The same, or, where it has no report, the bare word of those who said it.
    fn hear_of(&mut self, view: &View<'t>, reports: &'t [Report], speakers: &[ActorId]) {
        self.hear(view, reports, speakers);
        let is_reported = reports.iter().any(|report| report.origin() != Origin::Coder);
        if !is_reported && !speakers.is_empty() {
            let layers = vec![speakers.iter().copied().map(Some).collect()];
            self.heard.push(Heard { report: None, layers });
        }
    }

    /// A statement in support: those who made it are the original speakers.
    fn say(&mut self, view: &View<'t>, statement: EventRef<'t>, said: &'t Assertion) {
        let own = !said.reports().is_empty();
        let reports = if own { said.reports() } else { statement.reports() };
        self.hear_of(view, reports, statement.sources());
    }

    fn deny(&mut self, statement: EventRef<'t>, confidence: Option<Confidence>) {
        let by = statement.sources().to_vec();
        self.denied.push(Denied { statement: statement.id(), by, confidence });
    }

    /// What statements about an event assert of it, and what they deny. A denial that names no fact
    /// denies all of it.
    fn ask(&mut self, view: &View<'t>, event: EventRef<'t>, is_meant: impl Fn(&Assertion) -> bool) {
        for statement in view.timeline().statements_about(event.id()) {
            let statement = view.as_seen(view.timeline().event(statement));
            if !view.contains(statement) {
                continue;
            }
            let says_nothing = statement.said().is_none_or(|said| said.assertions().is_empty());
            if statement.act() == Act::Statement(SpeechAct::Deny) && says_nothing {
                self.deny(statement, None);
            }
            for said in view.assertions(statement).filter(|said| is_meant(said)) {
                if said.is_denial() {
                    self.deny(statement, said.confidence());
                } else {
                    self.say(view, statement, said);
                }
            }
        }
    }

    /// What links to an event say that corroborate or deny it.
    fn links(&mut self, view: &View<'t>, event: EventId) {
        let timeline = view.timeline();
        for (_, link) in timeline.event(event).links_in() {
            let other = view.as_seen(timeline.event(link.from()));
            if !view.contains(other) || !view.tells_link(link) {
                continue;
            }
            let is_said = matches!(other.act(), Act::Statement(_));
            let speakers = if is_said { other.sources() } else { &[] };
            match link.relation() {
                Relation::Corroborates => self.hear_of(view, other.reports(), speakers),
                Relation::Denies => self.deny(other, link.confidence()),
                _ => {}
            }
        }
    }
}

/// Who told it, and who said it in the end.
fn layers(report: &Report, speakers: &[ActorId]) -> Layers {
    let outlet = match report.origin() {
        Origin::Outlet(outlet) => Some(outlet),
        _ => None,
    };
    let mut layers = vec![vec![outlet]];
    layers.extend(report.relays().iter().map(|relay| vec![Some(*relay)]));
    for said_by in [report.speakers(), speakers] {
        let is_new = |actor: &&ActorId| !layers.iter().flatten().any(|one| *one == Some(**actor));
        let farther: Vec<_> = said_by.iter().filter(is_new).copied().map(Some).collect();
        if !farther.is_empty() && farther.len() == said_by.len() {
            layers.push(farther);
        }
    }
    layers
}

/// Whether two assertions are of the same fact, as far as both say what it comes to.
fn are_alike(one: &Assertion, other: &Assertion) -> bool {
    fn agree<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
        one.zip(other).is_none_or(|(one, other)| one == other)
    }
    let in_words = matches!(one.fact(), Fact::Intent | Fact::Other);
    let (named, others) = (one.actors(), other.actors());
    one.fact() == other.fact()
        && agree(one.amount(), other.amount())
        && agree(one.means(), other.means())
        && agree(one.outcome(), other.outcome())
        && (!in_words || agree(one.words(), other.words()))
        && (named.is_empty() || others.is_empty() || named.iter().any(|one| others.contains(one)))
}
