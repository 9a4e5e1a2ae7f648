//! CSV tables of chains, hops and dyads.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use super::{
    picture::{Picture, PictureContent},
    renderer::Render,
};
use crate::{
    chain::{Chain, Chains, Hop},
    model::ActorId,
    safe_text::table_cell,
};

/// Comma-separated values (RFC 4180), for spreadsheets and data frames: one row for each step of each chain,
/// one row for each hop, or one row for each directed dyad.
///
/// A row is one line. Line breaks and other white space in texts become spaces, and characters that act on a
/// terminal or on the text around them (escape sequences, overrides of the direction of text) become U+FFFD. An
/// apostrophe is written before texts that a spreadsheet would evaluate as a formula, because they begin with
/// `=`, `+`, `-`, `@`, a tab or a line break. A [`verbatim`](Self::verbatim) table keeps all texts unchanged.
///
/// Chains are written one at a time; memory does not grow with their number.
///
/// ```
/// use {chrono::TimeDelta, escalade::{Query, read::Options}};
/// use escalade::render::{Csv, Picture, Render};
///
/// let rows = "2006-07-12\tLBN\tISR\t138\n2006-07-13\tISR\tLBN\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
/// let picture = Picture::chains(&chains, chains.maximal());
/// assert_eq!(Csv::chains().render_to_string(&picture), "\
/// chain,step,event,when,kind,act,code,sources,targets,counted_sources,counted_targets,level,rules,relations,gap_seconds,rise,confidence,text
/// 1,1,#0,2006-07-12,statement,statement: threaten,cameo 138,LBN,ISR,LBN,ISR,7,,,,,,
/// 1,2,#1,2006-07-13,attack,attack: unspecified,cameo 190,ISR,LBN,ISR,LBN,10,retaliation,,86400,3,,
/// ");
/// assert_eq!(Csv::dyads().render_to_string(&picture), "\
/// source,target,events,hops,chains,greatest_rise
/// ISR,LBN,1,1,1,3
/// LBN,ISR,1,0,0,
/// ");
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Csv {
    rows: CsvRows,
    verbatim: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum CsvRows {
    Chains,
    Hops,
    Dyads,
}

impl Csv {
    /// Creates a table with one row for each event of each chain.
    ///
    /// The chains are those of a picture made by [`Picture::chains`]; for any other picture, all chains of
    /// the query, whose number may be very large.
    pub fn chains() -> Self {
        Self { rows: CsvRows::Chains, verbatim: false }
    }

    /// Creates a table with one row for each hop of the query, in the order of [`Chains::hops`], whatever the
    /// picture shows.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, read::Options, render::{Csv, Picture, Render}}};
    /// let rows = "2006-07-12\tLBN\tISR\t138\n2006-07-13\tISR\tLBN\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
    /// assert_eq!(Csv::hops().render_to_string(&Picture::hops(&chains)), "\
    /// hop,from,from_when,to,to_when,rules,relations,gap_seconds,rise,confidence
    /// 1,#0,2006-07-12,#1,2006-07-13,retaliation,,86400,3,
    /// ");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn hops() -> Self {
        Self { rows: CsvRows::Hops, verbatim: false }
    }

    /// Writes the table of some hops of a query. Each hop is written before the next is taken.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, read::Options, render::Csv}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-03\tISR\tLBN\t150\n2006-07-12\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(10)))?;
    /// let mut table = Vec::new();
    /// Csv::hops().write_hops(&chains, chains.hops().take(1), &mut table).unwrap();
    /// assert_eq!(String::from_utf8_lossy(&table).lines().count(), 2);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if `out` fails.
    pub fn write_hops(
        &self,
        chains: &Chains<'_>,
        hops: impl IntoIterator<Item = Hop>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        self.write_each_hop(chains, &mut hops.into_iter(), out)
    }

    /// Like [`write_hops`](Self::write_hops), compiled once.
    fn write_each_hop(
        &self,
        chains: &Chains<'_>,
        hops: &mut dyn Iterator<Item = Hop>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let mut out = csv::Writer::from_writer(out);
        heading(
            &mut out,
            &[
                "hop",
                "from",
                "from_when",
                "to",
                "to_when",
                "rules",
                "relations",
                "gap_seconds",
                "rise",
                "confidence",
            ],
        )
        .map_err(io_error)?;
        let timeline = chains.view().timeline();
        let mut number = 0_u64;
        for hop in hops {
            number += 1;
            let (from, to) = (timeline.event(hop.from()), timeline.event(hop.to()));
            let Reasons { rules, links, gap, rise, confidence } = Reasons::of(chains, &hop);
            let (from_when, to_when) = (from.when().to_string(), to.when().to_string());
            let (from, to) = (self.cell(from.label()), self.cell(to.label()));
            let number = number.to_string();
            let cells = [number, from, from_when, to, to_when, rules, links, gap, rise, confidence];
            write_row(&mut out, &cells).map_err(io_error)?;
        }
        out.flush()
    }

    /// Creates a table with one row for each directed dyad: see [`Chains::by_dyad`].
    pub fn dyads() -> Self {
        Self { rows: CsvRows::Dyads, verbatim: false }
    }

    /// Keeps all texts unchanged: control characters, and formulas, which a spreadsheet would evaluate. Do not print
    /// the output of an untrusted file on a terminal.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
    /// # use escalade::render::{Csv, Picture, Render};
    /// # let mut builder = Timeline::builder();
    /// let (a, b) = (builder.add_actor(Actor::new("=1+1")), builder.add_actor(Actor::new("B")));
    /// # let strike = |by, on, day: &str, rung: i32| Event::attack(by, day, Means::Drone).against(on).with_level(Kahn, rung);
    /// builder.add_event(strike(a, b, "2024-04-01", 8));
    /// builder.add_event(strike(b, a, "2024-04-02", 9));
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(chrono::TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// let rows = |csv: Csv| csv.render_to_string(&Picture::hops(&chains));
    /// assert!(rows(Csv::dyads()).contains("\n'=1+1,B,1,"));
    /// assert!(rows(Csv::dyads().verbatim()).contains("\n=1+1,B,1,"));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    #[must_use]
    pub fn verbatim(mut self) -> Self {
        self.verbatim = true;
        self
    }

    /// Writes the table of some chains, as [`render`](Render::render) does for a picture of them. Each chain is
    /// written before the next is taken, so that a listing of any length takes the memory of one chain.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, read::Options, render::{Csv, Picture, Render}}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-03\tISR\tLBN\t150\n2006-07-12\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(10)))?;
    /// let mut table = Vec::new();
    /// Csv::chains().write_chains(chains.maximal(), &mut table).unwrap();
    /// let picture = Picture::chains(&chains, chains.maximal());
    /// assert_eq!(table, Csv::chains().render_to_string(&picture).into_bytes());
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if `out` fails.
    pub fn write_chains<'t>(
        &self,
        chains: impl IntoIterator<Item = Chain<'t>>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        self.write_each(&mut chains.into_iter(), out)
    }

    /// Like [`write_chains`](Self::write_chains), compiled once.
    fn write_each<'t>(
        &self,
        chains: &mut dyn Iterator<Item = Chain<'t>>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let mut out = csv::Writer::from_writer(out);
        Self::write_heading(&mut out).map_err(io_error)?;
        let mut number = 0;
        for chain in chains {
            number += 1;
            self.write_chain(number, &chain, &mut out).map_err(io_error)?;
        }
        out.flush()
    }

    /// Returns a text as a cell that is safe to print, with an apostrophe if a spreadsheet would evaluate it.
    fn cell(&self, text: String) -> String {
        if self.verbatim {
            return text;
        }
        table_cell(&text)
    }

    fn write_heading(out: &mut csv::Writer<&mut dyn Write>) -> csv::Result<()> {
        heading(
            out,
            &[
                "chain",
                "step",
                "event",
                "when",
                "kind",
                "act",
                "code",
                "sources",
                "targets",
                "counted_sources",
                "counted_targets",
                "level",
                "rules",
                "relations",
                "gap_seconds",
                "rise",
                "confidence",
                "text",
            ],
        )
    }

    /// Writes a row for each event of a chain. `number` is the number of the chain, counted from 1.
    fn write_chain(
        &self,
        number: usize,
        chain: &Chain<'_>,
        out: &mut csv::Writer<&mut dyn Write>,
    ) -> csv::Result<()> {
        let (answers, hops) = (chain.chains(), chain.hops());
        for (step, (event, level)) in chain.events().zip(chain.levels()).enumerate() {
            let timeline = event.timeline();
            let keys = |actors: &[ActorId]| {
                let mut keys = Vec::new();
                for actor in actors {
                    keys.push(timeline.actor(*actor).key());
                }
                self.cell(keys.join("; "))
            };
            // The parties that the actors count as, in the granularity of the query.
            let parties = |actors: &[ActorId]| {
                let mut keys = Vec::new();
                for actor in actors {
                    let key = answers.party_key(answers.party(*actor, event));
                    if !keys.contains(&key) {
                        keys.push(key);
                    }
                }
                self.cell(keys.join("; "))
            };
            // The first event has no hop before it.
            let hop = step.checked_sub(1).and_then(|before| hops.get(before));
            let Reasons { rules, links, gap, rise, confidence } =
                hop.map_or_else(Reasons::default, |hop| Reasons::of(&answers, hop));
            let code = event.event_type().code();
            write_row(
                out,
                &[
                    number.to_string(),
                    (step + 1).to_string(),
                    self.cell(event.label()),
                    event.when().to_string(),
                    event.act().kind().to_string(),
                    event.act().to_string(),
                    code.map_or(String::new(), |code| self.cell(code.to_string())),
                    keys(answers.authors(event)),
                    keys(event.targets()),
                    parties(answers.authors(event)),
                    parties(event.targets()),
                    level.to_string(),
                    rules,
                    links,
                    gap,
                    rise,
                    confidence,
                    self.cell(event.text().unwrap_or_default().to_owned()),
                ],
            )?;
        }
        Ok(())
    }

    fn write_dyads(
        &self,
        chains: &Chains<'_>,
        out: &mut csv::Writer<&mut dyn Write>,
    ) -> csv::Result<()> {
        heading(out, &["source", "target", "events", "hops", "chains", "greatest_rise"])?;
        for dyad in chains.by_dyad() {
            write_row(
                out,
                &[
                    self.cell(dyad.source().to_owned()),
                    self.cell(dyad.target().to_owned()),
                    dyad.events().to_string(),
                    dyad.hops().to_string(),
                    dyad.chains().to_string(),
                    dyad.greatest_rise().map_or(String::new(), |rise| rise.to_string()),
                ],
            )?;
        }
        Ok(())
    }
}

