//! The steps that the events of a chain must fill, one after the other.

use crate::{
    chain::query::{query::Query, rule::Rule, step::QueryStep},
    sorting::sort_distinct,
};

impl Query {
    /// Selects the chains whose events fill these steps, in order, from the first event to the last. There are
    /// no steps by default: any chain will do.
    ///
    /// A chain fills the steps if there is at least one way to assign each of its events to a step, or to the
    /// others before a step, so that
    ///
    /// - the first event and the last fill steps;
    /// - an event that fills a step passes its predicate;
    /// - each step is filled by one event, or by one or more if it is [repeated](QueryStep::repeated), or left
    ///   out if it is [optional](QueryStep::optional);
    /// - the steps are filled in their order, and nothing comes between two of them unless the later is
    ///   [after others](QueryStep::after_others);
    /// - each hop meets the terms of the step that its later event fills: those of the query, unless the
    ///   step has its own.
    ///
    /// A chain counts once, however many such ways there are. [`Chain::filled_steps`](crate::Chain::filled_steps)
    /// says which event fills which step.
    ///
    /// Steps that have terms of their own make hops. The hops of a query are then the pairs of events of which
    /// the later follows the earlier by the terms of some step after the first, of the first if it is
    /// repeated, or of the query if others may come between steps. [Pairing](Query::pairing) is decided for
    /// each set of terms apart. A hop has the rules and links of all terms that make it. Like other terms that
    /// select chains, the predicates of steps do not change the hops, nor which chains are
    /// [maximal](crate::Chains::maximal).
    ///
    /// The guide's chapter on [sequences](crate::guide::sequences) has drawings, and the text form.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{EventKind, Predicate, Query, Vocabulary, chain::Steps, read::Options}};
    /// let rows = "\
    /// 2006-07-01\tLBN\tISR\t138
    /// 2006-07-02\tISR\tLBN\t150
    /// 2006-07-03\tLBN\tISR\t190
    /// 2006-07-04\tISR\tLBN\t195
    /// "; // a threat, an alert, an attack, an attack in return
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let query = Query::escalation().max_gap(TimeDelta::days(7)).trend(escalade::Trend::Any);
    /// let threat = Predicate::code(Vocabulary::Cameo, "13");
    /// let attack = Predicate::kinds([EventKind::Attack]);
    /// let of_three = query.clone().steps([threat, attack.clone(), attack]);
    /// assert_eq!(timeline.chains(&of_three)?.iter().count(), 0, "an alert lies between");
    ///
    /// let steps: Steps = "code=cameo:13 >> kind=attack > kind=attack".parse()?;
    /// let chains = timeline.chains(&query.steps(steps))?;
    /// assert_eq!(chains.count().to_string(), "1");
    /// assert_eq!(chains.longest().unwrap().filled_steps(), [Some(0), None, Some(1), Some(2)]);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn steps(mut self, steps: impl IntoIterator<Item = impl Into<QueryStep>>) -> Self {
        self.steps.clear();
        for step in steps {
            self.steps.push(step.into());
        }
        self
    }

    /// Returns the query with the hop terms of a step in place of its own.
    pub(crate) fn with_hops_of(&self, step: &QueryStep) -> Self {
        let mut query = self.clone();
        query.rules = step.rules.clone().unwrap_or(query.rules);
        query.min_gap = step.min_gap.or(query.min_gap);
        query.max_gap = step.max_gap.or(query.max_gap);
        query.trend = step.trend.unwrap_or(query.trend);
        query
    }

    /// Returns `true` if two queries have the same rules, gaps and trend.
    pub(crate) fn has_same_hops(&self, other: &Self) -> bool {
        self.rules == other.rules
            && self.min_gap == other.min_gap
            && self.max_gap == other.max_gap
            && self.trend == other.trend
    }

    /// Returns for each step the index of its hop terms in a list, and that list: the query with the terms of each
    /// hop that a chain may take, each different set of terms once. The index of the terms between steps comes
    /// last; like that of the first step, it is `None` if no hop needs it.
    ///
    /// Without steps, the list is the query alone.
    pub(crate) fn hop_queries(&self) -> (Vec<Option<usize>>, Vec<Self>) {
        let (mut indices, mut queries) = (Vec::new(), Vec::<Self>::new());
        let mut add = |query: Self| {
            let known = queries.iter().position(|known| known.has_same_hops(&query));
            Some(known.unwrap_or_else(|| {
                queries.push(query);
                queries.len() - 1
            }))
        };
        for (nth, step) in self.steps.iter().enumerate() {
            let is_reached = nth > 0 || step.repeated;
            indices.push(if is_reached { add(self.with_hops_of(step)) } else { None });
        }
        let goes_between = self.steps.iter().any(|step| step.after_others);
        let is_needed = goes_between || self.steps.is_empty();
        indices.push(if is_needed { add(self.clone()) } else { None });
        (indices, queries)
    }

    /// Returns `true` if the hops are not those by the terms of the query alone: steps have terms of their own, or leave
    /// no hop.
    pub(crate) fn has_hops_of_steps(&self) -> bool {
        let (_, queries) = self.hop_queries();
        !matches!(&*queries, [query] if query.has_same_hops(self))
    }

    /// Returns all rules that a hop may follow, in order.
    pub(crate) fn all_rules(&self) -> Vec<Rule> {
        let mut rules = Vec::new();
        for query in self.hop_queries().1 {
            rules.extend_from_slice(&query.rules);
        }
        sort_distinct(&mut rules);
        rules
    }

    /// Returns `true` if a hop may follow declared links.
    pub(crate) fn follows_links(&self) -> bool {
        let follows = |query: &Self| query.rules.contains(&Rule::Declared);
        match self.steps.is_empty() {
            true => follows(self),
            false => self.hop_queries().1.iter().any(follows),
        }
    }

    /// Returns the longest gap of a hop by a rule other than `Declared`, in seconds; `None` if there is no such
    /// rule.
    pub(crate) fn longest_gap_by_rule(&self) -> Option<i64> {
        let gap = |query: &Self| {
            let infers = !matches!(&*query.rules, [] | [Rule::Declared]);
            infers.then(|| query.gap_seconds().1)
        };
        if self.steps.is_empty() {
            return gap(self);
        }
        let mut longest = None;
        for query in &self.hop_queries().1 {
            longest = longest.max(gap(query));
        }
        longest
    }

    /// Returns the greatest number of events that the steps allow; `None` if there is no such bound.
    pub(crate) fn most_of_steps(&self) -> Option<usize> {
        let is_open = self.steps.iter().any(|step| step.repeated || step.after_others);
        (!self.steps.is_empty() && !is_open).then_some(self.steps.len())
    }
}
