//! Where the rows, marks and labels of a chart are.

use std::rc::Rc;

/// Height of a line of a label, in pixels.
pub(super) const LABEL_LINE: f64 = 14.0;

/// The vertical extent of a row: a level in the ladder, an actor in swim lanes.
pub(super) struct ChartRow {
    pub(super) top: f64,
    pub(super) height: f64,
}

/// The onset of an event on the time axis.
pub(super) struct OnsetOnAxis {
    /// The middle of the onset.
    pub(super) x: f64,
    /// The interval in which it lies; `None` if that is hardly wider than a mark.
    pub(super) interval: Option<(f64, f64)>,
    /// The interval, if a bar shows it.
    pub(super) bar: Option<(f64, f64)>,
}

/// The text of a label.
pub(super) struct LabelText {
    pub(super) lines: Vec<String>,
    pub(super) width: f64,
}

/// The texts that a label may have.
pub(super) struct LabelTexts {
    pub(super) wide: Rc<LabelText>,
    /// The same with the key on a line of its own, if it has a key.
    pub(super) narrow: Option<Rc<LabelText>>,
}

/// A label beside its mark.
pub(super) struct Label {
    pub(super) x: f64,
    /// Value of SVG's `text-anchor`: `start` or `end`.
    pub(super) anchor: &'static str,
    pub(super) text: Rc<LabelText>,
    /// Number of lines for which there is room.
    pub(super) line_count: usize,
}

impl Label {
    pub(super) fn lines(&self) -> &[String] {
        &self.text.lines[..self.line_count]
    }

    pub(super) fn width(&self) -> f64 {
        self.text.width
    }
}

/// Where the mark of an event is.
pub(super) struct MarkPlacement {
    /// The first of the events that share the mark.
    pub(super) first: usize,
    /// Number of events that share the mark, on the first of them; 0 on the others.
    pub(super) count: usize,
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) row: usize,
    pub(super) bar: Option<(f64, f64)>,
    pub(super) label: Option<Label>,
}

/// Where the layout should try to place a label.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct LabelPreference {
    /// `true` for the left side of the mark, `false` for the right side.
    pub(super) left: bool,
    /// The first lane of the row that the label may be in.
    pub(super) first_lane: usize,
    /// `true` for the narrow text, if there is one.
    pub(super) narrow: bool,
}