fn heading(out: &mut csv::Writer<&mut dyn Write>, names: &[&str]) -> csv::Result<()> {
    out.write_record(names)
}

fn write_row(out: &mut csv::Writer<&mut dyn Write>, cells: &[String]) -> csv::Result<()> {
    out.write_record(cells)
}

/// Returns the error of the output itself, whose kind a conversion would lose.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// The cells about a hop.
#[derive(Default)]
struct Reasons {
    rules: String,
    links: String,
    gap: String,
    rise: String,
    confidence: String,
}

impl Reasons {
    fn of(chains: &Chains<'_>, hop: &Hop) -> Self {
        let timeline = chains.view().timeline();
        let (mut rules, mut links) = (Vec::new(), Vec::new());
        for rule in hop.rules() {
            rules.push(rule.as_str());
        }
        for link in hop.links() {
            links.push(timeline.link(*link).relation().phrase());
        }
        links.dedup();
        let confidence = chains.hop_confidence(hop);
        Self {
            rules: rules.join("; "),
            links: links.join("; "),
            gap: hop.gap().num_seconds().to_string(),
            rise: hop.rise().to_string(),
            confidence: confidence.map_or(String::new(), |stated| stated.percent().to_string()),
        }
    }
}

impl Render for Csv {
    fn render(&self, picture: &Picture<'_>, out: &mut dyn Write) -> io::Result<()> {
        match (self.rows, &picture.content) {
            (CsvRows::Dyads, _) => {
                let mut out = csv::Writer::from_writer(out);
                self.write_dyads(&picture.chains, &mut out).map_err(io_error)?;
                out.flush()
            }
            (CsvRows::Hops, _) => {
                self.write_each_hop(&picture.chains, &mut picture.chains.hops(), out)
            }
            (CsvRows::Chains, PictureContent::Chains(chains)) => {
                self.write_each(&mut chains.iter().cloned(), out)
            }
            (CsvRows::Chains, _) => self.write_each(&mut picture.chains.iter(), out),
        }
    }
}
