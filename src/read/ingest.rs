//! The timeline under construction to which all readers add their events.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::{
    actor_registry::{ActorNote, ActorRegistry},
    guess::Guesses,
    interner::{Interner, RowHasher},
    naming::Naming,
    options::Options,
    questions::Questions,
    report::{FileReport, ReadReport},
};
use crate::{
    error::{Error, ErrorKind, Issue, Issues, Location},
    model::{ActorId, ActorKind, Code, CodeId, Level, Membership, MembershipKind, Vocabulary},
    timeline::{Timeline, TimelineBuilder},
};

/// A timeline under construction, with what is to be reported of the files it is read from.
pub(super) struct Ingest<'o> {
    pub(super) builder: TimelineBuilder,
    pub(super) options: &'o Options,
    pub(super) actors: ActorRegistry<'o>,
    /// A native document that is the only file so far. It stays a timeline as long as no other file
    /// follows, so that reading a single document copies nothing.
    pub(super) document: Option<Timeline>,
    codes: Interner,
    code_ids: HashMap<(Vocabulary, u32, Option<Level>), CodeId, RowHasher>,
    pub(super) files: Vec<FileReport>,
    /// The location of each link in the files, by its index in the timeline.
    pub(super) link_locations: Vec<Location>,
    late: u64,
    unmatched_mentions: u64,
    skipped: usize,
    issues: Issues,
    decisions: Vec<String>,
    pub(super) guesses: Guesses,
    pub(super) questions: Questions,
    /// The encodings of records of the current file that are not in UTF-8, each with the number of records, and the
    /// line and text of the first cell that shows it.
    #[cfg(feature = "csv")]
    pub(super) decoded: Vec<(&'static str, u64, u64, String)>,
    /// What is to be reported of texts by which files write actors, with the file and line of the first.
    pub(super) actor_notes: Vec<(ActorNote, Naming, String, String, u64)>,
    /// The line of the current record of a table; 0 if it is unknown.
    pub(super) line: u64,
    /// The index of the file with that line; `None` for the last file.
    pub(super) file_of_line: Option<usize>,
    /// For each file, the number of events before it.
    pub(super) first_events: Vec<usize>,
    /// The revisions of events whose rows have one, by event.
    pub(super) revisions: HashMap<u32, i64, RowHasher>,
    /// The number of rows with the id of an earlier row.
    pub(super) repeated_rows: u64,
    /// The codes whose kind the options state and that occurred.
    kinds_used: Vec<String>,
}

impl<'o> Ingest<'o> {
    pub(super) fn new(options: &'o Options) -> Self {
        Self {
            builder: Timeline::builder(),
            options,
            actors: ActorRegistry::new(options),
            document: None,
            codes: Interner::default(),
            code_ids: HashMap::default(),
            files: Vec::new(),
            link_locations: Vec::new(),
            late: 0,
            unmatched_mentions: 0,
            skipped: 0,
            issues: Issues::default(),
            decisions: Vec::new(),
            guesses: Guesses::default(),
            questions: Questions::default(),
            #[cfg(feature = "csv")]
            decoded: Vec::new(),
            actor_notes: Vec::new(),
            line: 0,
            file_of_line: None,
            first_events: Vec::new(),
            revisions: HashMap::default(),
            repeated_rows: 0,
            kinds_used: Vec::new(),
        }
    }

    /// Begins the next file: rows counted from now on are counted for it.
    pub(super) fn begin_file(&mut self, file: FileReport) {
        #[cfg(feature = "json")]
        if let Some(timeline) = self.document.take() {
            self.merge_document(&timeline);
        }
        self.files.push(file);
        self.guesses.begin_file();
        self.first_events.push(self.builder.len());
    }

    /// Counts records of the current file, good or bad, whether or not they become events.
    pub(super) fn count_rows(&mut self, rows: u64) {
        if let Some(file) = self.files.last_mut() {
            file.rows += rows;
        }
    }

    /// Counts a record skipped because it was added too long after its day.
    pub(super) fn count_late(&mut self) {
        self.late += 1;
    }

    /// Counts a record about an event that was not read.
    pub(super) fn count_stray(&mut self) {
        self.unmatched_mentions += 1;
    }

