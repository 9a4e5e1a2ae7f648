//! Answers that only some cases speak of, written as the lines of a case.

use crate::oracle::{
    answers::Names,
    ranked::{Best, Ranked},
    shares::{Pivotal, Shares, Tally},
    walked::Walks,
};

/// What is told beside the answers of every case.
pub(crate) struct Further {
    pub(crate) ranked: Ranked,
    pub(crate) shares: Shares,
    pub(crate) walks: Walks,
}

impl Further {
    /// A line of a case as it must be for this to be due.
    pub(crate) fn line(&self, due: &str) -> String {
        let words: Vec<&str> = due.split(' ').collect();
        let (head, told) = match words[..] {
            ["heaviest", ..] => ("heaviest".to_owned(), spaced(&self.ranked.heaviest, drawn)),
            [list @ ("top" | "one-per-end" | "disjoint"), rank, ..] => {
                let Best { all, one_per_end, event_disjoint } = self.best(rank);
                let chains = match list {
                    "top" => all,
                    "one-per-end" => one_per_end,
                    _ => event_disjoint,
                };
                (format!("{list} {rank}"), spaced(chains, drawn))
            }
            ["kept", ..] => {
                ("kept".to_owned(), spaced(&self.walks.every, |(_, kept)| kept.to_string()))
            }
            ["distinct", most, ..] => {
                let mut asked = self.walks.distinct.iter();
                let chains = &asked.find(|(events, _)| events.to_string() == most).unwrap().1;
                (format!("distinct {most}"), spaced(chains, drawn))
            }
            ["by-length", ..] => ("by-length".to_owned(), self.by_len()),
            ["pivots", ..] => {
                let pivot = |pivot: &Pivotal| {
                    let all = pivot.chains as f64 / pivot.share;
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
            _ => panic!("not understood: {due}"),
        };
        format!("{head} {told}")
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

fn drawn(chain: &Names) -> String {
    chain.iter().map(u32::to_string).collect::<Vec<_>>().join("-")
}

/// With spaces between; `none` for none.
fn spaced<T>(parts: impl IntoIterator<Item = T>, word: impl Fn(T) -> String) -> String {
    let words: Vec<_> = parts.into_iter().map(word).collect();
    if words.is_empty() { "none".to_owned() } else { words.join(" ") }
}
