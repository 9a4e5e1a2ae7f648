//! Which reports and which denials count, written from the documentation of `Evidence` and of `View::claims`.

use std::collections::{BTreeMap, BTreeSet};

use escalade::{
    Means, Relation, SpeechAct,
    model::{Fact, Outcome},
};

use super::{ACTORS, Actors, Case, Outlet, PAPER, RawAssertion, RawLink, RawReport};

/// What is claimed of a fact.
#[derive(Clone, Debug, PartialEq)]
enum Content {
    /// The values that it leaves possible, out of all.
    Values(BTreeSet<u64>, u64),
    Authors(Actors),
    Words(Option<&'static str>),
}

/// A fact with the means that it counts, what is claimed of it, and whether that is denied.
type Claim = ((Fact, Option<Means>), Content, bool);

/// Whether the first actor is the second, or part of it.
fn within(part: usize, whole: usize) -> bool {
    part == whole || (part, whole) == (1, 0)
}

fn is_any_within(part: &Actors, whole: &Actors) -> bool {
    part.iter().any(|part| whole.iter().any(|whole| within(*part, *whole)))
}

fn content(one: &RawAssertion) -> Content {
    match (one.fact, one.amount, one.outcome) {
        (Fact::Occurred, ..) => Content::Values([1].into(), 1),
        (Fact::Attribution, ..) if !one.actors.is_empty() => Content::Authors(one.actors.clone()),
        (Fact::Killed, Some(amount), _) => Content::Values([amount].into(), 20),
        (Fact::Outcome, _, Some(Outcome::Succeeded)) => Content::Values([0].into(), 4),
        (Fact::Outcome, _, Some(Outcome::Failed)) => Content::Values([3, 4].into(), 4),
        (Fact::Outcome, _, Some(_)) => Content::Values([4].into(), 4),
        _ => Content::Words(one.words),
    }
}

fn contradict(one: &Claim, other: &Claim) -> bool {
    if one.0 != other.0 {
        return false;
    }
    match (&one.1, &other.1) {
        (Content::Values(values, most), Content::Values(others, _)) => (0..=*most).all(|value| {
            let possible = values.contains(&value) != one.2;
            let other_possible = others.contains(&value) != other.2;
            !(possible && other_possible)
        }),
        (Content::Authors(authors), Content::Authors(others)) => match (one.2, other.2) {
            (false, false) => !is_any_within(authors, others) && !is_any_within(others, authors),
            (false, true) => is_any_within(authors, others),
            (true, false) => is_any_within(others, authors),
            (true, true) => false,
        },
        (Content::Words(words), Content::Words(others)) => words == others && one.2 != other.2,
        _ => false,
    }
}

/// Reports by origin, and denials: the statement, by whom, and the confidence.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Found {
    pub(super) reports: usize,
    pub(super) by_origin: BTreeMap<String, Vec<String>>,
    pub(super) denials: Vec<(String, Vec<String>, Option<u8>)>,
}

pub(super) struct Reference<'c>(pub(super) &'c Case);