    /// Skips a bad record and keeps the issues that explain why.
    pub(super) fn skip_record(&mut self, location: &Location, issues: Vec<Issue>) {
        self.skipped += 1;
        for issue in issues {
            self.issues.push(issue.within(location));
        }
    }

    /// Counts lines that are lost with a bad record.
    pub(super) fn skip_lines(&mut self, lines: u64) {
        self.skipped += lines as usize;
    }

    /// Adds to the report what the reader decided by the content of a file.
    pub(super) fn note_decision(&mut self, decision: impl Into<String>) {
        self.decisions.push(decision.into());
    }

    /// Adds to the report how often something occurred, for each that did; of this file, unless its name is empty.
    pub(super) fn note_counts(&mut self, file: &str, counts: &[(u64, &str)]) {
        for (count, what) in counts {
            if *count > 0 {
                let separator = if file.is_empty() { "" } else { ": " };
                self.decisions.push(format!("{file}{separator}{count} {what}"));
            }
        }
    }

    /// Notes that a code whose kind the options state occurred.
    pub(super) fn note_kind(&mut self, code: &str) {
        if !self.kinds_used.iter().any(|used| used == code) {
            self.kinds_used.push(code.to_owned());
        }
    }

    /// Adds the location in the files to an issue that the builder found in a link.
    fn with_location(&self, issue: &Issue) -> Issue {
        let field = issue.location().field().unwrap_or_default();
        let nth =
            field.strip_prefix("links/").and_then(|rest| rest.split('/').next()?.parse().ok());
        match nth.and_then(|nth: usize| self.link_locations.get(nth)) {
            Some(location) => issue.clone().within(location),
            None => issue.clone(),
        }
    }

    /// Returns the actor that a code or name identifies today.
    pub(super) fn actor(&mut self, naming: Naming, written: &str) -> ActorId {
        self.actor_of_bytes(naming, written.as_bytes())
    }

    /// Like [`actor`](Self::actor), for the bytes of a code in UTF-8.
    pub(super) fn actor_of_bytes(&mut self, naming: Naming, written: &[u8]) -> ActorId {
        // Nearly all codes occurred before.
        match self.actors.find(naming, written, 1) {
            Some(actor) => actor,
            None => self.actor_on(naming, &String::from_utf8_lossy(written), NaiveDate::MAX),
        }
    }

    /// Returns the actor that a code or name identifies on the day of an event.
    pub(super) fn actor_on(&mut self, naming: Naming, written: &str, day: NaiveDate) -> ActorId {
        let actor = self.find_or_add(naming, written, day, 1);
        if std::mem::take(&mut self.actors.is_outside_life) {
            let what = "with the number of a state that did not exist on the day taken as that state, or as an actor of its own";
            let file = self.files.last().map_or("", |file| &*file.name);
            self.guesses.count(what, (file, self.line), naming.prefix(), written.as_bytes());
        }
        actor
    }

    /// Like [`actor`](Self::actor), for a text that occurs `times` times.
    pub(super) fn actor_counted(&mut self, naming: Naming, written: &str, times: u64) -> ActorId {
        self.find_or_add(naming, written, NaiveDate::MAX, times)
    }

    fn find_or_add(
        &mut self,
        naming: Naming,
        written: &str,
        day: NaiveDate,
        times: u64,
    ) -> ActorId {
        let Self { actors, builder, decisions, .. } = self;
        let actor = actors.find_or_add(naming, written, day, times, builder, decisions);
        for note in actors.take_notes() {
            let nth = self.file_of_line.unwrap_or(self.files.len().saturating_sub(1));
            let file = self.files.get(nth).map_or("", |file| &*file.name).to_owned();
            self.actor_notes.push((note, naming, written.to_owned(), file, self.line));
        }
        actor
    }

    /// Like [`actor_on`](Self::actor_on), for an actor whose kind and name the file gives as well.
    pub(super) fn actor_described(
        &mut self,
        naming: Naming,
        written: &str,
        day: NaiveDate,
        (kind, name): (ActorKind, &str),
    ) -> ActorId {
        let actor = self.actor_on(naming, written, day);
        // The description is that of the actor written, not of the actor that the user means by it.
        if !self.options.aliases.contains_key(written) {
            self.builder.describe_actor(actor, kind, name);
        }
        actor
    }

