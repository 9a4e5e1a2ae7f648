//! `escalade count`: one answer of several processes, each of which reads a share of the files.

use std::{
    cmp::Ordering, error::Error, fs::File, io::Read as _, io::Write, panic, path::PathBuf, thread,
    time::Duration,
};

use clap::ValueEnum;
use escalade::{
    Actor, Query, Rank, Timeline,
    chain::{Count as Chains, DyadTally},
    distributed::{
        Answer, Apart, Cluster, FoundChain, FoundEvent, Input, Outcome, Question, Wanted, ask,
    },
    read::{Format, ReadReport},
    timeline::ViewStep,
};
use serde_json::{Value, json};

use crate::{
    answer::DEFAULT_NUMBER, files::Files, json::write_line, json_text, print_problem,
    safe_text::isolated, story::WARNING, terms::Terms, text::table, values::seconds, views::Views,
};

/// Count chains with several processes, on one machine or more, each of which holds a share of the events
///
/// Start it once for each process, with the same arguments but for --process. Process 0 prints the answer. A process reads
/// every n-th file, and needs no other. A query that cannot be spread is refused before anything is read.
#[derive(Debug, clap::Args)]
pub(crate) struct Count {
    #[command(flatten)]
    files: Files,
    #[command(flatten)]
    views: Views,
    #[command(flatten)]
    terms: Terms,
    /// Answer to give: summary, count-by-len, by-dyad (most chains first), longest, greatest-rise, or top[=K], the K best
    /// chains by --rank. Chains are listed, not explained
    #[arg(long, default_value = "summary", value_parser = wanted, help_heading = "The answer")]
    answer: Asked,
    /// With `top`: the criterion by which chains are ranked
    #[arg(long, default_value = "longest", help_heading = "The answer")]
    rank: RankBy,
    /// With `top`: list only the best of the chains that end in the same event
    #[arg(long, conflicts_with = "event_disjoint", help_heading = "The answer")]
    one_per_end: bool,
    /// With `top`: list the best chain, then the best that shares no event with those listed before it
    #[arg(long, help_heading = "The answer")]
    event_disjoint: bool,
    /// Maximum number of dyads that by-dyad lists [default: 10 as text, else all]
    #[arg(long, help_heading = "The answer")]
    limit: Option<usize>,
    /// Output format
    #[arg(long, default_value = "text", help_heading = "The answer")]
    output: Form,
    #[command(flatten)]
    together: Together,
}

