//! How many actors each actor draws in.

use std::cmp::Ordering;

use serde::Serialize;

use super::least::{Direction, Least};
use crate::{
    chain::{chains::Chains, engine::scope::Scope, nodes::bounds::Bounds, prepared::Prepared},
    error::{Error, ErrorKind, Issue, Issues},
    parallel,
    sorting::sort_by,
};

/// The greatest number of acting parties times events: about a minute of one core.
const MAX_VISITS: u64 = 4_000_000_000;

/// How many actors an actor draws in, and how many draw it in: see [`Chains::reach_sizes`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ReachSize {
    /// The actor, as rolled up.
    pub actor: String,
    /// The number of other actors that it [draws in](Chains::reach).
    pub reaches: u64,
    /// The number of other actors that draw it in.
    pub reached_by: u64,
    /// The number of its acts at which a chain may begin.
    pub starts: u64,
    /// The number of events in which such a chain ends; `None` if the numbers are estimated.
    pub events: Option<u64>,
    /// Whether `reaches` and `reached_by` are estimates, with a relative standard error of 6.3%.
    pub is_estimated: bool,
}

impl Chains<'_> {
    /// Returns how many actors each actor draws in, and how many draw it in, for all parties of events that take part: those
    /// that draw in the most first, then in order of their keys.
    ///
    /// The numbers are exact if the parties that act times the events that take part are at most 4 billion. Each party that
    /// acts takes the passes of [`reach`](Self::reach), with the `parallel` feature on all cores.
    ///
    /// Beyond that they are estimated from 512 passes over all parties at once, with a relative standard error of 6.3% (Cohen,
    /// 1997), and [`is_estimated`](ReachSize::is_estimated) is `true`. An estimate counts the actor itself if a chain comes
    /// back to it. The same timeline gives the same estimates.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Rule, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let [a, b, c, d] = ["A", "B", "C", "D"].map(|key| builder.add_actor(Actor::new(key)));
    /// # for (day, by, on) in [(1, a, b), (3, b, c), (4, b, d), (5, c, d)] {
    /// #     let strike = Event::attack(by, format!("2024-04-{day:02}"), Means::Drone).against(on);
    /// #     builder.add_event(strike.with_level(Kahn, day));
    /// # }
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).rules([Rule::Relay]).max_gap(TimeDelta::days(7));
    /// let sizes = timeline.chains(&query)?.reach_sizes()?;
    /// let sizes: Vec<_> = sizes.iter().map(|size| (&*size.actor, size.reaches, size.reached_by)).collect();
    /// assert_eq!(sizes, [("A", 3, 0), ("B", 2, 1), ("C", 0, 2), ("D", 0, 2)]);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported) if the parties that act times the events that take part are more
    /// than 4 billion, and the query has a [`within`](crate::Query::within) or a [`max_len`](crate::Query::max_len): whether a
    /// chain goes on then depends on its length so far, which least numbers do not tell.
    pub fn reach_sizes(&self) -> Result<Vec<ReachSize>, Error> {
        let prepared = &*self.prepared;
        let nodes = &prepared.engine.nodes;
        let parties = prepared.roll_up.party_count();
        let (mut acts, mut takes_part) = (vec![Vec::new(); parties], vec![false; parties]);
        for node in 0..nodes.len() {
            for party in prepared.parties_of(node, true) {
                acts[party as usize].push(node as u32);
            }
            prepared.each_party(node, false, &mut |party| takes_part[party as usize] = true);
        }
        let (mut acting, mut all) = (0, Vec::new());
        for (party, acts) in acts.iter().enumerate() {
            acting += u64::from(!acts.is_empty());
            if takes_part[party] {
                all.push(party as u32);
            }
        }
        let visits = acting.saturating_mul(nodes.len() as u64);
        if visits > MAX_VISITS {
            return match prepared.estimated_sizes() {
                Some(estimates) => Ok(prepared.estimates_of(&all, &acts, &estimates)),
                None => Err(too_many(acting, nodes.len())),
            };
        }
        let mut sizes = Vec::with_capacity(all.len());
        let mut reached_by = vec![0_u64; parties];
        let reach = |party: u32| prepared.reached_from(&acts[party as usize]);
        for (party, (starts, events, reached)) in all.iter().zip(parallel::map(all.clone(), reach))
        {
            let (mut reaches, actor) = (0, prepared.roll_up.key(*party).to_owned());
            for (other, is_reached) in reached.into_iter().enumerate() {
                if is_reached && other != *party as usize {
                    reaches += 1;
                    reached_by[other] += 1;
                }
            }
            let events = Some(events);
            sizes.push(ReachSize {
                actor,
                reaches,
                reached_by: 0,
                starts,
                events,
                is_estimated: false,
            });
        }
        for (party, size) in all.iter().zip(&mut sizes) {
            size.reached_by = reached_by[*party as usize];
        }
        sort_by(&mut sizes, in_order_of_reach);
        Ok(sizes)
    }
}

