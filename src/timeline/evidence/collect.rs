//! Collects the evidence for and against a proposition, as far as a view shows it. Claims and denials that their
//! speakers have [corrected](View::claims) count neither way.

use super::{
    Proposition,
    disjoint_paths::{ReportPath, Reporter},
};
use crate::{
    model::{
        Act, ActorId, Assertion, Confidence, Credibility, EventId, Fact, Link, Origin, Relation,
        Reliability, Report, SpeechAct,
    },
    sorting::sort_distinct,
    timeline::{EventRef, View},
};

/// One report in support, or an assertion of which no report is known.
pub(super) struct SupportingReport<'t> {
    /// `None` where the speakers themselves are the only source.
    pub(super) report: Option<&'t Report>,
    pub(super) path: ReportPath,
}

impl SupportingReport<'_> {
    pub(super) fn credibility(&self) -> Option<Credibility> {
        self.report?.credibility()
    }

    pub(super) fn reliability(&self) -> Option<Reliability> {
        self.report?.reliability()
    }
}

/// One statement or other event that denies the proposition.
pub(super) struct DenyingStatement {
    pub(super) statement: EventId,
    pub(super) by: Vec<ActorId>,
    /// Confidence that the denial is right, if stated.
    pub(super) confidence: Option<Confidence>,
}

/// All evidence for and against one proposition.
#[derive(Default)]
pub(super) struct Collected<'t> {
    pub(super) supports: Vec<SupportingReport<'t>>,
    pub(super) denials: Vec<DenyingStatement>,
    /// The confidence that the coder states.
    pub(super) stated: Option<Confidence>,
}

/// Returns what an event that denies another as a whole says of a proposition: `None` if it does not deny that; the
/// authors who it says did not do it; none if it says that the event did not occur.
type Denies<'a, 't> = &'a dyn Fn(EventRef<'t>) -> Option<Vec<&'t [ActorId]>>;

impl<'t> Collected<'t> {
    pub(super) fn for_proposition(view: &View<'t>, proposition: Proposition) -> Self {
        let event = |id| event_in(view, id);
        match proposition {
            Proposition::Occurred(id) => Self::for_occurrence(view, event(id)),
            Proposition::Attributed(id) => Self::for_attribution(view, event(id)),
            Proposition::Linked(id) => Self::for_link(view, view.timeline().link(id)),
            Proposition::Claimed { statement, nth } => {
                event(statement).assertions().get(nth).map_or_else(Self::default, |assertion| {
                    Self::for_assertion(view, event(statement), assertion)
                })
            }
        }
    }

