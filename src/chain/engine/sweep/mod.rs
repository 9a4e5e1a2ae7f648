//! The sweep over plain data: one pass through the nodes that passes values along all hops and never looks at
//! a hop.
//!
//! Data are plain if every node has one dyad and no declared link, if nothing interrupts or what does only
//! shortens [windows](interrupted), if pairing is with any antecedent, if the rules amount to one key, and if
//! precedence is certain or no two onset intervals overlap in part. What a node follows is then
//! *equal key × range of time × first levels of a row*. Two cursors move through time: a node enters the
//! window of its key once others may follow it, and leaves it when the greatest gap has passed.
//!
//! O(n √L) time for sums over n nodes at L levels, and O(n L) for optima. Memory is that of the fullest window.
//! Groups with few nodes in a window keep none: the nodes in it are scanned.

pub(crate) mod backward;
pub(crate) mod forward;
pub(crate) mod interrupted;
pub(crate) mod layout;
pub(crate) mod pairs;
pub(crate) mod params;
pub(crate) mod plan;
pub(crate) mod windows;
