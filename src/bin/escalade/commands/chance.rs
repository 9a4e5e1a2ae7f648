//! `escalade chance`: are there more chains than chance would give?

use std::{error::Error, io::Write, path::PathBuf, time::Duration};

use clap::{ValueEnum, value_parser};
use escalade::{
    Chains, View,
    chance::{Against, Comparison, Curve, NullModel},
    read::Reading,
    render::ChancePicture,
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
    json_text, print_problem,
    stop::Stop,
    terms::Terms,
    values::seconds,
    views::Views,
    why_none,
};

/// The longest block that the library admits, in days.
const MAX_BLOCK: i64 = 10_000_000;

/// Compare the hops and chains of a query with those of shuffled events
///
/// A shuffle keeps some properties of the events and randomises the rest: the null model says which. p is the
/// share of arrangements, the data among them, with at least as many hops or chains. A low p shows timing that
/// the null model does not keep, not that one event caused another. Choose the longest gap and the null model
/// before you look at results; remove duplicates first, for example by --one-a-day=source,target
/// --one-a-day-by=state.
#[derive(Debug, clap::Args)]
pub(crate) struct Chance {
    #[command(flatten)]
    files: Files,
    #[command(flatten)]
    views: Views,
    #[command(flatten)]
    terms: Terms,
    #[command(flatten)]
    wanted: Wanted,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "The comparison")]
struct Wanted {
    /// Null model. levels: levels permuted among all events; levels-within-dyads: within directed dyads;
    /// timestamps: times permuted among all events; uniform: days drawn from the whole span; rotations: each
    /// directed dyad rotated in time; days-within=N: days redrawn within blocks of N days, within dyads;
    /// directions: permuted within pairs of actors; actors-within-days: targets permuted among the events of a
    /// day
    #[arg(long, value_name = "MODEL", default_value = "days-within=30", value_parser = null)]
    null: NullModel,
    /// Number of shuffles
    #[arg(long, default_value_t = 999)]
    shuffles: u64,
    /// Seed of the random numbers; the same seed gives the same shuffles on any number of cores
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Compare each directed dyad too, with q values of Benjamini and Hochberg and of Benjamini and Yekutieli
    #[arg(long)]
    by_dyad: bool,
    /// With --by-dyad: test only dyads with at least this many events
    #[arg(long, value_name = "EVENTS", default_value_t = 1, requires = "by_dyad")]
    min_events: u64,
    /// Compare the longest chain and the greatest rise too
    #[arg(long)]
    extremes: bool,
    /// Compare the number of chains of each length too
    #[arg(long)]
    by_len: bool,
    /// Compare the number of hops by each rule too
    #[arg(long)]
    by_rule: bool,
    /// Compare the number of hops by lag too, from 0 to this many days, for all events, by the level of the event
    /// that is answered, and for the busiest dyads
    #[arg(long, value_name = "DAYS")]
    lags: Option<u32>,
    /// With --lags: the number of dyads shown, those with the most events
    #[arg(long, value_name = "NUMBER", default_value_t = 4, requires = "lags")]
    lag_dyads: usize,
    /// Compare with days redrawn within blocks of each of these lengths in days too, separated by commas
    #[arg(long, value_name = "DAYS", value_delimiter = ',', value_parser = value_parser!(u32).range(1..=MAX_BLOCK))]
    sweep_blocks: Vec<u32>,
    /// Stop once this many shuffles have at least as many hops as the data, and as many at least as many chains:
    /// more shuffles would not make the data unusual. 10 is usual
    #[arg(long, value_name = "SHUFFLES")]
    stop_after: Option<u64>,
    /// Go on from the shuffles recorded in this file, if it exists, and record all there
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Stop making shuffles after this many seconds, and compare with those made so far. Ctrl-C does the same
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    time_limit: Option<Duration>,
    /// Output format. In JSON, `null`, `shuffles` and `seed` say what was done, and `hops` and `chains` have
    /// `observed`, `mean`, `ratio`, `p` and more. svg and html show the distribution of the shuffles, the ratio
    /// by length of blocks, and answers by lag
    #[arg(long, default_value = "text")]
    output: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Text,
    Json,
    Arrow,
    Parquet,
    Svg,
    Html,
}

