//! Event exports of the GDELT Project, and the mentions of their events.
//!
//! An export has one event per row, in 57, 58 or 61 tab-separated columns without a header and without
//! quotes; or any of these columns with a header. The columns that are read have the same index in all three
//! widths, except the day on which a row was added. Each row becomes an event while it is read.

mod blocks;
#[cfg(feature = "parquet")]
mod direct;
mod event_row;
mod events;
mod export;
mod header_table;
mod mentions;
mod reader;
mod tabs;

#[cfg(feature = "parquet")]
pub(super) use direct::DirectTable;
pub(super) use header_table::EVENT_HEADER;
#[cfg(feature = "parquet")]
pub(super) use header_table::day_column;
#[cfg(feature = "arrow")]
pub(super) use header_table::event_columns;
pub(super) use mentions::MentionLayout;
pub(super) use reader::Gdelt;
