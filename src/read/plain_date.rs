//! The rules that make a date plain: a day as `YYYY-MM-DD`, any other precision in EDTF.
//!
//! The table of all rules is in the documentation of [`read`](super).

use chrono::{DateTime, Days, NaiveDate, Timelike};

use super::{
    bytes::are_digits,
    cell_rule::CellRule,
    date_order::DateOrder,
    date_questions::{
        CONTRADICTORY, FIRST_DAY, FIVE_DIGITS, ORDER, ROUNDED, SIX_DIGITS, UNIX_UNIT,
        YEAR_OF_TWO_DIGITS,
    },
    named_month::named_month,
    plain::{Outcome, whole},
    plain_clock::{Clock, read_clock, split_clock},
    plain_year::{Parts, before_one, century},
    questions::Question,
};

/// What a file or the user says about the dates of a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct DateFacts {
    /// The order of day and month, if the user stated it or the file proves it.
    pub(super) order: Option<DateOrder>,
    /// Whether dates in the first rows contradict each other, so that no one order fits them.
    pub(super) is_contradictory: bool,
    /// Whether some dates in the first rows are six digits, so that five are such a date without its leading zero.
    pub(super) has_six_digits: bool,
    /// Whether all times of day in the first rows are midnight, so that midnight stands for the day.
    pub(super) are_midnights: bool,
    /// Whether the name of the column says that numbers count seconds or milliseconds of Unix time.
    pub(super) is_unix: bool,
    /// Whether a year before 1000 can only be one of two digits with zeros before it.
    pub(super) is_modern: bool,
    /// Whether times of day are left out.
    pub(super) is_day: bool,
}

/// The date in a cell, and the rules by which it was read.
struct Reading {
    date: Parts,
    clock: Option<Clock>,
    rule: CellRule,
}

/// Makes a date plain, and appends it to `out` if the outcome is [`Outcome::Written`].
pub(super) fn plain_date(field: &[u8], facts: DateFacts, out: &mut Vec<u8>) -> Outcome {
    let Ok(text) = std::str::from_utf8(field) else { return Outcome::AsIs };
    if is_edtf(text, facts) {
        return Outcome::AsIs;
    }
    let reading = match read(text, facts) {
        Ok(Some(reading)) => reading,
        Ok(None) => return Outcome::AsIs,
        Err(question) => return Outcome::Asked(question),
    };
    let Reading { date, clock, mut rule } = reading;
    if facts.is_modern && (0..1000).contains(&date.year) {
        return Outcome::Asked(&YEAR_OF_TWO_DIGITS);
    }
    let start = out.len();
    push_date(date, out);
    if let (Some(clock), true) = (clock, date.day.is_some()) {
        if clock.is_midnight() && (facts.is_day || facts.are_midnights && clock.is_utc()) {
            rule = if rule == CellRule::TimeWritten { CellRule::Midnight } else { rule };
        } else if facts.is_day {
            rule = CellRule::TimeLeftOut;
        } else {
            let zone = if clock.zone.is_empty() { "Z" } else { &clock.zone };
            let (hour, minute, second) = (clock.hour, clock.minute, clock.second);
            out.extend_from_slice(format!("T{hour:02}:{minute:02}:{second:02}{zone}").as_bytes());
            if clock.has_fraction {
                rule = CellRule::FractionOfSecond;
            } else if clock.zone.is_empty() && rule == CellRule::TimeWritten {
                rule = CellRule::NoZone;
            }
        }
    }
    if out[start..] == *field {
        out.truncate(start);
        return Outcome::AsIs;
    }
    Outcome::Written(rule)
}

/// Returns `true` for a time in EDTF to the minute, which stays as it is written.
fn is_edtf(text: &str, facts: DateFacts) -> bool {
    let clock = text.get(11..).unwrap_or_default();
    !facts.is_day
        && text.as_bytes().get(10) == Some(&b'T')
        && clock.as_bytes().get(2) == Some(&b':')
        && clock.get(5..).is_some_and(|zone| zone.starts_with(['Z', '+', '-']))
}

