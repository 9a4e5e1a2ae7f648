//! Follows threats, promises, warnings and ultimatums through the events after them.

use crate::{
    chain::{
        answers::best::rank::Rank, chains::Chains, nodes::onset_interval::OnsetInterval,
        stated_link::labels,
    },
    model::{
        Act, Clause, Conditional, EventKind, Level, Link, Origin, Relation, SpeechAct, Statement,
        When, instant,
    },
    threats::{
        acts::DyadActs,
        consequence::Consequence,
        context::{Context, is_statement, onset},
        due::{DuePeriod, last_second},
        types::{
            Condition, ConditionChain, ConditionMet, ConditionState, Fulfilment, Threat,
            ThreatState, ThreatenedLevel, Threats,
        },
    },
    timeline::EventRef,
};

/// Finds out what became of the statements of a view.
pub(crate) struct ThreatTracker<'a, 't> {
    context: Context<'a, 't>,
    /// The earliest onset of the last event of the view: how far the data reach.
    data_until: i64,
    /// A threat without a stated consequence need not go through all later events.
    acts: DyadActs,
}

/// The events that meet a condition, in total order.
type EventsMeeting<'t> = Vec<(EventRef<'t>, ConditionMet)>;

impl<'a, 't> ThreatTracker<'a, 't> {
    pub(crate) fn new(chains: &'a Chains<'t>) -> Self {
        let acts = DyadActs::new(Context::new(chains), 0..chains.view().timeline().len(), None);
        Self::with_acts(chains, acts)
    }

    /// Like [`new`](Self::new), but statements without a stated consequence are followed through some acts only.
    pub(crate) fn with_acts(chains: &'a Chains<'t>, acts: DyadActs) -> Self {
        let context = Context::new(chains);
        let last = context.view().events().next_back();
        let data_until = last.map_or(i64::MIN, |event| event.earliest().timestamp());
        Self { context, data_until, acts }
    }

    /// Like [`new`](Self::new), but the data reach to a second that is stated, in seconds since 1970. Only the acts on the
    /// dyads of statements are sorted.
    #[cfg(feature = "watch")]
    pub(crate) fn with_data_until(chains: &'a Chains<'t>, data_until: i64) -> Self {
        use crate::threats::context::dyads_of;

        let (context, view) = (Context::new(chains), chains.view());
        let statements: Vec<_> = view.events().filter(|event| is_statement(*event)).collect();
        let len = view.timeline().len();
        let first = statements.first().map_or(len, EventRef::position);
        let acts = DyadActs::new(context, first..len, Some(&dyads_of(context, &statements)));
        Self { data_until, ..Self::with_acts(chains, acts) }
    }

