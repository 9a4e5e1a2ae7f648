//! The command line.

use std::{path::PathBuf, time::Duration};

use clap::{Parser, ValueEnum};

use super::{
    answer::Answer, commands::Command, files::Files, tables::TableFile, terms::Terms,
    values::seconds, views::Views,
};

/// Finds escalation chains: who responded to whom, with what, and with what confidence.
///
/// Without a file, it describes the crisis of April 2024. With files, it answers a query. By default a
/// chain follows retaliation and declared hops, its levels rise, its events are at or above the scale's
/// conflict floor and at most 30 days apart, and actors are compared as states.
#[derive(Debug, Parser)]
#[command(name = "escalade", version, max_term_width = 100)]
#[command(args_conflicts_with_subcommands = true, subcommand_value_name = "COMMAND")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) files: Files,
    #[command(flatten)]
    pub(crate) views: Views,
    #[command(flatten)]
    pub(crate) terms: Terms,
    #[command(flatten)]
    pub(crate) wanted: Wanted,
    /// Write the answer to this file instead of the standard output. It is written under another name beside it and
    /// renamed once it is whole: if the command fails or is interrupted, a file that was there before stays
    #[arg(long, global = true, value_name = "FILE", help_heading = "The answer")]
    pub(crate) into: Option<PathBuf>,
}

/// Which answer to give, and how to print it.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "The answer")]
pub(crate) struct Wanted {
    /// Answer to give [default: summary for files, the whole story for the crisis]. Numbers: summary,
    /// count-by-len, by-dyad (most chains first), or pivots[=K], the K events that most chains pass. One chain:
    /// longest, greatest-rise, heaviest (the greatest sum of its events' levels), through=KEY or ending-in=KEY,
    /// the longest chain through an event or up to it. Several chains: top[=K], the K best by --rank; sample[=K],
    /// K chains drawn at random from all; iter, all chains; maximal, the chains that no event extends;
    /// distinct-actors=K, the chains of at most K events in which no actor acts twice; worlds[=K], how many
    /// chains there are in all possible worlds of disputed authors, and the K most confident. Or hops. In words:
    /// threats, what became of threats and promises; claims=KEY, what is claimed and denied of an event;
    /// evidence=KEY, who reports it independently; reactions=KEY, what followed it beside the chains;
    /// phases=DAYS, the episodes of each pair of actors, with rise, peak and fall, separated by more than DAYS;
    /// off-ramps[=KEY], where the best chain by --rank, or the longest through an event, could have stopped;
    /// hangs-on=KEY, what is left if the author of an event is unknown, and who names the author. KEY is the key
    /// of an event or its #NUMBER; K is 10 where it may be left out
    #[arg(long)]
    pub(crate) answer: Option<Answer>,
    /// With `top` and `off-ramps`: the criterion by which chains are ranked [default: longest]
    #[arg(long)]
    pub(crate) rank: Option<RankBy>,
    /// With `top`: list only the best of the chains that end in the same event
    #[arg(long, conflicts_with = "event_disjoint")]
    pub(crate) one_per_end: bool,
    /// With `top`: list the best chain, then the best that shares no event with those listed before it
    #[arg(long)]
    pub(crate) event_disjoint: bool,
    /// With `sample`: seed of the random draws; the same seed draws the same chains [default: 0]
    #[arg(long)]
    pub(crate) seed: Option<u64>,
    /// With `iter` or `maximal`: continue after the chain recorded in this file, if the file exists, and
    /// record the last chain listed there. Each call then lists the next --limit chains
    #[arg(long, value_name = "FILE")]
    pub(crate) bookmark: Option<PathBuf>,
    /// Maximum number of dyads, hops or chains that by-dyad, hops, iter, maximal and distinct-actors list
    /// [default: 10 as text, all as json, jsonl, csv, arrow and parquet; in pictures and graph files 1,000 chains, or the
    /// 100,000 hops of the greatest rise; a chain is left out once there are 100,000 events]
    #[arg(long, allow_negative_numbers = true)]
    pub(crate) limit: Option<usize>,
    /// Explain chains of more than 100 events too. By default such a chain is only listed: each of its
    /// events once, without what was reported, said and done beside it
    #[arg(long)]
    pub(crate) explain: bool,
    /// Stop with an error if the answer takes longer than this many seconds, not counting the reading of
    /// the files. A listing ends after the chains found so far, and moves its bookmark there
    #[arg(long, value_name = "SECONDS", value_parser = seconds, allow_negative_numbers = true)]
    pub(crate) time_limit: Option<Duration>,
    /// Output format. In JSON, a chain or hop is a list of events, each given by its key, or by its order
    /// of recording from 0 if it has no key; counts are strings, since they may exceed what JSON numbers
    /// hold. jsonl writes each entry of a list on a line of its own; the report, if wanted, is the last line.
    /// The other formats show the chains that an answer lists, or the hops of its query; csv writes one row
    /// for each step of the chains, for each hop, or for each dyad, and arrow and parquet write the same tables for other
    /// programs, if this one was compiled with them. Text, json, jsonl and csv are written as
    /// chains and hops are found
    #[arg(long, default_value = "text")]
    pub(crate) output: Output,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    Text,
    Json,
    Jsonl,
    Csv,
    /// A table in a file of Arrow (Feather version 2)
    Arrow,
    /// A table in a file of Parquet
    Parquet,
    Mermaid,
    Dot,
    Graphml,
    Gexf,
    Svg,
    Html,
}

