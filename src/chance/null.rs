//! Null models: what a shuffle keeps, and what it randomises.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{events::ShuffledEvents, random::Random};
use crate::error::{Error, ErrorKind, Issue, Issues};

/// A null model: a rule that shuffles the events of a query at random, keeps some of their properties, and
/// destroys others.
///
/// [`NullModel`] has those that the literature uses. Implement this trait for another; the example of
/// [`ShuffledEvents`] shows how.
///
/// For a valid test the shuffles must be exchangeable with the data if the null hypothesis holds: every
/// arrangement that the rule can make of the data is equally likely, and the data are one of them.
pub trait Null: Send + Sync {
    /// Returns the name of the model. [`Comparison`](super::Comparison) shows it.
    fn name(&self) -> String;

    /// Checks the parameters of the model.
    ///
    /// # Errors
    ///
    /// The default implementation never fails.
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }

    /// Shuffles the events, which are as observed. The result must depend on `events` and `random` alone.
    fn shuffle(&self, events: &mut ShuffledEvents<'_>, random: &mut Random);
}

/// A null model of the literature.
///
/// | model | randomises | keeps | destroys | symbol |
/// | --- | --- | --- | --- | --- |
/// | [`Levels`](Self::Levels) | levels, permuted among all events | who acts on whom and when, the distribution of levels | which acts are severe | none |
/// | [`LevelsWithinDyads`](Self::LevelsWithinDyads) | levels, permuted among the events of a directed dyad | the same, and the levels of each dyad | when a dyad is severe | none |
/// | [`Timestamps`](Self::Timestamps) | onset intervals, permuted among all events | who acts on whom, how often and at which levels; how many events happen at each time | all timing within dyads: bursts, trends of dyads, responses | P\[w, t\] |
/// | [`UniformTimes`](Self::UniformTimes) | days, drawn uniformly from the whole span | who acts on whom, how often and at which levels | all timing: bursts, trends, wars, gaps in the data, responses | P\[w\] |
/// | [`Rotations`](Self::Rotations) | the timeline of each directed dyad, rotated by a random number of days | everything within a dyad but at the ends of the span: bursts, gaps between its events, order of levels | the timing of dyads to one another: responses, and common trends | P\[per(Θ)\] |
/// | [`DaysWithin(n)`](Self::DaysWithin) | days, drawn uniformly within blocks of `n` days | how many events of which levels each directed dyad has in each block, thus all changes slower than a block | timing within a block: responses, bursts and rhythms shorter than it | none; P\[w\] in each block |
/// | [`Directions`](Self::Directions) | directions, permuted among the events of a pair of actors | when the two interact, at which levels, and how often each acts | who acts first and who responds | none |
/// | [`ActorsWithinDays`](Self::ActorsWithinDays) | targets, permuted among the events of a day | how many events each day has, and how often each actor acts and is acted upon on it, at which levels | who acts on whom | P\[d\] |
///
/// # Symbols
///
/// The symbol is the canonical name of the closest model in Gauvin et al., *SIAM Review* 64 (2022): P\[x\] draws with
/// equal probability from all networks that have the features x of the data. w are the numbers of events by link,
/// t the numbers of events by time, d the degrees of the actors in each snapshot; per(Θ) shifts the timeline of each
/// link in a circle. Their networks differ from timelines here, so that the models are close to theirs and not the
/// same:
///
/// - Their links have no direction. Here w, Θ and d are of *directed* dyads: d has an in-degree and an out-degree.
/// - Their events are instants on a grid, at most one for each link and time. Here a day of a dyad may have several
///   events, in the data and in a shuffle, and each event keeps its name: P\[w\] and P\[w, t\] draw every event by itself,
///   so that two may fall on one day.
/// - Their events differ only in link and time. Here they have levels, which stay with the event, or are what is
///   permuted; no symbol of theirs says so.
/// - Events that are fixed, not known to the day, or of several parties are kept out of a draw by the rules below.
///
/// The guide's chapter on [chance](crate::guide::chance) says which model answers which question.
///
/// # Rules for every model
///
/// - The events that are shuffled are those that take part in the query: what the view leaves out, and what
///   is below the floor or without a level, is not shuffled. Duplicates are removed
///   [before](crate::View::one_a_day_by).
/// - An event keeps its number, its predicates (`first`, `last`, `every` look at the event as recorded), its
///   confidences, and the precision of its onset. `crosses` looks at the shuffled level.
/// - Events that a declared link joins, if the query follows it, keep onset, level and actors, so that the
///   links stay true: they are [fixed](ShuffledEvents::is_fixed). Events that interrupt
///   ([`Query::unless`](crate::Query::unless)) interrupt at their observed time.
/// - Days are drawn for events whose onset is known to the day. The day changes; the time of day and the
///   width of the interval do not. So `UniformTimes`, `DaysWithin` and `ActorsWithinDays` leave an event in place
///   of which only the month is known. `Timestamps` exchanges whole onset intervals, of any precision;
///   `Rotations` moves all events of a dyad by the same number of whole days, in a circle of the days from
///   the first onset to the last.
/// - Mutual events and events of several dyads keep their actors together. They form a group of their own
///   with the events that have the same dyads. `ActorsWithinDays` does not change them.
/// - Where the timeline states its [coverage](crate::timeline::Coverage) of a dyad, `UniformTimes` and
///   `DaysWithin` draw covered days alone, unless the event itself lies outside these.
/// - Days are drawn independently, so that two events of a dyad may fall on one day, after
///   [`one_a_day`](crate::View::one_a_day) too.
///
/// ```
/// use escalade::chance::NullModel;
///
/// assert_eq!("days-within=30".parse::<NullModel>()?, NullModel::DaysWithin(30));
/// assert_eq!(NullModel::Timestamps.to_string(), "timestamps");
/// assert!("days-within=0".parse::<NullModel>().is_err());
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum NullModel {
    /// Levels are permuted among all events: does severity depend on time or on who acts?
    Levels,
    /// Levels are permuted within each directed dyad: does a dyad act more severely at some times than at
    /// others, such as after it was acted upon?
    LevelsWithinDyads,
    /// Onset intervals are permuted among all events: are the events of a dyad timed otherwise than those of
    /// all dyads together?
    Timestamps,
    /// Days are drawn from the whole span: are events timed otherwise than evenly? They always are, so that
    /// this model finds "responses" in any data with busy and quiet times. It is included for teaching.
    UniformTimes,
    /// Each directed dyad is rotated in time: are the dyads timed to one another, whatever the rhythm of each?
    Rotations,
    /// Days are drawn within blocks of this many days, which begin with the day of the first onset: are there
    /// more responses than the slow common movement of the dyads explains? The last block ends with the day of
    /// the last onset.
    DaysWithin(u32),
    /// Directions are permuted within each pair of actors: does it matter who acts, given when the two
    /// interact?
    Directions,
    /// Targets are permuted among the events of a day: does it matter on whom an actor acts, given how active
    /// all are? Drawn by random exchanges of the targets of two or three events, ten for each event, none of which
    /// makes an actor act on itself (Besag and Clifford, *Biometrika* 76, 1989: such a chain from the data gives a
    /// valid test, mixed or not).
    ActorsWithinDays,
}

