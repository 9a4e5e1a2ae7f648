//! The subsets of roles that occur, by the steps whose predicates an event passes.

use std::sync::Arc;

use crate::{
    chain::engine::steps::automaton::{Automaton, Roles},
    error::{Error, ErrorKind, Issue, Issues},
};

/// The greatest number of subsets, for all classes of events together.
const MAX_SUBSETS: usize = 1 << 14;

/// The greatest number of pairs of a subset and a class of antecedents that are tried to find them.
const MAX_TRIED: usize = 1 << 26;

/// The subsets that an event can have. Events are of one class if they pass the predicates of the same steps.
pub(crate) struct Subsets {
    pub(crate) automaton: Arc<Automaton>,
    /// By class.
    classes: Vec<Class>,
    /// Whether a subset is labelled by that of the event after it, and not by its own roles.
    are_by_successor: bool,
}

struct Class {
    /// The steps whose predicates an event passes, one bit for each.
    passed: u32,
    /// In the order of their labels.
    subsets: Vec<Subset>,
}

/// A subset of roles.
#[derive(Clone)]
pub(crate) struct Subset {
    /// What identifies the subset within its class: its roles or, in a list made by [`Subsets::by_successor`], the roles of
    /// the event after, 0 if there is none.
    pub(crate) label: Roles,
    pub(crate) roles: Roles,
    /// The roles of the event before, by the terms of the hop.
    before: Vec<Roles>,
}

impl Subset {
    /// Returns the roles of an antecedent that passes the predicates of some steps, if it is one by these of the
    /// terms of hops, one bit for each.
    fn before(&self, relations: u32, passed: u32) -> Roles {
        let mut before = 0;
        for (nth, roles) in self.before.iter().enumerate() {
            if relations >> nth & 1 == 1 {
                before |= roles;
            }
        }
        before & Automaton::possible(passed)
    }
}

impl Subsets {
    /// Finds the subsets that can occur, from the last event of a chain backward. `passed` has the steps whose
    /// predicates an event passes, each combination once and in order.
    ///
    /// # Errors
    ///
    /// There are more than [`MAX_SUBSETS`], or finding them takes too long.
    pub(crate) fn new(
        automaton: Automaton,
        relations: usize,
        passed: &[u32],
    ) -> Result<Self, Error> {
        let mut classes = Vec::with_capacity(passed.len());
        for passed in passed {
            classes.push(Class { passed: *passed, subsets: Vec::new() });
        }
        let automaton = Arc::new(automaton);
        let mut found = Self { automaton, classes, are_by_successor: false };
        let (mut waiting, mut number, mut tried) = (Vec::new(), 0, 0);
        for class in 0..passed.len() {
            let last = found.roles_of_last(class);
            if let Some(new) = found.insert(class, last, relations) {
                waiting.push(new);
            }
        }
        while let Some(subset) = waiting.pop() {
            number += 1;
            let mut by_terms: Vec<Roles> = Vec::new();
            for roles in &subset.before {
                if *roles != 0 {
                    by_terms.push(*roles);
                }
            }
            // Which of the terms make a hop differs between antecedents.
            for chosen in 1..1_u32 << by_terms.len() {
                tried += passed.len();
                if number + waiting.len() > MAX_SUBSETS || tried > MAX_TRIED {
                    return Err(too_many_subsets());
                }
                let mut before = 0;
                for (nth, roles) in by_terms.iter().enumerate() {
                    if chosen >> nth & 1 == 1 {
                        before |= roles;
                    }
                }
                for (class, passed) in passed.iter().enumerate() {
                    let roles = before & Automaton::possible(*passed);
                    if let Some(new) = found.insert(class, roles, relations) {
                        waiting.push(new);
                    }
                }
            }
        }
        Ok(found)
    }

    /// Returns the roles of the last event of a chain, for an event of a class.
    fn roles_of_last(&self, class: usize) -> Roles {
        self.automaton.lasts & Automaton::possible(self.classes[class].passed)
    }

    /// Adds a subset to a class, and returns it if it is new. No chain has an event with an empty subset.
    fn insert(&mut self, class: usize, roles: Roles, relations: usize) -> Option<Subset> {
        if roles == 0 {
            return None;
        }
        let at = self.find(class, roles).err()?;
        let before = self.automaton.before(roles, relations);
        let subset = Subset { label: roles, roles, before };
        self.classes[class].subsets.insert(at, subset.clone());
        Some(subset)
    }

    /// Returns the index of a subset within a class by its label, or where it would be.
    pub(crate) fn find(&self, class: usize, label: Roles) -> Result<usize, usize> {
        self.classes[class].subsets.binary_search_by_key(&label, |subset| subset.label)
    }

    /// Returns the label of the subset of a chain's last event, for an event of a class.
    pub(crate) fn label_of_last(&self, class: usize) -> Roles {
        if self.are_by_successor { 0 } else { self.roles_of_last(class) }
    }

    /// Returns the label of the subset of an antecedent of a class, by some of the terms of hops, one bit for each.
    pub(crate) fn label_before(&self, subset: &Subset, relations: u32, class: usize) -> Roles {
        match self.are_by_successor {
            true => subset.roles,
            false => subset.before(relations, self.classes[class].passed),
        }
    }

    /// Returns the roles of all subsets, each once and in order.
    pub(crate) fn all_roles(&self) -> Vec<Roles> {
        let mut all = Vec::new();
        for class in &self.classes {
            all.extend(class.subsets.iter().map(|subset| subset.roles));
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Returns these subsets, labelled by the subset of the event after them. All hops must have the same terms, so that
    /// a subset follows from that of the event after it.
    pub(crate) fn by_successor(&self) -> Self {
        let mut labelled = Self {
            automaton: Arc::clone(&self.automaton),
            classes: Vec::new(),
            are_by_successor: true,
        };
        let all = self.all_roles();
        for (class, Class { passed, .. }) in self.classes.iter().enumerate() {
            let mut subsets = Vec::new();
            let mut add = |label: Roles, roles: Roles| {
                if roles != 0 {
                    let before = self.automaton.before(roles, 1);
                    subsets.push(Subset { label, roles, before });
                }
            };
            add(0, self.roles_of_last(class));
            for label in &all {
                let before = self.automaton.before(*label, 1);
                add(*label, before[0] & Automaton::possible(*passed));
            }
            labelled.classes.push(Class { passed: *passed, subsets });
        }
        labelled
    }

    /// Returns the subsets of a class in order.
    pub(crate) fn of_class(&self, class: usize) -> &[Subset] {
        &self.classes[class].subsets
    }
}

fn too_many_subsets() -> Error {
    let got = format!("more than {MAX_SUBSETS} ways to go on");
    let allowed = format!("steps for which an event can fill at most {MAX_SUBSETS} sets of roles");
    let remedy = "use fewer repeated or optional steps whose predicates the same events pass";
    Issues::from(Issue::new("query/steps", got, allowed, remedy)).into_error(ErrorKind::Unsupported)
}