/// A comparison as JSON, with what was asked for beside it.
#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    comparison: &'a Comparison,
    #[serde(skip_serializing_if = "Option::is_none")]
    curve: Option<&'a Curve>,
    view: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<Value>,
}

impl Chance {
    pub(crate) fn run(&self, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
        table_file(&self.wanted.output)?;
        let reading = self.files.read(&self.views.extras())?;
        let query = self.terms.query(reading.report.files[0].format)?;
        let view = self.views.view(&reading.timeline, &query)?;
        let chains = view.chains(&query)?;
        if let Some(reason) = why_none::reason(&reading, &query, &chains) {
            print_problem(&format!("escalade: {reason}"));
        }
        self.say_what_is_needed(&chains);
        let stop = Stop::after(self.wanted.time_limit);
        let comparison = self.compare(&chains, &stop)?;
        let curve = match self.wanted.sweep_blocks.as_slice() {
            [] => None,
            lengths => Some(self.sweep(&chains, lengths, &stop)?),
        };
        self.print(out, &reading, &view, &comparison, curve.as_ref())?;
        say_if_stopped(out, &stop)
    }

    fn print(
        &self,
        out: &mut impl Write,
        reading: &Reading,
        view: &View<'_>,
        comparison: &Comparison,
        curve: Option<&Curve>,
    ) -> Result<(), Box<dyn Error>> {
        match self.wanted.output {
            #[cfg(feature = "arrow")]
            Form::Arrow | Form::Parquet => {
                let table = match self.wanted.by_dyad {
                    true => escalade::arrow::comparison_by_dyad(comparison),
                    false => escalade::arrow::comparison(comparison),
                };
                write_table(table, &self.wanted.output, out)
            }
            Form::Json => {
                let report = self.files.report.then(|| serde_json::to_value(&reading.report));
                let answer = Answer {
                    comparison,
                    curve,
                    view: serde_json::to_value(view.steps())?,
                    report: report.transpose()?,
                };
                json_text::write_pretty(out, &answer)?;
                Ok(writeln!(out)?)
            }
            Form::Svg | Form::Html => self.print_picture(out, comparison, curve),
            _ => self.print_text(out, reading, comparison, curve),
        }
    }

    /// Says how many shuffles the comparison by dyad needs, before any is made.
    fn say_what_is_needed(&self, chains: &Chains<'_>) {
        if !self.wanted.by_dyad {
            return;
        }
        let needed = self.against(chains).shuffles_needed(0.05);
        let (dyads, made) = (needed.dyads, self.wanted.shuffles);
        let mut message = format!(
            "escalade: {dyads} dyads are tested. For a single dyad to be found at a false discovery rate of 5% it \
             takes at least {} shuffles by Benjamini and Hochberg, {} by Benjamini and Yekutieli",
            needed.benjamini_hochberg, needed.benjamini_yekutieli
        );
        let enough = needed.benjamini_yekutieli;
        if enough > Against::MOST_SHUFFLES {
            message.push_str(&format!(
                "; {made} are made, and at most {} can be: test fewer dyads, with --min-events",
                Against::MOST_SHUFFLES
            ));
        } else if made < enough {
            message.push_str(&format!(
                "; {made} are made: with --shuffles {enough} every dyad can be found, with --min-events fewer are tested"
            ));
        }
        print_problem(&message);
    }

    fn against<'c, 't>(&'c self, chains: &'c Chains<'t>) -> Against<'c, 't> {
        let wanted = &self.wanted;
        let mut against = chains.against(&wanted.null).shuffles(wanted.shuffles).seed(wanted.seed);
        if wanted.by_dyad {
            against = against.by_dyad().min_events(wanted.min_events);
        }
        if wanted.extremes {
            against = against.extremes();
        }
        if wanted.by_len {
            against = against.by_len();
        }
        if wanted.by_rule {
            against = against.by_rule();
        }
        if let Some(days) = wanted.lags {
            against = against.lags(days).lag_dyads(wanted.lag_dyads);
        }
        if let Some(h) = wanted.stop_after {
            against = against.stop_after(h);
        }
        against
    }

