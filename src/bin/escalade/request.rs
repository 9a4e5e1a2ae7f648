//! A question about the chains of a query, with all that the output formats need to answer it.

use std::{cell::Cell, cmp::Ordering, error::Error, fs, io::Write, path::Path};

use escalade::{
    Chain, Chains, EventId, Query, Rank, Timeline, View,
    chain::{Bookmark, DyadTally, Hop, Iter, Top, Weights},
    read::Reading,
};
use rand_pcg::rand_core::{Rng, SeedableRng};
use serde_json::Value;

use super::{
    answer::{Answer, DEFAULT_NUMBER},
    args::{Args, Output, RankBy},
    files::{in_file, read_json},
    safe_text::escaped,
    stop::Stop,
};

/// An answer that is wanted, and what it is about.
pub(crate) struct Request<'a, 't> {
    pub(crate) args: &'a Args,
    pub(crate) answer: &'a Answer,
    pub(crate) reading: &'a Reading,
    pub(crate) query: &'a Query,
    pub(crate) view: &'a View<'t>,
    pub(crate) chains: &'a Chains<'t>,
    pub(crate) stop: &'a Stop,
}

/// The greatest number of events of a chain that is explained by default.
const MOST_EXPLAINED: usize = 100;

/// The number of chains in a picture or graph file by default.
const DEFAULT_IN_PICTURE: usize = 1_000;

/// An iterator over the chains of an answer, at most as many as the limit allows. Call
/// [`finish`](Self::finish) afterwards.
pub(crate) struct Listing<'a, 't> {
    source: Source<'a, 't>,
    left: usize,
    /// Whether the limit is one of the listing, and not the number of chains asked for.
    is_limited: bool,
    /// The chain that was returned last, if there is a file for it.
    bookmark: Option<Bookmark>,
    file: Option<&'a Path>,
    stop: &'a Stop,
}

enum Source<'a, 't> {
    /// Chains that a bookmark can continue.
    Page(Box<Iter<'t>>),
    Chains(Box<dyn Iterator<Item = Chain<'t>> + 'a>),
}

impl<'a, 't> Listing<'a, 't> {
    fn of(
        request: &Request<'a, 't>,
        chains: impl IntoIterator<Item = Chain<'t>, IntoIter: 'a>,
        most: usize,
    ) -> Self {
        let source = Source::Chains(Box::new(chains.into_iter()));
        let is_limited = matches!(request.answer, Answer::DistinctActors(_));
        Self { source, left: most, is_limited, bookmark: None, file: None, stop: request.stop }
    }

    fn next_of_source(&mut self) -> Option<Chain<'t>> {
        match &mut self.source {
            Source::Page(iter) => iter.next(),
            Source::Chains(chains) => chains.next(),
        }
    }

    /// Moves the bookmark to the chain that was returned last, once all chains are written to `out`. Fails if
    /// the time limit has ended the listing.
    pub(crate) fn finish(&mut self, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
        if let Some((file, bookmark)) = self.file.zip(self.bookmark.as_ref()) {
            out.flush()?;
            fs::write(file, serde_json::to_string(bookmark)?)
                .map_err(|problem| format!("{}: {problem}", file.display()))?;
        }
        self.stop.check()
    }

    /// Returns `true` if there are chains beyond the limit.
    pub(crate) fn has_more(&mut self) -> bool {
        self.is_limited && self.left == 0 && self.next_of_source().is_some()
    }
}

impl<'t> Iterator for Listing<'_, 't> {
    type Item = Chain<'t>;

    fn next(&mut self) -> Option<Chain<'t>> {
        if self.stop.is_over() {
            return None;
        }
        self.left = self.left.checked_sub(1)?;
        let chain = self.next_of_source()?;
        if let (Source::Page(iter), true) = (&self.source, self.file.is_some()) {
            self.bookmark = iter.bookmark();
        }
        Some(chain)
    }
}

/// Returns the sum of the levels of a chain's events.
pub(crate) fn weight(chain: &Chain<'_>) -> f64 {
    let tenths: i128 = chain.levels().map(|level| i128::from(level.tenths())).sum();
    tenths as f64 / 10.0
}

