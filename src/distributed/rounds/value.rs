//! What is known of the paths that end in an event, and of sums over events.

use crate::{
    chain::{limbs::Limbs, magnitude::Magnitude, number::Number, unbounded::Unbounded},
    distributed::codec::{Reader, Writer},
};

/// The paths that end in an event or in some events. A path has one event or more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Value<N> {
    pub(super) paths: N,
    /// The number of events, whether or not a path ends in them.
    pub(super) events: u32,
    /// The number of events of the longest path; 0 if there is none.
    pub(super) longest: u16,
    /// The index of the lowest level at which a path starts; [`NO_LEVEL`] if there is none.
    pub(super) lowest: u16,
}

/// Above the index of every level.
pub(super) const NO_LEVEL: u16 = u16::MAX;

impl<N: Number> Value<N> {
    /// No event.
    pub(super) const NONE: Self = Self { paths: N::ZERO, events: 0, longest: 0, lowest: NO_LEVEL };

    /// Combines what is known of two sets of events. Sums wrap: see [`Pass`](super::pass::Pass).
    #[inline]
    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            paths: self.paths.wrapping_plus(other.paths),
            events: self.events.wrapping_add(other.events),
            longest: self.longest.max(other.longest),
            lowest: self.lowest.min(other.lowest),
        }
    }

    pub(super) fn has_paths(&self) -> bool {
        self.longest > 0
    }
}

/// A number that can be sent.
pub(super) trait Sendable: Number {
    fn put(self, writer: &mut Writer);
    fn get(reader: &mut Reader<'_>) -> Self;
}

impl Sendable for u64 {
    fn put(self, writer: &mut Writer) {
        writer.put(self);
    }

    fn get(reader: &mut Reader<'_>) -> Self {
        reader.get()
    }
}

impl Sendable for u128 {
    fn put(self, writer: &mut Writer) {
        Limbs::<2>::from_u128(self).put(writer);
    }

    fn get(reader: &mut Reader<'_>) -> Self {
        let limbs = <Limbs<2> as Sendable>::get(reader);
        limbs.to_u128().unwrap_or(0)
    }
}

impl<const N: usize> Sendable for Limbs<N> {
    fn put(self, writer: &mut Writer) {
        let limbs = self.0.iter().rposition(|limb| *limb != 0).map_or(0, |top| top + 1);
        writer.put(limbs as u64);
        for limb in &self.0[..limbs] {
            writer.put(*limb);
        }
    }

    fn get(reader: &mut Reader<'_>) -> Self {
        let mut number = Self::ZERO;
        let limbs = reader.get().min(N as u64) as usize;
        for limb in &mut number.0[..limbs] {
            *limb = reader.get();
        }
        number
    }
}

impl Sendable for Unbounded {
    fn put(self, writer: &mut Writer) {
        writer.put(u64::from(self.exact.is_some()));
        if let Some(exact) = self.exact {
            exact.put(writer);
        }
        writer.put(self.rounded.fraction.to_bits());
        writer.put_signed(self.rounded.power);
    }

    fn get(reader: &mut Reader<'_>) -> Self {
        let is_exact = reader.get() == 1;
        let exact = is_exact.then(|| Sendable::get(reader));
        let (fraction, power) = (f64::from_bits(reader.get()), reader.get_signed());
        Self { exact, rounded: Magnitude { fraction, power } }
    }
}

impl<N: Sendable> Value<N> {
    pub(super) fn put(&self, writer: &mut Writer) {
        writer.put(u64::from(self.events));
        writer.put(u64::from(self.longest));
        if self.has_paths() {
            writer.put(u64::from(self.lowest));
            self.paths.put(writer);
        }
    }

    pub(super) fn get(reader: &mut Reader<'_>) -> Self {
        let (events, longest) = (reader.get() as u32, reader.get() as u16);
        let none = Self { events, ..Self::NONE };
        if longest == 0 {
            return none;
        }
        let lowest = reader.get() as u16;
        Self { longest, lowest, paths: N::get(reader), ..none }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_same<N: Sendable>(paths: N) {
        let value = Value { paths, events: 3, longest: 7, lowest: 2 };
        let mut writer = Writer::default();
        value.put(&mut writer);
        Value::<N>::NONE.put(&mut writer);
        let mut reader = Reader::new(&writer.bytes);
        assert_eq!(Value::<N>::get(&mut reader).paths.into_count(), paths.into_count());
        assert_eq!(Value::<N>::get(&mut reader).paths.into_count(), N::ZERO.into_count());
        assert!(reader.is_at_end());
    }

    #[test]
    fn values_are_received_as_they_were_sent() {
        for paths in [1, 300, u64::MAX] {
            is_same(paths);
            is_same(u128::from(paths) << 60);
            is_same(Limbs::<16>([paths; 16]));
            let exact = Unbounded { exact: Some(Limbs([paths; 16])), ..Unbounded::ONE };
            is_same(exact);
            is_same(exact.times(exact));
        }
    }
}
