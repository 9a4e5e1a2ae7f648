//! Counts overlapping periods.

use crate::sorting::{count_before, sort_by};

/// Returns the number of periods that overlap an earlier one of the list. Takes O(n log n) time.
pub(super) fn overlap_count(periods: &[(i64, i64)]) -> usize {
    let mut starts = Vec::with_capacity(periods.len());
    for (start, _) in periods {
        starts.push(*start);
    }
    sort_by(&mut starts, Ord::cmp);
    let starts_before = |second: i64| count_before(starts.len(), &|at| starts[at] < second);
    // The latest end of the earlier periods, as a Fenwick tree (Fenwick 1994) of maxima over the starts.
    let mut latest = vec![i64::MIN; starts.len() + 1];
    let mut count = 0;
    for (start, end) in periods {
        let (mut node, mut latest_end) = (starts_before(*end), i64::MIN);
        while node > 0 {
            latest_end = latest_end.max(latest[node]);
            node &= node - 1;
        }
        count += usize::from(latest_end > *start);
        let mut node = starts_before(*start) + 1;
        while node < latest.len() {
            latest[node] = latest[node].max(*end);
            node += node & node.wrapping_neg();
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::overlap_count;

    #[test]
    fn overlaps_are_those_of_all_pairs() {
        let mut state = 1_u64;
        let mut below = |limit: u64| {
            // A linear congruential generator (Knuth 1997, 3.3.4).
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            ((state >> 33) % limit) as i64
        };
        for count in 0..300 {
            let mut periods: Vec<(i64, i64)> = Vec::new();
            for _ in 0..count % 20 {
                let start = below(60);
                periods.push((start, start + 1 + below(8)));
            }
            let overlaps = |nth: &usize| {
                let (start, end) = periods[*nth];
                periods[..*nth].iter().any(|earlier| earlier.0 < end && start < earlier.1)
            };
            let expected = (0..periods.len()).filter(overlaps).count();
            assert_eq!(overlap_count(&periods), expected, "{periods:?}");
        }
    }
}
