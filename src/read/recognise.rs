//! How formats are told apart, by how a file begins.

#[cfg(feature = "csv")]
use super::records::{Record, Records};
use super::{Format, compressed::packing, date};
use crate::error::{Issue, Location};

/// How many lines are looked at to recognise a format.
const LINES: usize = 20;

/// The format of a file that begins so, and why.
pub(super) fn format_of(head: &[u8]) -> Option<(Format, String)> {
    let mut lines = (1..)
        .zip(head.split(|byte| *byte == b'\n'))
        .filter(|(_, line)| !line.trim_ascii().is_empty())
        .take(LINES);
    if let Some(found) = json_format(lines.clone().map(|(_, line)| line.trim_ascii())) {
        return Some(found);
    }
    if let Some(found) = by_first_record(head) {
        return Some(found);
    }
    if let Some(why) = mentions(head) {
        return Some((Format::Gdelt, why));
    }
    // A header or a bad row may come first.
    lines.find_map(|(number, line): (u64, _)| {
        let fields: Vec<_> = line.split(|byte| *byte == b'\t').map(<[u8]>::trim_ascii).collect();
        if is_keds_row(&fields) {
            let why = format!("line {number} is a date and three codes between tabs");
            return Some((Format::Keds, why));
        }
        if is_quadruple(&fields) {
            let why = format!("line {number} is source, relation, target and time between tabs");
            return Some((Format::Tkg, why));
        }
        if let [name, nth] = &*fields
            && !name.is_empty()
            && is_number(nth)
        {
            let why = format!("line {number} is a name and its number between tabs");
            return Some((Format::Tkg, why));
        }
        let version = gdelt_version(fields.len()).filter(|_| is_gdelt_row(&fields))?;
        let columns = fields.len();
        let why = format!("line {number} has {columns} columns, a date in the second: {version}");
        Some((Format::Gdelt, why))
    })
}

#[cfg(feature = "csv")]
fn mentions(head: &[u8]) -> Option<String> {
    super::gdelt::mentions::Layout::of_file(head)
        .map(|_| "its first line is that of a file of mentions: GDELT 2.0".into())
}

#[cfg(not(feature = "csv"))]
fn mentions(_: &[u8]) -> Option<String> {
    None
}

/// That none of the formats was recognised.
pub(super) fn unknown(file: &str, head: &[u8]) -> Issue {
    if packing(head).is_some() {
        let allowed = "files that are compressed once";
        let remedy = "unpack it, and read what was in it";
        return Issue::new(
            Location::in_file(file),
            "a compressed file in another",
            allowed,
            remedy,
        );
    }
    let first = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let got = String::from_utf8_lossy(&first[..first.len().min(400)]).into_owned();
    let allowed = "a native document or JSON Lines, which begin with `{`, records of PLOVER, which begin with `[`, KEDS rows, which are a date and three codes between tabs, quadruples, GDELT rows of 57, 58 or 61 columns between tabs, or a table whose header is that of ICEWS, MID, UCDP GED, POLECAT, ACLED or ICBe";
    let remedy = "choose its format by name, or say with `Options::columns` what its columns hold";
    Issue::new(Location::in_file(file).at_line(1), got, allowed, remedy)
}

/// What may stand between the fields of a table.
#[cfg(feature = "csv")]
pub(super) const DELIMITERS: [u8; 3] = *b",\t;";

/// Columns by which a header tells a format.
#[cfg(feature = "csv")]
const HEADERS: &[(Format, &[&str])] = &[
    (Format::Gdelt, super::gdelt::table::NAMES),
    (Format::Ucdp, &["type_of_violence", "side_a_new_id", "date_prec"]),
    (Format::Mid, &["dispnum", "hostlev", "fatalpre"]),
    (Format::Icews, &["Event Date", "Source Name", "Target Name"]),
    (Format::Polecat, &["Event Date", "Event Type", "Actor Name", "Recipient Name"]),
    (Format::Acled, &["event_date", "event_type", "actor1", "actor2"]),
    (Format::Icbe, &["event_type", "date_earliest_year", "say_actor_a", "do_actor_a"]),
];

#[cfg(feature = "csv")]
fn by_first_record(head: &[u8]) -> Option<(Format, String)> {
    for delimiter in DELIMITERS {
        let Some((line, fields)) = first_record(head, delimiter) else { continue };
        let is_there = |name: &&str| fields.iter().any(|field| field.eq_ignore_ascii_case(name));
        let told_by = |(_, names): &&(Format, &[&str])| names.iter().all(is_there);
        if let Some((format, names)) = HEADERS.iter().find(told_by) {
            let why = format!("line {line} is a header with {}", names.join(", "));
            return Some((*format, why));
        }
        if delimiter == b',' && super::ucdp::is_row(&fields) {
            let columns = fields.len();
            let why = format!("line {line} has {columns} columns, a type of violence, and dates");
            return Some((Format::Ucdp, why));
        }
    }
    None
}

#[cfg(not(feature = "csv"))]
fn by_first_record(_: &[u8]) -> Option<(Format, String)> {
    None
}

/// The fields of the first record, and the line it begins on.
#[cfg(feature = "csv")]
pub(super) fn first_record(mut head: &[u8], delimiter: u8) -> Option<(u64, Vec<String>)> {
    let (mut record, longest) = (Record::default(), head.len());
    let is_there = Records::new(&mut head, delimiter, true, longest).read(&mut record);
    let fields = record.iter().map(|field| String::from_utf8_lossy(field).into_owned());
    is_there.is_ok_and(|is_there| is_there).then(|| (record.line(), fields.collect()))
}

