//! `escalade motifs`: by which patterns do two or three parties act on one another?

use std::{error::Error, io::Write, path::PathBuf, time::Duration};

use chrono::TimeDelta;
use clap::ValueEnum;
use escalade::{
    Query, Trend,
    chain::Floor,
    chance::NullModel,
    motifs::{Motif, MotifComparison, MotifCount, MotifTable, Motifs as Counted, Ties},
    read::{Format, Reading},
    render::MotifPicture,
    scale,
};
use serde::Serialize;
use serde_json::Value;

#[cfg(feature = "arrow")]
use super::table_form::write_table;
use super::{
    shuffling::{Shown, null, recorded, say_if_stopped, write_record},
    table_form::table_file,
};
use crate::{
    files::{Files, in_file},
    json_text,
    safe_text::{escaped, table_cell},
    stop::Stop,
    terms::Grain,
    values::{days, floor, seconds, trend},
    views::Views,
    why_none::default_scale,
};

/// Count the 36 patterns of three events between two or three parties, or who acts next on whom
///
/// Three events form a motif if the last begins at most --gap days after the first and if they have two or three
/// parties. The table is that of Paranjape, Benson and Leskovec (2017): the first event is A -> B, rows are the second
/// event, columns the third. All events between two parties take part, unless --floor says otherwise.
#[derive(Debug, clap::Args)]
pub(crate) struct Motifs {
    #[command(flatten)]
    files: Files,
    #[command(flatten)]
    views: Views,
    #[command(flatten)]
    wanted: Wanted,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "The motifs")]
