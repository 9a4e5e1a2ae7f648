//! `ICBe` (International Crisis Behavior events; Douglass et al., 2022): a comma-separated table with a
//! header, in which each row is a thought, speech or action in a crisis.
//!
//! The names of its columns are those of its codebook. No file was available to check the form of dates and
//! lists: lists are assumed to be separated by semicolons, and the numbers of month and day to be empty
//! where they are unknown.

use super::{
    fields,
    ingest::Ingest,
    naming::Naming,
    plain::Cell,
    reader::{Input, Reader},
    table::Table,
    table_layout::{ColumnSpec, TableLayout, optional, required},
    table_row::TableRow,
};
use crate::{
    error::{Error, Issue},
    model::{ActorId, Code, Event, Vocabulary, When},
};

/// The columns for the kind of an action, the gravest first: a row with several is coded by the first.
const ACTION_KINDS: [ColumnSpec<'_>; 8] = [
    optional(&["interact_escalate"], Cell::Text),
    optional(&["act_escalate"], Cell::Text),
    optional(&["interact_decreasecoop"], Cell::Text),
    optional(&["act_uncooperative"], Cell::Text),
    optional(&["interact_deescalate"], Cell::Text),
    optional(&["act_deescalate"], Cell::Text),
    optional(&["interact_increasecoop"], Cell::Text),
    optional(&["act_cooperative"], Cell::Text),
];
const OTHER_COLUMNS: [ColumnSpec<'_>; 18] = [
    required(&["event_type"], Cell::Text),
    required(&["date_earliest_year"], Cell::Wholes),
    optional(&["date_earliest_month"], Cell::Wholes),
    optional(&["date_earliest_day"], Cell::Wholes),
    optional(&["date_latest_year"], Cell::Wholes),
    optional(&["date_latest_month"], Cell::Wholes),
    optional(&["date_latest_day"], Cell::Wholes),
    required(&["think_actor_a"], Cell::Party),
    optional(&["thinkkind"], Cell::Text),
    required(&["say_actor_a"], Cell::Party),
    optional(&["say_actor_b"], Cell::Party),
    optional(&["sayintkind"], Cell::Text),
    required(&["do_actor_a"], Cell::Party),
    optional(&["do_actor_b"], Cell::Party),
    optional(&["sentence_span_text"], Cell::Text),
    optional(&["interact_location"], Cell::Text),
    optional(&["date_earliest_decade"], Cell::Wholes),
    optional(&["date_latest_decade"], Cell::Wholes),
];
const TYPE: usize = 8;
const EARLIEST: usize = 9;
const LATEST: usize = 12;
const THINKER: usize = 15;
const THOUGHT_KIND: usize = 16;
const SPEAKER: usize = 17;
const ADDRESSEE: usize = 18;
const SPEECH_KIND: usize = 19;
const AGENT: usize = 20;
const OBJECT: usize = 21;
const SENTENCE: usize = 22;
const LOCATION: usize = 23;
/// The columns of the decades of the earliest and the latest date.
const DECADES: [usize; 2] = [24, 25];

/// The reader of `ICBe` files.
#[derive(Default)]
pub(super) struct Icbe {
    /// The number of rows with several kinds.
    several_kinds: u64,
}

impl Reader for Icbe {
    fn read(&mut self, input: &mut Input<'_>, ingest: &mut Ingest<'_>) -> Result<(), Error> {
        let mut columns = ACTION_KINDS.to_vec();
        columns.extend_from_slice(&OTHER_COLUMNS);
        let layout = TableLayout::detect(input, &columns)?;
        Table::open(input, ingest.options, layout)?
            .for_each(ingest, &mut |row, ingest| self.add_row(row, ingest))
    }

    fn finish(&mut self, ingest: &mut Ingest<'_>) -> Result<(), Error> {
        if self.several_kinds > 0 {
            ingest.note_decision(format!(
                "{} rows have several kinds of act: the first of the gravest column is the code",
                self.several_kinds
            ));
        }
        Ok(())
    }
}

impl Icbe {
    /// Adds the event of a row, or returns all its issues.
    fn add_row(&mut self, row: &TableRow<'_>, ingest: &mut Ingest<'_>) -> Result<(), Vec<Issue>> {
        let mut issues = Vec::new();
        let Some(types) = row.text(TYPE, &mut issues) else { return Err(issues) };
        // A sentence may be speech and action at once, which are two events.
        for event_type in types.split(';') {
            self.add_event(event_type.trim(), row, ingest)?;
        }
        Ok(())
    }

