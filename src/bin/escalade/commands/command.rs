//! The choice of a subcommand.

use std::{error::Error, io::Write};

use clap::Subcommand;

use super::{chance::Chance, motifs::Motifs, reach::Reach, read::Read};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Read(Read),
    Chance(Box<Chance>),
    Motifs(Box<Motifs>),
    Reach(Box<Reach>),
}

impl Command {
    pub(crate) fn run(&self, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
        match self {
            Self::Read(read) => read.run(out),
            Self::Chance(chance) => chance.run(out),
            Self::Motifs(motifs) => motifs.run(out),
            Self::Reach(reach) => reach.run(out),
        }
    }
}
