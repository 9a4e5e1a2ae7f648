//! What every reader hands its events to: one timeline in the making, whatever the files.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

#[cfg(feature = "csv")]
use super::cameo_actor;
use super::{FileReport, Options, ReadReport, fields};
use crate::{
    error::{Error, ErrorKind, Issue, Issues, Place},
    model::{
        Actor, ActorId, ActorKind, Code, CodeId, EventId, Level, Membership, MembershipKind,
        Vocabulary,
    },
    states::State,
    timeline::{Timeline, TimelineBuilder},
};

/// How texts are hashed that are looked up for every row.
#[cfg(feature = "csv")]
type Hashes = foldhash::fast::RandomState;
#[cfg(not(feature = "csv"))]
type Hashes = std::hash::RandomState;

/// Each distinct text once, by number.
#[derive(Default)]
pub(super) struct Names {
    pub(super) names: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u32, Hashes>,
}

impl Names {
    pub(super) fn intern(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.names.len() as u32;
        self.names.push(name.into());
        self.numbers.insert(name.into(), number);
        number
    }
}

/// How a file writes its actors. The same letters may mean two actors in two of these; all but the last
/// lead to the states of the registry, and there to one actor each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Naming {
    /// Codes of CAMEO, made of parts: `LBNREBHEZ`.
    Cameo,
    /// Numbers of states by the Correlates of War project.
    Cow,
    /// Numbers of states by Gleditsch and Ward, and of other actors by UCDP.
    GleditschWard,
    /// Codes of countries in three letters (ISO 3166-1).
    Iso3,
    /// Names, as the field's files write them in English.
    Name,
    /// Codes or names of this one kind of file: each stands alone.
    Own(&'static str),
}

impl Naming {
    /// The state that is meant by what is written, if it is one.
    fn state(self, written: &str, on: NaiveDate) -> Option<&'static State> {
        match self {
            Self::Cameo => State::by_cameo(written),
            Self::Cow => State::by_cow(written.parse().ok()?, on),
            Self::GleditschWard => State::by_gw(written.parse().ok()?, on),
            Self::Iso3 => State::by_iso3(written),
            Self::Name => State::by_name(written),
            Self::Own(_) => None,
        }
    }

    /// Whether what is written means one state now and another then.
    fn is_dated(self) -> bool {
        matches!(self, Self::Cow | Self::GleditschWard)
    }

    /// What is put before a key that another naming took first.
    fn prefix(self) -> &'static str {
        match self {
            Self::Cameo => "cameo",
            Self::Cow => "cow",
            Self::GleditschWard => "gw",
            Self::Iso3 => "iso3",
            Self::Name => "name",
            Self::Own(name) => name,
        }
    }
}

/// The actors of one naming, each made when it is first met.
#[derive(Default)]
struct Known {
    names: Names,
    /// By number; none where it hangs on the day.
    ids: Vec<Option<ActorId>>,
    met: Vec<u64>,
}

/// A state, as the registry has it.
fn of_state(state: &State) -> Actor {
    let kind = if state.is_country() { ActorKind::State } else { ActorKind::Unspecified };
    Actor::new(state.key()).with_kind(kind).with_name("en", state.name())
}

/// A timeline in the making, and what was met on the way.
pub(super) struct Intake<'o> {
    pub(super) builder: TimelineBuilder,
    pub(super) options: &'o Options,
    /// A document that is alone, and so is the timeline.
    whole: Option<Timeline>,
    known: Vec<(Naming, Known)>,
    namings: HashMap<ActorId, Naming>,
    /// By key in the registry.
    states: HashMap<&'static str, ActorId>,
    codes: Names,
    code_ids: HashMap<(Vocabulary, u32, Option<Level>), CodeId, Hashes>,
    files: Vec<FileReport>,
    /// Where each link comes from.
    links: Vec<Place>,
    late: u64,
    bad: usize,
    issues: Issues,
    decisions: Vec<String>,
}

impl<'o> Intake<'o> {
    pub(super) fn new(options: &'o Options) -> Self {
        Self {
            builder: Timeline::builder(),
            options,
            whole: None,
            known: Vec::new(),
            namings: HashMap::new(),
            states: HashMap::new(),
            codes: Names::default(),
            code_ids: HashMap::default(),
            files: Vec::new(),
            links: Vec::new(),
            late: 0,
            bad: 0,
            issues: Issues::default(),
            decisions: Vec::new(),
        }
    }

    /// From now on, what is counted is of this file.
    pub(super) fn begin(&mut self, file: FileReport) {
        #[cfg(feature = "json")]
        if let Some(timeline) = self.whole.take() {
            self.pour(&timeline); // It is alone no longer.
        }
        self.files.push(file);
    }

