//! A question about the chains of a query, with all that the output formats need to answer it.

use std::{cell::Cell, error::Error, fmt::Display, fs, path::Path};

use escalade::{
    Chain, Chains, EventId, Query, Rank, Timeline, View,
    chain::{Bookmark, Hop, Top, Weights},
    read::Reading,
};
use rand_pcg::rand_core::{Rng, SeedableRng};
use serde_json::Value;

use super::{
    answer::{Answer, DEFAULT_NUMBER},
    args::{Args, Output, RankBy},
    safe_text::escaped,
};

/// An answer that is wanted, and what it is about.
pub(crate) struct Request<'a, 't> {
    pub(crate) args: &'a Args,
    pub(crate) answer: &'a Answer,
    pub(crate) reading: &'a Reading,
    pub(crate) query: &'a Query,
    pub(crate) view: &'a View<'t>,
    pub(crate) chains: &'a Chains<'t>,
}

/// The chains of an answer, at most as many as the limit allows.
pub(crate) struct Listing<'t> {
    pub(crate) chains: Vec<Chain<'t>>,
    /// Whether there are chains beyond the limit.
    pub(crate) has_more: bool,
}

impl<'t> Listing<'t> {
    fn complete(chains: impl IntoIterator<Item = Chain<'t>>) -> Self {
        Self { chains: chains.into_iter().collect(), has_more: false }
    }
}

/// Returns the sum of the levels of a chain's events.
pub(crate) fn weight(chain: &Chain<'_>) -> f64 {
    let tenths: i128 = chain.levels().map(|level| i128::from(level.tenths())).sum();
    tenths as f64 / 10.0
}

impl<'t> Request<'_, 't> {
    /// Returns the chains that the answer lists; none if the answer is not one of chains.
    pub(crate) fn listing(&self) -> Result<Listing<'t>, Box<dyn Error>> {
        let chains = self.chains;
        Ok(match self.answer {
            Answer::Longest => Listing::complete(chains.longest()),
            Answer::GreatestRise => Listing::complete(chains.greatest_rise()),
            Answer::Heaviest => Listing::complete(chains.best(self.weights()?)),
            Answer::Top(most) => Listing::complete(self.top()?.take(*most)),
            Answer::Sample(times) => self.sample(*times),
            Answer::Iter | Answer::Maximal => self.page()?,
            Answer::DistinctActors(most) => {
                let mut iter = chains.distinct_actors(*most);
                let chains = iter.by_ref().take(self.limit()).collect();
                Listing { chains, has_more: iter.next().is_some() }
            }
            Answer::Through(key) => {
                let event = event(&self.reading.timeline, key)?;
                Listing::complete(chains.through(event, Rank::Longest))
            }
            Answer::Summary
            | Answer::CountByLen
            | Answer::ByDyad
            | Answer::Pivots(_)
            | Answer::Hops => Listing::complete(None),
        })
    }

    /// Returns `true` if chains are printed with their weight.
    pub(crate) fn shows_weight(&self) -> bool {
        let by_weight = self.args.wanted.rank == Some(RankBy::Heaviest);
        matches!(self.answer, Answer::Heaviest) || by_weight
    }

    pub(crate) fn limit(&self) -> usize {
        let is_text = matches!(self.args.wanted.output, Output::Text);
        let default = if is_text { DEFAULT_NUMBER } else { usize::MAX };
        self.args.wanted.limit.unwrap_or(default)
    }

    /// Returns the hops, ordered by later event, then by earlier event.
    pub(crate) fn hops(&self) -> Vec<Hop> {
        let edges = self.chains.to_graph().into_nodes_edges().1;
        edges.into_iter().map(|edge| edge.weight).collect()
    }

    fn top(&self) -> Result<Top<'t>, String> {
        let best = match self.args.wanted.rank.unwrap_or(RankBy::Longest) {
            RankBy::Longest => self.chains.top(Rank::Longest),
            RankBy::GreatestRise => self.chains.top(Rank::GreatestRise),
            RankBy::Heaviest => self.chains.top(self.weights()?),
        };
        Ok(match (self.args.wanted.one_per_end, self.args.wanted.event_disjoint) {
            (true, _) => best.one_per_end(),
            (_, true) => best.event_disjoint(),
            _ => best,
        })
    }

    /// Weighs each event by its level. Weights have 32 bits.
    fn weights(&self) -> Result<Weights<'t>, String> {
        let (scale, beyond) = (self.query.scale(), Cell::new(None));
        let weights = self.chains.weights(|event| {
            let level = event.level(scale).unwrap_or_default();
            i32::try_from(level.tenths()).unwrap_or_else(|_| {
                beyond.set(Some(level));
                0
            })
        });
        match beyond.get() {
            Some(level) => Err(format!(
                "the level {level} cannot be added up: such an answer takes levels up to 214748364"
            )),
            None => Ok(weights),
        }
    }

    /// Draws chains uniformly from all, with replacement.
    fn sample(&self, times: usize) -> Listing<'t> {
        let mut random = rand_pcg::Pcg64::seed_from_u64(self.args.wanted.seed.unwrap_or(0));
        Listing::complete((0..times).map_while(|_| self.chains.sample(|| random.next_u64())))
    }

    /// Lists chains from the bookmark on, if there is one, and moves the bookmark to the last chain listed.
    fn page(&self) -> Result<Listing<'t>, Box<dyn Error>> {
        let file = self.args.wanted.bookmark.as_deref();
        let mut iter = match file.filter(|file| file.exists()) {
            Some(file) => self.chains.resume(&self.read_bookmark(file)?)?.into_iter(),
            None if *self.answer == Answer::Maximal => self.chains.maximal(),
            None => self.chains.iter(),
        };
        let chains = iter.by_ref().take(self.limit()).collect();
        if let Some((file, bookmark)) = file.zip(iter.bookmark()) {
            fs::write(file, serde_json::to_string(&bookmark)?)
                .map_err(|problem| format!("{}: {problem}", file.display()))?;
        }
        // After the bookmark was taken, since this advances the iterator.
        Ok(Listing { chains, has_more: iter.next().is_some() })
    }

    /// Reads a bookmark, and checks that it belongs to the listing that is wanted.
    fn read_bookmark(&self, file: &Path) -> Result<Bookmark, Box<dyn Error>> {
        let in_file = |problem: &dyn Display| format!("{}: {problem}", file.display());
        let text = fs::read_to_string(file).map_err(|problem| in_file(&problem))?;
        let value: Value = serde_json::from_str(&text).map_err(|problem| in_file(&problem))?;
        let bookmark =
            serde_json::from_value(value.clone()).map_err(|problem| in_file(&problem))?;
        let (expected, other_answer) = match self.answer {
            Answer::Maximal => ("maximal", "iter"),
            _ => ("every", "maximal"),
        };
        if value["chains"] != expected {
            return Err(in_file(&format!("the bookmark is of --answer {other_answer}")).into());
        }
        Ok(bookmark)
    }
}

/// Returns the event with this key, or with this order of recording, written as `#12`.
fn event(timeline: &Timeline, key: &str) -> Result<EventId, String> {
    let number = key.strip_prefix('#').and_then(|number| number.parse::<usize>().ok());
    let numbered = number.and_then(|number| {
        timeline.events().map(|event| event.id()).find(|id| id.index() == number)
    });
    timeline.event_by_key(key).map(|event| event.id()).or(numbered).ok_or_else(|| {
        let key = escaped(key);
        format!("no event has the key «{key}»; write a key, or #0 for the first event recorded")
    })
}
