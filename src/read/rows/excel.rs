//! Sheets of Excel workbooks as rows of a table.

use std::io::Cursor;

use calamine::{CellErrorType, DataRef, Reader as _, Xlsx, XlsxCellReader};

use super::{
    super::{
        compressed::unzip_in_memory,
        ingest::Ingest,
        peek::{Chunks, peek, read_to_end},
    },
    row_text::{RowSource, RowWriter},
};
use crate::error::{Error, ErrorKind, Issue, Issues, Location};

/// The greatest number of columns: one less than a table may have, since the place of a row is one as well.
const MOST_COLUMNS: usize = 1023;

/// A workbook that is held in memory, compressed.
pub(in super::super) type Workbook = Xlsx<Cursor<Vec<u8>>>;

type Cells<'w> = XlsxCellReader<'w, Cursor<Vec<u8>>>;

fn error(name: &str, got: &str, allowed: &str, remedy: &str) -> Error {
    let issue = Issue::new(Location::in_file(name), got, allowed, remedy);
    Issues::from(issue).into_error(ErrorKind::Input)
}

fn not_whole(name: &str, problem: &dyn std::fmt::Display) -> Error {
    let remedy = "save it again as .xlsx, or save the sheet as CSV";
    error(
        name,
        &problem.to_string(),
        "a whole Excel workbook (.xlsx) that is not encrypted",
        remedy,
    )
}

/// Opens a workbook. Its parts are unpacked once beforehand, so that one that unpacks to too many bytes is refused.
///
/// # Errors
///
/// The file is too large, cannot be read, or is no whole workbook.
pub(in super::super) fn open_workbook(
    name: &str,
    input: &mut dyn Chunks,
    limit: u64,
    max_expansion: u32,
) -> Result<Workbook, Error> {
    let mut bytes = Vec::new();
    read_to_end(input, limit.saturating_add(1), &mut bytes)
        .map_err(|problem| Error::io(name, problem))?;
    if bytes.len() as u64 > limit {
        let allowed = format!("a workbook of at most {limit} bytes, as it is read whole");
        let remedy = "save the sheet as CSV, which is read row by row, or raise `largest_document`";
        return Err(error(name, "a larger file", &allowed, remedy));
    }
    let mut unpack = |part: &str, text: &mut dyn Chunks| loop {
        match peek(text).map(<[u8]>::len) {
            Ok(0) => return Ok(None),
            Ok(count) => text.skip(count),
            Err(problem) => return Err(Error::io(part, problem)),
        }
    };
    unzip_in_memory(name, &mut &bytes[..], max_expansion, &mut unpack)?;
    Xlsx::new(Cursor::new(bytes)).map_err(|problem| not_whole(name, &problem))
}

/// Returns the sheets that may be read: the one of this name, else all with data.
///
/// # Errors
///
/// There is no such sheet, or none has data.
pub(in super::super) fn possible_sheets(
    name: &str,
    workbook: &mut Workbook,
    wanted: Option<&str>,
) -> Result<Vec<String>, Error> {
    let names = workbook.sheet_names();
    let mut with_data = Vec::new();
    for sheet in &names {
        // Sheets of charts have no cells.
        if let Ok(mut cells) = workbook.worksheet_cells_reader(sheet)
            && has_data(&mut cells)
        {
            with_data.push(sheet.clone());
        }
    }
    if let Some(wanted) = wanted {
        with_data = names.clone();
        with_data.retain(|sheet| sheet == wanted);
    }
    if with_data.is_empty() {
        let got = wanted.unwrap_or("no sheet with data");
        let allowed = match wanted {
            Some(_) => format!("one of its sheets: {}", names.join(", ")),
            None => "a workbook with data".to_owned(),
        };
        let remedy = "name a sheet with `Options::sheet`, on the command line --sheet NAME";
        return Err(error(name, got, &allowed, remedy));
    }
    Ok(with_data)
}

/// Notes that one of several sheets is read.
pub(in super::super) fn note_other_sheets(
    name: &str,
    chosen: &str,
    sheets: &[String],
    ingest: &mut Ingest<'_>,
) {
    let mut others = sheets.to_vec();
    others.retain(|sheet| sheet != chosen);
    if !others.is_empty() {
        let others = others.join(", ");
        ingest.note_decision(format!(
            "{name}: the sheet «{chosen}» is read; other sheets have data: {others}. Name one with `Options::sheet`, on the command line --sheet NAME"
        ));
    }
}

