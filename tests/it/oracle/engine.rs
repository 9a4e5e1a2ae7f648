//! The library's side: builds the same drafts with the library and puts its answers into the types
//! of the oracle.

pub(crate) mod ranked;
pub(crate) mod reach;
pub(crate) mod shares;
pub(crate) mod views;
pub(crate) mod walks;

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

use chrono::TimeDelta;
use escalade::{
    Actor, ActorId, Attack, Chain, Chains, Code, Error, Event, EventId, EventKind, Level, Link,
    Means, Predicate, Query, Rank, Report, SpeechAct, Timeline, View, Vocabulary,
    chain::{Hop, QueryStep, Tuning},
    model::{ActionKind, Amount, GivenConfidence, Membership},
    scale::{self, Scale},
    timeline::{BlocMember, Blocs, EventRef, Granularity},
};

use super::{
    answers::{Answers, LeftOut, Names, RawHop},
    drafts::{Drafts, RawBlocMember, RawEvent, RawGranularity, RawQuery, ScaleName, Step},
    steps::RawStep,
    terms::{Atom, Literal, RawPredicate, Terms},
    time::{Moment, RawWhen},
};

/// Builds the timeline of the drafts.
pub(crate) fn build(drafts: &Drafts) -> Timeline {
    try_build(drafts).unwrap_or_else(|error| panic!("{drafts}{error}"))
}

/// Builds the timeline of drafts that may be invalid.
pub(crate) fn try_build(drafts: &Drafts) -> Result<Timeline, Error> {
    let mut builder = Timeline::builder();
    let actors: Vec<ActorId> =
        drafts.actors.iter().map(|actor| builder.add_actor(Actor::new(&actor.key))).collect();
    for (member, actor) in actors.iter().zip(&drafts.actors) {
        for raw in &actor.memberships {
            let mut membership = Membership::new(raw.kind, actors[raw.of]);
            if let Some(day) = raw.from {
                membership = membership.from(Moment::Day(day, None).to_string());
            }
            if let Some(day) = raw.until {
                membership = membership.until(Moment::Day(day, None).to_string());
            }
            builder.add_membership(*member, membership);
        }
    }
    let events: Vec<EventId> =
        drafts.events.iter().map(|event| builder.add_event(draft(event, &actors))).collect();
    for link in &drafts.links {
        let draft = Link::new(events[link.from], link.relation, events[link.to]);
        builder.add_link_draft(match link.confidence {
            Some(percent) => draft.with_confidence(i32::from(percent)),
            None => draft,
        });
    }
    builder.count_unreadable(drafts.unreadable);
    builder.build()
}

/// Returns the draft of an event between actors with these ids.
pub(crate) fn draft(raw: &RawEvent, actors: &[ActorId]) -> Event {
    let ids = |list: &[usize]| list.iter().map(|actor| actors[*actor]).collect::<Vec<_>>();
    let (sources, targets, when) = (ids(&raw.sources), ids(&raw.targets), raw.when.to_string());
    let code = raw.code.as_deref().map(code);
    let mut event = match (raw.kind, code) {
        (None, Some(code)) => Event::coded(sources, targets, when, code),
        (kind, code) => {
            let event = match kind {
                Some(EventKind::Statement) => Event::statement(sources, when, SpeechAct::Comment),
                Some(EventKind::Attack) => Event::attack(sources, when, Means::Unspecified),
                _ => Event::action(sources, when, ActionKind::Other),
            };
            let event = event.against(targets);
            code.into_iter().fold(event, Event::with_code)
        }
    };
    event = event.with_key(raw.name.to_string());
    for (scale, level) in &raw.levels {
        event = event.with_level(scale.word(), Level::from_tenths((*level).into()));
    }
    for (candidates, confidence) in &raw.candidates {
        event = match confidence {
            Some(percent) => event.with_candidate(ids(candidates), i32::from(*percent)),
            None => event.with_candidate(ids(candidates), GivenConfidence::NotStated),
        };
    }
    if let Some((least, most)) = raw.deaths {
        let killed = most.map_or(Amount::at_least(least), |most| Amount::between(least, most));
        event = event.with_attack(Attack::new().killing(killed));
    }
    if let Some(score) = raw.score {
        event = event.with_score(Level::from_tenths(score.into()));
    }
    if let Some(percent) = raw.occurred {
        event = event.with_confidence(i32::from(percent));
    }
    if let Some(percent) = raw.author_confidence {
        event = event.with_attribution(i32::from(percent));
    }
    event =
        raw.reporters.iter().fold(event, |event, by| event.with_report(Report::by(actors[*by])));
    event = event.with_extras(views::extras(raw.extras));
    if raw.mutual { event.mutually() } else { event }
}

