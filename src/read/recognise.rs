//! Recognition of the format of a file by its first bytes.

use super::{
    bytes::{are_digits, position, split},
    compressed::compression,
    date,
    format::{Format, gdelt_version},
};
#[cfg(feature = "csv")]
use super::{
    gdelt::{EVENT_HEADER, MentionLayout},
    records::{DELIMITERS, find_column, first_record, too_wide},
    ucdp,
};
use crate::error::{Issue, Location};

/// Number of lines that are examined.
const LINES: usize = 20;

/// Returns the format of a file by its first bytes, with the reason; `None` if no format fits.
pub(super) fn format_of(head: &[u8]) -> Option<(Format, String)> {
    // Lines and fields are split by hand here, because a file is recognised even where the feature that
    // reads it is off: the error then names the feature.
    let mut lines = Vec::new();
    for (nth, line) in split(head, b'\n').enumerate() {
        if !line.trim_ascii().is_empty() {
            lines.push((nth + 1, line));
        }
        if lines.len() == LINES {
            break;
        }
    }
    if let Some(found) = json_lines_format(&lines) {
        return Some(found);
    }
    if let Some(found) = format_by_first_record(head) {
        return Some(found);
    }
    if let Some(why) = find_mentions(head) {
        return Some((Format::Gdelt, why));
    }
    // The first row that fits decides, because a header or a bad row may precede it.
    for (number, line) in lines {
        let mut fields = Vec::new();
        for field in split(line, b'\t') {
            fields.push(field.trim_ascii());
        }
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
        let columns = fields.len();
        if let Some(version) = gdelt_version(columns).filter(|_| is_gdelt_row(&fields)) {
            let why =
                format!("line {number} has {columns} columns, a date in the second: {version}");
            return Some((Format::Gdelt, why));
        }
    }
    None
}

#[cfg(feature = "csv")]
fn find_mentions(head: &[u8]) -> Option<String> {
    MentionLayout::detect(head)
        .map(|_| "its first line is that of a file of mentions: GDELT 2.0".into())
}

#[cfg(not(feature = "csv"))]
fn find_mentions(_: &[u8]) -> Option<String> {
    None
}

/// Returns the issue that a file is in no known format.
pub(super) fn unknown_format(file: &str, head: &[u8]) -> Issue {
    if compression(head).is_some() {
        let allowed = "a file that is compressed once";
        let remedy = "unpack the file, and read its content";
        return Issue::new(
            Location::in_file(file),
            "a compressed file in another",
            allowed,
            remedy,
        );
    }
    #[cfg(feature = "csv")]
    if let Some((line, issue)) = too_wide(head) {
        return issue.within(&Location::in_file(file).at_line(line));
    }
    #[cfg(feature = "csv")]
    if let Some((format, line, name)) = nearly_recognised(head) {
        let place = Location::from(name).inside(&Location::in_file(file).at_line(line));
        let allowed = format!("a column of this name, as the other columns of {format} are there");
        let remedy = "add the column, or correct its name";
        return Issue::new(place, "a header without it", allowed, remedy);
    }
    let end = position(head, b'\n').unwrap_or(head.len());
    let got = String::from_utf8_lossy(&head[..end.min(400)]).into_owned();
    let allowed = "a native document or JSON Lines, which begin with `{`, records of PLOVER, which begin with `[`, KEDS rows, which are a date and three codes between tabs, quadruples, GDELT rows of 57, 58 or 61 columns between tabs, or a table whose header is that of ICEWS, MID, UCDP GED, POLECAT, ACLED or ICBe";
    let remedy = "choose its format by name, or describe its columns with `Options::columns`";
    Issue::new(Location::in_file(file).at_line(1), got, allowed, remedy)
}

/// The columns by which a header is recognised as that of a format.
#[cfg(feature = "csv")]
const HEADERS: &[(Format, &[&str])] = &[
    (Format::Gdelt, EVENT_HEADER),
    (Format::Gdelt, &["Day", "Actor1Code", "Actor2Code", "EventCode"]),
    (Format::Ucdp, &["type_of_violence", "side_a_new_id", "date_prec"]),
    (Format::Mid, &["dispnum", "hostlev", "fatalpre"]),
    (Format::Mid, &["dispnum3", "hostlev", "fatalpre"]),
    (Format::Mid, &["dispnum4", "hostlev", "fatalpre"]),
    (Format::Icews, &["Event Date", "Source Name", "Target Name"]),
    (Format::Polecat, &["Event Date", "Event Type", "Actor Name", "Recipient Name"]),
    (Format::Acled, &["event_date", "event_type", "actor1", "actor2"]),
    (Format::Icbe, &["event_type", "date_earliest_year", "say_actor_a", "do_actor_a"]),
];

