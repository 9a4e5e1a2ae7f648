//! Reading of files into timelines.
//!
//! [`open`] reads a file of any [`Format`] and recognises the format by the content. [`Options`] make
//! choices where the content leaves them open, and read several files into one timeline. The result is a
//! timeline and a [`ReadReport`], which lists the format of each file with the reason for it, the problems
//! found, and the decisions made.
//!
//! No record is dropped silently. [`BadRecords`] decides whether a bad record fails the reading, with all
//! problems reported at once, or is skipped, counted and reported.
//!
//! ```
//! use escalade::read::{Format, Options};
//!
//! let rows = "2006-07-12\tLBNREBHEZ\tISRMIL\t190\n2006-07-12\tISRMIL\tLBNREBHEZ\t195\n";
//! let reading = Options::new().read("lebanon.tsv", rows.as_bytes())?;
//! assert_eq!(reading.report.files[0].format, Format::Keds);
//! assert_eq!(reading.timeline.len(), 2);
//! assert_eq!(reading.report.rows, 2);
//! # Ok::<(), escalade::Error>(())
//! ```
//!
//! # Plain cells
//!
//! Tables come out of pandas, R, SQL, Excel and other programs as well as from their publishers. One layer makes
//! the cells of all tables plain before a reader of a format sees them, and those of rows without a header (KEDS,
//! quadruples, GDELT) where the reader cannot take them as they are. [`ReadReport::guesses`] lists each column in
//! which it did, with the rule, the number of cells and the first of them. Two changes are not listed: quotes
//! removed around a cell, and missing values written as the format itself writes them. Cells that are plain
//! already are passed on as they are.
//!
//! | a cell | becomes |
//! | --- | --- |
//! | `NA`, `NaN`, `N/A`, `N.A.`, `nil`, `null`, `None`, `\N`, `<NA>`, `<null>`, `(null)`, `(none)`, `#N/A`, `#NA`, `#REF!`, `#VALUE!`, `#DIV/0!`, `#NUM!`, `#NAME?`, `#NULL!` in any case, `NaT`, `-`, `--`, `---`, an en dash or em dash, `.`, `..`, and the words of [`Options::missing`] | empty, a missing value; in a column of two-letter country codes `NA` is Namibia |
//! | `365.0`, `365,0`, `3.65e2` in a column of whole numbers | `365` |
//! | `1,234`, `1 234`, `1'234`, `1,234,567`, `1.234.567` in a column of whole numbers | the number without separators. `1.234` and `1.000` are refused: the point may be that of decimals |
//! | `-7,2`, `1,234.5`, `1.234,5` in a column of numbers with decimals | the number with a decimal point. `1,234` is refused |
//! | `2024-04-13 00:00:00`, `2024-04-13T00:00:00.000Z` | the day, if the first rows have no other time of day |
//! | `2024-04-13 20:15:09.5` | the time in UTC, without the fraction; the day in formats that have days only |
//! | `20240413`, `20240413.0`, `2024/4/13` | the day |
//! | `13 April 2024`, `13-Apr-24`, `Apr 13, 2024`, `13APR2024`, `April 2024` | the day or month |
//! | `13/04/2024`, `4.13.2024` | the day in the order of [`Options::date_order`], else in the order that the first 64 KiB of the file prove; else refused |
//! | `13-Apr-24`, `12/31/99`, `991231` | a year from 1950 to 2049 |
//! | `240413` in a column of dates | the day in the order of [`Options::date_order`], else in the order that the first 64 KiB prove; else refused. In KEDS, year, month, day. Five digits among dates of six are refused |
//! | `0025-03-04` in a format of modern data | the year in the column of years, if that ends in 25; else refused |
//! | `200112`, `2.02404e7` in a column of dates | refused without an order: the first may be a month, and the second is rounded |
//! | `1.23456789e+08` in a column of ids | `123456789`; `1.23457e+08` is refused, since several events may share a rounded id, also in the columns by which rows of MID are joined |
//! | `45395`, `45395.5` in a column of dates | the day in Excel's count since 1900. Numbers below 25569, which is 1970 there, are refused: R counts from 1970, Stata and SAS from 1960 |
//! | `1712966400`, `1712966400000`, `1712966400000000` | the Unix time in seconds, milliseconds or microseconds, if it is midnight, or if the name of the column says `timestamp`, `unix`, `epoch`, `milli`, `seconds`, `_ts` or `_ms`; else refused |
//! | `-0432`, `-432`, `433 BC` | the year before 1 |
//! | 0, a negative number or an empty cell in a column of months or days | an unknown month or day |
//! | `43`, `1`, `231` in a column of CAMEO codes | `043`, `01`, `0231`, with the leading zero that was lost |
//! | `10` to `20` in a column of CAMEO codes | with a leading zero if the columns of root code, quad class or score show it; as it is if they, or codes with a leading zero in the first 64 KiB, show that; else as [`Options::leading_zeros`] says; else refused |
//! | `Unknown`, `Unidentified`, `Unspecified`, `Undetermined`, `Undisclosed`, `Unclear`, `Unnamed`, `Anonymous`, `Not known`, `Not identified`, `Not stated`, `Not available`, `Unknown actor`, `?` and words like them in place of an actor, in any format but documents | what the user says: [`Options::missing`] or an [alias](Options::alias) of the word to itself; in GTD and SCAD, where it means nobody, a missing value; else refused |
//! | `isrmil` in place of a CAMEO code of an actor, `irn` of a country code | `ISRMIL`, `IRN`; peoples keep their small letters, as in `IRQREBkur` |
//! | a name with no-break spaces, two blanks in a row, zero-width spaces, byte order marks, or with the feature `names` accents apart from their letters | the name with single blanks and without them, composed (Unicode NFC) |
//! | `"said \"no\" again"` | `said "no" again`, with the quote after a backslash as one inside the text, if the first 64 KiB have such a quote before other text |
//! | `"Smith, John"` in a table with tabs | the text between the quotes, unless other texts begin with a quote and do not end with one: then only quotes around whole fields without tabs are removed |
//!
//! A file is refused as a whole if one of its cells has several meanings, even where bad records are skipped: the
//! error has the first such cell of each column and what resolves it: an option, or another notation in the file.
//!
//! Columns are found by their names in any order, ignoring case and all but letters and digits: `Event Date` is
//! also `event_date` and `event.date`. A column without a name, and names of rows before the first column, are
//! left out. The report names columns that are not read but look like a column of the format.
//!
//! # Tables in other forms
//!
//! Records in JSON are rows of a table, whose columns are their fields: a list of objects, an object with such a list,
//! as the servers of ACLED and UCDP answer, an object a line, and results of SPARQL. The fields may be in any order, and
//! differ between records. A text and a number are the same, null and a field that is not there are missing values, and
//! any other value is its text in JSON. Places in the report are those in the file: `data/3/event_date`. Records are
//! held as a whole: see [`Options::largest_document`]. The report says where an answer is one page of several.
//!
//! With the feature `excel`, sheets of Excel workbooks (`.xlsx`) are tables as well: the one that `Options::sheet` names,
//! else the first that is in a known format. Workbooks of other kinds (`.xls`, `.ods`) are refused: what reads them holds
//! every sheet as a full rectangle in memory, however large a file says it is.
//!
//! ```
//! # #[cfg(feature = "json")] {
//! use escalade::read::{Format, Options};
//!
//! let answer = r#"{"count":1,"data":[{"event_id_cnty":"R1","event_date":"2024-04-13","event_type":"Battles",
//!     "sub_event_type":"Armed clash","actor1":"Red Guard","actor2":"Blue Guard","fatalities":3}]}"#;
//! let reading = Options::new().read("answer.json", answer.as_bytes())?;
//! assert_eq!(reading.report.files[0].format, Format::Acled);
//! assert_eq!(reading.timeline.event_by_key("R1").unwrap().when().to_string(), "2024-04-13");
//! # }
//! # Ok::<(), escalade::Error>(())
//! ```
//!
//! # Encodings
//!
//! Files may be in UTF-8, in UTF-16 with a byte order mark or text in ASCII at its start, or in the encoding that [`Options::encoding`] states.
//! Records that are not in UTF-8 are taken as ISO 8859-1 or Windows-1252 if their bytes are text in a language of
//! western Europe there, and the report says so with the first such cell. They are bad records where the bytes are no
//! such text, as those of Shift JIS, Windows-1251 or Mac OS Roman. The file is refused where the letters of at least
//! eight different words are more likely those of another language in the Latin alphabet, which have the same bytes: `è`
//! in Windows-1252 is `č` in Windows-1250. The error says how to state the encoding. Fewer words show
//! less: the file is refused if central European is more likely and the letters are those of names or keys of actors, which
//! would be other actors; otherwise, compare the text that the report shows.

