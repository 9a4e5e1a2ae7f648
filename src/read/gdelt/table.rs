//! Rows of events below a header, as databases export them: any columns, in any order.

use super::{
    super::{
        intake::Intake,
        reader::Input,
        recognise::{DELIMITERS, first_record},
        table::{Column, Layout, Row, Table, needed, wanted},
    },
    Gdelt,
    said::{self, Said},
};
use crate::error::Error;

const COLUMNS: [Column<'_>; 12] = [
    needed("SQLDATE"),
    needed("Actor1Code"),
    needed("Actor2Code"),
    needed("EventCode"),
    wanted("GLOBALEVENTID"),
    wanted("IsRootEvent"),
    wanted("EventRootCode"),
    wanted("GoldsteinScale"),
    wanted("NumMentions"),
    wanted("NumSources"),
    wanted("NumArticles"),
    wanted("DATEADDED"),
];
/// Where those stand in a row without a header.
const PLACES: [usize; COLUMNS.len() - 1] = [
    said::SQLDATE,
    said::ACTOR1_CODE,
    said::ACTOR2_CODE,
    said::EVENT_CODE,
    said::GLOBALEVENTID,
    said::IS_ROOT_EVENT,
    said::EVENT_ROOT_CODE,
    said::GOLDSTEIN_SCALE,
    said::NUM_MENTIONS,
    said::NUM_SOURCES,
    said::NUM_ARTICLES,
];
const DATEADDED: usize = PLACES.len();

/// By which a header of events is told.
pub(in super::super) const NAMES: &[&str] = &["SQLDATE", "Actor1Code", "Actor2Code", "EventCode"];

/// Whether a file begins with a header.
pub(super) fn has_header(head: &[u8]) -> bool {
    let headers = DELIMITERS.iter().filter_map(|delimiter| first_record(head, *delimiter));
    headers.into_iter().any(|(_, fields)| {
        let is_there = |name: &&str| fields.iter().any(|field| field.eq_ignore_ascii_case(name));
        NAMES.iter().all(is_there)
    })
}

pub(super) fn read(
    gdelt: &mut Gdelt,
    input: &mut Input<'_>,
    into: &mut Intake<'_>,
) -> Result<(), Error> {
    let layout = Layout::told_by(input, &COLUMNS)?;
    let options = into.options;
    Table::open(input, options, layout)?
        .each(into, |row, into| gdelt.take(&Said::by(&fields(row), added(row), options)?, into))
}

fn fields<'r>(row: &Row<'r>) -> said::Fields<'r> {
    let mut fields = said::NO_FIELDS;
    for (column, place) in PLACES.into_iter().enumerate() {
        fields[place] = row.field(column);
    }
    fields
}

fn added<'r>(row: &Row<'r>) -> Option<&'r [u8]> {
    Some(row.field(DATEADDED)).filter(|added| !added.is_empty())
}
