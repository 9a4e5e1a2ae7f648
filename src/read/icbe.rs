//! `ICBe` (International Crisis Behavior events; Douglass et al., 2022): a table between commas with a
//! header, each row something thought, said or done in a crisis.
//!
//! The names of its columns are those of its codebook; no file was at hand to check how dates and lists
//! are written in them. Lists are taken to stand between semicolons, and numbers of months and days to be
//! left empty where only the year or month is known.

use super::{
    fields,
    intake::{Intake, Naming},
    reader::{Input, Reader},
    table::{Column, Layout, Row, Table, needed, wanted},
};
use crate::{
    error::{Error, Issue},
    model::{ActorId, Code, Event, Vocabulary, When},
};

/// The columns that say what was done, the graver first: a row with several is coded by the first.
const DONE: [Column<'_>; 8] = [
    wanted("interact_escalate"),
    wanted("act_escalate"),
    wanted("interact_decreasecoop"),
    wanted("act_uncooperative"),
    wanted("interact_deescalate"),
    wanted("act_deescalate"),
    wanted("interact_increasecoop"),
    wanted("act_cooperative"),
];
const OTHERS: [Column<'_>; 16] = [
    needed("event_type"),
    needed("date_earliest_year"),
    wanted("date_earliest_month"),
    wanted("date_earliest_day"),
    wanted("date_latest_year"),
    wanted("date_latest_month"),
    wanted("date_latest_day"),
    needed("think_actor_a"),
    wanted("thinkkind"),
    needed("say_actor_a"),
    wanted("say_actor_b"),
    wanted("sayintkind"),
    needed("do_actor_a"),
    wanted("do_actor_b"),
    wanted("sentence_span_text"),
    wanted("interact_location"),
];
const TYPE: usize = 8;
const EARLIEST: usize = 9;
const LATEST: usize = 12;
const THINKER: usize = 15;
const THOUGHT: usize = 16;
const SPEAKER: usize = 17;
const HEARER: usize = 18;
const SAID: usize = 19;
const DOER: usize = 20;
const DONE_TO: usize = 21;
const SENTENCE: usize = 22;
const LOCATION: usize = 23;

#[derive(Default)]
pub(super) struct Icbe {
    several: u64,
}

impl Reader for Icbe {
    fn read(&mut self, input: &mut Input<'_>, into: &mut Intake<'_>) -> Result<(), Error> {
        let columns = [&DONE[..], &OTHERS].concat();
        let layout = Layout::told_by(input, &columns)?;
        Table::open(input, into.options, layout)?.each(into, |row, into| self.row(row, into))
    }

    fn finish(&mut self, into: &mut Intake<'_>) -> Result<(), Error> {
        if self.several > 0 {
            into.decide(format!(
                "{} rows have several words for what it was: the gravest column's first is the code",
                self.several
            ));
        }
        Ok(())
    }
}

impl Icbe {
    fn row(&mut self, row: &Row<'_>, into: &mut Intake<'_>) -> Result<(), Vec<Issue>> {
        let mut issues = Vec::new();
        let when = when(row, &mut issues);
        let event_type = row.text(TYPE, &mut issues);
        let (by, on, kinds) = match event_type.map(str::to_ascii_lowercase).as_deref() {
            Some("thought" | "think") => (THINKER, None, THOUGHT..=THOUGHT),
            Some("speech" | "say") => (SPEAKER, Some(HEARER), SAID..=SAID),
            Some("action" | "do") => (DOER, Some(DONE_TO), 0..=DONE.len() - 1),
            _ => {
                row.refuse(TYPE, "action, speech or thought", "correct it", &mut issues);
                return Err(issues);
            }
        };
        let mut list =
            |column: usize| fields::names(row.name(column), row.field(column), b';', &mut issues);
        let sources = list(by);
        let targets = on.map_or(Some(Vec::new()), &mut list);
        let words: Vec<_> = kinds
            .clone()
            .flat_map(|column| {
                let words = list(column).unwrap_or_default().into_iter();
                words.map(move |word| format!("{}: {word}", row.name(column)))
            })
            .collect();
        let sentence = row.text(SENTENCE, &mut issues);
        let location = row.text(LOCATION, &mut issues);
        if !issues.is_empty() {
            return Err(issues);
        }
        let (Some(when), Some(sources), Some(targets)) = (when, sources, targets) else {
            return Err(issues);
        };
        self.several += u64::from(words.len() > 1);
        // What was said or thought is that much at least; what was done may be anything.
        let unnamed = if by == DOER { "action" } else { row.name(*kinds.start()) };
        let code = words.first().map_or(unnamed, String::as_str);
        let code = Code::new(Vocabulary::Icb, code);
        let mut actors = |names: Vec<&str>| -> Vec<ActorId> {
            names.into_iter().map(|name| into.actor(Naming::Name, name)).collect()
        };
        let mut event = Event::coded(actors(sources), actors(targets), when, code);
        if into.options.descriptions {
            if let Some(sentence) = sentence.filter(|text| !text.is_empty()) {
                event = event.with_text(sentence);
            }
            if let Some(location) = location.filter(|text| !text.is_empty()) {
                event = event.at(location);
            }
        }
        into.builder.add_event(event);
        Ok(())
    }
}

/// When it was: somewhere from the earliest date to the latest, where they differ.
fn when(row: &Row<'_>, issues: &mut Vec<Issue>) -> Option<When> {
    let earliest = date(row, EARLIEST);
    let latest = date(row, LATEST).or_else(|| earliest.clone());
    let when = earliest.zip(latest).and_then(|(earliest, latest)| {
        let text = if earliest == latest { earliest } else { format!("[{earliest}..{latest}]") };
        text.parse().ok()
    });
    if when.is_none() {
        let names = ["year", "month", "day"];
        let written = [EARLIEST, LATEST].map(|first| {
            let fields =
                (first..first + names.len()).map(|nth| String::from_utf8_lossy(row.field(nth)));
            fields.collect::<Vec<_>>().join("-")
        });
        let got = written.join(" to ");
        let allowed = "an earliest date and perhaps a latest: a year, a month and a day, the last two where they are known";
        issues.push(Issue::new("date_earliest", got, allowed, "correct them"));
    }
    when
}

/// A date in EDTF, of the columns year, month and day that begin there.
fn date(row: &Row<'_>, first: usize) -> Option<String> {
    let part = |nth: usize| {
        let text = std::str::from_utf8(row.field(first + nth)).ok()?;
        let text = text.strip_suffix(".0").unwrap_or(text); // As a column of numbers is written.
        text.parse::<u16>().ok()
    };
    Some(match (part(0)?, part(1), part(2)) {
        (year, Some(month), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
        (year, Some(month), None) => format!("{year:04}-{month:02}"),
        (year, None, _) => format!("{year:04}"),
    })
}
