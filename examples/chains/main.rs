//! Finds escalation chains in a file, or tells those of April 2024.
//!
//! ```text
//! cargo run --release --example chains
//! cargo run --release --example chains -- FILE --gap 7 --hop relay --answer longest
//! cargo run --release --example chains -- --help
//! ```

mod args;
mod story;
mod values;

use std::{
    io::{self, BufWriter, Write},
    process::ExitCode,
};

use clap::Parser;
use escalade::{
    Chain, Chains, EventRef, Hop, Query, Rank, View,
    read::{Format, Options, Reading},
};
use serde_json::{Value, json};

use args::{Args, Output, event};
use values::Answer;

/// The crisis of April 2024, as a news report told it and as public record has it.
const CRISIS: &str = include_str!("../data/crisis-2024.json");

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprint!("chains: {problem}");
            let mut cause = problem.source();
            while let Some(deeper) = cause {
                eprint!(": {deeper}");
                cause = deeper.source();
            }
            eprintln!();
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<(), Box<dyn std::error::Error>> {
    let reading = match &args.file {
        Some(file) => args.options()?.open(file)?,
        None => Options::new().format(Format::Json).read("crisis-2024.json", CRISIS.as_bytes())?,
    };
    let query = args.query(reading.format)?;
    let view = args.view(&reading.timeline)?;
    let chains = view.chains(&query)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let answer = args.answer.as_ref().unwrap_or(&Answer::Summary);
    let asked =
        Asked { args, answer, reading: &reading, query: &query, view: &view, chains: &chains };
    let printed = match args.output {
        Output::Text if args.file.is_none() && args.answer.is_none() => {
            story::tell(&mut out, &view, &query, &chains)
        }
        Output::Text => asked.print_text(&mut out),
        Output::Json => asked.print_json(&mut out),
    };
    match printed.and_then(|()| Ok(out.flush()?)) {
        // Whoever reads has read enough, as `head` does.
        Err(error) if is_broken_pipe(&*error) => Ok(()),
        done => done,
    }
}

fn is_broken_pipe(error: &(dyn std::error::Error + 'static)) -> bool {
    let io_kind = error.downcast_ref::<io::Error>().map(io::Error::kind);
    let json_kind =
        error.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
    io_kind.or(json_kind) == Some(io::ErrorKind::BrokenPipe)
}

type Printed = Result<(), Box<dyn std::error::Error>>;

/// What was asked of which file.
struct Asked<'a, 't> {
    args: &'a Args,
    answer: &'a Answer,
    reading: &'a Reading,
    query: &'a Query,
    view: &'a View<'t>,
    chains: &'a Chains<'t>,
}

impl<'t> Asked<'_, 't> {
    /// The chains that the answer lists.
    fn listed(&self) -> Result<Vec<Chain<'t>>, String> {
        let chains = self.chains;
        Ok(match self.answer {
            Answer::Summary | Answer::Hops => Vec::new(),
            Answer::Longest => chains.longest().into_iter().collect(),
            Answer::GreatestRise => chains.greatest_rise().into_iter().collect(),
            Answer::Iter => chains.iter().take(self.limit()).collect(),
            Answer::Maximal => chains.maximal().take(self.limit()).collect(),
            Answer::Through(key) => {
                let event = event(&self.reading.timeline, key)?;
                chains.through(event, Rank::Longest).into_iter().collect()
            }
        })
    }

    fn limit(&self) -> usize {
        let default = if self.args.output == Output::Json { usize::MAX } else { 10 };
        self.args.limit.unwrap_or(default)
    }

    /// The hops, by later event, then by earlier.
    fn hops(&self) -> impl Iterator<Item = Hop> {
        let graph = self.chains.to_graph();
        let edges = graph.into_nodes_edges().1;
        edges.into_iter().map(|edge| edge.weight).take(self.limit())
    }

    /// An event by its key, or its order of recording.
    fn named(&self, event: EventRef<'_>) -> Value {
        event.key().map_or_else(|| json!(event.id().index()), |key| json!(key))
    }

    fn print_text(&self, out: &mut impl Write) -> Printed {
        writeln!(out, "read as {}: {}", self.reading.format, self.reading.why)?;
        writeln!(out, "{}", self.reading.report)?;
        writeln!(out, "\nquery: {}", self.query)?;
        if *self.answer == Answer::Summary {
            writeln!(out, "\n{}", self.chains.summary())?;
            return Ok(writeln!(out, "\n{}", story::WARNING)?);
        }
        if *self.answer == Answer::Hops {
            writeln!(out)?;
            for hop in self.hops() {
                let told = |id| {
                    let event = self.reading.timeline.event(id);
                    format!("{}, {}", event.label(), event.when())
                };
                let mut why: Vec<_> = hop.rules().iter().map(|rule| rule.as_str()).collect();
                why.extend((!hop.links().is_empty()).then_some("declared"));
                writeln!(out, "{} -> {}: {}", told(hop.from()), told(hop.to()), why.join(", "))?;
            }
            return Ok(());
        }
        let listed = self.listed()?;
        if listed.is_empty() {
            writeln!(out, "\nno chain")?;
        }
        for chain in listed {
            write!(out, "\n{}", chain.explain())?;
        }
        Ok(())
    }

    fn print_json(&self, out: &mut impl Write) -> Printed {
        let timeline = &self.reading.timeline;
        let told = match self.answer {
            Answer::Summary => {
                let mut told = serde_json::to_value(self.chains.summary())?;
                told["format"] = json!(self.reading.format.as_str());
                told["rows"] = json!(self.reading.report.rows);
                told["query"] = serde_json::to_value(self.query)?;
                told["view"] = serde_json::to_value(self.view.steps())?;
                told
            }
            Answer::Hops => {
                let ends =
                    |hop: Hop| [hop.from(), hop.to()].map(|id| self.named(timeline.event(id)));
                json!(self.hops().map(ends).collect::<Vec<_>>())
            }
            Answer::Iter | Answer::Maximal => {
                let named = |chain: &Chain<'_>| {
                    chain.events().map(|event| self.named(event)).collect::<Vec<_>>()
                };
                json!(self.listed()?.iter().map(named).collect::<Vec<_>>())
            }
            _ => serde_json::to_value(self.listed()?.first().map(Chain::explain))?,
        };
        serde_json::to_writer_pretty(&mut *out, &told)?;
        Ok(writeln!(out)?)
    }
}
