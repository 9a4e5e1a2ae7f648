//! Finds escalation chains in files of events, or describes the crisis of April 2024.
//!
//! ```text
//! escalade
//! escalade FILE --gap 7 --hop relay --answer longest
//! escalade FILE --answer pivots=20 --output json
//! escalade JULY.export.csv AUGUST.export.csv --one-a-day --report
//! escalade chance FILE --null days-within=30 --sweep-blocks 14,30,90
//! escalade why-not FILE EVENT EVENT --gap 7
//! escalade watch --query week.json --alerts rules.json FOLDER
//! escalade read saved-by-excel.csv --output jsonl
//! escalade count *.export.CSV --processes 4 --process 0 --hosts hosts.txt
//! escalade --help
//! ```

mod answer;
mod args;
mod beside;
mod commands;
mod files;
mod json;
#[path = "../../render/json_text.rs"]
mod json_text;
mod narrative;
mod output;
mod pictures;
mod request;
#[allow(dead_code, reason = "the command uses some of the functions of the library's module")]
#[path = "../../safe_text.rs"]
mod safe_text;
mod stop;
mod story;
mod tables;
mod terms;
#[cfg(test)]
mod tests;
mod text;
mod values;
mod views;
mod why_none;

use std::{
    error::Error,
    io::{self, Write},
    process::ExitCode,
};

use clap::Parser;

use args::{Args, Output};
use request::Request;
use stop::Stop;
use tables::TableFile;

fn main() -> ExitCode {
    stop::catch_interrupts();
    files::set_panic_hook();
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(problem) if problem.use_stderr() => {
            // The message quotes the arguments.
            print_problem(&problem.render().to_string());
            return ExitCode::from(2);
        }
        Err(help) => help.exit(),
    };
    match answer(&args) {
        Ok(()) => ExitCode::SUCCESS,
        // A reader such as `head` closes the pipe once it has enough, which is no failure.
        Err(problem) if is_broken_pipe(&*problem) => ExitCode::SUCCESS,
        Err(problem) => {
            let mut message = format!("escalade: {problem}");
            let mut cause = problem.source();
            while let Some(deeper) = cause {
                message.push_str(&format!(": {deeper}"));
                cause = deeper.source();
            }
            print_problem(&message);
            match stop::is_interrupted() {
                true => ExitCode::from(stop::INTERRUPTED_CODE),
                false => ExitCode::FAILURE,
            }
        }
    }
}

/// Answers, on the standard output or in a file.
fn answer(args: &Args) -> Result<(), Box<dyn Error>> {
    if matches!(args.command, Some(commands::Command::Watch(_))) && args.into.is_some() {
        return Err(
            "--into: alerts are written as they come; redirect the output: `>> FILE`".into()
        );
    }
    if args.wanted.bookmark.is_some() && args.into.is_some() {
        return Err("--into: the bookmark moves on also if the listing is stopped, which leaves no file; redirect the output: `>> FILE`".into());
    }
    let mut out = output::Output::open(args.into.as_deref())?;
    run(args, &mut out)?;
    let problem_of = |problem: io::Error| -> Box<dyn Error> {
        match &args.into {
            // The cause shows whether a pipe was closed.
            None => problem.into(),
            Some(file) => files::in_file(file, &problem).into(),
        }
    };
    out.finish().map_err(problem_of)
}

/// Prints a message to the standard error, each line safe to print. If that is closed, nobody reads it.
fn print_problem(message: &str) {
    let mut safe = String::new();
    for line in message.trim_end().split('\n') {
        safe.push_str(&safe_text::on_one_line(line));
        safe.push('\n');
    }
    let _ = io::stderr().write_all(safe.as_bytes());
}

/// Runs the subcommand or, without one, reads the files, runs the query and prints the answer.
fn run(args: &Args, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    if let Some(command) = &args.command {
        return command.run(out);
    }
    let wanted = &args.wanted;
    // Before reading, since large files take a while.
    wanted.check()?;
    let reading = args.files.read(&args.views.extras())?;
    let query = args.terms.query(reading.report.files[0].format)?;
    let view = args.views.view(&reading.timeline, &query)?;
    let chains = view.chains(&query)?;
    if wanted.output != Output::Text
        && let Some(reason) = why_none::reason(&reading, &query, &chains)
    {
        print_problem(&format!("escalade: {reason}\n"));
    }
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
            Output::Arrow => request.print_batches(TableFile::Arrow, out),
            Output::Parquet => request.print_batches(TableFile::Parquet, out),
            _ => request.print_picture(out),
        }
    })
}

/// Returns `true` if an error, or one of its causes, is that of a closed pipe.
fn is_broken_pipe(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        let io_kind = error.downcast_ref::<io::Error>().map(io::Error::kind);
        // Serialization wraps the error of the writer.
        let json_kind =
            error.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        if io_kind.or(json_kind) == Some(io::ErrorKind::BrokenPipe) {
            return true;
        }
        cause = error.source();
    }
    false
}
