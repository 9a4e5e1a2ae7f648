//! Where things stand beside one another without overlap.

/// Room in lanes, one above the other, each with what is taken of it from left to right.
#[derive(Default)]
pub(super) struct Lanes {
    taken: Vec<Vec<(f64, f64)>>,
}

impl Lanes {
    /// How many lanes there are.
    pub(super) fn len(&self) -> usize {
        self.taken.len()
    }

    /// The first lane from which so many lanes are free over a span.
    fn free(&self, lane: usize, lanes: usize, (start, end): (f64, f64)) -> bool {
        let taken = self.taken.iter().skip(lane).take(lanes);
        taken.flatten().all(|(from, to)| end <= *from || *to <= start)
    }

    /// Takes the first of some spans that is free, in the first lane from `least` where one is: which, and
    /// the lane.
    pub(super) fn take(
        &mut self,
        spans: &[(f64, f64)],
        lanes: usize,
        least: usize,
    ) -> (usize, usize) {
        let (lane, nth) = (least..)
            .find_map(|lane| {
                let nth = spans.iter().position(|span| self.free(lane, lanes, *span))?;
                Some((lane, nth))
            })
            .unwrap_or((self.len(), 0));
        if self.taken.len() < lane + lanes {
            self.taken.resize_with(lane + lanes, Vec::new);
        }
        for taken in &mut self.taken[lane..lane + lanes] {
            taken.push(spans[nth]);
        }
        (nth, lane)
    }
}

#[cfg(test)]
mod tests {
    use super::Lanes;

    #[test]
    fn nothing_overlaps() {
        let mut lanes = Lanes::default();
        assert_eq!(lanes.take(&[(0.0, 10.0)], 1, 0), (0, 0));
        assert_eq!(lanes.take(&[(5.0, 15.0), (10.0, 20.0)], 1, 0), (1, 0), "beside it");
        assert_eq!(lanes.take(&[(5.0, 15.0)], 2, 0), (0, 1), "above it");
        assert_eq!(lanes.take(&[(0.0, 5.0)], 1, 0), (0, 1), "and before that");
        assert_eq!(lanes.len(), 3);
        assert_eq!(lanes.take(&[(20.0, 30.0)], 1, 2), (0, 2), "further down than need be");
    }
}