/// Which export of GDELT has rows of so many columns.
pub(super) fn gdelt_version(columns: usize) -> Option<&'static str> {
    match columns {
        57 => Some("GDELT 1.0, historical"),
        58 => Some("GDELT 1.0, daily"),
        61 => Some("GDELT 2.0"),
        _ => None,
    }
}

/// Which format in JSON has such lines, the blank ones aside.
fn json_format<'l>(mut lines: impl Iterator<Item = &'l [u8]>) -> Option<(Format, String)> {
    let first = lines.next()?;
    let rest = first.strip_prefix(b"{").map(<[u8]>::trim_ascii_start);
    if let Some(rest) = rest {
        let kinds = ["actor", "event", "link", "coverage"];
        let kind = kinds.iter().find(|kind| rest.starts_with(format!("\"{kind}\"").as_bytes()));
        if let Some(kind) = kind {
            let why = format!("it begins with an object of `{kind}` alone, as JSON Lines do");
            return Some((Format::Jsonl, why));
        }
        if first.ends_with(b"}") && lines.next().is_some_and(|line| line.starts_with(b"{")) {
            let why = "its first two lines are objects, as JSON Lines are".to_owned();
            return Some((Format::Jsonl, why));
        }
        return Some((Format::Json, "it begins with `{`, as a document does".to_owned()));
    }
    let rest = first.strip_prefix(b"[").map(<[u8]>::trim_ascii_start)?;
    let is_list = |rest: &[u8]| rest.starts_with(b"{");
    if is_list(rest) || rest.is_empty() && lines.next().is_some_and(is_list) {
        let why = "it begins with `[` and `{`, as a list of gold-standard records does".to_owned();
        return Some((Format::Plover, why));
    }
    None
}

/// A number for a source is no date.
fn is_keds_row(fields: &[&[u8]]) -> bool {
    matches!(fields.len(), 4 | 5)
        && date::day(fields[0]).is_some()
        && !fields[1..3].iter().all(|field| is_number(field))
}

/// Two names or two numbers with a relation between them, and a time.
fn is_quadruple(fields: &[&[u8]]) -> bool {
    matches!(fields.len(), 4 | 5)
        && fields[..3].iter().all(|field| !field.is_empty())
        && is_number(fields[0]) == is_number(fields[2])
        && (is_number(fields[3]) && is_number(fields[1]) || date::day(fields[3]).is_some())
}

fn is_number(field: &[u8]) -> bool {
    !field.is_empty() && field.iter().all(u8::is_ascii_digit)
}

/// An id and a date.
fn is_gdelt_row(fields: &[&[u8]]) -> bool {
    fields[0].iter().all(u8::is_ascii_digit) && date::eight_digits(fields[1]).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides() {
        let format = |head: &str| format_of(head.as_bytes()).map(|(format, _)| format);
        assert_eq!(format("\n  {\"escalade\": 1}"), Some(Format::Json));
        assert_eq!(format("790415\tISR\tJOR\t190\r\n"), Some(Format::Keds));
        assert_eq!(format("a\tb\tc\td\n19790415\tISR\tJOR\t190\tclash"), Some(Format::Keds));
        assert_eq!(format("790415\tISR\tJOR\n790415\tISR\tJOR\t190\n"), Some(Format::Keds));
        let gdelt = |columns: usize| format!("7\t20191024{}\r\n", "\t".repeat(columns - 2));
        for columns in [57, 58, 61] {
            assert_eq!(format(&gdelt(columns)), Some(Format::Gdelt), "{columns}");
            assert_eq!(format(&gdelt(columns).replace("24", "32")), None, "no such day");
        }
        assert_eq!(format(&gdelt(60)), None);
        assert_eq!(format("a\tb\tc\td\ne\tf\tg\th\n"), None);
        assert_eq!(format("1979-04-15,ISR,JOR,190\n"), None);
        assert_eq!(format("{\"escalade\": 1, \"events\": []}\n"), Some(Format::Json));
        assert_eq!(format("{\"escalade\": 1}\n\n{\"actor\": {}}"), Some(Format::Jsonl));
        assert_eq!(format("{ \"event\": {} }"), Some(Format::Jsonl));
        assert_eq!(format("{\n\"events\": []}"), Some(Format::Json));
        assert_eq!(format("[\n{\"event\""), Some(Format::Plover));
        assert_eq!(format("[{"), Some(Format::Plover));
        assert_eq!(format("[1, 2]"), None);
        assert_eq!(format("Iran\tConsult\tIraq\t2014-03-06\n"), Some(Format::Tkg));
        assert_eq!(format("459  \t1    \t471\t6480\t0\n"), Some(Format::Tkg));
        assert_eq!(format("100101\t1\t471\t6480\n"), Some(Format::Tkg), "no date but a number");
        assert_eq!(format("Kim Jong-Un\t0\n"), Some(Format::Tkg));
        assert_eq!(format("a\tb\tc\td\nIran\tConsult\tIraq\t2014-03-06\n"), Some(Format::Tkg));
        assert_eq!(format(""), None);
    }

    #[test]
    fn the_line_that_tells_is_named() {
        let why = |head: &str| format_of(head.as_bytes()).map(|(_, why)| why);
        let row = "790415\tISR\tJOR\t190\n";
        assert!(why(&format!("\n \na\tb\tc\td\n{row}")).is_some_and(|why| why.contains("line 4")));
        let row = format!("7\t20191024{}\n", "\t".repeat(59));
        assert!(why(&format!("\n{row}")).is_some_and(|why| why.contains("line 2 has 61")));
    }
}
