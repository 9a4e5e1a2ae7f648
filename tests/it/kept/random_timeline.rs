//! Random timelines in which every field of every record occurs.

use chrono::{NaiveDate, TimeDelta};
use escalade::{
    Actor, ActorId, Attack, Code, Event, EventId, EventKind, Level, Link, Means, Relation, Report,
    SpeechAct, Statement, Timeline, Vocabulary,
    model::{
        ActionKind, ActorKind, Amount, Assertion, Avowal, Conditional, Credibility, Extras, Fact,
        Membership, MembershipKind, Munition, Outcome, Pattern, Reliability,
    },
    scale::Kahn,
};
use rand::RngExt;
use rand_pcg::Pcg64;

const TEXTS: [&str; 9] = [
    "a",
    "Iran",
    "إيران",
    "with \"quotes\", commas\nand lines",
    "\u{202e}turned",
    " ",
    "NULL",
    "7",
    "🎈",
];

const DATES: [&str; 16] = [
    "2024",
    "2024-04",
    "2024-04-13",
    "2024-04-13~",
    "2024-04-13+03:00",
    "2024-04-13T20:15Z",
    "2024-04-13T20:15:09Z",
    "2024-04-13T23:00-03:30~",
    "2024-04-13T20:00Z/2024-04-14",
    "[2024-04-01..2024-04-03]",
    "[2024-04..2024-05-03~]/2024-06",
    "2016-12-31T23:59:60Z",
    "-0432",
    "-9999-01-01",
    "0000-02-29",
    "9999-12-31",
];

struct Draw<'r> {
    random: &'r mut Pcg64,
    actors: Vec<ActorId>,
    /// The number of events, which are all known by number before they are added.
    events: Vec<EventId>,
}

