//! Answers as pictures, tables and graph files.

use std::{error::Error, io::Write};

use escalade::render::{self, Csv, Picture, Render};

use super::{answer::Answer, args::Output, request::Request};

/// The number of events from which a picture or graph file takes no further chain.
const MOST_EVENTS: usize = 100_000;

impl<'t> Request<'_, 't> {
    /// Prints a table of the chains that the answer lists, of the hops of the query, or of dyads.
    pub(crate) fn print_csv(&self, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
        match self.answer {
            Answer::ByDyad => self.render(&Csv::dyads(), &Picture::hops(self.chains), out),
            Answer::Hops => self.in_time(Csv::hops().write_hops(self.chains, self.hops(), out)?),
            Answer::Summary | Answer::CountByLen | Answer::Pivots(_) => {
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

    /// Renders the chains that the answer lists, or the hops of the query if it lists no chains.
    pub(crate) fn print_picture(&self, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
        let mut picture = match self.answer {
            Answer::Summary
            | Answer::CountByLen
            | Answer::ByDyad
            | Answer::Pivots(_)
            | Answer::Hops => Picture::hops(self.chains),
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
            Output::Svg => Box::new(render::Svg::ladder()),
            Output::Html => Box::new(render::Html::new()),
            Output::Text | Output::Json | Output::Jsonl | Output::Csv => {
                unreachable!("these are no pictures")
            }
        };
        self.render(&*format, &picture, out)
    }

    fn render(
        &self,
        format: &dyn Render,
        picture: &Picture<'_>,
        out: &mut impl Write,
    ) -> Result<(), Box<dyn Error>> {
        if !self.stop.is_limited() {
            return Ok(format.render(picture, out)?);
        }
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
