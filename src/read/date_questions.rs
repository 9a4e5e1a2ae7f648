//! What is asked of the user about dates.

use super::questions::Question;

pub(super) const ORDER: Question = Question {
    allowed: "a date whose day and month are certain: the first rows of the file prove no order",
    remedy: "state the order with `Options::date_order`, on the command line --date-order dmy, mdy or ymd, or write dates as YYYY-MM-DD",
};
pub(super) const CONTRADICTORY: Question = Question {
    allowed: "dates in one order: some of the first rows have the day first, others the month",
    remedy: "write them as YYYY-MM-DD, or state the order with `Options::date_order`, on the command line --date-order, which makes the others bad records",
};
pub(super) const UNIX_UNIT: Question = Question {
    allowed: "a date: a number of 10 or 13 digits may count seconds or milliseconds of Unix time",
    remedy: "say so in the name of the column, as in `timestamp` or `unix_time`, or write dates as YYYY-MM-DD",
};
pub(super) const SIX_DIGITS: Question = Question {
    allowed: "a date: six digits may be year and month, or day, month and year in several orders",
    remedy: "state the order with `Options::date_order`, on the command line --date-order dmy, mdy or ymd, or write dates as YYYY-MM-DD, and months as YYYY-MM",
};
pub(super) const FIVE_DIGITS: Question = Question {
    allowed: "a date: five digits among dates of six may have lost a leading zero, or count days",
    remedy: "write dates as YYYY-MM-DD",
};
pub(super) const FIRST_DAY: Question = Question {
    allowed: "a date: a number of days may be counted from 1900, as Excel does, from 1960, as Stata and SAS do, or from 1970, as R does",
    remedy: "write dates as YYYY-MM-DD",
};
pub(super) const ROUNDED: Question = Question {
    allowed: "a date with all its digits: this one may be rounded",
    remedy: "write dates as YYYY-MM-DD, not in scientific notation",
};
pub(super) const YEAR_OF_TWO_DIGITS: Question = Question {
    allowed: "a year of the period of the data: the year of two digits has zeros before it, and no column gives the year",
    remedy: "write the year with its four digits",
};
