//! A feed of transactions against timelines built anew.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use escalade::{
    Actor, ActorId, Error, Event, EventId, EventKind, Means, Predicate, Query, Relation, Report,
    Rule, SpeechAct, Statement, Timeline, Trend,
    chain::Pairing,
    model::{ActionKind, LinkId},
    scale::Kahn,
    timeline::ViewStep,
    watch::{BestChain, Changes, EventName, Figures, Watch, WatchedQuery},
};

/// The most operations of an input, since each transaction is compared with a timeline built anew.
const MAX_OPERATIONS: usize = 60;

/// An event as a feed reports it, with references by number of record.
#[derive(Clone, Debug)]
struct Draft {
    /// The act, the source, the target, the day, and the level.
    content: [u8; 5],
    about: Option<usize>,
    reports: usize,
}

/// What is recorded.
#[derive(Clone, Default)]
struct Model {
    ids: Vec<EventId>,
    /// The record of each key.
    keys: BTreeMap<u8, usize>,
    events: Vec<Option<Draft>>,
    links: Vec<Option<(LinkId, usize, Relation, usize)>>,
    complete_to: Option<u8>,
}

/// Decodes an input into transactions. After each, every answer must be that of a timeline built anew from what is
/// recorded. What cannot be built is refused, and changes nothing.
pub fn feed(bytes: &[u8]) {
    let mut bytes = bytes.iter().copied();
    let mut watch =
        Watch::new(Model::default().built().expect("actors"), queries()).expect("sound queries");
    let (mut model, mut operations) = (Model::default(), 0);
    while bytes.len() > 0 && operations < MAX_OPERATIONS {
        let before = model.clone();
        let chains_before = numbers_of_chains(&watch);
        let actors = actors(&watch);
        let mut transaction = watch.transaction();
        while operations < MAX_OPERATIONS {
            operations += 1;
            let Some([operation, nth]) = bytes.next().map(|byte| [byte % 16, byte / 16]) else {
                break;
            };
            let record = usize::from(nth) % model.events.len().max(1);
            match operation {
                0..5 => {
                    let draft = model.draft(&mut bytes);
                    let event = draft.event(&actors, &|record| Some(model.ids[record]));
                    let known = model.keys.get(&nth).copied();
                    // Even operations have no key.
                    let (id, known) = match operation % 2 {
                        0 => (transaction.push(event), None),
                        _ => (transaction.upsert(format!("key {nth}"), event), known),
                    };
                    let record = known.unwrap_or(model.events.len());
                    if record == model.events.len() {
                        model.ids.push(id);
                        model.events.push(None);
                    }
                    if operation % 2 == 1 {
                        model.keys.insert(nth, record);
                    }
                    assert_eq!(model.ids[record], id);
                    model.events[record] = Some(draft);
                }
                5..7 if !model.events.is_empty() => {
                    let draft = model.draft(&mut bytes);
                    let event = draft.event(&actors, &|record| Some(model.ids[record]));
                    transaction.revise(model.ids[record], event);
                    model.events[record] = Some(draft);
                }
                7 => {
                    let record = model.keys.get(&nth).copied();
                    let was_recorded =
                        record.and_then(|record| model.events[record].take()).is_some();
                    assert_eq!(transaction.retract(&format!("key {nth}")), was_recorded);
                }
                8 if !model.events.is_empty() => {
                    let was_recorded = model.events[record].take().is_some();
                    assert_eq!(transaction.retract_event(model.ids[record]), was_recorded);
                }
                9..11 if !model.events.is_empty() => {
                    let to = usize::from(bytes.next().unwrap_or_default()) % model.events.len();
                    let relation = RELATIONS[usize::from(operation + nth) % RELATIONS.len()];
                    let id = transaction.add_link(model.ids[record], relation, model.ids[to]);
                    assert_eq!(id.index(), model.links.len());
                    model.links.push(Some((id, record, relation, to)));
                }
                11 if !model.links.is_empty() => {
                    let link = usize::from(nth) % model.links.len();
                    if let Some((id, ..)) = model.links[link].take() {
                        assert!(transaction.retract_link(id));
                    }
                }
                12 => {
                    if let Some(Some(draft)) = model.events.get_mut(record) {
                        draft.reports += 1;
                        transaction.add_report(model.ids[record], Report::by(actors[0]));
                    }
                }
                13 => {
                    transaction.complete_to(&*day(nth));
                    model.complete_to = model.complete_to.max(Some(nth % DAYS));
                }
                _ => break,
            }
        }
        let committed = transaction.commit();
        match (&committed, model.built()) {
            (Ok(changes), Ok(anew)) => {
                is_counted(&watch, changes, &chains_before);
                model.is_answered_as_anew(&watch, anew);
            }
            (Err(error), Err(expected)) => {
                assert_eq!(error.issue_count(), expected.issue_count(), "{error}\n{expected}");
                model = before;
                model.is_answered_as_anew(&watch, model.built().expect("as before"));
            }
            (committed, built) => panic!("{:?}\n{built:?}", committed.as_ref().err()),
        }
    }
}

