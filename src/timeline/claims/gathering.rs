//! Gathering the claims about an event.

use std::collections::HashMap;

use super::{
    Agreement, Claimant, ClaimedFact, Claims, Comparison, MAX_COMPARED, Side, Version,
    content::Content,
};
use crate::{
    model::{
        ActorId, Amount, Assertion, Avowal, Confidence, EventId, Fact, Link, Means, Outcome,
        Relation,
    },
    timeline::{EventRef, Telling, View},
};

/// The claims about an event of a view, as they are gathered.
pub(super) struct Gathering<'a, 't> {
    telling: Telling<'a, 't>,
    event: EventRef<'t>,
    facts: HashMap<(Fact, Option<Means>), Vec<Held>>,
}

/// A version, with what it comes to.
type Held = (Content, Version);

/// One thing said of a fact.
#[derive(Clone, Copy, Default)]
struct Word<'w> {
    amount: Option<&'w Amount>,
    outcome: Option<Outcome>,
    actors: &'w [ActorId],
    words: Option<&'w str>,
}

impl<'w> Word<'w> {
    fn of(assertion: &'w Assertion) -> Self {
        Self {
            amount: assertion.amount(),
            outcome: assertion.outcome(),
            actors: assertion.actors(),
            words: assertion.words(),
        }
    }
}

impl<'a, 't> Gathering<'a, 't> {
    pub(super) fn new(view: &'a View<'t>, event: EventRef<'t>) -> Self {
        let telling = Telling { view, language: view.language() };
        Self { telling, event, facts: HashMap::new() }
    }

    pub(super) fn claims(mut self) -> Claims {
        self.record();
        for statement in self.statements() {
            self.hear(statement);
        }
        let Self { telling, event, facts, .. } = self;
        let mut facts: Vec<_> = facts.into_iter().collect();
        facts.sort_unstable_by_key(|(fact, _)| *fact);
        let second = event.earliest().timestamp();
        let facts = facts.into_iter().map(|((fact, means), held)| {
            let comparisons = compared(&held, |one, denied, other, other_denied| {
                one.against(denied, other, other_denied, telling.view.timeline(), second)
            });
            let versions = held.into_iter().map(|(_, version)| version).collect();
            ClaimedFact { fact, means, versions, comparisons }
        });
        Claims {
            event: event.label(),
            when: event.when().to_string(),
            text: event.text().map(str::to_owned),
            avowal: event.avowal(),
            facts: facts.collect(),
        }
    }

    /// What the event itself says, and those held responsible for it.
    fn record(&mut self) {
        let event = self.event;
        if let Some(attack) = event.attack() {
            for munition in attack.munitions() {
                let means = Some(munition.means());
                self.record_amount(Fact::Launched, means, munition.launched_amount());
                self.record_amount(Fact::Intercepted, means, munition.intercepted_amount());
            }
            self.record_amount(Fact::Killed, None, attack.killed());
            self.record_amount(Fact::Injured, None, attack.injured());
            if let Some(outcome) = attack.outcome() {
                let word = Word { outcome: Some(outcome), ..Word::default() };
                let content = Content::outcome(outcome);
                self.version((Fact::Outcome, None), content, word).recorded = true;
            }
        }
        for candidate in event.candidates() {
            self.record_author(candidate.actors(), candidate.confidence());
        }
        let is_stated = event.attribution().is_some() || event.avowal().is_some();
        if event.candidates().is_empty() && is_stated {
            self.record_author(event.sources(), event.attribution());
        }
        let (Some(avowal @ (Avowal::Claimed | Avowal::Denied)), sources @ [_, ..]) =
            (event.avowal(), event.sources())
        else {
            return;
        };
        let claimant = Claimant {
            by: self.telling.names(sources),
            statement: None,
            when: None,
            words: None,
            confidence: None,
            told_by: Vec::new(),
        };
        let word = Word { actors: sources, ..Word::default() };
        let version = self.version((Fact::Attribution, None), Content::authors(sources), word);
        version.side(avowal == Avowal::Denied).push(claimant);
    }

    fn record_amount(&mut self, fact: Fact, means: Option<Means>, amount: Option<&Amount>) {
        if amount.is_some() {
            let word = Word { amount, ..Word::default() };
            self.version((fact, means), Content::amount(amount, u64::MAX), word).recorded = true;
        }
    }

    fn record_author(&mut self, actors: &[ActorId], sure: Option<Confidence>) {
        if !actors.is_empty() {
            let word = Word { actors, ..Word::default() };
            let version = self.version((Fact::Attribution, None), Content::authors(actors), word);
            version.recorded = true;
            version.confidence = sure;
        }
    }

