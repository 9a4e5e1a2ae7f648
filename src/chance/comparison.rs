//! The result of a comparison with chance.

use std::sync::Arc;

use serde::Serialize;

use super::{
    against::Against,
    lags::Lags,
    record::{Record, Row, Values},
    shuffler::Shuffler,
    statistic::{Statistic, q_values},
    wanted::Wanted,
};
use crate::chain::query::rule::Rule;

/// The chains of a query beside those of shuffled events: the result of [`Against::compare`].
///
/// Its [`Display`](std::fmt::Display) is a table. It serializes with the field `null`, the numbers of `shuffles` and the `seed`, and
/// for `hops`, `chains` and all else that was compared the fields of a [`Statistic`].
///
/// A low p says that the data have more hops or chains than shuffles that keep what the null model keeps. It
/// does not say that one event caused another: see the guide's chapter on [chance](crate::guide::chance).
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Query, chance::NullModel, read::Options};
///
/// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-03\tISR\tLBN\t150\n2006-07-12\tLBN\tISR\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(9)))?;
/// let comparison = chains.against(&NullModel::Levels).shuffles(99).extremes().compare()?;
/// assert_eq!(comparison.longest().unwrap().observed(), 3.0);
/// let json = serde_json::to_value(&comparison).unwrap();
/// assert_eq!((&json["null"], &json["shuffles"], &json["seed"]), (&"levels".into(), &99.into(), &0.into()));
/// assert_eq!(json["hops"]["observed"], 2);
/// assert!(json["hops"]["mean"].is_number() && json["chains"]["ratio"].is_number() && json["chains"]["p"].is_number());
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    null: String,
    shuffles: u64,
    shuffles_wanted: u64,
    seed: u64,
    events: u64,
    fixed: u64,
    undated: u64,
    query: String,
    hops: Statistic,
    chains: Statistic,
    #[serde(skip_serializing_if = "Option::is_none")]
    longest: Option<Statistic>,
    #[serde(skip_serializing_if = "Option::is_none")]
    greatest_rise: Option<Statistic>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    by_len: Vec<OfLength>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    by_rule: Vec<OfRule>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by_dyad: Option<Vec<DyadComparison>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lags: Option<Lags>,
    #[serde(skip)]
    record: Record,
}

/// The number of chains of one length: see [`Comparison::by_len`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct OfLength {
    /// The length, in events.
    pub events: usize,
    /// The number of chains.
    #[serde(flatten)]
    pub chains: Statistic,
}

/// The number of hops by one rule: see [`Comparison::by_rule`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct OfRule {
    /// The rule.
    pub rule: Rule,
    /// The number of hops.
    #[serde(flatten)]
    pub hops: Statistic,
}

/// The hops and chains that end in one directed dyad beside those of the shuffles: see
/// [`Comparison::by_dyad`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DyadComparison {
    /// The source as rolled up: the key of an actor or the name of a bloc.
    pub source: Arc<str>,
    /// The target as rolled up.
    pub target: Arc<str>,
    /// The number of events that take part.
    pub events: u64,
    /// The hops that lead to these events, with q values.
    pub hops: Statistic,
    /// The chains that end in one of these events, with q values.
    pub chains: Statistic,
}

impl Comparison {
    pub(crate) fn new(
        against: &Against<'_, '_>,
        shuffler: &Shuffler<'_, '_>,
        wanted: &Wanted,
        record: Record,
    ) -> Self {
        let prepared = &against.chains.prepared;
        let (rows, observed) = (&record.rows, &record.observed);
        let stop = record.settings.stop_after;
        let compared = |value: &dyn Fn(&Row) -> f64, may_be_heavy: bool| {
            let mut values = Vec::with_capacity(rows.len());
            for row in rows {
                values.push(value(row));
            }
            Statistic::new(value(observed), &values, stop, may_be_heavy)
        };
        let extreme = |value: fn((f64, f64)) -> f64| {
            observed.extremes?;
            Some(compared(&|row| row.extremes.map_or(0.0, value), false))
        };
        let mut by_len = Vec::new();
        if wanted.by_len.is_some() {
            let longest = rows.iter().chain([observed]).map(|row| row.by_len.len()).max();
            for nth in 0..longest.unwrap_or(0) {
                let count = |row: &Row| row.by_len.get(nth).copied().unwrap_or(0.0);
                by_len.push(OfLength { events: nth + 2, chains: compared(&count, true) });
            }
        }
        let mut by_rule = Vec::new();
        for nth in 0..observed.by_rule.len() {
            let rule = prepared.query.rules[nth];
            by_rule.push(OfRule { rule, hops: compared(&|row| row.by_rule[nth], false) });
        }
        let movable = shuffler.observed.movable.len();
        Self {
            null: record.settings.null.clone(),
            shuffles: record.shuffles(),
            shuffles_wanted: against.shuffles,
            seed: record.settings.seed,
            events: prepared.engine.nodes.events,
            fixed: (shuffler.observed.len() - movable) as u64,
            undated: (movable - shuffler.observed.dated.len()) as u64,
            query: record.settings.query.clone(),
            hops: compared(&|row| row.hops, false),
            chains: compared(&|row| row.chains, true),
            longest: extreme(|(longest, _)| longest),
            greatest_rise: extreme(|(_, rise)| rise),
            by_len,
            by_rule,
            by_dyad: wanted.by_dyad.then(|| by_dyad(against, shuffler, &record)),
            lags: wanted.lags.map(|_| Lags::new(shuffler, wanted, &record)),
            record,
        }
    }

