//! Random timelines and queries.

use chrono::TimeDelta;
use escalade::{
    Actor, Event, Means, Relation, Rule, Timeline, Trend,
    chain::{Pairing, Precedence},
    scale::Kahn,
};
use rand::RngExt;
use rand_pcg::Pcg64;

use super::oracle::{Case, DAY, Terms};

const FIRST_DAY: &str = "2020-01-01";

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
pub(super) fn case(random: &mut Pcg64, is_plain: bool, events: usize) -> Case {
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