    /// Calls `visit` with each statement that announces something, and what became of it, in total order.
    pub(crate) fn each(&self, visit: &mut dyn FnMut(EventRef<'t>, Threat)) {
        let cancellation = &self.context.chains.prepared.engine.cancellation;
        for event in self.context.view().events() {
            cancellation.count(1);
            if cancellation.is_stopped() {
                break;
            }
            if let Some(threat) = self.threat(event) {
                visit(event, threat);
            }
        }
    }

    pub(crate) fn threats(&self) -> Threats {
        let view = self.context.view();
        let mut threats = Vec::new();
        self.each(&mut |_, threat| threats.push(threat));
        Threats {
            scale: self.context.query().scale().name().to_owned(),
            threats,
            data_until: (!view.is_empty()).then(|| instant(self.data_until)),
            open_for_seconds: self.context.query().threats_open_for.map(|time| time.num_seconds()),
            longest_gap_seconds: self.context.query().max_gap.map(|gap| gap.num_seconds()),
        }
    }

    /// Returns what became of a statement; `None` if it does not announce anything.
    fn threat(&self, statement: EventRef<'t>) -> Option<Threat> {
        let Act::Statement(act) = statement.act() else { return None };
        let conditional = statement.statement().and_then(|said| said.conditional());
        let links = self.links(statement);
        let announces = matches!(
            act,
            SpeechAct::Threaten | SpeechAct::Warn | SpeechAct::Promise | SpeechAct::Ultimatum
        );
        if !announces && conditional.is_none() && links.is_empty() {
            return None;
        }
        let with_condition = with_condition(conditional);
        let meeting = with_condition.map_or(Vec::new(), |one| self.events_meeting(statement, one));
        let due = self.due(statement, conditional, &meeting);
        let (consequence, third_party) = self.context.consequence(statement);
        let carried_out = self.carried_out(statement, &consequence, &due, &meeting, &links);
        let condition = with_condition.map(|one| self.condition(statement, one, &meeting));
        let until = match (with_condition, &due[..]) {
            // The condition can still be met.
            (Some(one), []) if one.clause() == Clause::If => {
                self.context.condition_end(statement, one)
            }
            (Some(one), []) => {
                one.deadline().map_or(i64::MIN, |deadline| deadline.latest_second() - 1)
            }
            (_, due) => last_second(due).unwrap_or(i64::MIN),
        };
        let is_averted = condition
            .as_ref()
            .is_some_and(|one| one.clause == Clause::Unless && one.state == ConditionState::Met);
        let state = match &carried_out[..] {
            [] if is_averted => ThreatState::Averted,
            [] if self.is_past(statement, until) => ThreatState::Lapsed,
            [] => ThreatState::Open,
            some if some.iter().all(Fulfilment::falls_short) => ThreatState::CarriedOutInPart,
            _ => ThreatState::CarriedOut,
        };
        let condition_chains =
            if third_party { self.condition_chains(conditional, &meeting) } else { Vec::new() };
        let level = conditional.and_then(|one| one.consequence().min_level());
        let has_term = matches!(state, ThreatState::Open | ThreatState::Lapsed);
        let phrases = self.context.phrases;
        Some(Threat {
            state,
            open_until: (has_term && until < i64::MAX && until > i64::MIN).then(|| instant(until)),
            condition,
            consequence: conditional.map(|one| phrases.pattern(one.consequence())),
            threatened: level
                .map(|(scale, level)| ThreatenedLevel { scale: scale.to_string(), level }),
            carried_out,
            third_party,
            condition_chains,
            interpretations: self.interpretations(statement),
            open_for_seconds: statement
                .statement()
                .and_then(Statement::open_for)
                .map(|time| time.num_seconds()),
            statement: phrases.describe(statement),
        })
    }

    /// Returns the event that carries out a statement, found without regard to links, and whether it does so in part:
    /// below the level that the statement announces.
    pub(crate) fn carried_out_by_rule(
        &self,
        statement: EventRef<'t>,
    ) -> Option<(EventRef<'t>, bool)> {
        let conditional = statement.statement().and_then(|said| said.conditional());
        let meeting = with_condition(conditional)
            .map_or(Vec::new(), |one| self.events_meeting(statement, one));
        let due = self.due(statement, conditional, &meeting);
        let (consequence, _) = self.context.consequence(statement);
        let event = self.inferred(statement, &consequence, &due)?;
        let beyond = self.beyond_threatened(event, &consequence);
        Some((event, beyond.is_some_and(|beyond| beyond.tenths() < 0)))
    }

    /// Returns the level of an event less the level that a consequence announces, if both are known.
    fn beyond_threatened(&self, event: EventRef<'t>, consequence: &Consequence) -> Option<Level> {
        let Consequence::Pattern(pattern) = consequence else { return None };
        let (scale, least) = pattern.min_level()?;
        Some(self.context.level_on(event, scale)?.less(least))
    }

    /// Returns the events that links declare to carry out a statement, each with its link.
    fn links(&self, statement: EventRef<'t>) -> Vec<(EventRef<'t>, &'t Link)> {
        let (timeline, view) = (self.context.timeline(), self.context.view());
        let mut links = Vec::new();
        for (_, link) in statement.links_in() {
            let event = view.as_seen(timeline.event(link.from()));
            let is_meant = link.relation() == Relation::CarriesOut && view.shows_link(link);
            if is_meant && view.contains(event) {
                links.push((event, link));
            }
        }
        links
    }

    fn interpretations(&self, statement: EventRef<'t>) -> Vec<String> {
        let mut interpretations = Vec::new();
        for report in self.context.view().reports(statement) {
            if let (Origin::Coder, Some(words)) = (report.origin(), report.words()) {
                interpretations.push(words.to_owned());
            }
        }
        interpretations
    }

    /// Returns `true` if the data reach beyond a second, and are not known to lack events from the statement
    /// to that second by its speakers or targets.
    fn is_past(&self, statement: EventRef<'t>, until: i64) -> bool {
        self.data_until > until && {
            let mut parties = statement.sources().to_vec();
            parties.extend_from_slice(statement.targets());
            let time = (onset(statement).earliest, until.saturating_add(1));
            !self.context.timeline().covers_any(&parties, time).is_lacking()
        }
    }

    /// Calls `is_last` with each event of the view after a statement, up to a second, until it returns `true`.
    fn each_after(
        &self,
        statement: EventRef<'t>,
        until: i64,
        is_last: &mut dyn FnMut(EventRef<'t>) -> bool,
    ) {
        let view = self.context.view();
        let cancellation = &self.context.chains.prepared.engine.cancellation;
        for position in statement.position() + 1..self.context.timeline().len() {
            cancellation.count(1);
            if cancellation.is_stopped() {
                break;
            }
            if !view.sees(position) {
                continue;
            }
            let event = view.event_at(position);
            if event.earliest().timestamp() > until || is_last(event) {
                break;
            }
        }
    }

    /// Returns the events that meet a condition, up to the first uncontested one.
    fn events_meeting(
        &self,
        statement: EventRef<'t>,
        conditional: &Conditional,
    ) -> EventsMeeting<'t> {
        let (from, pattern) = (onset(statement), conditional.condition());
        let authors_matter = !pattern.sources().is_empty();
        let mut meeting = Vec::new();
        let until = self.context.condition_end(statement, conditional);
        self.each_after(statement, until, &mut |event| {
            if !from.precedes(onset(event), self.context.query().precedence) {
                return false;
            }
            let Some(fit) = self.context.fit(pattern, event).filter(|fit| fit.is_full) else {
                return false;
            };
            let contested = self.context.contests(event, authors_matter, fit.response);
            let is_contested = !contested.is_empty();
            let response = fit.response.map(|response| self.context.response_in_words(response));
            meeting.push((
                event,
                ConditionMet {
                    event: self.context.phrases.describe(event),
                    after_seconds: onset(event).earliest - from.earliest,
                    answers: response,
                    contested,
                },
            ));
            !is_contested
        });
        meeting
    }

    fn condition(
        &self,
        statement: EventRef<'t>,
        conditional: &Conditional,
        meeting: &EventsMeeting<'t>,
    ) -> Condition {
        let mut met_by = Vec::with_capacity(meeting.len());
        for (_, met) in meeting {
            met_by.push(met.clone());
        }
        Condition {
            clause: conditional.clause(),
            words: self.context.phrases.pattern(conditional.condition()),
            deadline: conditional.deadline().map(ToString::to_string),
            state: match &meeting[..] {
                [] if self
                    .is_past(statement, self.context.condition_end(statement, conditional)) =>
                {
                    ConditionState::Lapsed
                }
                [] => ConditionState::Open,
                [.., (_, last)] if last.contested.is_empty() => ConditionState::Met,
                _ => ConditionState::Contested,
            },
            met_by,
        }
    }

    /// Returns the periods in which the consequence is due.
    fn due(
        &self,
        statement: EventRef<'t>,
        conditional: Option<&Conditional>,
        meeting: &EventsMeeting<'t>,
    ) -> Vec<DuePeriod> {
        let from = onset(statement);
        let due =
            |from: OnsetInterval, before: i64| self.context.due_after(statement, from, before);
        let deadline = conditional.and_then(Conditional::deadline).map(When::latest_second);
        match conditional.map_or(Clause::Unconditional, Conditional::clause) {
            Clause::Unconditional => vec![due(from, deadline.unwrap_or(i64::MAX))],
            Clause::If => {
                let mut periods = Vec::new();
                for (event, _) in meeting {
                    periods.push(due(onset(*event), i64::MAX));
                }
                periods
            }
            Clause::Unless => {
                let complied = meeting.iter().find(|(_, met)| met.contested.is_empty());
                match (deadline, complied) {
                    (Some(_), Some(_)) => Vec::new(),
                    (Some(end), None) if !self.is_past(statement, end - 1) => Vec::new(),
                    (Some(end), None) => {
                        let position = from.position;
                        vec![due(OnsetInterval { earliest: end, latest: end, position }, i64::MAX)]
                    }
                    // Without a deadline the consequence can come at any time until the demand is met.
                    (None, Some((event, _))) => vec![due(from, onset(*event).earliest)],
                    (None, None) => vec![due(from, i64::MAX)],
                }
            }
        }
    }

    /// Returns the events that carry out a statement: those that links declare, and the first that fits.
    fn carried_out(
        &self,
        statement: EventRef<'t>,
        consequence: &Consequence,
        due: &[DuePeriod],
        meeting: &EventsMeeting<'t>,
        links: &[(EventRef<'t>, &'t Link)],
    ) -> Vec<Fulfilment> {
        let inferred = self.inferred(statement, consequence, due);
        let mut events = Vec::new();
        for (event, _) in links {
            events.push(*event);
        }
        if let Some(inferred) = inferred {
            events.push(inferred);
        }
        EventRef::sort(&mut events);
        events.dedup();
        let first_met = meeting.first().map(|(event, _)| onset(*event).earliest);
        let mut carried_out = Vec::new();
        for event in events {
            let earliest = onset(event).earliest;
            let beyond = self.beyond_threatened(event, consequence);
            let mut declared = Vec::new();
            for (from, link) in links {
                if *from == event {
                    declared.push(self.context.describe_link(link));
                }
            }
            carried_out.push(Fulfilment {
                event: self.context.phrases.describe(event),
                after_seconds: earliest - onset(statement).earliest,
                after_condition_seconds: first_met.map(|met| earliest - met),
                level: event.level(self.context.query().scale()),
                beyond_threatened: beyond,
                declared,
                inferred: inferred == Some(event),
                contested: self.context.contests(event, true, None),
            });
        }
        carried_out
    }

    /// Returns the first event that fits the consequence while it is due. If none does, returns the first
    /// that fits it but for its level.
    fn inferred(
        &self,
        statement: EventRef<'t>,
        consequence: &Consequence,
        due: &[DuePeriod],
    ) -> Option<EventRef<'t>> {
        let until = last_second(due)?;
        let is_due =
            |event: &EventRef<'t>| due.iter().any(|period| self.context.is_within(*period, *event));
        match consequence {
            Consequence::OnlyLinked => None,
            Consequence::OnDyad(wanted) => {
                let mut first: Option<EventRef<'t>> = None;
                for dyad in self.context.dyads(statement) {
                    for period in due {
                        let acts = &self.acts;
                        let found = acts.first_due(self.context, statement, dyad, *wanted, *period);
                        if let Some(found) = found
                            && first.is_none_or(|first| found.position() < first.position())
                        {
                            first = Some(found);
                        }
                    }
                }
                first
            }
            Consequence::Pattern(pattern) => {
                let (mut whole, mut in_part) = (None, None);
                self.each_after(statement, until, &mut |event| {
                    // Words do not carry out what was announced, unless words were announced.
                    let is_mere_statement =
                        is_statement(event) && pattern.kind() != Some(EventKind::Statement);
                    if is_mere_statement || !is_due(&event) {
                        return false;
                    }
                    match self.context.fit(pattern, event) {
                        Some(fit) if fit.is_full => whole = Some(event),
                        // A milder act by just anyone is no partial execution.
                        Some(_) if !pattern.sources().is_empty() => {
                            in_part = in_part.or(Some(event));
                        }
                        _ => {}
                    }
                    whole.is_some()
                });
                whole.or(in_part)
            }
        }
    }

