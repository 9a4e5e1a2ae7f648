//! The reader of tables by a description of their columns: one of the user's, or the one of a format.

use std::slice;

use super::{
    columns::{Column, Columns},
    fields,
    ingest::Ingest,
    mapping::{find_column, most_frequent_delimiter, parse_bool, parse_number},
    mapping_parts::{
        CODE, CONFIDENCE, ID, INJURED, KILLED, LEVEL, MUTUAL, PART_NAMES, PLACE, SCORE, SOURCE,
        TARGET, TEXT,
    },
    peek::peek,
    reader::{Input, Reader},
    ready_columns::{Further, ReadyColumns},
    records::{self, first_record},
    row_key::RowKey,
    table::Table,
    table_layout::{TableLayout, optional},
    table_row::TableRow,
};
use crate::{
    error::{Error, ErrorKind, Issue, Issues},
    model::{
        Act, ActionKind, ActorId, Amount, Attack, Code, Event, EventKind, Level, Means, ScaleName,
        SpeechAct, Vocabulary,
    },
    scale,
};

/// The reader of tables by a description of their columns.
#[derive(Default)]
pub(super) struct MappedTable {
    /// The description of the format; `None` if the options have it.
    ready: Option<&'static ReadyColumns>,
    /// The number of deaths in events that are no attacks.
    deaths_not_kept: u64,
    /// The number of rows whose end is before their onset.
    ended_early: u64,
    /// The number of numbers of killed or injured below 0.
    negative_counts: u64,
    /// The number of rows that say that they are no events.
    not_events: u64,
}

/// The description by which a table is read.
struct Mapping<'m> {
    columns: &'m Columns,
    parts: [Option<&'m Column>; PART_NAMES.len()],
    ready: Option<&'static ReadyColumns>,
    further: &'static [Further],
}

impl Mapping<'_> {
    /// Returns what the events of a code are; `None` if the vocabulary says it.
    fn act(&self, code: &Code, ingest: &mut Ingest<'_>) -> Option<Act> {
        let text = code.as_str();
        let stated = match ingest.options.kinds.get(text) {
            Some(kind) => {
                ingest.note_kind(text);
                Some(*kind)
            }
            None => self.columns.kinds.get(text).copied(),
        };
        let known = self.ready.and_then(|ready| ready.act(text));
        let Some(kind) = stated else { return known };
        let known = known.unwrap_or_else(|| scale::act_of(code));
        Some(if known.kind() == kind { known } else { act_of_kind(kind) })
    }

    /// Returns the fields of the further columns that are added to a part.
    fn further<'r>(&self, part: usize, row: &TableRow<'r>) -> Vec<&'r [u8]> {
        let mut fields = Vec::new();
        for (nth, further) in self.further.iter().enumerate() {
            if further.part == Some(part) {
                fields.push(row.field(PART_NAMES.len() + nth));
            }
        }
        fields
    }

    /// Returns a text with the texts of further columns, separated by `between`.
    fn joined(
        &self,
        part: usize,
        text: &[u8],
        between: &str,
        row: &TableRow<'_>,
        issues: &mut Vec<Issue>,
    ) -> Option<String> {
        let mut joined = String::new();
        for field in [text].into_iter().chain(self.further(part, row)) {
            let text = fields::text(PART_NAMES[part], field, issues)?;
            if !joined.is_empty() && !text.is_empty() {
                joined += between;
            }
            joined += text;
        }
        Some(joined)
    }
}

/// Returns an act of a kind of which nothing more is known.
fn act_of_kind(kind: EventKind) -> Act {
    match kind {
        EventKind::Statement => Act::Statement(SpeechAct::Comment),
        EventKind::Attack => Act::Attack(Means::Unspecified),
        EventKind::Action => Act::Action(ActionKind::Other),
    }
}

