//! Finds escalation chains in a file, or tells those of April 2024.
//!
//! ```text
//! cargo run --release --example chains
//! cargo run --release --example chains -- FILE --gap 7 --hop relay --answer longest
//! cargo run --release --example chains -- FILE --answer pivots=20 --output json
//! cargo run --release --example chains -- JULY.export.csv AUGUST.export.csv --one-a-day --report
//! cargo run --release --example chains -- --help
//! ```

mod answers;
mod args;
mod drawn;
mod files;
mod json;
mod story;
mod terms;
#[cfg(test)]
mod tests;
mod text;
mod values;
mod views;

use std::{
    io::{self, BufWriter, Write},
    process::ExitCode,
};

use answers::Asked;
use args::{Args, Output};
use clap::Parser;

fn main() -> ExitCode {
    let mut out = BufWriter::new(io::stdout().lock());
    match run(&Args::parse(), &mut out).and_then(|()| Ok(out.flush()?)) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads has read enough, as `head` does.
        Err(problem) if is_broken_pipe(&*problem) => ExitCode::SUCCESS,
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

type Printed = Result<(), Box<dyn std::error::Error>>;

fn run(args: &Args, out: &mut impl Write) -> Printed {
    let wanted = &args.wanted;
    wanted.check()?;
    let reading = args.files.read()?;
    let query = args.terms.query(reading.report.files[0].format)?;
    let view = args.views.view(&reading.timeline, &query)?;
    let chains = view.chains(&query)?;
    let answer = wanted.answer();
    let asked =
        Asked { args, answer, reading: &reading, query: &query, view: &view, chains: &chains };
    match wanted.output {
        Output::Text if args.files.is_empty() && wanted.answer.is_none() => {
            story::tell(out, &view, &query, &chains)
        }
        Output::Text => asked.print_text(out),
        Output::Json => asked.print_json(out),
        _ => asked.draw(out),
    }
}

fn is_broken_pipe(error: &(dyn std::error::Error + 'static)) -> bool {
    let io_kind = error.downcast_ref::<io::Error>().map(io::Error::kind);
    let json_kind =
        error.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
    io_kind.or(json_kind) == Some(io::ErrorKind::BrokenPipe)
}