/// The models without a parameter.
const MODELS: [(NullModel, &str); 7] = [
    (NullModel::Levels, "levels"),
    (NullModel::LevelsWithinDyads, "levels-within-dyads"),
    (NullModel::Timestamps, "timestamps"),
    (NullModel::UniformTimes, "uniform"),
    (NullModel::Rotations, "rotations"),
    (NullModel::Directions, "directions"),
    (NullModel::ActorsWithinDays, "actors-within-days"),
];

const DAYS_WITHIN: &str = "days-within=";

/// The longest block of days: more than any span of dates.
const MAX_BLOCK: u32 = 10_000_000;

impl fmt::Display for NullModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::DaysWithin(days) = self {
            return write!(f, "{DAYS_WITHIN}{days}");
        }
        let found = MODELS.iter().find(|(model, _)| model == self);
        f.write_str(found.map_or("", |(_, name)| name))
    }
}

impl FromStr for NullModel {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        if let Some((model, _)) = MODELS.iter().find(|(_, name)| *name == text) {
            return Ok(*model);
        }
        let days = text.strip_prefix(DAYS_WITHIN).filter(|days| !days.starts_with('+'));
        let days = days.and_then(|days| days.parse().ok());
        if let Some(days) = days {
            let model = Self::DaysWithin(days);
            return Null::check(&model).map(|()| model);
        }
        let mut allowed = String::new();
        for (_, name) in MODELS {
            allowed.push_str(name);
            allowed.push_str(", ");
        }
        allowed.push_str("or days-within= and a number of days");
        let remedy = "write one of these names, such as days-within=30";
        Err(Error::value(Issue::new("null", text, allowed, remedy)))
    }
}

impl Null for NullModel {
    fn name(&self) -> String {
        self.to_string()
    }

    fn check(&self) -> Result<(), Error> {
        let mut issues = Issues::default();
        if let Self::DaysWithin(days) = self
            && !(1..=MAX_BLOCK).contains(days)
        {
            let allowed = format!("a number of days from 1 to {MAX_BLOCK}");
            let remedy = "choose blocks of several times the longest gap, such as days-within=30";
            issues.push(Issue::new("null", self.to_string(), allowed, remedy));
        }
        issues.check(ErrorKind::Value)
    }

