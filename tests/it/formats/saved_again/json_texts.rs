//! Texts in JSON, written again by other programs: with other blanks, orders of fields and escapes, which mean the same.

use escalade::{
    Timeline,
    read::{Format, Options, json, jsonl},
};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{
    Saved, day,
    tables::{TIMELINE_JS, Table, row},
};

/// How a program writes JSON.
#[derive(Clone, Debug)]
struct Style {
    is_indented: bool,
    escapes_letters: bool,
    escapes_slashes: bool,
    has_mark: bool,
    line_end: &'static str,
}

fn style() -> impl Strategy<Value = Style> {
    (any::<[bool; 4]>(), prop_oneof![Just("\n"), Just("\r\n")]).prop_map(|(set, line_end)| Style {
        is_indented: set[0],
        escapes_letters: set[1],
        escapes_slashes: set[2],
        has_mark: set[3],
        line_end,
    })
}

impl Style {
    /// Returns a value as this program writes it, with the fields of objects in the order of their names.
    fn text(&self, value: &Value) -> String {
        let text = match self.is_indented {
            true => serde_json::to_string_pretty(value).unwrap(),
            false => value.to_string(),
        };
        self.escaped(&text).replace('\n', self.line_end)
    }

    fn escaped(&self, text: &str) -> String {
        let mut written = String::new();
        for letter in text.chars() {
            if self.escapes_letters && !letter.is_ascii() {
                for unit in letter.encode_utf16(&mut [0; 2]) {
                    written += &format!("\\u{unit:04x}");
                }
            } else if self.escapes_slashes && letter == '/' {
                written += "\\/";
            } else {
                written.push(letter);
            }
        }
        written
    }

    fn file(&self, text: &str) -> String {
        let mark = if self.has_mark { "\u{feff}" } else { "" };
        format!("{mark}{text}{}", self.line_end)
    }
}

fn document(timeline: &Timeline) -> String {
    let mut written = Vec::new();
    json::write(timeline, &mut written).unwrap();
    String::from_utf8(written).unwrap()
}

fn read(text: &str) -> String {
    let reading = Options::new().descriptions().read("file", text.as_bytes());
    document(&reading.unwrap_or_else(|error| panic!("{error}\nin\n{text}")).timeline)
}

/// Returns the milliseconds of Unix time at the midnight of a day.
fn milliseconds(day: &str) -> i64 {
    let day: chrono::NaiveDate = day.parse().unwrap();
    day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis()
}

/// Returns a record of PLOVER by these numbers.
fn plover(nth: usize, draw: &[usize; 5]) -> Value {
    let [day, a, b, kind, more] = *draw;
    let actor = |nth: usize| {
        let text = ["Côte Brigade", "the \u{201c}Front\u{201d} 1/2", "Israel"][nth % 3];
        let code = ["IGO", "LBN", "ISR"][nth % 3];
        let sector = ["MIL", "REB", "***"][more % 3];
        json!([{ "actorText": text, "code": code, "sector": sector }])
    };
    let event = ["FIGHT", "AGREE", "DEMAND"][kind % 3];
    let mode = if kind % 3 == 0 { json!("heavy-weapons") } else { Value::Null };
    json!({
        "id": format!("GSR-{nth}"),
        "date": format!("2000-{:02}-{:02}", 1 + day / 28 % 12, 1 + day % 28),
        "event": event,
        "mode": mode,
        "source": actor(a),
        "target": actor(b),
        "dead": more.to_string(),
        "text": "naïve; it said 𝄞",
    })
}

