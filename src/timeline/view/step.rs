//! The steps of a view as data, and the view of such steps.

use std::{collections::BTreeSet, fmt};

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::{Field, View, Window};
use crate::{
    error::{Error, ErrorKind, Issue, Issues},
    model::{ActorId, EventId, EventKind},
    safe_text::{isolated, listed as listed_safely},
    scale::{self, QuadClass, Written},
    timeline::{Granularity, Predicate, Timeline, document::nearest},
    wording::span,
};

/// One step of a view, as data: by keys instead of ids, so that the steps of one view can be taken on
/// another timeline ([`Timeline::view_of`]).
///
/// ```
/// use escalade::{Timeline, ViewStep};
///
/// let timeline = Timeline::builder().build()?;
/// let view = timeline.during("2024-04".."2024-05").merge_mutual();
/// let written = serde_json::to_string(view.steps()).unwrap();
/// assert_eq!(written, r#"[{"during":{"from":"2024-04","until":"2024-05"}},"merge-mutual"]"#);
/// let read: Vec<ViewStep> = serde_json::from_str(&written).unwrap();
/// assert_eq!(timeline.view_of(&read)?.steps(), view.steps());
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum ViewStep {
    /// Onsets in a window: [`View::during`].
    During(Window),
    /// Events of some actors: [`View::of`].
    Of {
        /// Their keys.
        actors: Vec<String>,
    },
    /// Statements, attacks or actions: [`View::kinds`].
    Kinds {
        /// The kinds let through.
        kinds: Vec<EventKind>,
    },
    /// Events that one actor tells of: [`View::reported_by`].
    ReportedBy {
        /// Its key.
        teller: String,
    },
    /// Events told independently: [`View::at_least_n_independent_reports`].
    IndependentReports {
        /// By how many reports at least.
        least: usize,
    },
    /// As if some had done an event: [`View::supposing`].
    Supposing {
        /// Its key, or `#` and its order of recording.
        event: String,
        /// The keys of those who did it; nobody who is named, if empty.
        by: Vec<String>,
    },
    /// Events that pass a predicate: [`View::only`].
    Only {
        /// The predicate.
        predicate: Predicate,
    },
    /// A closure, which cannot be read back: [`View::filter`].
    Filter {
        /// Its name.
        name: String,
    },
    /// One a day of those alike: [`View::one_a_day`].
    OneADay {
        /// In what they are alike.
        fields: BTreeSet<Field>,
    },
    /// Onsets, not continuations: [`View::onsets`].
    Onsets {
        /// How many seconds it was quiet before an onset.
        quiet_seconds: u64,
        /// The scale as it is written; nothing for one of the user's own, which cannot be read back.
        scale: Option<Written>,
        /// As whom actors are compared.
        granularity: Granularity,
    },
    /// Mirrored twins as one mutual event: [`View::merge_mutual`].
    MergeMutual,
    /// What was taken up more than once as one event: [`View::merged_reports`].
    MergedReports,
    /// Events that were taken up soon enough: [`View::max_lag`].
    MaxLag {
        /// How many seconds after the first day on which they may have happened at most.
        lag_seconds: u64,
    },
    /// Root events: [`View::root_events`].
    RootEvents,
    /// Events mentioned often enough: [`View::min_mentions`].
    MinMentions {
        /// How often at least.
        mentions: u64,
    },
    /// Verbal or material, cooperation or conflict: [`View::quad_classes`].
    QuadClasses {
        /// The classes let through.
        classes: Vec<QuadClass>,
    },
}

impl Timeline {
    /// The view that these steps lead to, in their order.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Timeline, ViewStep};
    /// # let mut builder = Timeline::builder();
    /// # let iran = builder.add_actor(Actor::new("IRN"));
    /// builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone));
    /// let timeline = builder.build()?;
    /// let steps = [ViewStep::Of { actors: vec!["IRN".into()] }];
    /// assert_eq!(timeline.view_of(&steps)?.len(), 1);
    ///
    /// let unknown = [ViewStep::Of { actors: vec!["IRM".into(), "ISR".into()] }];
    /// let error = timeline.view_of(&unknown).unwrap_err();
    /// assert_eq!(error.issue_count(), 2);
    /// assert!(error.issues()[0].remedy().contains("`IRN`"));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Every problem at once: an actor that this timeline does not have, a closure, a scale that is
    /// not built in.
    pub fn view_of(&self, steps: &[ViewStep]) -> Result<View<'_>, Error> {
        let view = steps.iter().fold(self.view(), View::take);
        view.check()?;
        Ok(view)
    }

    /// The event whose label this is.
    fn event_by_label(&self, label: &str) -> Option<EventId> {
        let by_key = self.event_by_key(label).map(|event| event.id());
        let by_number = || label.strip_prefix('#')?.parse().ok().map(EventId);
        by_key.or_else(by_number).filter(|event| event.index() < self.len())
    }

    /// The actors of these keys, or what is wrong with those that are none.
    pub(super) fn actors_by_key(
        &self,
        keys: &[String],
        field: &str,
    ) -> Result<Vec<ActorId>, Error> {
        let mut issues = Issues::default();
        let actors = keys.iter().filter_map(|key| match self.actor_by_key(key) {
            Some(actor) => Some(actor.id()),
            None => {
                issues.push(self.unknown_actor(field, key));
                None
            }
        });
        let actors = actors.collect();
        issues.check(ErrorKind::Query)?;
        Ok(actors)
    }

    fn unknown_actor(&self, field: &str, key: &str) -> Issue {
        let remedy = match nearest(key, self.actors().map(|actor| actor.key())) {
            Some(near) => format!("write `{near}` if that is meant"),
            None => "look its key up among the actors".to_owned(),
        };
        Issue::new(field, key, "the key of an actor of this timeline", remedy)
    }
}

