//! Work in independent parts: on all cores with the feature `parallel`, one part after another
//! without it.
//!
//! Results are combined in the order of the parts, so they are the same in both cases.

#[cfg(feature = "parallel")]
use std::sync::Mutex;

#[cfg(feature = "parallel")]
use rayon::prelude::*;

/// Returns the number of parts that are worked on at the same time.
#[cfg_attr(not(feature = "csv"), allow(dead_code))] // Only readers of tables call it.
pub(crate) fn cores() -> usize {
    #[cfg(feature = "parallel")]
    return rayon::current_num_threads();
    #[cfg(not(feature = "parallel"))]
    1
}

/// Runs `work` for each index below `len`, on all cores.
///
/// `work` is a trait object, so that Rayon is compiled once instead of once for each type of closure. Otherwise it
/// would be an eighth of the unoptimized code of this crate.
#[cfg(feature = "parallel")]
fn for_each_index(len: usize, work: &(dyn Fn(usize) + Sync)) {
    (0..len).into_par_iter().for_each(work);
}

/// Returns the results of the parts, in order. All parts are worked on before the iterator is
/// returned.
#[cfg(feature = "parallel")]
pub(crate) fn map<T: Send, R: Send>(
    parts: Vec<T>,
    work: impl Fn(T) -> R + Sync + Send,
) -> impl Iterator<Item = R> {
    // No two threads have the same index, so that no thread waits for a lock.
    let slots: Vec<_> = parts.into_iter().map(|part| Mutex::new((Some(part), None))).collect();
    for_each_index(slots.len(), &|index| {
        if let Ok(mut slot) = slots[index].lock() {
            slot.1 = slot.0.take().map(&work);
        }
    });
    slots.into_iter().filter_map(|slot| slot.into_inner().ok()?.1)
}

/// Returns the results of the parts, in order. Each part is worked on when the iterator reaches it.
#[cfg(not(feature = "parallel"))]
pub(crate) fn map<T: Send, R: Send>(
    parts: Vec<T>,
    work: impl Fn(T) -> R + Sync + Send,
) -> impl Iterator<Item = R> {
    parts.into_iter().map(work)
}

/// Returns the results of two jobs, which run at the same time.
#[cfg(feature = "parallel")]
pub(crate) fn join<A: Send, B: Send>(
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    let (mut one, mut other) = (Some(one), Some(other));
    let (mut first, mut second) = (None, None);
    join_dyn(&mut || first = one.take().map(|one| one()), &mut || {
        second = other.take().map(|other| other());
    });
    match (first, second) {
        (Some(first), Some(second)) => (first, second),
        _ => unreachable!("both jobs ran"),
    }
}

/// Runs two jobs at the same time. They are trait objects for the same reason as in `for_each_index`.
#[cfg(feature = "parallel")]
fn join_dyn(one: &mut (dyn FnMut() + Send), other: &mut (dyn FnMut() + Send)) {
    rayon::join(one, other);
}

/// Returns the results of two jobs, which run one after the other.
#[cfg(not(feature = "parallel"))]
pub(crate) fn join<A: Send, B: Send>(
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    (one(), other())
}

/// Works on the parts on other cores, while this thread runs `something_else`. Then passes the
/// results to `take` on this thread, in order. This thread works on parts that no other thread has
/// begun by then.
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
        // If another thread has begun the part, `get_or_init` waits for its result.
        each().for_each(|(part, done)| take(done.get_or_init(|| work(part))));
    });
}

/// Runs `something_else`, then works on each part and passes the result to `take`.
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

/// Returns the results of the parts, in order, or `None` if `work` returns `None` for one.
pub(crate) fn try_map<T: Send, R: Send>(
    parts: Vec<T>,
    work: impl Fn(T) -> Option<R> + Sync + Send,
) -> Option<Vec<R>> {
    // A loop, since `collect` is compiled in more functions.
    let mut results = Vec::with_capacity(parts.len());
    for result in map(parts, work) {
        results.push(result?);
    }
    Some(results)
}

/// The number of parts in a batch. Their results are held in memory until the batch is complete.
const BATCH: usize = 128;

/// Works on the parts in batches, since they are too many to be held at once, and passes the
/// results to `take`, in order.
///
/// Stops and returns `None` as soon as `work` or `take` returns `None`.
pub(crate) fn try_for_each<T: Send, R: Send>(
    parts: &mut dyn Iterator<Item = T>,
    work: impl Fn(T) -> Option<R> + Sync + Send,
    mut take: impl FnMut(R) -> Option<()>,
) -> Option<()> {
    loop {
        let batch: Vec<T> = parts.take(BATCH).collect();
        if batch.is_empty() {
            return Some(());
        }
        for done in map(batch, &work) {
            take(done?)?;
        }
    }
}