#[cfg(feature = "csv")]
mod acled;
mod actor_registry;
mod actor_text;
mod alias_file;
mod bad_records;
#[cfg(feature = "arrow")]
mod batches;
mod bytes;
#[cfg(feature = "csv")]
mod cameo_actor;
#[cfg(feature = "csv")]
mod cell_rule;
#[cfg(feature = "csv")]
mod cells;
#[cfg(feature = "csv")]
mod code_names;
#[cfg(feature = "arrow")]
mod columnar;
#[cfg(feature = "csv")]
mod columns;
mod compressed;
mod date;
mod date_order;
#[cfg(feature = "csv")]
mod date_questions;
#[cfg(feature = "csv")]
mod encoding;
#[cfg(feature = "csv")]
mod escaped_quotes;
mod extra;
#[cfg(all(feature = "watch", feature = "json"))]
pub(crate) mod feed_record;
mod fields;
#[cfg(feature = "csv")]
mod force_names;
mod foreign_files;
mod format;
#[cfg(feature = "csv")]
mod gdelt;
mod guess;
#[cfg(feature = "csv")]
mod icbe;
#[cfg(feature = "csv")]
mod icews;
mod ingest;
#[cfg(feature = "json")]
mod ingest_documents;
mod ingest_notes;
mod interner;
#[cfg(feature = "json")]
pub mod json;
#[cfg(feature = "json")]
mod json_deserializer;
#[cfg(feature = "json")]
mod json_head;
#[cfg(feature = "json")]
mod json_span;
#[cfg(feature = "json")]
mod json_value;
#[cfg(feature = "json")]
pub mod jsonl;
#[cfg(feature = "csv")]
mod keds;
#[cfg(feature = "names")]
mod known_actors;
#[cfg(feature = "csv")]
mod leading_zeros;
#[cfg(feature = "json")]
mod limits;
mod lines;
#[cfg(feature = "csv")]
mod mapped_table;
#[cfg(feature = "csv")]
mod mapping;
#[cfg(feature = "csv")]
mod mapping_dates;
#[cfg(feature = "csv")]
mod mapping_parts;
#[cfg(feature = "csv")]
mod mid;
#[cfg(feature = "csv")]
mod named_month;
mod naming;
mod numbered;
mod open;
mod options;
mod options_of_tables;
#[cfg(feature = "parquet")]
mod parquet_batches;
mod peek;
#[cfg(feature = "csv")]
mod plain;
#[cfg(feature = "csv")]
mod plain_clock;
#[cfg(feature = "csv")]
mod plain_date;
#[cfg(feature = "csv")]
mod plain_record;
#[cfg(feature = "csv")]
mod plain_year;
#[cfg(feature = "json")]
mod plover;
#[cfg(feature = "csv")]
mod polecat;
mod progress;
mod questions;
mod reader;
mod readers;
#[cfg(feature = "csv")]
mod ready_columns;
mod recognise;
#[cfg(feature = "csv")]
mod records;
mod report;
mod row_key;
#[cfg(feature = "csv")]
mod row_place;
mod row_shapes;
#[cfg(feature = "csv")]
mod rows;
mod same_name;
#[cfg(feature = "csv")]
mod sample;
mod scientific;
mod second_fractions;
mod session;
#[cfg(feature = "standards")]
mod stix;
#[cfg(feature = "csv")]
mod table;
#[cfg(feature = "csv")]
mod table_layout;
#[cfg(feature = "csv")]
mod table_row;
#[cfg(feature = "csv")]
mod tkg;
#[cfg(feature = "csv")]
mod ucdp;
#[cfg(feature = "csv")]
mod unnamed_columns;
#[cfg(feature = "csv")]
mod unread_formats;
#[cfg(feature = "csv")]
mod western;

pub use bad_records::BadRecords;
#[cfg(feature = "csv")]
pub use columns::{ActorCodes, Column, Columns};
pub use date_order::DateOrder;
pub use extra::Extra;
pub use format::Format;
pub use guess::Guess;
#[cfg(feature = "csv")]
pub use leading_zeros::LeadingZeros;
pub use open::{Reading, open};
pub use options::Options;
pub use progress::Progress;
pub use report::{FileReport, ReadReport};
