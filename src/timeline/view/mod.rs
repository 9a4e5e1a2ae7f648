//! Views: a timeline narrowed step by step.

mod accusers;
mod actor_set;
mod attribution;
mod base;
mod bitset;
mod coded;
mod field;
mod filters;
mod from_steps;
mod known_at;
mod language;
mod merge_mutual;
mod merge_reports;
mod merges;
mod one_a_day;
mod onsets;
mod statements;
mod step;
mod tally;

pub use base::View;
pub use field::Field;
pub use step::ViewStep;
pub use tally::StepTally;
