//! The parts of an event that a description of columns names, as indices of `Columns::parts`.

pub(super) const DATE: usize = 0;
pub(super) const END: usize = 1;
pub(super) const SOURCE: usize = 2;
pub(super) const TARGET: usize = 3;
pub(super) const CODE: usize = 4;
pub(super) const SCORE: usize = 5;
pub(super) const LEVEL: usize = 6;
pub(super) const MUTUAL: usize = 7;
pub(super) const KILLED: usize = 8;
pub(super) const CONFIDENCE: usize = 9;
pub(super) const TEXT: usize = 10;
pub(super) const PLACE: usize = 11;
pub(super) const ID: usize = 12;
pub(super) const MONTH: usize = 13;
pub(super) const DAY: usize = 14;
pub(super) const END_MONTH: usize = 15;
pub(super) const END_DAY: usize = 16;
pub(super) const PRECISION: usize = 17;
pub(super) const INJURED: usize = 18;
pub(super) const TIME: usize = 19;
pub(super) const END_TIME: usize = 20;
pub(super) const PART_NAMES: [&str; 21] = [
    "date",
    "end",
    "source",
    "target",
    "code",
    "score",
    "level",
    "mutual",
    "killed",
    "confidence",
    "text",
    "place",
    "id",
    "month",
    "day",
    "end_month",
    "end_day",
    "precision",
    "injured",
    "time",
    "end_time",
];
