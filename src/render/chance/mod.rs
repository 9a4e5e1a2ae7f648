//! Pictures of comparisons with chance.

mod axes;
#[cfg(feature = "html")]
mod page;
mod panels;
mod picture;

pub use picture::ChancePicture;
