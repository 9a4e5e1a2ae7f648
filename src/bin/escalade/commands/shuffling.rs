//! Making shuffles: the null model, records of shuffles, and how far they are.

use std::{
    error::Error,
    fs,
    io::{self, IsTerminal, Write},
    ops::ControlFlow,
    path::Path,
};

use escalade::chance::NullModel;
use indicatif::{ProgressBar, ProgressStyle};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    beside::replace,
    files::in_file,
    print_problem,
    stop::{Stop, is_interrupted},
};

/// Reads the name of a null model.
pub(super) fn null(text: &str) -> Result<NullModel, String> {
    text.parse().map_err(|problem: escalade::Error| problem.to_string())
}

/// Reads the record to go on from. `None` if there is none yet: the file is then created, so that a path that
/// cannot be written fails before any shuffle is made.
pub(super) fn recorded<R: DeserializeOwned>(file: &Path) -> Result<Option<R>, Box<dyn Error>> {
    fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(file)
        .map_err(|problem| in_file(file, &problem))?;
    if !file.is_file() {
        return Err(in_file(file, &"a record is a regular file, which can be replaced").into());
    }
    let text = fs::read_to_string(file).map_err(|problem| in_file(file, &problem))?;
    if text.is_empty() {
        return Ok(None);
    }
    let unread = |problem| {
        let remedy = "this is no record of such shuffles, or a damaged one: name another file";
        in_file(file, &format!("{problem}; {remedy}"))
    };
    Ok(Some(serde_json::from_str(&text).map_err(unread)?))
}

/// Writes a record in place of the old one.
pub(super) fn write_record(file: &Path, record: &impl Serialize) -> Result<(), Box<dyn Error>> {
    let text = serde_json::to_string(record)?;
    Ok(replace(file, &text).map_err(|problem| in_file(file, &problem))?)
}

/// A progress bar of shuffles on a terminal. The time limit and an interrupt stop the shuffles.
pub(super) struct Shown<'s> {
    bar: Option<ProgressBar>,
    stop: &'s Stop,
}

impl<'s> Shown<'s> {
    pub(super) fn new(stop: &'s Stop) -> Self {
        stop.begin();
        let bar = io::stderr().is_terminal().then(|| {
            let style = "{bar:30} {pos:>7} of {len} shuffles, {eta} left";
            let style = ProgressStyle::with_template(style);
            let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
            ProgressBar::new(0).with_style(style)
        });
        Self { bar, stop }
    }

    pub(super) fn update(&self, done: u64, all: u64) -> ControlFlow<()> {
        if let Some(bar) = &self.bar {
            bar.set_length(all);
            bar.set_position(done);
        }
        match done < all && self.stop.is_over() {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    }

    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// Says that the time limit stopped the shuffles; fails if an interrupt did. The comparison is complete for the shuffles
/// that were made.
pub(super) fn say_if_stopped(out: &mut dyn Write, stop: &Stop) -> Result<(), Box<dyn Error>> {
    match stop.check() {
        Ok(()) => Ok(()),
        Err(_) if !is_interrupted() => {
            print_problem(
                "escalade: --time-limit stopped the shuffles; the comparison is with those made so far",
            );
            Ok(())
        }
        Err(_) => {
            out.flush()?;
            Err("interrupted: the comparison is with the shuffles made so far".into())
        }
    }
}