/// Appends a date in EDTF.
fn push_date(Parts { year, month, day }: Parts, out: &mut Vec<u8>) {
    let sign = if year < 0 { "-" } else { "" };
    let mut text = format!("{sign}{:04}", year.unsigned_abs());
    if let Some(month) = month {
        text += &format!("-{month:02}");
        if let Some(day) = day {
            text += &format!("-{day:02}");
        }
    }
    out.extend_from_slice(text.as_bytes());
}

/// Reads a date in any notation; `None` if it is in none.
fn read(text: &str, facts: DateFacts) -> Result<Option<Reading>, &'static Question> {
    if let Some(reading) = read_number(text, facts)? {
        return Ok(Some(reading));
    }
    let (date_text, clock) = match split_clock(text) {
        Some((date, clock)) => match read_clock(clock) {
            Some(clock) => (date, Some(clock)),
            None => return Ok(None),
        },
        None => (text, None),
    };
    let Some((date, rule)) = read_date(date_text.trim(), facts)? else { return Ok(None) };
    let rule =
        if clock.is_some() && rule == CellRule::DateWritten { CellRule::TimeWritten } else { rule };
    Ok(Some(Reading { date, clock, rule }))
}

/// Returns `true` if six digits may be a year and a month, such as December 2001, as well as 12 January 2020.
fn is_year_and_month(value: i64) -> bool {
    matches!(value / 100, 1901..=1912 | 2001..=2012) && matches!(value % 100, 1..=12)
}

/// The first number of five digits: in 1987, if days are counted from 1960, and in 1997, if from 1970.
const SINCE_1960: i64 = 10_000;
/// The first day of 1970 in Excel's count: in 2030, if days were counted from 1960, and in 2040, if from 1970.
const SINCE_1900: i64 = 25_569;

/// Reads a date written as one number.
fn read_number(text: &str, facts: DateFacts) -> Result<Option<Reading>, &'static Question> {
    let (number, fraction) = match text.split_once('.') {
        Some((number, fraction)) if are_digits(fraction.as_bytes()) => {
            (number, fraction.trim_end_matches('0'))
        }
        _ => (text, ""),
    };
    let mut digits = number.to_owned();
    let mut out = Vec::new();
    let mut rule =
        if number.len() == text.len() { CellRule::DateWritten } else { CellRule::ZeroFraction };
    if let Outcome::Written(by) = whole(text.as_bytes(), &mut out) {
        if by != CellRule::Exponent && by != CellRule::ZeroFraction {
            return Ok(None);
        }
        let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
        let written = mantissa.bytes().filter(u8::is_ascii_digit).count();
        if by == CellRule::Exponent && written < out.len() {
            return Err(&ROUNDED);
        }
        (digits, rule) = (String::from_utf8(out).unwrap_or_default(), by);
    }
    let is_negative = digits.starts_with('-');
    let body = digits.trim_start_matches('-');
    if body.is_empty() || !are_digits(body.as_bytes()) {
        return Ok(None);
    }
    let Ok(value) = body.parse::<i64>() else { return Ok(None) };
    let reading = |date: NaiveDate, clock: Option<Clock>, rule| {
        use chrono::Datelike;
        let date = Parts { year: date.year(), month: Some(date.month()), day: Some(date.day()) };
        Some(Reading { date, clock, rule })
    };
    let is_unix = facts.is_unix || fraction.is_empty() && is_midnight_of_unix(value, body);
    if is_negative {
        if is_unix && body.len() > 5 {
            return Ok(unix(-value, body.len())
                .and_then(|(date, clock)| reading(date, Some(clock), CellRule::UnixTime)));
        }
        let date = before_one(&digits).filter(|_| fraction.is_empty());
        return Ok(date.map(|date| Reading { date, clock: None, rule: CellRule::BeforeOne }));
    }
    if is_unix && body.len() > 8 {
        return Ok(unix(value, body.len())
            .and_then(|(date, clock)| reading(date, Some(clock), CellRule::UnixTime)));
    }
    match body.len() {
        8 if fraction.is_empty() => {
            let day = NaiveDate::from_ymd_opt(
                (value / 10_000) as i32,
                (value / 100 % 100) as u32,
                (value % 100) as u32,
            );
            Ok(day.and_then(|day| reading(day, None, rule)))
        }
        // A year, unless it has a fraction that is no zero.
        4 if fraction.is_empty() => {
            let date = Parts { year: value as i32, month: None, day: None };
            Ok(Some(Reading { date, clock: None, rule }))
        }
        6 if fraction.is_empty() => {
            let Some(parts) = six_digits(body) else { return Ok(None) };
            // Where the order is stated or proved, six digits are a day.
            if facts.order.is_none() && is_year_and_month(value) {
                return Err(&SIX_DIGITS);
            }
            let day = in_order(parts, facts)?;
            Ok(day.map(|(date, _)| Reading { date, clock: None, rule: CellRule::ShortYear }))
        }
        5 if facts.has_six_digits => Err(&FIVE_DIGITS),
        5 if (SINCE_1960..SINCE_1900).contains(&value) => Err(&FIRST_DAY),
        5 => {
            let first = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap_or_default();
            let day = first.checked_add_days(Days::new(value as u64));
            let part: f64 = format!("0.{fraction}0").parse().unwrap_or_default();
            let second = (part * 86_400.0).round() as u32;
            let clock = (second > 0 && second < 86_400).then(|| Clock {
                hour: second / 3600,
                minute: second / 60 % 60,
                second: second % 60,
                has_fraction: false,
                zone: String::new(),
            });
            Ok(day
                .filter(|_| value >= 10_000)
                .and_then(|day| reading(day, clock, CellRule::SerialDay)))
        }
        10 | 13 if fraction.is_empty() => Err(&UNIX_UNIT),
        _ => Ok(None),
    }
}

