//! Years of two digits, and years before 1.

use chrono::NaiveDate;

/// A year, a month of it or a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) year: i32,
    pub(super) month: Option<u32>,
    pub(super) day: Option<u32>,
}

/// Returns the year that two digits mean.
pub(super) fn century(year: i32) -> i32 {
    match year {
        0..=49 => 2000 + year,
        _ => 1900 + year,
    }
}

/// Reads a year before 1: `-0432`, `433 BC`, `433 BCE`, and days and months of such years.
pub(super) fn before_one(text: &str) -> Option<Parts> {
    if let Some(rest) = text.strip_prefix('-') {
        let mut parts = rest.split('-');
        let year = parts.next().filter(|year| (3..=4).contains(&year.len()))?;
        // -999 and its like mark missing values, as -9 and -99 do.
        if matches!(rest, "888" | "999" | "8888" | "9999") {
            return None;
        }
        let year = year.parse::<u16>().ok().map(|year| -i32::from(year))?;
        let number = |part: Option<&str>| match part {
            Some(part) => part.parse::<u32>().ok().map(Some),
            None => Some(None),
        };
        let (month, day) = (number(parts.next())?, number(parts.next())?);
        NaiveDate::from_ymd_opt(year, month.unwrap_or(1), day.unwrap_or(1))?;
        return parts.next().is_none().then_some(Parts { year, month, day });
    }
    let upper = text.to_ascii_uppercase();
    for era in ["BCE", "BC", "B.C.E.", "B.C."] {
        if let Some(number) = upper.strip_suffix(era) {
            let year = number.trim().parse::<u16>().ok().filter(|year| *year > 0)?;
            // 1 BC is the year 0.
            return Some(Parts { year: 1 - i32::from(year), month: None, day: None });
        }
    }
    None
}
