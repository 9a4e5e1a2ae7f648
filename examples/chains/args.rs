//! The command line, and the query and view it asks for.

use std::{fmt, fs, path::PathBuf};

use chrono::TimeDelta;
use clap::{Parser, ValueEnum};
use escalade::{
    ActorId, Crossing, Error, EventId, Floor, Granularity, Pairing, Precedence, Predicate, Query,
    Relation, Rule, Timeline, Trend, View, Vocabulary,
    read::{BadRecords, Format, Options},
    scale,
};

use super::{
    answers::Answer,
    values::{Test, crossing, floor, relation, rule, trend},
};

/// Finds escalation chains: who answered whom, with what, how sure we are.
///
/// Without a file it tells the crisis of April 2024. With one it answers a query: retaliation and
/// declared hops, rising, above the scale's conflict floor, between states, at most 30 days apart.
#[derive(Debug, Parser)]
#[command(name = "chains", max_term_width = 100)]
pub(crate) struct Args {
    /// A native JSON document, KEDS rows or a GDELT export
    pub(crate) file: Option<PathBuf>,
    /// Format of the file: json, keds, gdelt, or auto, by its content
    #[arg(long, default_value = "auto")]
    format: String,
    /// Vocabulary of a KEDS file [default: told by its content]
    #[arg(long)]
    vocabulary: Option<Codes>,
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
    #[arg(long = "relation", value_parser = relation)]
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
    #[arg(long, value_name = "DAYS", default_value_t = 30.0)]
    gap: f64,
    /// Least days from one event to the next, included [default: no bound]
    #[arg(long, value_name = "DAYS")]
    min_gap: Option<f64>,
    /// Take whoever is less surely the one who did it, in percent, for nobody
    #[arg(long, value_name = "PERCENT")]
    min_attribution: Option<i64>,
    /// Most days from the first event of a chain to the last, included [default: no bound]
    #[arg(long, value_name = "DAYS")]
    within: Option<f64>,
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
    /// Only events of these actors, by key, their organs included
    #[arg(long, value_delimiter = ',')]
    of: Vec<String>,
    /// Only events from this date on
    #[arg(long)]
    from: Option<String>,
    /// Only events before this date
    #[arg(long)]
    to: Option<String>,
    /// What to answer [default: summary for a file, the whole story for the crisis]. In numbers:
    /// summary, count-by-len, by-dyad, and pivots[=K], the K events that most chains pass. One chain:
    /// longest, greatest-rise, heaviest, by the sum of its events' levels, or through=KEY (KEY or
    /// #NUMBER), the longest through an event. Several: top[=K], the K best by --rank, sample[=K], drawn
    /// K times from all, iter, maximal, or distinct-actors=K, those of at most K events in which no
    /// actor acts twice. And hops. K is 10 where it may be left out
    #[arg(long)]
    pub(crate) answer: Option<Answer>,
    /// What `top` ranks chains by [default: longest]
    #[arg(long)]
    pub(crate) rank: Option<By>,
    /// With `top`: of the chains that end in the same event only the best
    #[arg(long, conflicts_with = "event_disjoint")]
    pub(crate) one_per_end: bool,
    /// With `top`: the best, then the best that shares no event with those before
    #[arg(long)]
    pub(crate) event_disjoint: bool,
    /// What `sample` draws by: the same seed draws the same chains [default: 0]
    #[arg(long)]
    pub(crate) seed: Option<u64>,
    /// Go on with `iter` or `maximal` after the chain that this file tells of, where there is such a file,
    /// and leave the last chain listed there: each call lists the next --limit
    #[arg(long, value_name = "FILE")]
    pub(crate) bookmark: Option<PathBuf>,
    /// Most dyads, hops or chains that by-dyad, hops, iter, maximal and distinct-actors list [default: 10
    /// as text, all as JSON]
    #[arg(long)]
    pub(crate) limit: Option<usize>,
    /// How to print. As JSON, lists of chains and hops are lists of lists of events, by key, or by order
    /// of recording from 0 where an event has none; counts are texts, for they may be great
    #[arg(long, default_value = "text")]
    pub(crate) output: Output,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Codes {
    Cameo,
    Weis,
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Order {
    Certain,
    Recorded,
}

/// By what chains are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    /// More events
    Longest,
    /// More rise from the first event to the last
    GreatestRise,
    /// A greater sum of the events' levels
    Heaviest,
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

impl Args {
    pub(crate) fn answer(&self) -> &Answer {
        self.answer.as_ref().unwrap_or(&Answer::Summary)
    }

    /// That no option is given which bears on other answers alone.
    pub(crate) fn check(&self) -> Result<(), String> {
        use Answer::{ByDyad, DistinctActors, Hops, Iter, Maximal, Sample, Top};
        let answer = self.answer();
        let is_top = matches!(answer, Top(_));
        let is_listing = matches!(answer, Iter | Maximal);
        let has_limit = is_listing || matches!(answer, ByDyad | Hops | DistinctActors(_));
        let limited = "by-dyad, hops, iter, maximal and distinct-actors=K";
        let options = [
            ("rank", self.rank.is_some(), is_top, "top[=K]"),
            ("one-per-end", self.one_per_end, is_top, "top[=K]"),
            ("event-disjoint", self.event_disjoint, is_top, "top[=K]"),
            ("seed", self.seed.is_some(), matches!(answer, Sample(_)), "sample[=K]"),
            ("bookmark", self.bookmark.is_some(), is_listing, "iter and maximal"),
            ("limit", self.limit.is_some(), has_limit, limited),
        ];
        let idle = options.iter().filter(|(_, is_given, bears, _)| *is_given && !bears);
        let problems: Vec<_> = idle
            .map(|(option, _, _, answers)| format!("--{option}: give it with --answer {answers}"))
            .collect();
        if problems.is_empty() { Ok(()) } else { Err(problems.join("\n")) }
    }

    /// How to read the file: rows that cannot be read are skipped, and counted in every answer.
    pub(crate) fn options(&self) -> Result<Options, Error> {
        let mut options = Options::new().bad_records(BadRecords::Skip { at_most: usize::MAX });
        if self.format != "auto" {
            options = options.format(self.format.parse::<Format>()?);
        }
        if let Some(codes) = self.vocabulary {
            options = options.vocabulary(match codes {
                Codes::Cameo => Vocabulary::Cameo,
                Codes::Weis => Vocabulary::Weis,
            });
        }
        Ok(options)
    }

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
            .max_gap(days("gap", self.gap)?)
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
            query = query.min_gap(days("min-gap", gap)?);
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
        Ok(self.bounded(query, test)?)
    }

    /// The bounds on whole chains.
    fn bounded(
        &self,
        mut query: Query,
        test: impl Fn(&Test) -> Predicate,
    ) -> Result<Query, String> {
        if let Some(span) = self.within {
            query = query.within(days("within", span)?);
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
        Ok(query)
    }

    pub(crate) fn view<'t>(&self, timeline: &'t Timeline) -> Result<View<'t>, String> {
        let mut view = timeline.view();
        view = match (self.from.as_deref(), self.to.as_deref()) {
            (None, None) => view,
            (Some(from), None) => view.during(from..),
            (None, Some(to)) => view.during(..to),
            (Some(from), Some(to)) => view.during(from..to),
        };
        if !self.of.is_empty() {
            let actors: Result<Vec<ActorId>, String> =
                self.of.iter().map(|key| actor(timeline, key)).collect();
            view = view.of(actors?);
        }
        Ok(view)
    }
}

