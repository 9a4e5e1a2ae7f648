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

/// What comes of two jobs, at once.
#[cfg(feature = "parallel")]
pub(crate) fn join<A: Send, B: Send>(
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    rayon::join(one, other)
}

/// What comes of two jobs, one after the other.
#[cfg(not(feature = "parallel"))]
pub(crate) fn join<A: Send, B: Send>(
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    (one(), other())
}

/// Has each part worked on by other cores, while this one does something else; then calls back, on this one,
/// with what came of each, in order. A part that nobody has begun by then is worked on by this one.
#[cfg(feature = "parallel")]
#[cfg_attr(not(feature = "csv"), allow(dead_code))]
pub(crate) fn meanwhile<T: Sync, R: Send + Sync>(
    parts: &[T],
    work: impl Fn(&T) -> R + Sync,
    something_else: impl FnOnce(),
    mut take: impl FnMut(&R),
) {
    let done: Vec<_> = parts.iter().map(|_| std::sync::OnceLock::new()).collect();
    let each = || parts.iter().zip(&done);
    rayon::in_place_scope(|scope| {
        for (part, done) in each() {
            let work = &work;
            scope.spawn(move |_| {
                done.get_or_init(|| work(part));
            });
        }
        something_else();
        each().for_each(|(part, done)| take(done.get_or_init(|| work(part))));
    });
}

/// Does something else; then works on each part, and calls back with what came of it.
#[cfg(not(feature = "parallel"))]
#[cfg_attr(not(feature = "csv"), allow(dead_code))]
pub(crate) fn meanwhile<T: Sync, R: Send + Sync>(
    parts: &[T],
    work: impl Fn(&T) -> R + Sync,
    something_else: impl FnOnce(),
    mut take: impl FnMut(&R),
) {
    something_else();
    parts.iter().for_each(|part| take(&work(part)));
}

/// So many parts of a scope are worked on before the next are looked for, and before what came of them is
/// put together.
const BATCH: usize = 128;

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
