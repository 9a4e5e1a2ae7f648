//! Onsets that are completely described by a second and a precision.

/// The length of a day in seconds.
pub(super) const DAY: i64 = 86_400;

/// An onset in UTC without offset, range, end or `~`. Columns of a timeline store such onsets as
/// numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlainOnset {
    pub(crate) earliest: i64,
    pub(crate) length: u32,
    pub(crate) precision: Precision,
}

impl PlainOnset {
    /// Returns `true` if the onset is in a year from 0 to 9999, which text can express.
    pub(super) fn has_year(&self) -> bool {
        const YEAR_0: i64 = -62_167_219_200;
        const YEAR_10000: i64 = 253_402_300_800;
        (YEAR_0..YEAR_10000).contains(&self.earliest)
    }
}

/// The precision with which a plain onset is written. Its values fit into three bits of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Precision {
    Year = 0,
    Month = 1,
    Day = 2,
    Minute = 3,
    Second = 4,
}

impl Precision {
    pub(crate) fn from_bits(bits: u8) -> Self {
        match bits {
            0 => Self::Year,
            1 => Self::Month,
            2 => Self::Day,
            3 => Self::Minute,
            _ => Self::Second,
        }
    }
}