fn code(text: &str) -> Code {
    let (vocabulary, text) = match text.split_once(':') {
        Some(("PLOVER", text)) => (Vocabulary::Plover, text),
        Some(("MID", text)) => (Vocabulary::Mid, text),
        Some(("UCDP", text)) => (Vocabulary::Ucdp, text),
        Some((_, text)) => (Vocabulary::Own, text),
        None => (Vocabulary::Cameo, text),
    };
    Code::new(vocabulary, text)
}

/// Returns the view of a query.
pub(crate) fn to_view<'t>(timeline: &'t Timeline, raw_query: &RawQuery) -> View<'t> {
    view_of(timeline, &raw_query.view)
}

/// Returns the view that these steps lead to.
pub(crate) fn view_of<'t>(timeline: &'t Timeline, steps: &[Step]) -> View<'t> {
    let named = |key: &String| timeline.actor_by_key(key).unwrap().id();
    steps.iter().fold(timeline.view(), |view, step| match step {
        Step::During(from, until) => {
            view.during(RawWhen::at(*from).to_string()..RawWhen::at(*until).to_string())
        }
        Step::Kinds(kinds) => view.only(Predicate::kinds(kinds.iter().copied())),
        Step::Of(wholes) => view.of(wholes.iter().map(named)),
        Step::OneADay(fields) => view.one_a_day(fields.iter().copied()),
        Step::Onsets(quiet, word, raw_granularity) => {
            view.onsets(TimeDelta::seconds(*quiet), &scale(*word), &granularity(raw_granularity))
        }
        Step::MergeMutual => view.merge_mutual(),
        Step::MergedReports => view.merged_reports(),
        Step::ReportedBy(reporter) => view.reported_by(named(reporter)),
        Step::MaxLag(seconds) => view.max_lag(TimeDelta::seconds(*seconds)),
        Step::RootEvents => view.root_events(),
        Step::MinMentions(mentions) => view.min_mentions(*mentions),
        Step::QuadClasses(classes) => view.quad_classes(classes.iter().copied()),
    })
}

/// Returns the library's form of a query.
pub(crate) fn to_query(raw_query: &RawQuery) -> Query {
    let mut query = Query::escalation()
        .on(scale(raw_query.scale))
        .rules(raw_query.rules.iter().copied())
        .relations(raw_query.relations.iter().copied())
        .trend(raw_query.trend)
        .pairing(raw_query.pairing)
        .precedence(raw_query.precedence)
        .granularity(granularity(&raw_query.granularity))
        .floor(raw_query.floor)
        .min_len(raw_query.min_len);
    if let Some(seconds) = raw_query.min_gap {
        query = query.min_gap(TimeDelta::seconds(seconds));
    }
    if let Some(seconds) = raw_query.max_gap {
        query = query.max_gap(TimeDelta::seconds(seconds));
    }
    if raw_query.patrons {
        query = query.with_patrons();
    }
    if let Some(events) = raw_query.max_len {
        query = query.max_len(events);
    }
    with_terms(query, &raw_query.terms)
}

fn scale(word: ScaleName) -> Arc<dyn Scale> {
    scale::by_name(word.word()).unwrap()
}

fn with_terms(mut query: Query, terms: &Terms) -> Query {
    if let Some(test) = &terms.unless {
        query = query.unless(predicate(test));
    }
    if let Some(test) = &terms.first {
        query = query.first(predicate(test));
    }
    if let Some(test) = &terms.last {
        query = query.last(predicate(test));
    }
    if let Some(test) = &terms.every {
        query = query.every(predicate(test));
    }
    query = query.steps(terms.steps.iter().map(step));
    if let Some(seconds) = terms.within {
        query = query.within(TimeDelta::seconds(seconds));
    }
    if let Some(line) = terms.crosses {
        query = query.crosses(f64::from(line) / 10.0);
    }
    if let Some(percent) = terms.min_confidence {
        query = query.min_confidence(i32::from(percent));
    }
    if let Some(percent) = terms.min_attribution {
        query = query.min_attribution(i32::from(percent));
    }
    query
}

