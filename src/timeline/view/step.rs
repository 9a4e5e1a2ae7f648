//! The steps of a view as data.

use std::fmt;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::field::Field;
use crate::{
    model::{EventKind, When},
    safe_text::{isolated, listed as listed_safely},
    scale::{QuadClass, ScaleSpec},
    timeline::{Granularity, Predicate, Window},
    wording::span,
};

/// One step of a view, as data. Actors and events are given by key, not by id, so that the steps of a
/// view can be applied to another timeline with
/// [`Timeline::view_from_steps`](crate::Timeline::view_from_steps).
///
/// ```
/// use escalade::{Timeline, timeline::ViewStep};
///
/// let timeline = Timeline::builder().build()?;
/// let view = timeline.view().during("2024-04".."2024-05").merge_mutual();
/// let written = serde_json::to_string(view.steps()).unwrap();
/// assert_eq!(written, r#"[{"during":{"from":"2024-04","until":"2024-05"}},"merge-mutual"]"#);
/// let read: Vec<ViewStep> = serde_json::from_str(&written).unwrap();
/// assert_eq!(timeline.view_from_steps(&read)?.steps(), view.steps());
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum ViewStep {
    /// Keeps the events in a window of time: [`View::during`](crate::View::during).
    During(Window),
    /// Keeps the events of some actors: [`View::of`](crate::View::of).
    Of {
        /// The keys of the actors.
        actors: Vec<String>,
    },
    /// Keeps events of some kinds. [`View::only`](crate::View::only) with [`Predicate::kinds`] has the same
    /// effect, but is an [`Only`](Self::Only) step.
    Kinds {
        /// The kinds that are kept.
        kinds: Vec<EventKind>,
    },
    /// Shows the timeline as one actor reports it: [`View::reported_by`](crate::View::reported_by).
    ReportedBy {
        /// The key of the reporter.
        #[serde(rename = "teller")]
        reporter: String,
    },
    /// Keeps events with enough independent reports:
    /// [`View::at_least_n_independent_reports`](crate::View::at_least_n_independent_reports).
    IndependentReports {
        /// The smallest number of independent reports that is kept.
        least: usize,
    },
    /// Replaces the authors of an event: [`View::supposing`](crate::View::supposing).
    Supposing {
        /// The key of the event, or `#` and its order of recording.
        event: String,
        /// The keys of the supposed authors; empty for an unknown author.
        by: Vec<String>,
    },
    /// Shows an event without its author, and hides the links that only its accusers assert:
    /// [`View::unattributed`](crate::View::unattributed).
    Unattributed {
        /// The key of the event, or `#` and its order of recording.
        event: String,
    },
    /// Shows what was known at the end of a date: [`View::as_known_at`](crate::View::as_known_at).
    AsKnownAt {
        /// The date.
        date: When,
    },
    /// Keeps the events that pass a predicate: [`View::only`](crate::View::only).
    Only {
        /// The predicate.
        predicate: Predicate,
    },
    /// Keeps the events for which a closure returns `true`: [`View::filter`](crate::View::filter). The
    /// closure is not stored, so this step cannot be applied again.
    Filter {
        /// The name of the closure.
        name: String,
    },
    /// Keeps one event a day of those that are alike: [`View::one_a_day`](crate::View::one_a_day),
    /// [`View::one_a_day_by`](crate::View::one_a_day_by).
    OneADay {
        /// The fields in which events must be equal to be alike, ascending, each once.
        fields: Vec<Field>,
        /// The granularity at which actors are compared.
        #[serde(default = "exact", skip_serializing_if = "is_exact")]
        granularity: Granularity,
    },
    /// Keeps onsets, without continuations: [`View::onsets`](crate::View::onsets).
    Onsets {
        /// The length of the quiet time before an onset, in seconds.
        quiet_seconds: u64,
        /// The serialized form of a built-in scale. `None` for any other scale: then this step cannot be
        /// applied again.
        scale: Option<ScaleSpec>,
        /// The granularity at which actors are compared.
        granularity: Granularity,
    },
    /// Merges mirrored events into one mutual event: [`View::merge_mutual`](crate::View::merge_mutual).
    MergeMutual,
    /// Merges repeated reports of one event: [`View::merged_reports`](crate::View::merged_reports).
    MergedReports,
    /// Keeps events that were added to the data early enough: [`View::max_lag`](crate::View::max_lag).
    MaxLag {
        /// The longest time, in seconds, from the first possible day of the event to the day on which it
        /// was added to the data.
        lag_seconds: u64,
    },
    /// Keeps root events: [`View::root_events`](crate::View::root_events).
    RootEvents,
    /// Keeps events with enough mentions: [`View::min_mentions`](crate::View::min_mentions).
    MinMentions {
        /// The smallest number of mentions that is kept.
        mentions: u64,
    },
    /// Keeps events of some quad classes: [`View::quad_classes`](crate::View::quad_classes).
    QuadClasses {
        /// The classes that are kept.
        classes: Vec<QuadClass>,
    },
}

