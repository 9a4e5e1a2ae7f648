//! Places things side by side in horizontal lanes, without overlap.

/// The horizontal intervals that are taken in each lane, from the top lane to the bottom one.
#[derive(Default)]
pub(super) struct Lanes {
    taken: Vec<Vec<(f64, f64)>>,
}

impl Lanes {
    /// Returns the number of lanes.
    pub(super) fn len(&self) -> usize {
        self.taken.len()
    }

    /// Returns `true` if an interval is free in `count` lanes from `lane` on.
    fn is_free(&self, lane: usize, count: usize, (start, end): (f64, f64)) -> bool {
        let taken = self.taken.iter().skip(lane).take(count);
        taken.flatten().all(|(from, to)| end <= *from || *to <= start)
    }

    /// Takes an interval in `count` adjacent lanes: in the first lane from `first_lane` on in which one of the
    /// given intervals is free, the first such interval. Returns the index of the interval, and the lane.
    pub(super) fn take(
        &mut self,
        intervals: &[(f64, f64)],
        count: usize,
        first_lane: usize,
    ) -> (usize, usize) {
        let (lane, nth) = (first_lane..)
            .find_map(|lane| {
                let nth =
                    intervals.iter().position(|interval| self.is_free(lane, count, *interval))?;
                Some((lane, nth))
            })
            .unwrap_or((self.len(), 0));
        if self.taken.len() < lane + count {
            self.taken.resize_with(lane + count, Vec::new);
        }
        for taken in &mut self.taken[lane..lane + count] {
            taken.push(intervals[nth]);
        }
        (nth, lane)
    }
}

#[cfg(test)]
mod tests {
    use super::Lanes;

    #[test]
    fn intervals_do_not_overlap() {
        let mut lanes = Lanes::default();
        assert_eq!(lanes.take(&[(0.0, 10.0)], 1, 0), (0, 0));
        assert_eq!(lanes.take(&[(5.0, 15.0), (10.0, 20.0)], 1, 0), (1, 0), "the second is free");
        assert_eq!(lanes.take(&[(5.0, 15.0)], 2, 0), (0, 1), "two lanes further down");
        assert_eq!(lanes.take(&[(0.0, 5.0)], 1, 0), (0, 1), "to the left of the last one");
        assert_eq!(lanes.len(), 3);
        assert_eq!(lanes.take(&[(20.0, 30.0)], 1, 2), (0, 2), "not above the first lane allowed");
    }
}
