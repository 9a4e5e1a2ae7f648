//! Event tables with a header, as databases export them: any of the columns, in any order.

use super::{
    super::{
        ingest::Ingest,
        plain::Cell,
        reader::Input,
        records::{find_column, headers},
        table::Table,
        table_layout::{ColumnSpec, TableLayout, optional, required},
        table_row::TableRow,
    },
    event_row::{self, EventRow},
    events::Events,
};
use crate::error::Error;

const COLUMNS: [ColumnSpec<'_>; 13] = [
    required(&["SQLDATE", "Day"], Cell::Day),
    required(&["Actor1Code"], Cell::Text),
    required(&["Actor2Code"], Cell::Text),
    required(&["EventCode"], Cell::Cameo),
    optional(&["GLOBALEVENTID"], Cell::Id),
    optional(&["IsRootEvent"], Cell::Whole),
    optional(&["EventRootCode"], Cell::CameoRoot),
    optional(&["GoldsteinScale"], Cell::Number),
    optional(&["NumMentions"], Cell::Whole),
    optional(&["NumSources"], Cell::Whole),
    optional(&["NumArticles"], Cell::Whole),
    optional(&["DATEADDED"], Cell::Whole),
    optional(&["QuadClass"], Cell::QuadClass),
];
/// The columns above, except the last two, as columns of a row without a header.
const EXPORT_COLUMNS: [usize; COLUMNS.len() - 2] = [
    event_row::SQLDATE,
    event_row::ACTOR1_CODE,
    event_row::ACTOR2_CODE,
    event_row::EVENT_CODE,
    event_row::GLOBALEVENTID,
    event_row::IS_ROOT_EVENT,
    event_row::EVENT_ROOT_CODE,
    event_row::GOLDSTEIN_SCALE,
    event_row::NUM_MENTIONS,
    event_row::NUM_SOURCES,
    event_row::NUM_ARTICLES,
];
const DATEADDED: usize = EXPORT_COLUMNS.len();

/// The columns by which a header is recognised as that of events.
pub(in super::super) const EVENT_HEADER: &[&str] =
    &["SQLDATE", "Actor1Code", "Actor2Code", "EventCode"];

/// Returns `true` if a file begins with a header.
pub(super) fn has_header(head: &[u8]) -> bool {
    let has = |header: &Vec<String>, name: &str| find_column(header, name).is_some();
    let has_all = |header: &Vec<String>| {
        let has_day = has(header, EVENT_HEADER[0]) || has(header, "Day");
        has_day && EVENT_HEADER[1..].iter().all(|name| has(header, name))
    };
    headers(head).iter().any(has_all)
}

/// Reads a file with a header.
pub(super) fn read(
    events: &mut Events,
    input: &mut Input<'_>,
    ingest: &mut Ingest<'_>,
) -> Result<(), Error> {
    let layout = TableLayout { missing: &["---"], ..TableLayout::detect(input, &COLUMNS)? };
    let options = ingest.options;
    Table::open(input, options, layout)?.for_each(ingest, &mut |row, ingest| {
        events.add(&EventRow::from_fields(&fields(row), added(row), options)?, ingest)
    })
}

/// Returns the fields of a row in the order of a row without a header.
fn fields<'r>(row: &TableRow<'r>) -> event_row::Fields<'r> {
    let mut fields = event_row::NO_FIELDS;
    for (column, export_column) in EXPORT_COLUMNS.into_iter().enumerate() {
        fields[export_column] = row.field(column);
    }
    fields
}

/// Returns the field `DATEADDED`; `None` if it is empty or missing.
fn added<'r>(row: &TableRow<'r>) -> Option<&'r [u8]> {
    Some(row.field(DATEADDED)).filter(|added| !added.is_empty())
}
