//! Copies of the records of a timeline in a builder, so that a timeline can be built anew with some of them changed.

use std::sync::Arc;

use super::{Timeline, TimelineBuilder, columns::EventRow};
use crate::{
    error::Issue,
    model::{Details, EventId, Statement},
};

impl TimelineBuilder {
    /// Returns a builder with the title, the actors, the coverage and the count of unreadable records of a timeline,
    /// without its events and links.
    pub(crate) fn with_actors_of(timeline: &Timeline) -> Self {
        Self {
            title: timeline.title.clone(),
            actors: Arc::clone(&timeline.actors),
            actor_keys: Arc::clone(&timeline.actor_keys),
            are_actors_checked: true,
            covered: timeline.covered.clone(),
            unreadable: timeline.unreadable,
            ..Self::default()
        }
    }

    /// Returns a builder with all that [`with_actors_of`](Self::with_actors_of) copies from a timeline.
    #[cfg(feature = "watch")]
    pub(crate) fn clone_without_events(&self) -> Self {
        Self {
            title: self.title.clone(),
            actors: Arc::clone(&self.actors),
            actor_keys: Arc::clone(&self.actor_keys),
            are_actors_checked: self.are_actors_checked,
            covered: self.covered.clone(),
            unreadable: self.unreadable,
            ..Self::default()
        }
    }

    /// Returns `true` if a problem was found.
    #[cfg(feature = "watch")]
    pub(crate) fn has_issues(&self) -> bool {
        self.issues.count() > 0
    }

    /// Returns the timeline of a builder that holds nothing but the actors and [copies](EventCopier) of the events of
    /// timelines, which need not be checked again.
    #[cfg(feature = "watch")]
    pub(crate) fn build_copies(self) -> Timeline {
        Timeline::freeze(self)
    }

    /// Adds an issue, which [`build`](Self::build) reports with the others.
    pub(crate) fn refuse(&mut self, issue: Issue) {
        self.issues.push(issue);
    }
}

/// Copies events of a timeline to a builder that has the same actors.
pub(crate) struct EventCopier<'t> {
    timeline: &'t Timeline,
    /// The index in the builder of each type of the timeline that occurred.
    types: Vec<Option<u16>>,
}

impl<'t> EventCopier<'t> {
    pub(crate) fn new(timeline: &'t Timeline) -> Self {
        Self { timeline, types: vec![None; timeline.columns.types().len()] }
    }

    /// Adds a copy of an event to a builder. `statement` replaces the details of a statement, which hold ids of events.
    pub(crate) fn copy(
        &mut self,
        event: EventId,
        statement: Option<Statement>,
        builder: &mut TimelineBuilder,
    ) {
        let (Timeline { columns, extras, keys, .. }, id) = (self.timeline, event.index());
        let nth = columns.type_index(id);
        let event_type = match self.types[nth] {
            Some(event_type) => event_type,
            None => {
                let event_type = builder.intern(columns.types()[nth].clone());
                self.types[nth] = Some(event_type);
                event_type
            }
        };
        let copy = EventId(builder.len() as u32);
        let (sources, targets) = (columns.sources(id), columns.targets(id));
        let (when, mutual) = (columns.when(id), columns.is_mutual(id));
        match (when.as_plain(), columns.details(id)) {
            (Some(when), None) if sources.len() < 2 && targets.len() < 2 && !mutual => {
                let (source, target) = (sources.first().copied(), targets.first().copied());
                builder.columns.push_plain(when, source, target, event_type);
            }
            (_, details) => {
                let mut details = details.map_or_else(Details::default, Details::clone);
                if statement.is_some() {
                    details.statement = statement;
                }
                let (sources, targets) = (sources.to_vec(), targets.to_vec());
                builder.columns.push(EventRow {
                    when,
                    sources,
                    targets,
                    event_type,
                    mutual,
                    details,
                });
            }
        }
        if let Some(key) = keys.of(event.0) {
            builder.name_row(copy, key);
        }
        builder.extras.set(copy.index(), extras.of(id));
    }
}
