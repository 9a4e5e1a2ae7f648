//! The subcommands. Without one, the command answers a question about chains.

mod chance;
mod command;
#[cfg(feature = "distributed")]
mod count;
mod motifs;
mod reach;
mod read;
mod shuffling;
mod table_form;
mod watch;
mod why_not;

pub(crate) use command::Command;