fn has_data(cells: &mut Cells<'_>) -> bool {
    while let Ok(Some(cell)) = cells.next_cell() {
        if *cell.get_value() != DataRef::Empty {
            return true;
        }
    }
    false
}

/// The rows of a sheet, the first of which with data is the header.
pub(in super::super) struct Sheet<'w> {
    cells: Cells<'w>,
    /// The cell after the last row.
    pending: Option<(u32, u32, DataRef<'w>)>,
    width: usize,
    /// Whether the last cell was read: the reader must not be asked for another.
    is_over: bool,
    failure: Option<String>,
    /// The number of cells with an error, such as `#REF!`, and the first of them.
    errors: u64,
    first_error: Option<(u32, CellErrorType)>,
}

impl<'w> Sheet<'w> {
    /// Opens a sheet of this name.
    pub(in super::super) fn open(
        name: &str,
        workbook: &'w mut Workbook,
        sheet: &str,
    ) -> Result<Self, Error> {
        let cells = workbook.worksheet_cells_reader(sheet);
        let cells = cells.map_err(|problem| not_whole(name, &problem))?;
        Ok(Self {
            cells,
            pending: None,
            width: 0,
            is_over: false,
            failure: None,
            errors: 0,
            first_error: None,
        })
    }

    /// Notes cells with errors, and returns an error if the sheet could not be read to its end.
    pub(in super::super) fn finish(self, name: &str, ingest: &mut Ingest<'_>) -> Result<(), Error> {
        if let Some((row, first)) = self.first_error {
            let count = self.errors;
            ingest.note_decision(format!(
                "{name}: {count} cells with errors taken as missing values, the first {first} in row {}",
                row.saturating_add(1)
            ));
        }
        self.failure.map_or(Ok(()), |failure| Err(not_whole(name, &failure)))
    }

    /// Returns the next cell with a value.
    fn next_cell(&mut self) -> Option<(u32, u32, DataRef<'w>)> {
        if let Some(pending) = self.pending.take() {
            return Some(pending);
        }
        while !self.is_over {
            match self.cells.next_cell() {
                Ok(Some(cell)) if *cell.get_value() == DataRef::Empty => {}
                Ok(Some(cell)) => {
                    let (row, column) = cell.get_position();
                    return Some((row, column, cell.get_value().clone()));
                }
                Ok(None) => self.is_over = true,
                Err(problem) => {
                    self.failure.get_or_insert_with(|| problem.to_string());
                    self.is_over = true;
                }
            }
        }
        None
    }
}

impl RowSource for Sheet<'_> {
    fn write_next(&mut self, row: &mut RowWriter) -> bool {
        if self.failure.is_some() {
            return false;
        }
        let Some((number, column, value)) = self.next_cell() else { return false };
        let mut texts: Vec<String> = Vec::new();
        let (mut column, mut value) = (column as usize, value);
        loop {
            if column >= MOST_COLUMNS {
                let failure = format!("a cell in column {} of row {number}", column + 1);
                self.failure = Some(failure);
                return false;
            }
            if let DataRef::Error(kind) = &value {
                self.errors += 1;
                self.first_error.get_or_insert_with(|| (number, kind.clone()));
            }
            if texts.len() <= column {
                texts.resize(column + 1, String::new());
            }
            texts[column] = text_of(&value);
            match self.next_cell() {
                Some((same, next, of_next)) if same == number => {
                    (column, value) = (next as usize, of_next);
                }
                other => {
                    self.pending = other;
                    break;
                }
            }
        }
        let is_header = self.width == 0;
        if is_header {
            self.width = texts.len();
        }
        row.begin(if is_header { 0 } else { u64::from(number) + 1 }, None);
        texts.resize(texts.len().max(self.width), String::new());
        for text in &texts {
            row.cell(text);
        }
        row.end();
        true
    }
}

/// Returns the text of a cell as a table would have it.
fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(time) if time.is_datetime() && time.as_f64() >= 1.0 => {
            let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
            let day = format!("{year:04}-{month:02}-{day:02}");
            match (hour, minute, second) {
                (0, 0, 0) => day,
                _ => format!("{day}T{hour:02}:{minute:02}:{second:02}"),
            }
        }
        DataRef::DateTime(time) => {
            let (_, _, _, hour, minute, second, _) = time.to_ymd_hms_milli();
            format!("{hour:02}:{minute:02}:{second:02}")
        }
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}