impl Reference<'_> {
    fn shows_report(&self, report: &RawReport) -> bool {
        let is_on_path = report.outlet == Outlet::Actor(PAPER) || report.relay == Some(PAPER);
        !self.0.by_paper || is_on_path
    }

    pub(super) fn is_visible(&self, event: usize) -> bool {
        let raw = &self.0.events[event];
        let is_reported =
            !self.0.by_paper || raw.reports.iter().any(|report| self.shows_report(report));
        raw.day < self.0.until && is_reported
    }

    fn shows_link(&self, link: &RawLink) -> bool {
        // The paper asserts no link.
        !self.0.by_paper || link.reports.iter().any(|report| self.shows_report(report))
    }

    /// The assertions of a statement that the view shows.
    fn assertions(&self, event: usize) -> Vec<&RawAssertion> {
        let shown = |one: &&RawAssertion| {
            one.reports.is_empty() || one.reports.iter().any(|report| self.shows_report(report))
        };
        self.0.events[event].assertions.iter().filter(shown).collect()
    }

    /// The authors of an event as the view shows them.
    fn sources(&self, event: usize) -> Actors {
        let raw = &self.0.events[event];
        let blamed = |actors: &Actors| {
            !self.0.by_paper
                || raw.reports.iter().any(|one| self.shows_report(one) && blames(one, actors))
        };
        let recorded = raw.candidates.iter().chain([&raw.by]);
        recorded.filter(|one| !one.is_empty()).find(|one| blamed(one)).cloned().unwrap_or_default()
    }

    /// The sources or candidates of an event that some speakers are, or are part of, or the other way round.
    fn authors_among(&self, speakers: &Actors, event: usize) -> Vec<Actors> {
        let sources = self.sources(event);
        let candidates = &self.0.events[event].candidates;
        let recorded = if sources.is_empty() || candidates.is_empty() {
            vec![sources]
        } else {
            candidates.clone()
        };
        let is_held = |one: &Actors| is_any_within(speakers, one) || is_any_within(one, speakers);
        recorded.into_iter().filter(is_held).collect()
    }

    /// The events that a statement is about.
    fn subjects(&self, statement: usize) -> BTreeSet<usize> {
        let mut subjects = self.0.events[statement].about.clone();
        if subjects.is_empty() {
            for link in self.0.links.iter().filter(|link| link.from == statement) {
                if link.relation == Relation::About && self.shows_link(link) {
                    subjects.insert(link.to);
                }
            }
        }
        subjects
    }

    /// The visible statements about an event.
    fn statements_about(&self, event: usize) -> Vec<usize> {
        let is_meant = |nth: &usize| self.is_visible(*nth) && self.subjects(*nth).contains(&event);
        (0..self.0.events.len()).filter(is_meant).collect()
    }

    fn is_bare_denial(&self, statement: usize) -> bool {
        let raw = &self.0.events[statement];
        raw.act == Some(SpeechAct::Deny) && raw.assertions.is_empty()
    }

    /// What the assertions of a statement claim about an event. A denial of the authorship that names nobody means
    /// the authors that its speakers are, or else the sources.
    fn claims_of(&self, statement: usize, one: &RawAssertion, event: usize) -> Vec<Claim> {
        let fact = (one.fact, one.means);
        if one.fact == Fact::Attribution && one.actors.is_empty() {
            let mut meant = self.authors_among(&self.0.events[statement].by, event);
            if meant.is_empty() {
                meant.push(self.sources(event));
            }
            let content = |authors: Actors| {
                if authors.is_empty() { Content::Words(None) } else { Content::Authors(authors) }
            };
            return meant.into_iter().map(|authors| (fact, content(authors), true)).collect();
        }
        vec![(fact, content(one), one.denied)]
    }

    /// What is denied by denying an event as a whole.
    fn denial_of_event(&self, by: usize, event: usize) -> Vec<Claim> {
        let authors = self.authors_among(&self.0.events[by].by, event);
        if authors.is_empty() {
            return vec![((Fact::Occurred, None), Content::Values([1].into(), 1), true)];
        }
        let denial = |authors| ((Fact::Attribution, None), Content::Authors(authors), true);
        authors.into_iter().map(denial).collect()
    }

    /// All that a statement or other event says about an event.
    fn says(&self, by: usize, event: usize) -> Vec<Claim> {
        let mut said = Vec::new();
        if self.subjects(by).contains(&event) {
            for one in self.assertions(by) {
                said.extend(self.claims_of(by, one, event));
            }
            if self.is_bare_denial(by) {
                said.extend(self.denial_of_event(by, event));
            }
        }
        for link in self.0.links.iter().filter(|link| link.from == by && self.shows_link(link)) {
            let denies = match link.relation {
                Relation::Denies => true,
                Relation::Corroborates => false,
                _ => continue,
            };
            if link.to == event && denies {
                said.extend(self.denial_of_event(by, event));
            } else if link.to == event {
                said.push(((Fact::Occurred, None), Content::Values([1].into(), 1), false));
            } else if self.is_visible(link.to) && self.subjects(link.to).contains(&event) {
                for one in self.assertions(link.to) {
                    for (fact, content, denied) in self.claims_of(link.to, one, event) {
                        said.push((fact, content, denied != denies));
                    }
                }
            }
        }
        said
    }

    /// Whether speakers later said of an event what contradicts one of these claims.
    fn is_corrected(&self, by: usize, claims: &[Claim], event: usize) -> bool {
        let raw = &self.0.events[by];
        let corrects = |later: usize| {
            let other = &self.0.events[later];
            let said = || self.says(later, event);
            raw.day < other.day
                && self.is_visible(later)
                && raw.by.is_subset(&other.by)
                && said().iter().any(|one| claims.iter().any(|claim| contradict(claim, one)))
        };
        !raw.by.is_empty() && (0..self.0.events.len()).any(corrects)
    }

    fn add_support(&self, found: &mut Found, origins: Vec<String>, words: &str) {
        found.reports += 1;
        for origin in origins {
            found.by_origin.entry(origin).or_default().push(words.to_owned());
        }
    }

    fn add_report(&self, found: &mut Found, report: &RawReport, speakers: &Actors) {
        if !self.shows_report(report) || report.outlet == Outlet::Coder {
            return;
        }
        let (mut path, mut words, mut origins) = (Actors::new(), "public record".to_owned(), None);
        if let Outlet::Actor(outlet) = report.outlet {
            words = ACTORS[outlet].to_owned();
            path.insert(outlet);
            origins = Some(vec![words.clone()]);
        }
        if let Some(relay) = report.relay {
            words.push_str(&format!(", relaying {}", ACTORS[relay]));
            path.insert(relay);
            origins = Some(vec![ACTORS[relay].to_owned()]);
        }
        if !report.quoted.is_empty() {
            words.push_str(&format!(", quoting {}", keys(&report.quoted).join(" and ")));
        }
        for origin in [&report.quoted, speakers] {
            if !origin.is_empty() && origin.is_disjoint(&path) {
                path.extend(origin);
                origins = Some(keys(origin));
            }
        }
        self.add_support(
            found,
            origins.unwrap_or_else(|| vec!["public record".to_owned()]),
            &words,
        );
    }

    /// Adds reports or, if none is known, the speakers themselves.
    fn add_reports(&self, found: &mut Found, reports: &[RawReport], speakers: &Actors) {
        for report in reports {
            self.add_report(found, report, speakers);
        }
        let is_reported = reports.iter().any(|report| report.outlet != Outlet::Coder);
        if !is_reported && !speakers.is_empty() {
            self.add_support(found, keys(speakers), "its own statement");
        }
    }

    fn add_said(&self, found: &mut Found, statement: usize, one: &RawAssertion, denied: bool) {
        let raw = &self.0.events[statement];
        if denied {
            found.denials.push((format!("e{statement}"), keys(&raw.by), one.confidence));
        } else {
            let reports = if one.reports.is_empty() { &raw.reports } else { &one.reports };
            self.add_reports(found, reports, &raw.by);
        }
    }

    /// Adds the denials of an event as a whole that `denies` accepts, by the act alone or by a link, and what
    /// corroborates it by a link, if that counts.
    fn add_whole(
        &self,
        found: &mut Found,
        event: usize,
        denies: &dyn Fn(usize) -> Option<Vec<Claim>>,
        corroborates: bool,
    ) {
        let stands =
            |by: usize| denies(by).is_some_and(|denied| !self.is_corrected(by, &denied, event));
        for by in self.statements_about(event) {
            if self.is_bare_denial(by) && stands(by) {
                found.denials.push((format!("e{by}"), keys(&self.0.events[by].by), None));
            }
        }
        for link in self.0.links.iter().filter(|link| link.to == event && self.shows_link(link)) {
            let by = &self.0.events[link.from];
            if !self.is_visible(link.from) {
                continue;
            }
            if link.relation == Relation::Corroborates && corroborates {
                let nobody = Actors::new();
                let speakers = if by.act.is_some() { &by.by } else { &nobody };
                self.add_reports(found, &by.reports, speakers);
            } else if link.relation == Relation::Denies && stands(link.from) {
                found.denials.push((format!("e{}", link.from), keys(&by.by), link.confidence));
            }
        }
    }

    pub(super) fn occurred(&self, event: usize) -> Found {
        let mut found = Found::default();
        for report in &self.0.events[event].reports {
            self.add_report(&mut found, report, &Actors::new());
        }
        for by in self.statements_about(event) {
            for one in self.assertions(by).into_iter().filter(|one| one.fact == Fact::Occurred) {
                if !self.is_corrected(by, &self.claims_of(by, one, event), event) {
                    self.add_said(&mut found, by, one, one.denied);
                }
            }
        }
        // Who is held responsible denies to have done it.
        let denies = |by: usize| {
            let is_author = !self.authors_among(&self.0.events[by].by, event).is_empty();
            (!is_author).then(|| self.denial_of_event(by, event))
        };
        self.add_whole(&mut found, event, &denies, true);
        found
    }

    pub(super) fn attributed(&self, event: usize) -> Found {
        let (mut found, sources) = (Found::default(), self.sources(event));
        if sources.is_empty() {
            return found;
        }
        for report in &self.0.events[event].reports {
            if blames(report, &sources) {
                self.add_report(&mut found, report, &Actors::new());
            }
        }
        // Of several candidates, one speaks for itself alone.
        let denies = |by: usize| {
            let authors = self.authors_among(&self.0.events[by].by, event);
            let is_meant = |(fact, content, _): &Claim| {
                fact.0 == Fact::Occurred || *content == Content::Authors(sources.clone())
            };
            let mut denied = self.denial_of_event(by, event);
            denied.retain(is_meant);
            (authors.is_empty() || authors.contains(&sources)).then_some(denied)
        };
        for by in self.statements_about(event) {
            for one in self.assertions(by) {
                let is_nameless = one.denied && one.actors.is_empty() && denies(by).is_some();
                let is_meant = !one.actors.is_disjoint(&sources) || is_nameless;
                let claims = || self.claims_of(by, one, event);
                if one.fact == Fact::Attribution
                    && is_meant
                    && !self.is_corrected(by, &claims(), event)
                {
                    self.add_said(&mut found, by, one, one.denied);
                }
            }
        }
        self.add_whole(&mut found, event, &denies, false);
        found
    }

    pub(super) fn claimed(&self, statement: usize, nth: usize) -> Found {
        let mut found = Found::default();
        let (claim, subjects) =
            (&self.0.events[statement].assertions[nth], self.subjects(statement));
        let stands = |by: usize, one: &RawAssertion| {
            !subjects.iter().any(|subject| {
                self.subjects(by).contains(subject)
                    && self.is_corrected(by, &self.claims_of(by, one, *subject), *subject)
            })
        };
        if stands(statement, claim) {
            self.add_said(&mut found, statement, claim, false);
        }
        for by in 0..self.0.events.len() {
            let is_about = !self.subjects(by).is_disjoint(&subjects);
            if by == statement || !is_about || !self.is_visible(by) {
                continue;
            }
            for one in self.assertions(by) {
                if is_same_fact(one, claim) && stands(by, one) {
                    self.add_said(&mut found, by, one, one.denied != claim.denied);
                }
            }
        }
        let denies = |by: usize| Some(self.denial_of_event(by, statement));
        self.add_whole(&mut found, statement, &denies, true);
        found
    }

    pub(super) fn linked(&self, link: usize) -> Found {
        let (mut found, link) = (Found::default(), &self.0.links[link]);
        self.add_reports(&mut found, &link.reports, &link.asserters);
        found
    }
}

fn keys(actors: &Actors) -> Vec<String> {
    actors.iter().map(|nth| ACTORS[*nth].to_owned()).collect()
}

/// Whether a report does not explicitly name others, or nobody.
fn blames(report: &RawReport, actors: &Actors) -> bool {
    report.names.as_ref().is_none_or(|named| !named.is_disjoint(actors))
}

/// Whether two assertions are of the same fact and do not differ in a value that both state.
fn is_same_fact(one: &RawAssertion, other: &RawAssertion) -> bool {
    fn agree<T: PartialEq>(one: &Option<T>, other: &Option<T>) -> bool {
        one.is_none() || other.is_none() || one == other
    }
    let states_more_than_words = !matches!(one.fact, Fact::Intent | Fact::Other);
    let name_same =
        one.actors.is_empty() || other.actors.is_empty() || !one.actors.is_disjoint(&other.actors);
    one.fact == other.fact
        && agree(&one.amount, &other.amount)
        && agree(&one.means, &other.means)
        && agree(&one.outcome, &other.outcome)
        && (states_more_than_words || agree(&one.words, &other.words))
        && name_same
}
