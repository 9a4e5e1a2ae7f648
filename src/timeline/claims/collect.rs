//! Collects the claims about an event.

use super::{
    Agreement, ClaimMade, ClaimedFact, Claims, Comparison, MAX_COMPARED, Side, Version,
    content::{ComparableVersion, Content, FactKey, IsWithin},
    corrections::{ClaimTime, Corrected, CorrectedClaim, DatedClaim, find_corrections},
};
use crate::{
    model::{
        Act, ActorId, Amount, Assertion, Avowal, Confidence, EventId, Fact, Link, Means, Outcome,
        Relation, SpeechAct,
    },
    timeline::{Author, EventRef, Phrases, View},
};

/// Collects the claims about one event of a view.
pub(super) struct ClaimCollector<'a, 't> {
    phrases: Phrases<'a, 't>,
    event: EventRef<'t>,
    /// Sorted by fact.
    facts: Vec<(FactKey, Vec<ComparableVersion>)>,
    /// The claims and denials made, in the order in which they were added.
    made: Vec<DatedClaim>,
}

/// The values that one claim states of a fact.
#[derive(Clone, Copy, Default)]
struct StatedValues<'w> {
    amount: Option<&'w Amount>,
    outcome: Option<Outcome>,
    actors: &'w [ActorId],
    words: Option<&'w str>,
}

impl<'w> StatedValues<'w> {
    fn of(assertion: &'w Assertion) -> Self {
        Self {
            amount: assertion.amount(),
            outcome: assertion.outcome(),
            actors: assertion.actors(),
            words: assertion.words(),
        }
    }
}

impl<'a, 't> ClaimCollector<'a, 't> {
    pub(super) fn new(view: &'a View<'t>, event: EventRef<'t>) -> Self {
        let phrases = Phrases { view };
        Self { phrases, event, facts: Vec::new(), made: Vec::new() }
    }

    /// Adds all claims, and marks those that later ones correct. Returns the index of each, in order of time.
    fn collect(&mut self) -> Vec<usize> {
        self.add_recorded();
        for statement in self.statements() {
            self.add_statement(statement);
        }
        self.add_avowal();
        self.drop_plain_author();
        let (view, second) = (self.phrases.view, self.event.earliest().timestamp());
        let is_within = |part, whole| view.is_within(part, whole, second);
        find_corrections(&self.made, &mut self.facts, &is_within)
    }

    /// Returns the claims and denials that no longer stand.
    pub(super) fn corrected(mut self) -> Corrected {
        let claims = self.statements().len() + usize::from(self.event.avowal().is_some());
        if claims < 2 {
            return Corrected::default(); // The common case, also of coded data.
        }
        let order = self.collect();
        let mut claims = Vec::new();
        for (fact, versions) in self.facts {
            for (content, version) in versions {
                for (denied, side) in [(false, version.claimed_by), (true, version.denied_by)] {
                    for claim in side {
                        let statement = self.made[order[claim.order]].statement;
                        if let Some(statement) = statement.filter(|_| claim.corrected_by.is_some())
                        {
                            let (content, words) = (content.clone(), version.words.clone());
                            claims.push(CorrectedClaim { statement, denied, fact, content, words });
                        }
                    }
                }
            }
        }
        Corrected(claims)
    }

    pub(super) fn claims(mut self) -> Claims {
        self.collect();
        let Self { phrases, event, facts, .. } = self;
        let second = event.earliest().timestamp();
        let is_within = |part, whole| phrases.view.is_within(part, whole, second);
        let mut claimed = Vec::with_capacity(facts.len());
        for ((fact, means), compared) in facts {
            let comparisons = comparisons(&compared, &is_within);
            let mut versions = Vec::with_capacity(compared.len());
            for (_, version) in compared {
                versions.push(version);
            }
            claimed.push(ClaimedFact { fact, means, versions, comparisons });
        }
        Claims {
            event: event.label(),
            when: event.when().to_string(),
            text: event.text().map(str::to_owned),
            avowal: phrases.view.avowal(event),
            facts: claimed,
        }
    }

