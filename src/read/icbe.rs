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
    reader::{Input, Reader},
    table::{ColumnSpec, Table, TableLayout, TableRow, optional, required},
};
use crate::{
    error::{Error, Issue},
    model::{ActorId, Code, Event, Vocabulary, When},
};

/// The columns for the kind of an action, the gravest first: a row with several is coded by the first.
const ACTION_KINDS: [ColumnSpec<'_>; 8] = [
    optional("interact_escalate"),
    optional("act_escalate"),
    optional("interact_decreasecoop"),
    optional("act_uncooperative"),
    optional("interact_deescalate"),
    optional("act_deescalate"),
    optional("interact_increasecoop"),
    optional("act_cooperative"),
];
const OTHER_COLUMNS: [ColumnSpec<'_>; 16] = [
    required("event_type"),
    required("date_earliest_year"),
    optional("date_earliest_month"),
    optional("date_earliest_day"),
    optional("date_latest_year"),
    optional("date_latest_month"),
    optional("date_latest_day"),
    required("think_actor_a"),
    optional("thinkkind"),
    required("say_actor_a"),
    optional("say_actor_b"),
    optional("sayintkind"),
    required("do_actor_a"),
    optional("do_actor_b"),
    optional("sentence_span_text"),
    optional("interact_location"),
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

/// The reader of `ICBe` files.
#[derive(Default)]
pub(super) struct Icbe {
    /// The number of rows with several kinds.
    several_kinds: u64,
}

impl Reader for Icbe {
    fn read(&mut self, input: &mut Input<'_>, ingest: &mut Ingest<'_>) -> Result<(), Error> {
        let columns = [&ACTION_KINDS[..], &OTHER_COLUMNS].concat();
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
        let when = when(row, &mut issues);
        let event_type = row.text(TYPE, &mut issues);
        let (source, target, kinds) = match event_type.map(str::to_ascii_lowercase).as_deref() {
            Some("thought" | "think") => (THINKER, None, THOUGHT_KIND..=THOUGHT_KIND),
            Some("speech" | "say") => (SPEAKER, Some(ADDRESSEE), SPEECH_KIND..=SPEECH_KIND),
            Some("action" | "do") => (AGENT, Some(OBJECT), 0..=ACTION_KINDS.len() - 1),
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
            names.into_iter().map(|name| ingest.actor(Naming::Name, name)).collect()
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

/// Parses the date of a row: an unknown time from the earliest date to the latest, if they differ.
fn when(row: &TableRow<'_>, issues: &mut Vec<Issue>) -> Option<When> {
    let earliest = date(row, EARLIEST);
    let latest = date(row, LATEST).or_else(|| earliest.clone());
    let when = earliest.zip(latest).and_then(|(earliest, latest)| {
        let text = if earliest == latest { earliest } else { format!("[{earliest}..{latest}]") };
        text.parse().ok()
    });
    if when.is_none() {
        let part = |nth| String::from_utf8_lossy(row.field(nth));
        let date = |first| format!("{}-{}-{}", part(first), part(first + 1), part(first + 2));
        let got = format!("{} to {}", date(EARLIEST), date(LATEST));
        let allowed = "an earliest and optionally a latest date, each a year, month and day, of which month and day may be empty";
        issues.push(Issue::new("date_earliest", got, allowed, "correct them"));
    }
    when
}

/// Returns the date in the columns year, month and day from `first` on, in EDTF; `None` without a year.
fn date(row: &TableRow<'_>, first: usize) -> Option<String> {
    let part = |nth: usize| {
        let text = std::str::from_utf8(row.field(first + nth)).ok()?;
        let text = text.strip_suffix(".0").unwrap_or(text); // Some programs export numbers this way.
        text.parse::<u16>().ok()
    };
    Some(match (part(0)?, part(1), part(2)) {
        (year, Some(month), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
        (year, Some(month), None) => format!("{year:04}-{month:02}"),
        (year, None, _) => format!("{year:04}"),
    })
}