    /// Counts records, good or bad, whether events come of them or not.
    pub(super) fn count_rows(&mut self, rows: u64) {
        if let Some(file) = self.files.last_mut() {
            file.rows += rows;
        }
    }

    /// Counts a record that was taken up too late.
    pub(super) fn count_late(&mut self) {
        self.late += 1;
    }

    /// Leaves a record out, for these reasons.
    pub(super) fn leave_out(&mut self, place: &Place, issues: Vec<Issue>) {
        self.bad += 1;
        issues.into_iter().for_each(|issue| self.issues.push(issue.within(place)));
    }

    /// Something decided by the content, to be reported.
    pub(super) fn decide(&mut self, what: impl Into<String>) {
        self.decisions.push(what.into());
    }

    /// Takes a document, which is a timeline of its own, and a part of one beside other files.
    #[cfg(feature = "json")]
    pub(super) fn take_whole(&mut self, timeline: Timeline) {
        self.count_rows(timeline.len() as u64);
        match &*self.files {
            [_] => self.whole = Some(timeline),
            _ => self.pour(&timeline),
        }
    }

    /// Adds the timeline that the last file is.
    #[cfg(feature = "json")]
    fn pour(&mut self, timeline: &Timeline) {
        let file = Place::in_file(self.files.last().map_or("", |file| &file.name));
        let titles = (self.builder.title(), timeline.title());
        if let (Some(first), Some(other)) = titles
            && first != other
        {
            self.decisions.push(format!("the title is «{first}»; «{other}» is left out"));
        }
        self.place_links(timeline.links().map(|_| file.clone()));
        let issues = timeline.pour(&mut self.builder);
        if !issues.is_empty() {
            self.leave_out(&file, issues);
        }
    }

    /// Notes where the links come from that are added next, or were added last: each is checked when all
    /// events are there.
    #[cfg(feature = "json")]
    pub(super) fn place_links(&mut self, places: impl Iterator<Item = Place>) {
        self.links.extend(places);
    }

    /// Where a problem is that shows in all files together.
    fn placed(&self, issue: &Issue) -> Issue {
        let field = issue.place().field().unwrap_or_default();
        let nth =
            field.strip_prefix("links/").and_then(|rest| rest.split('/').next()?.parse().ok());
        match nth.and_then(|nth: usize| self.links.get(nth)) {
            Some(place) => issue.clone().within(place),
            None => issue.clone(),
        }
    }

    /// A code, with the score that its row gives it where it gives one. Few are met, each many times.
    pub(super) fn code(
        &mut self,
        vocabulary: Vocabulary,
        text: &str,
        score: Option<Level>,
    ) -> CodeId {
        let number = self.codes.intern(text);
        *self
            .code_ids
            .entry((vocabulary, number, score))
            .or_insert_with(|| self.builder.add_code(Code::new(vocabulary, text), score))
    }

    /// The actor whom a file of this naming writes so, today.
    pub(super) fn actor(&mut self, naming: Naming, written: &str) -> ActorId {
        self.actor_on(naming, written, NaiveDate::MAX)
    }

    /// The actor whom a file of this naming writes so in an event of this day.
    pub(super) fn actor_on(&mut self, naming: Naming, written: &str, day: NaiveDate) -> ActorId {
        self.met(naming, written, day, 1)
    }

    /// The actor whom a file of this naming writes so, and which was met so many times.
    pub(super) fn actor_met(&mut self, naming: Naming, written: &str, times: u64) -> ActorId {
        self.met(naming, written, NaiveDate::MAX, times)
    }

    fn met(&mut self, naming: Naming, written: &str, day: NaiveDate, times: u64) -> ActorId {
        let nth = self.known.iter().position(|(known, _)| *known == naming);
        let nth = nth.unwrap_or_else(|| {
            self.known.push((naming, Known::default()));
            self.known.len() - 1
        });
        let known = &mut self.known[nth].1;
        let number = known.names.intern(written) as usize;
        if number == known.ids.len() {
            known.ids.push(None);
            known.met.push(0);
        }
        known.met[number] += times;
        if let Some(id) = known.ids[number] {
            return id;
        }
        let meant = self.options.aliases.get(written).map_or(written, String::as_str);
        let id = self.of_code(naming, meant, day);
        if !naming.is_dated() {
            self.known[nth].1.ids[number] = Some(id);
        }
        id
    }

    /// The same, of whom the file says besides what kind it is and how it is called.
    pub(super) fn actor_called(
        &mut self,
        naming: Naming,
        written: &str,
        kind: ActorKind,
        name: &str,
    ) -> ActorId {
        let actor = self.actor(naming, written);
        if !self.options.aliases.contains_key(written) {
            self.builder.describe_actor(actor, kind, name);
        }
        actor
    }