    /// Returns the longest chain through each event that meets the condition of a warning. If there is no
    /// such event, uses the event that the condition names as antecedent.
    fn condition_chains(
        &self,
        conditional: Option<&Conditional>,
        meeting: &EventsMeeting<'t>,
    ) -> Vec<ConditionChain> {
        let mut events = Vec::new();
        for (event, _) in meeting {
            events.push(event.id());
        }
        if events.is_empty()
            && let Some(event) = conditional.and_then(|one| one.condition().antecedent())
        {
            events.push(event);
        }
        let mut chains = Vec::new();
        for event in events {
            if let Some(chain) = self.context.chains.through(event, Rank::Longest) {
                let chain = labels(chain.event_list());
                let event = self.context.timeline().event(event).label();
                chains.push(ConditionChain { event, chain });
            }
        }
        chains
    }
}

/// Returns what a statement announces, if that depends on a condition.
fn with_condition(conditional: Option<&Conditional>) -> Option<&Conditional> {
    conditional.filter(|one| one.clause() != Clause::Unconditional)
}

impl Fulfilment {
    /// Returns `true` if its level is known to be below the level threatened.
    fn falls_short(&self) -> bool {
        self.beyond_threatened.is_some_and(|beyond| beyond.tenths() < 0)
    }
}