impl Reader for MappedTable {
    fn read(&mut self, input: &mut Input<'_>, ingest: &mut Ingest<'_>) -> Result<(), Error> {
        let (name, options) = (input.name, ingest.options);
        let head = peek(input.text).map_err(|error| Error::io(name, error))?;
        let is_text = input.rows.is_none();
        let stated = options.columns.as_ref().and_then(|columns| columns.delimiter);
        let delimiter = match stated {
            _ if !is_text => b',',
            Some(delimiter) if self.ready.is_none() => delimiter as u8,
            _ => most_frequent_delimiter(head),
        };
        // In a format with tabs, quotes are part of texts, unless the header begins with one.
        let is_quoted = self.ready.is_none()
            || delimiter != b'\t'
            || head.trim_ascii_start().starts_with(b"\"");
        let names = first_record(head, delimiter, is_quoted).map_or(Vec::new(), |(_, names)| names);
        let without_header = self.ready.and_then(|ready| ready.names_without_header(&names));
        let is_headerless = without_header.is_some();
        let names = without_header.unwrap_or(names);
        let of_format;
        let columns = match (self.ready, &options.columns) {
            (Some(ready), _) => {
                of_format = ready.columns(&names);
                &of_format
            }
            (None, Some(columns)) => columns,
            (None, None) => {
                let allowed = "a table with a description of its columns";
                let remedy = "describe its columns with `Options::columns`, on the command line --columns FILE";
                let issue = Issue::new("format", "csv", allowed, remedy);
                return Err(Issues::from(issue).into_error(ErrorKind::Unsupported));
            }
        };
        columns.check()?;
        if is_text {
            let shown = char::from(delimiter).escape_default();
            ingest.note_decision(format!("{name}: fields taken to stand between `{shown}`"));
        }
        let further = self.ready.map_or(&[][..], |ready| ready.further);
        let mapping = Mapping { columns, parts: columns.parts(), ready: self.ready, further };
        let mut specs = Vec::new();
        for (nth, cell) in columns.cells().into_iter().enumerate() {
            specs.push(optional(&PART_NAMES[nth..=nth], cell));
        }
        for column in further {
            specs.push(optional(slice::from_ref(&column.name), column.cell));
        }
        let layout = TableLayout {
            delimiter,
            is_quoted,
            is_modern: false,
            missing: self.ready.map_or(&[], |ready| ready.missing),
            is_nobody_missing: self.ready.is_some_and(|ready| ready.is_nobody_missing),
            ..TableLayout::with_commas(&specs)
        };
        let (mut header, mut used) = ((false, ""), Vec::new());
        let table = Table::open_with(input, options, layout, &mut |table| {
            header = match is_headerless {
                true => (false, ""),
                false => columns.has_header(table.record()),
            };
            table.find_columns(header.0, |nth, of_file, issues| {
                let names = if is_headerless { &names[..] } else { of_file };
                let index = match nth.checked_sub(PART_NAMES.len()) {
                    None => find_column(PART_NAMES[nth], mapping.parts[nth]?, names, issues)?,
                    Some(nth) => records::find_column(names, further[nth].name)?,
                };
                used.push(index);
                Some(index)
            })
        })?;
        if let (true, why) = header {
            if self.ready.is_none() {
                ingest.note_decision(format!("{name}: first record taken as a header: {why}"));
            }
            if let Some(unused) = unused_columns(name, &names, &used, !is_text) {
                ingest.note_decision(unused);
            }
        }
        if let Some(ready) = self.ready {
            ingest.note_decision(format!("{name}: read as {}: {}", ready.what, ready.note));
        }
        table.for_each(ingest, &mut |row, ingest| self.add_row(&mapping, row, ingest))
    }

    fn finish(&mut self, ingest: &mut Ingest<'_>) -> Result<(), Error> {
        ingest.note_counts(
            "",
            &[
                (
                    self.deaths_not_kept,
                    "deaths are not kept: they are of events that are not attacks",
                ),
                (self.ended_early, "rows end before they start: the end is left out"),
                (self.negative_counts, "numbers of killed or injured below 0 are taken as unknown"),
                (self.not_events, "rows say that they are a title or an era: they are no events"),
            ],
        );
        Ok(())
    }
}

impl MappedTable {
    /// Returns the reader of a format by its ready description.
    pub(super) fn ready(ready: &'static ReadyColumns) -> Self {
        Self { ready: Some(ready), ..Self::default() }
    }