    fn shuffle(&self, events: &mut ShuffledEvents<'_>, random: &mut Random) {
        match self {
            Self::Levels => {
                let all = events.not_fixed();
                random.permute(all.len(), |a, b| {
                    events.swap_levels(all[a] as usize, all[b] as usize);
                });
            }
            Self::LevelsWithinDyads => {
                for group in events.by_dyad() {
                    random.permute(group.len(), |a, b| {
                        events.swap_levels(group[a] as usize, group[b] as usize);
                    });
                }
            }
            Self::Timestamps => {
                let all = events.not_fixed();
                random.permute(all.len(), |a, b| {
                    events.swap_onsets(all[a] as usize, all[b] as usize);
                });
            }
            Self::UniformTimes => redraw_days(events, random, u64::MAX),
            Self::DaysWithin(days) => redraw_days(events, random, u64::from(*days)),
            Self::Rotations => rotate(events, random),
            Self::Directions => {
                for pair in events.by_pair() {
                    permute_directions(events, pair, random);
                }
            }
            Self::ActorsWithinDays => {
                for day in events.by_day() {
                    exchange_targets(events, day, random);
                }
            }
        }
    }
}

/// Draws the days of events within blocks of days.
fn redraw_days(events: &mut ShuffledEvents<'_>, random: &mut Random, block: u64) {
    let (observed, first) = (events.observed, events.days().start);
    let span = (events.days().end - first) as u64;
    let block = block.min(span).max(1);
    for event in &observed.dated {
        let event = *event as usize;
        let day = (events.day(event) - first) as u64;
        let start = if block < span { day - day % block } else { 0 };
        let end = (start + block).min(span);
        let drawn = match &observed.covered[events.parties[event] as usize] {
            None => start + random.below(end - start),
            Some(covered) => {
                let days = [day, start, end].map(|day| first + day as i64);
                (covered_day(covered, days, random) - first) as u64
            }
        };
        events.set_day(event, first + drawn as i64);
    }
}

/// Draws a day from `start` to `end`, excluded, of those that are covered. If `day` itself is not covered,
/// every day counts.
fn covered_day(covered: &[(i64, i64)], [day, start, end]: [i64; 3], random: &mut Random) -> i64 {
    let within = |(from, until): &(i64, i64)| (*from.max(&start), *until.min(&end));
    let is_covered = covered.iter().any(|(from, until)| (*from..*until).contains(&day));
    let mut days = 0;
    for (from, until) in covered.iter().map(within) {
        days += (until - from).max(0);
    }
    if !is_covered {
        return start + random.below((end - start) as u64) as i64;
    }
    let mut nth = random.below(days as u64) as i64;
    for (from, until) in covered.iter().map(within) {
        let len = (until - from).max(0);
        if nth < len {
            return from + nth;
        }
        nth -= len;
    }
    day
}

/// Rotates each directed dyad by a number of days that is drawn uniformly.
fn rotate(events: &mut ShuffledEvents<'_>, random: &mut Random) {
    let first = events.days().start;
    let span = events.days().end - first;
    for group in events.by_dyad() {
        let shift = random.below(span as u64) as i64;
        for event in group {
            let event = *event as usize;
            let day = first + (events.day(event) - first + shift).rem_euclid(span);
            events.move_to_day(event, day);
        }
    }
}

/// Permutes the directions among the events of a pair.
fn permute_directions(events: &mut ShuffledEvents<'_>, pair: &[u32], random: &mut Random) {
    let Some(first) = pair.first() else { return };
    let parties = &events.observed.parties;
    let direction = parties[*first as usize];
    let mut as_first = 0;
    for event in pair {
        as_first += u64::from(parties[*event as usize] == direction);
    }
    // Sampling without replacement: of the events left, each is as likely to have one of the directions left.
    for (nth, event) in pair.iter().enumerate() {
        let left = (pair.len() - nth) as u64;
        let is_first = random.below(left) < as_first;
        as_first -= u64::from(is_first);
        if is_first != (parties[*event as usize] == direction) {
            events.reverse(*event as usize);
        }
    }
}

/// Exchanges the targets of two or three events of a day at random, ten times for each. Exchanges of two alone cannot
/// turn A → B, B → C, C → A into A → C, C → B, B → A.
fn exchange_targets(events: &mut ShuffledEvents<'_>, day: &[u32], random: &mut Random) {
    if day.len() < 2 {
        return;
    }
    for _ in 0..10 * day.len() {
        let [one, two, three] =
            [(); 3].map(|()| day[random.below(day.len() as u64) as usize] as usize);
        if random.next_u64() >> 63 == 0 {
            if one != two {
                events.swap_targets(one, two);
            }
        } else if one != two && two != three && three != one {
            events.rotate_targets(&[one, two, three]);
        }
    }
}
