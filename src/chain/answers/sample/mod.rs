//! Uniform random samples of chains.

#[expect(clippy::module_inception, reason = "the answer itself")]
pub(crate) mod sample;
pub(crate) mod sampler;
