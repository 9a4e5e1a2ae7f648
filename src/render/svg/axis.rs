//! The time axis.

use chrono::{Datelike, Months, NaiveDate, NaiveTime, Timelike};

use crate::model::instant;

/// A horizontal time axis.
pub(in crate::render) struct Axis {
    /// Left end, in Unix seconds.
    start: i64,
    /// Right end, in Unix seconds.
    end: i64,
    left: f64,
    width: f64,
}

/// A grid line, and its label.
pub(in crate::render) struct Tick {
    pub(super) x: f64,
    pub(super) label: String,
}

/// A day in seconds.
const DAY: i64 = 86_400;
/// Possible steps between grid lines, in hours.
const HOURS: [i64; 4] = [1, 3, 6, 12];
/// Possible steps between grid lines, in days.
const DAYS: [i64; 4] = [1, 2, 7, 14];
/// Possible steps between grid lines, in months.
const MONTHS: [u32; 9] = [1, 3, 6, 12, 24, 60, 120, 600, 1200];
/// Least distance of grid lines in pixels, so that their labels fit.
const MIN_STEP: f64 = 74.0;

impl Axis {
    /// Creates an axis of a period, which is extended to an hour if it is shorter.
    pub(in crate::render) fn new((start, end): (i64, i64), left: f64, width: f64) -> Self {
        Self { start, end: end.max(start + 3_600), left, width }
    }

    /// Returns the x of an instant in Unix seconds.
    pub(in crate::render) fn x(&self, second: i64) -> f64 {
        let share = (second - self.start) as f64 / (self.end - self.start) as f64;
        self.left + share.clamp(0.0, 1.0) * self.width
    }

    pub(in crate::render) fn left(&self) -> f64 {
        self.left
    }

    pub(super) fn right(&self) -> f64 {
        self.left + self.width
    }

    /// Returns grid lines at whole hours, days, weeks, months or years, as close as their labels allow.
    pub(super) fn ticks(&self) -> Vec<Tick> {
        let is_wide_enough =
            |seconds: i64| seconds as f64 / (self.end - self.start) as f64 * self.width >= MIN_STEP;
        let hours = HOURS.iter().map(|hours| hours * 3_600).find(|step| is_wide_enough(*step));
        let days = DAYS.iter().map(|days| days * DAY).find(|step| is_wide_enough(*step));
        if let Some(step) = hours.or(days) {
            // Weeks begin on Monday, and the Unix epoch was a Thursday.
            let origin = if step % (7 * DAY) == 0 { 4 * DAY } else { 0 };
            let first = (self.start - origin).div_euclid(step) * step + origin;
            return self.labelled((0..).map(|nth| first + nth * step), step < DAY);
        }
        let months =
            MONTHS.iter().copied().find(|months| is_wide_enough(i64::from(*months) * 30 * DAY));
        let months = months.unwrap_or(12_000);
        let start = instant(self.start);
        // Months since the year 0, rounded down to a multiple of the step.
        let first =
            (start.year() * 12 + start.month0() as i32).div_euclid(months as i32) * months as i32;
        let first =
            NaiveDate::from_ymd_opt(first.div_euclid(12), first.rem_euclid(12) as u32 + 1, 1);
        let Some(first) = first else { return Vec::new() };
        let nth = |nth: u32| first.checked_add_months(Months::new(nth * months));
        let instants =
            (0..).map_while(nth).map(|date| date.and_time(NaiveTime::MIN).and_utc().timestamp());
        self.labelled(instants, false)
    }

    /// Returns a grid line for each instant on the axis. Labels show the year only where it changes.
    fn labelled(&self, instants: impl Iterator<Item = i64>, hours: bool) -> Vec<Tick> {
        let mut year = None;
        let instants = instants.take_while(|second| *second <= self.end);
        let mut ticks = Vec::new();
        for second in instants.filter(|second| *second >= self.start) {
            let time = instant(second);
            let format = if hours && time.hour() != 0 { "%H:%M" } else { "%-d %b" };
            let is_new_year = year.replace(time.year()) != Some(time.year());
            let format = if is_new_year { "%-d %b %Y" } else { format };
            ticks.push(Tick { x: self.x(second), label: time.format(format).to_string() });
        }
        ticks
    }

    /// Divides a period into days, weeks, months or years: the finest unit of which there are about `max_cells`
    /// or fewer. Returns the start of each cell in Unix seconds, then the end of the last one, and the name of
    /// the unit.
    pub(super) fn cells((start, end): (i64, i64), max_cells: i64) -> (Vec<i64>, &'static str) {
        let (months, name) = match (end - start) / DAY {
            days if days < max_cells => (0, "day"),
            days if days / 7 < max_cells => (0, "week"),
            days if days / 30 < max_cells => (1, "month"),
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
