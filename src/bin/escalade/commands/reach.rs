//! `escalade reach`: who is drawn in, and who led to it?

use std::{error::Error, io::Write};

use clap::ValueEnum;
#[cfg(feature = "arrow")]
use escalade::arrow;
use escalade::{
    Chains,
    chain::{Reach as Found, ReachSize},
    read::Reading,
    render::ReachPicture,
};
use serde::Serialize;
use serde_json::Value;

use super::table_form::table_file;
#[cfg(feature = "arrow")]
use super::table_form::write_table;
use crate::{
    files::Files,
    json_text, print_problem,
    request::event,
    safe_text::{isolated, table_cell},
    terms::Terms,
    views::{Views, actor},
    why_none,
};

/// List who is drawn in by an actor or an event, when first and by which chain; or who led to it
///
/// An actor draws in the parties of every event in which a chain ends that begins with an act of the actor. The chains are
/// those of the query: --hop relay follows how a conflict spreads, since the target of each event acts next, on anyone.
#[derive(Debug, clap::Args)]
#[command(allow_missing_positional = true)]
pub(crate) struct Reach {
    #[command(flatten)]
    files: Files,
    /// Whose reach, right after the files: the key of an actor; event=KEY or event=#NUMBER for an event; or all, for how
    /// many actors each actor draws in
    #[arg(value_name = "ACTOR", required = true)]
    whose: String,
    #[command(flatten)]
    views: Views,
    #[command(flatten)]
    terms: Terms,
    #[command(flatten)]
    wanted: Wanted,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "The answer")]
struct Wanted {
    /// List who led to the actor or the event instead
    #[arg(long)]
    back: bool,
    /// Output format. svg and html show a tree that spreads over time
    #[arg(long, default_value = "text")]
    output: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Text,
    Json,
    Csv,
    Arrow,
    Parquet,
    Svg,
    Html,
}

/// An answer as JSON, with the view it is of and the report of the reading.
#[derive(Serialize)]
struct Answer<T> {
    #[serde(flatten)]
    answer: T,
    view: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<Value>,
}

/// The sizes of all actors.
#[derive(Serialize)]
struct Sizes {
    sizes: Vec<ReachSize>,
}

impl Reach {
    pub(crate) fn run(&self, out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
        let form = self.wanted.output;
        // Before reading, since large files take a while.
        table_file(&form)?;
        let reading = self.files.read(&self.views.extras())?;
        let query = self.terms.query(reading.report.files[0].format)?;
        let view = self.views.view(&reading.timeline, &query)?;
        let chains = view.chains(&query)?;
        if let Some(reason) = why_none::reason(&reading, &query, &chains) {
            print_problem(&format!("escalade: {reason}"));
        }
        let steps = serde_json::to_value(view.steps())?;
        if form == Form::Text {
            writeln!(out, "{}\n\nquery: {query}\n", self.files.report_text(&reading.report))?;
        }
        if self.whose == "all" {
            return self.print_sizes(out, &reading, chains.reach_sizes()?, steps);
        }
        let found = self.find(&reading, &chains)?;
        match form {
            Form::Text => writeln!(out, "{found}")?,
            Form::Json => self.print_json(out, &reading, found, steps)?,
            Form::Csv => print_rows(out, &found)?,
            #[cfg(feature = "arrow")]
            Form::Arrow | Form::Parquet => write_table(arrow::reach(&found), &form, out)?,
            // Refused above.
            #[cfg(not(feature = "arrow"))]
            Form::Arrow | Form::Parquet => {}
            Form::Svg => ReachPicture::of(&found).write_svg(out)?,
            Form::Html => ReachPicture::of(&found).write_html(out)?,
        }
        Ok(())
    }

    fn find<'t>(
        &self,
        reading: &'t Reading,
        chains: &Chains<'t>,
    ) -> Result<Found<'t>, Box<dyn Error>> {
        let back = self.wanted.back;
        if let Some(key) = self.whose.strip_prefix("event=") {
            let id = event(&reading.timeline, key)?;
            let found = if back { chains.reach_to(id) } else { chains.reach_from(id) };
            let key = crate::safe_text::escaped(key);
            return found.ok_or_else(|| {
                format!("the event {key} takes no part in the query: see its floor and scale, and the steps of the view").into()
            });
        }
        let id = actor(&reading.timeline, &self.whose)?;
        Ok(if back { chains.reach_into(id) } else { chains.reach(id) })
    }

    fn print_sizes(
        &self,
        out: &mut dyn Write,
        reading: &Reading,
        sizes: Vec<ReachSize>,
        steps: Value,
    ) -> Result<(), Box<dyn Error>> {
        match self.wanted.output {
            Form::Json => self.print_json(out, reading, Sizes { sizes }, steps),
            Form::Csv => {
                writeln!(out, "actor,reaches,reached_by,starts,events,is_estimated")?;
                for size in &sizes {
                    let ReachSize { reaches, reached_by, starts, is_estimated, .. } = size;
                    let (actor, events) = (cells(&[&size.actor])?, number_or_blank(size.events));
                    writeln!(out, "{actor},{reaches},{reached_by},{starts},{events},{is_estimated}")?;
                }
                Ok(())
            }
            Form::Text => {
                if sizes.iter().any(|size| size.is_estimated) {
                    writeln!(out, "estimates with a relative standard error of 6.3%, since these are too many for exact numbers")?;
                }
                writeln!(out, "{:<24} {:>9} {:>11} {:>9} {:>9}", "actor", "draws in", "drawn in by", "acts", "events")?;
                for size in &sizes {
                    let ReachSize { reaches, reached_by, starts, .. } = size;
                    let (actor, events) = (isolated(&size.actor), number_or_blank(size.events));
                    writeln!(out, "{actor:<24} {reaches:>9} {reached_by:>11} {starts:>9} {events:>9}")?;
                }
                Ok(())
            }
            #[cfg(feature = "arrow")]
            Form::Arrow | Form::Parquet => {
                write_table(arrow::reach_sizes(&sizes), &self.wanted.output, out)
            }
            #[cfg(not(feature = "arrow"))]
            Form::Arrow | Form::Parquet => Ok(()),
            Form::Svg | Form::Html => {
                Err("--output: pictures show the reach of one actor or event; print all as text, json, csv, arrow or parquet".into())
            }
        }
    }

    fn print_json(
        &self,
        out: &mut dyn Write,
        reading: &Reading,
        answer: impl Serialize,
        view: Value,
    ) -> Result<(), Box<dyn Error>> {
        let report =
            self.files.report.then(|| serde_json::to_value(&reading.report)).transpose()?;
        json_text::write_pretty(out, &Answer { answer, view, report })?;
        Ok(writeln!(out)?)
    }
}

