//! Recognition of the format of a file by its first bytes.

#[cfg(feature = "csv")]
use memchr::memchr3;

#[cfg(all(feature = "json", feature = "csv"))]
use super::json_head::JsonHead;
#[cfg(feature = "json")]
use super::json_head::json_head;
use super::{
    bytes::{position, split},
    compressed::compression,
    date,
    foreign_files::{foreign_file, has_other_line_ends},
    format::{Format, gdelt_version},
    row_shapes::{is_gdelt_row, is_keds_row, is_number, is_quadruple, unsaved},
};
#[cfg(feature = "csv")]
use super::{
    code_names::least_code,
    gdelt::{EVENT_HEADER, MentionLayout},
    ready_columns::{READY, has_all},
    records::{DELIMITERS, find_column, first_record, too_wide},
    row_shapes::{is_coded_row, is_gdelt_event, is_written_quadruple},
    ucdp,
    unnamed_columns::UnnamedColumns,
    unread_formats::unread_format,
};
use crate::error::{Issue, Location};

/// Number of lines that are examined.
const LINES: usize = 20;

/// Returns the format of a file by its first bytes, with the reason; `None` if no format fits.
pub(super) fn format_of(head: &[u8]) -> Option<(Format, String)> {
    if has_other_line_ends(head) {
        return None;
    }
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
    #[cfg(feature = "json")]
    if json_head(head).is_some_and(|json| json.is_bundle()) {
        return Some((Format::Stix, "it is a bundle of objects, as STIX writes".to_owned()));
    }
    if let Some(found) = json_table_format(head).or_else(|| json_lines_format(&lines)) {
        // Fields of no known format are nothing that the readers of PLOVER and of documents could explain.
        return Some(found).filter(|(format, _)| match format {
            Format::Plover => !has_other_records(head),
            Format::Json => !is_other_object(head),
            Format::Jsonl => !has_other_lines(head),
            _ => true,
        });
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
        if is_keds_row(&fields) && has_code(&fields, least_code(head)) {
            let why = format!("line {number} is a date and three codes between tabs");
            return Some((Format::Keds, why));
        }
        if is_petrarch_row(&fields) {
            let columns = fields.len();
            let why = format!(
                "line {number} has {columns} columns between tabs, with a date, two actors and a CAMEO code as PETRARCH and Phoenix write them"
            );
            return Some((Format::Phoenix, why));
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
    format_by_unnamed_columns(head)
}

/// Returns the format of rows in another form of table than that of their format: with other delimiters, with a header
/// of numbers or other names, or after names of the rows.
#[cfg(feature = "csv")]
fn format_by_unnamed_columns(head: &[u8]) -> Option<(Format, String)> {
    if let Some(found) = UnnamedColumns::find(head, &is_gdelt_event) {
        let why = format!("line {} has the columns of GDELT", found.line);
        return Some((Format::Gdelt, why));
    }
    let least = least_code(head);
    let is_keds = |fields: &[&[u8]]| is_coded_row(fields) && has_code(fields, least);
    if let Some(found) = UnnamedColumns::find(head, &is_keds) {
        let why = format!("line {} is a date and three codes", found.line);
        return Some((Format::Keds, why));
    }
    // Numbers are quadruples between tabs alone: many tables have four numbers in a row.
    let is_named = |fields: &[&[u8]]| is_written_quadruple(fields) && !is_number(fields[1]);
    let found = UnnamedColumns::find(head, &is_named)?;
    let why =
        format!("line {} is source, relation by a name of CAMEO, target and time", found.line);
    Some((Format::Tkg, why))
}

/// Returns `true` if the code in a row has as many digits as [`least_code`] says that codes have.
fn has_code(fields: &[&[u8]], least: Option<usize>) -> bool {
    least.is_some_and(|least| unsaved(fields[3]).len() >= least)
}

#[cfg(not(feature = "csv"))]
fn least_code(_: &[u8]) -> Option<usize> {
    Some(0)
}

#[cfg(not(feature = "csv"))]
fn format_by_unnamed_columns(_: &[u8]) -> Option<(Format, String)> {
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
    if let Some((what, remedy)) = foreign_file(head) {
        let place = Location::in_file(file).at_line(1);
        return Issue::new(place, what, "a file of events", remedy);
    }
    #[cfg(all(feature = "json", feature = "csv"))]
    if let Some(fields) = json_head(head).and_then(|json| json.fields) {
        const SHOWN: usize = 40;
        let more = if fields.len() > SHOWN { " and more" } else { "" };
        let shown = fields[..fields.len().min(SHOWN)].join(", ");
        let got = format!("JSON with the fields {shown}{more}");
        let allowed = "a native document, or a list of objects, one for each record, with the fields of ACLED, UCDP GED or another format of tables, or of PLOVER";
        let remedy = "write one object for each record, as `to_json(orient=\"records\")` of pandas does; if they are, describe their fields as columns with `Options::columns`, on the command line --columns FILE";
        return Issue::new(Location::in_file(file), got, allowed, remedy);
    }
    let list = head.trim_ascii_start().strip_prefix(b"[").map(<[u8]>::trim_ascii_start);
    if list.is_some_and(|list| list.starts_with(b"[")) {
        let allowed = "a list of objects, whose fields have the names of columns";
        let remedy =
            "write one object for each record, as `to_json(orient=\"records\")` of pandas does";
        return Issue::new(Location::in_file(file), "JSON with a list of lists", allowed, remedy);
    }
    #[cfg(feature = "csv")]
    if let Some((line, issue)) = too_wide(head) {
        return issue.within(&Location::in_file(file).at_line(line));
    }
    #[cfg(feature = "csv")]
    if let Some(unread) = unread_format(head) {
        let allowed = "a file of events";
        return Issue::new(Location::in_file(file), unread.what, allowed, unread.remedy);
    }
    #[cfg(feature = "csv")]
    if let Some((format, line, name)) = nearly_recognised(head) {
        let place = Location::from(name).inside(&Location::in_file(file).at_line(line));
        let allowed = format!("a column of this name, as the other columns of {format} are there");
        let remedy = "add the column, or correct its name";
        return Issue::new(place, "a header without it", allowed, remedy);
    }
    #[cfg(feature = "csv")]
    if let Some((line, names)) = first_record(head, b',', true)
        && let [name] = &*names
        && head.trim_ascii_start().starts_with(b"\"")
        && memchr3(b',', b';', b'\t', name.as_bytes()).is_some()
    {
        let allowed = "lines of several fields";
        let remedy = "remove the quotes around whole lines: a program took each line for one text when it saved the file";
        let got = "a line that is one text between quotes";
        return Issue::new(Location::in_file(file).at_line(line), got, allowed, remedy);
    }
    #[cfg(feature = "csv")]
    if let Some((line, format)) = header_after_other_lines(head) {
        let got = format!("other lines before the header of {format} on line {line}");
        let remedy = format!("remove the lines before line {line}");
        let allowed = "a file that begins with its header";
        return Issue::new(Location::in_file(file).at_line(1), got, allowed, remedy);
    }
    let end = position(head, b'\n').unwrap_or(head.len());
    // Rows of other forms begin with their place.
    let got = String::from_utf8_lossy(&head[..end.min(400)]).trim_start_matches(',').to_owned();
    let allowed = "a native document or JSON Lines, which begin with `{`, records of PLOVER, which begin with `[`, KEDS rows, which are a date and three codes between tabs, quadruples, GDELT rows of 57, 58 or 61 columns between tabs, rows of PETRARCH, or a table whose header is that of ICEWS, MID, UCDP GED, POLECAT, ACLED, ICBe, GTD, SCAD, Phoenix, Timesketch, Wikidata or TimelineJS";
    let remedy = "choose its format by name (`Options::format`, on the command line --format), or describe its columns with `Options::columns`, on the command line --columns FILE";
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
    (Format::Tkg, &["source", "relation", "target", "time"]),
    (Format::Tkg, &["source", "relation", "target", "timestamp"]),
    (Format::Tkg, &["source", "relation", "target", "date"]),
    (Format::Tkg, &["head", "relation", "tail", "time"]),
    (Format::Tkg, &["head", "relation", "tail", "timestamp"]),
    (Format::Tkg, &["head", "relation", "tail", "date"]),
    (Format::Tkg, &["subject", "relation", "object", "time"]),
    (Format::Tkg, &["subject", "relation", "object", "timestamp"]),
    (Format::Tkg, &["subject", "relation", "object", "date"]),
];

/// The names of the columns of KEDS files, which other tables may have as well.
#[cfg(feature = "csv")]
static KEDS_NAMES: [&str; 4] = ["date", "source", "target", "code"];

/// Returns the line of a header of a known format after lines such as a title, and the format.
#[cfg(feature = "csv")]
fn header_after_other_lines(head: &[u8]) -> Option<(usize, Format)> {
    let mut rest = head;
    for line in 2..=LINES {
        rest = &rest[position(rest, b'\n')? + 1..];
        if matches!(rest.first(), None | Some(b'\n' | b'\r')) {
            continue;
        }
        let mut found = format_by_first_record(rest);
        // Without its header, a table of other things would be taken for one of codes.
        if found.is_none() && least_code(head) == Some(1) {
            found = format_by_unnamed_columns(rest);
        }
        if let Some((format, _)) = found {
            return Some((line, format));
        }
    }
    None
}

/// Returns the format of which a header has all columns but one, with the line of the header and that column.
#[cfg(feature = "csv")]
fn nearly_recognised(head: &[u8]) -> Option<(Format, u64, &'static str)> {
    for delimiter in DELIMITERS {
        let Some((line, fields)) = first_record(head, delimiter, true) else { continue };
        for (format, names) in HEADERS {
            let mut missing = names.iter().filter(|name| find_column(&fields, name).is_none());
            // Many tables have a source, a target and a date.
            if let (Some(name), None) = (missing.next(), missing.next())
                && *format != Format::Tkg
            {
                return Some((*format, line, name));
            }
        }
    }
    None
}

/// Returns the format that has columns of these names, with those that show it.
#[cfg(feature = "csv")]
fn format_by_names(names: &[String]) -> Option<(Format, &'static [&'static str])> {
    for (format, columns) in HEADERS {
        if has_all(names, columns) {
            return Some((*format, columns));
        }
    }
    for ready in READY {
        for columns in ready.headers {
            if has_all(names, columns) {
                return Some((ready.format, columns));
            }
        }
    }
    // Those of Phoenix have these columns as well.
    has_all(names, &KEDS_NAMES).then_some((Format::Keds, &KEDS_NAMES[..]))
}

#[cfg(feature = "csv")]
fn format_by_first_record(head: &[u8]) -> Option<(Format, String)> {
    for delimiter in DELIMITERS {
        let Some((line, fields)) = first_record(head, delimiter, true) else { continue };
        if let Some((format, columns)) = format_by_names(&fields) {
            return Some((format, format!("line {line} is a header with {}", columns.join(", "))));
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

/// Returns the format of tables whose columns the records of a JSON text have as fields.
#[cfg(all(feature = "json", feature = "csv"))]
fn json_table_format(head: &[u8]) -> Option<(Format, String)> {
    let json = json_head(head).filter(|json| !json.is_by_column)?;
    let is_document = json.has_member("escalade") || json.has_member("events");
    let has = |name| json.has_field(name) || json.has_member(name);
    // Its records may have the names of KEDS as well.
    if has("event") && (has("eventText") || has("date")) && !is_document {
        let why = "its records are JSON objects with the fields of PLOVER";
        return Some((Format::Plover, why.to_owned()));
    }
    for fields in [Some(&json.members), json.fields.as_ref()].into_iter().flatten() {
        if let Some((format, columns)) = format_by_names(fields) {
            let columns = columns.join(", ");
            return Some((format, format!("its records are JSON objects with {columns}")));
        }
    }
    let has_title = json.is_empty_list && json.has_member("title") && !json.has_member("escalade");
    if json.has_member("events") && (json.has_field("start_date") || has_title) {
        let why = "it has a list of `events` with a `start_date`, as TimelineJS writes".to_owned();
        return Some((Format::TimelineJs, why));
    }
    // Without records, only the members about pages show whose answer it is.
    let has_all = |names: &[&str]| names.iter().all(|name| json.has_member(name));
    let format = match json.is_empty_list {
        true if has_all(&["Result", "TotalCount"]) => Format::Ucdp,
        true if has_all(&["data", "count", "success"]) => Format::Acled,
        true if has_all(&["head", "results"]) => Format::Wikidata,
        _ => return None,
    };
    Some((format, format!("it is an answer without records, with {}", json.members.join(", "))))
}

#[cfg(not(all(feature = "json", feature = "csv")))]
fn json_table_format(_: &[u8]) -> Option<(Format, String)> {
    None
}

/// Returns `true` if the records of a JSON text have fields of which none is one of PLOVER.
#[cfg(all(feature = "json", feature = "csv"))]
fn has_other_records(head: &[u8]) -> bool {
    let is_other = |json: &JsonHead| {
        let known = ["event", "date", "source", "target", "eventText", "text", "id", "mode"];
        let has_fields = json.fields.as_ref().is_some_and(|fields| !fields.is_empty());
        has_fields && !known.iter().any(|name| json.has_field(name) || json.has_member(name))
    };
    json_head(head).is_some_and(|json| is_other(&json))
}

#[cfg(not(all(feature = "json", feature = "csv")))]
fn has_other_records(_: &[u8]) -> bool {
    false
}

/// Returns `true` if a JSON text is an object of several members, none of which a native document has.
fn is_other_object(head: &[u8]) -> bool {
    lacks_members(
        head,
        &["escalade", "title", "actors", "events", "links", "coverage", "unreadable"],
    )
}

/// Returns `true` if the first of several lines is an object of several members, none of which is a record of JSON Lines.
fn has_other_lines(head: &[u8]) -> bool {
    lacks_members(head, &["escalade", "title", "actor", "event", "link", "coverage", "unreadable"])
}

/// Returns `true` if a JSON text begins with an object of several members of which none has one of these names.
#[cfg(all(feature = "json", feature = "csv"))]
fn lacks_members(head: &[u8], known: &[&str]) -> bool {
    json_head(head).is_some_and(|json| {
        json.members.len() > 1 && !known.iter().any(|name| json.has_member(name))
    })
}

#[cfg(not(all(feature = "json", feature = "csv")))]
fn lacks_members(_: &[u8], _: &[&str]) -> bool {
    false
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
    // An empty list means no records in any format.
    let after = if rest.is_empty() { second } else { rest };
    if matches!(after, [b'{', ..] | [b']']) {
        let why = "it is a list of objects, as gold-standard records are".to_owned();
        return Some((Format::Plover, why));
    }
    None
}

/// Returns `true` if the fields are those of PETRARCH, with the date first, or of Phoenix, with the id first.
fn is_petrarch_row(fields: &[&[u8]]) -> bool {
    let (date, source, target, code) = match fields.len() {
        7 | 8 => (0, 1, 2, 3),
        9 | 10 => (0, 3, 4, 5),
        26 => (1, 5, 9, 13),
        _ => return false,
    };
    let is_day = match fields.len() {
        // Year, month and day.
        9 | 10 => fields[0].len() == 4 && fields[..3].iter().all(|field| is_number(field)),
        _ => date::eight_digits(fields[date]).is_some(),
    };
    let is_actor = |field: &[u8]| {
        field.iter().all(|byte| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'~' | b'_'))
    };
    let is_code = matches!(fields[code], [b'0'..=b'2', rest @ ..] if (1..4).contains(&rest.len()) && is_number(rest));
    is_day && is_code && is_actor(fields[source]) && is_actor(fields[target])
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
        let in_commas = cfg!(feature = "csv").then_some(Format::Keds);
        assert_eq!(format("1979-04-15,ISR,JOR,190\n"), in_commas);
        assert_eq!(format("1979-04-15,Israel,Jordan,threat\n"), None);
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
