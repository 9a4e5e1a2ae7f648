//! Fractions of a second, which a timeline does not store: the order of recording is to keep them.

use super::interner::Interner;

/// What a report says of times whose order of recording contradicts their fractions of a second.
pub(super) const OUT_OF_ORDER: &str = "with a smaller fraction of the second than an earlier record: the order of the file is kept, in which they do not ascend";

/// The greatest fraction of each second so far.
#[derive(Default)]
pub(super) struct SecondFractions {
    seconds: Interner,
    /// By the number of the second, the digits of its greatest fraction.
    greatest: Vec<Box<str>>,
}

impl SecondFractions {
    /// Returns `true` if a time such as `20:00:00.25Z` has a smaller fraction than an earlier time that is the same
    /// but for its fraction. A time without a fraction is compared with none.
    pub(super) fn is_out_of_order(&mut self, time: &str) -> bool {
        // Of an onset and an end, only the onset orders events.
        let onset = time.split('/').next().unwrap_or_default();
        let Some((second, rest)) = onset.split_once(['.', ',']) else { return false };
        let after = rest.trim_start_matches(|letter: char| letter.is_ascii_digit());
        let digits = &rest[..rest.len() - after.len()];
        if digits.is_empty() || !second.ends_with(|letter: char| letter.is_ascii_digit()) {
            return false;
        }
        // As texts without zeros at the end, fractions have the order of their numbers.
        let digits = digits.trim_end_matches('0');
        let nth = self.seconds.intern(&[second, after].concat()) as usize;
        match self.greatest.get_mut(nth) {
            None => self.greatest.push(digits.into()),
            Some(greatest) if digits < &**greatest => return true,
            Some(greatest) => *greatest = digits.into(),
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_of_one_second_are_compared() {
        let mut fractions = SecondFractions::default();
        for (time, is_out_of_order) in [
            ("2024-04-13T20:00:00.9Z", false),
            ("2024-04-13T20:00:01.1Z", false),
            ("2024-04-13T20:00:00Z", false),
            ("2024-04-13T20:00:00.25Z", true),
            ("2024-04-13T20:00:00.900Z", false),
            ("2024-04-13T20:00:00,95Z", false),
            ("2024-04-13T20:00:00.92Z", true),
            ("2024-04-13T20:00:00.5+03:00", false),
            ("2024-04-13T20:00:00.25+03:00", true),
            ("13.4.2024", false),
            ("12.4.2024", false),
            ("Apr. 2024", false),
        ] {
            assert_eq!(fractions.is_out_of_order(time), is_out_of_order, "{time}");
        }
    }
}