impl Draw<'_> {
    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.random.random_range(0..of.len())]
    }

    fn in_(&mut self, percent: u32) -> bool {
        self.random.random_range(0..100) < percent
    }

    fn actor(&mut self) -> ActorId {
        let actors = std::mem::take(&mut self.actors);
        let actor = self.one(&actors);
        self.actors = actors;
        actor
    }

    fn some_actors(&mut self, most: usize) -> Vec<ActorId> {
        let count = self.random.random_range(0..=most);
        (0..count).map(|_| self.actor()).collect()
    }

    fn event(&mut self) -> EventId {
        let events = std::mem::take(&mut self.events);
        let event = self.one(&events);
        self.events = events;
        event
    }

    fn text(&mut self) -> &'static str {
        self.one(&TEXTS)
    }

    fn date(&mut self) -> &'static str {
        self.one(&DATES)
    }

    fn percent(&mut self) -> i32 {
        self.random.random_range(0..=100)
    }

    fn level(&mut self) -> Level {
        Level::from_tenths(self.one(&[0, 1, -1, 72, -100, 10, 440, 1_000_000_000_000_000]))
    }

    fn amount(&mut self) -> Amount {
        let text = self.text();
        let amount = match self.random.random_range(0..5) {
            0 => Amount::exactly(16),
            1 => Amount::about(170),
            2 => Amount::at_least(30),
            3 => Amount::between(3, 30).rounded(),
            _ => return Amount::in_words(text),
        };
        if self.in_(50) { amount.worded(text) } else { amount }
    }

    fn report(&mut self) -> Report {
        let mut report = match self.random.random_range(0..3) {
            0 => Report::by(self.actor()),
            1 => Report::public_record(),
            _ => Report::coder(),
        };
        for actor in self.some_actors(2) {
            report = report.relaying(actor);
        }
        for actor in self.some_actors(2) {
            report = report.quoting(actor);
        }
        if self.in_(30) {
            report = report.attributing_to(self.some_actors(2));
        }
        if self.in_(30) {
            report = report.with_words(self.text()).with_url(self.text());
        }
        if self.in_(50) {
            report = report.dated(self.date());
        }
        if self.in_(50) {
            report = report.with_reliability(self.one(&[Reliability::A, Reliability::F]));
            let credibility = self.random.random_range(1..=6_u8);
            report = report.with_credibility(Credibility::try_from(credibility).unwrap());
            report = report.with_extraction(self.percent());
        }
        report
    }

    fn membership(&mut self, of: ActorId) -> Membership {
        let kinds = [MembershipKind::MemberOf, MembershipKind::ActsFor, MembershipKind::LocatedIn];
        let mut membership = Membership::new(self.one(&kinds), of);
        if self.in_(50) {
            membership = membership.from("2001-04");
        }
        if self.in_(50) {
            membership = membership.until("2024-04-13T20:15Z");
        }
        if self.in_(40) {
            membership = membership.asserted_by(self.actor()).with_report(self.report());
            membership = membership.with_confidence(self.percent());
        }
        membership
    }

    fn pattern(&mut self) -> Pattern {
        let mut pattern = Pattern::new();
        if self.in_(50) {
            pattern = pattern.of_kind(self.one(EventKind::ALL)).by(self.actor());
        }
        if self.in_(50) {
            pattern = pattern.against(self.actor()).with_min_level("own", self.level());
        }
        if self.in_(40) {
            pattern = pattern.answering(self.event());
        }
        if self.in_(40) {
            pattern = pattern.in_words(self.text());
        }
        pattern
    }

    fn assertion(&mut self) -> Assertion {
        let facts = [Fact::Occurred, Fact::Killed, Fact::Attribution, Fact::Outcome, Fact::Other];
        let fact = self.one(&facts);
        let mut assertion =
            if self.in_(30) { Assertion::denial(fact) } else { Assertion::that(fact) };
        if self.in_(50) {
            assertion = assertion.amounting_to(self.amount());
        }
        if self.in_(50) {
            assertion = assertion.by_means(self.one(Means::ALL)).naming(self.actor());
            assertion = assertion.with_outcome(self.one(&OUTCOMES)).in_words(self.text());
        }
        if self.in_(50) {
            assertion = assertion.with_confidence(self.percent()).dated(self.date());
            assertion = assertion.with_report(self.report());
        }
        assertion
    }

    fn statement(&mut self) -> Statement {
        let mut statement = Statement::new();
        for actor in self.some_actors(2) {
            statement = statement.addressed_to(actor);
        }
        if self.in_(50) {
            statement = statement.and_about(self.event()).and_about(self.event());
        }
        for _ in 0..self.random.random_range(0..3) {
            statement = statement.asserting(self.assertion());
        }
        if self.in_(40) {
            let (one, other) = (self.pattern(), self.pattern());
            let conditional = match self.random.random_range(0..3) {
                0 => Conditional::new(one, other),
                1 => Conditional::unless(one, other),
                _ => Conditional::unconditional(other),
            };
            let is_due = self.in_(50);
            let date = self.date();
            statement =
                statement.on_condition(if is_due { conditional.by(date) } else { conditional });
        }
        if self.in_(30) {
            let seconds = self.random.random_range(0..3_000_000);
            statement = statement.staying_open_for(TimeDelta::seconds(seconds));
        }
        statement
    }

    fn attack(&mut self) -> Attack {
        let mut attack = Attack::new();
        if self.in_(50) {
            let munition = Munition::new(self.one(Means::ALL)).launched(self.amount());
            attack = attack.firing(munition.intercepted(self.amount()));
        }
        if self.in_(50) {
            attack = attack.killing(self.amount()).injuring(self.amount());
            attack = attack.with_outcome(self.one(&OUTCOMES));
        }
        attack
    }

    fn extras(&mut self) -> Extras {
        let mut extras = Extras::new();
        if self.in_(50) {
            extras = extras.with_mentions(self.one(&[0, 7, u64::from(u32::MAX) - 1]));
        }
        if self.in_(30) {
            extras = extras.with_sources(1).with_articles(2).with_root(self.in_(50));
        }
        if self.in_(30) {
            let days = [NaiveDate::MIN, NaiveDate::MAX, NaiveDate::default()];
            extras = extras.with_added(self.one(&days));
        }
        extras
    }

    /// Draws an event. With a `richness` of 0 it has nothing but plain columns.
    fn event_draft(&mut self, nth: usize, richness: u32) -> Event {
        let day = NaiveDate::from_ymd_opt(2024, 4, 1).unwrap();
        let day = (day + TimeDelta::days(self.random.random_range(0..20))).to_string();
        let date = if self.in_(richness) { self.date().to_owned() } else { day };
        let most = if self.in_(richness) { 3 } else { 1 };
        let sources = self.some_actors(most);
        let is_disputed = self.in_(richness / 2);
        let sources = if is_disputed { Vec::new() } else { sources };
        let code = self.code();
        let mut event = match self.random.random_range(0..4) {
            0 => Event::attack(sources, date, self.one(Means::ALL)),
            1 => Event::statement(sources, date, self.one(SpeechAct::ALL)),
            2 => Event::action(sources, date, self.one(ActionKind::ALL)),
            _ => Event::coded(sources, (), date, code.clone()),
        };
        if self.in_(20) {
            event = event.with_code(code).with_score(self.level());
        }
        let most = if self.in_(richness) { 3 } else { 1 };
        event = event.against(self.some_actors(most));
        if self.in_(40) {
            let key = if self.in_(50) { nth.to_string() } else { format!("{} {nth}", self.text()) };
            event = event.with_key(key);
        }
        if self.in_(richness / 2) {
            event = event.mutually();
        }
        if self.in_(richness) {
            event = event.with_extras(self.extras());
        }
        if self.in_(richness) {
            event = event.with_level(Kahn, self.random.random_range(1..=44));
            event = event.with_reasoned_level(TEXTS[0], self.level(), self.text().to_owned());
        }
        if self.in_(richness) {
            event = event.with_text(self.text()).at(self.text());
        }
        if self.in_(richness) {
            event = event.with_confidence(self.percent());
            event = event.with_avowal(self.one(&[Avowal::Claimed, Avowal::Denied]));
            event = event.avowed_on(self.date()).attributed_on(self.date());
        }
        if is_disputed {
            let actors = self.actors.clone();
            event = event.with_candidate(actors[0], self.random.random_range(0..=50));
            event = event.with_candidate(&actors[1..], self.random.random_range(0..=50));
        } else if self.in_(richness) {
            event = event.with_attribution(self.percent());
        }
        while self.in_(richness) {
            event = event.with_report(self.report());
        }
        event
    }

    fn code(&mut self) -> Code {
        let codes = [
            (Vocabulary::Cameo, "190"),
            (Vocabulary::Cameo, "0231"),
            (Vocabulary::Weis, "112"),
            (Vocabulary::Plover, "ASSAULT/drone"),
            (Vocabulary::Own, "two\nlines"),
            (Vocabulary::Own, "two lines"),
            (Vocabulary::Acled, "Battles: Armed clash"),
        ];
        let (vocabulary, text) = self.one(&codes);
        Code::new(vocabulary, text)
    }
}

