//! The subcommands. Without one, the command answers a question about chains.

mod chance;
mod command;
mod read;
mod why_not;

pub(crate) use command::Command;
