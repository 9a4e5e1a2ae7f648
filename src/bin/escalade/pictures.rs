//! Answers as pictures, tables and graph files.

use std::{error::Error, io::Write};

use escalade::render::{self, Picture, Render};

use super::{answer::Answer, args::Output, request::Request};

impl Request<'_, '_> {
    /// Renders the chains that the answer lists, or the hops of the query if it lists no chains.
    pub(crate) fn print_picture(&self, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
        let picture = match self.answer {
            Answer::Summary
            | Answer::CountByLen
            | Answer::ByDyad
            | Answer::Pivots(_)
            | Answer::Hops => Picture::hops(self.chains),
            _ => Picture::chains(self.chains, self.listing()?.chains),
        };
        let format: Box<dyn Render> = match self.args.wanted.output {
            Output::Mermaid => Box::new(render::Mermaid::flowchart()),
            Output::Dot => Box::new(render::Dot::default()),
            Output::Csv if *self.answer == Answer::ByDyad => Box::new(render::Csv::dyads()),
            Output::Csv => Box::new(render::Csv::chains()),
            Output::Graphml => Box::new(render::GraphMl::default()),
            Output::Gexf => Box::new(render::Gexf::hops()),
            Output::Svg => Box::new(render::Svg::ladder()),
            Output::Html => Box::new(render::Html::new()),
            Output::Text | Output::Json => unreachable!("printed by `print_text` and `print_json`"),
        };
        Ok(format.render(&picture, out)?)
    }
}
