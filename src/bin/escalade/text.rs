//! Answers as text.

use std::{
    error::Error,
    io::{self, Write},
    iter,
};

use escalade::{
    Chain,
    chain::{DyadTally, Pivot},
};

use super::{
    answer::Answer,
    request::{Request, weight},
    safe_text::isolated,
    story, why_none,
};

/// How many hops beyond the limit are counted, which takes about a second at most.
const MOST_COUNTED: usize = 1_000_000;

impl Request<'_, '_> {
    pub(crate) fn print_text(&self, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
        writeln!(out, "{}", self.args.files.report_text(&self.reading.report))?;
        writeln!(out, "\nquery: {}\n", self.query)?;
        let terms = &self.args.terms;
        if terms.scale.is_none() && terms.query.is_none() {
            let (scale, format) = (self.query.scale().name(), self.reading.report.files[0].format);
            writeln!(out, "scale: {scale}, the default for files of the format {format}\n")?;
        }
        if let Some(reason) = why_none::reason(self.reading, self.query, self.chains) {
            writeln!(out, "{reason}\n")?;
        }
        if let Some(narrative) = self.narrative()? {
            return Ok(out.write_all(narrative.text.as_bytes())?);
        }
        match self.answer {
            Answer::Summary => {
                writeln!(out, "{}", self.in_time(self.chains.summary())?)?;
                Ok(writeln!(out, "\n{}", story::WARNING)?)
            }
            Answer::CountByLen => {
                let counts = self.in_time(self.chains.count_by_len()?)?;
                let row = |(len, count): (_, &_)| [format!("{len}"), format!("{count}")];
                table(out, ["events", "chains"], || counts.iter().map(row))?;
                Ok(writeln!(out, "\n{}", story::WARNING)?)
            }
            Answer::ByDyad => self.print_dyads(out),
            Answer::Pivots(most) => {
                let pivots = self.in_time(self.chains.pivots())?;
                let row = |pivot: Pivot<'_>| {
                    let (event, share) = (pivot.event(), 100.0 * pivot.share());
                    let event = format!("{}, {}", isolated(&event.label()), event.when());
                    [format!("{share:.1}%"), pivot.chains().to_string(), event]
                };
                let rows = || pivots.clone().take(*most).map(row);
                table(out, ["share", "chains", "event"], rows)
            }
            Answer::Hops => self.print_hops(out),
            Answer::Worlds(_) => {
                let count = self.in_time(self.chains.worlds()?.count())?;
                writeln!(out, "{count} chains in all possible worlds; the most confident:\n")?;
                self.print_chains(out)
            }
            _ => self.print_chains(out),
        }
    }

    fn print_dyads(&self, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
        let dyads = self.dyads()?;
        let row = |dyad: &DyadTally| {
            let rise = dyad.greatest_rise().map_or("none".to_owned(), |rise| rise.to_string());
            let (events, hops) = (dyad.events().to_string(), dyad.hops().to_string());
            let actors = format!("{} -> {}", isolated(dyad.source()), isolated(dyad.target()));
            [events, hops, dyad.chains().to_string(), rise, actors]
        };
        let rows = || dyads.iter().take(self.limit()).map(row);
        table(out, ["events", "hops", "chains", "greatest rise", "dyad"], rows)?;
        match dyads.len().saturating_sub(self.limit()) {
            0 => Ok(()),
            omitted => Ok(writeln!(out, "\nand {omitted} more: see --limit")?),
        }
    }

    fn print_hops(&self, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
        let mut hops = self.chains.hops();
        for hop in hops.by_ref().take(self.limit()) {
            if self.stop.is_over() {
                break;
            }
            let brief = |id| {
                let event = self.reading.timeline.event(id);
                format!("{}, {}", isolated(&event.label()), event.when())
            };
            let mut why: Vec<_> = hop.rules().iter().map(|rule| rule.as_str()).collect();
            why.extend((!hop.links().is_empty()).then_some("declared"));
            writeln!(out, "{} -> {}: {}", brief(hop.from()), brief(hop.to()), why.join(", "))?;
        }
        // Counting goes on only so far, since it takes a step for each hop.
        let omitted = self.in_time(hops)?.take(MOST_COUNTED).count();
        match self.in_time(omitted)? {
            0 => Ok(()),
            MOST_COUNTED => Ok(writeln!(out, "\nand {MOST_COUNTED} or more: see --limit")?),
            omitted => Ok(writeln!(out, "\nand {omitted} more: see --limit")?),
        }
    }

    fn print_chains(&self, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
        let mut listing = self.listing()?;
        let mut is_first = true;
        for chain in listing.by_ref() {
            if !std::mem::take(&mut is_first) {
                writeln!(out)?;
            }
            if self.shows_weight() {
                writeln!(out, "levels that add up to {}", weight(&chain))?;
            }
            if self.explains(&chain) {
                write!(out, "{}", chain.explain())?;
            } else {
                list_events(out, &chain)?;
            }
        }
        listing.finish(out)?;
        if is_first {
            writeln!(out, "no chain")?;
        }
        if self.in_time(listing.has_more())? {
            let is_page = !matches!(self.answer, Answer::DistinctActors(_));
            let options = if is_page { "--limit and --bookmark" } else { "--limit" };
            writeln!(out, "\nand more: see {options}")?;
        }
        Ok(())
    }
}

/// Lists the events of a chain, one a line.
fn list_events(out: &mut impl Write, chain: &Chain<'_>) -> io::Result<()> {
    let (days, rise) = (chain.span().num_days(), chain.rise());
    let len = chain.len();
    writeln!(
        out,
        "{len} events in {days} days, rise {rise}; why they follow one another: --explain"
    )?;
    for (number, (event, level)) in (1..).zip(chain.events().zip(chain.levels())) {
        writeln!(out, "{number}. {}, {}, level {level}", event.label(), event.when())?;
    }
    Ok(())
}

/// Prints a table with its columns aligned to the right, except the last. Its rows are made twice, so that
/// they are never in memory together.
pub(crate) fn table<const N: usize, R: Iterator<Item = [String; N]>>(
    out: &mut impl Write,
    heads: [&str; N],
    rows: impl Fn() -> R,
) -> Result<(), Box<dyn Error>> {
    let lines = || iter::once(heads.map(str::to_owned)).chain(rows());
    let mut widths = [0; N];
    for line in lines() {
        for (text, width) in line.iter().zip(&mut widths) {
            *width = text.chars().count().max(*width);
        }
    }
    for line in lines() {
        for (text, width) in line[..N - 1].iter().zip(widths) {
            write!(out, "{text:>width$}  ")?;
        }
        writeln!(out, "{}", line[N - 1])?;
    }
    Ok(())
}