    pub(super) fn for_occurrence(view: &View<'t>, event: EventRef<'t>) -> Self {
        let mut collected = Self { stated: event.confidence(), ..Self::default() };
        for report in view.reports(event) {
            collected.add_report(view, report, &[]);
        }
        // Who is held responsible and denies the event as a whole denies to have done it.
        let denies = |by: EventRef<'t>| {
            let authors = view.authors_among(by.sources(), event);
            authors.is_empty().then_some(authors)
        };
        let is_meant = |_: EventRef<'t>, one: &Assertion| one.fact() == Fact::Occurred;
        collected.add_statements_about(view, event, &denies, &is_meant);
        collected.add_corroborations(view, event);
        collected.add_links_that_deny(view, event, &denies);
        collected
    }

    /// Collects the evidence that the sources of an event, as the view shows them, did it.
    pub(super) fn for_attribution(view: &View<'t>, event: EventRef<'t>) -> Self {
        let sources = event.sources();
        let mut collected = Self { stated: event.attribution(), ..Self::default() };
        if sources.is_empty() {
            return collected;
        }
        for report in view.reports(event) {
            if report.blames(sources) {
                collected.add_report(view, report, &[]);
            }
        }
        let names_source =
            |one: &Assertion| one.actors().iter().any(|actor| sources.contains(actor));
        // One of several candidates speaks for itself alone.
        let denies = |by: EventRef<'t>| {
            let authors = view.authors_among(by.sources(), event);
            match authors.contains(&sources) {
                true => Some(vec![sources]),
                false => authors.is_empty().then_some(authors),
            }
        };
        collected.add_statements_about(view, event, &denies, &|by, one| {
            let is_nameless = one.is_denial() && one.actors().is_empty() && denies(by).is_some();
            one.fact() == Fact::Attribution && (names_source(one) || is_nameless)
        });
        collected.add_links_that_deny(view, event, &denies);
        collected
    }

    pub(super) fn for_link(view: &View<'t>, link: &'t Link) -> Self {
        let mut collected = Self { stated: link.confidence(), ..Self::default() };
        collected.add_reports_or_speakers(view, link.reports(), link.asserters());
        collected
    }

    /// Collects the evidence for one assertion of a statement: the statement itself, and the other
    /// statements about the same events.
    fn for_assertion(view: &View<'t>, statement: EventRef<'t>, claim: &'t Assertion) -> Self {
        let mut collected = Self { stated: claim.confidence(), ..Self::default() };
        let mut others = Vec::new();
        let mut corrected = Vec::new();
        for subject in view.subjects_of(statement) {
            for other in view.statements_about(subject) {
                others.push(other.id());
            }
            corrected.push(view.corrected(event_in(view, subject)));
        }
        let stands =
            |by: EventRef<'_>, one: &Assertion| !corrected.iter().any(|all| all.has(by.id(), one));
        if stands(statement, claim) {
            collected.add_statement(view, statement, claim);
        }
        sort_distinct(&mut others);
        for other in others {
            let other = event_in(view, other);
            if other == statement {
                continue;
            }
            for assertion in view.assertions(other) {
                if !assert_same_fact(assertion, claim) || !stands(other, assertion) {
                    continue;
                }
                if assertion.is_denial() == claim.is_denial() {
                    collected.add_statement(view, other, assertion);
                } else {
                    collected.add_denial(other, assertion.confidence());
                }
            }
        }
        // No assertion about the statement supports its content; bare denials of the statement count.
        let denies = |by: EventRef<'t>| Some(view.authors_among(by.sources(), statement));
        collected.add_statements_about(view, statement, &denies, &|_, _| false);
        collected.add_corroborations(view, statement);
        collected.add_links_that_deny(view, statement, &denies);
        collected
    }

    /// Adds a report if the view shows it and it is not the coder's own. `speakers` are the actors that
    /// asserted the proposition, if any.
    fn add_report(&mut self, view: &View<'t>, report: &'t Report, speakers: &[ActorId]) {
        if view.shows_report(report) && report.origin() != Origin::Coder {
            let path = path_of(report, speakers);
            self.supports.push(SupportingReport { report: Some(report), path });
        }
    }

    /// Adds reports like `add_report`, or the speakers as their own source where there is no report.
    fn add_reports_or_speakers(
        &mut self,
        view: &View<'t>,
        reports: &'t [Report],
        speakers: &[ActorId],
    ) {
        for report in reports {
            self.add_report(view, report, speakers);
        }
        let is_reported = reports.iter().any(|report| report.origin() != Origin::Coder);
        if !is_reported && !speakers.is_empty() {
            let path = vec![reporters(speakers)];
            self.supports.push(SupportingReport { report: None, path });
        }
    }

    /// Adds a statement in support. The actors that made it are the original speakers.
    fn add_statement(
        &mut self,
        view: &View<'t>,
        statement: EventRef<'t>,
        assertion: &'t Assertion,
    ) {
        let has_own_reports = !assertion.reports().is_empty();
        let reports = if has_own_reports { assertion.reports() } else { statement.reports() };
        self.add_reports_or_speakers(view, reports, statement.sources());
    }

    fn add_denial(&mut self, statement: EventRef<'t>, confidence: Option<Confidence>) {
        let by = statement.sources().to_vec();
        self.denials.push(DenyingStatement { statement: statement.id(), by, confidence });
    }

    /// Adds the statements about an event: their assertions that `is_meant` accepts, and each `Deny`
    /// without any assertion, which denies the event as a whole, if that `denies` the proposition.
    fn add_statements_about(
        &mut self,
        view: &View<'t>,
        event: EventRef<'t>,
        denies: Denies<'_, 't>,
        is_meant: &dyn Fn(EventRef<'t>, &Assertion) -> bool,
    ) {
        let corrected = view.corrected(event);
        for statement in view.statements_about(event.id()) {
            let is_bare = statement.assertions().is_empty()
                && statement.act() == Act::Statement(SpeechAct::Deny);
            if is_bare
                && let Some(authors) = denies(statement)
                && !corrected.has_denial_of_event(statement.id(), &authors)
            {
                self.add_denial(statement, None);
            }
            for assertion in view.assertions(statement) {
                if !is_meant(statement, assertion) || corrected.has(statement.id(), assertion) {
                    continue;
                }
                if assertion.is_denial() {
                    self.add_denial(statement, assertion.confidence());
                } else {
                    self.add_statement(view, statement, assertion);
                }
            }
        }
    }

    /// Adds the events whose links to this one corroborate it.
    fn add_corroborations(&mut self, view: &View<'t>, event: EventRef<'t>) {
        for (other, _) in links_to(view, event, Relation::Corroborates) {
            let is_statement = matches!(other.act(), Act::Statement(_));
            let speakers = if is_statement { other.sources() } else { &[] };
            self.add_reports_or_speakers(view, other.reports(), speakers);
        }
    }

    /// Adds the events whose links to this one deny it, where that `denies` the proposition.
    fn add_links_that_deny(
        &mut self,
        view: &View<'t>,
        event: EventRef<'t>,
        denies: Denies<'_, 't>,
    ) {
        let corrected = view.corrected(event);
        for (other, link) in links_to(view, event, Relation::Denies) {
            if let Some(authors) = denies(other)
                && !corrected.has_denial_of_event(other.id(), &authors)
            {
                self.add_denial(other, link.confidence());
            }
        }
    }
}

