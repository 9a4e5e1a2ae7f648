//! What can be asked of the chains of a query, and what comes of it.

use std::{error::Error, fs, path::Path, str::FromStr};

use escalade::{Bookmark, Chain, Chains, Hop, Level, Query, Rank, Top, View, read::Reading};
use rand::{Rng, SeedableRng};
use serde_json::Value;

use super::args::{Args, By, Output, event};

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Summary,
    CountByLen,
    ByDyad,
    Longest,
    GreatestRise,
    Heaviest,
    Top(usize),
    Pivots(usize),
    Sample(usize),
    Hops,
    Iter,
    Maximal,
    DistinctActors(usize),
    Through(String),
}

/// How many are given unless said.
const SOME: usize = 10;

impl FromStr for Answer {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str, least: usize| {
            text.parse()
                .ok()
                .filter(|number| *number >= least)
                .ok_or_else(|| format!("«{text}» is no whole number from {least} on"))
        };
        let some = |text: Option<&str>| text.map_or(Ok(SOME), |text| number(text, 1));
        let (name, rest) =
            text.split_once('=').map_or((text, None), |(name, rest)| (name, Some(rest)));
        Ok(match (name, rest) {
            ("summary", None) => Self::Summary,
            ("count-by-len", None) => Self::CountByLen,
            ("by-dyad", None) => Self::ByDyad,
            ("longest", None) => Self::Longest,
            ("greatest-rise", None) => Self::GreatestRise,
            ("heaviest", None) => Self::Heaviest,
            ("top", most) => Self::Top(some(most)?),
            ("pivots", most) => Self::Pivots(some(most)?),
            ("sample", times) => Self::Sample(some(times)?),
            ("hops", None) => Self::Hops,
            ("iter", None) => Self::Iter,
            ("maximal", None) => Self::Maximal,
            ("distinct-actors", Some(most)) => Self::DistinctActors(number(most, 2)?),
            ("through", Some(key)) => Self::Through(key.to_owned()),
            _ => {
                return Err("write summary, count-by-len, by-dyad, longest, greatest-rise, heaviest, \
                            top[=K], pivots[=K], sample[=K], hops, iter, maximal, distinct-actors=K \
                            or through=KEY"
                    .to_owned());
            }
        })
    }
}

/// What was asked of which file.
pub(crate) struct Asked<'a, 't> {
    pub(crate) args: &'a Args,
    pub(crate) answer: &'a Answer,
    pub(crate) reading: &'a Reading,
    pub(crate) query: &'a Query,
    pub(crate) view: &'a View<'t>,
    pub(crate) chains: &'a Chains<'t>,
}

/// Chains, and whether there are more than were to be listed.
pub(crate) struct Listed<'t> {
    pub(crate) chains: Vec<Chain<'t>>,
    pub(crate) goes_on: bool,
}

impl<'t> Listed<'t> {
    fn all(chains: impl IntoIterator<Item = Chain<'t>>) -> Self {
        Self { chains: chains.into_iter().collect(), goes_on: false }
    }
}

/// What a chain weighs: the sum of its events' levels.
pub(crate) fn weight(chain: &Chain<'_>) -> f64 {
    let tenths: i64 = chain.levels().map(|level| i64::from(level.tenths())).sum();
    tenths as f64 / 10.0
}