/// Returns `true` if a number is midnight in seconds, milliseconds or microseconds of Unix time, as programs write days.
/// Hardly any other number is a multiple of a day by chance, unless it begins with a year, as `202404130000` does.
fn is_midnight_of_unix(value: i64, digits: &str) -> bool {
    let day = match digits.len() {
        9 | 10 => 86_400,
        11..=13 => 86_400_000,
        15 | 16 => 86_400_000_000,
        _ => return false,
    };
    let has_year = matches!(digits.as_bytes(), [b'1', b'9', ..] | [b'2', b'0', ..]);
    value % day == 0 && !(has_year && matches!(digits.len(), 10 | 12))
}

/// Returns the day and the time of day of a Unix time, whose number of digits shows its unit.
fn unix(value: i64, digits: usize) -> Option<(NaiveDate, Clock)> {
    let time = match digits {
        ..=10 => DateTime::from_timestamp(value, 0),
        11..=14 => DateTime::from_timestamp_millis(value),
        _ => DateTime::from_timestamp_micros(value),
    }?;
    let clock = Clock {
        hour: time.hour(),
        minute: time.minute(),
        second: time.second(),
        has_fraction: time.nanosecond() > 0,
        zone: "Z".to_owned(),
    };
    Some((time.date_naive(), clock))
}

/// Reads a date without a time of day, and returns the rule.
fn read_date(text: &str, facts: DateFacts) -> Result<Option<(Parts, CellRule)>, &'static Question> {
    if let Some(date) = before_one(text) {
        return Ok(Some((date, CellRule::BeforeOne)));
    }
    if text.bytes().any(|byte| byte.is_ascii_alphabetic()) || !text.is_ascii() {
        let named = named_month(text);
        let rule = |is_short| if is_short { CellRule::ShortYear } else { CellRule::NamedMonth };
        return Ok(named.map(|(date, is_short)| (date, rule(is_short))));
    }
    let Some(numbers) = numbers(text) else { return Ok(None) };
    let (count, [a, b, c]) = numbers;
    if count == 2 {
        let (year, month) = match (a.1, b.1) {
            (4, 1 | 2) => (a.0, b.0),
            (1 | 2, 4) => (b.0, a.0),
            _ => return Ok(None),
        };
        let date = Parts { year: year as i32, month: Some(month), day: None };
        return Ok((1..=12).contains(&month).then_some((date, CellRule::DateWritten)));
    }
    in_order([a, b, c], facts)
}

