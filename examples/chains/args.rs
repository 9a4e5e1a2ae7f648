//! The command line, and the query and view it asks for.

use std::path::PathBuf;

use chrono::TimeDelta;
use clap::{Parser, ValueEnum};
use escalade::{
    ActorId, Error, EventId, Floor, Granularity, Pairing, Query, Rule, Timeline, Trend, View,
    Vocabulary,
    read::{BadRecords, Format, Options},
    scale,
};

/// Finds escalation chains: who answered whom, with what, how sure we are.
///
/// Without a file it tells the crisis of April 2024. With one it answers a query: retaliation and
/// declared hops, rising, above the scale's conflict floor, between states, at most 30 days apart.
#[derive(Debug, Parser)]
#[command(name = "chains", max_term_width = 100)]
pub(crate) struct Args {
    /// A native JSON document, or KEDS rows
    pub(crate) file: Option<PathBuf>,
    /// Format of the file
    #[arg(long, default_value = "auto")]
    format: String,
    /// Vocabulary of a KEDS file [default: told by its content]
    #[arg(long)]
    vocabulary: Option<Codes>,
    /// Scale: goldstein, goldstein-icews, goldstein-keds, kahn or flat [default: goldstein for coded
    /// files, kahn for documents]
    #[arg(long)]
    scale: Option<String>,
    /// Least level that takes part: conflict, none or a number
    #[arg(long, default_value = "conflict", value_parser = floor, allow_hyphen_values = true)]
    floor: Floor,
    /// Rules to follow; repeat for several [default: retaliation and declared]
    #[arg(long = "hop", value_parser = rule)]
    hops: Vec<Rule>,
    /// As whom actors are compared
    #[arg(long, default_value = "state")]
    granularity: Grain,
    /// How levels go along a chain: rising, not-falling, any, not-rising, falling or by=X
    #[arg(long, default_value = "rising", value_parser = trend)]
    trend: Trend,
    /// Which antecedents an event follows
    #[arg(long, default_value = "any")]
    pairing: Pairs,
    /// Most days from one event to the next, included
    #[arg(long, default_value_t = 30.0)]
    gap: f64,
    /// Least number of events in a chain
    #[arg(long, default_value_t = 2)]
    min_len: usize,
    /// Greatest number of events in a chain [default: no bound]
    #[arg(long)]
    max_len: Option<usize>,
    /// Only events of these actors, by key, their organs included
    #[arg(long, value_delimiter = ',')]
    of: Vec<String>,
    /// Only events from this date on
    #[arg(long)]
    from: Option<String>,
    /// Only events before this date
    #[arg(long)]
    to: Option<String>,
    /// summary, longest, greatest-rise, maximal or through=KEY (KEY or #NUMBER)
    /// [default: summary for a file, the whole story for the crisis]
    #[arg(long, value_parser = answer)]
    pub(crate) answer: Option<Answer>,
    /// Most chains to list
    #[arg(long, default_value_t = 10)]
    pub(crate) limit: usize,
    /// How to print
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

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Summary,
    Longest,
    GreatestRise,
    Maximal,
    Through(String),
}

impl Args {
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

    pub(crate) fn query(&self, format: Format) -> Result<Query, String> {
        let default = if format == Format::Json { "kahn" } else { "goldstein" };
        let name = self.scale.as_deref().unwrap_or(default);
        let scale = scale::by_name(name).ok_or_else(|| {
            format!("no scale is called «{name}»; there are: {}", scale::NAMES.join(", "))
        })?;
        let gap = self.gap * 86_400.0;
        if !(0.0..=1e12).contains(&gap) {
            return Err(format!("a gap of {} days cannot be used; give 0 or more", self.gap));
        }
        let mut query = Query::escalation()
            .on(scale)
            .floor(self.floor)
            .trend(self.trend)
            .max_gap(TimeDelta::seconds(gap as i64))
            .min_len(self.min_len)
            .granularity(match self.granularity {
                Grain::Exact => Granularity::Exact,
                Grain::State => Granularity::State,
                Grain::Country => Granularity::Country,
            })
            .pairing(match self.pairing {
                Pairs::Any => Pairing::Any,
                Pairs::Nearest => Pairing::Nearest,
            });
        if !self.hops.is_empty() {
            query = query.rules(self.hops.iter().copied());
        }
        if let Some(most) = self.max_len {
            query = query.max_len(most);
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

fn floor(text: &str) -> Result<Floor, String> {
    match text {
        "conflict" => Ok(Floor::Conflict),
        "none" => Ok(Floor::None),
        _ => text.parse().map(Floor::At).map_err(|_| "write conflict, none or a number".to_owned()),
    }
}

fn trend(text: &str) -> Result<Trend, String> {
    Ok(match text {
        "rising" => Trend::Rising,
        "not-falling" => Trend::NotFalling,
        "any" => Trend::Any,
        "not-rising" => Trend::NotRising,
        "falling" => Trend::Falling,
        _ => Trend::RisingBy(
            text.strip_prefix("by=").and_then(|units| units.parse().ok()).ok_or_else(|| {
                "write rising, not-falling, any, not-rising, falling, or by=2.5".to_owned()
            })?,
        ),
    })
}

fn rule(text: &str) -> Result<Rule, String> {
    Rule::ALL.iter().copied().find(|rule| rule.as_str() == text).ok_or_else(|| {
        let names: Vec<_> = Rule::ALL.iter().map(|rule| rule.as_str()).collect();
        format!("write one of: {}", names.join(", "))
    })
}

fn answer(text: &str) -> Result<Answer, String> {
    Ok(match text {
        "summary" => Answer::Summary,
        "longest" => Answer::Longest,
        "greatest-rise" => Answer::GreatestRise,
        "maximal" => Answer::Maximal,
        _ => {
            Answer::Through(text.strip_prefix("through=").map(str::to_owned).ok_or_else(|| {
                "write summary, longest, greatest-rise, maximal or through=KEY".to_owned()
            })?)
        }
    })
}
