//! The order of day and month in dates.

use serde::{Deserialize, Serialize};

/// The order of day, month and year in dates such as 04/05/2024: see [`Options::date_order`](super::Options::date_order).
///
/// ```
/// use escalade::read::DateOrder;
///
/// assert_eq!(serde_json::to_string(&DateOrder::MonthFirst).unwrap(), "\"month-first\"");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DateOrder {
    /// Day, month, year.
    DayFirst,
    /// Month, day, year.
    MonthFirst,
    /// Year, month, day, with a year of two digits. A year of four digits at the beginning needs no order.
    YearFirst,
}