/// Returns texts as the cells of a row.
fn cells(texts: &[&str]) -> Result<String, Box<dyn Error>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(texts.iter().map(|text| table_cell(text)))?;
    let row = String::from_utf8(writer.into_inner()?)?;
    Ok(row.trim_end().to_owned())
}

/// Prints a row for each actor. Events are separated by spaces and `>`.
fn print_rows(out: &mut dyn Write, found: &Found<'_>) -> Result<(), Box<dyn Error>> {
    writeln!(out, "actor,role,event,when,span_seconds,events,earliest,shortest_events,shortest")?;
    for reached in &found.actors {
        let labels = |chain: &escalade::Chain<'_>| {
            chain.events().map(|event| event.label()).collect::<Vec<_>>().join(" > ")
        };
        let (earliest, shortest) = (&reached.earliest, &reached.shortest);
        let row = cells(&[
            &reached.actor,
            reached.role.as_str(),
            &reached.event().label(),
            &reached.event().when().to_string(),
            &earliest.span().num_seconds().to_string(),
            &earliest.len().to_string(),
            &labels(earliest),
            &shortest.len().to_string(),
            &labels(shortest),
        ])?;
        writeln!(out, "{row}")?;
    }
    Ok(())
}

fn number_or_blank(number: Option<u64>) -> String {
    number.map_or(String::new(), |number| number.to_string())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use clap::Parser;
    use serde_json::Value;

    use crate::{args::Args, run};

    fn result(options: &str) -> Result<String, String> {
        let mut out = Vec::new();
        let line = format!("escalade reach {options}");
        let args = Args::try_parse_from(line.split(' ')).map_err(|problem| problem.to_string())?;
        run(&args, &mut out).map_err(|problem| problem.to_string())?;
        Ok(String::from_utf8(out).unwrap())
    }

    const TERMS: &str = "--hop relay --hop declared --trend any --gap 30";

    #[test]
    fn the_reach_of_an_actor_is_printed_in_every_format() {
        let json: Value =
            serde_json::from_str(&result(&format!("IRN {TERMS} --output json")).unwrap()).unwrap();
        assert_eq!((&json["of"], &json["direction"]), (&"IRN".into(), &"forward".into()));
        let actors = json["actors"].as_array().unwrap();
        assert!(actors.iter().any(|reached| reached["actor"] == "ISR"));
        assert!(actors.iter().all(|reached| reached["earliest"].as_array().unwrap().len() >= 2));
        let csv = result(&format!("IRN {TERMS} --output csv")).unwrap();
        assert_eq!(csv.lines().count(), actors.len() + 1);
        assert!(result(&format!("IRN {TERMS}")).unwrap().contains("IRN draws in "));
        assert!(result(&format!("IRN {TERMS} --output svg")).unwrap().starts_with("<svg "));
        assert!(
            result(&format!("IRN {TERMS} --output html")).unwrap().starts_with("<!DOCTYPE html>")
        );
    }

    #[test]
    fn events_sizes_and_the_way_back_are_printed() {
        let back = result(&format!("event=barrage {TERMS} --back")).unwrap();
        assert!(back.contains("barrage is drawn in by "), "{back}");
        let sizes: Value =
            serde_json::from_str(&result(&format!("all {TERMS} --output json")).unwrap()).unwrap();
        assert!(sizes["sizes"][0]["reaches"].as_u64() > Some(0));
        assert!(result(&format!("all {TERMS}")).unwrap().contains("draws in"));
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/tit_for_tat.tsv");
        assert!(result(&format!("{file} NOR --gap 7")).unwrap().contains("NOR draws in "));
        for refused in ["NOBODY", "event=nothing", "all --output svg", ""] {
            assert!(result(refused).is_err(), "{refused}");
        }
    }
}
