//! A timeline as tables.

use super::{
    batches::Batches,
    table::Table,
    timeline_columns::{ACTORS, EVENTS, LEVELS, LINKS, MEMBERSHIPS, NAMES, REPORTS},
};
use crate::{
    model::{ActorId, Code, Confidence, EventId, Level, LinkId, Membership, Origin, Report},
    timeline::{EventRef, Timeline},
};

/// The tables of a timeline: see [`Timeline::to_record_batches`].
#[derive(Debug)]
#[non_exhaustive]
pub struct TimelineBatches<'t> {
    /// A row for each event, in total order.
    pub events: Batches<'t>,
    /// A row for each level that a coder assigned to an event.
    pub levels: Batches<'t>,
    /// A row for each actor, in order of recording.
    pub actors: Batches<'t>,
    /// A row for each name of an actor.
    pub names: Batches<'t>,
    /// A row for each membership of an actor.
    pub memberships: Batches<'t>,
    /// A row for each declared link, in order of recording.
    pub links: Batches<'t>,
    /// A row for each report: of events, then of assertions in statements, then of links and of memberships.
    pub reports: Batches<'t>,
}

impl Timeline {
    /// Returns the timeline as tables of Arrow record batches. Needs the feature `arrow`.
    ///
    /// Tables refer to each other by the key of an actor and by the order of recording of an event. Statements, claims
    /// and details of attacks are in the column `record` of the events, as JSON. The guide lists all columns: see
    /// [`tables`](crate::guide::tables). To keep a timeline and load it again, use [`save`](Self::save).
    ///
    /// ```
    /// use escalade::{Actor, Event, Means, Timeline, arrow::arrow_array::cast::AsArray};
    ///
    /// let mut builder = Timeline::builder();
    /// let iran = builder.add_actor(Actor::new("IRN"));
    /// builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone).with_key("barrage"));
    /// let timeline = builder.build()?;
    /// let events = timeline.to_record_batches().events.next().unwrap().unwrap();
    /// assert_eq!(events.column_by_name("key").unwrap().as_string::<i32>().value(0), "barrage");
    /// assert_eq!(events.column_by_name("act").unwrap().as_string::<i32>().value(0), "drone");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn to_record_batches(&self) -> TimelineBatches<'_> {
        TimelineBatches {
            events: self.events_table(),
            levels: self.levels_table(),
            actors: self.actors_table(),
            names: self.names_table(),
            memberships: self.memberships_table(),
            links: self.links_table(),
            reports: self.reports_table(),
        }
    }

    fn events_table(&self) -> Batches<'_> {
        let mut events = self.events();
        Batches::new(EVENTS, move |table| {
            let Some(event) = events.next() else { return false };
            self.add_event_row(event, table);
            true
        })
    }

    fn add_event_row(&self, event: EventRef<'_>, table: &mut Table) {
        let (event_type, extras) = (event.event_type(), event.extras());
        table.u32(Some(event.id().index() as u32));
        table.text(event.key());
        table.u64(Some(event.position() as u64));
        table.printed(Some(event.when()));
        table.time(Some(event.earliest()));
        table.time(Some(event.latest()));
        table.printed(Some(event.act().kind()));
        table.text(Some(event.act().word()));
        table.printed(event_type.code().map(Code::vocabulary));
        table.text(event_type.code().map(Code::as_str));
        table.f64(event_type.score().map(Level::units));
        self.add_keys(event.sources(), table);
        self.add_keys(event.targets(), table);
        table.bool(Some(event.is_mutual()));
        table.u8(percent(event.confidence()));
        table.u8(percent(event.attribution()));
        table.text(event.text());
        table.text(event.place());
        table.u64(extras.mentions());
        table.u64(extras.sources());
        table.u64(extras.articles());
        table.bool(extras.is_root());
        table.day(extras.added());
        table.text(self.record_of(event.id()).as_deref());
    }

    fn levels_table(&self) -> Batches<'_> {
        let mut levels = self
            .events()
            .flat_map(|event| event.coders_levels().iter().map(move |level| (event.id(), level)));
        Batches::new(LEVELS, move |table| {
            let Some((event, level)) = levels.next() else { return false };
            table.u32(Some(event.index() as u32));
            table.text(Some(level.scale().as_str()));
            table.f64(Some(level.level().units()));
            table.text(level.reason());
            true
        })
    }

    fn actors_table(&self) -> Batches<'_> {
        let mut actors = self.actors();
        Batches::new(ACTORS, move |table| {
            let Some(actor) = actors.next() else { return false };
            table.u32(Some(actor.id().index() as u32));
            table.text(Some(actor.key()));
            table.text(Some(&word_of(&actor.kind())));
            table.text(actor.note());
            true
        })
    }

    fn names_table(&self) -> Batches<'_> {
        let mut names = self
            .actors()
            .flat_map(|actor| actor.names().iter().map(move |name| (actor.key(), name)));
        Batches::new(NAMES, move |table| {
            let Some((actor, (language, name))) = names.next() else { return false };
            table.text(Some(actor));
            table.text(Some(language));
            table.text(Some(name));
            true
        })
    }

    fn memberships_table(&self) -> Batches<'_> {
        let mut memberships = self.all_memberships();
        Batches::new(MEMBERSHIPS, move |table| {
            let Some((member, _, membership)) = memberships.next() else { return false };
            table.text(Some(member));
            table.text(Some(&word_of(&membership.kind())));
            table.text(Some(self.actor(membership.of()).key()));
            table.printed(membership.start());
            table.printed(membership.end());
            self.add_keys(membership.asserters(), table);
            table.u8(percent(membership.confidence()));
            true
        })
    }

    /// Returns the memberships of all actors, each with the key of the member and its index there.
    fn all_memberships(&self) -> impl Iterator<Item = (&str, usize, &Membership)> {
        self.actors().flat_map(|actor| {
            let memberships = actor.memberships().iter().enumerate();
            memberships.map(move |(nth, membership)| (actor.key(), nth, membership))
        })
    }

    fn links_table(&self) -> Batches<'_> {
        let mut links = self.links();
        Batches::new(LINKS, move |table| {
            let Some((id, link)) = links.next() else { return false };
            table.u32(Some(id.index() as u32));
            table.u32(Some(link.from().index() as u32));
            table.text(Some(&word_of(&link.relation())));
            table.u32(Some(link.to().index() as u32));
            self.add_keys(link.asserters(), table);
            table.u8(percent(link.confidence()));
            table.printed(link.date());
            true
        })
    }

    fn reports_table(&self) -> Batches<'_> {
        let of_events =
            self.events().flat_map(|event| numbered(event.reports(), About::Event(event.id())));
        let of_assertions = self.events().flat_map(|event| {
            let assertions = event.statement().map_or(&[][..], |said| said.assertions());
            assertions.iter().enumerate().flat_map(move |(nth, assertion)| {
                numbered(assertion.reports(), About::Assertion(event.id(), nth))
            })
        });
        let of_links =
            self.links().flat_map(|(id, link)| numbered(link.reports(), About::Link(id)));
        let of_memberships = self.all_memberships().flat_map(|(member, nth, membership)| {
            numbered(membership.reports(), About::Membership(member, nth))
        });
        let mut all = of_events.chain(of_assertions).chain(of_links).chain(of_memberships);
        Batches::new(REPORTS, move |table| {
            let Some((about, nth, report)) = all.next() else { return false };
            about.add_to(table);
            table.u32(Some(nth as u32));
            self.add_report(report, table);
            true
        })
    }

    fn add_report(&self, report: &Report, table: &mut Table) {
        let (outlet, origin) = match report.origin() {
            Origin::Outlet(outlet) => (Some(self.actor(outlet).key()), None),
            Origin::PublicRecord => (None, Some("public-record")),
            Origin::Coder => (None, Some("coder")),
        };
        table.text(outlet);
        table.text(origin);
        self.add_keys(report.relays(), table);
        self.add_keys(report.speakers(), table);
        match report.names() {
            Some(authors) => self.add_keys(authors, table),
            None => table.texts(None),
        }
        table.text(report.words());
        table.text(report.url());
        table.printed(report.date());
        table.text(report.reliability().map(|reliability| word_of(&reliability)).as_deref());
        table.u8(report.credibility().map(u8::from));
        table.u8(percent(report.extraction()));
    }

    /// Adds the keys of actors.
    pub(super) fn add_keys(&self, actors: &[ActorId], table: &mut Table) {
        let mut keys = Vec::with_capacity(actors.len());
        for actor in actors {
            keys.push(self.actor(*actor).key());
        }
        table.texts(Some(&keys));
    }
}