    /// The statements seen that may say something of the event or of what is said of it, in total order.
    fn statements(&self) -> Vec<EventRef<'t>> {
        let view = self.telling.view;
        let timeline = view.timeline();
        let speaking_of = |event: EventRef<'t>| {
            let links = event.links_in().map(|(_, link)| link);
            links.filter(|link| speaks(link.relation()) && view.tells_link(link)).map(Link::from)
        };
        let seen = |statement: EventId| {
            let statement = view.as_seen(timeline.event(statement));
            view.contains(statement).then_some(statement)
        };
        let about = timeline.statements_about(self.event.id()).chain(speaking_of(self.event));
        let about: Vec<_> = about.filter_map(seen).collect();
        let answers = about.iter().flat_map(|statement| speaking_of(*statement)).filter_map(seen);
        let mut found: Vec<_> = about.iter().copied().chain(answers).collect();
        found.sort_unstable_by_key(EventRef::position);
        found.dedup();
        found
    }

    /// The links that start from a statement, as far as they are told.
    fn links(&self, statement: EventRef<'t>) -> impl Iterator<Item = &'t Link> {
        let view = self.telling.view;
        statement.links_out().map(|(_, link)| link).filter(|link| view.tells_link(link))
    }

    /// Whether the assertions of a statement are of the event.
    fn is_about(&self, statement: EventRef<'t>) -> bool {
        let (event, subjects) =
            (self.event.id(), statement.said().map_or(&[][..], |said| said.subjects()));
        let is_meant = |link: &Link| link.relation() == Relation::About && link.to() == event;
        subjects.contains(&event) || (subjects.is_empty() && self.links(statement).any(is_meant))
    }

    /// What a statement asserts of the event.
    fn assertions(&self, statement: EventRef<'t>) -> impl Iterator<Item = &'t Assertion> {
        let assertions = self.telling.view.assertions(statement);
        assertions.take(if self.is_about(statement) { usize::MAX } else { 0 })
    }

    fn hear(&mut self, statement: EventRef<'t>) {
        let own: Vec<_> = self.assertions(statement).collect();
        for assertion in own {
            self.take(statement, assertion, assertion.is_denial(), true);
        }
        let (view, links) = (self.telling.view, self.links(statement).collect::<Vec<_>>());
        for link in links {
            let denies = match link.relation() {
                Relation::Denies => true,
                Relation::Corroborates => false,
                _ => continue,
            };
            if link.to() == self.event.id() {
                self.take(statement, &Assertion::that(Fact::Occurred), denies, true);
                continue;
            }
            let other = view.as_seen(view.timeline().event(link.to()));
            let others: Vec<_> = self.assertions(other).collect();
            for assertion in others.into_iter().filter(|_| view.contains(other)) {
                self.take(statement, assertion, assertion.is_denial() != denies, false);
            }
        }
    }

    /// One claims or denies what an assertion says, perhaps in words of his own.
    fn take(&mut self, by: EventRef<'t>, assertion: &Assertion, denied: bool, own: bool) {
        let claimant = Claimant {
            by: self.telling.names(by.sources()),
            statement: Some(by.label()),
            when: Some(by.when().to_string()),
            words: assertion.words().filter(|_| own).map(str::to_owned),
            confidence: assertion.confidence().filter(|_| own),
            told_by: self.told_by(by, assertion, own),
        };
        let fact = (assertion.fact(), assertion.means());
        let version = self.version(fact, Content::of(assertion), Word::of(assertion));
        let side = version.side(denied);
        if side.iter().all(|other| other.statement != claimant.statement) {
            side.push(claimant);
        }
    }

    /// Through whom a claim came: by reports of its own, else by those of the statement.
    fn told_by(&self, by: EventRef<'t>, assertion: &Assertion, own: bool) -> Vec<String> {
        match assertion.reports() {
            reports @ [_, ..] if own => self.telling.told_by(self.telling.view.told(reports)),
            _ => self.telling.told_by(self.telling.view.reports(by)),
        }
    }

    /// The version of a fact, a new one where nobody said the same yet.
    fn version(
        &mut self,
        fact: (Fact, Option<Means>),
        content: Content,
        word: Word<'_>,
    ) -> &mut Version {
        let version = Version {
            amount: word.amount.cloned(),
            outcome: word.outcome,
            actors: self.telling.names(word.actors),
            words: word.words.filter(|_| content == Content::Words).map(str::to_owned),
            recorded: false,
            confidence: None,
            claimed_by: Vec::new(),
            denied_by: Vec::new(),
        };
        let held = self.facts.entry(fact).or_default();
        let same = held.iter().position(|(known, other)| {
            *known == content && (is_authors(known) || other.says_as(&version))
        });
        let at = same.unwrap_or_else(|| {
            held.push((content, version));
            held.len() - 1
        });
        &mut held[at].1
    }
}

fn is_authors(content: &Content) -> bool {
    matches!(content, Content::Authors(_))
}

impl Version {
    /// Whether it says the same in the same words.
    fn says_as(&self, other: &Self) -> bool {
        (&self.amount, self.outcome, &self.words) == (&other.amount, other.outcome, &other.words)
    }

    fn side(&mut self, denied: bool) -> &mut Vec<Claimant> {
        if denied { &mut self.denied_by } else { &mut self.claimed_by }
    }
}

/// Whether a statement speaks of what it is linked to by this.
fn speaks(relation: Relation) -> bool {
    matches!(relation, Relation::About | Relation::Denies | Relation::Corroborates)
}

/// How the sides that are held of these versions stand to one another.
fn compared(
    held: &[Held],
    against: impl Fn(&Content, bool, &Content, bool) -> Option<Agreement>,
) -> Vec<Comparison> {
    let held_sides = held.iter().take(MAX_COMPARED).enumerate().flat_map(|(nth, (_, version))| {
        let claimed = version.recorded || !version.claimed_by.is_empty();
        let sides = [(false, claimed), (true, !version.denied_by.is_empty())];
        sides
            .into_iter()
            .filter(|(_, is_held)| *is_held)
            .map(move |(denied, _)| Side { version: nth, denied })
    });
    let sides: Vec<_> = held_sides.collect();
    let mut comparisons = Vec::new();
    for (nth, second) in sides.iter().enumerate() {
        for first in &sides[..nth] {
            let agreement = if first.version == second.version {
                Some(Agreement::Conflicting)
            } else {
                let [one, other] = [first, second].map(|side| &held[side.version].0);
                against(one, first.denied, other, second.denied)
            };
            comparisons.extend(agreement.map(|agreement| Comparison {
                first: *first,
                second: *second,
                agreement,
            }));
        }
    }
    comparisons
}