fn days(option: &str, days: f64) -> Result<TimeDelta, String> {
    let seconds = days * 86_400.0;
    if !(0.0..=1e12).contains(&seconds) {
        return Err(format!("--{option} {days}: give 0 days or more"));
    }
    Ok(TimeDelta::seconds(seconds.round() as i64))
}

fn actor(timeline: &Timeline, key: &str) -> Result<ActorId, String> {
    timeline.actor_by_key(key).map(|actor| actor.id()).ok_or_else(|| {
        let alike: Vec<_> = timeline
            .actors()
            .map(|actor| actor.key())
            .filter(|other| other.starts_with(key))
            .collect();
        match alike.as_slice() {
            [] => format!("no actor has the key «{key}»"),
            some => format!("no actor has the key «{key}»; these begin so: {}", some.join(", ")),
        }
    })
}

/// The event of a key, or of an order of recording written as `#12`.
pub(crate) fn event(timeline: &Timeline, key: &str) -> Result<EventId, String> {
    let number = key.strip_prefix('#').and_then(|number| number.parse::<usize>().ok());
    let numbered = number.and_then(|number| {
        timeline.events().map(|event| event.id()).find(|id| id.index() == number)
    });
    timeline.event_by_key(key).map(|event| event.id()).or(numbered).ok_or_else(|| {
        format!("no event has the key «{key}»; use a key, or #0 for the first recorded")
    })
}
