//! Event tables with a header, as databases export them: any of the columns, in any order.

use super::{
    super::{
        ingest::Ingest,
        peek::peek,
        plain::Cell,
        reader::Input,
        records::{find_column, first_record, headers},
        row_shapes::is_gdelt_event,
        table::Table,
        table_layout::{ColumnSpec, TableLayout, is_well_quoted, optional, required},
        table_row::TableRow,
        unnamed_columns::UnnamedColumns,
    },
    event_row::{self, EventRow},
    events::Events,
};
use crate::error::Error;

const COLUMNS: [ColumnSpec<'_>; 13] = [
    required(&["SQLDATE", "Day"], Cell::Day),
    required(&["Actor1Code"], Cell::Party),
    required(&["Actor2Code"], Cell::Party),
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
const QUAD_CLASS: usize = DATEADDED + 1;

/// The columns by which a header is recognised as that of events.
pub(in super::super) const EVENT_HEADER: &[&str] =
    &["SQLDATE", "Actor1Code", "Actor2Code", "EventCode"];

/// Returns the index of the column of days in a table with this header.
#[cfg(feature = "parquet")]
pub(in super::super) fn day_column(header: &[String]) -> Option<usize> {
    COLUMNS[0].find(header)
}

/// Returns the indices of the columns that are read of a table with this header, or `None` if it is none of events.
#[cfg(feature = "arrow")]
pub(in super::super) fn event_columns(header: &[String]) -> Option<Vec<usize>> {
    let mut indices = Vec::new();
    for column in &COLUMNS {
        match column.find(header) {
            Some(nth) => indices.push(nth),
            None if column.is_required => return None,
            None => {}
        }
    }
    Some(indices)
}

/// Returns `true` if a file begins with a header.
pub(super) fn has_header(head: &[u8]) -> bool {
    // No column has such a name, and few files have a header.
    if head.trim_ascii_start().first().is_some_and(u8::is_ascii_digit) {
        return false;
    }
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
    let mut layout = TableLayout { missing: &["---"], ..TableLayout::detect(input, &COLUMNS)? };
    let head = peek(input.text).map_err(|error| Error::io(input.name, error))?;
    let order;
    if !has_header(head) {
        if let Some(found) = UnnamedColumns::find(head, &is_gdelt_event) {
            let names = export_order(found.width);
            order = found.order(&|nth| names[nth]);
            layout = found.layout(head, &order, layout);
        } else {
            layout.delimiter = b'\t';
            layout.is_quoted = is_well_quoted(head, b'\t');
            layout.strips_quotes = !layout.is_quoted;
            let first = first_record(head, b'\t', layout.is_quoted);
            order = export_order(first.map_or(0, |(_, fields)| fields.len()));
            layout.headerless_order = &order;
        }
    }
    let options = ingest.options;
    Table::open(input, options, layout)?.for_each(ingest, &mut |row, ingest| {
        events.add(&EventRow::from_fields(&fields(row), added(row), options)?, ingest)
    })
}

/// Returns the names of the columns of a file without a header, by their number. Columns that are not read have no
/// name.
fn export_order(width: usize) -> Vec<&'static str> {
    let mut order = vec![""; width];
    let mut name = |nth: usize, column: usize| {
        if let Some(place) = order.get_mut(nth) {
            *place = COLUMNS[column].name();
        }
    };
    for (column, nth) in EXPORT_COLUMNS.into_iter().enumerate() {
        name(nth, column);
    }
    name(event_row::QUAD_CLASS, QUAD_CLASS);
    // The historical files, of 57 columns, were added years after their events.
    if width > 57 {
        name(width - 2, DATEADDED);
    }
    order
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