    /// Adds the event of a row that is of this type, or returns all issues of the row.
    fn add_event(
        &mut self,
        event_type: &str,
        row: &TableRow<'_>,
        ingest: &mut Ingest<'_>,
    ) -> Result<(), Vec<Issue>> {
        let mut issues = Vec::new();
        let when = when(row, &mut issues);
        let (source, target, kinds) = match &*event_type.to_ascii_lowercase() {
            "thought" | "think" => (THINKER, None, THOUGHT_KIND..=THOUGHT_KIND),
            "speech" | "say" => (SPEAKER, Some(ADDRESSEE), SPEECH_KIND..=SPEECH_KIND),
            "action" | "do" => (AGENT, Some(OBJECT), 0..=ACTION_KINDS.len() - 1),
            _ => {
                row.reject(TYPE, "action, speech or thought", "correct it", &mut issues);
                return Err(issues);
            }
        };
        let mut list =
            |column: usize| fields::names(row.name(column), row.field(column), b';', &mut issues);
        let sources = list(source);
        let targets = target.map_or(Some(Vec::new()), &mut list);
        let mut words = Vec::new();
        for column in kinds.clone() {
            for word in list(column).unwrap_or_default() {
                words.push(format!("{}: {word}", row.name(column)));
            }
        }
        let sentence = row.text(SENTENCE, &mut issues);
        let location = row.text(LOCATION, &mut issues);
        if !issues.is_empty() {
            return Err(issues);
        }
        let (Some(when), Some(sources), Some(targets)) = (when, sources, targets) else {
            return Err(issues);
        };
        self.several_kinds += u64::from(words.len() > 1);
        // Without a kind, a speech or thought is still that; an action may be of any kind.
        let unnamed = if source == AGENT { "action" } else { row.name(*kinds.start()) };
        let code = words.first().map_or(unnamed, String::as_str);
        let code = Code::new(Vocabulary::Icb, code);
        let mut actors = |names: Vec<&str>| -> Vec<ActorId> {
            let mut actors = Vec::with_capacity(names.len());
            for name in names {
                actors.push(ingest.actor(Naming::Name, name));
            }
            actors
        };
        let mut event = Event::coded(actors(sources), actors(targets), when, code);
        if ingest.options.descriptions {
            if let Some(sentence) = sentence.filter(|text| !text.is_empty()) {
                event = event.with_text(sentence);
            }
            if let Some(location) = location.filter(|text| !text.is_empty()) {
                event = event.at(location);
            }
        }
        ingest.builder.add_event(event);
        Ok(())
    }
}

/// Parses the date of a row: an unknown time from the earliest date to the latest, if they differ. A latest date
/// before the earliest is left out.
fn when(row: &TableRow<'_>, issues: &mut Vec<Issue>) -> Option<When> {
    let earliest = dates(row, EARLIEST, DECADES[0]);
    let latest = dates(row, LATEST, DECADES[1]);
    let when = earliest.and_then(|(first, last)| {
        let until = latest.map_or(last.clone(), |(_, until)| until);
        range(&first, &until).or_else(|| range(&first, &last))
    });
    if when.is_none() {
        let part = |nth| String::from_utf8_lossy(row.field(nth));
        let date = |first| format!("{}-{}-{}", part(first), part(first + 1), part(first + 2));
        let got = format!("{} to {}", date(EARLIEST), date(LATEST));
        let allowed = "an earliest and optionally a latest date, each a year or decade, a month and a day, of which month and day may be empty";
        issues.push(Issue::new("date_earliest", got, allowed, "correct them"));
    }
    when
}

/// Returns a date, or an unknown time between two.
fn range(first: &str, last: &str) -> Option<When> {
    if first == last { first.parse().ok() } else { format!("[{first}..{last}]").parse().ok() }
}

/// Returns the first and the last date in the columns year, month and day from `first` on, in EDTF: a field may
/// list several numbers. `None` without a year and a decade.
fn dates(row: &TableRow<'_>, first: usize, decade: usize) -> Option<(String, String)> {
    let part = |column: usize| {
        let text = std::str::from_utf8(row.field(column)).ok()?;
        let mut bounds: Option<(u16, u16)> = None;
        for number in text.split(';').filter_map(|number| number.trim().parse().ok()) {
            let (least, most) = bounds.unwrap_or((number, number));
            bounds = Some((least.min(number), most.max(number)));
        }
        bounds
    };
    let years = part(first).or_else(|| part(decade).map(|(least, most)| (least, most + 9)))?;
    let date = |year: u16, month: Option<u16>, day: Option<u16>| match (month, day) {
        (Some(month), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
        (Some(month), None) => format!("{year:04}-{month:02}"),
        (None, _) => format!("{year:04}"),
    };
    let (months, days) = (part(first + 1), part(first + 2));
    let least = |bounds: Option<(u16, u16)>| bounds.map(|(least, _)| least);
    let most = |bounds: Option<(u16, u16)>| bounds.map(|(_, most)| most);
    Some((date(years.0, least(months), least(days)), date(years.1, most(months), most(days))))
}
