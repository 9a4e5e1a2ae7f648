//! Reports, claims and links in the standards of others: W3C PROV, schema.org, STIX 2.1.
//!
//! - [`Export::prov`]: PROV-JSON (W3C member submission, 2013): who told what, from whom they had it.
//! - [`Export::schema_org`]: JSON-LD of `Claim` and `ClaimReview` (schema.org): what is claimed of an event,
//!   by whom, and who denies it.
//! - [`Export::stix`]: a STIX 2.1 bundle (OASIS, 2021): incidents, reports, notes, opinions, and
//!   relationships, each with its confidence.
//!
//! What a [`View`] shows is written, and nothing else: [as one outlet tells
//! it](View::reported_by), say. The same view gives the same text.
//!
//! # Crosswalk
//!
//! | here | PROV | schema.org | STIX 2.1 |
//! | --- | --- | --- | --- |
//! | actor | agent | `Person`, `Country`, `NewsMediaOrganization`, `GovernmentOrganization`, `Organization` | `identity` |
//! | `PartOf`, `ActsFor` | `actedOnBehalfOf` | not written | `relationship` `part-of`, `acts-for` |
//! | attack, action | activity | `Event` | `incident` |
//! | statement | activity | `Event`, and `Claim` for each assertion | `note` by who said it |
//! | source | `wasAssociatedWith` | `organizer` | `relationship` `attributed-to`, with its confidence |
//! | candidate | `esc:candidate` | not written | `relationship` `attributed-to`, one each |
//! | target | `esc:target` | not written | `relationship` `targets` |
//! | report | entity, `wasAttributedTo` its outlet, `wasDerivedFrom` what it relays or quotes | `appearance` of the claim | `report` by its outlet, its path in words |
//! | assertion | entity, `wasGeneratedBy` the statement | `Claim` | text of the `note` |
//! | denial | `esc:denied` | `ClaimReview` of the claims of the same fact, rated 0 | `opinion`, `strongly-disagree` |
//! | link | `wasInfluencedBy` with `esc:relation` | not written | `relationship` of its name |
//! | confidence | `esc:confidence` | `ClaimReview` by the coder, rated 0 to 100 | `confidence` |
//! | credibility | `esc:credibility` | not written | `confidence` of the `report` |
//!
//! # What does not fit
//!
//! - **Not stated** is left out everywhere; none of the three can say why it is missing.
//! - **Onsets** that are no instant: PROV and STIX know instants alone, so the onset goes along as text
//!   (`esc:when`, the description); PROV has a `startTime` where the onset is known to the second.
//! - **Candidates** exclude one another. STIX writes them as relationships that do not say so; PROV would
//!   state each as a fact, so they go along as attributes.
//! - **Levels** and scales, codes, conditions of threats, attack details, dated memberships: not written.
//! - **Reliability** has a place in none of them beside the path in words.
//! - STIX 2.1 has no statement: an `incident` is a stub there, a statement is a `note`, and what it is about
//!   is what the note is on.
//! - The coder's readings are no reports: they are not written as such. What a standard wants an author for
//!   and nobody else asserted is by the coder.
//!
//! Deterministic ids: PROV and schema.org number records as the timeline does; STIX ids are version 5 UUIDs
//! (RFC 9562) of keys under the base address, so they stay when other records are added. STIX recommends
//! random ids for such objects and allows these.

mod prov;
mod schema_org;
mod stix;

use chrono::{DateTime, SecondsFormat, Utc};

use crate::{
    model::{Act, ActorId, Origin, Report},
    timeline::{EventRef, Timeline, View},
};

/// A view on its way into another standard.
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
/// assert_eq!(prov["wasDerivedFrom"]["_:d0"]["prov:usedEntity"], "ex:event-0-report-0-told-1", "CNN's");
///
/// let stix = export.stix();
/// assert_eq!(stix["type"], "bundle");
/// assert_eq!(export.stix(), stix, "the same again");
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Export<'t> {
    view: View<'t>,
    base: String,
    made: DateTime<Utc>,
}

impl<'t> Export<'t> {
    /// Writes what a view shows, under a base address of one's own, as made at an instant.
    pub fn new(view: View<'t>, base: impl Into<String>, made: DateTime<Utc>) -> Self {
        Self { view, base: base.into(), made }
    }

    fn timeline(&self) -> &'t Timeline {
        self.view.timeline()
    }

    fn keys(&self, actors: &[ActorId]) -> String {
        let keys: Vec<_> = actors.iter().map(|actor| self.timeline().actor(*actor).key()).collect();
        keys.join(", ")
    }

    /// What an event was, in words: what the coder wrote, else what is known of it.
    fn words(&self, event: EventRef<'_>) -> String {
        let told = || {
            let sources = match event.sources() {
                [] => "unknown".to_owned(),
                sources => self.keys(sources),
            };
            format!("{}: {sources} → {}", event.act(), self.keys(event.targets()))
        };
        event.text().map_or_else(told, str::to_owned)
    }

    /// The reports of some that are told in the view, the coder's own readings aside.
    fn told<'r>(&self, reports: &'r [Report]) -> impl Iterator<Item = (usize, &'r Report)> {
        let told = |report: &Report| {
            self.view.selected_reports(std::slice::from_ref(report)).next().is_some()
        };
        let reports = reports.iter().enumerate();
        reports.filter(move |(_, report)| report.origin() != Origin::Coder && told(report))
    }
}

fn is_statement(event: EventRef<'_>) -> bool {
    matches!(event.act(), Act::Statement(_))
}

/// The instant of an onset that is known to the second.
fn exact(event: EventRef<'_>) -> Option<String> {
    let (earliest, latest) = (event.earliest(), event.latest());
    ((latest - earliest).num_seconds() == 1)
        .then(|| earliest.to_rfc3339_opts(SecondsFormat::Secs, true))
}