    /// Adds a membership that a row gives, unless the actor is a state, has a membership already, or has
    /// memberships chosen by the user. The whole must have no membership, so that no cycle can arise.
    pub(super) fn add_membership(&mut self, actor: ActorId, kind: MembershipKind, whole: ActorId) {
        let (Some(member), Some(top)) = (self.builder.actor(actor), self.builder.actor(whole))
        else {
            return;
        };
        let is_free = member.memberships.is_empty() && top.memberships.is_empty() && actor != whole;
        let is_chosen = !self.options.memberships_of(&member.key).is_empty();
        if is_free && !is_chosen && member.kind != ActorKind::State {
            self.builder.add_membership(actor, Membership::new(kind, whole));
        }
    }

    /// Adds a membership that the name of an actor gives, with its start and end, unless the actor has memberships
    /// chosen by the user. The whole must be a state without memberships.
    pub(super) fn add_membership_between(
        &mut self,
        actor: ActorId,
        kind: MembershipKind,
        whole: ActorId,
        (start, end): (Option<NaiveDate>, Option<NaiveDate>),
    ) {
        let Some(member) = self.builder.actor(actor) else { return };
        let is_top = self.builder.actor(whole).is_some_and(|top| top.memberships.is_empty());
        if !is_top || actor == whole || !self.options.memberships_of(&member.key).is_empty() {
            return;
        }
        let mut membership = Membership::new(kind, whole);
        if let Some(start) = start {
            membership = membership.from(start);
        }
        if let Some(end) = end {
            membership = membership.until(end);
        }
        self.builder.add_membership(actor, membership);
    }

    /// Returns the id of an event code, whose bytes are UTF-8, with the score that the row gives it. A file has few distinct
    /// codes, each in many rows.
    pub(super) fn code_id(
        &mut self,
        vocabulary: Vocabulary,
        text: &[u8],
        score: Option<Level>,
    ) -> CodeId {
        let number = self.codes.intern_bytes(text);
        *self.code_ids.entry((vocabulary, number, score)).or_insert_with(|| {
            let text = String::from_utf8_lossy(text);
            self.builder.add_code(Code::new(vocabulary, text), score)
        })
    }

    /// Returns the timeline and the report.
    ///
    /// # Errors
    ///
    /// More records are bad than the options allow, or the events of all files make no valid timeline.
    pub(super) fn build(mut self) -> Result<(Timeline, ReadReport), Error> {
        self.report_actor_notes();
        self.questions.check()?;
        let issues = std::mem::take(&mut self.issues);
        let file = match &*self.files {
            [file] => file.name.clone(),
            files => format!("{} files", files.len()),
        };
        let problems = self.options.bad_records.judge(&file, self.skipped, issues)?;
        if self.repeated_rows > 0 {
            let rows = self.repeated_rows;
            self.decisions.push(if self.options.keep_repeated_ids {
                format!("{rows} rows have the id of an earlier row: all are kept, without their ids")
            } else {
                format!(
                    "{rows} rows have the id of another row: of each id the newest row is kept, by its revision, else by its order in the files"
                )
            });
        }
        for code in self.options.kinds.keys() {
            if !self.kinds_used.contains(code) {
                self.decisions.push(format!(
                    "no row has the code «{code}», whose kind is stated: compare its spelling with the codes of the file; kinds apply to described tables"
                ));
            }
        }
        let replaced_aliases = self.actors.alias_counts();
        let skipped = self.skipped as u64;
        let timeline = match self.document.take() {
            Some(timeline) => timeline,
            None => {
                self.builder.count_unreadable(skipped);
                for window in &self.options.covered {
                    self.builder.cover(window.clone());
                }
                std::mem::take(&mut self.builder).build().map_err(|error| {
                    let mut issues = Vec::with_capacity(error.issues().len());
                    for issue in error.issues() {
                        issues.push(self.with_location(issue));
                    }
                    let mut located = Issues::default();
                    located.absorb(&error.restated(issues), &Location::in_file(file));
                    located.into_error(ErrorKind::Input)
                })?
            }
        };
        let mut report = ReadReport::of(&timeline);
        for file in &self.files {
            report.rows += file.rows;
        }
        report.files = self.files;
        report.skipped = skipped;
        report.late = self.late;
        report.unmatched_mentions = self.unmatched_mentions;
        report.problems = problems;
        report.replaced_aliases = replaced_aliases;
        report.decisions = self.decisions;
        report.guesses = self.guesses.into_list();
        Ok((timeline, report))
    }
}

