//! A watch in a library without the feature `journal`.

use super::{layers::Layers, recorded::Recorded, watch::Watch};
use crate::error::Error;

impl Watch {
    pub(super) fn is_journaled(&self) -> bool {
        false
    }

    pub(super) fn write_journal(&mut self, _: &Recorded, _: &Layers) -> Result<(), Error> {
        Ok(())
    }
}
