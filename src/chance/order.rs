//! Sorting of events by onset.

/// The greatest number of bits of a digit: its counters fit into the second-level cache.
const MAX_DIGIT: u32 = 16;

/// Sorts events, given in some order, by a key of each. Events with equal keys keep their order. A radix sort
/// from the last digit on: O(n) for each 16 bits of the greatest key.
pub(crate) fn sort_by_key(events: &mut Vec<u32>, keys: &[u64], greatest: u64) {
    let bits = u64::BITS - greatest.leading_zeros();
    let digits = bits.div_ceil(MAX_DIGIT);
    let digit = bits.div_ceil(digits.max(1));
    let mask = (1_u64 << digit) - 1;
    let mut sorted = vec![0; events.len()];
    for nth in 0..digits {
        let shift = nth * digit;
        let at = |event: u32| (keys[event as usize] >> shift & mask) as usize;
        let mut next = vec![0_u32; 1 << digit];
        for event in &*events {
            next[at(*event)] += 1;
        }
        let mut start = 0;
        for count in &mut next {
            start += std::mem::replace(count, start);
        }
        for event in &*events {
            let next = &mut next[at(*event)];
            sorted[*next as usize] = *event;
            *next += 1;
        }
        std::mem::swap(events, &mut sorted);
    }
}

#[cfg(test)]
mod tests {
    use super::sort_by_key;
    use crate::chance::Random;

    #[test]
    fn order_is_that_of_a_stable_sort() {
        let mut random = Random::new(0, 0);
        for greatest in [0, 1, 11_915, 1 << 20, u64::from(u32::MAX), 1 << 40] {
            let keys: Vec<u64> =
                (0..1_000).map(|_| random.below(greatest.saturating_add(1))).collect();
            let mut events: Vec<u32> = (0..1_000).rev().collect();
            let mut expected = events.clone();
            expected.sort_by_key(|event| keys[*event as usize]);
            sort_by_key(&mut events, &keys, greatest);
            assert_eq!(events, expected, "{greatest}");
        }
    }
}
