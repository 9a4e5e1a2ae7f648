//! Every shuffle of random timelines, counted again from the definitions.

use std::{collections::BTreeMap, sync::Mutex};

use chrono::TimeDelta;
use escalade::{
    Actor, Event, Means, Predicate, Query, Relation, Rule, Timeline, Trend,
    chain::{Floor, Pairing, Precedence, Steps},
    chance::{Null, NullModel, Random, ShuffledEvents},
    scale::Kahn,
};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

const DAY: i64 = 86_400;
const FIRST_DAY: &str = "2020-01-01";

/// An event as the shuffles have arranged it.
#[derive(Clone, Debug)]
pub(super) struct Arranged {
    pub(super) earliest: i64,
    pub(super) latest: i64,
    pub(super) level: i64,
    pub(super) dyads: Vec<(u32, u32)>,
}

/// A null model that remembers what it has arranged.
pub(super) struct Recorded {
    null: NullModel,
    /// By the first number of the shuffle, since several threads shuffle in any order.
    arranged: Mutex<BTreeMap<u64, Vec<Arranged>>>,
}

impl Recorded {
    pub(super) fn new(null: NullModel) -> Self {
        Self { null, arranged: Mutex::default() }
    }

    /// Returns what the shuffle with this seed and number has arranged.
    pub(super) fn take(&self, seed: u64, nth: u64) -> Vec<Arranged> {
        let number = Random::new(seed, nth).next_u64();
        self.arranged.lock().unwrap().remove(&number).unwrap()
    }
}

pub(super) fn arranged(events: &ShuffledEvents<'_>) -> Vec<Arranged> {
    let of_event = |event| Arranged {
        earliest: events.onset(event),
        latest: events.latest(event),
        level: events.level(event).tenths(),
        dyads: events.dyads_of(event).to_vec(),
    };
    (0..events.len()).map(of_event).collect()
}

impl Null for Recorded {
    fn name(&self) -> String {
        self.null.name()
    }

    fn shuffle(&self, events: &mut ShuffledEvents<'_>, random: &mut Random) {
        let number = random.clone().next_u64();
        self.null.shuffle(events, random);
        self.arranged.lock().unwrap().insert(number, arranged(events));
    }
}

/// The terms of a query that the oracle knows.
#[derive(Clone, Debug)]
struct Terms {
    rules: Vec<Rule>,
    trend: Trend,
    min_gap: i64,
    max_gap: i64,
    precedence: Precedence,
    pairing: Pairing,
    unless: bool,
    min_len: usize,
    max_len: Option<usize>,
    within: Option<i64>,
    crosses: Option<f64>,
    first: bool,
    /// Whether the first and the last event of a chain are severe, and all others mild, as recorded.
    steps: bool,
}

/// A timeline with what the oracle needs besides its arrangements. Events are numbered in total order.
struct Case {
    timeline: Timeline,
    terms: Terms,
    /// By event, its order of recording.
    numbers: Vec<usize>,
    /// Pairs of events, the earlier first.
    links: Vec<(usize, usize)>,
    /// Events at level 1, with their dyads and observed onsets, which interrupt.
    interrupting: Vec<usize>,
}

/// A dyad, and the numbers of hops and chains that end in it.
type OfDyad = ((u32, u32), u64, u64);

/// What is compared.
#[derive(Debug, PartialEq)]
struct Counts {
    hops: f64,
    chains: f64,
    longest: f64,
    /// In tenths; `None` without a chain.
    rise: Option<i64>,
    by_len: Vec<f64>,
    by_dyad: Vec<OfDyad>,
    lags: Vec<f64>,
    by_rule: Vec<f64>,
}

fn allows(trend: Trend, rise: i64) -> bool {
    match trend {
        Trend::Rising => rise > 0,
        Trend::NotFalling => rise >= 0,
        Trend::NotRising => rise <= 0,
        Trend::Falling => rise < 0,
        _ => true,
    }
}

fn joins(rule: Rule, (a, b): (u32, u32), (c, d): (u32, u32)) -> bool {
    match rule {
        Rule::Retaliation => c == b && d == a,
        Rule::Relay => c == b,
        Rule::Counter => d == a,
        Rule::ThirdParty => d == a && c != a && c != b,
        Rule::Persistence => c == a && d == b,
        Rule::Joining => d == b && c != a,
        Rule::Widening => c == a && d != b,
        Rule::Onward => c == b && d != a,
        _ => false,
    }
}

