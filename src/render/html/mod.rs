//! A self-contained web page.

mod data;
mod page;

pub use page::Html;