/// Returns the links of a relation to an event that a view shows, each with the event that it leads from.
fn links_to<'t>(
    view: &View<'t>,
    event: EventRef<'t>,
    relation: Relation,
) -> Vec<(EventRef<'t>, &'t Link)> {
    let mut links = Vec::new();
    for (_, link) in event.links_in() {
        let other = event_in(view, link.from());
        if link.relation() == relation && view.contains(other) && view.shows_link(link) {
            links.push((other, link));
        }
    }
    links
}

/// Returns an event with the authors that a view shows.
fn event_in<'t>(view: &View<'t>, event: EventId) -> EventRef<'t> {
    view.as_seen(view.timeline().event(event))
}

/// Returns the path of a report: the outlet, the relays, the speakers that the report quotes, then the
/// actors that made the statement.
fn path_of(report: &Report, speakers: &[ActorId]) -> ReportPath {
    let outlet = match report.origin() {
        Origin::Outlet(outlet) => Some(outlet),
        _ => None,
    };
    let mut path = vec![vec![outlet]];
    for relay in report.relays() {
        path.push(vec![Some(*relay)]);
    }
    for actors in [report.speakers(), speakers] {
        let is_new = |actor: &ActorId| !path.iter().any(|layer| layer.contains(&Some(*actor)));
        // A layer with a speaker that is on the path already adds no origin: an outlet may report
        // its own statement.
        if !actors.is_empty() && actors.iter().all(is_new) {
            path.push(reporters(actors));
        }
    }
    path
}

/// Returns the actors as one layer of a path.
fn reporters(actors: &[ActorId]) -> Vec<Reporter> {
    let mut layer = Vec::with_capacity(actors.len());
    for actor in actors {
        layer.push(Some(*actor));
    }
    layer
}

/// Returns `true` if two assertions are of the same fact and agree in each value that both state.
fn assert_same_fact(one: &Assertion, other: &Assertion) -> bool {
    fn agree<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
        one.zip(other).is_none_or(|(one, other)| one == other)
    }
    let is_verbal = matches!(one.fact(), Fact::Intent | Fact::Other);
    let (actors, other_actors) = (one.actors(), other.actors());
    one.fact() == other.fact()
        && agree(one.amount(), other.amount())
        && agree(one.means(), other.means())
        && agree(one.outcome(), other.outcome())
        && (!is_verbal || agree(one.words(), other.words()))
        && (actors.is_empty()
            || other_actors.is_empty()
            || actors.iter().any(|actor| other_actors.contains(actor)))
}
