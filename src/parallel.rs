//! Work that falls into parts: on all cores with the `parallel` feature, one part after the other
//! without. What comes of the parts is put together in their order, so that it is the same in both.

#[cfg(feature = "parallel")]
use rayon::prelude::*;

/// How many parts are worked on at once.
#[cfg_attr(not(feature = "csv"), allow(dead_code))] // Readers of rows ask.
pub(crate) fn cores() -> usize {
    #[cfg(feature = "parallel")]
    return rayon::current_num_threads();
    #[cfg(not(feature = "parallel"))]
    1
}

/// What comes of each, in order.
#[cfg(feature = "parallel")]
pub(crate) fn map<T: Send, R: Send>(
    parts: Vec<T>,
    work: impl Fn(T) -> R + Sync + Send,
) -> impl Iterator<Item = R> {
    parts.into_par_iter().map(work).collect::<Vec<_>>().into_iter()
}

/// What comes of each, in order, one when it is asked for.
#[cfg(not(feature = "parallel"))]
pub(crate) fn map<T: Send, R: Send>(
    parts: Vec<T>,
    work: impl Fn(T) -> R + Sync + Send,
) -> impl Iterator<Item = R> {
    parts.into_iter().map(work)
}

/// So many parts of a scope are worked on before the next are looked for.
const BATCH: usize = 1024;

/// The same for parts that are too many to be held at once: calls back with what comes of each, in
/// order, until nothing does.
pub(crate) fn try_for_each<T: Send, R: Send>(
    mut parts: impl Iterator<Item = T>,
    work: impl Fn(T) -> Option<R> + Sync + Send,
    mut take: impl FnMut(R) -> Option<()>,
) -> Option<()> {
    loop {
        let batch: Vec<T> = parts.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            return Some(());
        }
        for done in map(batch, &work) {
            take(done?)?;
        }
    }
}
