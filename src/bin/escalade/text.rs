//! Answers as text.

use std::{error::Error, io::Write};

use super::{
    answer::Answer,
    request::{Request, weight},
    story, why_none,
};

impl Request<'_, '_> {
    pub(crate) fn print_text(&self, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
        let report = self.reading.report.to_string();
        match report.split_once('\n') {
            Some((first, _)) if !self.args.files.report => {
                writeln!(out, "{first}; more: --report")?;
            }
            _ => writeln!(out, "{report}")?,
        }
        writeln!(out, "\nquery: {}\n", self.query)?;
        let terms = &self.args.terms;
        if terms.scale.is_none() && terms.query.is_none() {
            let (scale, format) = (self.query.scale().name(), self.reading.report.files[0].format);
            writeln!(out, "scale: {scale}, the default for files of the format {format}\n")?;
        }
        if let Some(reason) = why_none::reason(self.reading, self.query, self.chains) {
            writeln!(out, "{reason}\n")?;
        }
        match self.answer {
            Answer::Summary => {
                writeln!(out, "{}", self.chains.summary())?;
                Ok(writeln!(out, "\n{}", story::WARNING)?)
            }
            Answer::CountByLen => {
                let counts = self.chains.count_by_len()?;
                let row = |(len, count): (_, &_)| [format!("{len}"), format!("{count}")];
                table(out, ["events", "chains"], counts.iter().map(row))?;
                Ok(writeln!(out, "\n{}", story::WARNING)?)
            }
            Answer::ByDyad => self.print_dyads(out),
            Answer::Pivots(most) => {
                let rows = self.chains.pivots().take(*most).map(|pivot| {
                    let (event, share) = (pivot.event(), 100.0 * pivot.share());
                    let event = format!("{}, {}", event.label(), event.when());
                    [format!("{share:.1}%"), pivot.chains().to_string(), event]
                });
                table(out, ["share", "chains", "event"], rows)
            }
            Answer::Hops => self.print_hops(out),
            _ => self.print_chains(out),
        }
    }

    fn print_dyads(&self, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
        let dyads = self.chains.by_dyad();
        let rows = dyads.iter().take(self.limit()).map(|dyad| {
            let rise = dyad.greatest_rise().map_or("none".to_owned(), |rise| rise.to_string());
            let (events, hops) = (dyad.events().to_string(), dyad.hops().to_string());
            let actors = format!("{} -> {}", dyad.source(), dyad.target());
            [events, hops, dyad.chains().to_string(), rise, actors]
        });
        table(out, ["events", "hops", "chains", "greatest rise", "dyad"], rows)?;
        self.print_omitted(out, dyads.len())
    }

    fn print_hops(&self, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
        let hops = self.hops();
        for hop in hops.iter().take(self.limit()) {
            let brief = |id| {
                let event = self.reading.timeline.event(id);
                format!("{}, {}", event.label(), event.when())
            };
            let mut why: Vec<_> = hop.rules().iter().map(|rule| rule.as_str()).collect();
            why.extend((!hop.links().is_empty()).then_some("declared"));
            writeln!(out, "{} -> {}: {}", brief(hop.from()), brief(hop.to()), why.join(", "))?;
        }
        self.print_omitted(out, hops.len())
    }

    fn print_chains(&self, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
        let listing = self.listing()?;
        if listing.chains.is_empty() {
            writeln!(out, "no chain")?;
        }
        for (nth, chain) in listing.chains.iter().enumerate() {
            if nth > 0 {
                writeln!(out)?;
            }
            if self.shows_weight() {
                writeln!(out, "levels that add up to {}", weight(chain))?;
            }
            write!(out, "{}", chain.explain())?;
        }
        if listing.has_more {
            let is_page = !matches!(self.answer, Answer::DistinctActors(_));
            let options = if is_page { "--limit and --bookmark" } else { "--limit" };
            writeln!(out, "\nand more: see {options}")?;
        }
        Ok(())
    }

    /// Prints how many lines the limit left out, if any.
    fn print_omitted(&self, out: &mut impl Write, all: usize) -> Result<(), Box<dyn Error>> {
        match all.saturating_sub(self.limit()) {
            0 => Ok(()),
            omitted => Ok(writeln!(out, "\nand {omitted} more: see --limit")?),
        }
    }
}

/// Prints a table with its columns aligned to the right, except the last.
fn table<const N: usize>(
    out: &mut impl Write,
    heads: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
) -> Result<(), Box<dyn Error>> {
    let mut lines = vec![heads.map(str::to_owned)];
    lines.extend(rows);
    let widths: [usize; N] = std::array::from_fn(|column| {
        lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0)
    });
    for line in &lines {
        for (text, width) in line[..N - 1].iter().zip(widths) {
            write!(out, "{text:>width$}  ")?;
        }
        writeln!(out, "{}", line[N - 1])?;
    }
    Ok(())
}
