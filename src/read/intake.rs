//! What every reader hands its events to: one timeline in the making, whatever the files.

use std::collections::HashMap;

#[cfg(any(feature = "csv", feature = "json"))]
pub(super) use super::actors::Naming;
use super::{FileReport, Options, ReadReport, actors::Met, fields};
use crate::{
    error::{Error, ErrorKind, Issue, Issues, Location},
    model::{Code, CodeId, EventId, Level, Vocabulary},
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
    /// The short ones, as most are, where they need not be followed to where they lie.
    short: HashMap<u128, u32, Hashes>,
    long: HashMap<Box<str>, u32, Hashes>,
}

impl Names {
    pub(super) fn intern(&mut self, name: &str) -> u32 {
        let short = short(name);
        let known = match short {
            Some(short) => self.short.get(&short),
            None => self.long.get(name),
        };
        if let Some(number) = known {
            return *number;
        }
        let number = self.names.len() as u32;
        self.names.push(name.into());
        match short {
            Some(short) => self.short.insert(short, number),
            None => self.long.insert(name.into(), number),
        };
        number
    }
}

/// A name of up to 15 bytes in 16, the last of which says how many they are. The same as to copy them,
/// in less time than it takes to begin to.
fn short(name: &str) -> Option<u128> {
    let bytes = name.as_bytes();
    let count = bytes.len();
    let packed = if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let rest = u64::from_le_bytes(*last).unbounded_shr(8 * (16_u32.checked_sub(count as u32)?));
        u128::from(u64::from_le_bytes(*first)) | u128::from(rest) << 64
    } else if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let rest = u32::from_le_bytes(*last).unbounded_shr(8 * (8 - count as u32));
        u128::from(u32::from_le_bytes(*first)) | u128::from(rest) << 32
    } else {
        bytes.iter().rev().fold(0, |packed, byte| packed << 8 | u128::from(*byte))
    };
    (count < 16).then_some(packed | (count as u128) << 120)
}

/// A timeline in the making, and what was met on the way.
pub(super) struct Intake<'o> {
    pub(super) builder: TimelineBuilder,
    pub(super) options: &'o Options,
    /// A document that is alone, and so is the timeline.
    whole: Option<Timeline>,
    pub(super) met: Met,
    codes: Names,
    code_ids: HashMap<(Vocabulary, u32, Option<Level>), CodeId, Hashes>,
    files: Vec<FileReport>,
    /// Where each link comes from.
    links: Vec<Location>,
    late: u64,
    strays: u64,
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
            met: Met::default(),
            codes: Names::default(),
            code_ids: HashMap::default(),
            files: Vec::new(),
            links: Vec::new(),
            late: 0,
            strays: 0,
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

    /// Counts a record that tells of an event that was not read.
    pub(super) fn count_stray(&mut self) {
        self.strays += 1;
    }

    /// Leaves a record out, for these reasons.
    pub(super) fn leave_out(&mut self, place: &Location, issues: Vec<Issue>) {
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
        let file = Location::in_file(self.files.last().map_or("", |file| &file.name));
        let titles = (self.builder.title(), timeline.title());
        if let (Some(first), Some(other)) = titles
            && first != other
        {
            self.decisions.push(format!("the title is «{first}»; «{other}» is left out"));
        }
        self.place_links(timeline.links().map(|_| file.clone()));
        let issues = timeline.add_to(&mut self.builder);
        if !issues.is_empty() {
            self.leave_out(&file, issues);
        }
    }

    /// Notes where the links come from that are added next, or were added last: each is checked when all
    /// events are there.
    #[cfg(feature = "json")]
    pub(super) fn place_links(&mut self, places: impl Iterator<Item = Location>) {
        self.links.extend(places);
    }

    /// Where a problem is that shows in all files together.
    fn placed(&self, issue: &Issue) -> Issue {
        let field = issue.location().field().unwrap_or_default();
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
        let mended = self.met.mended(&self.options.aliases);
        let skipped = self.bad as u64;
        let timeline = match self.whole.take() {
            Some(timeline) => timeline,
            None => {
                self.builder.count_unreadable(skipped);
                for window in &self.options.covered {
                    self.builder.cover(window.clone());
                }
                std::mem::take(&mut self.builder).build().map_err(|error| {
                    let issues = error.issues().iter().map(|issue| self.placed(issue)).collect();
                    let mut placed = Issues::default();
                    placed.absorb(&error.restated(issues), &Location::in_file(file));
                    placed.into_error(ErrorKind::Input)
                })?
            }
        };
        let mut report = ReadReport::of(&timeline);
        report.rows = self.files.iter().map(|file| file.rows).sum();
        report.files = self.files;
        report.skipped = skipped;
        report.late = self.late;
        report.strays = self.strays;
        report.problems = problems;
        report.mended = mended;
        report.decisions = self.decisions;
        Ok((timeline, report))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_are_packed_whole() {
        for count in 0..20_u8 {
            let name: String = (0..count).map(|nth| char::from(b'a' + nth)).collect();
            let mut copied = [0; 16];
            let copy = copied.iter_mut().zip(name.bytes()).take(15);
            copy.for_each(|(to, byte)| *to = byte);
            copied[15] = count;
            let expected = (count < 16).then_some(u128::from_le_bytes(copied));
            assert_eq!(short(&name), expected, "{name}");
        }
    }
}