/// Returns the format of which a header has all columns but one, with the line of the header and that column.
#[cfg(feature = "csv")]
fn nearly_recognised(head: &[u8]) -> Option<(Format, u64, &'static str)> {
    for delimiter in DELIMITERS {
        let Some((line, fields)) = first_record(head, delimiter, true) else { continue };
        for (format, names) in HEADERS {
            let mut missing = names.iter().filter(|name| find_column(&fields, name).is_none());
            if let (Some(name), None) = (missing.next(), missing.next()) {
                return Some((*format, line, name));
            }
        }
    }
    None
}

#[cfg(feature = "csv")]
fn format_by_first_record(head: &[u8]) -> Option<(Format, String)> {
    for delimiter in DELIMITERS {
        let Some((line, fields)) = first_record(head, delimiter, true) else { continue };
        for (format, names) in HEADERS {
            if names.iter().all(|name| find_column(&fields, name).is_some()) {
                let why = format!("line {line} is a header with {}", names.join(", "));
                return Some((*format, why));
            }
        }
        if delimiter == b',' && ucdp::is_row(&fields) {
            let columns = fields.len();
            let why = format!("line {line} has {columns} columns, a type of violence, and dates");
            return Some((Format::Ucdp, why));
        }
    }
    None
}

#[cfg(not(feature = "csv"))]
fn format_by_first_record(_: &[u8]) -> Option<(Format, String)> {
    None
}

/// Returns the JSON format that has these numbered lines, none of them blank; `None` if none has.
fn json_lines_format(lines: &[(usize, &[u8])]) -> Option<(Format, String)> {
    let first = lines.first()?.1.trim_ascii();
    let second = lines.get(1).map_or(&b""[..], |(_, line)| line.trim_ascii());
    let rest = first.strip_prefix(b"{").map(<[u8]>::trim_ascii_start);
    if let Some(rest) = rest {
        let kinds = ["actor", "event", "link", "coverage"];
        let kind = kinds.iter().find(|kind| rest.starts_with(format!("\"{kind}\"").as_bytes()));
        if let Some(kind) = kind {
            let why = format!("it begins with an object of `{kind}` alone, as JSON Lines do");
            return Some((Format::Jsonl, why));
        }
        if first.ends_with(b"}") && second.starts_with(b"{") {
            let why = "its first two lines are objects, as JSON Lines are".to_owned();
            return Some((Format::Jsonl, why));
        }
        return Some((Format::Json, "it begins with `{`, as a document does".to_owned()));
    }
    let rest = first.strip_prefix(b"[").map(<[u8]>::trim_ascii_start)?;
    if rest.starts_with(b"{") || rest.is_empty() && second.starts_with(b"{") {
        let why = "it begins with `[` and `{`, as a list of gold-standard records does".to_owned();
        return Some((Format::Plover, why));
    }
    None
}

/// Returns `true` if the fields are a date and two actors, followed by a code. Two numbers in place of the
/// actors belong to a quadruple of numbers.
fn is_keds_row(fields: &[&[u8]]) -> bool {
    matches!(fields.len(), 4 | 5)
        && date::day(fields[0]).is_some()
        && !fields[1..3].iter().all(|field| is_number(field))
}

/// Returns `true` if the fields are two names or two numbers with a relation between them, and a time.
fn is_quadruple(fields: &[&[u8]]) -> bool {
    matches!(fields.len(), 4 | 5)
        && fields[..3].iter().all(|field| !field.is_empty())
        && is_number(fields[0]) == is_number(fields[2])
        && (is_number(fields[3]) && is_number(fields[1]) || date::day(fields[3]).is_some())
}

fn is_number(field: &[u8]) -> bool {
    !field.is_empty() && are_digits(field)
}

/// Returns `true` if the fields begin with an id and a date.
fn is_gdelt_row(fields: &[&[u8]]) -> bool {
    are_digits(fields[0]) && date::eight_digits(fields[1]).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recognises_each_format_by_its_content() {
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
    fn the_reason_names_the_line() {
        let why = |head: &str| format_of(head.as_bytes()).map(|(_, why)| why);
        let row = "790415\tISR\tJOR\t190\n";
        assert!(why(&format!("\n \na\tb\tc\td\n{row}")).is_some_and(|why| why.contains("line 4")));
        let row = format!("7\t20191024{}\n", "\t".repeat(59));
        assert!(why(&format!("\n{row}")).is_some_and(|why| why.contains("line 2 has 61")));
    }
}
