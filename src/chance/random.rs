//! The random numbers of shuffles.

/// The random numbers of one shuffle: the generator xoshiro256++ (Blackman and Vigna, *ACM Transactions on
/// Mathematical Software* 47, 2021), begun by `SplitMix64` from a seed and the number of the shuffle.
///
/// A shuffle depends on these two numbers alone. So shuffles can be made in any order, on any number of
/// threads, and be continued later.
///
/// ```
/// use escalade::chance::Random;
///
/// let [mut one, mut same, mut other] = [(7, 0), (7, 0), (7, 1)].map(|(seed, nth)| Random::new(seed, nth));
/// assert_eq!(one.next_u64(), same.next_u64());
/// assert_ne!(one.next_u64(), other.next_u64());
/// assert!((0..100).all(|_| one.below(6) < 6));
/// ```
#[derive(Clone, Debug)]
pub struct Random([u64; 4]);

impl Random {
    /// Creates the generator of a shuffle: the `nth` with this seed, counted from 0.
    pub fn new(seed: u64, nth: u64) -> Self {
        // Two rounds of `SplitMix64` keep shuffles apart whose seeds and numbers differ by little.
        let mut state = split_mix(&mut { seed }).wrapping_add(nth);
        let mut state = split_mix(&mut state);
        Self([(); 4].map(|()| split_mix(&mut state)))
    }

    /// Returns 64 random bits.
    #[inline]
    pub fn next_u64(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.0;
        let result = a.wrapping_add(*d).rotate_left(23).wrapping_add(*a);
        let shifted = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= shifted;
        *d = d.rotate_left(45);
        result
    }

    /// Returns a random number below `bound`; all are equally likely (Lemire, *ACM Transactions on Modeling
    /// and Computer Simulation* 29, 2019). Returns 0 if `bound` is 0.
    #[inline]
    pub fn below(&mut self, bound: u64) -> u64 {
        let mut product = u128::from(self.next_u64()) * u128::from(bound);
        if (product as u64) < bound {
            let least = bound.wrapping_neg() % bound;
            while (product as u64) < least {
                product = u128::from(self.next_u64()) * u128::from(bound);
            }
        }
        (product >> 64) as u64
    }

    /// Calls `swap` with pairs of indices below `len` that make every order of `len` items equally likely
    /// (Fisher and Yates, 1938; Durstenfeld, 1964).
    #[inline]
    pub fn permute(&mut self, len: usize, mut swap: impl FnMut(usize, usize)) {
        for last in (1..len).rev() {
            let other = self.below(last as u64 + 1) as usize;
            if other != last {
                swap(last, other);
            }
        }
    }
}

/// Returns the next number of `SplitMix64` (Steele, Lea and Flood, 2014).
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::{Random, split_mix};

    /// The first numbers of the reference implementation of `SplitMix64` in C, from the state 1234567.
    #[test]
    fn states_are_mixed_as_by_the_reference_implementation() {
        let mut state = 1_234_567;
        let expected =
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!([(); 3].map(|()| split_mix(&mut state)), expected);
    }

    /// The first numbers of the reference implementation in C, <https://prng.di.unimi.it/xoshiro256plusplus.c>,
    /// from the state 1, 2, 3, 4.
    #[test]
    fn numbers_are_those_of_the_reference_implementation() {
        let mut random = Random([1, 2, 3, 4]);
        let expected = [41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386];
        assert_eq!([(); 4].map(|()| random.next_u64()), expected);
    }

    /// Chi-squared with 5 degrees of freedom is above 20.5 in one of a thousand samples.
    #[test]
    fn numbers_below_a_bound_are_equally_likely() {
        let mut counts = [0_f64; 6];
        for nth in 0..100 {
            let mut random = Random::new(3, nth);
            for _ in 0..60 {
                counts[random.below(6) as usize] += 1.0;
            }
        }
        let distance: f64 = counts.iter().map(|count| (count - 1_000.0).powi(2) / 1_000.0).sum();
        assert!(distance < 20.5, "{counts:?}");
        assert_eq!(Random::new(1, 1).below(0), 0);
    }

    #[test]
    fn every_order_is_equally_likely() {
        let mut counts = std::collections::BTreeMap::new();
        for nth in 0..6_000 {
            let mut items = [0, 1, 2];
            Random::new(0, nth).permute(3, |a, b| items.swap(a, b));
            *counts.entry(items).or_insert(0_f64) += 1.0;
        }
        let distance: f64 = counts.values().map(|count| (count - 1_000.0).powi(2) / 1_000.0).sum();
        assert!(counts.len() == 6 && distance < 20.5, "{counts:?}");
    }
}