fn step(raw: &RawStep) -> QueryStep {
    let mut step = raw.test.as_ref().map_or(QueryStep::any_event(), |test| predicate(test).into());
    if raw.repeated {
        step = step.repeated();
    }
    if raw.optional {
        step = step.optional();
    }
    if raw.after_others {
        step = step.after_others();
    }
    if let Some(rules) = &raw.rules {
        step = step.rules(rules.iter().copied());
    }
    if let Some(seconds) = raw.min_gap {
        step = step.min_gap(TimeDelta::seconds(seconds));
    }
    if let Some(seconds) = raw.max_gap {
        step = step.max_gap(TimeDelta::seconds(seconds));
    }
    raw.trend.into_iter().fold(step, QueryStep::trend)
}

fn predicate(test: &RawPredicate) -> Predicate {
    let all = |atoms: &Vec<Literal>| atoms.iter().map(atom).reduce(Predicate::and).unwrap();
    test.0.iter().map(all).reduce(Predicate::or).unwrap()
}

fn atom(atom: &Literal) -> Predicate {
    let units = |tenths: i32| f64::from(tenths) / 10.0;
    let predicate = match &atom.what {
        Atom::Kinds(kinds) => Predicate::kinds(kinds.iter().copied()),
        Atom::Code(code) => Predicate::code(Vocabulary::Cameo, code),
        Atom::By(keys) => Predicate::sources(keys),
        Atom::On(keys) => Predicate::targets(keys),
        Atom::With(keys) => Predicate::parties(keys),
        Atom::AtLeast(scale, tenths) => Predicate::at_least(self::scale(*scale), units(*tenths)),
        Atom::AtMost(scale, tenths) => Predicate::at_most(self::scale(*scale), units(*tenths)),
    };
    if atom.holds { predicate } else { !predicate }
}

fn granularity(raw_granularity: &RawGranularity) -> Granularity {
    let member = |stay: &RawBlocMember| {
        let mut member = BlocMember::new(&stay.actor, &stay.bloc);
        if let Some(day) = stay.from {
            member = member.from(Moment::Day(day, None).to_string());
        }
        if let Some(day) = stay.until {
            member = member.until(Moment::Day(day, None).to_string());
        }
        member
    };
    match raw_granularity {
        RawGranularity::Exact => Granularity::Exact,
        RawGranularity::State => Granularity::State,
        RawGranularity::Country => Granularity::Country,
        RawGranularity::Blocs(stays) => {
            Granularity::Bloc(Blocs::new(stays.iter().map(member)).unwrap())
        }
    }
}

/// Returns the basic answers to a query of a view.
pub(crate) fn answers_of_view(view: &View<'_>, query: &Query) -> Answers {
    answers_of_chains(view.timeline(), &chains_of(view, query))
}

/// Returns the chains of a valid query, computed by one of the [ways](tunings) of the engine. Which one depends
/// on the query and the number of events alone, so that a case that fails fails again.
pub(crate) fn chains_of<'t>(view: &View<'t>, query: &Query) -> Chains<'t> {
    let tunings = tunings();
    let mut hasher = DefaultHasher::new();
    (format!("{query:?}"), view.timeline().len()).hash(&mut hasher);
    tuned(view, query, tunings[hasher.finish() as usize % tunings.len()])
}

/// Returns the chains of a valid query, computed with some thresholds.
pub(crate) fn tuned<'t>(view: &View<'t>, query: &Query, tuning: Tuning) -> Chains<'t> {
    let chains = view.chains_tuned(query, tuning);
    chains.unwrap_or_else(|error| panic!("{query:?}, {tuning:?}: {error}"))
}

/// Thresholds with which timelines of a few events reach every way of the engine: windows for every group and
/// for none, one run for each group, antecedents pulled, an index of the first nodes, and each width of counts.
pub(crate) fn tunings() -> [Tuning; 7] {
    let default = Tuning::default();
    let small = Tuning { max_scanned: 0, min_run: 1, batch: 1, first_nodes: 2, ..default };
    [
        default,
        small,
        Tuning { max_scanned: 3, min_run: 4, batch: 3, first_nodes: 0, ..default },
        Tuning { max_scanned: 512, min_bits: 128, ..default },
        Tuning { sweeps: false, first_nodes: 2, ..default },
        Tuning { min_bits: 256, ..small },
        Tuning { min_bits: 1_024, ..small },
    ]
}

/// Returns all hops, whatever the bounds on chains.
pub(crate) fn listed_hops(timeline: &Timeline, chains: &Chains<'_>) -> Vec<RawHop> {
    let named = |event: EventId| name(timeline.event(event).key());
    chains.to_graph().edge_weights().map(|hop| raw_hop(hop, named)).collect()
}

