//! CSV tables of chains and dyads.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use super::{
    picture::{Picture, PictureContent},
    renderer::Render,
};
use crate::{
    chain::{Chain, Chains},
    model::ActorId,
};

/// Comma-separated values (RFC 4180), for spreadsheets and data frames: one row for each step of each chain,
/// or one row for each directed dyad.
///
/// Texts are data and stay unchanged, including control characters. Do not print the output of an untrusted
/// file on a terminal; the format for terminals is `Text`. The only texts that change are those that a
/// spreadsheet would evaluate as a formula, because they begin with `=`, `+`, `-`, `@`, a tab or a line
/// break: an apostrophe is written before them, unless the table is [`verbatim`](Self::verbatim).
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

    /// Creates a table with one row for each directed dyad: see [`Chains::by_dyad`].
    pub fn dyads() -> Self {
        Self { rows: CsvRows::Dyads, verbatim: false }
    }

    /// Writes texts that a spreadsheet would evaluate as formulas without an apostrophe.
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

    /// Returns a text as a cell, with an apostrophe if a spreadsheet would evaluate it.
    fn cell(&self, text: String) -> String {
        match text.chars().next() {
            Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n') if !self.verbatim => {
                format!("'{text}")
            }
            _ => text,
        }
    }

    fn write_heading(out: &mut csv::Writer<&mut dyn Write>) -> csv::Result<()> {
        out.write_record([
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
        ])
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
            let (mut rules, mut links) = (Vec::new(), Vec::new());
            let (mut gap, mut rise, mut confidence) = (String::new(), String::new(), String::new());
            // The first event has no hop before it.
            if let Some(hop) = step.checked_sub(1).and_then(|before| hops.get(before)) {
                for rule in hop.rules() {
                    rules.push(rule.as_str());
                }
                for link in hop.links() {
                    links.push(timeline.link(*link).relation().phrase());
                }
                links.dedup();
                gap = hop.gap().num_seconds().to_string();
                rise = hop.rise().to_string();
                if let Some(stated) = answers.hop_confidence(hop) {
                    confidence = stated.percent().to_string();
                }
            }
            let code = event.event_type().code();
            out.write_record([
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
                rules.join("; "),
                links.join("; "),
                gap,
                rise,
                confidence,
                self.cell(event.text().unwrap_or_default().to_owned()),
            ])?;
        }
        Ok(())
    }

    fn write_dyads(
        &self,
        chains: &Chains<'_>,
        out: &mut csv::Writer<&mut dyn Write>,
    ) -> csv::Result<()> {
        out.write_record(["source", "target", "events", "hops", "chains", "greatest_rise"])?;
        for dyad in chains.by_dyad() {
            out.write_record([
                self.cell(dyad.source().to_owned()),
                self.cell(dyad.target().to_owned()),
                dyad.events().to_string(),
                dyad.hops().to_string(),
                dyad.chains().to_string(),
                dyad.greatest_rise().map_or(String::new(), |rise| rise.to_string()),
            ])?;
        }
        Ok(())
    }
}

impl Render for Csv {
    fn render(&self, picture: &Picture<'_>, out: &mut dyn Write) -> io::Result<()> {
        let mut out = csv::Writer::from_writer(out);
        match (self.rows, &picture.content) {
            (CsvRows::Dyads, _) => self.write_dyads(&picture.chains, &mut out)?,
            (CsvRows::Chains, PictureContent::Chains(chains)) => {
                Self::write_heading(&mut out)?;
                for (chain, number) in chains.iter().zip(1..) {
                    self.write_chain(number, chain, &mut out)?;
                }
            }
            (CsvRows::Chains, _) => {
                Self::write_heading(&mut out)?;
                for (chain, number) in picture.chains.iter().zip(1..) {
                    self.write_chain(number, &chain, &mut out)?;
                }
            }
        }
        out.flush()
    }
}