#[cfg(any(feature = "watch", feature = "distributed"))]
impl ViewStep {
    /// Returns `true` if the step keeps or leaves out each event for what is recorded of it alone, and shows it as it is
    /// recorded. A predicate with a closure may look further.
    pub(crate) fn looks_at_one_event(&self) -> bool {
        matches!(
            self,
            Self::During(_)
                | Self::Of { .. }
                | Self::Kinds { .. }
                | Self::Only { .. }
                | Self::MaxLag { .. }
                | Self::RootEvents
                | Self::MinMentions { .. }
                | Self::QuadClasses { .. }
        )
    }
}

/// The granularity of steps written before there was a choice.
fn exact() -> Granularity {
    Granularity::Exact
}

fn is_exact(granularity: &Granularity) -> bool {
    *granularity == Granularity::Exact
}

/// Converts seconds, or returns the longest possible time if there are too many.
pub(super) fn time_delta(seconds: u64) -> TimeDelta {
    i64::try_from(seconds).ok().and_then(TimeDelta::try_seconds).unwrap_or(TimeDelta::MAX)
}

/// Describes the step in words, as answers show it.
impl fmt::Display for ViewStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f: &mut dyn fmt::Write = f;
        match self {
            Self::During(window) => write!(f, "{window}"),
            Self::Of { actors } => write!(f, "of {}", listed_safely(actors, ", ")),
            Self::Kinds { kinds } => write!(f, "kinds: {}", listed(kinds)),
            Self::ReportedBy { reporter } => write!(f, "reported by {}", isolated(reporter)),
            Self::IndependentReports { least } => {
                write!(f, "with {least} or more independent reports")
            }
            Self::Supposing { event, by } if by.is_empty() => {
                write!(f, "supposing that the author of {} is unknown", isolated(event))
            }
            Self::Supposing { event, by } => {
                write!(f, "supposing that {} did {}", listed_safely(by, ", "), isolated(event))
            }
            Self::Unattributed { event } => {
                write!(f, "without the author of {} and the word of its accusers", isolated(event))
            }
            Self::AsKnownAt { date } => write!(f, "as known at {date}"),
            Self::Only { predicate } => write!(f, "only {predicate}"),
            Self::Filter { name } => write!(f, "only «{}»", isolated(name)),
            Self::OneADay { fields, granularity } => {
                write!(f, "one a day with the same {}", listed(fields))?;
                match granularity {
                    Granularity::Exact => Ok(()),
                    other => write!(f, " by {}", other.as_str()),
                }
            }
            Self::Onsets { quiet_seconds, scale, granularity } => {
                let scale = scale.as_ref();
                let scale = scale.map_or("a scale of the user's own", |scale| scale.name());
                let scale = isolated(scale);
                let quiet = span(time_delta(*quiet_seconds).num_seconds());
                write!(f, "onsets after {quiet} of quiet on {scale} by {}", granularity.as_str())
            }
            Self::MergeMutual => f.write_str("mirrored events merged"),
            Self::MergedReports => f.write_str("repeated records merged"),
            Self::MaxLag { lag_seconds } => {
                write!(
                    f,
                    "added to the data within {}",
                    span(time_delta(*lag_seconds).num_seconds())
                )
            }
            Self::RootEvents => f.write_str("root events"),
            Self::MinMentions { mentions } => write!(f, "mentioned {mentions} times or more"),
            Self::QuadClasses { classes } => write!(f, "quad classes: {}", listed(classes)),
        }
    }
}

fn listed<T: fmt::Display>(list: impl IntoIterator<Item = T>) -> String {
    let mut words = Vec::new();
    for one in list {
        words.push(one.to_string());
    }
    words.join(", ")
}