const RELATIONS: [Relation; 3] = [Relation::RetaliatesFor, Relation::CarriesOut, Relation::About];
const DAYS: u8 = 14;

fn day(nth: u8) -> String {
    format!("2031-04-{:02}", 1 + nth % DAYS)
}

fn actors(watch: &Watch) -> Vec<ActorId> {
    watch.timeline().actors().map(|actor| actor.id()).collect()
}

/// Queries that a watch follows event by event, and others that it asks of a timeline built anew.
fn queries() -> Vec<WatchedQuery> {
    let weekly = || Query::escalation().on(Kahn).max_gap(TimeDelta::days(4));
    let actions = || Predicate::kinds([EventKind::Action]);
    let any = weekly().trend(Trend::Any).rules([Rule::Retaliation, Rule::Counter, Rule::Declared]);
    let long = weekly().min_len(3).max_len(4).within(TimeDelta::days(6)).trend(Trend::Any);
    let attacks = ViewStep::Kinds { kinds: [EventKind::Attack].into() };
    vec![
        WatchedQuery::new("weekly", weekly()),
        WatchedQuery::new("any", any),
        WatchedQuery::new("long", long),
        WatchedQuery::new("nearest", weekly().pairing(Pairing::Nearest).trend(Trend::NotFalling)),
        WatchedQuery::new("unless", weekly().unless(actions()).trend(Trend::Any)),
        WatchedQuery::new("first", weekly().first(!actions()).crosses(4.0)),
        WatchedQuery::new("attacks", weekly()).seen_through([attacks]),
    ]
}

impl Draft {
    fn event(&self, actors: &[ActorId], id: &dyn Fn(usize) -> Option<EventId>) -> Event {
        let [act, by, on, when, level] = self.content;
        let actor = |nth: u8| actors[usize::from(nth) % actors.len()];
        let (by, day) = (actor(by), day(when));
        let when = match when / DAYS % 4 {
            1 => "2031-04".to_owned(),
            2 => format!("{day}T12:00Z"),
            _ => day,
        };
        let mut event = match act % 8 {
            0..4 => Event::attack(by, when, Means::Drone),
            4 => Event::statement(by, when, SpeechAct::Threaten),
            5 => Event::statement(by, when, SpeechAct::Deny),
            6 => Event::statement(by, when, SpeechAct::Announce),
            _ => Event::action(by, when, ActionKind::Agreement),
        };
        event = event.against(actor(on)).with_level(Kahn, i32::from(level % 12));
        if level & 0x80 != 0 {
            event = event.with_attribution(i32::from(level & 0x7f).min(100));
        }
        if let Some(subject) = self.about {
            // Without its subject, which is withdrawn, a statement keeps its other details.
            let statement = id(subject).map_or_else(Statement::new, Statement::about);
            event = event.with_statement(statement);
        }
        for _ in 0..self.reports {
            event = event.with_report(Report::by(actors[0]));
        }
        event
    }
}

impl Model {
    /// Decodes an event.
    fn draft(&self, bytes: &mut impl Iterator<Item = u8>) -> Draft {
        let content: [u8; 5] = std::array::from_fn(|_| bytes.next().unwrap_or_default());
        let is_about =
            (4..7).contains(&(content[0] % 8)) && content[0] & 8 != 0 && !self.events.is_empty();
        let about = is_about.then(|| usize::from(content[3] / DAYS) % self.events.len());
        Draft { content, about, reports: 0 }
    }

