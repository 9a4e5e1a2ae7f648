//! The thresholds at which the engine changes its way of working.

/// The thresholds at which the engine changes its way of working.
///
/// No threshold changes an answer. Tests set them, so that timelines of a few events reach every path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tuning {
    /// Whether plain data may be swept. Otherwise antecedents are pulled.
    pub sweeps: bool,
    /// A group of slots with more than this many slots in a window keeps sums of it; otherwise the slots
    /// in the window are scanned.
    pub max_scanned: usize,
    /// With more cells of state than this (keys times levels), antecedents are pulled: the state would take
    /// more memory than the events.
    pub max_cells: usize,
    /// Parts of a sweep that different threads take have at least this many slots.
    pub min_run: usize,
    /// Slots of pairs are sorted in batches of at most this many, small enough for the cache.
    pub batch: usize,
    /// A listing that stays within this many first nodes builds an index of these alone.
    pub first_nodes: usize,
    /// Counting begins with this width, in bits: 64, 128, 256, 1,024, or more for numbers of any size.
    pub min_bits: u32,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            sweeps: true,
            max_scanned: 12,
            max_cells: 1 << 22,
            min_run: 1 << 16,
            batch: 1 << 17,
            first_nodes: 1 << 12,
            min_bits: 64,
        }
    }
}