    /// Adds the event of a row, or returns all its issues.
    fn add_row(
        &mut self,
        mapping: &Mapping<'_>,
        row: &TableRow<'_>,
        ingest: &mut Ingest<'_>,
    ) -> Result<(), Vec<Issue>> {
        let mut issues = Vec::new();
        let Mapping { columns, parts, .. } = mapping;
        if self
            .ready
            .is_some_and(|ready| ready.is_no_event(&|nth| row.field(PART_NAMES.len() + nth)))
        {
            self.not_events += 1;
            return Ok(());
        }
        let field = |part: usize| match parts[part] {
            Some(Column::Always { always }) => always.as_bytes(),
            _ => row.field(part),
        };
        let is_described = |part: usize| parts[part].is_some();
        let when = columns.span(&field, &mut issues);
        // No field contains a NUL byte, so that as a separator it splits no field.
        let separator = columns.separator.map_or(0, |separator| separator as u8);
        let mut side = |part| {
            let mut names = Vec::new();
            for field in [field(part)].into_iter().chain(mapping.further(part, row)) {
                match field {
                    // A cell that is a missing value is empty by now: this one is a code.
                    b"NA" => names.push("NA"),
                    field => {
                        names.extend(fields::names(
                            PART_NAMES[part],
                            field,
                            separator,
                            &mut issues,
                        )?);
                    }
                }
            }
            Some(names)
        };
        let (sources, targets) = (side(SOURCE), side(TARGET));
        let code = match is_described(CODE) {
            true if self.ready.is_some() && field(CODE).is_empty() => Some(None),
            true => fields::event(PART_NAMES[CODE], field(CODE), &mut issues).map(Some),
            false => Some(None),
        };
        let score = fields::goldstein(PART_NAMES[SCORE], field(SCORE), &mut issues);
        let mut issue = |part: usize, allowed: &str| {
            let got = String::from_utf8_lossy(field(part));
            issues.push(Issue::new(PART_NAMES[part], got, allowed, "correct it"));
        };
        let units: Option<Option<f64>> = parse_number(field(LEVEL));
        let level = units.flatten().map(Level::try_from);
        let mut count = |part| -> Option<Option<u64>> {
            // Other data sets write unknown numbers as -9 or -99.
            let is_negative = self.ready.is_some() && field(part).starts_with(b"-");
            self.negative_counts += u64::from(is_negative);
            if is_negative { None } else { parse_number(field(part)) }
        };
        let (killed, injured) = (count(KILLED), count(INJURED));
        let confidence: Option<Option<u8>> = parse_number(field(CONFIDENCE));
        let is_mutual = parse_bool(field(MUTUAL));
        if units == Some(None) {
            issue(LEVEL, "a number with at most one decimal or an empty field");
        }
        if let Some(Err(error)) = &level {
            issue(LEVEL, error.issues()[0].allowed());
        }
        if killed == Some(None) {
            issue(KILLED, "a whole number or an empty field");
        }
        if injured == Some(None) {
            issue(INJURED, "a whole number or an empty field");
        }
        if confidence.is_some_and(|percent| percent.is_none_or(|percent| percent > 100)) {
            issue(CONFIDENCE, "a whole number from 0 to 100 or an empty field");
        }
        if is_mutual.is_none() {
            issue(MUTUAL, "true, yes or 1; or false, no, 0 or an empty field");
        }
        let text = mapping.joined(TEXT, field(TEXT), ": ", row, &mut issues);
        let place = mapping.joined(PLACE, field(PLACE), ", ", row, &mut issues);
        let key = if is_described(ID) {
            ingest.row_key(PART_NAMES[ID], field(ID), None, &mut issues)
        } else {
            Some(RowKey::None)
        };
        if !issues.is_empty() {
            return Err(issues);
        }
        let (
            Some((when, ended_early)),
            Some(sources),
            Some(targets),
            Some(code),
            Some(score),
            Some(is_mutual),
            Some(text),
            Some(place),
            Some(key),
        ) = (when, sources, targets, code, score, is_mutual, text, place, key)
        else {
            return Err(issues);
        };

        self.ended_early += u64::from(ended_early);
        let (naming, day) = (columns.actors.naming(), when.earliest().date_naive());
        let mut actors = |names: Vec<&str>| {
            let mut actors: Vec<ActorId> = Vec::with_capacity(names.len());
            for name in names {
                let actor = ingest.actor_on(naming, name, day);
                if !actors.contains(&actor) {
                    actors.push(actor);
                }
            }
            actors
        };
        let (sources, targets) = (actors(sources), actors(targets));
        let vocabulary = columns.vocabulary.unwrap_or(Vocabulary::Own);
        let code = code.map(|text| Code::new(vocabulary, text));
        let act = match &code {
            Some(code) => mapping.act(code, ingest),
            None => self.ready.and_then(|ready| ready.other_act),
        };
        let is_attack = match (act, &code) {
            (Some(act), _) => matches!(act, Act::Attack(_)),
            (None, Some(code)) => matches!(scale::act_of(code), Act::Attack(_)),
            (None, None) => false,
        };
        let mut event = Event::draft(sources, Ok(when), act, code);
        event.targets = targets;
        event.score = score;
        event.mutual = is_mutual;
        if let (Some(Ok(level)), Some(scale)) = (level, &columns.scale) {
            event = event.with_level(ScaleName::from(scale.clone()), level);
        }
        let (killed, injured) = (killed.flatten(), injured.flatten());
        if !is_attack {
            self.deaths_not_kept = self.deaths_not_kept.saturating_add(killed.unwrap_or_default());
        } else if killed.is_some() || injured.is_some() {
            let mut attack = Attack::new();
            if let Some(killed) = killed {
                attack = attack.killing(Amount::exactly(killed));
            }
            if let Some(injured) = injured {
                attack = attack.injuring(Amount::exactly(injured));
            }
            event = event.with_attack(attack);
        }
        if let Some(Some(percent)) = confidence {
            event = event.with_confidence(i64::from(percent));
        }
        event.details.text = (!text.is_empty()).then_some(text);
        event.details.place = (!place.is_empty()).then_some(place);
        let id = ingest.builder.add_event(event);
        ingest.set_key(id, key);
        Ok(())
    }
}

/// Returns which columns of a file become no part of events; `None` if all do.
fn unused_columns(
    file: &str,
    names: &[String],
    used: &[usize],
    has_places: bool,
) -> Option<String> {
    const SHOWN: usize = 12;
    // The place of a row in a file of another form is no column of the file.
    let names = names.get(usize::from(has_places)..).unwrap_or_default();
    let (mut unused, mut count) = (String::new(), 0);
    for (nth, name) in names.iter().enumerate() {
        if used.contains(&nth) || name.is_empty() {
            continue;
        }
        count += 1;
        if count <= SHOWN {
            unused.push_str(if count > 1 { ", " } else { "" });
            unused.push_str(name);
        }
    }
    if count > SHOWN {
        unused += &format!(" and {} more", count - SHOWN);
    }
    (count > 0)
        .then(|| format!("{file}: {count} of {} columns are not read: {unused}", names.len()))
}