    /// Adds the values that the event itself records.
    fn add_recorded(&mut self) {
        let event = self.event;
        if let Some(attack) = event.attack() {
            for munition in attack.munitions() {
                let means = Some(munition.means());
                self.add_recorded_amount(Fact::Launched, means, munition.launched_amount());
                self.add_recorded_amount(Fact::Intercepted, means, munition.intercepted_amount());
            }
            self.add_recorded_amount(Fact::Killed, None, attack.killed());
            self.add_recorded_amount(Fact::Injured, None, attack.injured());
            if let Some(outcome) = attack.outcome() {
                let values = StatedValues { outcome: Some(outcome), ..StatedValues::default() };
                let content = Content::outcome(outcome);
                self.version((Fact::Outcome, None), content, values).recorded = true;
            }
        }
        // An author that is not known at the date of the view is no claim.
        let candidates = match event.author() {
            Author::Unknown if self.phrases.view.hides_later() => &[],
            _ => event.candidates(),
        };
        for candidate in candidates {
            self.add_recorded_author(candidate.actors(), candidate.confidence());
        }
        if event.candidates().is_empty() {
            self.add_recorded_author(event.sources(), event.attribution());
        }
    }

    /// Adds the avowal of the actors held responsible, before the statements, unless it is one of these: a statement
    /// by all of them of the same content, on the date of the avowal if that is stated.
    fn add_avowal(&mut self) {
        let event = self.event;
        let (Some(avowal @ (Avowal::Claimed | Avowal::Denied)), sources @ [_, ..]) =
            (self.phrases.view.avowal(event), event.sources())
        else {
            return;
        };
        let date = event.avowal_date();
        let time = date.map(|date| ClaimTime {
            earliest: date.earliest_second(),
            latest: date.latest_second(),
            position: event.position(),
        });
        let is_same = |made: &DatedClaim| {
            let onset = |time: ClaimTime| (time.earliest, time.latest);
            sources.iter().all(|source| made.speakers.contains(source))
                && time.is_none_or(|time| Some(onset(time)) == made.time.map(onset))
        };
        let mut is_of_avowal = Vec::with_capacity(self.made.len());
        for made in &self.made {
            is_of_avowal.push(is_same(made));
        }
        let order = self.made.len();
        let claimant = ClaimMade {
            by: self.phrases.names(sources),
            when: date.map(ToString::to_string),
            order,
            ..ClaimMade::default()
        };
        let values = StatedValues { actors: sources, ..StatedValues::default() };
        let version = self.version((Fact::Attribution, None), Content::authors(sources), values);
        let side = version.actor_list(avowal == Avowal::Denied);
        if side.iter().any(|one| is_of_avowal[one.order]) {
            return;
        }
        side.insert(0, claimant);
        let (speakers, label) = (sources.to_vec(), event.label());
        self.made.push(DatedClaim { speakers, statement: None, label, time });
    }

    /// Removes the recorded author if nothing is stated of it and nobody claims or denies who did the event:
    /// sources that are simply recorded are no disputed fact.
    fn drop_plain_author(&mut self) {
        let event = self.event;
        let is_stated = event.attribution().is_some()
            || self.phrases.view.avowal(event).is_some()
            || !event.candidates().is_empty();
        let is_claimed =
            |version: &Version| !version.claimed_by.is_empty() || !version.denied_by.is_empty();
        self.facts.retain(|((fact, _), versions)| {
            *fact != Fact::Attribution
                || is_stated
                || versions.iter().any(|(_, version)| is_claimed(version))
        });
    }

    fn add_recorded_amount(&mut self, fact: Fact, means: Option<Means>, amount: Option<&Amount>) {
        if amount.is_some() {
            let values = StatedValues { amount, ..StatedValues::default() };
            let content = Content::amount(amount, u64::MAX);
            self.version((fact, means), content, values).recorded = true;
        }
    }

    fn add_recorded_author(&mut self, actors: &[ActorId], confidence: Option<Confidence>) {
        if !actors.is_empty() {
            let values = StatedValues { actors, ..StatedValues::default() };
            let content = Content::authors(actors);
            let version = self.version((Fact::Attribution, None), content, values);
            version.recorded = true;
            version.confidence = confidence;
        }
    }