impl<'a, 't> Request<'a, 't> {
    /// Returns the chains that the answer lists; none if the answer is not one of chains.
    pub(crate) fn listing(&self) -> Result<Listing<'a, 't>, Box<dyn Error>> {
        let chains = self.chains;
        Ok(match self.answer {
            Answer::Longest => Listing::of(self, chains.longest(), usize::MAX),
            Answer::GreatestRise => Listing::of(self, chains.greatest_rise(), usize::MAX),
            Answer::Heaviest => Listing::of(self, chains.best(self.weights()?), usize::MAX),
            Answer::Top(most) => Listing::of(self, self.top()?, *most),
            Answer::Sample(times) => {
                // Chains are drawn uniformly from all, with replacement.
                let seed = self.args.wanted.seed.unwrap_or(0);
                let mut random = rand_pcg::Pcg64::seed_from_u64(seed);
                let draw = move || chains.sample(|| random.next_u64());
                Listing::of(self, std::iter::from_fn(draw), *times)
            }
            Answer::Iter | Answer::Maximal => self.page()?,
            Answer::DistinctActors(most) => {
                Listing::of(self, chains.distinct_actors(*most), self.limit())
            }
            Answer::Through(key) => {
                Listing::of(self, chains.through(self.event(key)?, Rank::Longest), usize::MAX)
            }
            Answer::EndingIn(key) => {
                Listing::of(self, chains.ending_in(self.event(key)?, Rank::Longest), usize::MAX)
            }
            Answer::Worlds(most) => {
                Listing::of(self, chains.worlds()?.most_confident(*most), *most)
            }
            _ => Listing::of(self, None, 0),
        })
    }

    /// Returns `true` if a chain is explained, not only listed.
    pub(crate) fn explains(&self, chain: &Chain<'_>) -> bool {
        self.args.wanted.explain || chain.len() <= MOST_EXPLAINED
    }

    /// Returns the hops of the query up to the limit, ordered by later event, then by earlier event.
    pub(crate) fn hops(&self) -> impl Iterator<Item = Hop> + use<'a, 't> {
        let stop = self.stop;
        self.chains.hops().take(self.limit()).take_while(|_| !stop.is_over())
    }

    /// Returns a value, or an error if the time limit has stopped its computation.
    pub(crate) fn in_time<T>(&self, value: T) -> Result<T, Box<dyn Error>> {
        self.stop.check().map(|()| value)
    }

    /// Returns `true` if chains are printed with their weight.
    pub(crate) fn shows_weight(&self) -> bool {
        let by_weight = self.args.wanted.rank == Some(RankBy::Heaviest);
        matches!(self.answer, Answer::Heaviest) || by_weight
    }

    pub(crate) fn limit(&self) -> usize {
        let default = match self.args.wanted.output {
            Output::Text => DEFAULT_NUMBER,
            Output::Json | Output::Jsonl | Output::Csv | Output::Arrow | Output::Parquet => {
                usize::MAX
            }
            _ => DEFAULT_IN_PICTURE,
        };
        self.args.wanted.limit.unwrap_or(default)
    }

    /// Returns the figures of the dyads, those with most chains first.
    pub(crate) fn dyads(&self) -> Result<Vec<DyadTally>, Box<dyn Error>> {
        let mut dyads = self.in_time(self.chains.by_dyad())?;
        // Stable, so that dyads with as many chains stay in order of their actors.
        dyads.sort_by(|a, b| b.chains().partial_cmp(a.chains()).unwrap_or(Ordering::Equal));
        Ok(dyads)
    }

    pub(crate) fn top(&self) -> Result<Top<'t>, String> {
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

    /// Lists chains from the bookmark on, if there is one.
    fn page(&self) -> Result<Listing<'a, 't>, Box<dyn Error>> {
        let file = self.args.wanted.bookmark.as_deref();
        let iter = match file.filter(|file| file.exists()) {
            Some(file) => self.chains.resume(&self.read_bookmark(file)?)?.into_iter(),
            None if *self.answer == Answer::Maximal => self.chains.maximal(),
            None => self.chains.iter(),
        };
        let source = Source::Page(Box::new(iter));
        let (left, stop) = (self.limit(), self.stop);
        Ok(Listing { source, left, is_limited: true, bookmark: None, file, stop })
    }

    /// Reads a bookmark, and checks that it belongs to the listing that is wanted.
    fn read_bookmark(&self, file: &Path) -> Result<Bookmark, Box<dyn Error>> {
        let value: Value = read_json(file)?;
        let bookmark =
            serde_json::from_value(value.clone()).map_err(|problem| in_file(file, &problem))?;
        let (expected, other_answer) = match self.answer {
            Answer::Maximal => ("maximal", "iter"),
            _ => ("every", "maximal"),
        };
        if value["chains"] != expected {
            let problem = format!("the bookmark is of --answer {other_answer}");
            return Err(in_file(file, &problem).into());
        }
        Ok(bookmark)
    }
}

/// Returns the event with this key, or with this order of recording, written as `#12`.
pub(crate) fn event(timeline: &Timeline, key: &str) -> Result<EventId, String> {
    let number = key.strip_prefix('#').and_then(|number| number.parse::<usize>().ok());
    let numbered = number.and_then(|number| {
        timeline.events().map(|event| event.id()).find(|id| id.index() == number)
    });
    timeline.event_by_key(key).map(|event| event.id()).or(numbered).ok_or_else(|| {
        let key = escaped(key);
        format!("no event has the key «{key}»; write a key, or #0 for the first event recorded")
    })
}