impl<'t> Asked<'_, 't> {
    /// The chains that the answer lists.
    pub(crate) fn listed(&self) -> Result<Listed<'t>, Box<dyn Error>> {
        let chains = self.chains;
        Ok(match self.answer {
            Answer::Longest => Listed::all(chains.longest()),
            Answer::GreatestRise => Listed::all(chains.greatest_rise()),
            Answer::Heaviest => Listed::all(self.top_heaviest().next()),
            Answer::Top(most) => Listed::all(self.top().take(*most)),
            Answer::Sample(times) => self.sample(*times),
            Answer::Iter | Answer::Maximal => self.page()?,
            Answer::DistinctActors(most) => {
                let mut listing = chains.distinct_actors(*most);
                let chains = listing.by_ref().take(self.limit()).collect();
                Listed { chains, goes_on: listing.next().is_some() }
            }
            Answer::Through(key) => {
                let event = event(&self.reading.timeline, key)?;
                Listed::all(chains.through(event, Rank::Longest))
            }
            Answer::Summary
            | Answer::CountByLen
            | Answer::ByDyad
            | Answer::Pivots(_)
            | Answer::Hops => Listed::all(None),
        })
    }

    /// Whether chains are told with their weight.
    pub(crate) fn weighs(&self) -> bool {
        let by_weight = self.args.wanted.rank == Some(By::Heaviest);
        matches!(self.answer, Answer::Heaviest) || by_weight
    }

    pub(crate) fn limit(&self) -> usize {
        let some = matches!(self.args.wanted.output, Output::Text);
        let default = if some { SOME } else { usize::MAX };
        self.args.wanted.limit.unwrap_or(default)
    }

    /// The hops, by later event, then by earlier.
    pub(crate) fn hops(&self) -> Vec<Hop> {
        let edges = self.chains.to_graph().into_nodes_edges().1;
        edges.into_iter().map(|edge| edge.weight).collect()
    }

    fn top(&self) -> Top<'t> {
        let best = match self.args.wanted.rank.unwrap_or(By::Longest) {
            By::Longest => self.chains.top(Rank::Longest),
            By::GreatestRise => self.chains.top(Rank::GreatestRise),
            By::Heaviest => self.top_heaviest(),
        };
        match (self.args.wanted.one_per_end, self.args.wanted.event_disjoint) {
            (true, _) => best.one_per_end(),
            (_, true) => best.event_disjoint(),
            _ => best,
        }
    }

    fn top_heaviest(&self) -> Top<'t> {
        let scale = self.query.scale();
        self.chains.top_heaviest(|event| event.level(scale).map_or(0, Level::tenths))
    }

    /// Chains drawn one by one, each from all of them.
    fn sample(&self, times: usize) -> Listed<'t> {
        let mut random = rand_pcg::Pcg64::seed_from_u64(self.args.wanted.seed.unwrap_or(0));
        Listed::all((0..times).map_while(|_| self.chains.sample(|| random.next_u64())))
    }

    /// The next chains of a listing, from where its bookmark stands, which is then put on.
    fn page(&self) -> Result<Listed<'t>, Box<dyn Error>> {
        let file = self.args.wanted.bookmark.as_deref();
        let mut listing = match file.filter(|file| file.exists()) {
            Some(file) => self.chains.resume(&self.bookmark(file)?)?,
            None if *self.answer == Answer::Maximal => self.chains.maximal(),
            None => self.chains.iter(),
        };
        let chains = listing.by_ref().take(self.limit()).collect();
        if let Some((file, bookmark)) = file.zip(listing.bookmark()) {
            fs::write(file, serde_json::to_string(&bookmark)?)
                .map_err(|problem| format!("{}: {problem}", file.display()))?;
        }
        Ok(Listed { chains, goes_on: listing.next().is_some() })
    }

    /// The bookmark in a file, which must be of the listing asked for.
    fn bookmark(&self, file: &Path) -> Result<Bookmark, Box<dyn Error>> {
        let said = |problem: &dyn std::fmt::Display| format!("{}: {problem}", file.display());
        let text = fs::read_to_string(file).map_err(|problem| said(&problem))?;
        let written: Value = serde_json::from_str(&text).map_err(|problem| said(&problem))?;
        let bookmark = serde_json::from_value(written.clone()).map_err(|problem| said(&problem))?;
        let (of, asked) = match self.answer {
            Answer::Maximal => ("maximal", "iter"),
            _ => ("every", "maximal"),
        };
        if written["chains"] != of {
            return Err(said(&format!("the bookmark is of --answer {asked}")).into());
        }
        Ok(bookmark)
    }
}
