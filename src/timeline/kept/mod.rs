//! Timelines kept in columnar files: `Timeline::save` and `Timeline::load`.

mod actor_ids;
mod batches;
mod load;
mod metadata;
#[cfg(feature = "parquet")]
mod parquet;
mod records;
mod rows;
mod save;
mod schema;