    /// Returns the name of the null model.
    pub fn null(&self) -> &str {
        &self.null
    }

    /// Returns the number of shuffles that were made.
    pub fn shuffles(&self) -> u64 {
        self.shuffles
    }

    /// Returns the number of shuffles that were asked for. Fewer are made if the verdict is
    /// [certain](Against::stop_after), or if [progress](Against::progress) stops them.
    pub fn shuffles_wanted(&self) -> u64 {
        self.shuffles_wanted
    }

    /// Returns the seed.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Returns the number of events that take part.
    pub fn events(&self) -> u64 {
        self.events
    }

    /// Returns the number of events that no shuffle changes, since a declared link joins them.
    pub fn fixed(&self) -> u64 {
        self.fixed
    }

    /// Returns the number of events whose onset is not known to the day, so that null models that draw days
    /// leave them in their place.
    pub fn undated(&self) -> u64 {
        self.undated
    }

    /// Returns the query in words.
    pub fn query(&self) -> &str {
        &self.query
    }

    /// Returns the comparison of the number of hops.
    pub fn hops(&self) -> &Statistic {
        &self.hops
    }

    /// Returns the comparison of the number of chains. Counts of 2^1000 or more are taken to be equal.
    pub fn chains(&self) -> &Statistic {
        &self.chains
    }

    /// Returns the comparison of the number of events of the longest chain, which is 0 without a chain. `None`
    /// unless [asked for](Against::extremes).
    pub fn longest(&self) -> Option<&Statistic> {
        self.longest.as_ref()
    }

    /// Returns the comparison of the greatest rise of a chain, in units of the scale. `None` unless
    /// [asked for](Against::extremes).
    pub fn greatest_rise(&self) -> Option<&Statistic> {
        self.greatest_rise.as_ref()
    }

    /// Returns the comparison of the number of chains of each length, from two events to the longest in the data
    /// or a shuffle. Empty unless [asked for](Against::by_len).
    pub fn by_len(&self) -> &[OfLength] {
        &self.by_len
    }

    /// Returns the comparison of the number of hops by each rule of the query. A hop by several rules counts
    /// for each. Empty unless [asked for](Against::by_rule).
    pub fn by_rule(&self) -> &[OfRule] {
        &self.by_rule
    }

    /// Returns the dyads that are tested, in order of the keys of source and target. `None` unless
    /// [asked for](Against::by_dyad).
    ///
    /// Tested are the dyads with [enough](Against::min_events) events in which a hop may end at all by the rules
    /// of the query, such as those whose opposite has an event too if the rule is retaliation.
    pub fn by_dyad(&self) -> Option<&[DyadComparison]> {
        self.by_dyad.as_deref()
    }

    /// Returns the comparison of the number of hops by lag. `None` unless [asked for](Against::lags).
    pub fn lags(&self) -> Option<&Lags> {
        self.lags.as_ref()
    }

    /// Returns what the shuffles have measured, for [`Against::resume`].
    pub fn record(&self) -> &Record {
        &self.record
    }
}

/// Compares the dyads that are tested.
fn by_dyad(
    against: &Against<'_, '_>,
    shuffler: &Shuffler<'_, '_>,
    record: &Record,
) -> Vec<DyadComparison> {
    let (roll_up, events) = (&shuffler.prepared.roll_up, shuffler.dyads.events());
    let (mut compared, mut ps) = (Vec::new(), [Vec::new(), Vec::new()]);
    for dyad in shuffler.tested_dyads(against.min_events) {
        let (source, target) = shuffler.dyads.all[dyad];
        let values = &record.dyads[dyad];
        let compare = |values: &Values, may_be_heavy| {
            Statistic::new(values.observed, &values.all(), None, may_be_heavy)
        };
        let (hops, chains) = (compare(&values.hops, false), compare(&values.chains, true));
        ps[0].push(hops.p());
        ps[1].push(chains.p());
        let (source, target) = (roll_up.key(source).into(), roll_up.key(target).into());
        compared.push(DyadComparison { source, target, events: events[dyad], hops, chains });
    }
    let [hops, chains] = ps.map(|ps| q_values(&ps));
    let mut with_q = Vec::with_capacity(compared.len());
    for (nth, dyad) in compared.into_iter().enumerate() {
        with_q.push(DyadComparison {
            hops: dyad.hops.with_q(hops.0[nth], hops.1[nth]),
            chains: dyad.chains.with_q(chains.0[nth], chains.1[nth]),
            ..dyad
        });
    }
    with_q
}