    fn compare(&self, chains: &Chains<'_>, stop: &Stop) -> Result<Comparison, Box<dyn Error>> {
        let shown = Shown::new(stop);
        let against = self.against(chains).progress(|done, all| shown.update(done, all));
        let Some(file) = &self.wanted.record else {
            let comparison = against.compare();
            shown.finish();
            return Ok(comparison?);
        };
        let compared = match recorded(file)? {
            Some(record) => against.resume(&record),
            None => against.compare(),
        };
        shown.finish();
        let comparison = compared.map_err(|problem| in_file(file, &problem))?;
        write_record(file, comparison.record())?;
        Ok(comparison)
    }

    /// Compares with blocks of several lengths. What is compared besides hops and chains belongs to the null
    /// model alone.
    fn sweep(
        &self,
        chains: &Chains<'_>,
        lengths: &[u32],
        stop: &Stop,
    ) -> Result<Curve, Box<dyn Error>> {
        let (wanted, shown) = (&self.wanted, Shown::new(stop));
        let mut against = chains
            .against(&wanted.null)
            .shuffles(wanted.shuffles)
            .seed(wanted.seed)
            .progress(|done, all| shown.update(done, all));
        if let Some(h) = wanted.stop_after {
            against = against.stop_after(h);
        }
        let curve = against.sweep_blocks(lengths.iter().copied());
        shown.finish();
        Ok(curve?)
    }

    fn print_text(
        &self,
        out: &mut impl Write,
        reading: &Reading,
        comparison: &Comparison,
        curve: Option<&Curve>,
    ) -> Result<(), Box<dyn Error>> {
        writeln!(out, "{}", self.files.report_text(&reading.report))?;
        writeln!(out, "\nquery: {}\n\n{comparison}", comparison.query())?;
        if let Some(curve) = curve {
            writeln!(out, "\n{curve}")?;
        }
        Ok(())
    }

    fn print_picture(
        &self,
        out: &mut impl Write,
        comparison: &Comparison,
        curve: Option<&Curve>,
    ) -> Result<(), Box<dyn Error>> {
        let mut picture = ChancePicture::of(comparison);
        if let Some(curve) = curve {
            picture = picture.curve(curve);
        }
        match self.wanted.output {
            Form::Html => picture.write_html(out)?,
            _ => picture.write_svg(out)?,
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use clap::Parser;
    use serde_json::Value;

    use crate::{args::Args, run};

    fn printed(options: &str) -> String {
        let mut out = Vec::new();
        let args = Args::try_parse_from(format!("escalade chance {options}").split(' ')).unwrap();
        run(&args, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/tit_for_tat.tsv");

    #[test]
    fn comparisons_are_printed_in_every_format() {
        let options = format!("{FILE} --gap 7 --null days-within=5 --shuffles 19 --seed 3");
        let json: Value =
            serde_json::from_str(&printed(&format!("{options} --output json"))).unwrap();
        assert_eq!((&json["null"], &json["shuffles"]), (&"days-within=5".into(), &19.into()));
        assert_eq!(json["seed"], 3);
        for answer in ["hops", "chains"] {
            for field in ["observed", "mean", "ratio", "p"] {
                assert!(json[answer][field].is_number(), "{answer} {field}");
            }
        }
        let more = format!(
            "{options} --by-dyad --extremes --by-len --by-rule --lags 5 --sweep-blocks 3,9"
        );
        let all: Value = serde_json::from_str(&printed(&format!("{more} --output json"))).unwrap();
        assert_eq!(all["hops"], json["hops"], "the same shuffles");
        assert_eq!(all["curve"]["points"].as_array().unwrap().len(), 2);
        assert!(all["by_dyad"][0]["hops"]["q_by"].is_number());
        assert!(printed(&format!("{more} --output svg")).starts_with("<svg "));
        assert!(printed(&format!("{more} --output html")).starts_with("<!DOCTYPE html>"));
        let text = printed(&more);
        for words in ["null model days-within=5, seed 3", "dyads tested", "days after", "blocks"] {
            assert!(text.contains(words), "{words} in {text}");
        }
    }

    #[test]
    fn a_record_goes_on() {
        let file = std::env::temp_dir().join(format!("escalade-record-{}", std::process::id()));
        let record = |shuffles: u32| {
            let path = file.display();
            printed(&format!("{FILE} --gap 7 --shuffles {shuffles} --record {path} --output json"))
        };
        record(5);
        assert_eq!(record(20), printed(&format!("{FILE} --gap 7 --shuffles 20 --output json")));
        std::fs::remove_file(file).unwrap();
    }
}
