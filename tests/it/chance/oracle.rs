//! The numbers that a comparison measures, by a loop over all pairs of events.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use escalade::{
    Predicate, Query, Rule, Timeline, Trend,
    chain::{Floor, Pairing, Precedence, Steps},
    scale::Kahn,
};

use super::recorded::Arranged;

pub(super) const DAY: i64 = 86_400;

/// The terms of a query that the oracle knows.
#[derive(Clone, Debug)]
pub(super) struct Terms {
    pub(super) rules: Vec<Rule>,
    pub(super) trend: Trend,
    pub(super) min_gap: i64,
    pub(super) max_gap: i64,
    pub(super) precedence: Precedence,
    pub(super) pairing: Pairing,
    pub(super) unless: bool,
    pub(super) min_len: usize,
    pub(super) max_len: Option<usize>,
    pub(super) within: Option<i64>,
    pub(super) crosses: Option<f64>,
    pub(super) first: bool,
    /// Whether the first and the last event of a chain are severe, and all others mild, as recorded.
    pub(super) steps: bool,
}

/// A timeline with what the oracle needs besides its arrangements. Events are numbered in total order.
pub(super) struct Case {
    pub(super) timeline: Timeline,
    pub(super) terms: Terms,
    /// By event, its order of recording.
    pub(super) numbers: Vec<usize>,
    /// Pairs of events, the earlier first.
    pub(super) links: Vec<(usize, usize)>,
    /// Events at level 1, with their dyads and observed onsets, which interrupt.
    pub(super) interrupting: Vec<usize>,
}

/// A dyad, and the numbers of hops and chains that end in it.
pub(super) type OfDyad = ((u32, u32), u64, u64);

/// What is compared.
#[derive(Debug, PartialEq)]
pub(super) struct Counts {
    pub(super) hops: f64,
    pub(super) chains: f64,
    pub(super) longest: f64,
    /// In tenths; `None` without a chain.
    pub(super) rise: Option<i64>,
    pub(super) by_len: Vec<f64>,
    pub(super) by_dyad: Vec<OfDyad>,
    /// By lag, of all hops; then of those from each level, and of those to each dyad, in order.
    pub(super) lags: Vec<f64>,
    pub(super) lags_by_level: Vec<Vec<f64>>,
    pub(super) lags_by_dyad: Vec<Vec<f64>>,
    pub(super) by_rule: Vec<f64>,
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

    pub(super) fn count(&self, events: &[Arranged], observed: &[Arranged], lags: i64) -> Counts {
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
            lags_by_level: Vec::new(),
            lags_by_dyad: Vec::new(),
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
        let near = self.hops(events, observed, [0, (lags + 1) * DAY - 1]);
        let by_lag = |is_meant: &dyn Fn(usize, usize) -> bool| {
            let mut by_lag = vec![0.0; lags as usize + 1];
            for (earlier, later, _) in near.iter().filter(|hop| is_meant(hop.0, hop.1)) {
                let gap = events[*later].earliest - events[*earlier].earliest;
                by_lag[(gap / DAY) as usize] += 1.0;
            }
            by_lag
        };
        counts.lags = by_lag(&|_, _| true);
        let levels: BTreeSet<i64> = observed.iter().map(|event| event.level).collect();
        for level in levels {
            counts.lags_by_level.push(by_lag(&|earlier, _| events[earlier].level == level));
        }
        for (dyad, _, _) in &counts.by_dyad {
            counts.lags_by_dyad.push(by_lag(&|_, later| events[later].dyads.contains(dyad)));
        }
        counts
    }

    pub(super) fn query(&self) -> Query {
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
