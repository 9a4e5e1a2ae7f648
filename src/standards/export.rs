//! The export of a view, and what all standards share.

use chrono::{DateTime, SecondsFormat, Utc};

use serde_json::Value;

use crate::{
    model::{Act, ActorId, Origin, Report},
    timeline::{EventRef, Timeline, View},
};

/// A view of a timeline, to be exported in other standards.
///
/// See the [module documentation](crate::standards) for what is exported.
///
/// ```
/// use chrono::{DateTime, Utc};
/// use escalade::{Actor, Event, Means, Report, Timeline, standards::Export};
///
/// let mut builder = Timeline::builder();
/// let [iran, cnn, paper] = ["IRN", "CNN", "PAPER"].map(|key| builder.add_actor(Actor::new(key)));
/// let barrage = Event::attack(iran, "2024-04-13T20:00:00Z", Means::Drone).with_key("barrage");
/// builder.add_event(barrage.with_report(Report::by(paper).relaying(cnn)));
/// let timeline = builder.build()?;
/// let made: DateTime<Utc> = "2024-04-15T00:00:00Z".parse().unwrap();
/// let export = Export::new(timeline.view(), "https://example.org/crisis/", made);
///
/// let prov = export.prov();
/// assert_eq!(prov["activity"]["ex:event-0"]["prov:startTime"], "2024-04-13T20:00:00Z");
/// assert_eq!(prov["wasAttributedTo"]["_:a0"]["prov:agent"], "ex:actor-2", "the report is PAPER's");
/// assert_eq!(prov["wasDerivedFrom"]["_:d0"]["prov:usedEntity"], "ex:event-0-report-0-account-1", "CNN's");
///
/// let stix = export.stix();
/// assert_eq!(stix["type"], "bundle");
/// assert_eq!(export.stix(), stix, "ids are deterministic");
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Export<'t> {
    pub(super) view: View<'t>,
    pub(super) base: String,
    pub(super) made: DateTime<Utc>,
}

impl<'t> Export<'t> {
    /// Creates an export of a view.
    ///
    /// `base` is an address of your own under which the records are identified, and `made` is the
    /// time at which the export counts as made.
    pub fn new(view: View<'t>, base: impl Into<String>, made: DateTime<Utc>) -> Self {
        Self { view, base: base.into(), made }
    }

    pub(super) fn timeline(&self) -> &'t Timeline {
        self.view.timeline()
    }

    pub(super) fn joined_keys(&self, actors: &[ActorId]) -> String {
        let keys: Vec<_> = actors.iter().map(|actor| self.timeline().actor(*actor).key()).collect();
        keys.join(", ")
    }

    /// Returns the text of the event, or else a summary of its act and actors.
    pub(super) fn description(&self, event: EventRef<'_>) -> String {
        let summary = || {
            let sources = match event.sources() {
                [] => "unknown".to_owned(),
                sources => self.joined_keys(sources),
            };
            format!("{}: {sources} → {}", event.act(), self.joined_keys(event.targets()))
        };
        event.text().map_or_else(summary, str::to_owned)
    }

    /// Returns the reports that are visible in the view, with their indices. Reports by the coder
    /// are omitted.
    pub(super) fn visible_reports<'r>(
        &self,
        reports: &'r [Report],
    ) -> impl Iterator<Item = (usize, &'r Report)> {
        let is_visible = |report: &Report| self.view.shows_report(report);
        let reports = reports.iter().enumerate();
        reports.filter(move |(_, report)| report.origin() != Origin::Coder && is_visible(report))
    }
}

pub(super) fn is_statement(event: EventRef<'_>) -> bool {
    matches!(event.act(), Act::Statement(_))
}

/// Returns the onset in RFC 3339 if it is known to the second.
pub(super) fn exact_instant(event: EventRef<'_>) -> Option<String> {
    let (earliest, latest) = (event.earliest(), event.latest());
    ((latest - earliest).num_seconds() == 1)
        .then(|| earliest.to_rfc3339_opts(SecondsFormat::Secs, true))
}

/// Removes values that are not stated, since PROV has no representation for them.
pub(super) fn without_missing(mut record: Value) -> Value {
    if let Some(fields) = record.as_object_mut() {
        fields.retain(|_, value| {
            !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty())
        });
    }
    record
}