impl Case {
    fn precedes(&self, one: (i64, i64, usize), other: (i64, i64, usize)) -> bool {
        one.1 <= other.0
            || self.terms.precedence == Precedence::Recorded
                && (one.0, one.1) == (other.0, other.1)
                && one.2 < other.2
    }

    /// Returns the rules by which `later` follows `earlier`, `Declared` among them, in the order of `Rule`.
    fn rules_of_hop(
        &self,
        events: &[Arranged],
        observed: &[Arranged],
        [earlier, later]: [usize; 2],
        [min_gap, max_gap]: [i64; 2],
    ) -> Vec<Rule> {
        let terms = &self.terms;
        let (d, e) = (&events[earlier], &events[later]);
        let gap = e.earliest - d.earliest;
        let at =
            |events: &[Arranged], n: usize| (events[n].earliest, events[n].latest, self.numbers[n]);
        let is_before = (d.earliest, self.numbers[earlier]) < (e.earliest, self.numbers[later]);
        if !is_before || gap < min_gap || gap > max_gap || !allows(terms.trend, e.level - d.level) {
            return Vec::new();
        }
        let is_interrupted = |(a, b): (u32, u32)| {
            terms.unless
                && self.interrupting.iter().any(|n| {
                    let of_pair = observed[*n].dyads.contains(&(a, b))
                        || observed[*n].dyads.contains(&(b, a));
                    of_pair
                        && self.precedes(at(events, earlier), at(observed, *n))
                        && self.precedes(at(observed, *n), at(events, later))
                })
        };
        let mut rules = Vec::new();
        for rule in &terms.rules {
            let holds = match rule {
                Rule::Declared => self.links.contains(&(earlier, later)),
                rule => {
                    self.precedes(at(events, earlier), at(events, later))
                        && d.dyads.iter().any(|ab| {
                            e.dyads.iter().any(|cd| joins(*rule, *ab, *cd)) && !is_interrupted(*ab)
                        })
                }
            };
            if holds {
                rules.push(*rule);
            }
        }
        rules
    }

    /// Returns the hops as (earlier, later, rules), with gaps within bounds.
    fn hops(
        &self,
        events: &[Arranged],
        observed: &[Arranged],
        gaps: [i64; 2],
    ) -> Vec<(usize, usize, Vec<Rule>)> {
        let mut hops = Vec::new();
        for later in 0..events.len() {
            let mut before: Vec<(usize, usize, Vec<Rule>)> = Vec::new();
            for earlier in 0..events.len() {
                let rules = self.rules_of_hop(events, observed, [earlier, later], gaps);
                if !rules.is_empty() {
                    before.push((earlier, later, rules));
                }
            }
            if self.terms.pairing == Pairing::Nearest && !before.is_empty() {
                let is_linked = |hop: &(usize, usize, Vec<Rule>)| hop.2.contains(&Rule::Declared);
                if before.iter().any(is_linked) {
                    before.retain(is_linked);
                } else {
                    let place = |n: usize| (events[n].earliest, self.numbers[n]);
                    let last = before.iter().map(|hop| place(hop.0)).max().unwrap();
                    before.retain(|hop| place(hop.0) == last);
                }
            }
            hops.extend(before);
        }
        hops
    }