struct Wanted {
    /// Longest time from the first event of a motif to the last, in days, inclusive; may be a fraction
    #[arg(long, value_name = "DAYS", value_parser = days, allow_negative_numbers = true)]
    gap: TimeDelta,
    /// What events are whose order is not known: excluded, they form no motif; recorded, events of equal onset are in
    /// order of recording; range, the least and the most that every order allows
    #[arg(long, default_value = "excluded")]
    ties: TiesChoice,
    /// How actors are compared: each as itself, as its state, or as its country
    #[arg(long, default_value = "state")]
    granularity: Grain,
    /// Compare a proxy as its patron
    #[arg(long)]
    patrons: bool,
    /// Scale of severity, with --floor and --trend; see escalade --help [default: that of the format of the first file]
    #[arg(long)]
    scale: Option<String>,
    /// Minimum level of an event that takes part: conflict, none or a number. With it, events without a level take
    /// no part [default: every event takes part]
    #[arg(long, value_parser = floor, allow_hyphen_values = true)]
    floor: Option<Floor>,
    /// How levels change from each event to the next: rising, not-falling, any, not-rising, falling, or by=X
    #[arg(long, default_value = "any", value_parser = trend)]
    trend: Trend,
    /// List the groups with the most motifs instead of the table: dyads, by the first event of motifs of two parties, or
    /// triads, motifs of three parties
    #[arg(long, value_name = "GROUPS")]
    by: Option<Groups>,
    /// With --by: number of groups listed
    #[arg(long, value_name = "NUMBER", default_value_t = 20, requires = "by")]
    limit: usize,
    /// Count the 13 participation shifts of Gibson (2003) instead: who acts next, and on whom, from each event to the
    /// next within the gap
    #[arg(long, conflicts_with = "by")]
    shifts: bool,
    /// Compare the motifs with those of shuffled events, by this null model: see escalade chance --help
    #[arg(long, value_name = "MODEL", value_parser = null, conflicts_with_all = ["by", "shifts"])]
    null: Option<NullModel>,
    /// With --null: number of shuffles
    #[arg(long, default_value_t = 999, requires = "null")]
    shuffles: u64,
    /// With --null: seed of the random numbers
    #[arg(long, default_value_t = 0, requires = "null")]
    seed: u64,
    /// With --null: go on from the shuffles recorded in this file, if it exists, and record all there
    #[arg(long, value_name = "FILE", requires = "null")]
    record: Option<PathBuf>,
    /// With --null: stop making shuffles after this many seconds, and compare with those made so far. Ctrl-C does the
    /// same
    #[arg(long, value_name = "SECONDS", value_parser = seconds, requires = "null")]
    time_limit: Option<Duration>,
    /// Output format. svg and html show the table as a heat map; a comparison with shuffles is text or json
    #[arg(long, default_value = "text")]
    output: Form,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum TiesChoice {
    Excluded,
    Recorded,
    Range,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Groups {
    Dyad,
    Triad,
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
struct Answer<'a, T> {
    #[serde(flatten)]
    answer: &'a T,
    view: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<Value>,
}

impl Motifs {
    pub(crate) fn run(&self, out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
        let wanted = &self.wanted;
        let is_picture = matches!(wanted.output, Form::Svg | Form::Html);
        if is_picture && (wanted.shifts || wanted.by.is_some()) {
            return Err("--output: pictures show the table; leave out --by and --shifts, or print text, json, csv, arrow or parquet".into());
        }
        let is_table_file = table_file(&wanted.output)?.is_some();
        let is_printed = matches!(wanted.output, Form::Text | Form::Json) || is_table_file;
        if wanted.null.is_some() && !is_printed {
            return Err(
                "--output: a comparison with shuffles is printed as text, json, arrow or parquet"
                    .into(),
            );
        }
        let reading = self.files.read(&self.views.extras())?;
        let query = wanted.query(reading.report.files[0].format)?;
        let view = self.views.view(&reading.timeline, &query)?;
        let mut motifs = view.motifs(wanted.gap).trend(wanted.trend).ties(match wanted.ties {
            TiesChoice::Excluded => Ties::Excluded,
            TiesChoice::Recorded => Ties::Recorded,
            TiesChoice::Range => Ties::Range,
        });
        let looks_at_levels = wanted.floor.is_some() || wanted.trend != Trend::Any;
        motifs = match looks_at_levels || wanted.scale.is_some() {
            true => motifs.among(&query),
            false => motifs.among(&query.on(scale::Flat)),
        };
        let steps = serde_json::to_value(view.steps())?;
        match &wanted.null {
            Some(null) => self.compare(out, &reading, &motifs, null, steps),
            None => self.print(out, &reading, &motifs, steps),
        }
    }

    /// Prints the motifs beside those of shuffled events.
    fn compare(
        &self,
        out: &mut dyn Write,
        reading: &Reading,
        motifs: &Counted<'_>,
        null: &NullModel,
        steps: Value,
    ) -> Result<(), Box<dyn Error>> {
        let (wanted, stop) = (&self.wanted, Stop::after(self.wanted.time_limit));
        let shown = Shown::new(&stop);
        let against = motifs
            .against(null)
            .shuffles(wanted.shuffles)
            .seed(wanted.seed)
            .progress(|done, all| shown.update(done, all));
        let comparison = match &wanted.record {
            None => against.compare().map_err(Box::<dyn Error>::from),
            Some(file) => {
                let compared = match recorded(file)? {
                    Some(record) => against.resume(&record),
                    None => against.compare(),
                };
                compared.map_err(|problem| in_file(file, &problem).into())
            }
        };
        shown.finish();
        let comparison: MotifComparison = comparison?;
        if let Some(file) = &wanted.record {
            write_record(file, comparison.record())?;
        }
        match wanted.output {
            Form::Json => self.print_json(out, reading, &comparison, steps)?,
            #[cfg(feature = "arrow")]
            Form::Arrow | Form::Parquet => {
                write_table(escalade::arrow::motifs_against(&comparison), &wanted.output, out)?;
            }
            _ => {
                writeln!(out, "{}\n\n{comparison}", self.files.report_text(&reading.report))?;
            }
        }
        say_if_stopped(out, &stop)
    }

    fn print(
        &self,
        out: &mut dyn Write,
        reading: &Reading,
        motifs: &Counted<'_>,
        steps: Value,
    ) -> Result<(), Box<dyn Error>> {
        let wanted = &self.wanted;
        if wanted.output == Form::Text {
            writeln!(out, "{}\n", self.files.report_text(&reading.report))?;
        }
        match wanted.by {
            None if wanted.shifts => {
                let shifts = motifs.shifts()?;
                match wanted.output {
                    Form::Json => self.print_json(out, reading, &shifts, steps)?,
                    #[cfg(feature = "arrow")]
                    Form::Arrow | Form::Parquet => {
                        write_table(escalade::arrow::shifts(&shifts), &wanted.output, out)?;
                    }
                    Form::Csv => {
                        writeln!(out, "shift,family,count")?;
                        for (shift, count) in shifts.counts() {
                            writeln!(out, "{shift},{},{count}", shift.family())?;
                        }
                        writeln!(
                            out,
                            "unchanged,,{}\nnot compared,,{}",
                            shifts.unchanged, shifts.tied
                        )?;
                    }
                    _ => writeln!(out, "{shifts}")?,
                }
            }
            None => {
                let table = motifs.table()?;
                match wanted.output {
                    Form::Json => self.print_json(out, reading, &table, steps)?,
                    Form::Csv => {
                        print_rows(out, "", &[("".to_owned(), &|motif| table.count(motif))])?;
                    }
                    #[cfg(feature = "arrow")]
                    Form::Arrow | Form::Parquet => {
                        write_table(escalade::arrow::motifs(&table), &wanted.output, out)?;
                    }
                    Form::Svg => picture(&table).write_svg(out)?,
                    Form::Html => picture(&table).write_html(out)?,
                    _ => writeln!(out, "{table}")?,
                }
            }
            Some(Groups::Dyad) => {
                let dyads = motifs.by_dyad(wanted.limit)?;
                match wanted.output {
                    Form::Json => self.print_json(out, reading, &dyads, steps)?,
                    Form::Csv => {
                        let mut rows: Vec<(String, &dyn Fn(Motif) -> MotifCount)> = Vec::new();
                        let counts: Vec<_> =
                            dyads.top.iter().map(|dyad| |motif| dyad.count(motif)).collect();
                        for (dyad, count) in dyads.top.iter().zip(&counts) {
                            rows.push((cells(&[&dyad.source, &dyad.target])?, count));
                        }
                        print_rows(out, "source,target,", &rows)?;
                    }
                    #[cfg(feature = "arrow")]
                    Form::Arrow | Form::Parquet => {
                        let table = escalade::arrow::motifs_by_dyad(&dyads.top);
                        write_table(table, &wanted.output, out)?;
                    }
                    _ => writeln!(out, "{dyads}")?,
                }
            }
            Some(Groups::Triad) => {
                let triads = motifs.by_triad(wanted.limit)?;
                match wanted.output {
                    Form::Json => self.print_json(out, reading, &triads, steps)?,
                    Form::Csv => {
                        let mut rows: Vec<(String, &dyn Fn(Motif) -> MotifCount)> = Vec::new();
                        let counts: Vec<_> =
                            triads.top.iter().map(|triad| |motif| triad.count(motif)).collect();
                        for (triad, count) in triads.top.iter().zip(&counts) {
                            let [a, b, c] = &triad.actors;
                            rows.push((cells(&[a, b, c])?, count));
                        }
                        print_rows(out, "actor_1,actor_2,actor_3,", &rows)?;
                    }
                    #[cfg(feature = "arrow")]
                    Form::Arrow | Form::Parquet => {
                        let table = escalade::arrow::motifs_by_triad(&triads.top);
                        write_table(table, &wanted.output, out)?;
                    }
                    _ => writeln!(out, "{triads}")?,
                }
            }
        }
        Ok(())
    }

    fn print_json<T: Serialize>(
        &self,
        out: &mut dyn Write,
        reading: &Reading,
        answer: &T,
        view: Value,
    ) -> Result<(), Box<dyn Error>> {
        let report =
            self.files.report.then(|| serde_json::to_value(&reading.report)).transpose()?;
        json_text::write_pretty(out, &Answer { answer, view, report })?;
        Ok(writeln!(out)?)
    }
}

impl Wanted {
    /// Returns the query whose events take part.
    fn query(&self, format: Format) -> Result<Query, String> {
        let name = self.scale.as_deref().unwrap_or(default_scale(format));
        let scale = scale::by_name(name).ok_or_else(|| {
            let name = escaped(name);
            format!("there is no scale «{name}»; write one of: {}", scale::NAMES.join(", "))
        })?;
        let query = Query::escalation()
            .on(scale)
            .floor(self.floor.unwrap_or(Floor::None))
            .granularity(self.granularity.into())
            .max_gap(self.gap);
        Ok(if self.patrons { query.with_patrons() } else { query })
    }
}

fn picture(table: &MotifTable) -> MotifPicture<'_> {
    MotifPicture::of(table)
}

/// Returns texts as the first cells of a row.
fn cells(texts: &[&str]) -> Result<String, Box<dyn Error>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(texts.iter().map(|text| table_cell(text)))?;
    let mut row = String::from_utf8(writer.into_inner()?)?;
    row.truncate(row.trim_end().len());
    Ok(row + ",")
}