/// A part of a date: its number, and its number of digits.
type Part = (u32, usize);

/// Reads a date of three numbers, in the order of the facts or in the only one that gives a date.
fn in_order(
    [a, b, c]: [Part; 3],
    facts: DateFacts,
) -> Result<Option<(Parts, CellRule)>, &'static Question> {
    let day = |year: (u32, usize), month: (u32, usize), day: (u32, usize)| {
        let (year, is_short) = match year {
            (year, 4) => (year as i32, false),
            (year, 2) => (century(year as i32), true),
            _ => return None,
        };
        let (month, day) = (month.0, day.0);
        NaiveDate::from_ymd_opt(year, month, day)?;
        Some((Parts { year, month: Some(month), day: Some(day) }, is_short))
    };
    if a.1 == 4 {
        return Ok(day(a, b, c).map(|(date, _)| (date, CellRule::DateWritten)));
    }
    if let Some(order) = facts.order {
        let (found, rule) = match order {
            DateOrder::DayFirst => (day(c, b, a), CellRule::DayFirst),
            DateOrder::MonthFirst => (day(c, a, b), CellRule::MonthFirst),
            DateOrder::YearFirst if c.1 == 4 => (None, CellRule::YearFirst),
            DateOrder::YearFirst => (day(a, b, c), CellRule::YearFirst),
        };
        return Ok(
            found.map(|(date, is_short)| (date, if is_short { CellRule::ShortYear } else { rule }))
        );
    }
    let candidates = [day(c, b, a), day(c, a, b), if c.1 == 4 { None } else { day(a, b, c) }];
    let mut dates = Vec::new();
    for (date, _) in candidates.iter().flatten() {
        if !dates.contains(date) {
            dates.push(*date);
        }
    }
    match dates[..] {
        [] => Ok(None),
        // 5/5/2017 is one day in any order.
        [date] if c.1 == 4 && !facts.is_contradictory => Ok(Some((date, CellRule::DateWritten))),
        _ if facts.is_contradictory => Err(&CONTRADICTORY),
        _ => Err(&ORDER),
    }
}

/// Returns the number and the number of digits of each of two or three parts between `-`, `/`, `.` or blanks.
fn numbers(text: &str) -> Option<(usize, [(u32, usize); 3])> {
    let separator = text.bytes().find(|byte| !byte.is_ascii_digit())?;
    if !matches!(separator, b'-' | b'/' | b'.' | b' ') {
        return None;
    }
    let (mut numbers, mut count) = ([(0, 0); 3], 0);
    for part in text.trim_end_matches('.').split(char::from(separator)) {
        let part = part.trim();
        let is_number = matches!(part.len(), 1..=4) && are_digits(part.as_bytes());
        *numbers.get_mut(count).filter(|_| is_number)? = (part.parse().ok()?, part.len());
        count += 1;
    }
    (count >= 2).then_some((count, numbers))
}

/// Returns six digits as three numbers of two; `None` for any other text.
pub(super) fn six_digits(text: &str) -> Option<[Part; 3]> {
    let text = text.strip_suffix(".0").unwrap_or(text);
    if text.len() != 6 || !are_digits(text.as_bytes()) {
        return None;
    }
    let part = |start: usize| Some((text[start..start + 2].parse().ok()?, 2));
    Some([part(0)?, part(2)?, part(4)?])
}