/// The criterion by which `top` ranks chains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RankBy {
    /// More events
    Longest,
    /// Greater rise from the first event to the last
    GreatestRise,
    /// Greater sum of the events' levels
    Heaviest,
}

impl Wanted {
    pub(crate) fn answer(&self) -> &Answer {
        self.answer.as_ref().unwrap_or(&Answer::Summary)
    }

    /// Returns why the answer cannot be printed in the format, and what to do.
    fn unfit_output(&self) -> Option<String> {
        use Answer::{
            Claims, CountByLen, Evidence, HangsOn, OffRamps, Phases, Pivots, Reactions, Threats,
            Worlds,
        };
        let is_in_words = matches!(
            self.answer(),
            Threats | Claims(_) | Evidence(_) | Reactions(_) | OffRamps(_) | HangsOn(_) | Phases(_)
        );
        let has_no_picture =
            is_in_words || matches!(self.answer(), CountByLen | Pivots(_) | Worlds(_));
        match self.output {
            Output::Csv if is_in_words => {
                Some("--output csv: this answer is no table; print it as text, json or jsonl".into())
            }
            Output::Arrow | Output::Parquet if is_in_words => Some(
                "--output: this answer is no table; print it as text, json or jsonl".into(),
            ),
            Output::Arrow => TableFile::Arrow.check().err(),
            Output::Parquet => TableFile::Parquet.check().err(),
            Output::Text | Output::Json | Output::Jsonl | Output::Csv => None,
            _ if has_no_picture => Some(
                "--output: pictures and graph files show chains, hops or dyads; print this answer as text, \
                 json or jsonl"
                    .into(),
            ),
            _ => None,
        }
    }

    /// Checks that every option given applies to the answer.
    pub(crate) fn check(&self) -> Result<(), String> {
        use Answer::{ByDyad, DistinctActors, Hops, Iter, Maximal, OffRamps, Sample, Top};
        let answer = self.answer();
        let is_top = matches!(answer, Top(_));
        let is_ranked = is_top || *answer == OffRamps(None);
        let is_listing = matches!(answer, Iter | Maximal);
        let has_limit = is_listing || matches!(answer, ByDyad | Hops | DistinctActors(_));
        let limited = "by-dyad, hops, iter, maximal and distinct-actors=K";
        let options = [
            ("rank", self.rank.is_some(), is_ranked, "top[=K] or off-ramps"),
            ("one-per-end", self.one_per_end, is_top, "top[=K]"),
            ("event-disjoint", self.event_disjoint, is_top, "top[=K]"),
            ("seed", self.seed.is_some(), matches!(answer, Sample(_)), "sample[=K]"),
            ("bookmark", self.bookmark.is_some(), is_listing, "iter and maximal"),
            ("limit", self.limit.is_some(), has_limit, limited),
        ];
        let unused = options.iter().filter(|(_, is_given, applies, _)| *is_given && !applies);
        let mut problems: Vec<_> = unused
            .map(|(option, _, _, answers)| format!("--{option}: give it with --answer {answers}"))
            .collect();
        problems.extend(self.unfit_output());
        if problems.is_empty() { Ok(()) } else { Err(problems.join("\n")) }
    }
}