    fn count(&self, events: &[Arranged], observed: &[Arranged], lags: i64) -> Counts {
        let (terms, len) = (&self.terms, events.len());
        let hops = self.hops(events, observed, [terms.min_gap, terms.max_gap]);
        let mut order: Vec<usize> = (0..len).collect();
        order.sort_by_key(|n| (events[*n].earliest, self.numbers[*n]));
        let crossing = terms.crosses.map(|level| (level * 10.0) as i64);
        // Predicates look at the event as recorded.
        let is_severe = |n: usize| observed[n].level >= 30;
        let may_start = |n: usize| {
            crossing.is_none_or(|level| events[n].level < level)
                && (!terms.first || observed[n].level >= 30)
                && (!terms.steps || is_severe(n))
        };
        let may_end = |n: usize| {
            crossing.is_none_or(|level| events[n].level >= level) && (!terms.steps || is_severe(n))
        };
        let mut counts = Counts {
            hops: hops.len() as f64,
            chains: 0.0,
            longest: 0.0,
            rise: None,
            by_len: Vec::new(),
            by_dyad: Vec::new(),
            lags: vec![0.0; lags as usize + 1],
            by_rule: vec![0.0; terms.rules.len()],
        };
        let mut ends = vec![0_u64; len];
        for start in (0..len).filter(|n| may_start(*n)) {
            // By event, the number of paths from the start by length.
            let mut paths = vec![vec![0_u64; len + 1]; len];
            paths[start][1] = 1;
            for later in &order {
                let may_lead = |n: usize| n == start || !terms.steps || !is_severe(n);
                for (earlier, _, _) in hops.iter().filter(|hop| hop.1 == *later && may_lead(hop.0))
                {
                    for n in 1..len {
                        paths[*later][n + 1] += paths[*earlier][n];
                    }
                }
            }
            for end in (0..len).filter(|n| may_end(*n)) {
                let span = events[end].earliest - events[start].earliest;
                if terms.within.is_some_and(|within| span > within) {
                    continue;
                }
                let most = terms.max_len.unwrap_or(len).min(len);
                let lengths = paths[end].iter().enumerate().take(most + 1).skip(terms.min_len);
                for (n, count) in lengths.filter(|(_, count)| **count > 0) {
                    ends[end] += count;
                    counts.by_len.resize(counts.by_len.len().max(n - 1), 0.0);
                    counts.by_len[n - 2] += *count as f64;
                    counts.longest = counts.longest.max(n as f64);
                    let rise = events[end].level - events[start].level;
                    counts.rise = counts.rise.max(Some(rise));
                }
            }
        }
        counts.chains = ends.iter().sum::<u64>() as f64;
        let mut dyads: Vec<_> = observed.iter().flat_map(|event| event.dyads.clone()).collect();
        dyads.sort_unstable();
        dyads.dedup();
        for dyad in dyads {
            let is_of = |n: usize| events[n].dyads.contains(&dyad);
            let of_dyad = hops.iter().filter(|hop| is_of(hop.1)).count() as u64;
            let chains = (0..len).filter(|n| is_of(*n)).map(|n| ends[n]).sum();
            counts.by_dyad.push((dyad, of_dyad, chains));
        }
        for (_, _, rules) in &hops {
            for (count, rule) in counts.by_rule.iter_mut().zip(&terms.rules) {
                *count += f64::from(rules.contains(rule));
            }
        }
        for (earlier, later, _) in self.hops(events, observed, [0, (lags + 1) * DAY - 1]) {
            let gap = events[later].earliest - events[earlier].earliest;
            counts.lags[(gap / DAY) as usize] += 1.0;
        }
        counts
    }

    fn query(&self) -> Query {
        let terms = &self.terms;
        let mut query = Query::escalation()
            .on(Kahn)
            .floor(Floor::None)
            .rules(terms.rules.iter().copied())
            .trend(terms.trend)
            .min_gap(TimeDelta::seconds(terms.min_gap))
            .max_gap(TimeDelta::seconds(terms.max_gap))
            .precedence(terms.precedence)
            .pairing(terms.pairing)
            .min_len(terms.min_len);
        if terms.unless {
            query = query.unless(Predicate::at_most(Kahn, 1.0));
        }
        if let Some(max_len) = terms.max_len {
            query = query.max_len(max_len);
        }
        if let Some(within) = terms.within {
            query = query.within(TimeDelta::seconds(within));
        }
        if let Some(level) = terms.crosses {
            query = query.crosses(escalade::chain::Crossing::At(level));
        }
        if terms.first {
            query = query.first(Predicate::at_least(Kahn, 3.0));
        }
        if terms.steps {
            let steps = Steps::parse_on("level>=3 > !level>=3* > level>=3", Kahn).unwrap();
            query = query.steps(steps);
        }
        query
    }
}

const TRENDS: [Trend; 5] =
    [Trend::Any, Trend::Rising, Trend::NotFalling, Trend::NotRising, Trend::Falling];
const RULES: [Rule; 8] = [
    Rule::Retaliation,
    Rule::Relay,
    Rule::Counter,
    Rule::ThirdParty,
    Rule::Persistence,
    Rule::Joining,
    Rule::Widening,
    Rule::Onward,
];

