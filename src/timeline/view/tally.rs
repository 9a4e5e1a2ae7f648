//! What the steps of a view left out.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::safe_text::on_one_line;

/// A step that a view took, in words, and how many events it left out: summaries and explanations tell
/// it of every step.
///
/// ```
/// use escalade::{Field, read::Options};
///
/// let rows = "2006-07-12\tLBN\tISR\t190\n2006-07-12\tLBN\tISR\t190\n2006-07-12\tISR\tLBN\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let view = timeline.one_a_day(Field::DYAD_AND_CODE).merge_mutual();
/// let told: Vec<_> = view.tallies().iter().map(ToString::to_string).collect();
/// assert_eq!(told, [
///     "one a day of those alike in source, target, code: 1 left out",
///     "mirrored twins merged: 1 left out",
/// ]);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StepTally {
    /// The step, in words.
    pub step: String,
    /// Events that the steps before let through and this one did not.
    pub left_out: u64,
    /// Of the events let through, those of which it is not stated what the step asks for.
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
            unknown => write!(f, ", {unknown} let through of which it is not stated"),
        }
    }
}