    /// Returns the visible statements about the event and the answers to them, in total order.
    fn statements(&self) -> Vec<EventRef<'t>> {
        let view = self.phrases.view;
        let timeline = view.timeline();
        let mut found = Vec::new();
        let add = |statement: EventId, found: &mut Vec<EventRef<'t>>| {
            let statement = view.as_seen(timeline.event(statement));
            if view.contains(statement) {
                found.push(statement);
            }
        };
        let add_linked_to = |event: EventRef<'t>, found: &mut Vec<EventRef<'t>>| {
            for (_, link) in event.links_in() {
                if is_about(link.relation()) && view.shows_link(link) {
                    add(link.from(), found);
                }
            }
        };
        for statement in timeline.statements_about(self.event.id()) {
            add(statement, &mut found);
        }
        add_linked_to(self.event, &mut found);
        for nth in 0..found.len() {
            add_linked_to(found[nth], &mut found);
        }
        EventRef::sort(&mut found);
        found.dedup();
        found
    }

    /// Returns the links from a statement that the view shows.
    fn links_from(&self, statement: EventRef<'t>) -> Vec<&'t Link> {
        let mut links = Vec::new();
        for (_, link) in statement.links_out() {
            if self.phrases.view.shows_link(link) {
                links.push(link);
            }
        }
        links
    }

    /// Returns `true` if the assertions of a statement are about the event.
    fn is_about_event(&self, statement: EventRef<'t>) -> bool {
        self.phrases.view.subjects_of(statement).contains(&self.event.id())
    }

    /// Returns the assertions of a statement about the event.
    fn assertions(&self, statement: EventRef<'t>) -> Vec<&'t Assertion> {
        if self.is_about_event(statement) {
            self.phrases.view.shown_assertions(statement)
        } else {
            Vec::new()
        }
    }

    /// Adds the claims of a statement: its own assertions, and those of the statements that it denies
    /// or corroborates.
    fn add_statement(&mut self, statement: EventRef<'t>) {
        for assertion in self.assertions(statement) {
            for assertion in self.with_names(statement, assertion) {
                self.add_claim(statement, &assertion, assertion.is_denial(), true);
            }
        }
        let denies = statement.act() == Act::Statement(SpeechAct::Deny);
        if denies && statement.assertions().is_empty() && self.is_about_event(statement) {
            self.add_denial_of_event(statement);
        }
        let view = self.phrases.view;
        for link in self.links_from(statement) {
            let denies = match link.relation() {
                Relation::Denies => true,
                Relation::Corroborates => false,
                _ => continue,
            };
            if link.to() == self.event.id() && denies {
                self.add_denial_of_event(statement);
                continue;
            }
            if link.to() == self.event.id() {
                self.add_claim(statement, &Assertion::that(Fact::Occurred), denies, true);
                continue;
            }
            let other = view.as_seen(view.timeline().event(link.to()));
            if view.contains(other) {
                for assertion in self.assertions(other) {
                    for assertion in self.with_names(other, assertion) {
                        // To deny a denial is to claim.
                        let denied = assertion.is_denial() != denies;
                        self.add_claim(statement, &assertion, denied, false);
                    }
                }
            }
        }
    }

    /// Adds the denial of the event as a whole. By one of its recorded authors, or an actor of which one is part of
    /// the other, it denies that they did it; by anyone else, that it occurred.
    fn add_denial_of_event(&mut self, by: EventRef<'t>) {
        let fact = match self.phrases.view.authors_among(by.sources(), self.event)[..] {
            [] => Fact::Occurred,
            _ => Fact::Attribution,
        };
        for assertion in self.with_names(by, &Assertion::denial(fact)) {
            self.add_claim(by, &assertion, true, true);
        }
    }

    /// Returns an assertion of a statement. A denial of the authorship that names nobody is returned with the
    /// recorded authors that its speakers are, or else with the sources of the event.
    fn with_names(&self, by: EventRef<'t>, assertion: &Assertion) -> Vec<Assertion> {
        let is_nameless = assertion.fact() == Fact::Attribution
            && assertion.is_denial()
            && assertion.actors().is_empty();
        if !is_nameless {
            return vec![assertion.clone()];
        }
        let mut named = self.phrases.view.authors_among(by.sources(), self.event);
        if named.is_empty() {
            named.push(self.event.sources());
        }
        let mut assertions = Vec::with_capacity(named.len());
        for authors in named {
            let mut assertion = assertion.clone();
            assertion.actors = authors.to_vec();
            assertions.push(assertion);
        }
        assertions
    }

    /// Adds the claim or denial of an assertion by a statement. `own` is `false` for an assertion of
    /// another statement: then its words, confidence and reports belong to the other.
    fn add_claim(&mut self, by: EventRef<'t>, assertion: &Assertion, denied: bool, own: bool) {
        let claimant = ClaimMade {
            by: self.phrases.names(by.sources()),
            statement: Some(by.label()),
            when: Some(by.when().to_string()),
            words: assertion.words().filter(|_| own).map(str::to_owned),
            confidence: assertion.confidence().filter(|_| own),
            reported_by: self.report_paths(by, assertion, own),
            ..ClaimMade::default()
        };
        let fact = (assertion.fact(), assertion.means());
        let (mut content, mut values) = (Content::new(assertion), StatedValues::of(assertion));
        // To deny a claim that names no actor is to deny that the sources did it.
        let sources = self.event.sources();
        if fact.0 == Fact::Attribution && denied && values.actors.is_empty() && !sources.is_empty()
        {
            (content, values.actors) = (Content::authors(sources), sources);
        }
        let made = DatedClaim {
            speakers: by.sources().to_vec(),
            statement: Some(by.id()),
            label: by.label(),
            time: Some(ClaimTime::of(by)),
        };
        self.add_claimant(fact, content, values, denied, claimant, made);
    }

    /// Adds an actor that claims or denies a version, unless the same statement does so already.
    fn add_claimant(
        &mut self,
        fact: FactKey,
        content: Content,
        values: StatedValues<'_>,
        denied: bool,
        mut claimant: ClaimMade,
        made: DatedClaim,
    ) {
        claimant.order = self.made.len();
        let side = self.version(fact, content, values).actor_list(denied);
        // The claims of one statement are added together.
        if side.last().is_none_or(|last| last.statement != claimant.statement) {
            side.push(claimant);
            self.made.push(made);
        }
    }

    /// Returns the paths of the reports of a claim: of its own reports, or else of the reports of the
    /// statement.
    fn report_paths(&self, by: EventRef<'t>, assertion: &Assertion, own: bool) -> Vec<String> {
        let Phrases { view } = self.phrases;
        match assertion.reports() {
            reports @ [_, ..] if own => self.phrases.reporters(&view.selected_reports(reports)),
            _ => self.phrases.reporters(&view.reports(by)),
        }
    }

    /// Returns the version of a fact with this content, after adding it if it is new.
    fn version(
        &mut self,
        fact: FactKey,
        content: Content,
        values: StatedValues<'_>,
    ) -> &mut Version {
        let version = Version {
            amount: values.amount.cloned(),
            outcome: values.outcome,
            actors: self.phrases.names(values.actors),
            words: values.words.filter(|_| content == Content::Words).map(str::to_owned),
            recorded: false,
            confidence: None,
            claimed_by: Vec::new(),
            denied_by: Vec::new(),
        };
        let at = self.facts.binary_search_by_key(&fact, |entry| entry.0).unwrap_or_else(|at| {
            self.facts.insert(at, (fact, Vec::new()));
            at
        });
        let versions = &mut self.facts[at].1;
        // Equal values in different words are separate versions. Authors are equal whatever their order.
        let same = versions.iter().position(|(known, other)| {
            *known == content && (is_authors(known) || other.has_same_wording(&version))
        });
        let at = same.unwrap_or_else(|| {
            versions.push((content, version));
            versions.len() - 1
        });
        &mut versions[at].1
    }
}

fn is_authors(content: &Content) -> bool {
    matches!(content, Content::Authors(_))
}

impl Version {
    fn has_same_wording(&self, other: &Self) -> bool {
        (&self.amount, self.outcome, &self.words) == (&other.amount, other.outcome, &other.words)
    }

    fn actor_list(&mut self, denied: bool) -> &mut Vec<ClaimMade> {
        if denied { &mut self.denied_by } else { &mut self.claimed_by }
    }
}

/// Returns `true` if a statement with such a link is about the event at the other end.
fn is_about(relation: Relation) -> bool {
    matches!(relation, Relation::About | Relation::Denies | Relation::Corroborates)
}

/// Compares the sides of these versions, each with each, as far as the sides are claimed or denied.
fn comparisons(versions: &[ComparableVersion], is_within: IsWithin<'_>) -> Vec<Comparison> {
    let mut sides = Vec::new();
    for (nth, (_, version)) in versions.iter().take(MAX_COMPARED).enumerate() {
        for denied in [false, true] {
            if version.stands(denied) {
                sides.push(Side { version: nth, denied });
            }
        }
    }
    let mut comparisons = Vec::new();
    for (nth, latter) in sides.iter().enumerate() {
        for first in &sides[..nth] {
            // The two sides of one version conflict, also where it is in words alone.
            let agreement = if first.version == latter.version {
                Some(Agreement::Conflicting)
            } else {
                let (one, other) = (&versions[first.version].0, &versions[latter.version].0);
                one.compare(first.denied, other, latter.denied, is_within)
            };
            if let Some(agreement) = agreement {
                comparisons.push(Comparison { first: *first, second: *latter, agreement });
            }
        }
    }
    comparisons
}
