//! Answers as pictures, tables and graph files.

use std::{error::Error, io::Write};

use escalade::{
    Count,
    chain::Pivot,
    render::{self, Csv, Picture, Render},
};

#[cfg(feature = "arrow")]
use super::tables;
use super::{
    answer::Answer, args::Output, request::Request, safe_text::table_cell, tables::TableFile,
};

/// The number of events from which a picture or graph file takes no further chain.
const MOST_EVENTS: usize = 100_000;

impl<'t> Request<'_, 't> {
    /// Prints a table of the chains that the answer lists, of the hops of the query, or of dyads.
    pub(crate) fn print_csv(&self, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
        match self.answer {
            Answer::ByDyad => {
                let mut rows = Vec::new();
                for dyad in self.dyads()?.iter().take(self.limit()) {
                    rows.push(vec![
                        table_cell(dyad.source()),
                        table_cell(dyad.target()),
                        dyad.events().to_string(),
                        dyad.hops().to_string(),
                        dyad.chains().to_string(),
                        dyad.greatest_rise().map_or(String::new(), |rise| rise.to_string()),
                    ]);
                }
                write_table(
                    out,
                    &["source", "target", "events", "hops", "chains", "greatest_rise"],
                    &rows,
                )
            }
            Answer::CountByLen => {
                let counts = self.in_time(self.chains.count_by_len()?)?;
                let row = |(len, count): (&usize, &Count)| vec![len.to_string(), count.to_string()];
                write_table(out, &["events", "chains"], &counts.iter().map(row).collect::<Vec<_>>())
            }
            Answer::Pivots(most) => {
                let pivots = self.in_time(self.chains.pivots())?;
                let row = |pivot: Pivot<'_>| {
                    let label = table_cell(&pivot.event().label());
                    vec![label, pivot.chains().to_string(), pivot.share().to_string()]
                };
                let rows: Vec<_> = pivots.take(*most).map(row).collect();
                write_table(out, &["event", "chains", "share"], &rows)
            }
            Answer::Hops => self.in_time(Csv::hops().write_hops(self.chains, self.hops(), out)?),
            // Without an answer that says which, a table has all chains.
            Answer::Summary => {
                let chains = self.chains.iter().take_while(|_| !self.stop.is_over());
                self.in_time(Csv::chains().write_chains(chains, out)?)
            }
            _ => {
                let mut listing = self.listing()?;
                Csv::chains().write_chains(listing.by_ref(), out)?;
                listing.finish(out)
            }
        }
    }

    /// Writes the table that [`print_csv`](Self::print_csv) prints, as record batches.
    #[cfg(feature = "arrow")]
    pub(crate) fn print_batches(
        &self,
        file: TableFile,
        out: &mut impl Write,
    ) -> Result<(), Box<dyn Error>> {
        use escalade::arrow;
        match self.answer {
            Answer::ByDyad => {
                let dyads = self.dyads()?.into_iter().take(self.limit());
                tables::write(arrow::dyads(dyads), file, out)
            }
            Answer::CountByLen => {
                let counts = self.in_time(self.chains.count_by_len()?)?;
                tables::write(arrow::count_by_len(counts), file, out)
            }
            Answer::Pivots(most) => {
                let pivots = self.in_time(self.chains.pivots())?.take(*most);
                tables::write(arrow::pivots(pivots), file, out)
            }
            Answer::Hops => {
                tables::write(arrow::hops(self.chains, self.hops()), file, out)?;
                self.stop.check()
            }
            Answer::Summary => {
                let chains = self.chains.iter().take_while(|_| !self.stop.is_over());
                tables::write(arrow::chains(chains), file, out)?;
                self.stop.check()
            }
            _ => {
                let mut listing = self.listing()?;
                tables::write(arrow::chains(listing.by_ref()), file, out)?;
                listing.finish(out)
            }
        }
    }

    #[cfg(not(feature = "arrow"))]
    pub(crate) fn print_batches(
        &self,
        file: TableFile,
        _out: &mut impl Write,
    ) -> Result<(), Box<dyn Error>> {
        Ok(file.check()?)
    }

    /// Renders the chains that the answer lists, or the hops of the query if it lists no chains.
    pub(crate) fn print_picture(&self, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
        let mut picture = match self.answer {
            Answer::Summary | Answer::ByDyad | Answer::Hops => Picture::hops(self.chains),
            _ => self.picture_of_chains(out)?,
        };
        if let (Answer::Hops, Some(limit)) = (self.answer, self.args.wanted.limit) {
            picture = picture.at_most(limit);
        }
        let format: Box<dyn Render> = match self.args.wanted.output {
            Output::Mermaid => Box::new(render::Mermaid::flowchart()),
            Output::Dot => Box::new(render::Dot::default()),
            Output::Graphml => Box::new(render::GraphMl::default()),
            Output::Gexf => Box::new(render::Gexf::hops()),
            Output::Svg if *self.answer == Answer::ByDyad => Box::new(render::Svg::dyads()),
            Output::Svg => Box::new(render::Svg::ladder()),
            Output::Html => Box::new(render::Html::new()),
            Output::Text
            | Output::Json
            | Output::Jsonl
            | Output::Csv
            | Output::Arrow
            | Output::Parquet => return Err("this output is no picture".into()),
        };
        self.render(&*format, &picture, out)
    }

    fn render(
        &self,
        format: &dyn Render,
        picture: &Picture<'_>,
        out: &mut impl Write,
    ) -> Result<(), Box<dyn Error>> {
        // Hops are found while the picture is rendered, so that it must not be printed before its end.
        let rendered = self.in_time(format.render_to_string(picture))?;
        Ok(out.write_all(rendered.as_bytes())?)
    }

    /// Returns a picture of the chains that the answer lists, up to the limit.
    fn picture_of_chains(&self, out: &mut impl Write) -> Result<Picture<'t>, Box<dyn Error>> {
        let mut listing = self.listing()?;
        let (mut shown, mut events) = (Vec::new(), 0);
        while events < MOST_EVENTS {
            let Some(chain) = listing.next() else { break };
            events += chain.len();
            shown.push(chain);
        }
        listing.finish(out)?;
        let has_more = listing.has_more() || events >= MOST_EVENTS && listing.next().is_some();
        let picture = Picture::chains(self.chains, shown);
        self.in_time(if has_more { picture.of_the_first_chains() } else { picture })
    }
}

fn write_table(
    out: &mut impl Write,
    heads: &[&str],
    rows: &[Vec<String>],
) -> Result<(), Box<dyn Error>> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(heads)?;
    for row in rows {
        table.write_record(row)?;
    }
    Ok(table.flush()?)
}
