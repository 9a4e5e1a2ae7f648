//! A file of each format, saved again by other programs in a chain of random changes, is the same timeline.

use escalade::{
    Vocabulary,
    read::{DateOrder, Format, LeadingZeros, Options, json},
};
use proptest::prelude::*;
use saved::{Change, Saved, WITH_HEADERS, day, options, table};
use tables::{
    GDELT_EXPORT, KEDS, MIDA, MIDB, MIDI, MIDIP, TKG, Table, dispute_rows, mid_rows,
    row_without_header,
};

mod json_texts;
mod saved;
mod tables;

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (0_u8..4).prop_map(Change::Delimiter),
        Just(Change::QuoteAll),
        any::<u64>().prop_map(Change::Order),
        (0_u8..4).prop_map(Change::Names),
        (0_u8..3).prop_map(Change::RowNames),
        (0_u8..3).prop_map(Change::Floats),
        (0_u8..16).prop_map(Change::Missing),
        Just(Change::QuoteTexts),
        (0_u8..4).prop_map(Change::Blanks),
        (0_u8..13).prop_map(Change::Days),
        (0_u8..5).prop_map(Change::Encoding),
        (0_u8..3).prop_map(Change::LineEnds),
        (1_usize..3).prop_map(Change::EmptyEnd),
        (0_u8..4).prop_map(Change::Json),
    ]
}

fn document(options: &Options, bytes: &[u8]) -> String {
    let reading = options.read("file", bytes).unwrap_or_else(|error| {
        panic!("{error}\nin\n{}", String::from_utf8_lossy(&bytes[..bytes.len().min(3000)]))
    });
    let mut written = Vec::new();
    json::write(&reading.timeline, &mut written).unwrap();
    String::from_utf8(written).unwrap()
}

fn draws() -> impl Strategy<Value = Vec<[usize; 8]>> {
    prop::collection::vec(prop::array::uniform8(0_usize..336), 1..12)
}

proptest! {
    #![proptest_config(crate::random_cases::config(600, 20_240_413))]

    #[test]
    fn a_file_saved_again_is_the_same_timeline(
        nth in 0_usize..12,
        draws in draws(),
        changes in prop::collection::vec(change(), 0..6),
    ) {
        let (format, columns) = WITH_HEADERS[nth];
        let (table, options) = (table(format, columns, &draws), options(format));
        let clean = Saved::of(&table);
        let mut saved = Saved::of(&table);
        changes.iter().filter(|change| change.keeps(format)).for_each(|change| saved.make(change));
        prop_assert_eq!(
            document(&options, &clean.bytes()),
            document(&options, &saved.bytes()),
            "after {:?}:\n{}", changes, String::from_utf8_lossy(&saved.bytes())
        );
    }

    /// Incidents or disputes and their participants, each file saved by other programs.
    #[test]
    fn files_that_are_read_together_saved_again_are_the_same_timeline(
        draws in draws(),
        of_incidents in prop::collection::vec(change(), 0..6),
        of_participants in prop::collection::vec(change(), 0..6),
        are_turned in any::<bool>(),
        are_disputes in any::<bool>(),
    ) {
        let (columns, (first, second)) = match are_disputes {
            true => ((MIDA, MIDB), dispute_rows(&draws)),
            false => ((MIDI, MIDIP), mid_rows(&draws)),
        };
        let tables = [
            (Table { columns: columns.0, rows: first }, &of_incidents),
            (Table { columns: columns.1, rows: second }, &of_participants),
        ];
        let mut clean = Vec::new();
        let mut again = Vec::new();
        for (nth, (table, changes)) in tables.iter().enumerate() {
            let mut saved = Saved::of(table);
            for change in *changes {
                saved.make(change);
            }
            clean.push((nth.to_string(), Saved::of(table).bytes()));
            again.push((nth.to_string(), saved.bytes()));
        }
        if are_turned {
            again.reverse();
        }
        let read = |files: &[(String, Vec<u8>)]| {
            let files = files.iter().map(|(name, bytes)| (name, &bytes[..]));
            let timeline = Options::new().read_all(files).unwrap().timeline;
            let mut written = Vec::new();
            json::write(&timeline, &mut written).unwrap();
            String::from_utf8(written).unwrap()
        };
        prop_assert_eq!(read(&clean), read(&again), "{:?}, {:?}", of_incidents, of_participants);
    }

    #[test]
    fn lines_without_a_header_saved_again_are_the_same_timeline(
        nth in 0_usize..3,
        draws in draws(),
        changes in prop::collection::vec(change(), 0..5),
    ) {
        use Format::{Gdelt, Keds, Tkg};
        let (format, columns) = [(Keds, KEDS), (Tkg, TKG), (Gdelt, GDELT_EXPORT)][nth];
        let draws = draws.iter().enumerate();
        let rows = draws.map(|(nth, draw)| row_without_header(format, nth, draw)).collect();
        let table = Table { columns, rows };
        let options = Options::new()
            .format(format)
            .vocabulary(Vocabulary::Cameo)
            .descriptions()
            .keep([escalade::read::Extra::Mentions])
            .leading_zeros(LeadingZeros::Keep)
            .date_order(DateOrder::MonthFirst);
        let lines = || {
            let mut lines = Saved::of(&table);
            (lines.has_header, lines.delimiter) = (false, '\t');
            lines
        };
        let (clean, mut saved) = (lines(), lines());
        for change in &changes {
            // The order of the fields is that of the format.
            let is_other = matches!(change, Change::Delimiter(_) | Change::Order(_) | Change::RowNames(_) | Change::EmptyEnd(_) | Change::Json(_));
            if !is_other && change.keeps(format) {
                saved.make(change);
            }
        }
        prop_assert_eq!(
            document(&options, &clean.bytes()),
            document(&options, &saved.bytes()),
            "after {:?}:\n{}", changes, String::from_utf8_lossy(&saved.bytes())
        );
    }
}
