//! Answers of several workers and processes: the same as those of one timeline in one process.

mod equal;
#[cfg(all(feature = "cli", unix))]
mod processes;
mod refused;
mod vast;

use std::{net::TcpListener, sync::Arc, thread};

use escalade::{
    Chains, Rank, Timeline,
    distributed::{Answer, Apart, Cluster, FoundChain, Input, Outcome, Question, Wanted, ask},
    timeline::EventRef,
};

use crate::oracle::{drafts::Drafts, engine::build};

/// Splits the events of drafts into parts, in order of recording, and leaves out the links.
fn parts_of(drafts: &Drafts, parts: usize) -> Vec<Arc<Timeline>> {
    let mut built = Vec::new();
    for part in 0..parts {
        let bound = |nth: usize| nth * drafts.events.len() / parts;
        let part = Drafts {
            actors: drafts.actors.clone(),
            events: drafts.events[bound(part)..bound(part + 1)].to_vec(),
            links: Vec::new(),
            unreadable: if part == 0 { drafts.unreadable } else { 0 },
        };
        built.push(Arc::new(build(&part)));
    }
    built
}

/// Returns what a question asks of the chains of one process, in the same form.
fn answer_of_one(chains: &Chains<'_>, wanted: Wanted) -> Answer {
    match wanted {
        Wanted::CountByLen => Answer::CountByLen(chains.count_by_len().unwrap()),
        Wanted::ByDyad => Answer::ByDyad(chains.by_dyad()),
        _ => Answer::Summary(chains.summary()),
    }
}

/// Returns the numbers of the events of the best chains, in one process.
fn best_of_one(chains: &Chains<'_>, rank: Rank, most: usize, apart: Apart) -> Vec<Vec<u64>> {
    let top = chains.top(rank);
    let top = match apart {
        Apart::Nothing => top,
        Apart::Ends => top.one_per_end(),
        Apart::Events => top.event_disjoint(),
    };
    let number = |event: EventRef<'_>| event.id().index() as u64;
    top.take(most).map(|chain| chain.events().map(number).collect()).collect()
}

fn numbers(chains: &[FoundChain]) -> Vec<Vec<u64>> {
    chains.iter().map(|chain| chain.events.iter().map(|event| event.number).collect()).collect()
}

/// Asks a question of timelines on some worker threads.
fn asked(parts: &[Arc<Timeline>], workers: usize, question: &Question) -> Answer {
    let input = Input::timelines(parts.iter().cloned());
    let outcome = ask(&Cluster::of_threads(workers), &input, question).unwrap();
    outcome.answer.unwrap()
}

/// Returns addresses of this machine that are free.
fn free_hosts(processes: usize) -> Vec<String> {
    let listeners: Vec<TcpListener> =
        (0..processes).map(|_| TcpListener::bind("127.0.0.1:0").unwrap()).collect();
    listeners.iter().map(|listener| listener.local_addr().unwrap().to_string()).collect()
}

/// Asks a question of timelines in some processes, which are threads here but connected as processes are. Returns what
/// process 0 receives.
fn asked_over_tcp(
    parts: &[Arc<Timeline>],
    processes: usize,
    workers: usize,
    question: &Question,
) -> Outcome {
    let hosts = free_hosts(processes);
    let started: Vec<_> = (0..processes)
        .map(|process| {
            let cluster = Cluster::of_processes(process, hosts.clone()).unwrap();
            let cluster = cluster.with_workers(workers);
            let (input, question) = (Input::timelines(parts.iter().cloned()), question.clone());
            thread::spawn(move || ask(&cluster, &input, &question))
        })
        .collect();
    let mut outcomes: Vec<_> =
        started.into_iter().map(|one| one.join().unwrap().unwrap()).collect();
    assert!(outcomes[1..].iter().all(|outcome| outcome.answer.is_none()));
    assert!(outcomes.iter().all(|outcome| outcome.traffic == outcomes[0].traffic));
    outcomes.swap_remove(0)
}
