//! Finds escalation chains in files of events, or describes the crisis of April 2024.
//!
//! ```text
//! escalade
//! escalade FILE --gap 7 --hop relay --answer longest
//! escalade FILE --answer pivots=20 --output json
//! escalade JULY.export.csv AUGUST.export.csv --one-a-day --report
//! escalade --help
//! ```

mod answer;
mod args;
mod files;
mod json;
mod pictures;
mod request;
mod story;
mod terms;
#[cfg(test)]
mod tests;
mod text;
mod values;
mod views;
mod why_none;

use std::{
    error::Error,
    io::{self, BufWriter, Write},
    process::ExitCode,
};

use clap::Parser;

use args::{Args, Output};
use request::Request;

fn main() -> ExitCode {
    let mut out = BufWriter::new(io::stdout().lock());
    match run(&Args::parse(), &mut out).and_then(|()| Ok(out.flush()?)) {
        Ok(()) => ExitCode::SUCCESS,
        // A reader such as `head` closes the pipe once it has enough, which is no failure.
        Err(problem) if is_broken_pipe(&*problem) => ExitCode::SUCCESS,
        Err(problem) => {
            eprint!("escalade: {problem}");
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

/// Reads the files, runs the query and prints the answer.
fn run(args: &Args, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let wanted = &args.wanted;
    // Before reading, since large files take a while.
    wanted.check()?;
    let reading = args.files.read()?;
    let query = args.terms.query(reading.report.files[0].format)?;
    let view = args.views.view(&reading.timeline, &query)?;
    let chains = view.chains(&query)?;
    let answer = wanted.answer();
    let request =
        Request { args, answer, reading: &reading, query: &query, view: &view, chains: &chains };
    if wanted.output != Output::Text
        && let Some(reason) = why_none::reason(&reading, &query, &chains)
    {
        eprintln!("escalade: {reason}");
    }
    match wanted.output {
        Output::Text if args.files.is_empty() && wanted.answer.is_none() => {
            story::print(out, &view, &query, &chains)
        }
        Output::Text => request.print_text(out),
        Output::Json => request.print_json(out),
        _ => request.print_picture(out),
    }
}

fn is_broken_pipe(error: &(dyn Error + 'static)) -> bool {
    let io_kind = error.downcast_ref::<io::Error>().map(io::Error::kind);
    // Serialization wraps the error of the writer.
    let json_kind =
        error.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
    io_kind.or(json_kind) == Some(io::ErrorKind::BrokenPipe)
}
