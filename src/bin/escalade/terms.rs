//! The terms of the query.

use std::path::PathBuf;

use chrono::TimeDelta;
use clap::ValueEnum;
use escalade::{
    Error, Level, Predicate, Query, Relation, Rule, Trend,
    chain::{Crossing, Floor, Pairing, Precedence},
    read::Format,
    scale,
    timeline::Granularity,
};

use super::{
    files::read_json,
    safe_text::escaped,
    values::{StepsText, Test, crossing, days, floor, rule, trend, word},
    why_none::default_scale,
};

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "The query")]
pub(crate) struct Terms {
    /// Read the query from this JSON file; `--answer summary --output json` prints one in its field `query`.
    /// Terms that the file leaves out have the library's defaults: the scale is goldstein; the longest
    /// gap has no default and must be given. The other options under this heading cannot be combined
    /// with this one
    #[arg(long, conflicts_with_all = TERMS)]
    pub(crate) query: Option<PathBuf>,
    /// Scale of severity: goldstein, goldstein-icews, goldstein-keds, plover, hostility, fatalities,
    /// fatalities-low, fatalities-high, kahn or flat [default: that of the format of the first file: fatalities for UCDP and ACLED,
    /// hostility for MID, plover for POLECAT and PLOVER, flat for ICB, kahn for documents, else goldstein]
    #[arg(long)]
    pub(crate) scale: Option<String>,
    /// Minimum level of an event that takes part: conflict, none or a number
    #[arg(long, default_value = "conflict", value_parser = floor, allow_hyphen_values = true)]
    floor: Floor,
    /// Rules that hops follow: retaliation, relay, counter, third-party, persistence, joining, widening,
    /// onward or declared; repeat the option for several [default: retaliation and declared]
    #[arg(long = "hop", value_parser = rule)]
    hops: Vec<Rule>,
    /// Relations that declared hops follow: responds-to, retaliates-for, carries-out, part-of, about,
    /// denies or corroborates; repeat the option for several [default: responds-to and retaliates-for]
    #[arg(long = "relation", value_parser = word::<Relation>)]
    relations: Vec<Relation>,
    /// How actors are compared: each as itself, as its state, or as its country
    #[arg(long, default_value = "state")]
    granularity: Grain,
    /// Compare a proxy as its patron
    #[arg(long)]
    patrons: bool,
    /// How levels change along a chain: rising, not-falling, any, not-rising, falling, or by=X (each
    /// level at least X above the one before)
    #[arg(long, default_value = "rising", value_parser = trend)]
    trend: Trend,
    /// When one event precedes another: only if its onset is certainly earlier, or also if the onsets are
    /// equal and it was recorded first
    #[arg(long, default_value = "certain")]
    precedence: Order,
    /// Which antecedents a hop connects an event to: any that a rule allows, or only the nearest
    #[arg(long, default_value = "any")]
    pairing: Pairs,
    /// Make no hop if an event between the same two actors that passes this test lies between its two
    /// events. A test is a list, separated by commas, of conditions that must all hold: kind=attack, act=agreement,
    /// code=cameo:19 or code=cameo:18|19|20, by=ACTOR, on=ACTOR, with=ACTOR, level>=X, level<=X, place=NAME. A leading `!`
    /// negates a condition. Levels are on the query's scale; by=ACTOR looks at the source actors as
    /// recorded, on=ACTOR at the target actors, with=ACTOR at both
    #[arg(long, value_name = "TEST")]
    unless: Option<Test>,
    /// Longest gap from one event to the next, in days, inclusive; may be a fraction
    #[arg(long, value_name = "DAYS", default_value = "30", value_parser = days, allow_negative_numbers = true)]
    gap: TimeDelta,
    /// Shortest gap from one event to the next, in days, inclusive [default: no bound]
    #[arg(long, value_name = "DAYS", value_parser = days, allow_negative_numbers = true)]
    min_gap: Option<TimeDelta>,
    /// Treat the author of an event as unknown if attributed with less than this confidence, in percent
    #[arg(long, value_name = "PERCENT")]
    min_attribution: Option<i64>,
    /// Longest span from the first event of a chain to the last, in days, inclusive [default: no bound]
    #[arg(long, value_name = "DAYS", value_parser = days, allow_negative_numbers = true)]
    within: Option<TimeDelta>,
    /// Minimum number of events in a chain
    #[arg(long, default_value_t = 2, allow_negative_numbers = true)]
    min_len: usize,
    /// Maximum number of events in a chain [default: no bound]
    #[arg(long, allow_negative_numbers = true)]
    max_len: Option<usize>,
    /// Only chains whose first event passes a test
    #[arg(long, value_name = "TEST")]
    first: Option<Test>,
    /// Only chains whose last event passes a test
    #[arg(long, value_name = "TEST")]
    last: Option<Test>,
    /// Only chains of which every event passes a test
    #[arg(long, value_name = "TEST")]
    every: Option<Test>,
    /// Only chains whose events fill these steps, in order, each step a test: 'threat: code=cameo:13 >> kind=attack+'.
    /// `>` between steps lets nothing come between them, `>>` lets other events of the chain; `+` after a test
    /// means one event or more, `?` one or none, `*` any number; `any` is a test that any event passes; a name
    /// with a colon may come first. `>[hop=onward gap<=7 trend=falling]` gives the hops to a step their own
    /// rules, gaps in days and trend
    #[arg(long, value_name = "STEPS")]
    steps: Option<StepsText>,
    /// Only chains that rise from below this level to it or above it; a number, or the name of a threshold
    /// of the scale
    #[arg(long, value_name = "LEVEL", value_parser = crossing, allow_hyphen_values = true)]
    crosses: Option<Crossing>,
    /// How long a threat stays open that says nothing of it, in days, with --answer threats [default: --gap]
    #[arg(long, value_name = "DAYS", value_parser = days, allow_negative_numbers = true)]
    open_for: Option<TimeDelta>,
    /// Only chains along which it is at least this certain, in percent, that each event occurred and that each
    /// hop holds, by its most confident link or rule. Events and hops without a stated confidence exclude no chain
    #[arg(long, value_name = "PERCENT")]
    min_confidence: Option<i64>,
}

