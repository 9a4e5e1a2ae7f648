//! Running a computation on all workers of all processes.

use std::{
    any::Any,
    io,
    net::Shutdown,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::Arc,
};

use timely::{
    CommunicationConfig, WorkerConfig,
    communication::{
        AllocatorBuilder, Hooks,
        allocator::{
            ProcessBuilder,
            zero_copy::{
                initialize::{CommsGuard, initialize_networking_from_sockets},
                stream::Stream,
            },
        },
    },
    execute::execute_from,
};

use super::{
    cluster::Cluster,
    connect::{connect, name},
    health::Health,
    peers::Peers,
    wire::Wire,
};
use crate::error::{Error, ErrorKind, Issue, Issues};

/// The connections of a process, and the threads that serve them.
#[derive(Default)]
struct Lines {
    wires: Vec<Wire>,
    threads: Option<CommsGuard>,
}

impl Lines {
    /// Waits until all that was sent has left, and all other processes have ended their part.
    fn close(self, has_failed: bool) {
        if has_failed {
            // The threads end when their connections do. Without this, one would wait for processes that live.
            for wire in &self.wires {
                let _ = wire.shutdown(Shutdown::Both);
            }
        }
        // Joins the threads, and panics if one of them did.
        let _ = catch_unwind(AssertUnwindSafe(|| drop(self.threads)));
    }
}

/// Runs `work` on each worker of each process, and returns what the workers of this process returned. `question` is a hash of all that the processes must agree in.
///
/// # Errors
///
/// The processes cannot be connected, or one has ended before its part was done.
pub(super) fn run<T: Send + 'static>(
    cluster: &Cluster,
    question: u64,
    work: impl Fn(&mut Peers<'_>) -> T + Send + Sync + 'static,
) -> Result<Vec<T>, Error> {
    let health = Arc::new(Health::default());
    let (builders, lines) = build(cluster, question, &health)?;
    let (in_process, of_workers) = (cluster.workers(), Arc::clone(&health));
    let guards = execute_from(builders, Box::new(()), WorkerConfig::default(), move |worker| {
        let mut peers = Peers::new(worker, in_process, Arc::clone(&of_workers));
        let done = catch_unwind(AssertUnwindSafe(|| work(&mut peers)));
        if let Err(panic) = &done {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
            of_workers.fail(text.unwrap_or("a panic"));
        }
        done.unwrap_or_else(|panic| resume_unwind(panic))
    })
    .map_err(|problem| failed("workers", &problem))?;
    let (mut results, mut has_failed) = (Vec::new(), false);
    for result in guards.join() {
        has_failed |= result.is_err();
        results.extend(result);
    }
    // Looked at before the connections are closed, which is noted too.
    let (lost, failure) = (health.lost(), health.failure());
    lines.close(has_failed);
    match (has_failed, lost) {
        (false, _) => Ok(results),
        (true, Some((process, reason))) => Err(Error::io(
            name(cluster, process),
            io::Error::new(io::ErrorKind::ConnectionAborted, reason),
        )),
        (true, None) => Err(failed("workers", failure.as_deref().unwrap_or("a panic"))),
    }
}

fn failed(place: &str, what: &str) -> Error {
    let issue = Issue::new(place, what, "workers that do their part", "report this as a defect");
    Issues::from(issue).into_error(ErrorKind::Unsupported)
}

/// Connects the processes and returns what the workers of this one are made from.
fn build(
    cluster: &Cluster,
    question: u64,
    health: &Arc<Health>,
) -> Result<(Vec<AllocatorBuilder>, Lines), Error> {
    let workers = cluster.workers();
    if cluster.processes() == 1 {
        let config = match workers {
            1 => CommunicationConfig::Thread,
            _ => CommunicationConfig::Process(workers),
        };
        let built: Result<(_, Box<dyn Any + Send>), _> = config.try_build();
        let (builders, _) = built.map_err(|problem| failed("workers", &problem))?;
        return Ok((builders, Lines::default()));
    }
    let wires = connect(cluster, question, health)?;
    let here = cluster.process();
    let io_error = |problem| Error::io(name(cluster, here), problem);
    let mut lines = Lines::default();
    for wire in wires.iter().flatten() {
        lines.wires.push(wire.try_clone().map_err(io_error)?);
    }
    let hooks = Hooks::default();
    let of_process = ProcessBuilder::new_typed_vector(workers, hooks.refill.clone(), None);
    let (builders, threads) =
        initialize_networking_from_sockets(of_process, wires, here, workers, hooks)
            .map_err(io_error)?;
    lines.threads = Some(threads);
    Ok((builders.into_iter().map(AllocatorBuilder::Tcp).collect(), lines))
}
