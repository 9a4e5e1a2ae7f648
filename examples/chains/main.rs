//! Finds escalation chains in a file, or tells those of April 2024.
//!
//! ```text
//! cargo run --release --example chains
//! cargo run --release --example chains -- FILE --gap 7 --hop relay --answer longest
//! cargo run --release --example chains -- --help
//! ```

mod args;
mod story;

use std::{
    io::{self, BufWriter, Write},
    process::ExitCode,
};

use clap::Parser;
use escalade::{
    Chain, Chains, Explanation, Query, Rank,
    read::{Format, Options, Reading},
};
use serde_json::json;

use args::{Answer, Args, Output, event};

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
    let printed = match (&args.answer, args.output) {
        (None, Output::Text) if args.file.is_none() => {
            story::tell(&mut out, &view, &query, &chains)
        }
        (answer, output) => {
            let answer = answer.as_ref().unwrap_or(&Answer::Summary);
            match output {
                Output::Json => print_json(&mut out, args, answer, &reading, &query, &chains),
                Output::Text => print_text(&mut out, args, answer, &reading, &query, &chains),
            }
        }
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

/// The chains that an answer lists.
fn listed<'t>(
    args: &Args,
    answer: &Answer,
    reading: &'t Reading,
    chains: &Chains<'t>,
) -> Result<Vec<Chain<'t>>, String> {
    Ok(match answer {
        Answer::Summary => Vec::new(),
        Answer::Longest => chains.longest().into_iter().collect(),
        Answer::GreatestRise => chains.greatest_rise().into_iter().collect(),
        Answer::Maximal => chains.maximal().take(args.limit).collect(),
        Answer::Through(key) => {
            chains.through(event(&reading.timeline, key)?, Rank::Longest).into_iter().collect()
        }
    })
}

fn print_text(
    out: &mut impl Write,
    args: &Args,
    answer: &Answer,
    reading: &Reading,
    query: &Query,
    chains: &Chains<'_>,
) -> Printed {
    writeln!(out, "read as {}: {}", reading.format, reading.why)?;
    writeln!(out, "{}", reading.report)?;
    writeln!(out, "\nquery: {query}")?;
    if *answer == Answer::Summary {
        writeln!(out, "\n{}", chains.summary())?;
        return Ok(writeln!(out, "\n{}", story::WARNING)?);
    }
    let listed = listed(args, answer, reading, chains)?;
    if listed.is_empty() {
        writeln!(out, "\nno chain")?;
    }
    for chain in listed {
        write!(out, "\n{}", chain.explain())?;
    }
    Ok(())
}

fn print_json(
    out: &mut impl Write,
    args: &Args,
    answer: &Answer,
    reading: &Reading,
    query: &Query,
    chains: &Chains<'_>,
) -> Printed {
    let told = match answer {
        Answer::Summary => {
            let mut told = serde_json::to_value(chains.summary())?;
            told["format"] = json!(reading.format.as_str());
            told["rows"] = json!(reading.report.rows);
            told["query"] = serde_json::to_value(query)?;
            told
        }
        Answer::Maximal => {
            let listed = listed(args, answer, reading, chains)?;
            let explained: Vec<Explanation> = listed.iter().map(Chain::explain).collect();
            serde_json::to_value(explained)?
        }
        _ => {
            let listed = listed(args, answer, reading, chains)?;
            serde_json::to_value(listed.first().map(Chain::explain))?
        }
    };
    serde_json::to_writer_pretty(&mut *out, &told)?;
    Ok(writeln!(out)?)
}
