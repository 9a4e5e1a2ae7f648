//! Counts that are added up over all parts.

use super::codec::{Reader, Writer};
use crate::{
    chain::LeftOut,
    read::{FileReport, Format, ReadReport},
    sorting::lesser,
};

/// What is counted while parts are read.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Tally {
    pub(super) events: u64,
    pub(super) too_vague: u64,
    pub(super) not_covered: u64,
    pub(super) left_out: LeftOut,
    /// By step of the view, the events that it left out, and those that it kept since the data do not state it.
    pub(super) steps: Vec<(u64, u64)>,
}

impl Tally {
    fn numbers(&mut self) -> [&mut u64; 9] {
        let Self { events, too_vague, not_covered, left_out, .. } = self;
        let LeftOut { unreadable, filtered, missing_actor, domestic, unscored, below_floor } =
            left_out;
        [
            events,
            too_vague,
            not_covered,
            unreadable,
            filtered,
            missing_actor,
            domestic,
            unscored,
            below_floor,
        ]
    }

    pub(super) fn add(&mut self, other: &mut Self) {
        for (sum, number) in self.numbers().into_iter().zip(other.numbers()) {
            *sum += *number;
        }
        self.steps.resize(self.steps.len().max(other.steps.len()), (0, 0));
        for (sum, (left_out, not_stated)) in self.steps.iter_mut().zip(&other.steps) {
            sum.0 += left_out;
            sum.1 += not_stated;
        }
    }

    pub(super) fn write(&mut self, writer: &mut Writer) {
        for number in self.numbers() {
            writer.put(*number);
        }
        writer.put(self.steps.len() as u64);
        for (left_out, not_stated) in &self.steps {
            writer.put(*left_out);
            writer.put(*not_stated);
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let mut tally = Self::default();
        for number in tally.numbers() {
            *number = reader.get();
        }
        for _ in 0..reader.get().min(reader.left() as u64) {
            tally.steps.push((reader.get(), reader.get()));
        }
        tally
    }
}

/// Writes the report of a part. Problems and guesses become sentences.
pub(super) fn write_report(writer: &mut Writer, report: &ReadReport) {
    let ReadReport { rows, events, skipped, late, unmatched_mentions, missing_actor, .. } = report;
    for number in [rows, events, skipped, late, unmatched_mentions, missing_actor] {
        writer.put(*number);
    }
    let (first, last) = (report.span.map(|span| span.0), report.span.map(|span| span.1));
    writer.put_option(first.map(|first| first.timestamp()));
    writer.put_option(last.map(|last| last.timestamp()));
    writer.put(report.files.len() as u64);
    for FileReport { name, format, why, rows } in &report.files {
        writer.put_text(name);
        writer.put_text(format.as_str());
        writer.put_text(why);
        writer.put(*rows);
    }
    for counts in [&report.unknown_codes, &report.replaced_aliases] {
        writer.put(counts.len() as u64);
        for (code, count) in counts {
            writer.put_text(code);
            writer.put(*count);
        }
    }
    let mut sentences = report.decisions.clone();
    sentences.extend(report.guesses.iter().map(ToString::to_string));
    sentences.extend(report.problems.iter().map(ToString::to_string));
    writer.put(sentences.len() as u64);
    for sentence in sentences {
        writer.put_text(&sentence);
    }
}

/// Adds what [`write_report`] wrote to the report of the parts before.
pub(super) fn add_report(sum: &mut ReadReport, reader: &mut Reader<'_>) {
    let ReadReport { rows, events, skipped, late, unmatched_mentions, missing_actor, .. } = sum;
    for number in [rows, events, skipped, late, unmatched_mentions, missing_actor] {
        *number += reader.get();
    }
    let instant = |seconds| chrono::DateTime::from_timestamp(seconds, 0);
    let (first, last) = (reader.option().and_then(instant), reader.option().and_then(instant));
    if let Some((first, last)) = first.zip(last) {
        let (known_first, known_last) = (sum.span.map(|span| span.0), sum.span.map(|span| span.1));
        let first = lesser(known_first, Some(first)).unwrap_or(first);
        sum.span = Some((first, known_last.unwrap_or(last).max(last)));
    }
    for _ in 0..reader.get().min(reader.left() as u64) {
        let (name, format, why) = (reader.text(), reader.text(), reader.text());
        let rows = reader.get();
        let format = Format::ALL.iter().copied().find(|known| known.as_str() == format);
        sum.files.extend(format.map(|format| FileReport { name, format, why, rows }));
    }
    for counts in [&mut sum.unknown_codes, &mut sum.replaced_aliases] {
        for _ in 0..reader.get().min(reader.left() as u64) {
            let (code, count) = (reader.text(), reader.get());
            *counts.entry(code).or_default() += count;
        }
    }
    for _ in 0..reader.get().min(reader.left() as u64) {
        sum.decisions.push(reader.text());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_are_added_up() {
        let report = ReadReport {
            rows: 9,
            events: 7,
            skipped: 2,
            missing_actor: 1,
            files: vec![FileReport {
                name: "one".into(),
                format: Format::Keds,
                why: "said".into(),
                rows: 9,
            }],
            unknown_codes: [("cameo 0330".to_owned(), 3), ("cameo 99".to_owned(), 1)].into(),
            replaced_aliases: [("LBNREDHEZ".to_owned(), 2)].into(),
            decisions: vec!["taken so".into()],
            span: Some((chrono::DateTime::UNIX_EPOCH, chrono::DateTime::UNIX_EPOCH)),
            ..ReadReport::default()
        };
        let mut writer = Writer::default();
        write_report(&mut writer, &report);
        let mut once = ReadReport::default();
        add_report(&mut once, &mut Reader::new(&writer.bytes));
        assert_eq!(once, report);
        add_report(&mut once, &mut Reader::new(&writer.bytes));
        assert_eq!((once.rows, once.events, once.files.len()), (18, 14, 2));
        assert_eq!(once.unknown_codes["cameo 0330"], 6);
    }

    #[test]
    fn tallies_are_added_up() {
        let left_out = LeftOut { unscored: 3, below_floor: 4, ..LeftOut::default() };
        let mut tally =
            Tally { events: 5, left_out, steps: vec![(1, 0), (2, 3)], ..Tally::default() };
        let mut writer = Writer::default();
        tally.write(&mut writer);
        let mut sum = Tally::read(&mut Reader::new(&writer.bytes));
        assert_eq!(sum, tally);
        sum.add(&mut tally);
        assert_eq!((sum.events, sum.left_out.unscored, sum.steps), (10, 6, vec![(2, 0), (4, 6)]));
    }
}
