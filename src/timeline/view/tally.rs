//! The number of events that a step of a view left out.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::safe_text::on_one_line;

/// A step of a view in words, with the number of events that it left out. Summaries and explanations
/// list it for every step.
///
/// ```
/// use escalade::{read::Options, timeline::Field};
///
/// let rows = "2006-07-12\tLBN\tISR\t190\n2006-07-12\tLBN\tISR\t190\n2006-07-12\tISR\tLBN\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let view = timeline.view().one_a_day(Field::DYAD_AND_CODE).merge_mutual();
/// let lines: Vec<_> = view.tallies().iter().map(ToString::to_string).collect();
/// assert_eq!(lines, [
///     "one a day with the same source, target, code: 1 left out",
///     "mirrored events merged: 1 left out",
/// ]);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StepTally {
    /// The step, in words.
    pub step: String,
    /// The number of events that the steps before had kept and this step left out.
    pub left_out: u64,
    /// The number of events that the step kept because the data do not state what it tests.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub not_stated: u64,
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl fmt::Display for StepTally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { step, left_out, not_stated } = self;
        write!(f, "{}: {left_out} left out", on_one_line(step))?;
        match not_stated {
            0 => Ok(()),
            unknown => write!(f, ", {unknown} kept because the data do not state it"),
        }
    }
}