/// The processes.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "The processes")]
struct Together {
    /// Number of processes
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    processes: usize,
    /// Number of this process, from 0
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    process: usize,
    /// File with the address of each process in a line, host:port, in the order of their numbers [default: this machine,
    /// ports from 2101]
    #[arg(long, value_name = "FILE")]
    hosts: Option<PathBuf>,
    /// Number of worker threads of each process
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    workers: usize,
    /// How long to wait at the start until all processes have been reached
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    patience: Duration,
    /// Print to the standard error how the events were spread and what was sent between processes
    #[arg(long)]
    traffic: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Summary,
    CountByLen,
    ByDyad,
    Longest,
    GreatestRise,
    Top(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum RankBy {
    /// More events
    Longest,
    /// Greater rise from the first event to the last
    GreatestRise,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Text,
    Json,
    Jsonl,
}

fn wanted(text: &str) -> Result<Asked, String> {
    Ok(match text {
        "summary" => Asked::Summary,
        "count-by-len" => Asked::CountByLen,
        "by-dyad" => Asked::ByDyad,
        "longest" => Asked::Longest,
        "greatest-rise" => Asked::GreatestRise,
        "top" => Asked::Top(DEFAULT_NUMBER),
        _ => {
            let most = text.strip_prefix("top=").and_then(|most| most.parse().ok());
            Asked::Top(most.filter(|most| *most > 0).ok_or(
                "write summary, count-by-len, by-dyad, longest, greatest-rise or top[=K]; other answers are those of \
                 one process",
            )?)
        }
    })
}

impl Count {
    pub(crate) fn run(&self, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
        if self.files.is_empty() {
            return Err("name the files: each process reads a share of them".into());
        }
        let is_top = matches!(self.answer, Asked::Top(_));
        if !is_top && (self.one_per_end || self.event_disjoint || self.rank != RankBy::Longest) {
            return Err(
                "--rank, --one-per-end, --event-disjoint: give them with --answer top[=K]".into()
            );
        }
        let query = self.query()?;
        let steps = self.steps(&query)?;
        let question = Question::new(query.clone()).seen_through(steps.clone());
        let question = question.wanting(self.wanted());
        let input = Input::files(self.files.paths(), self.files.options(&self.views.extras())?);
        hide_panics_of_workers();
        let outcome = ask(&self.together.cluster()?, &input, &question)?;
        if self.together.traffic {
            print_problem(&traffic_in_words(&outcome));
        }
        let Some(answer) = &outcome.answer else { return Ok(()) };
        match self.output {
            Form::Text => self.print_text(out, &query, answer, &outcome.report),
            Form::Json | Form::Jsonl => {
                self.print_json(out, (&query, &steps), answer, &outcome.report)
            }
        }
    }

    /// Returns the query. Its scale depends on the format of the files, unless it is given.
    fn query(&self) -> Result<Query, Box<dyn Error>> {
        if self.terms.scale.is_some() || self.terms.query.is_some() {
            return self.terms.query(Format::Keds);
        }
        self.terms.query(self.format()?)
    }

    /// Returns the format of the first file that is here, by its first lines.
    fn format(&self) -> Result<Format, Box<dyn Error>> {
        const HEAD: u64 = 1 << 16;
        let options = self.files.options(&[])?;
        for path in self.files.paths() {
            let Ok(file) = File::open(path) else { continue };
            let mut head = Vec::new();
            file.take(HEAD).read_to_end(&mut head)?;
            if head.len() as u64 == HEAD {
                let end = head.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
                head.truncate(end);
            }
            if let Ok(reading) = options.read("head", &head[..]) {
                return Ok(reading.report.files[0].format);
            }
        }
        Err("the format of the files cannot be told from their first lines: name the scale (--scale)".into())
    }

    /// Returns the steps of the view.
    fn steps(&self, query: &Query) -> Result<Vec<ViewStep>, Box<dyn Error>> {
        let mut builder = Timeline::builder();
        for key in self.views.of_actors() {
            builder.add_actor(Actor::new(key.as_str()));
        }
        let timeline = builder.build()?;
        Ok(self.views.view(&timeline, query)?.steps().to_vec())
    }

    fn wanted(&self) -> Wanted {
        let apart = match (self.one_per_end, self.event_disjoint) {
            (true, _) => Apart::Ends,
            (_, true) => Apart::Events,
            _ => Apart::Nothing,
        };
        let rank = match self.rank {
            RankBy::Longest => Rank::Longest,
            RankBy::GreatestRise => Rank::GreatestRise,
        };
        match self.answer {
            Asked::Summary => Wanted::Summary,
            Asked::CountByLen => Wanted::CountByLen,
            Asked::ByDyad => Wanted::ByDyad,
            Asked::Longest => Wanted::longest(),
            Asked::GreatestRise => Wanted::greatest_rise(),
            Asked::Top(most) => Wanted::Best { rank, most, apart },
        }
    }

    fn print_text(
        &self,
        out: &mut impl Write,
        query: &Query,
        answer: &Answer,
        report: &ReadReport,
    ) -> Result<(), Box<dyn Error>> {
        writeln!(out, "{}", self.files.report_text(report))?;
        writeln!(out, "\nquery: {query}\n")?;
        if self.terms.scale.is_none() && self.terms.query.is_none() {
            let (scale, format) = (query.scale().name(), report.files[0].format);
            writeln!(out, "scale: {scale}, the default for files of the format {format}\n")?;
        }
        match answer {
            Answer::Summary(summary) => {
                writeln!(out, "{summary}")?;
                Ok(writeln!(out, "\n{WARNING}")?)
            }
            Answer::CountByLen(counts) => {
                let row = |(len, count): (_, &Chains)| [format!("{len}"), format!("{count}")];
                table(out, ["events", "chains"], || counts.iter().map(row))?;
                Ok(writeln!(out, "\n{WARNING}")?)
            }
            Answer::ByDyad(dyads) => {
                let dyads = sorted(dyads);
                let limit = self.limit.unwrap_or(DEFAULT_NUMBER);
                let row = |dyad: &&DyadTally| {
                    let rise =
                        dyad.greatest_rise().map_or("none".to_owned(), |rise| rise.to_string());
                    let (events, hops) = (dyad.events().to_string(), dyad.hops().to_string());
                    let actors =
                        format!("{} -> {}", isolated(dyad.source()), isolated(dyad.target()));
                    [events, hops, dyad.chains().to_string(), rise, actors]
                };
                let rows = || dyads.iter().take(limit).map(row);
                table(out, ["events", "hops", "chains", "greatest rise", "dyad"], rows)?;
                match dyads.len().saturating_sub(limit) {
                    0 => Ok(()),
                    omitted => Ok(writeln!(out, "\nand {omitted} more: see --limit")?),
                }
            }
            Answer::Chains(chains) => {
                for (nth, chain) in chains.iter().enumerate() {
                    if nth > 0 {
                        writeln!(out)?;
                    }
                    list_events(out, chain)?;
                }
                if chains.is_empty() {
                    writeln!(out, "no chain")?;
                }
                Ok(())
            }
            _ => Err("this answer cannot be printed".into()),
        }
    }

    fn print_json(
        &self,
        out: &mut impl Write,
        (query, steps): (&Query, &[ViewStep]),
        answer: &Answer,
        report: &ReadReport,
    ) -> Result<(), Box<dyn Error>> {
        let mut entries = Vec::new();
        let mut is_list = true;
        match answer {
            Answer::Summary(summary) => {
                let mut summary = serde_json::to_value(summary)?;
                summary["format"] = json!(report.files[0].format.as_str());
                summary["rows"] = json!(report.rows);
                summary["query"] = serde_json::to_value(query)?;
                summary["view"] = serde_json::to_value(steps)?;
                entries.push(summary);
                is_list = false;
            }
            Answer::CountByLen(counts) => {
                for (len, count) in counts {
                    entries.push(json!({ "events": len, "chains": count }));
                }
            }
            Answer::ByDyad(dyads) => {
                for dyad in sorted(dyads).into_iter().take(self.limit.unwrap_or(usize::MAX)) {
                    entries.push(json!(dyad));
                }
            }
            Answer::Chains(chains) => {
                entries.extend(chains.iter().map(chain_value));
                is_list = matches!(self.answer, Asked::Top(_));
            }
            _ => return Err("this answer cannot be printed".into()),
        }
        if self.output == Form::Jsonl {
            for entry in &entries {
                write_line(out, entry)?;
            }
            if self.files.report {
                write_line(out, &json!({ "report": report }))?;
            }
            return Ok(());
        }
        let value = match is_list {
            true => Value::Array(entries),
            false => entries.pop().unwrap_or_default(),
        };
        if self.files.report {
            json_text::write_pretty(out, &json!({ "answer": value, "report": report }))?;
        } else {
            json_text::write_pretty(out, &value)?;
        }
        Ok(writeln!(out)?)
    }
}

impl Together {
    fn cluster(&self) -> Result<Cluster, Box<dyn Error>> {
        let Self { processes, process, hosts, workers, patience, .. } = self;
        let cluster = match hosts {
            Some(hosts) => Cluster::from_file(*process, *processes, hosts)?,
            None => Cluster::on_this_machine(*process, *processes)?,
        };
        Ok(cluster.with_workers(*workers).with_patience(*patience))
    }
}

/// Hides the messages of panics of worker threads, which end so when another process is lost: the command prints a sentence.
fn hide_panics_of_workers() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let is_worker = thread::current().name().is_some_and(|name| name.starts_with("timely:"));
        // The thread that joins those of the connections panics if they did.
        let is_of_join = info.location().is_some_and(|place| place.file().contains("timely"));
        if !is_worker && !is_of_join {
            usual(info);
        }
    }));
}