// CAMEO codes are parsed with the feature `csv` only.
#[cfg(all(test, feature = "csv"))]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    #[cfg(feature = "names")]
    use crate::model::Actor;
    use crate::timeline::ActorRef;

    fn day(year: i32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, 7, 1).unwrap()
    }

    /// Returns the keys of the actors that these codes and names identify in these years.
    fn keys<const N: usize>(options: &Options, written: [(Naming, &str, i32); N]) -> [String; N] {
        let mut ingest = Ingest::new(options);
        let ids = written.map(|(naming, code, year)| ingest.actor_on(naming, code, day(year)));
        let (timeline, _) = ingest.build().unwrap();
        ids.map(|id| timeline.actor(id).key().to_owned())
    }

    #[test]
    fn a_state_is_one_actor_in_all_namings() {
        use Naming::{Cameo, Cow, GleditschWard, Iso3, Name};
        let options = Options::new();
        let iran =
            [(Cow, "630"), (GleditschWard, "630"), (Iso3, "IRN"), (Cameo, "IRN"), (Name, "Iran")];
        let mut ingest = Ingest::new(&options);
        let ids = iran.map(|(naming, code)| ingest.actor_on(naming, code, day(2014)));
        assert!(ids.iter().all(|id| *id == ids[0]));
        let army = ingest.actor(Cameo, "IRNMIL");
        let (timeline, _) = ingest.build().unwrap();
        let iran = timeline.actor(ids[0]);
        assert_eq!(
            (iran.key(), iran.name_in("en"), iran.kind()),
            ("IRN", "Iran", ActorKind::State)
        );
        let membership = &timeline.actor(army).memberships()[0];
        assert_eq!((membership.kind(), membership.of()), (MembershipKind::PartOf, ids[0]));
        assert_eq!(timeline.actors().len(), 2);
    }

    #[test]
    fn a_number_identifies_the_state_that_has_it_on_the_day() {
        use Naming::{Cow, GleditschWard};
        for (naming, number, year, key) in [
            (Cow, "365", 1914, "RUS"),
            (Cow, "365", 1962, "USR"),
            (Cow, "365", 2014, "RUS"),
            (Cow, "345", 1914, "SRB"),
            (Cow, "345", 1999, "YUG"),
            (Cow, "345", 2008, "SRB"),
            (Cow, "255", 1939, "DEU"),
            (Cow, "260", 1960, "GMW"),
            (Cow, "265", 1960, "DDR"),
            (Cow, "255", 1999, "DEU"),
            (GleditschWard, "260", 1960, "GMW"),
            (GleditschWard, "260", 1999, "DEU"),
            (Cow, "678", 1980, "COW678"),
            (Cow, "680", 1980, "YMD"),
            (Cow, "679", 2014, "YEM"),
            (GleditschWard, "678", 1980, "COW678"),
            (GleditschWard, "678", 2014, "YEM"),
            (Cow, "816", 1970, "VNM"),
            (Cow, "817", 1970, "COW817"),
            (GleditschWard, "816", 2014, "VNM"),
            (Cow, "315", 1968, "CSK"),
            (GleditschWard, "316", 2014, "CZE"),
            (Cow, "511", 1964, "EAZ"),
            (Cow, "946", 2014, "KIR"),
            (GleditschWard, "970", 2014, "KIR"),
            (Cow, "970", 2014, "NRU"),
            (Cow, "002", 2014, "USA"),
            (Cow, "1", 2014, "1"),
        ] {
            assert_eq!(
                keys(&Options::new(), [(naming, number, year)]),
                [key],
                "{naming:?} {number} {year}"
            );
        }
        let both = [(Cow, "365", 1962), (Cow, "365", 2014), (Cow, "365", 1963)];
        assert_eq!(keys(&Options::new(), both), ["USR", "RUS", "USR"]);
    }

    #[test]
    fn the_same_letters_in_another_naming_are_another_actor() {
        use Naming::{Cameo, Iso3, Name, Own};
        let options = Options::new();
        let letters = ["AUS", "SWZ", "SLV", "MNG", "MAC"];
        for letters in letters {
            let mixed =
                [(Own("weis"), letters, 1990), (Cameo, letters, 1990), (Iso3, letters, 1990)];
            let state = format!("state:{letters}");
            assert_eq!(keys(&options, mixed), [letters, &*state, &*state]);
            let mixed = [(Iso3, letters, 1990), (Own("weis"), letters, 1990)];
            assert_eq!(keys(&options, mixed), [letters.to_owned(), format!("weis:{letters}")]);
        }
        let palestine = [(Cameo, "PSE", 1990), (Cameo, "PAL", 1990), (Name, "Palestine", 1990)];
        assert_eq!(keys(&options, palestine), ["PSE", "PAL", "PSE"]);
        let unknown = [(Name, "IRN", 1990), (Iso3, "IRN", 1990), (Name, "Hezbollah", 1990)];
        assert_eq!(keys(&options, unknown), ["name:IRN", "IRN", "Hezbollah"]);
        let unknown = [(Iso3, "ZZZ", 1990), (Name, "ZZZ", 1990), (Iso3, "ZZZ", 1990)];
        assert_eq!(keys(&options, unknown), ["ZZZ", "name:ZZZ", "ZZZ"]);
    }

    #[test]
    fn aliases_of_the_user_come_first() {
        use Naming::{Cow, Name, Own};
        let options = Options::new()
            .alias("365", "750")
            .alias("Persia and others", "Iran")
            .alias("AUS", "state:AUT")
            .alias("Elsewhere", "state:none")
            .membership("Iran", MembershipKind::MemberOf, "OPEC");
        let written = [
            (Cow, "365", 1962),
            (Name, "Persia and others", 1962),
            (Own("weis"), "AUS", 1962),
            (Name, "Elsewhere", 1962),
        ];
        assert_eq!(keys(&options, written), ["IND", "IRN", "AUT", "state:none"]);
        let mut ingest = Ingest::new(&options);
        let iran = ingest.actor(Name, "Iran");
        let (timeline, report) = ingest.build().unwrap();
        let whole =
            |actor: ActorRef<'_>| timeline.actor(actor.memberships()[0].of()).key().to_owned();
        assert_eq!(whole(timeline.actor(iran)), "OPEC");
        assert_eq!(report.replaced_aliases["365"], 0);
    }

    #[cfg(feature = "names")]
    #[test]
    fn names_identify_the_actors_of_a_document() {
        use Naming::{Cow, Name, Own};
        let mut builder = Timeline::builder();
        let lebanon = builder.add_actor(Actor::new("LBN").with_name("ar", "لبنان"));
        let party = Actor::new("party").with_name("fa", "حزب‌الله").with_name("en", "Hezbollah");
        let within = Membership::new(MembershipKind::LocatedIn, lebanon).from("1985");
        let party = builder.add_actor(party.with_membership(within));
        builder.add_actor(Actor::new("guards").with_name("en", "The Guards"));
        builder.add_actor(Actor::new("wardens").with_name("en", "the guards"));
        let document = builder.build().unwrap();
        let options = Options::new().with_known_actors(&document);
        let written = [
            (Cow, "660", 2006),
            (Name, "حزب الله", 2006),
            (Name, "HEZBOLLAH", 2006),
            (Name, "The guards", 2006),
        ];
        assert_eq!(keys(&options, written), ["LBN", "party", "party", "The guards"]);
        assert_eq!(
            keys(&options, [(Own("own"), "party", 2006), (Name, "Hezbollah", 2006)]),
            ["party", "known:party"]
        );

        let mut ingest = Ingest::new(&options);
        let id = ingest.actor(Name, "Hezbollah");
        ingest.actor(Name, "The guards");
        let (timeline, report) = ingest.build().unwrap();
        let actor = timeline.actor(id);
        assert_eq!(actor.names(), document.actor(party).names());
        let membership = &actor.memberships()[0];
        assert_eq!(timeline.actor(membership.of()).key(), "LBN");
        assert_eq!(membership.start().unwrap().to_string(), "1985");
        assert_eq!(
            report.decisions,
            ["«The guards» is a name of guards, wardens: it is matched to none of them"]
        );
    }
}
