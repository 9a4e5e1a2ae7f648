//! Writes a picture as SVG.

use std::io::{self, Write};

use super::{
    chart::Chart,
    labels, paint,
    settings::{Svg, SvgForm},
    strip,
};
use crate::render::{picture::Picture, renderer::Render, scene::Scene};

impl Svg {
    pub(in crate::render) fn write(
        &self,
        scene: &Scene<'_, '_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        match self.form {
            SvgForm::Ladder | SvgForm::Lanes => {
                let mut chart = Chart::new(self, scene);
                labels::arrange(&mut chart);
                paint::write_chart(&chart, out)
            }
            SvgForm::Dyads => strip::write_strip(self, scene, out),
        }
    }
}

impl Render for Svg {
    fn render(&self, picture: &Picture<'_>, out: &mut dyn Write) -> io::Result<()> {
        self.write(&Scene::of(picture), out)
    }
}
