//! Columns of numbers that take as few bytes as the greatest of them needs.

use std::ops::{Deref, Range};

use crate::timeline::Dyad;

/// Numbers from 0, of one or two bytes each.
pub(super) enum Small {
    Bytes(Vec<u8>),
    Words(Vec<u16>),
}

impl Small {
    /// Returns a column of zeros whose numbers will be below `bound`.
    pub(super) fn zeros(len: usize, bound: usize) -> Self {
        match bound <= 1 << 8 {
            true => Self::Bytes(vec![0; len]),
            false => Self::Words(vec![0; len]),
        }
    }

    #[inline]
    pub(super) fn get(&self, at: usize) -> usize {
        match self {
            Self::Bytes(numbers) => usize::from(numbers[at]),
            Self::Words(numbers) => usize::from(numbers[at]),
        }
    }

    pub(super) fn set(&mut self, at: usize, number: usize) {
        match self {
            Self::Bytes(numbers) => numbers[at] = number as u8,
            Self::Words(numbers) => numbers[at] = number as u16,
        }
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::Bytes(numbers) => numbers.len(),
            Self::Words(numbers) => numbers.len(),
        }
    }

    /// Appends to `places` the places of a number, ascending.
    pub(super) fn find(&self, number: usize, places: &mut Vec<u32>) {
        match self {
            Self::Bytes(numbers) => find(numbers, number as u8, places),
            Self::Words(numbers) => find(numbers, number as u16, places),
        }
    }

    pub(super) fn reorder(&mut self, range: Range<usize>, order: &[u32]) {
        match self {
            Self::Bytes(numbers) => reorder(&mut numbers[range], order),
            Self::Words(numbers) => reorder(&mut numbers[range], order),
        }
    }
}

fn find<T: Copy + PartialEq>(numbers: &[T], number: T, places: &mut Vec<u32>) {
    for (at, other) in (0..).zip(numbers) {
        if *other == number {
            places.push(at);
        }
    }
}

/// Moves the item at `order[to]` to each place `to`.
pub(super) fn reorder<T: Copy>(items: &mut [T], order: &[u32]) {
    let before = items.to_vec();
    for (item, from) in items.iter_mut().zip(order) {
        *item = before[*from as usize];
    }
}

/// Onsets in no order. An onset takes four bytes if all are within about 136 years.
pub(super) struct Times {
    /// In seconds since 1970.
    first: i64,
    near: Vec<u32>,
    far: Vec<i64>,
}

impl Times {
    /// Returns a column of onsets that will be from `first` to `last`.
    pub(super) fn new(len: usize, first: i64, last: i64) -> Self {
        match last.checked_sub(first).is_some_and(|span| u32::try_from(span).is_ok()) {
            true => Self { first, near: vec![0; len], far: Vec::new() },
            false => Self { first, near: Vec::new(), far: vec![0; len] },
        }
    }

    /// Returns an onset in seconds since 1970.
    #[inline]
    pub(super) fn get(&self, at: usize) -> i64 {
        self.near.get(at).map_or_else(|| self.far[at], |near| self.first + i64::from(*near))
    }

    pub(super) fn set(&mut self, at: usize, second: i64) {
        match self.near.get_mut(at) {
            Some(near) => *near = (second - self.first) as u32,
            None => self.far[at] = second,
        }
    }

    pub(super) fn reorder(&mut self, range: Range<usize>, order: &[u32]) {
        match self.far.is_empty() {
            true => reorder(&mut self.near[range], order),
            false => reorder(&mut self.far[range], order),
        }
    }
}

/// Dyads, of four or eight bytes each.
pub(super) enum Pairs {
    Narrow(Vec<[u16; 2]>),
    Wide(Vec<Dyad>),
}

impl Pairs {
    /// Returns a column of dyads of parties whose numbers will be below `parties`.
    pub(super) fn new(len: usize, parties: usize) -> Self {
        match parties <= 1 << 16 {
            true => Self::Narrow(vec![[0; 2]; len]),
            false => Self::Wide(vec![(0, 0); len]),
        }
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::Narrow(pairs) => pairs.len(),
            Self::Wide(pairs) => pairs.len(),
        }
    }

    #[inline]
    pub(super) fn get(&self, at: usize) -> Dyad {
        match self {
            Self::Narrow(pairs) => (u32::from(pairs[at][0]), u32::from(pairs[at][1])),
            Self::Wide(pairs) => pairs[at],
        }
    }

    pub(super) fn set(&mut self, at: usize, (source, target): Dyad) {
        match self {
            Self::Narrow(pairs) => pairs[at] = [source as u16, target as u16],
            Self::Wide(pairs) => pairs[at] = (source, target),
        }
    }

    pub(super) fn reorder(&mut self, range: Range<usize>, order: &[u32]) {
        match self {
            Self::Narrow(pairs) => reorder(&mut pairs[range], order),
            Self::Wide(pairs) => reorder(&mut pairs[range], order),
        }
    }
}

/// The dyads of an event.
pub(super) enum Dyads<'t> {
    One([Dyad; 1]),
    Several(&'t [Dyad]),
}

impl Deref for Dyads<'_> {
    type Target = [Dyad];

    #[inline]
    fn deref(&self) -> &[Dyad] {
        match self {
            Self::One(dyad) => dyad,
            Self::Several(dyads) => dyads,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_either_width_hold_what_is_set() {
        for bound in [200, 300] {
            let mut column = Small::zeros(4, bound);
            for (at, number) in [7, bound - 1, 7, 0].into_iter().enumerate() {
                column.set(at, number);
            }
            let mut places = Vec::new();
            column.find(7, &mut places);
            assert_eq!((column.get(1), column.len(), &places[..]), (bound - 1, 4, &[0, 2][..]));
            column.reorder(1..4, &[2, 0, 1]);
            assert_eq!([0, 1, 2, 3].map(|at| column.get(at)), [7, 0, bound - 1, 7]);
        }
    }

    #[test]
    fn onsets_far_apart_take_more_bytes() {
        for last in [-5 + i64::from(u32::MAX), i64::MAX] {
            let mut times = Times::new(3, -5, last);
            for (at, second) in [9, last, -5].into_iter().enumerate() {
                times.set(at, second);
            }
            times.reorder(0..2, &[1, 0]);
            assert_eq!([0, 1, 2].map(|at| times.get(at)), [last, 9, -5]);
        }
    }

    #[test]
    fn dyads_of_either_width_hold_what_is_set() {
        for parties in [1 << 16, 1 << 17] {
            let mut pairs = Pairs::new(2, parties);
            let most = parties as u32 - 1;
            pairs.set(1, (most, 0));
            pairs.reorder(0..2, &[1, 0]);
            assert_eq!((pairs.get(0), pairs.get(1), pairs.len()), ((most, 0), (0, 0), 2));
        }
    }
}
