//! The answers that the command gives about the chains of a query.

use std::str::FromStr;

use super::safe_text::escaped;

/// The value of `--answer`.
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
    EndingIn(String),
    OffRamps(Option<String>),
    HangsOn(String),
    Worlds(usize),
    Threats,
    Claims(String),
    Evidence(String),
    Reactions(String),
}

/// Number of chains, pivots or lines given by default.
pub(crate) const DEFAULT_NUMBER: usize = 10;

impl FromStr for Answer {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, argument) =
            text.split_once('=').map_or((text, None), |(name, argument)| (name, Some(argument)));
        let number_or_default =
            |text: Option<&str>| text.map_or(Ok(DEFAULT_NUMBER), |text| number(text, 1));
        Ok(match (name, argument) {
            ("summary", None) => Self::Summary,
            ("count-by-len", None) => Self::CountByLen,
            ("by-dyad", None) => Self::ByDyad,
            ("longest", None) => Self::Longest,
            ("greatest-rise", None) => Self::GreatestRise,
            ("heaviest", None) => Self::Heaviest,
            ("top", most) => Self::Top(number_or_default(most)?),
            ("pivots", most) => Self::Pivots(number_or_default(most)?),
            ("sample", times) => Self::Sample(number_or_default(times)?),
            ("hops", None) => Self::Hops,
            ("iter", None) => Self::Iter,
            ("maximal", None) => Self::Maximal,
            ("distinct-actors", Some(most)) => Self::DistinctActors(number(most, 2)?),
            ("through", Some(key)) => Self::Through(key.to_owned()),
            ("ending-in", Some(key)) => Self::EndingIn(key.to_owned()),
            ("off-ramps", key) => Self::OffRamps(key.map(str::to_owned)),
            ("hangs-on", Some(key)) => Self::HangsOn(key.to_owned()),
            ("worlds", most) => Self::Worlds(number_or_default(most)?),
            ("threats", None) => Self::Threats,
            ("claims", Some(key)) => Self::Claims(key.to_owned()),
            ("evidence", Some(key)) => Self::Evidence(key.to_owned()),
            ("reactions", Some(key)) => Self::Reactions(key.to_owned()),
            _ => {
                return Err("write summary, count-by-len, by-dyad, longest, greatest-rise, heaviest, \
                            top[=K], pivots[=K], sample[=K], hops, iter, maximal, distinct-actors=K, \
                            through=KEY, ending-in=KEY, off-ramps[=KEY], hangs-on=KEY, worlds[=K], \
                            threats, claims=KEY, evidence=KEY or reactions=KEY"
                    .to_owned());
            }
        })
    }
}

fn number(text: &str, least: usize) -> Result<usize, String> {
    text.parse()
        .ok()
        .filter(|number| *number >= least)
        .ok_or_else(|| format!("«{}» is not a whole number of {least} or more", escaped(text)))
}
