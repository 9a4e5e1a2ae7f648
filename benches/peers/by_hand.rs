//! A program that a careful user would write for a single query: the target of an attack attacks,
//! at a higher level, within a week. A window slides over the events; for each actor it holds, by
//! level, the number of paths that end in an attack on the actor within the window.

use std::collections::BTreeMap;

use super::{ACTORS, WEEK, common::Row};

/// Levels are 1 to 10.
const LEVELS: usize = 10;

/// Counts the chains of two or more events.
pub(crate) fn count(rows: &[Row]) -> u128 {
    let mut hits = vec![[0_u128; LEVELS + 1]; ACTORS as usize];
    let mut paths = vec![0_u128; rows.len()];
    let (mut entered, mut left) = (0, 0);
    let mut chains = 0;
    for (now, row) in rows.iter().enumerate() {
        while rows[entered].onset < row.onset {
            let Row { target, level, .. } = rows[entered];
            hits[target as usize][level as usize] += paths[entered];
            entered += 1;
        }
        while rows[left].onset + WEEK.num_seconds() < row.onset {
            let Row { target, level, .. } = rows[left];
            hits[target as usize][level as usize] -= paths[left];
            left += 1;
        }
        let before: u128 = hits[row.source as usize][..row.level as usize].iter().sum();
        paths[now] = 1 + before;
        chains += before;
    }
    chains
}

/// Counts the chains by number of events. Levels rise along a chain, so that it has at most as many
/// events as there are levels.
pub(crate) fn count_by_len(rows: &[Row]) -> BTreeMap<usize, u128> {
    let mut hits = vec![[[0_u128; LEVELS + 1]; LEVELS + 1]; ACTORS as usize];
    let mut paths = vec![[0_u128; LEVELS + 1]; rows.len()];
    let (mut entered, mut left) = (0, 0);
    let mut chains = [0; LEVELS + 1];
    for (now, row) in rows.iter().enumerate() {
        while rows[entered].onset < row.onset {
            let Row { target, level, .. } = rows[entered];
            let ending = &mut hits[target as usize][level as usize];
            ending.iter_mut().zip(paths[entered]).for_each(|(sum, paths)| *sum += paths);
            entered += 1;
        }
        while rows[left].onset + WEEK.num_seconds() < row.onset {
            let Row { target, level, .. } = rows[left];
            let ending = &mut hits[target as usize][level as usize];
            ending.iter_mut().zip(paths[left]).for_each(|(sum, paths)| *sum -= paths);
            left += 1;
        }
        paths[now][1] = 1;
        for ending in &hits[row.source as usize][..row.level as usize] {
            for len in 2..=LEVELS {
                paths[now][len] += ending[len - 1];
            }
        }
        chains.iter_mut().zip(paths[now]).skip(2).for_each(|(sum, paths)| *sum += paths);
    }
    (0..).zip(chains).filter(|(_, count)| *count > 0).collect()
}