    fn of_code(&mut self, naming: Naming, code: &str, day: NaiveDate) -> ActorId {
        let state = match code.strip_prefix("state:") {
            Some(key) => State::by_key(key),
            None => naming.state(code, day),
        };
        if let Some(id) = state.and_then(|state| self.states.get(state.key())) {
            return *id;
        }
        let (mut key, prefix) = match state {
            Some(state) => (state.key().to_owned(), "state"),
            None => (code.to_owned(), naming.prefix()),
        };
        if let Some(actor) = self.builder.actor_by_key(&key) {
            if state.is_none() && self.namings.get(&actor) == Some(&naming) {
                return actor;
            }
            key = format!("{prefix}:{key}");
            if let Some(actor) = self.builder.actor_by_key(&key) {
                return actor;
            }
        }
        let (mut actor, told) = match (state, naming) {
            (Some(state), _) => (of_state(state), None),
            #[cfg(feature = "csv")]
            (None, Naming::Cameo) => cameo_actor::read(code),
            _ => (Actor::new(code), None),
        };
        actor.key = key;
        let id = self.builder.add_actor(actor);
        match state {
            Some(state) => drop(self.states.insert(state.key(), id)),
            None => drop(self.namings.insert(id, naming)),
        }
        let chosen = self.options.memberships.get(code);
        let chosen = chosen.into_iter().flatten().map(|(kind, whole)| (*kind, whole.as_str()));
        let told = told.filter(|_| !self.options.memberships.contains_key(code));
        for (kind, whole) in chosen.chain(told) {
            let whole = self.of_code(naming, whole, day);
            self.builder.add_membership(id, Membership::new(kind, whole));
        }
        id
    }

    /// Says where an actor belongs, as its row does: unless the user has said it, or it is known already,
    /// or the actor is a state. The whole belongs nowhere yet, so that no circle comes of it.
    pub(super) fn belongs(&mut self, actor: ActorId, kind: MembershipKind, whole: ActorId) {
        let [Some(known), Some(top)] = [actor, whole].map(|id| self.builder.actor(id)) else {
            return;
        };
        let is_free = known.memberships.is_empty() && top.memberships.is_empty() && actor != whole;
        let is_told = self.options.memberships.contains_key(&known.key);
        if is_free && !is_told && known.kind != ActorKind::State {
            self.builder.add_membership(actor, Membership::new(kind, whole));
        }
    }

    /// The id of a row, where ids are kept: one that no event has yet.
    pub(super) fn key<'r>(
        &self,
        name: &str,
        field: &'r [u8],
        issues: &mut Vec<Issue>,
    ) -> Option<Option<&'r str>> {
        if !self.options.native_ids {
            return Some(None);
        }
        let written = fields::code(name, field, issues)?;
        if written.is_empty() || self.builder.event_by_key(written).is_some() {
            let allowed = "an id that no earlier event has";
            let remedy = "leave the row out, or read without ids";
            issues.push(Issue::new(name, written, allowed, remedy));
            return None;
        }
        Some(Some(written))
    }

    /// Gives the event that was added last its key, where there is one.
    pub(super) fn name(&mut self, event: EventId, key: Option<&str>) {
        if let Some(key) = key {
            self.builder.name_row(event, key);
        }
    }

    /// The timeline and the report, or why the files are refused.
    pub(super) fn build(mut self) -> Result<(Timeline, ReadReport), Error> {
        let issues = std::mem::take(&mut self.issues);
        let file = match &*self.files {
            [file] => file.name.clone(),
            files => format!("{} files", files.len()),
        };
        let problems = self.options.bad_records.judge(&file, self.bad, issues)?;
        let mended = self.mended();
        let skipped = self.bad as u64;
        let timeline = match self.whole.take() {
            Some(timeline) => timeline,
            None => {
                self.builder.count_unreadable(skipped);
                std::mem::take(&mut self.builder).build().map_err(|error| {
                    let issues = error.issues().iter().map(|issue| self.placed(issue)).collect();
                    let mut placed = Issues::default();
                    placed.absorb(&error.restated(issues), &Place::in_file(file));
                    placed.into_error(ErrorKind::Input)
                })?
            }
        };
        let mut report = ReadReport::of(&timeline);
        report.rows = self.files.iter().map(|file| file.rows).sum();
        report.files = self.files;
        report.skipped = skipped;
        report.late = self.late;
        report.problems = problems;
        report.mended = mended;
        report.decisions = self.decisions;
        Ok((timeline, report))
    }

    /// How often each alias was met: one that never was is perhaps mistyped itself.
    fn mended(&self) -> BTreeMap<String, u64> {
        let mut mended: BTreeMap<_, _> =
            self.options.aliases.keys().map(|name| (name.clone(), 0)).collect();
        for (_, known) in &self.known {
            for (name, met) in known.names.names.iter().zip(&known.met) {
                if let Some(count) = mended.get_mut(&**name) {
                    *count += *met;
                }
            }
        }
        mended
    }
}
