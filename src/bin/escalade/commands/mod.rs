//! The subcommands. Without one, the command answers a question about chains.

mod command;
mod read;

pub(crate) use command::Command;