const OUTCOMES: [Outcome; 2] = [Outcome::Succeeded, Outcome::Failed];

/// Draws a timeline.
pub(super) fn draw(random: &mut Pcg64) -> Timeline {
    let mut builder = Timeline::builder();
    let kinds = [ActorKind::Unspecified, ActorKind::State, ActorKind::Military];
    let mut draw = Draw { random, actors: Vec::new(), events: Vec::new() };
    let richness = draw.one(&[0, 10, 40, 70]);
    for (nth, text) in TEXTS.iter().take(4).enumerate() {
        let mut actor = Actor::new(format!("{text}{nth}")).with_kind(draw.one(&kinds));
        if draw.in_(richness) {
            actor = actor.with_name("en", draw.text()).with_name("ar", draw.text());
            actor = actor.with_note(draw.text());
        }
        if nth > 1 && draw.in_(30) {
            actor = actor.part_of(draw.actors[0]);
        }
        draw.actors.push(builder.add_actor(actor));
    }
    for nth in 1..4 {
        while draw.in_(richness / 2) {
            let of = draw.actors[draw.random.random_range(0..nth)];
            builder.add_membership(draw.actors[nth], draw.membership(of));
        }
    }
    if draw.in_(50) {
        builder.set_title(draw.text());
    }
    let count = draw.random.random_range(2..30);
    // Events are numbered as they are recorded, so that another builder gives the ids beforehand.
    let mut numbers = Timeline::builder();
    for _ in 0..count {
        draw.events.push(numbers.add_event(Event::action((), "2024", ActionKind::Other)));
    }
    for nth in 0..count {
        let event = draw.event_draft(nth, richness);
        // Details fit the kind of event, which the code may decide.
        let mut probe = Timeline::builder();
        for text in &TEXTS[..4] {
            probe.add_actor(Actor::new(*text));
        }
        probe.add_event(event.clone());
        let kind = probe.build().unwrap().event_at(0).act().kind();
        let event = match kind {
            EventKind::Attack if draw.in_(richness) => event.with_attack(draw.attack()),
            EventKind::Statement if draw.in_(richness) => event.with_statement(draw.statement()),
            _ => event,
        };
        builder.add_event(event);
    }
    let relations =
        [Relation::CarriesOut, Relation::PartOf, Relation::About, Relation::Corroborates];
    for _ in 0..draw.random.random_range(0..5) {
        let (from, to) = (draw.event(), draw.event());
        if from == to {
            continue;
        }
        let mut link = Link::new(from, draw.one(&relations), to);
        if draw.in_(50) {
            link = link.asserted_by(draw.actor()).with_report(draw.report());
            link = link.with_confidence(draw.percent()).dated(draw.date());
        }
        builder.add_link_draft(link);
    }
    if draw.in_(50) {
        builder.cover("2024-04".."2024-05");
        builder.cover_actors(draw.actors[1], "2023"..);
    }
    builder.count_unreadable(u64::from(draw.in_(30)) * 7);
    builder.build().unwrap_or_else(|error| panic!("{error}"))
}