/// Returns the orders in which three numbers are a date: day first, month first, year first. `None` if the
/// text is no date of three numbers whose order is open.
pub(super) fn possible_orders(text: &str) -> Option<[bool; 3]> {
    let date = split_clock(text).map_or(text, |(date, _)| date).trim();
    let (3, [a, b, c]) = (match six_digits(date) {
        Some(parts) => (3, parts),
        None => numbers(date)?,
    }) else {
        return None;
    };
    if a.1 == 4 || a.1 == 3 || c.1 == 3 || c.1 == 1 {
        return None;
    }
    let is_day = |year: (u32, usize), month: (u32, usize), day: (u32, usize)| {
        let years = if year.1 == 4 { year.0 as i32 } else { century(year.0 as i32) };
        matches!(year.1, 2 | 4) && NaiveDate::from_ymd_opt(years, month.0, day.0).is_some()
    };
    Some([is_day(c, b, a), is_day(c, a, b), c.1 == 2 && is_day(a, b, c)])
}

/// Returns whether the time of day beside a date is midnight; `None` if there is none.
pub(super) fn is_midnight(text: &str) -> Option<bool> {
    let (_, clock) = split_clock(text)?;
    read_clock(clock).map(|clock| clock.is_midnight() && clock.is_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACTS: DateFacts = DateFacts {
        order: None,
        is_contradictory: false,
        has_six_digits: false,
        are_midnights: true,
        is_unix: false,
        is_modern: false,
        is_day: false,
    };

    /// Returns the plain date, `=` if it is passed on as it is, or `?` if the user is asked.
    fn made(text: &str, facts: DateFacts) -> String {
        let mut out = Vec::new();
        match plain_date(text.as_bytes(), facts, &mut out) {
            Outcome::AsIs => "=".to_owned(),
            Outcome::Written(_) => String::from_utf8(out).expect("ASCII"),
            Outcome::Asked(_) => "?".to_owned(),
        }
    }

    #[test]
    fn dates_become_edtf() {
        for (text, expected) in [
            ("2024-04-13", "="),
            ("20240413", "2024-04-13"),
            ("20240413.0", "2024-04-13"),
            ("2.0240413e7", "2024-04-13"),
            ("2.02404e7", "?"),
            ("240413", "?"),
            ("991231", "?"),
            ("311299", "?"),
            ("123199", "?"),
            ("323299", "="),
            ("200112", "?"),
            ("2024/4/13", "2024-04-13"),
            ("2024.04.13", "2024-04-13"),
            ("2024-4-3", "2024-04-03"),
            ("2024-04-13 00:00:00", "2024-04-13"),
            ("2024-04-13T00:00:00.000Z", "2024-04-13"),
            ("2024-04-13 00:00:00+00:00", "2024-04-13"),
            ("2024-04-13 20:15:09", "2024-04-13T20:15:09Z"),
            ("2024-04-13T20:15Z", "="),
            ("2024-04-13T20:15:09Z", "="),
            ("2024-04-13 20:15:09.123456 UTC", "2024-04-13T20:15:09Z"),
            ("2024-04-13T20:15:09+0300", "2024-04-13T20:15:09+03:00"),
            ("4/13/2024 8:15:09 PM", "2024-04-13T20:15:09Z"),
            ("13 April 2024", "2024-04-13"),
            ("13-Apr-24", "2024-04-13"),
            ("13APR2024", "2024-04-13"),
            ("Apr 13, 2024", "2024-04-13"),
            ("Saturday, April 13th, 2024", "2024-04-13"),
            ("April 2024", "2024-04"),
            ("2024-04", "="),
            ("04/2024", "2024-04"),
            ("2024", "="),
            ("2024.0", "2024"),
            ("45395", "2024-04-13"),
            ("45395.0", "2024-04-13"),
            ("25569", "1970-01-01"),
            ("25568", "?"),
            ("19826", "?"),
            ("45395.5", "2024-04-13T12:00:00Z"),
            ("1712966400", "2024-04-13"),
            ("1712966401", "?"),
            ("1712966400000", "2024-04-13"),
            ("1712966400001", "?"),
            ("599616000000", "1989-01-01"),
            ("94694400000", "1973-01-01"),
            ("-2208988800", "1900-01-01"),
            ("-2208988800000", "1900-01-01"),
            ("1712966400000000", "2024-04-13"),
            // A year and other numbers, though they are multiples of a day.
            ("2021068800", "?"),
            ("202158720000", "="),
            ("-432", "-0432"),
            ("-0432", "="),
            ("433 BC", "-0432"),
            ("1 BCE", "0000"),
            ("-0044-03-15", "="),
            ("13/04/2024", "2024-04-13"),
            ("5/5/2024", "2024-05-05"),
            ("5/5/24", "?"),
            ("31/12/2024", "2024-12-31"),
            ("32/13/2024", "="),
            ("2024-02-30", "="),
            ("yesterday", "="),
            ("-9", "="),
            ("-999", "="),
            ("May", "="),
            ("12:30", "="),
            ("1.2.3.4", "="),
            ("[2024-04-01..2024-04-03]", "="),
            ("2024-04-13/2024-04-14", "="),
            ("2024-04~", "="),
        ] {
            assert_eq!(made(text, FACTS), expected, "{text}");
        }
        assert_eq!(made("4/5/2024", FACTS), "?");
    }

    #[test]
    fn the_facts_of_the_file_decide() {
        let of = |order| DateFacts { order: Some(order), ..FACTS };
        assert_eq!(made("4/5/2024", of(DateOrder::DayFirst)), "2024-05-04");
        assert_eq!(made("4/5/2024", of(DateOrder::MonthFirst)), "2024-04-05");
        assert_eq!(made("240413", of(DateOrder::YearFirst)), "2024-04-13");
        assert_eq!(made("240413", of(DateOrder::DayFirst)), "2013-04-24");
        assert_eq!(made("040513", of(DateOrder::MonthFirst)), "2013-04-05");
        assert_eq!(made("45395", DateFacts { has_six_digits: true, ..FACTS }), "?");
        assert_eq!(made("4/5/24", of(DateOrder::YearFirst)), "=");
        assert_eq!(made("04/05/24", of(DateOrder::YearFirst)), "2004-05-24");
        assert_eq!(made("04/05/24", of(DateOrder::MonthFirst)), "2024-04-05");
        assert_eq!(made("13/05/2024", of(DateOrder::MonthFirst)), "=");
        let unix = DateFacts { is_unix: true, ..FACTS };
        assert_eq!(made("1712966400", unix), "2024-04-13");
        assert_eq!(
            made("1712966409", DateFacts { are_midnights: false, ..unix }),
            "2024-04-13T00:00:09Z"
        );
        assert_eq!(made("1712966400000", DateFacts { is_day: true, ..unix }), "2024-04-13");
        assert_eq!(made("1712966400000000", DateFacts { is_day: true, ..unix }), "2024-04-13");
        let with_times = DateFacts { are_midnights: false, ..FACTS };
        assert_eq!(made("2024-04-13 00:00:00", with_times), "2024-04-13T00:00:00Z");
        let day = DateFacts { is_day: true, ..with_times };
        assert_eq!(made("2024-04-13 20:15:00", day), "2024-04-13");
        let modern = DateFacts { is_modern: true, ..day };
        assert_eq!(made("0025-03-04", modern), "?");
        assert_eq!(made("0025-03-04", FACTS), "=");
        assert_eq!(possible_orders("4/13/2024"), Some([false, true, false]));
        assert_eq!(possible_orders("13/4/99"), Some([true, false, false]));
        assert_eq!(possible_orders("2024-04-13"), None);
        assert_eq!(is_midnight("2024-04-13 00:00:00"), Some(true));
        assert_eq!(is_midnight("2024-04-13T00:00:01Z"), Some(false));
        assert_eq!(is_midnight("2024-04-13"), None);
    }
}
