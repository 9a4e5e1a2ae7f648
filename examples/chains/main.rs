//! Finds escalation chains in a file, or tells those of April 2024.
//!
//! ```text
//! cargo run --release --example chains
//! cargo run --release --example chains -- FILE --gap 7 --hop relay --answer longest
//! cargo run --release --example chains -- FILE --answer pivots=20 --output json
//! cargo run --release --example chains -- --help
//! ```

mod answers;
mod args;
mod json;
mod story;
#[cfg(test)]
mod tests;
mod text;
mod values;

use std::{
    io::{self, BufWriter, Write},
    process::ExitCode,
};

use clap::Parser;
use escalade::read::{Format, Options};

use answers::Asked;
use args::{Args, Output};

/// The crisis of April 2024, as a news report told it and as public record has it.
const CRISIS: &str = include_str!("../data/crisis-2024.json");

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
    args.check()?;
    let reading = match &args.file {
        Some(file) => args.options()?.open(file)?,
        None => Options::new().format(Format::Json).read("crisis-2024.json", CRISIS.as_bytes())?,
    };
    let query = args.query(reading.report.files[0].format)?;
    let view = args.view(&reading.timeline)?;
    let chains = view.chains(&query)?;
    let answer = args.answer();
    let asked =
        Asked { args, answer, reading: &reading, query: &query, view: &view, chains: &chains };
    match args.output {
        Output::Text if args.file.is_none() && args.answer.is_none() => {
            story::tell(out, &view, &query, &chains)
        }
        Output::Text => asked.print_text(out),
        Output::Json => asked.print_json(out),
    }
}

fn is_broken_pipe(error: &(dyn std::error::Error + 'static)) -> bool {
    let io_kind = error.downcast_ref::<io::Error>().map(io::Error::kind);
    let json_kind =
        error.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
    io_kind.or(json_kind) == Some(io::ErrorKind::BrokenPipe)
}
