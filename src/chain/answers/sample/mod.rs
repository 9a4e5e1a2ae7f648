//! Uniform random samples of chains.

#[expect(clippy::module_inception, reason = "the public face of the room")]
pub(crate) mod sample;
pub(crate) mod sampler;
