//! SVG pictures: levels over time, swim lanes, and a strip for each dyad.

pub(super) mod axis;
mod chart;
mod choose;
pub(super) mod geometry;
mod labels;
mod lanes;
mod legend;
mod paint;
mod placement;
mod route;
mod settings;
pub(super) mod sheet;
mod strip;
pub(super) mod style;
mod write;

pub use settings::Svg;
