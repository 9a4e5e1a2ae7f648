//! Time across.

use chrono::{Datelike, Months, NaiveDate, NaiveTime, Timelike};

use crate::model::instant;

/// Time from left to right, from the first instant drawn to the last.
pub(super) struct Axis {
    start: i64,
    end: i64,
    left: f64,
    width: f64,
}

/// A line across, and what stands at it.
pub(super) struct Tick {
    pub(super) x: f64,
    pub(super) label: String,
}

const DAY: i64 = 86_400;
/// Steps between lines, in hours, then in days.
const HOURS: [i64; 4] = [1, 3, 6, 12];
const DAYS: [i64; 4] = [1, 2, 7, 14];
const MONTHS: [u32; 9] = [1, 3, 6, 12, 24, 60, 120, 600, 1200];
/// Room that a label takes.
const ROOM: f64 = 74.0;

impl Axis {
    pub(super) fn new((start, end): (i64, i64), left: f64, width: f64) -> Self {
        Self { start, end: end.max(start + 3_600), left, width }
    }

    pub(super) fn x(&self, second: i64) -> f64 {
        let share = (second - self.start) as f64 / (self.end - self.start) as f64;
        self.left + share.clamp(0.0, 1.0) * self.width
    }

    pub(super) fn left(&self) -> f64 {
        self.left
    }

    pub(super) fn right(&self) -> f64 {
        self.left + self.width
    }

    /// Lines at whole hours, days, weeks, months or years, as close as their labels allow.
    pub(super) fn ticks(&self) -> Vec<Tick> {
        let room =
            |seconds: i64| seconds as f64 / (self.end - self.start) as f64 * self.width >= ROOM;
        let hours = HOURS.iter().map(|hours| hours * 3_600).find(|step| room(*step));
        let days = DAYS.iter().map(|days| days * DAY).find(|step| room(*step));
        if let Some(step) = hours.or(days) {
            // Weeks begin on Mondays; 1970 began on a Thursday.
            let origin = if step % (7 * DAY) == 0 { 4 * DAY } else { 0 };
            let first = (self.start - origin).div_euclid(step) * step + origin;
            return self.labelled((0..).map(|nth| first + nth * step), step < DAY);
        }
        let months = MONTHS.iter().copied().find(|months| room(i64::from(*months) * 30 * DAY));
        let months = months.unwrap_or(12_000);
        let start = instant(self.start);
        let whole =
            (start.year() * 12 + start.month0() as i32).div_euclid(months as i32) * months as i32;
        let first =
            NaiveDate::from_ymd_opt(whole.div_euclid(12), whole.rem_euclid(12) as u32 + 1, 1);
        let Some(first) = first else { return Vec::new() };
        let nth = |nth: u32| first.checked_add_months(Months::new(nth * months));
        let instants =
            (0..).map_while(nth).map(|date| date.and_time(NaiveTime::MIN).and_utc().timestamp());
        self.labelled(instants, false)
    }

    fn labelled(&self, instants: impl Iterator<Item = i64>, hours: bool) -> Vec<Tick> {
        let mut year = None;
        let instants = instants.take_while(|second| *second <= self.end);
        let mut ticks = Vec::new();
        for second in instants.filter(|second| *second >= self.start) {
            let time = instant(second);
            let shown = if hours && time.hour() != 0 { "%H:%M" } else { "%-d %b" };
            let is_new = year.replace(time.year()) != Some(time.year());
            let shown = if is_new { "%-d %b %Y" } else { shown };
            ticks.push(Tick { x: self.x(second), label: time.format(shown).to_string() });
        }
        ticks
    }

    /// Days, weeks, months or years, as fine as leaves at most so many: where each begins, and where the
    /// last ends.
    pub(super) fn cells((start, end): (i64, i64), most: i64) -> (Vec<i64>, &'static str) {
        let (months, name) = match (end - start) / DAY {
            days if days < most => (0, "day"),
            days if days / 7 < most => (0, "week"),
            days if days / 30 < most => (1, "month"),
            _ => (12, "year"),
        };
        let first = instant(start);
        let mut cells = Vec::new();
        let step = if name == "day" { DAY } else { 7 * DAY };
        let origin = if name == "day" { 0 } else { 4 * DAY };
        let month = if months == 12 { 1 } else { first.month() };
        let month = NaiveDate::from_ymd_opt(first.year(), month, 1).unwrap_or_default();
        for nth in 0.. {
            let cell = if months == 0 {
                (start - origin).div_euclid(step) * step + origin + i64::from(nth) * step
            } else {
                let Some(month) = month.checked_add_months(Months::new(nth * months)) else {
                    break;
                };
                month.and_time(NaiveTime::MIN).and_utc().timestamp()
            };
            cells.push(cell);
            if cell >= end {
                break;
            }
        }
        (cells, name)
    }
}
