//! Answers that only some cases state, in the notation of the cases.

use crate::oracle::{
    answers::Names,
    ranked::{Best, Ranked},
    shares::{RawPivot, Shares, Tally},
    walks::Walks,
};

/// The answers beyond the basic ones.
pub(crate) struct Further {
    pub(crate) ranked: Ranked,
    pub(crate) shares: Shares,
    pub(crate) walks: Walks,
}

impl Further {
    /// Returns the line that a case would have to hold for these answers, of the same sort as a
    /// given line.
    pub(crate) fn line(&self, expected: &str) -> String {
        let words: Vec<&str> = expected.split(' ').collect();
        let (head, answer) = match words[..] {
            ["heaviest", ..] => ("heaviest".to_owned(), spaced(&self.ranked.heaviest, dashed)),
            [list @ ("top" | "one-per-end" | "disjoint"), rank, ..] => {
                let Best { all, one_per_end, event_disjoint } = self.best(rank);
                let chains = match list {
                    "top" => all,
                    "one-per-end" => one_per_end,
                    _ => event_disjoint,
                };
                (format!("{list} {rank}"), spaced(chains, dashed))
            }
            ["kept", ..] => {
                ("kept".to_owned(), spaced(&self.walks.every, |(_, kept)| kept.to_string()))
            }
            ["distinct", most, ..] => {
                let mut lists = self.walks.distinct.iter();
                let chains = &lists.find(|(events, _)| events.to_string() == most).unwrap().1;
                (format!("distinct {most}"), spaced(chains, dashed))
            }
            ["by-length", ..] => ("by-length".to_owned(), self.by_len()),
            ["pivots", ..] => {
                let pivot = |pivot: &RawPivot| {
                    let chains: f64 = pivot.chains.to_string().parse().unwrap();
                    let all = chains / pivot.share;
                    format!("{}:{}/{}", pivot.event, pivot.chains, all.round())
                };
                ("pivots".to_owned(), spaced(&self.shares.pivots, pivot))
            }
            ["dyads", ..] => ("dyads".to_owned(), spaced(&self.shares.by_dyad, between)),
            ["dyad", dyad, ..] => {
                let mut dyads = self.shares.by_dyad.iter();
                let tally = dyads.find(|tally| between(tally) == dyad).unwrap();
                let Tally { events, hops, chains, .. } = tally;
                let rise = tally.greatest_rise.map(|rise| (f64::from(rise) / 10.0).to_string());
                let rise = spaced(&rise, String::clone);
                (format!("dyad {dyad}"), format!("{events} {hops} {chains} {rise}"))
            }
            _ => panic!("not understood: {expected}"),
        };
        format!("{head} {answer}")
    }

    fn best(&self, rank: &str) -> &Best {
        let ranks = ["longest", "rise", "weight"];
        &self.ranked.best[ranks.iter().position(|known| *known == rank).unwrap()]
    }

    fn by_len(&self) -> String {
        match &self.shares.by_len {
            Some(counts) => spaced(counts, |(len, count)| format!("{len}:{count}")),
            None => "unsupported".to_owned(),
        }
    }
}

fn between(tally: &Tally) -> String {
    format!("{}>{}", tally.dyad.0, tally.dyad.1)
}

fn dashed(chain: &Names) -> String {
    chain.iter().map(u32::to_string).collect::<Vec<_>>().join("-")
}

/// Joins items with spaces; `none` if there are no items.
fn spaced<T>(parts: impl IntoIterator<Item = T>, word: impl Fn(T) -> String) -> String {
    let words: Vec<_> = parts.into_iter().map(word).collect();
    if words.is_empty() { "none".to_owned() } else { words.join(" ") }
}