/// What a report is about.
#[derive(Clone, Copy)]
enum About<'t> {
    Event(EventId),
    Assertion(EventId, usize),
    Link(LinkId),
    Membership(&'t str, usize),
}

impl About<'_> {
    fn add_to(self, table: &mut Table) {
        let (what, event, assertion, link, member, membership) = match self {
            Self::Event(event) => ("event", Some(event), None, None, None, None),
            Self::Assertion(event, nth) => ("assertion", Some(event), Some(nth), None, None, None),
            Self::Link(link) => ("link", None, None, Some(link), None, None),
            Self::Membership(member, nth) => {
                ("membership", None, None, None, Some(member), Some(nth))
            }
        };
        table.text(Some(what));
        table.u32(event.map(|event| event.index() as u32));
        table.u32(assertion.map(|nth| nth as u32));
        table.u32(link.map(|link| link.index() as u32));
        table.text(member);
        table.u32(membership.map(|nth| nth as u32));
    }
}

fn numbered<'t>(
    reports: &'t [Report],
    about: About<'t>,
) -> impl Iterator<Item = (About<'t>, usize, &'t Report)> {
    reports.iter().enumerate().map(move |(nth, report)| (about, nth, report))
}

/// Returns the word by which a value without fields is written in a document.
fn word_of(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        other => other.map(|value| value.to_string()).unwrap_or_default(),
    }
}

pub(super) fn percent(confidence: Option<Confidence>) -> Option<u8> {
    confidence.map(Confidence::percent)
}
