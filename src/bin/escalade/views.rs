//! The options that narrow the view of the timeline.

use chrono::TimeDelta;
use escalade::{
    ActorId, EventKind, Predicate, Query, Timeline, View,
    read::Extra,
    scale::{self, QuadClass},
    timeline::{Field, Granularity},
};

use super::{
    safe_text::{escaped, listed},
    terms::Grain,
    values::{Test, days, word},
};

/// Steps of the view, applied in this order: a step sees only the events that the steps before it keep.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Which events: these steps are applied in this order")]
pub(crate) struct Views {
    /// Leave out events that were added to the data set more than this many days after they happened
    #[arg(long, value_name = "DAYS", value_parser = days, allow_negative_numbers = true)]
    max_lag: Option<TimeDelta>,
    /// Only events that GDELT marks as root events: those in the lead of an article
    #[arg(long)]
    root_events: bool,
    /// Merge repeated records of an event into one
    #[arg(long)]
    merged_reports: bool,
    /// Only events mentioned at least this often
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    min_mentions: Option<u64>,
    /// Merge two events of the same onset and code, each with the other's source and target, into one
    /// mutual event
    #[arg(long)]
    merge_mutual: bool,
    /// Keep only the first of the events of a day that agree in these fields: source, target, code, kind,
    /// place [default of =FIELDS: source,target,code]
    #[arg(long, value_name = "FIELDS", value_delimiter = ',', num_args = 0..=1, require_equals = true,
          default_missing_values = ["source", "target", "code"], value_parser = word::<Field>)]
    one_a_day: Option<Vec<Field>>,
    /// With --one-a-day: how sources and targets are compared; as states, what several organs of a state did
    /// on one day counts once [default: each actor as itself]
    #[arg(long, value_name = "GRANULARITY", requires = "one_a_day")]
    one_a_day_by: Option<Grain>,
    /// Leave out continuations: events that follow, within this many days, an event of the same dyad at
    /// the same level or a higher one
    #[arg(long, value_name = "DAYS", value_parser = days, allow_negative_numbers = true)]
    onsets: Option<TimeDelta>,
    /// Only events of these kinds: statement, attack, action; separate several with commas
    #[arg(long = "kind", value_name = "KINDS", value_delimiter = ',', value_parser = word::<EventKind>)]
    kinds: Vec<EventKind>,
    /// Only events of these quad classes: verbal-cooperation, material-cooperation, verbal-conflict,
    /// material-conflict; separate several with commas
    #[arg(long = "quad-class", value_name = "CLASSES", value_delimiter = ',', value_parser = word::<QuadClass>)]
    quad_classes: Vec<QuadClass>,
    /// Only events at or above this level of the query's scale
    #[arg(long, value_name = "LEVEL", allow_hyphen_values = true)]
    min_level: Option<f64>,
    /// Only events that pass a test; see --unless for how to write it
    #[arg(long, value_name = "TEST")]
    only: Option<Test>,
    /// Only events from this date on
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// Only events before this date
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    /// Only events in which one of these actors, or an organ of one, is source or target. Write keys,
    /// separated by commas
    #[arg(long, value_name = "ACTORS", value_delimiter = ',')]
    of: Vec<String>,
}

impl Views {
    /// Returns the extras of events that the steps select events by.
    pub(crate) fn extras(&self) -> Vec<Extra> {
        let mut extras = Vec::new();
        let asked = [
            (self.max_lag.is_some(), Extra::Added),
            (self.root_events, Extra::Root),
            (self.min_mentions.is_some(), Extra::Mentions),
        ];
        for (is_asked, extra) in asked {
            if is_asked {
                extras.push(extra);
            }
        }
        extras
    }

    /// Returns the keys of the actors whose events are kept.
    #[cfg(feature = "distributed")]
    pub(crate) fn of_actors(&self) -> &[String] {
        &self.of
    }

    pub(crate) fn view<'t>(
        &self,
        timeline: &'t Timeline,
        query: &Query,
    ) -> Result<View<'t>, Box<dyn std::error::Error>> {
        let mut view = timeline.view();
        if let Some(lag) = self.max_lag {
            view = view.max_lag(lag);
        }
        if self.root_events {
            view = view.root_events();
        }
        if self.merged_reports {
            view = view.merged_reports();
        }
        if let Some(mentions) = self.min_mentions {
            view = view.min_mentions(mentions);
        }
        if self.merge_mutual {
            view = view.merge_mutual();
        }
        if let Some(fields) = &self.one_a_day {
            let by: Granularity = self.one_a_day_by.unwrap_or(Grain::Exact).into();
            view = view.one_a_day_by(fields.iter().copied(), &by);
        }
        if let Some(quiet) = self.onsets {
            view = view.onsets(quiet, query.scale(), &granularity(query)?);
        }
        if !self.kinds.is_empty() {
            view = view.only(Predicate::kinds(self.kinds.iter().copied()));
        }
        if !self.quad_classes.is_empty() {
            view = view.quad_classes(self.quad_classes.iter().copied());
        }
        if self.min_level.is_some() || self.only.is_some() {
            let name = query.scale().name();
            let scale =
                scale::by_name(name).ok_or(format!("{} is not a built-in scale", escaped(name)))?;
            if let Some(level) = self.min_level {
                view = view.only(Predicate::at_least(scale.clone(), level));
            }
            if let Some(test) = &self.only {
                view = view.only(test.predicate(&scale)?);
            }
        }
        view = match (self.from.as_deref(), self.to.as_deref()) {
            (None, None) => view,
            (Some(from), None) => view.during(from..),
            (None, Some(to)) => view.during(..to),
            (Some(from), Some(to)) => view.during(from..to),
        };
        if !self.of.is_empty() {
            let actors: Result<Vec<ActorId>, String> =
                self.of.iter().map(|key| actor(timeline, key)).collect();
            view = view.of(actors?);
        }
        Ok(view)
    }
}

/// Returns the granularity of a query, which the library exposes only in its serialized form.
fn granularity(query: &Query) -> serde_json::Result<Granularity> {
    serde_json::from_value(serde_json::to_value(query)?["granularity"].take())
}

pub(crate) fn actor(timeline: &Timeline, key: &str) -> Result<ActorId, String> {
    timeline.actor_by_key(key).map(|actor| actor.id()).ok_or_else(|| {
        let candidates: Vec<_> = timeline
            .actors()
            .map(|actor| actor.key())
            .filter(|other| other.starts_with(key))
            .collect();
        match candidates.as_slice() {
            [] => format!("no actor has the key «{}»", escaped(key)),
            keys => {
                let shown = &keys[..keys.len().min(20)];
                let more = if keys.len() > shown.len() { " and more" } else { "" };
                format!(
                    "no actor has the key «{}»; keys that begin with it: {}{more}",
                    escaped(key),
                    listed(shown, ", ")
                )
            }
        }
    })
}