/// Draws a case. Plain ones are of the kind that is swept pair by pair.
fn case(random: &mut Pcg64, is_plain: bool, events: usize) -> Case {
    let mut builder = Timeline::builder();
    let actors: Vec<_> =
        ["A", "B", "C", "D"].map(|key| builder.add_actor(Actor::new(key))).to_vec();
    let first: chrono::NaiveDate = FIRST_DAY.parse().unwrap();
    let has_times = random.random_range(0..3) == 0;
    let (mut onsets, mut levels, mut ids) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..events {
        let day = first + TimeDelta::days(random.random_range(0..if is_plain { 60 } else { 20 }));
        let when = match random.random_range(0..if is_plain { 1 } else { 4 }) {
            _ if is_plain && has_times => {
                format!("{day}T{:02}:00Z", random.random_range(0..24))
            }
            0 | 1 => day.to_string(),
            2 => format!("{day}T{:02}:30Z", random.random_range(0..24)),
            _ => format!("[{day}..{}]", day + TimeDelta::days(random.random_range(1..4))),
        };
        let mut parties = actors.clone();
        let source = parties.swap_remove(random.random_range(0..parties.len().min(2)));
        let target = parties.swap_remove(random.random_range(0..parties.len()));
        let level = random.random_range(1..6);
        let mut event = Event::attack(source, when.as_str(), Means::Drone)
            .against(target)
            .with_level(Kahn, level);
        if !is_plain && random.random_range(0..5) == 0 {
            event = event.against(parties[0]);
        }
        if !is_plain && random.random_range(0..6) == 0 {
            event = event.mutually();
        }
        let id = builder.add_event(event);
        ids.push(id);
        onsets.push(day);
        levels.push(level);
    }
    let has_links = !is_plain && random.random_range(0..2) == 0;
    let mut pairs = Vec::new();
    if has_links {
        for _ in 0..2 {
            let (one, other) = (random.random_range(0..events), random.random_range(0..events));
            // Days apart, so that the order is certain.
            if onsets[one] + TimeDelta::days(6) < onsets[other] {
                builder.add_link(ids[other], Relation::RespondsTo, ids[one]);
                pairs.push((ids[one], ids[other]));
            }
        }
    }
    let timeline = builder.build().unwrap();
    let all: Vec<_> = timeline.events().map(|event| event.id()).collect();
    let place = |id| all.iter().position(|other| *other == id).unwrap();
    let numbers: Vec<usize> = all.iter().map(|id| id.index()).collect();
    let mut links: Vec<_> = pairs.iter().map(|(one, other)| (place(*one), place(*other))).collect();
    links.sort_unstable();
    links.dedup();
    let mut rules = if is_plain {
        [
            vec![Rule::Retaliation],
            vec![Rule::Persistence],
            vec![Rule::Retaliation, Rule::Persistence],
        ][random.random_range(0..3)]
        .clone()
    } else {
        let mut rules: Vec<Rule> =
            RULES.into_iter().filter(|_| random.random_range(0..3) == 0).collect();
        if has_links {
            rules.push(Rule::Declared);
        } else if rules.is_empty() {
            rules.push(Rule::Relay);
        }
        rules
    };
    rules.sort_unstable();
    let mut sometimes = |of: u32| !is_plain && random.random_range(0..of) == 0;
    let (unless, nearest, recorded) = (sometimes(3), sometimes(3), sometimes(2));
    let within = sometimes(3);
    let mut sometimes = |of: u32| random.random_range(0..of) == 0;
    let (crosses, first, bounded, longer) =
        (sometimes(4), sometimes(4), sometimes(2), sometimes(3));
    let steps = sometimes(3);
    let terms = Terms {
        rules,
        trend: TRENDS[random.random_range(0..5)],
        min_gap: [0, DAY / 2, DAY][random.random_range(0..3)],
        max_gap: random.random_range(1..9) * DAY,
        precedence: if recorded { Precedence::Recorded } else { Precedence::Certain },
        pairing: if nearest { Pairing::Nearest } else { Pairing::Any },
        unless,
        min_len: if longer { 3 } else { 2 },
        max_len: if bounded { Some(random.random_range(3..5)) } else { None },
        within: within.then(|| random.random_range(2..12) * DAY),
        crosses: crosses.then_some(3.0),
        first,
        steps,
    };
    let interrupting = (0..events).filter(|n| levels[numbers[*n]] == 1).collect();
    Case { timeline, terms, numbers, links, interrupting }
}

const LAGS: i64 = 5;

