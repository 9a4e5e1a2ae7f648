//! Work in independent tasks: on all cores with the feature `parallel`, one task after another
//! without it.
//!
//! Results are combined in the order of the tasks, so they are the same in both cases.

#[cfg(feature = "parallel")]
use std::sync::Mutex;

#[cfg(feature = "parallel")]
use rayon::prelude::*;

/// Returns the number of tasks that are worked on at the same time.
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

/// Returns the results of the tasks, in order. All tasks are worked on before the iterator is
/// returned.
#[cfg(feature = "parallel")]
pub(crate) fn map<T: Send, R: Send>(
    tasks: Vec<T>,
    work: impl Fn(T) -> R + Sync + Send,
) -> impl Iterator<Item = R> {
    // No two threads have the same index, so that no thread waits for a lock.
    let slots: Vec<_> = tasks.into_iter().map(|task| Mutex::new((Some(task), None))).collect();
    for_each_index(slots.len(), &|index| {
        if let Ok(mut slot) = slots[index].lock() {
            slot.1 = slot.0.take().map(&work);
        }
    });
    slots.into_iter().filter_map(|slot| slot.into_inner().ok()?.1)
}

/// Returns the results of the tasks, in order. Each task is worked on when the iterator reaches it.
#[cfg(not(feature = "parallel"))]
pub(crate) fn map<T: Send, R: Send>(
    tasks: Vec<T>,
    work: impl Fn(T) -> R + Sync + Send,
) -> impl Iterator<Item = R> {
    tasks.into_iter().map(work)
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

/// Works on the tasks on other cores, while this thread runs `something_else`. Then passes the
/// results to `take` on this thread, in order. This thread works on tasks that no other thread has
/// begun by then.
#[cfg(feature = "parallel")]
#[cfg_attr(not(feature = "csv"), allow(dead_code))]
pub(crate) fn meanwhile<T: Sync, R: Send + Sync>(
    tasks: &[T],
    work: impl Fn(&T) -> R + Sync,
    something_else: impl FnOnce(),
    mut take: impl FnMut(&R),
) {
    let done: Vec<_> = tasks.iter().map(|_| std::sync::OnceLock::new()).collect();
    let each = || tasks.iter().zip(&done);
    rayon::in_place_scope(|scope| {
        for (task, done) in each() {
            let work = &work;
            scope.spawn(move |_| {
                done.get_or_init(|| work(task));
            });
        }
        something_else();
        // If another thread has begun the task, `get_or_init` waits for its result.
        each().for_each(|(task, done)| take(done.get_or_init(|| work(task))));
    });
}

/// Runs `something_else`, then works on each task and passes the result to `take`.
#[cfg(not(feature = "parallel"))]
#[cfg_attr(not(feature = "csv"), allow(dead_code))]
pub(crate) fn meanwhile<T: Sync, R: Send + Sync>(
    tasks: &[T],
    work: impl Fn(&T) -> R + Sync,
    something_else: impl FnOnce(),
    mut take: impl FnMut(&R),
) {
    something_else();
    tasks.iter().for_each(|task| take(&work(task)));
}

/// Returns the results of the tasks, in order, or `None` if `work` returns `None` for one.
#[cfg(feature = "parallel")]
pub(crate) fn try_map<T: Sync, R: Send>(
    tasks: &[T],
    work: impl Fn(&T) -> Option<R> + Sync,
) -> Option<Vec<R>> {
    let slots: Vec<_> = tasks.iter().map(|_| Mutex::new(None)).collect();
    for_each_index(tasks.len(), &|index| {
        if let Ok(mut slot) = slots[index].lock() {
            *slot = work(&tasks[index]);
        }
    });
    let mut results = Vec::with_capacity(tasks.len());
    for slot in slots {
        results.push(slot.into_inner().ok()??);
    }
    Some(results)
}

/// Returns the results of the tasks, in order, or `None` as soon as `work` returns `None` for one.
#[cfg(not(feature = "parallel"))]
pub(crate) fn try_map<T: Sync, R: Send>(
    tasks: &[T],
    work: impl Fn(&T) -> Option<R> + Sync,
) -> Option<Vec<R>> {
    // A loop, since `collect` is compiled in more functions.
    let mut results = Vec::new();
    for task in tasks {
        results.push(work(task)?);
    }
    Some(results)
}

/// The number of tasks in a batch. Their results are held in memory until the batch is complete.
#[cfg(feature = "parallel")]
const BATCH: usize = 128;

/// Works on the tasks in batches, since they are too many to be held at once, and passes the
/// results to `take`, in order.
///
/// Stops and returns `None` as soon as `work` or `take` returns `None`.
#[cfg(feature = "parallel")]
pub(crate) fn try_for_each<T: Send, R: Send>(
    tasks: &mut dyn Iterator<Item = T>,
    work: impl Fn(T) -> Option<R> + Sync + Send,
    mut take: impl FnMut(R) -> Option<()>,
) -> Option<()> {
    loop {
        let batch: Vec<T> = tasks.take(BATCH).collect();
        if batch.is_empty() {
            return Some(());
        }
        for done in map(batch, &work) {
            take(done?)?;
        }
    }
}

/// Works on the tasks one after another, and passes each result to `take`.
///
/// Stops and returns `None` as soon as `work` or `take` returns `None`.
#[cfg(not(feature = "parallel"))]
pub(crate) fn try_for_each<T: Send, R: Send>(
    tasks: &mut dyn Iterator<Item = T>,
    work: impl Fn(T) -> Option<R> + Sync + Send,
    mut take: impl FnMut(R) -> Option<()>,
) -> Option<()> {
    for task in tasks {
        take(work(task)?)?;
    }
    Some(())
}