/// Returns the event that the JSON of `TimelineJS` has for a row of its sheet; `None` for an era.
fn timeline_js(row: &[String], has_numbers: bool) -> Option<Value> {
    let value = |text: &str| match text.parse::<i64>() {
        Ok(number) if has_numbers => number.into(),
        _ => Value::from(text),
    };
    let date = |first: usize| {
        let mut date = Map::new();
        for (name, cell) in ["year", "month", "day"].iter().zip(&row[first..]) {
            date.insert((*name).to_owned(), value(cell));
        }
        if let Some((hour, minute)) = row[first + 3].split_once(':') {
            date.insert("hour".into(), value(hour.trim_start_matches('0')));
            if hour.bytes().all(|byte| byte == b'0') {
                date.insert("hour".into(), value("0"));
            }
            date.insert("minute".into(), value(minute));
        }
        Value::from(date)
    };
    let mut event = Map::new();
    event.insert("start_date".into(), date(0));
    if !row[4].is_empty() {
        event.insert("end_date".into(), date(4));
    }
    event.insert("text".into(), json!({ "headline": row[9], "text": row[10] }));
    event.insert("group".into(), row[13].as_str().into());
    (row[12] != "era").then(|| event.into())
}

proptest! {
    #![proptest_config(crate::random_cases::config(200, 20_240_413))]

    #[test]
    fn records_of_plover_written_again_are_the_same_timeline(
        draws in prop::collection::vec(prop::array::uniform5(0_usize..336), 1..9),
        style in style(),
        form in 0_u8..4,
        notation in 0_u8..13,
        has_numbers in any::<bool>(),
    ) {
        let records: Vec<_> = draws.iter().enumerate().map(|(nth, draw)| plover(nth, draw)).collect();
        let clean = Value::from(records.clone()).to_string();
        let mut again = records;
        for record in &mut again {
            let date = record["date"].as_str().unwrap();
            // Days that have no other form than one whose order must be said.
            record["date"] = match notation {
                1 => (day(0, date).parse::<i64>().unwrap()).into(),
                9 | 10 => milliseconds(date).into(),
                notation => day(notation, date).into(),
            };
            if has_numbers {
                record["dead"] = record["dead"].as_str().unwrap().parse::<i64>().unwrap().into();
            }
        }
        let text = match form {
            0 => style.text(&Value::from(again)),
            1 => style.text(&json!({ "data": again })),
            2 => style.text(&json!({ "count": again.len(), "results": again, "next": null })),
            _ => {
                let style = Style { is_indented: false, ..style.clone() };
                let lines: Vec<_> = again.iter().map(|record| style.text(record)).collect();
                lines.join(style.line_end)
            }
        };
        prop_assert_eq!(read(&clean), read(&style.file(&text)));
    }

    #[test]
    fn a_sheet_of_timeline_js_and_its_json_are_the_same_timeline(
        draws in prop::collection::vec(prop::array::uniform8(0_usize..336), 1..9),
        has_numbers in any::<bool>(),
        style in style(),
    ) {
        let rows: Vec<_> = draws.iter().enumerate()
            .map(|(nth, draw)| row(Format::TimelineJs, nth, draw))
            .collect();
        let events: Vec<_> = rows.iter().filter_map(|row| timeline_js(row, has_numbers)).collect();
        prop_assume!(!events.is_empty());
        let sheet = Saved::of(&Table { columns: TIMELINE_JS, rows }).bytes();
        prop_assert_eq!(
            read(&String::from_utf8(sheet).unwrap()),
            read(&style.file(&style.text(&json!({ "events": events }))))
        );
    }

    #[test]
    fn documents_written_again_are_the_same_timeline(
        left_out in prop::collection::vec(0_usize..40, 0..9),
        style in style(),
    ) {
        let whole: Value = serde_json::from_str(include_str!("../../../data/everything.json")).unwrap();
        // Reading does not depend on which records there are: those without references from others may be absent.
        let mut document = whole.clone();
        let links = document["links"].as_array_mut().unwrap();
        for nth in left_out {
            if nth < links.len() {
                links.remove(nth);
            }
        }
        let clean = read(&document.to_string());
        prop_assert_eq!(&clean, &read(&style.file(&style.text(&document))));
        let timeline = json::from_str(&clean).unwrap();
        let mut lines = Vec::new();
        jsonl::write(&timeline, &mut lines).unwrap();
        let mut again = String::new();
        for line in String::from_utf8(lines).unwrap().lines() {
            // A record is one line.
            let style = Style { is_indented: false, ..style.clone() };
            again += &style.text(&serde_json::from_str(line).unwrap());
            again += style.line_end;
        }
        prop_assert_eq!(&clean, &read(&style.file(&again)));
    }
}
