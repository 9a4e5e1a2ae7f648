//! Answers as pictures, and as files for programs that draw.

use std::io::Write;

use escalade::render::{self, Picture, Render};

use super::{
    Printed,
    answers::{Answer, Asked},
    args::Output,
};

impl Asked<'_, '_> {
    /// Draws the chains that are listed, or the hops where none are asked for.
    pub(crate) fn draw(&self, out: &mut impl Write) -> Printed {
        let picture = match self.answer {
            Answer::Summary
            | Answer::CountByLen
            | Answer::ByDyad
            | Answer::Pivots(_)
            | Answer::Hops => Picture::hops(self.chains),
            _ => Picture::chains(self.chains, self.listed()?.chains),
        };
        Ok(self.format()?.render(&picture, out)?)
    }

    fn format(&self) -> Result<Box<dyn Render>, String> {
        Ok(match self.args.wanted.output {
            Output::Mermaid => Box::new(render::Mermaid::flowchart()),
            Output::Dot => Box::new(render::Dot::default()),
            #[cfg(feature = "csv")]
            Output::Csv if *self.answer == Answer::ByDyad => Box::new(render::Csv::dyads()),
            #[cfg(feature = "csv")]
            Output::Csv => Box::new(render::Csv::chains()),
            #[cfg(feature = "xml")]
            Output::Graphml => Box::new(render::GraphMl::default()),
            #[cfg(feature = "xml")]
            Output::Gexf => Box::new(render::Gexf::hops()),
            #[cfg(feature = "xml")]
            Output::Svg => Box::new(render::Svg::ladder()),
            #[cfg(feature = "html")]
            Output::Html => Box::new(render::Html::new()),
            other => {
                return Err(
                    format!("{other:?} is not built in: run with --all-features").to_lowercase()
                );
            }
        })
    }
}
