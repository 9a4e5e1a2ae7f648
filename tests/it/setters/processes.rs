//! Setters of questions that several processes answer.

use std::{sync::Arc, time::Duration};

use escalade::distributed::{Apart, Cluster, Input, Question, Spread, Wanted, ask};

use super::*;

pub(super) fn processes() {
    let part = Arc::new(plain());
    let question = || Question::new(query());
    let ask_for = |question: Question| {
        drop(ask(&Cluster::of_threads(1), &Input::timelines([Arc::clone(&part)]), &question))
    };
    each!("Question::seen_through", NUMBERS, |least: usize| {
        ask_for(question().seen_through([ViewStep::MinMentions { mentions: least as u64 }]))
    });
    each!("Question::wanting", NUMBERS, |most| {
        let best = Wanted::Best { rank: Rank::Longest, most, apart: Apart::Nothing };
        ask_for(question().wanting(best))
    });
    each!("Question::spread_by", [Spread::Slices, Spread::LengthRounds], |spread| {
        ask_for(question().spread_by(spread))
    });
    each!("Cluster::with_workers", NUMBERS, |workers| {
        let cluster = Cluster::of_threads(1).with_workers(workers);
        assert!((1..=4_096).contains(&cluster.workers()))
    });
    each!("Cluster::with_patience", [Duration::ZERO, Duration::MAX], |patience| {
        // The address of this process is none, so that it does not wait.
        let cluster = Cluster::of_processes(0, ["not a host:1", "127.0.0.1:1"]).unwrap();
        let input = Input::timelines([Arc::clone(&part)]);
        drop(ask(&cluster.with_patience(patience), &input, &question()))
    });
}
