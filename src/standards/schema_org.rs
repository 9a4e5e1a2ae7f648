//! Export to schema.org in JSON-LD: what is claimed, and who denies it.

use serde_json::{Value, json};

use super::export::{Export, without_missing};
use crate::{
    model::{ActorId, ActorKind, Assertion, Fact, Report},
    timeline::EventRef,
};

impl<'t> Export<'t> {
    /// Exports the view as JSON-LD.
    ///
    /// Each assertion becomes a `Claim`. The coder's confidence in it becomes a `ClaimReview`, and
    /// so does each statement that denies the same fact of the same event.
    ///
    /// ```
    /// # use chrono::DateTime;
    /// # use escalade::{Actor, Event, Means, Report, SpeechAct, Statement, Timeline, model::{Amount, Assertion, Fact}, standards::Export};
    /// # let mut builder = Timeline::builder();
    /// # let [iran, israel, paper] = ["IRN", "ISR", "PAPER"].map(|key| builder.add_actor(Actor::new(key)));
    /// let barrage = builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone));
    /// let claim = Event::statement(israel, "2024-04-14", SpeechAct::Claim).with_report(Report::by(paper));
    /// let share = Assertion::that(Fact::ShareIntercepted).amounting_to(Amount::exactly(99));
    /// builder.add_event(claim.with_statement(Statement::about(barrage).asserting(share.with_confidence(80))));
    /// let timeline = builder.build()?;
    /// let export = Export::new(timeline.view(), "https://example.org/", DateTime::UNIX_EPOCH);
    /// let graph = export.schema_org()["@graph"].as_array().unwrap().clone();
    /// let of_type = |kind| graph.iter().find(|one| one["@type"] == kind).unwrap();
    /// assert_eq!(of_type("Claim")["text"], "share intercepted: 99");
    /// assert_eq!(of_type("ClaimReview")["reviewRating"]["ratingValue"], 80);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn schema_org(&self) -> Value {
        let mut graph = Vec::new();
        for actor in self.timeline().actors() {
            let kind = match actor.kind() {
                ActorKind::Person => "Person",
                ActorKind::State => "Country",
                ActorKind::NewsOutlet => "NewsMediaOrganization",
                ActorKind::Government | ActorKind::Military => "GovernmentOrganization",
                _ => "Organization",
            };
            let names = actor.names().iter();
            let names = names.map(|(tag, name)| json!({ "@value": name, "@language": tag }));
            let mut names: Vec<Value> = names.collect();
            if names.is_empty() {
                names.push(json!(actor.key()));
            }
            graph.push(json!({ "@type": kind, "@id": self.actor_address(actor.id()), "identifier": actor.key(), "name": names }));
        }
        for event in self.view.events() {
            let mut record = json!({ "@type": "Event", "@id": self.event_address(event) });
            record["identifier"] = json!(event.label());
            record["name"] = json!(self.description(event));
            record["startDate"] = json!(event.when().to_string());
            record["location"] = json!(event.place());
            record["organizer"] = json!(self.actor_refs(event.sources()));
            graph.push(without_missing(record));
        }
        for event in self.view.events() {
            for (nth, assertion) in self.view.assertions(event).enumerate() {
                self.add_claim(&mut graph, event, nth, assertion);
            }
        }
        json!({ "@context": "https://schema.org", "@graph": graph })
    }

    fn add_claim(
        &self,
        graph: &mut Vec<Value>,
        event: EventRef<'t>,
        nth: usize,
        assertion: &'t Assertion,
    ) {
        let id = format!("{}-claim-{nth}", self.event_address(event));
        let subjects = event.statement().map_or(&[][..], |said| said.subjects());
        let abouts = subjects.iter().map(|subject| self.timeline().event(*subject));
        let abouts: Vec<_> = abouts.filter(|about| self.view.contains(*about)).collect();
        let own = !assertion.reports().is_empty();
        let reports = if own { assertion.reports() } else { event.reports() };
        let appearances: Vec<_> =
            self.visible_reports(reports).map(|(_, report)| self.appearance(report)).collect();
        let about: Vec<_> =
            abouts.iter().map(|about| json!({ "@id": self.event_address(*about) })).collect();
        let text = assertion_text(assertion, &self.joined_keys(assertion.actors()));
        let mut record = json!({ "@type": "Claim", "@id": id, "text": text });
        record["author"] = json!(self.actor_refs(event.sources()));
        record["about"] = json!(about);
        record["appearance"] = json!(appearances);
        graph.push(without_missing(record));
        if let Some(confidence) = assertion.confidence() {
            let rating = json!({ "@type": "Rating", "ratingValue": confidence.percent(), "bestRating": 100, "worstRating": 0 });
            let coder = json!({ "@type": "Person", "@id": format!("{}coder", self.base), "name": "the coder" });
            graph.push(json!({ "@type": "ClaimReview", "@id": format!("{id}-review"), "itemReviewed": { "@id": id }, "claimReviewed": text, "reviewRating": rating, "author": coder }));
        }
        if !assertion.is_denial() {
            for about in abouts {
                self.add_denials(graph, about, assertion.fact(), &id, &text);
            }
        }
    }

    /// Adds a review of a claim for each statement that denies the same fact of the same event.
    fn add_denials(
        &self,
        graph: &mut Vec<Value>,
        about: EventRef<'_>,
        fact: Fact,
        claim: &str,
        text: &str,
    ) {
        for statement in self.timeline().statements_about(about.id()) {
            let statement = self.view.as_seen(self.timeline().event(statement));
            if !self.view.contains(statement) {
                continue;
            }
            let mut denials = self.view.assertions(statement);
            if denials.any(|other| other.is_denial() && other.fact() == fact) {
                let rating = json!({ "@type": "Rating", "ratingValue": 0, "bestRating": 1, "worstRating": 0, "alternateName": "denied" });
                let review = format!("{claim}-denied-by-event-{}", statement.id().index());
                let mut record = json!({ "@type": "ClaimReview", "@id": review, "itemReviewed": { "@id": claim }, "claimReviewed": text, "reviewRating": rating });
                record["author"] = json!(self.actor_refs(statement.sources()));
                record["reviewBody"] = json!(self.description(statement));
                graph.push(without_missing(record));
            }
        }
    }

    /// Converts a report into a work in which a claim appears.
    fn appearance(&self, report: &Report) -> Value {
        let mut record = json!({ "@type": "CreativeWork" });
        record["name"] = json!(self.timeline().path_in_words(report, ""));
        record["url"] = json!(report.url());
        record["abstract"] = json!(report.words());
        record["datePublished"] = json!(report.date().map(ToString::to_string));
        record["author"] =
            json!(self.actor_refs(report.path().first().map_or(&[], std::slice::from_ref)));
        without_missing(record)
    }

    fn actor_address(&self, actor: ActorId) -> String {
        format!("{}actor-{}", self.base, actor.index())
    }

    fn actor_refs(&self, actors: &[ActorId]) -> Vec<Value> {
        actors.iter().map(|actor| json!({ "@id": self.actor_address(*actor) })).collect()
    }

    fn event_address(&self, event: EventRef<'_>) -> String {
        format!("{}event-{}", self.base, event.id().index())
    }
}

/// Returns an assertion in words. `named` are the keys of the actors it names.
pub(super) fn assertion_text(assertion: &Assertion, named: &str) -> String {
    let fact = serde_json::to_value(assertion.fact()).unwrap_or_default();
    let mut parts = Vec::new();
    parts.extend(assertion.means().map(|means| means.to_string()));
    parts.extend(assertion.amount().map(ToString::to_string));
    parts.extend((!named.is_empty()).then(|| named.to_owned()));
    let outcome = serde_json::to_value(assertion.outcome()).unwrap_or_default();
    parts.extend(outcome.as_str().map(str::to_owned));
    parts.extend(assertion.words().map(|words| format!("«{words}»")));
    let denied = if assertion.is_denial() { "not true: " } else { "" };
    let fact = fact.as_str().unwrap_or_default().replace('-', " ");
    if parts.is_empty() {
        format!("{denied}{fact}")
    } else {
        format!("{denied}{fact}: {}", parts.join(", "))
    }
}