    /// Builds the timeline of what is recorded: all events in the order of their first records, and the links between
    /// events that are not withdrawn.
    fn built(&self) -> Result<Timeline, Error> {
        let mut builder = Timeline::builder();
        let actors = ["A", "B", "C"].map(|key| builder.add_actor(Actor::new(key)));
        let live = self.live();
        // The ids that the events are about to get: a statement may be about a later event.
        let mut numbers = Timeline::builder();
        let ids: Vec<EventId> = live
            .iter()
            .map(|_| numbers.add_event(Event::attack((), "2031", Means::Unspecified)))
            .collect();
        let id = |record: usize| live.binary_search(&record).ok().map(|place| ids[place]);
        for record in &live {
            let Some(draft) = &self.events[*record] else { continue };
            let mut event = draft.event(&actors, &id);
            if let Some((key, _)) = self.keys.iter().find(|(_, keyed)| *keyed == record) {
                event = event.with_key(format!("key {key}"));
            }
            builder.add_event(event);
        }
        for (_, from, relation, to) in self.links.iter().flatten() {
            if let (Some(from), Some(to)) = (id(*from), id(*to)) {
                builder.add_link(from, *relation, to);
            }
        }
        builder.build()
    }

    /// Returns the records that are not withdrawn.
    fn live(&self) -> Vec<usize> {
        (0..self.events.len()).filter(|record| self.events[*record].is_some()).collect()
    }

    /// Asserts that a watch answers as one does that is opened on the timeline built anew.
    fn is_answered_as_anew(&self, watch: &Watch, anew: Timeline) {
        let json = |timeline: &Timeline| serde_json::to_string(timeline).expect("a document");
        assert_eq!(json(watch.timeline()), json(&anew));
        let live = self.live();
        for event in watch.timeline().events() {
            assert_eq!(watch.id_of(event), self.ids[live[event.id().index()]]);
        }
        let mut opened = Watch::new(anew, queries()).expect("sound queries");
        if let Some(nth) = self.complete_to {
            let mut transaction = opened.transaction();
            transaction.complete_to(&*day(nth));
            transaction.commit().expect("a date");
        }
        assert_eq!(watch.complete_to(), opened.complete_to());
        // Events without keys are named by their numbers, which count the withdrawn events too.
        let same = |name: &EventName| name.clone();
        let renumbered = |name: &EventName| match name {
            EventName::Number(nth) => EventName::Number(live[*nth as usize] as u32),
            EventName::Key(key) => EventName::Key(key.clone()),
        };
        for query in queries() {
            let name = query.name();
            let figures = watch.figures(name).expect("a query of the watch");
            assert_eq!(*figures.summary(), watch.chains(name).expect("as above").summary());
            let expected = opened.figures(name).expect("as above");
            assert_eq!(figures.summary(), expected.summary(), "{name}");
            assert_eq!(answers(figures, &same), answers(expected, &renumbered), "{name}");
        }
    }
}

/// Returns the best chains and what became of threats.
fn answers(figures: &Figures, name: &dyn Fn(&EventName) -> EventName) -> String {
    let names = |best: &BestChain| best.key().events().iter().map(name).collect::<Vec<_>>();
    let best = [figures.longest(), figures.greatest_rise()];
    let best = best.map(|best| best.map(|best| (names(best), best.events(), best.rise())));
    let threats = figures.threats().iter();
    let threats = threats.map(|one| (name(one.event()), one.state(), one.condition()));
    format!("{best:?}\n{:?}", threats.collect::<Vec<_>>())
}

fn numbers_of_chains(watch: &Watch) -> Vec<u128> {
    let figures = watch.queries().iter().filter_map(|query| watch.figures(query.name()));
    figures.map(|figures| figures.summary().chains().to_u128().expect("few events")).collect()
}

/// Asserts that the chains that appeared and are gone are the difference of those before and after.
fn is_counted(watch: &Watch, changes: &Changes, before: &[u128]) {
    for ((query, before), after) in watch.queries().iter().zip(before).zip(numbers_of_chains(watch))
    {
        let name = query.name();
        let of = changes.of(name).expect("a query of the watch");
        let [appeared, gone] =
            [of.chains_appeared(), of.chains_gone()].map(|count| count.to_u128());
        let (appeared, gone) = (appeared.expect("few events"), gone.expect("few events"));
        assert_eq!(before + appeared, after + gone, "{name}");
        for (count, listed) in [(appeared, changes.appeared(name)), (gone, changes.gone(name))] {
            // There may be very many.
            let listed = listed.expect("a query of the watch").take(1_000).count();
            assert_eq!(listed as u128, count.min(1_000), "{name}");
        }
    }
}