/// Returns the figures of dyads, those with most chains first.
fn sorted(dyads: &[DyadTally]) -> Vec<&DyadTally> {
    let mut sorted: Vec<&DyadTally> = dyads.iter().collect();
    // Stable, so that dyads with as many chains stay in order of their actors.
    sorted.sort_by(|a, b| b.chains().partial_cmp(a.chains()).unwrap_or(Ordering::Equal));
    sorted
}

fn label(event: &FoundEvent) -> String {
    event.key.as_ref().map_or_else(|| format!("#{}", event.number), ToString::to_string)
}

fn chain_value(chain: &FoundChain) -> Value {
    let event = |event: &FoundEvent| match &event.key {
        Some(key) => json!(&**key),
        None => json!(event.number),
    };
    let events: Vec<Value> = chain.events.iter().map(event).collect();
    let tenths: i128 = chain.events.iter().map(|event| i128::from(event.level.tenths())).sum();
    json!({ "events": events, "rise": chain.rise, "weight": tenths as f64 / 10.0 })
}

/// Lists the events of a chain, one a line.
fn list_events(out: &mut impl Write, chain: &FoundChain) -> Result<(), Box<dyn Error>> {
    let (first, last) = (chain.events.first(), chain.events.last());
    let seconds = first.zip(last).map_or(0, |(first, last)| last.earliest - first.earliest);
    let (len, days, rise) = (chain.events.len(), seconds / 86_400, chain.rise);
    writeln!(out, "{len} events in {days} days, rise {rise}")?;
    for (number, event) in (1..).zip(&chain.events) {
        let label = label(event);
        writeln!(out, "{number}. {}, {}, level {}", isolated(&label), event.when, event.level)?;
    }
    Ok(())
}

fn traffic_in_words(outcome: &Outcome) -> String {
    let traffic = &outcome.traffic;
    let kept: Vec<String> = traffic.kept.iter().map(ToString::to_string).collect();
    format!(
        "spread by {}: {} rounds, {} passes; sent between processes: {} rows, {} values, {} sums, {} bytes; rows kept: {}",
        outcome.spread,
        traffic.rounds,
        traffic.passes,
        traffic.rows,
        traffic.values,
        traffic.sums,
        traffic.bytes,
        kept.join(", ")
    )
}
