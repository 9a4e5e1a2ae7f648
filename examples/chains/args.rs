//! The command line.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};
use escalade::{EventId, Timeline};

use super::{answers::Answer, files::Files, terms::Terms, views::Views};

/// Finds escalation chains: who answered whom, with what, how sure we are.
///
/// Without a file it tells the crisis of April 2024. With some it answers a query: retaliation and
/// declared hops, rising, above the scale's conflict floor, between states, at most 30 days apart.
#[derive(Debug, Parser)]
#[command(name = "chains", max_term_width = 100)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) files: Files,
    #[command(flatten)]
    pub(crate) views: Views,
    #[command(flatten)]
    pub(crate) terms: Terms,
    #[command(flatten)]
    pub(crate) wanted: Wanted,
}

/// What to answer, and how to print it.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "The answer")]
pub(crate) struct Wanted {
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
    /// as text, else all]
    #[arg(long)]
    pub(crate) limit: Option<usize>,
    /// How to print. As JSON, lists of chains and hops are lists of lists of events, by key, or by order
    /// of recording from 0 where an event has none; counts are texts, for they may be great. The others
    /// draw the chains that an answer lists, or the hops of its query; csv writes a row for each step of
    /// the chains, or for each dyad. graphml, gexf, svg and html need --all-features
    #[arg(long, default_value = "text")]
    pub(crate) output: Output,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    Text,
    Json,
    Csv,
    Mermaid,
    Dot,
    Graphml,
    Gexf,
    Svg,
    Html,
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

impl Wanted {
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
