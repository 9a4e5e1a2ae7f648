//! The terms of the query.

use std::{fmt, fs, path::PathBuf};

use chrono::TimeDelta;
use clap::ValueEnum;
use escalade::{
    Crossing, Floor, Granularity, Pairing, Precedence, Predicate, Query, Relation, Rule, Trend,
    read::Format, scale,
};

use super::values::{Test, crossing, days, floor, rule, trend, word};

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "The query")]
pub(crate) struct Terms {
    /// Ask the query in this file, as JSON: what `--answer summary --output json` prints as `query`.
    /// Terms it leaves out are the library's defaults: goldstein, and no longest gap, which must be
    /// given. Of the options below only --of, --from, --to and how to print still apply
    #[arg(long, conflicts_with_all = TERMS)]
    query: Option<PathBuf>,
    /// Scale: goldstein, goldstein-icews, goldstein-keds, plover, hostility, fatalities (-low, -high),
    /// kahn or flat [default: goldstein for coded files, kahn for documents]
    #[arg(long)]
    scale: Option<String>,
    /// Least level that takes part: conflict, none or a number
    #[arg(long, default_value = "conflict", value_parser = floor, allow_hyphen_values = true)]
    floor: Floor,
    /// Rules to follow, of retaliation, relay, counter, third-party, persistence, joining, widening and
    /// declared; repeat for several [default: retaliation and declared]
    #[arg(long = "hop", value_parser = rule)]
    hops: Vec<Rule>,
    /// Relations that declared hops follow, of responds-to, retaliates-for, carries-out, part-of, about,
    /// denies and corroborates; repeat for several [default: responds-to and retaliates-for]
    #[arg(long = "relation", value_parser = word::<Relation>)]
    relations: Vec<Relation>,
    /// As whom actors are compared
    #[arg(long, default_value = "state")]
    granularity: Grain,
    /// Count a proxy as its patron
    #[arg(long)]
    patrons: bool,
    /// How levels go along a chain: rising, not-falling, any, not-rising, falling or by=X
    #[arg(long, default_value = "rising", value_parser = trend)]
    trend: Trend,
    /// When one event precedes another: for certain, or of equal onset and recorded first
    #[arg(long, default_value = "certain")]
    precedence: Order,
    /// Which antecedents an event follows
    #[arg(long, default_value = "any")]
    pairing: Pairs,
    /// No hop over an event that passes this test, on the same two actors. A test is one or more of
    /// kind=attack, code=cameo:19, by=ACTOR, on=ACTOR, with=ACTOR, level>=X, level<=X, place=NAME,
    /// each negated by a leading `!`, with commas between them: all must hold. Levels are on the
    /// query's scale; `by` and `on` look at the sides as recorded, `with` at both
    #[arg(long, value_name = "TEST")]
    unless: Option<Test>,
    /// Most days from one event to the next, included; fractions are allowed
    #[arg(long, value_name = "DAYS", default_value = "30", value_parser = days)]
    gap: TimeDelta,
    /// Least days from one event to the next, included [default: no bound]
    #[arg(long, value_name = "DAYS", value_parser = days)]
    min_gap: Option<TimeDelta>,
    /// Take whoever is less surely the one who did it, in percent, for nobody
    #[arg(long, value_name = "PERCENT")]
    min_attribution: Option<i64>,
    /// Most days from the first event of a chain to the last, included [default: no bound]
    #[arg(long, value_name = "DAYS", value_parser = days)]
    within: Option<TimeDelta>,
    /// Least number of events in a chain
    #[arg(long, default_value_t = 2)]
    min_len: usize,
    /// Greatest number of events in a chain [default: no bound]
    #[arg(long)]
    max_len: Option<usize>,
    /// Chains whose first event passes a test
    #[arg(long, value_name = "TEST")]
    first: Option<Test>,
    /// Chains whose last event passes a test
    #[arg(long, value_name = "TEST")]
    last: Option<Test>,
    /// Chains of which every event passes a test
    #[arg(long, value_name = "TEST")]
    every: Option<Test>,
    /// Chains that cross a line, from below it to it or above: a level, or a threshold of the scale
    /// by name
    #[arg(long, value_name = "LEVEL", value_parser = crossing, allow_hyphen_values = true)]
    crosses: Option<Crossing>,
    /// Chains of which nothing that is stated is less sure, in percent
    #[arg(long, value_name = "PERCENT")]
    min_confidence: Option<i64>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Grain {
    Exact,
    State,
    Country,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Pairs {
    Any,
    Nearest,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Order {
    Certain,
    Recorded,
}

/// What a query file says by itself.
const TERMS: [&str; 21] = [
    "scale",
    "floor",
    "hops",
    "relations",
    "granularity",
    "patrons",
    "trend",
    "precedence",
    "pairing",
    "unless",
    "gap",
    "min_gap",
    "min_attribution",
    "within",
    "min_len",
    "max_len",
    "first",
    "last",
    "every",
    "crosses",
    "min_confidence",
];

impl Terms {
    pub(crate) fn query(&self, format: Format) -> Result<Query, Box<dyn std::error::Error>> {
        if let Some(file) = &self.query {
            let said = |problem: &dyn fmt::Display| format!("{}: {problem}", file.display());
            let text = fs::read_to_string(file).map_err(|problem| said(&problem))?;
            return Ok(serde_json::from_str(&text).map_err(|problem| said(&problem))?);
        }
        let default = if format == Format::Json { "kahn" } else { "goldstein" };
        let name = self.scale.as_deref().unwrap_or(default);
        let scale = scale::by_name(name).ok_or_else(|| {
            format!("no scale is called «{name}»; there are: {}", scale::NAMES.join(", "))
        })?;
        let test = |test: &Test| test.predicate(&scale);
        let mut query = Query::escalation()
            .on(scale.clone())
            .floor(self.floor)
            .trend(self.trend)
            .max_gap(self.gap)
            .min_len(self.min_len)
            .granularity(match self.granularity {
                Grain::Exact => Granularity::Exact,
                Grain::State => Granularity::State,
                Grain::Country => Granularity::Country,
            })
            .precedence(match self.precedence {
                Order::Certain => Precedence::Certain,
                Order::Recorded => Precedence::Recorded,
            })
            .pairing(match self.pairing {
                Pairs::Any => Pairing::Any,
                Pairs::Nearest => Pairing::Nearest,
            });
        if !self.hops.is_empty() {
            query = query.rules(self.hops.iter().copied());
        }
        if !self.relations.is_empty() {
            query = query.relations(self.relations.iter().copied());
        }
        if let Some(gap) = self.min_gap {
            query = query.min_gap(gap);
        }
        if self.patrons {
            query = query.with_patrons();
        }
        if let Some(interruption) = &self.unless {
            query = query.unless(test(interruption));
        }
        if let Some(percent) = self.min_attribution {
            query = query.min_attribution(percent);
        }
        Ok(self.bounded(query, test))
    }

    /// The bounds on whole chains.
    fn bounded(&self, mut query: Query, test: impl Fn(&Test) -> Predicate) -> Query {
        if let Some(span) = self.within {
            query = query.within(span);
        }
        if let Some(most) = self.max_len {
            query = query.max_len(most);
        }
        if let Some(first) = &self.first {
            query = query.first(test(first));
        }
        if let Some(last) = &self.last {
            query = query.last(test(last));
        }
        if let Some(every) = &self.every {
            query = query.every(test(every));
        }
        if let Some(line) = &self.crosses {
            query = query.crosses(line.clone());
        }
        if let Some(percent) = self.min_confidence {
            query = query.min_confidence(percent);
        }
        query
    }
}