/// How actors are compared.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Grain {
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

/// The options that conflict with `--query`, since a query file states these terms.
const TERMS: [&str; 23] = [
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
    "steps",
    "crosses",
    "min_confidence",
    "open_for",
];

impl From<Grain> for Granularity {
    fn from(grain: Grain) -> Self {
        match grain {
            Grain::Exact => Self::Exact,
            Grain::State => Self::State,
            Grain::Country => Self::Country,
        }
    }
}

impl Terms {
    /// Returns the granularity and the floor of episodes.
    pub(crate) fn of_phases(
        &self,
        scale: &dyn scale::Scale,
    ) -> Result<(Granularity, Level), String> {
        if self.query.is_some() {
            return Err(
                "--answer phases: write --scale, --floor and --granularity instead of --query"
                    .to_owned(),
            );
        }
        let lowest = Level::MIN;
        let floor = match self.floor {
            Floor::At(units) => Level::try_from(units).map_err(|problem| problem.to_string())?,
            Floor::Conflict => scale.conflict_floor().unwrap_or(lowest),
            _ => lowest,
        };
        Ok((self.granularity.into(), floor))
    }

    pub(crate) fn query(&self, format: Format) -> Result<Query, Box<dyn std::error::Error>> {
        if let Some(file) = &self.query {
            return Ok(read_json(file)?);
        }
        let default = default_scale(format);
        let name = self.scale.as_deref().unwrap_or(default);
        let scale = scale::by_name(name).ok_or_else(|| {
            let name = escaped(name);
            format!("there is no scale «{name}»; write one of: {}", scale::NAMES.join(", "))
        })?;
        let test = |test: &Test| test.predicate(&scale);
        let mut query = Query::escalation()
            .on(scale.clone())
            .floor(self.floor)
            .trend(self.trend)
            .max_gap(self.gap)
            .min_len(self.min_len)
            .granularity(self.granularity.into())
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
            query = query.unless(test(interruption)?);
        }
        if let Some(time) = self.open_for {
            query = query.threats_open_for(time);
        }
        if let Some(percent) = self.min_attribution {
            query = query.min_attribution(percent);
        }
        if let Some(steps) = &self.steps {
            query = query.steps(steps.steps(&scale)?);
        }
        Ok(self.with_bounds(query, test)?)
    }

    /// Adds the bounds on whole chains.
    fn with_bounds(
        &self,
        mut query: Query,
        test: impl Fn(&Test) -> Result<Predicate, Error>,
    ) -> Result<Query, Error> {
        if let Some(span) = self.within {
            query = query.within(span);
        }
        if let Some(most) = self.max_len {
            query = query.max_len(most);
        }
        if let Some(first) = &self.first {
            query = query.first(test(first)?);
        }
        if let Some(last) = &self.last {
            query = query.last(test(last)?);
        }
        if let Some(every) = &self.every {
            query = query.every(test(every)?);
        }
        if let Some(line) = &self.crosses {
            query = query.crosses(line.clone());
        }
        if let Some(percent) = self.min_confidence {
            query = query.min_confidence(percent);
        }
        Ok(query)
    }
}