/// Prints a row for each motif of each group; of groups with names, only those motifs of which there are some.
fn print_rows(
    out: &mut dyn Write,
    head: &str,
    groups: &[(String, &dyn Fn(Motif) -> MotifCount)],
) -> Result<(), Box<dyn Error>> {
    writeln!(out, "{head}motif,row,column,events,shape,name,least,most")?;
    for (name, count) in groups {
        for motif in Motif::all() {
            let MotifCount { least, most } = count(motif);
            if most == 0 && !name.is_empty() {
                continue;
            }
            let shape = serde_json::to_value(motif.shape())?;
            writeln!(
                out,
                "{name}{motif},{},{},{},{},{},{least},{most}",
                motif.row(),
                motif.column(),
                motif.events(),
                shape.as_str().unwrap_or_default(),
                motif.name().unwrap_or_default(),
            )?;
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use clap::Parser;
    use serde_json::Value;

    use crate::{args::Args, run};

    const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/tit_for_tat.tsv");

    fn result(options: &str) -> Result<String, String> {
        let mut out = Vec::new();
        let line = format!("escalade motifs {FILE} {options}");
        let args = Args::try_parse_from(line.split(' ')).map_err(|problem| problem.to_string())?;
        run(&args, &mut out).map_err(|problem| problem.to_string())?;
        Ok(String::from_utf8(out).unwrap())
    }

    fn json(options: &str) -> Value {
        serde_json::from_str(&result(&format!("{options} --output json")).unwrap()).unwrap()
    }

    #[test]
    fn motifs_are_printed_in_every_format() {
        let table = json("--gap 7");
        assert_eq!((&table["gap_seconds"], &table["ties"]), (&604_800.into(), &"excluded".into()));
        let motifs = table["motifs"].as_array().unwrap();
        let sum: u64 = motifs.iter().map(|motif| motif["most"].as_u64().unwrap()).sum();
        assert!(motifs.len() == 36 && sum > 0 && table["triples"] == sum);
        let csv = result("--gap 7 --output csv").unwrap();
        assert!(
            csv.starts_with("motif,row,column,events,shape,name,least,most\nM11,1,1,AB CB AB,")
        );
        assert_eq!(csv.lines().count(), 37);
        assert!(result("--gap 7").unwrap().contains("first event: A→B"));
        assert!(result("--gap 7 --output svg").unwrap().starts_with("<svg "));
        assert!(result("--gap 7 --output html").unwrap().starts_with("<!DOCTYPE html>"));
        let range = json("--gap 7 --ties range");
        assert!(range["triples"].as_u64() >= table["triples"].as_u64());
    }

    #[test]
    fn motifs_are_compared_with_shuffles() {
        let options = "--gap 7 --null days-within=30 --shuffles 9";
        let comparison = json(options);
        assert_eq!(
            (&comparison["null"], &comparison["shuffles"]),
            (&"days-within=30".into(), &9.into())
        );
        let (motifs, table) = (comparison["motifs"].as_array().unwrap(), json("--gap 7"));
        assert_eq!((motifs.len(), &comparison["triples"]["observed"]), (36, &table["triples"]));
        for (motif, count) in motifs.iter().zip(table["motifs"].as_array().unwrap()) {
            assert_eq!((&motif["motif"], &motif["observed"]), (&count["motif"], &count["most"]));
            assert!(motif["p"].as_f64() >= Some(0.1) && motif["q_by"].is_number());
        }
        let file = std::env::temp_dir().join(format!("escalade-motifs-{}", std::process::id()));
        let file = file.display().to_string();
        result(&format!("{options} --record {file}")).unwrap();
        let more = "--gap 7 --null days-within=30 --shuffles 19";
        assert_eq!(json(&format!("{more} --record {file}")), json(more));
        std::fs::remove_file(file).unwrap();
        let text = result(options).unwrap();
        for words in
            ["9 shuffles, null model days-within=30, seed 0", "all motifs", "reciprocation"]
        {
            assert!(text.contains(words), "{words} in {text}");
        }
        for refused in
            ["--shuffles 9", "--null x", "--null levels --shifts", "--null levels --by dyad"]
        {
            assert!(result(&format!("--gap 7 {refused}")).is_err(), "{refused}");
        }
        assert!(result(&format!("{options} --output csv")).is_err());
        assert!(result(&format!("{options} --ties range")).is_err());
    }

    #[test]
    fn groups_and_shifts_are_printed() {
        let dyads = json("--gap 7 --by dyad --limit 1");
        assert_eq!(dyads["top"].as_array().unwrap().len(), 1);
        assert!(dyads["groups"].as_u64() >= Some(1) && dyads["top"][0]["source"].is_string());
        let csv = result("--gap 7 --by dyad --output csv").unwrap();
        assert!(csv.starts_with("source,target,motif,row,"));
        assert!(json("--gap 7 --by triad")["groups"].is_u64());
        assert!(result("--gap 7 --by triad").unwrap().contains(" triads; the "));
        assert!(json("--gap 7 --shifts")["AB-BA"].is_u64());
        assert!(result("--gap 7 --shifts").unwrap().contains("turn receiving"));
        assert!(result("--gap 7 --shifts --output csv").unwrap().contains("AB-BA,turn receiving,"));
        for refused in
            ["", "--gap -1", "--gap 7 --shifts --output svg", "--gap 7 --shifts --ties range"]
        {
            assert!(result(refused).is_err(), "{refused}");
        }
    }
}
