//! The choice of a subcommand.

use std::{error::Error, io::Write};

use clap::Subcommand;

use super::read::Read;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Read(Read),
}

impl Command {
    pub(crate) fn run(&self, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
        match self {
            Self::Read(read) => read.run(out),
        }
    }
}