/// Orders actors that draw in the most first, and then by key.
fn in_order_of_reach(one: &ReachSize, other: &ReachSize) -> Ordering {
    other.reaches.cmp(&one.reaches).then_with(|| one.actor.cmp(&other.actor))
}

impl Prepared<'_> {
    /// Returns the sizes of some parties, with the acts of each, from [estimates](Self::estimated_sizes) by party.
    fn estimates_of(
        &self,
        parties: &[u32],
        acts: &[Vec<u32>],
        [reaches, reached_by]: &[Vec<u64>; 2],
    ) -> Vec<ReachSize> {
        let mut sizes = Vec::with_capacity(parties.len());
        for party in parties {
            let nth = *party as usize;
            sizes.push(ReachSize {
                actor: self.roll_up.key(*party).to_owned(),
                reaches: reaches[nth],
                reached_by: reached_by[nth],
                starts: self.starts_among(&acts[nth], self.path_bounds()),
                events: None,
                is_estimated: true,
            });
        }
        sort_by(&mut sizes, in_order_of_reach);
        sizes
    }

    /// Returns the number of some nodes at which chains may begin.
    fn starts_among(&self, acts: &[u32], bounds: &Bounds) -> u64 {
        let mut starts = 0;
        for node in acts {
            let mut nodes = self.path_nodes(*node as usize).unwrap_or(0..0);
            starts += u64::from(nodes.any(|node| bounds.may_start(node)));
        }
        starts
    }

    /// Returns the number of the nodes `acts` at which chains may begin, the number of events in which these chains end,
    /// and, by party, whether it takes part in one of those events.
    fn reached_from(&self, acts: &[u32]) -> (u64, u64, Vec<bool>) {
        let nodes = &self.engine.nodes;
        let mut reached = vec![false; self.roll_up.party_count()];
        let mut ends = vec![false; nodes.len()];
        if acts.is_empty() {
            return (0, 0, reached);
        }
        let mut is_act = vec![false; nodes.len()];
        for node in acts {
            is_act[*node as usize] = true;
        }
        let engine = self.path_engine();
        let is_start = |node: usize| is_act[self.node_of_path(node as u32) as usize];
        let bounds = self.path_bounds().starting_with(&is_start, engine.nodes.len());
        let starts = self.starts_among(acts, &bounds);
        let scope = Scope::new(&bounds, &engine.nodes);
        let max = self.query.max_len.unwrap_or(usize::MAX);
        for part in scope.split_by_onset(&engine.nodes) {
            let least = Least::new(engine, &part, Direction::Forward, self.query.min_len);
            for node in &least.reached {
                let end = self.node_of_path(*node) as usize;
                if ends[end] || !part.may_end(*node as usize) || least.events(*node) as usize > max
                {
                    continue;
                }
                ends[end] = true;
                self.each_party(end, false, &mut |party| reached[party as usize] = true);
            }
        }
        (starts, ends.iter().filter(|is_end| **is_end).count() as u64, reached)
    }
}

fn too_many(acting: u64, events: usize) -> Error {
    let got = format!("{acting} acting parties and {events} events");
    let allowed = format!("at most {MAX_VISITS} for one number times the other");
    let remedy = "leave out within and max_len for estimates, ask for the reach of single actors, or narrow the view";
    Issues::from(Issue::new("reach/sizes", got, allowed, remedy)).into_error(ErrorKind::Unsupported)
}
