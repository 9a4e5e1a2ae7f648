//! The changes of a query that would admit a pair of events.

use super::{
    change::Change,
    hop::{Examiner, Side},
    types::Remedy,
    ways::{SortedDyads, is_joined, is_wide},
};
use crate::{
    Query, Rule, scale,
    timeline::{Dyad, Granularity, RollUp},
};

impl<'t> Examiner<'_, 't> {
    /// Returns the remedies that follow a link that joins the later event to the earlier one.
    pub(super) fn following_links(&self, earlier: &Side<'t>, later: &Side<'t>) -> Vec<Remedy> {
        let Query { rules, relations, .. } = self.query;
        let mut remedies: Vec<Remedy> = Vec::new();
        for (_, link) in self.view.links() {
            if link.from() != later.event.id() || link.to() != earlier.event.id() {
                continue;
            }
            let mut changes = Vec::new();
            if !rules.contains(&Rule::Declared) {
                changes.push(Change::Rules(with(rules, Rule::Declared)));
            }
            if !relations.contains(&link.relation()) {
                changes.push(Change::Relations(with(relations, link.relation())));
            }
            let remedy = Remedy { changes };
            if !remedy.changes.is_empty() && !remedies.contains(&remedy) {
                remedies.push(remedy);
            }
        }
        remedies
    }

    /// Returns the remedies that add a rule which joins the actors. Rules that include retaliation and more come last.
    pub(super) fn adding_rules(&self, [earlier, later]: [&Side<'t>; 2]) -> Vec<Remedy> {
        let sorted = SortedDyads::new(&later.dyads);
        let mut remedies = Vec::new();
        for wide in [false, true] {
            for rule in Rule::ALL {
                if is_wide(*rule) == wide && is_joined(*rule, &earlier.dyads, &sorted) {
                    let mut changes = vec![Change::Rules(with(&self.query.rules, *rule))];
                    if self.query.max_gap.is_none() {
                        let gap = later.onset.earliest - earlier.onset.earliest;
                        changes.push(Change::MaxGap(gap.max(self.query.gap_seconds().0)));
                    }
                    remedies.push(Remedy { changes });
                }
            }
        }
        remedies
    }

    /// Returns the remedies that compare actors otherwise, so that a test of the dyads of two events passes.
    pub(super) fn comparing_otherwise(
        &self,
        sides: [&Side<'t>; 2],
        passes: &dyn Fn(&[Dyad], &[Dyad]) -> bool,
    ) -> Vec<Remedy> {
        // One change before two.
        let (mut remedies, mut of_two) = (Vec::new(), Vec::new());
        for patrons in [self.query.patrons, !self.query.patrons] {
            for granularity in [Granularity::State, Granularity::Country, Granularity::Exact] {
                let mut changes = Vec::new();
                if granularity != self.query.granularity {
                    changes.push(Change::Granularity(granularity.clone()));
                }
                if patrons != self.query.patrons {
                    changes.push(Change::Patrons(patrons));
                }
                let roll_up = RollUp::new(self.view, &granularity, patrons);
                let earlier = self.dyads(sides[0].event, &roll_up);
                let later = self.dyads(sides[1].event, &roll_up);
                if changes.is_empty() || !passes(&earlier, &later) {
                    continue;
                }
                let of_number = if changes.len() == 1 { &mut remedies } else { &mut of_two };
                of_number.push(Remedy { changes });
            }
        }
        remedies.append(&mut of_two);
        remedies
    }

    /// Returns the remedies that measure by another built-in scale, on which all events have a level.
    pub(super) fn measuring_otherwise(&self) -> Vec<Remedy> {
        let mut remedies = Vec::new();
        for name in scale::NAMES {
            let Some(scale) = scale::by_name(name) else { continue };
            let have_levels = self.scored.iter().all(|event| event.level(&*scale).is_some());
            if *name != self.query.scale.name() && have_levels {
                remedies.push(Change::Scale((*name).to_owned()).into());
            }
        }
        remedies
    }
}

/// Returns some values and one more.
fn with<T: Copy>(values: &[T], value: T) -> Vec<T> {
    let mut all = values.to_vec();
    all.push(value);
    all
}
