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
mod stop;
mod story;
mod terms;
#[cfg(test)]
mod tests;
mod text;
mod values;
mod views;

use std::{
    error::Error,
    io::{self, BufWriter, Write},
    process::ExitCode,
};

use clap::Parser;

use args::{Args, Output};
use request::Request;
use stop::Stop;

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
    let stop = Stop::after(wanted.time_limit);
    stop.watch(&chains, |chains| {
        let request = Request {
            args,
            answer: wanted.answer(),
            reading: &reading,
            query: &query,
            view: &view,
            chains,
            stop: &stop,
        };
        match wanted.output {
            Output::Text if args.files.is_empty() && wanted.answer.is_none() => {
                story::print(out, &view, &query, chains)
            }
            Output::Text => request.print_text(out),
            Output::Json | Output::Jsonl => request.print_json(out),
            Output::Csv => request.print_csv(out),
            _ => request.print_picture(out),
        }
    })
}

fn is_broken_pipe(error: &(dyn Error + 'static)) -> bool {
    let io_kind = error.downcast_ref::<io::Error>().map(io::Error::kind);
    // Serialization wraps the error of the writer.
    let json_kind =
        error.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
    io_kind.or(json_kind) == Some(io::ErrorKind::BrokenPipe)
}