/// Compares every shuffle of a case, and the data, with the oracle.
fn check(case: &Case, null: NullModel, seed: u64) {
    let query = case.query();
    let chains = case.timeline.chains(&query).unwrap();
    assert_eq!(chains.events().len(), case.numbers.len());
    let recorded = Recorded::new(null);
    let nothing = Recorded::new(NullModel::DaysWithin(1));
    chains.against(&nothing).shuffles(1).compare().unwrap();
    let observed = nothing.take(0, 0);
    let is_bounded = chains.count_by_len().is_ok();
    let mut against = chains
        .against(&recorded)
        .shuffles(3)
        .seed(seed)
        .by_dyad()
        .extremes()
        .by_rule()
        .lags(LAGS as u32);
    if is_bounded {
        against = against.by_len();
    }
    let comparison = against.compare().unwrap();
    let record = serde_json::to_value(comparison.record()).unwrap();
    let mut arrangements = vec![observed.clone()];
    arrangements.extend((0..3).map(|nth| recorded.take(seed, nth)));
    let rows: Vec<_> =
        [&record["observed"]].into_iter().chain(record["rows"].as_array().unwrap()).collect();
    let (mut found, mut expected) = (Vec::new(), Vec::new());
    let mut dyads = Vec::new();
    for (row, events) in rows.iter().zip(&arrangements) {
        let counts = case.count(events, &observed, LAGS);
        let numbers = |value: &serde_json::Value| -> Vec<f64> {
            value.as_array().into_iter().flatten().map(|n| n.as_f64().unwrap()).collect()
        };
        let rise = row["extremes"][1].as_f64().unwrap();
        let mut by_len = counts.by_len.clone();
        if !is_bounded {
            by_len.clear();
        }
        expected.push((
            counts.hops,
            counts.chains,
            counts.longest,
            counts.rise,
            by_len,
            counts.by_rule,
            counts.lags,
        ));
        found.push((
            row["hops"].as_f64().unwrap(),
            row["chains"].as_f64().unwrap(),
            row["extremes"][0].as_f64().unwrap(),
            (rise != f64::MIN).then(|| (rise * 10.0).round() as i64),
            numbers(&row["by_len"]),
            numbers(&row["by_rule"]),
            numbers(&row["lags"][0]),
        ));
        dyads.push(counts.by_dyad);
    }
    assert_eq!(
        found, expected,
        "{null} {:?}\nlinks {:?}\n{arrangements:#?}",
        case.terms, case.links
    );
    // By dyad, the record has the sums over all shuffles. Actors are numbered in order of their keys.
    for (nth, (dyad, hops, chains)) in dyads[0].iter().enumerate() {
        let of_record = &record["dyads"][nth];
        let sum =
            |of: fn(&OfDyad) -> u64| -> u64 { dyads[1..].iter().map(|row| of(&row[nth])).sum() };
        let expected =
            [*hops, sum(|row| row.1), *chains, sum(|row| row.2)].map(|count| count.to_string());
        let found = [
            &of_record["hops"]["observed"],
            &of_record["hops"]["sum"],
            &of_record["chains"]["observed"],
            &of_record["chains"]["sum"],
        ]
        .map(|value| value.as_str().unwrap().to_owned());
        assert_eq!(found, expected, "{dyad:?} {null} {:?}", case.terms);
    }
}

const NULLS: [NullModel; 9] = [
    NullModel::Levels,
    NullModel::LevelsWithinDyads,
    NullModel::Timestamps,
    NullModel::UniformTimes,
    NullModel::Rotations,
    NullModel::DaysWithin(7),
    NullModel::DaysWithin(30),
    NullModel::Directions,
    NullModel::ActorsWithinDays,
];

fn cases() -> u64 {
    std::env::var("ESCALADE_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(300)
}

#[test]
fn shuffles_of_plain_timelines_are_counted_as_the_definitions_say() {
    let mut random = Pcg64::seed_from_u64(24);
    for nth in 0..cases() {
        let events = random.random_range(1..24);
        check(&case(&mut random, true, events), NULLS[nth as usize % NULLS.len()], nth);
    }
}

#[test]
fn shuffles_of_other_timelines_are_counted_as_the_definitions_say() {
    let mut random = Pcg64::seed_from_u64(42);
    for nth in 0..2 * cases() {
        let events = random.random_range(1..11);
        check(&case(&mut random, false, events), NULLS[nth as usize % NULLS.len()], nth);
    }
}

/// With this many events, windows hold more than are scanned one by one.
#[test]
fn shuffles_of_busy_pairs_are_counted_as_the_definitions_say() {
    let mut random = Pcg64::seed_from_u64(7);
    for (nth, null) in NULLS.into_iter().enumerate() {
        let mut case = case(&mut random, true, 150);
        // Chains of at most three events, so that their number fits.
        case.terms.max_len = Some(3);
        check(&case, null, nth as u64);
    }
}
