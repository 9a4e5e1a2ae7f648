//! The choice of a subcommand.

use std::{error::Error, io::Write};

use clap::Subcommand;

#[cfg(feature = "distributed")]
use super::count::Count;
use super::{
    chance::Chance, motifs::Motifs, reach::Reach, read::Read, watch::Watch, why_not::WhyNot,
};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Read(Read),
    #[cfg(feature = "distributed")]
    Count(Box<Count>),
    Chance(Box<Chance>),
    WhyNot(Box<WhyNot>),
    Motifs(Box<Motifs>),
    Reach(Box<Reach>),
    Watch(Box<Watch>),
}

impl Command {
    pub(crate) fn run(&self, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
        match self {
            Self::Read(read) => read.run(out),
            #[cfg(feature = "distributed")]
            Self::Count(count) => count.run(out),
            Self::Chance(chance) => chance.run(out),
            Self::WhyNot(why_not) => why_not.run(out),
            Self::Motifs(motifs) => motifs.run(out),
            Self::Reach(reach) => reach.run(out),
            Self::Watch(watch) => watch.run(out),
        }
    }
}