/// Returns the basic answers of some chains. Asserts that different methods agree where they answer
/// the same.
pub(crate) fn answers_of_chains(timeline: &Timeline, chains: &Chains<'_>) -> Answers {
    let listed_hops = listed_hops(timeline, chains);
    let summary = chains.summary();
    assert_eq!(chains.summary(), summary, "asking again gives the same");
    assert_eq!(listed_hops.len() as u64, summary.hops());

    let count = chains.count();
    assert_eq!(summary.chains(), &count);
    assert!(count.is_exact());
    assert_eq!(count.to_u128().map(|count| count.to_string()), Some(count.to_string()));
    let exact = count.to_u128().unwrap() as f64;
    assert!(exact.log2() == count.log2() || (exact.log2() - count.log2()).abs() < 1e-9);

    let (longest, steepest) = (chains.longest(), chains.greatest_rise());
    assert_eq!(summary.longest(), longest.as_ref().map_or(0, Chain::len));
    assert_eq!(summary.greatest_rise(), steepest.as_ref().map(Chain::rise));
    let left_out = summary.left_out();
    let of_each_event = |best: &dyn Fn(EventId, Rank) -> Option<Names>| {
        let best_two = |event: EventRef<'_>| {
            let best = |rank| best(event.id(), rank);
            (name(event.key()), [Rank::Longest, Rank::GreatestRise].map(best))
        };
        timeline.events().map(best_two).collect::<BTreeMap<_, _>>()
    };
    Answers {
        events: summary.events(),
        listed: chains.events().map(|event| name(event.key())).collect(),
        too_vague: summary.too_vague(),
        left_out: LeftOut {
            unreadable: left_out.unreadable,
            filtered: left_out.filtered,
            missing_actor: left_out.missing_actor,
            domestic: left_out.domestic,
            unscored: left_out.unscored,
            below_floor: left_out.below_floor,
        },
        hops: summary.hops(),
        count: count.to_string(),
        chains: chains.iter().map(|chain| checked(&chain, &listed_hops)).collect(),
        filled: chains.iter().map(|chain| chain.filled_steps()).collect(),
        maximal: chains.maximal().map(|chain| checked(&chain, &listed_hops)).collect(),
        longest: longest.as_ref().map(names),
        greatest_rise: steepest.map(|chain| (tenths(chain.rise()), names(&chain))),
        through: of_each_event(&|event, rank| chains.through(event, rank).as_ref().map(names)),
        ending_in: of_each_event(&|event, rank| chains.ending_in(event, rank).as_ref().map(names)),
        listed_hops,
    }
}

/// Returns the names of a chain's events. Asserts that each of its hops is among the listed ones,
/// and that its rise is the sum of theirs.
fn checked(chain: &Chain<'_>, listed_hops: &[RawHop]) -> Vec<u32> {
    let names = names(chain);
    assert_eq!(chain.len(), names.len());
    let hops = hops(chain);
    assert_eq!(tenths(chain.rise()), hops.iter().map(|hop| hop.rise).sum::<i32>());
    let pairs: Vec<_> = hops.iter().map(|hop| [hop.from, hop.to]).collect();
    assert_eq!(pairs, names.windows(2).collect::<Vec<_>>());
    for hop in &hops {
        assert!(listed_hops.contains(hop), "{hop:?} is no hop by itself");
    }
    names
}

fn hops(chain: &Chain<'_>) -> Vec<RawHop> {
    let named: BTreeMap<_, _> =
        chain.events().map(|event| (event.id(), name(event.key()))).collect();
    chain.hops().iter().map(|hop| raw_hop(hop, |event| named[&event])).collect()
}

/// The levels of random timelines are small.
fn tenths(level: Level) -> i32 {
    i32::try_from(level.tenths()).unwrap()
}

fn raw_hop(hop: &Hop, named: impl Fn(EventId) -> u32) -> RawHop {
    RawHop {
        from: named(hop.from()),
        to: named(hop.to()),
        rules: hop.rules().to_vec(),
        links: hop.links().iter().map(|link| link.index()).collect(),
        gap: hop.gap().num_seconds(),
        rise: tenths(hop.rise()),
    }
}

pub(crate) fn names(chain: &Chain<'_>) -> Vec<u32> {
    chain.events().map(|event| name(event.key())).collect()
}

pub(crate) fn name(key: Option<&str>) -> u32 {
    key.unwrap().parse().unwrap()
}
