//! The rules by which cells are made plain.

/// A rule by which a cell was made plain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CellRule {
    Missing,
    /// `NA` is Namibia where all texts of the column are codes of two letters.
    Country,
    Quoted,
    ZeroFraction,
    Exponent,
    Grouped,
    DecimalComma,
    ZeroRestored,
    ZeroRestoredByRow,
    ZeroRestoredByOption,
    CategoryKeptByOption,
    DateWritten,
    DayFirst,
    MonthFirst,
    YearFirst,
    NamedMonth,
    ShortYear,
    YearRestored,
    BeforeOne,
    SerialDay,
    UnixTime,
    Midnight,
    TimeLeftOut,
    NoZone,
    FractionOfSecond,
    TimeWritten,
}

impl CellRule {
    /// Returns the rule in words that complete the sentence "3 cells …" in the report.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "taken as missing values",
            Self::Country => "among codes of two letters taken as that code, not as missing values",
            Self::Quoted => "between quotes taken as the text between them",
            Self::ZeroFraction => "with a fraction of zero taken as whole numbers",
            Self::Exponent => "in scientific notation taken as whole numbers",
            Self::Grouped => "with separators between thousands taken as numbers",
            Self::DecimalComma => "with a decimal comma taken as numbers",
            Self::ZeroRestored => {
                "with a CAMEO code that lost its leading zero taken as the code with it"
            }
            Self::ZeroRestoredByRow => {
                "with a CAMEO code that lost its leading zero taken as the code with it, as another column of the row shows"
            }
            Self::ZeroRestoredByOption => {
                "from 10 to 20 taken as CAMEO codes that lost a leading zero, as the options say"
            }
            Self::CategoryKeptByOption => {
                "from 10 to 20 taken as CAMEO categories, as the options say"
            }
            Self::DateWritten => "with a date in another notation than EDTF taken as that date",
            Self::DayFirst => "with a date taken as day, month, year",
            Self::MonthFirst => "with a date taken as month, day, year",
            Self::YearFirst => "with a date taken as year, month, day",
            Self::NamedMonth => "with the name of a month taken as dates",
            Self::ShortYear => "with a year of two digits taken as one from 1950 to 2049",
            Self::YearRestored => {
                "with a year of two digits taken as the year in the column of years"
            }
            Self::BeforeOne => "with a year before 1 taken as one of the proleptic calendar",
            Self::SerialDay => {
                "with a number taken as Excel's count of days since 1900 (not since 1904, as older Macs count)"
            }
            Self::UnixTime => "with a number taken as Unix time in UTC",
            Self::Midnight => "with midnight beside a date taken as the day",
            Self::TimeLeftOut => "with a time of day beside a date taken as the day",
            Self::NoZone => "with a time of day without a zone taken as UTC",
            Self::FractionOfSecond => {
                "with fractions of a second taken as whole seconds: the order of the rows keeps the rest"
            }
            Self::TimeWritten => "with a time in another notation than EDTF taken as that time",
        }
    }
}
