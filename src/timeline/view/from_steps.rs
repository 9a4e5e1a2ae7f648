//! Views made from steps that are data.

use super::{
    base::View,
    step::{ViewStep, time_delta},
};
use crate::{
    error::{Error, ErrorKind, Issue, Issues},
    model::{ActorId, EventId},
    scale,
    timeline::{Timeline, did_you_mean::ACTOR_OF_TIMELINE},
};

impl Timeline {
    /// Applies steps to this timeline, in their order, and returns the resulting view.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Timeline, timeline::ViewStep};
    /// # let mut builder = Timeline::builder();
    /// # let iran = builder.add_actor(Actor::new("IRN"));
    /// builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone));
    /// let timeline = builder.build()?;
    /// let steps = [ViewStep::Of { actors: vec!["IRN".into()] }];
    /// assert_eq!(timeline.view_from_steps(&steps)?.len(), 1);
    ///
    /// let unknown = [ViewStep::Of { actors: vec!["IRM".into(), "ISR".into()] }];
    /// let error = timeline.view_from_steps(&unknown).unwrap_err();
    /// assert_eq!(error.issue_count(), 2);
    /// assert!(error.issues()[0].remedy().contains("`IRN`"));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If a step cannot be applied: it names an actor or event that this timeline does not have, a closure,
    /// or a scale that is not built in. The error lists the problems of all steps.
    pub fn view_from_steps(&self, steps: &[ViewStep]) -> Result<View<'_>, Error> {
        let mut view = self.view();
        for step in steps {
            view = view.apply_data(step);
        }
        view.check()?;
        Ok(view)
    }

    /// Returns the event with this key or, as `#12`, with this order of recording.
    fn event_by_label(&self, label: &str) -> Option<EventId> {
        let by_key = self.event_by_key(label).map(|event| event.id());
        let by_number = || label.strip_prefix('#')?.parse().ok().map(EventId);
        by_key.or_else(by_number).filter(|event| event.index() < self.len())
    }

    /// Returns the actors with these keys, or an error that lists the unknown keys.
    fn actors_by_key(&self, keys: &[String], field: &str) -> Result<Vec<ActorId>, Error> {
        let mut issues = Issues::default();
        let mut actors = Vec::new();
        for key in keys {
            match self.actor_by_key(key) {
                Some(actor) => actors.push(actor.id()),
                None => issues.push(self.unknown_actor(field, key)),
            }
        }
        issues.check(ErrorKind::Query)?;
        Ok(actors)
    }

    fn unknown_actor(&self, field: &str, key: &str) -> Issue {
        let remedy = match self.nearest_actor_key(key) {
            Some(near) => format!("write `{near}` if that is meant"),
            None => "look its key up among the actors".to_owned(),
        };
        Issue::new(field, key, ACTOR_OF_TIMELINE, remedy)
    }
}

impl<'t> View<'t> {
    fn apply_data(self, step: &ViewStep) -> Self {
        match step {
            ViewStep::During(window) => self.during(window.clone()),
            ViewStep::Of { actors } => match self.timeline.actors_by_key(actors, "of") {
                Ok(actors) => self.of_actors(&actors),
                Err(problem) => self.fail(problem),
            },
            ViewStep::Kinds { kinds } => self.of_kinds(kinds),
            ViewStep::ReportedBy { reporter } => match self.timeline.actor_by_key(reporter) {
                Some(reporter) => self.reported_by(reporter.id()),
                None => {
                    let problem = self.timeline.unknown_actor("reported_by", reporter);
                    self.fail(Error::value(problem))
                }
            },
            ViewStep::IndependentReports { least } => self.at_least_n_independent_reports(*least),
            ViewStep::Supposing { event, by } => {
                let actors = self.timeline.actors_by_key(by, "supposing");
                match (self.timeline.event_by_label(event), actors) {
                    (Some(event), Ok(by)) => self.supposing_actors(event, &by),
                    (_, Err(problem)) => self.fail(problem),
                    (None, _) => self.fail(unknown_event("supposing", event)),
                }
            }
            ViewStep::Unattributed { event } => match self.timeline.event_by_label(event) {
                Some(event) => self.unattributed(event),
                None => self.fail(unknown_event("unattributed", event)),
            },
            ViewStep::AsKnownAt { date } => self.as_known_at(date.clone()),
            ViewStep::Only { predicate } => self.only(predicate.clone()),
            ViewStep::Filter { name } => {
                let remedy = "apply the other steps, then call `filter` with the closure";
                let allowed = "steps that are data: a closure cannot be read back";
                self.fail(Error::value(Issue::new("filter", name, allowed, remedy)))
            }
            ViewStep::OneADay { fields, granularity } => {
                self.one_a_day_by(fields.iter().copied(), granularity)
            }
            ViewStep::Onsets { quiet_seconds, scale, granularity } => {
                let Some(written) = scale else {
                    let got = "a scale of the user's own";
                    let allowed = format!("a built-in scale: {}", scale::NAMES.join(", "));
                    let remedy = "apply the other steps, then call `onsets` with the scale";
                    return self.fail(Error::value(Issue::new("onsets", got, allowed, remedy)));
                };
                match written.scale() {
                    Ok(scale) => self.onsets(time_delta(*quiet_seconds), &*scale, granularity),
                    Err(problem) => self.fail(problem),
                }
            }
            ViewStep::MergeMutual => self.merge_mutual(),
            ViewStep::MergedReports => self.merged_reports(),
            ViewStep::MaxLag { lag_seconds } => self.max_lag(time_delta(*lag_seconds)),
            ViewStep::RootEvents => self.root_events(),
            ViewStep::MinMentions { mentions } => self.min_mentions(*mentions),
            ViewStep::QuadClasses { classes } => self.of_quad_classes(classes),
        }
    }
}

fn unknown_event(field: &str, label: &str) -> Error {
    let allowed = "the key of an event of this timeline, or # and its number";
    Error::value(Issue::new(field, label, allowed, "look its key up among the events"))
}

#[cfg(all(test, feature = "json"))]
mod tests {
    use crate::{
        model::{Actor, Event, EventKind, Means, SpeechAct},
        timeline::{Predicate, Timeline, ViewStep},
    };

    #[test]
    fn a_step_that_keeps_kinds_is_still_read() {
        let mut builder = Timeline::builder();
        let actor = builder.add_actor(Actor::new("A"));
        builder.add_event(Event::statement(actor, "2024-04-01", SpeechAct::Threaten));
        let attack = builder.add_event(Event::attack(actor, "2024-04-02", Means::Drone));
        let timeline = builder.build().expect("a sound timeline");

        let written = r#"[{"kinds":{"kinds":["attack"]}}]"#;
        let steps: Vec<ViewStep> = serde_json::from_str(written).expect("a step");
        let view = timeline.view_from_steps(&steps).expect("a view");
        assert!(view.events().map(|event| event.id()).eq([attack]));
        assert_eq!(view.tallies()[0].to_string(), "kinds: attack: 1 left out");
        assert_eq!(serde_json::to_string(view.steps()).expect("steps"), written);

        let predicate = timeline.view().only(Predicate::kinds([EventKind::Attack]));
        assert!(predicate.events().eq(view.events()));
    }
}