impl<'t> View<'t> {
    fn take(self, step: &ViewStep) -> Self {
        match step {
            ViewStep::During(window) => self.during(window.clone()),
            ViewStep::Of { actors } => match self.timeline.actors_by_key(actors, "of") {
                Ok(actors) => self.of(actors),
                Err(problem) => self.refuse(problem),
            },
            ViewStep::Kinds { kinds } => self.kinds(kinds.iter().copied()),
            ViewStep::ReportedBy { teller } => match self.timeline.actor_by_key(teller) {
                Some(teller) => self.reported_by(teller.id()),
                None => {
                    let problem = self.timeline.unknown_actor("reported_by", teller);
                    self.refuse(Error::value(problem))
                }
            },
            ViewStep::IndependentReports { least } => self.at_least_n_independent_reports(*least),
            ViewStep::Supposing { event, by } => {
                let actors = self.timeline.actors_by_key(by, "supposing");
                match (self.timeline.event_by_label(event), actors) {
                    (Some(event), Ok(by)) => self.supposing(event, by),
                    (_, Err(problem)) => self.refuse(problem),
                    (None, _) => {
                        let allowed = "the key of an event of this timeline, or # and its number";
                        let remedy = "look its key up among the events";
                        self.refuse(Error::value(Issue::new("supposing", event, allowed, remedy)))
                    }
                }
            }
            ViewStep::Only { predicate } => self.only(predicate.clone()),
            ViewStep::Filter { name } => {
                let remedy = "take the other steps, then `filter` by the closure itself";
                let allowed = "steps that are data: a closure cannot be read back";
                self.refuse(Error::value(Issue::new("filter", name, allowed, remedy)))
            }
            ViewStep::OneADay { fields } => self.one_a_day(fields.iter().copied()),
            ViewStep::Onsets { quiet_seconds, scale, granularity } => {
                let Some(written) = scale else {
                    let got = "a scale of the user's own";
                    let allowed = format!("a built-in scale: {}", scale::NAMES.join(", "));
                    let remedy = "take the other steps, then `onsets` on the scale itself";
                    return self.refuse(Error::value(Issue::new("onsets", got, allowed, remedy)));
                };
                match written.scale() {
                    Ok(scale) => self.onsets(time(*quiet_seconds), &*scale, granularity),
                    Err(problem) => self.refuse(problem),
                }
            }
            ViewStep::MergeMutual => self.merge_mutual(),
            ViewStep::MergedReports => self.merged_reports(),
            ViewStep::MaxLag { lag_seconds } => self.max_lag(time(*lag_seconds)),
            ViewStep::RootEvents => self.root_events(),
            ViewStep::MinMentions { mentions } => self.min_mentions(*mentions),
            ViewStep::QuadClasses { classes } => self.quad_classes(classes.iter().copied()),
        }
    }
}

/// Longer than any time there is, where it would be.
fn time(seconds: u64) -> TimeDelta {
    i64::try_from(seconds).ok().and_then(TimeDelta::try_seconds).unwrap_or(TimeDelta::MAX)
}

/// In words, for those who read an answer.
impl fmt::Display for ViewStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::During(window) => write!(f, "{window}"),
            Self::Of { actors } => write!(f, "of {}", listed_safely(actors, ", ")),
            Self::Kinds { kinds } => write!(f, "kinds: {}", listed(kinds)),
            Self::ReportedBy { teller } => write!(f, "reported by {}", isolated(teller)),
            Self::IndependentReports { least } => {
                write!(f, "with {least} or more independent reports")
            }
            Self::Supposing { event, by } if by.is_empty() => {
                write!(f, "as if nobody were named for {}", isolated(event))
            }
            Self::Supposing { event, by } => {
                write!(f, "as if {} did {}", listed_safely(by, ", "), isolated(event))
            }
            Self::Only { predicate } => write!(f, "only {predicate}"),
            Self::Filter { name } => write!(f, "only «{}»", isolated(name)),
            Self::OneADay { fields } => {
                write!(f, "one a day of those alike in {}", listed(fields))
            }
            Self::Onsets { quiet_seconds, scale, granularity } => {
                let scale =
                    scale.as_ref().map_or("a scale of the user's own", |scale| scale.name());
                let scale = isolated(scale);
                let quiet = span(time(*quiet_seconds).num_seconds());
                write!(f, "onsets after {quiet} of quiet on {scale} by {}", granularity.as_str())
            }
            Self::MergeMutual => f.write_str("mirrored twins merged"),
            Self::MergedReports => f.write_str("what was taken up again merged"),
            Self::MaxLag { lag_seconds } => {
                write!(f, "taken up within {}", span(time(*lag_seconds).num_seconds()))
            }
            Self::RootEvents => f.write_str("root events"),
            Self::MinMentions { mentions } => write!(f, "mentioned {mentions} times or more"),
            Self::QuadClasses { classes } => write!(f, "quad classes: {}", listed(classes)),
        }
    }
}

fn listed<T: fmt::Display>(list: impl IntoIterator<Item = T>) -> String {
    list.into_iter().map(|one| one.to_string()).collect::<Vec<_>>().join(", ")
}
