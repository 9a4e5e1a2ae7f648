//! schema.org in JSON-LD: what is claimed, and who denies it.

use serde_json::{Value, json};

use super::{Export, prov::without_gaps};
use crate::{
    model::{ActorId, ActorKind, Assertion, Report},
    timeline::EventRef,
};

impl<'t> Export<'t> {
    /// As JSON-LD: actors, events, each assertion as a `Claim`, and as a `ClaimReview` of it the coder's
    /// confidence and what statements deny of the same fact of the same event.
    ///
    /// ```
    /// # use chrono::DateTime;
    /// # use escalade::{Actor, Amount, Assertion, Event, Fact, Means, Report, SpeechAct, Statement, Timeline, standards::Export};
    /// # let mut builder = Timeline::builder();
    /// # let [iran, israel, paper] = ["IRN", "ISR", "PAPER"].map(|key| builder.add_actor(Actor::new(key)));
    /// let barrage = builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone));
    /// let claim = Event::statement(israel, "2024-04-14", SpeechAct::Claim).with_report(Report::by(paper));
    /// let share = Assertion::that(Fact::ShareIntercepted).amounting_to(Amount::exactly(99));
    /// builder.add_event(claim.saying(Statement::about(barrage).asserting(share.with_confidence(80))));
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
            graph.push(json!({ "@type": kind, "@id": self.actor(actor.id()), "identifier": actor.key(), "name": names }));
        }
        for event in self.view.events() {
            let mut record = json!({ "@type": "Event", "@id": self.event(event) });
            record["identifier"] = json!(event.label());
            record["name"] = json!(self.words(event));
            record["startDate"] = json!(event.when().to_string());
            record["location"] = json!(event.place());
            record["organizer"] = json!(self.actors(event.sources()));
            graph.push(without_gaps(record));
        }
        for event in self.view.events() {
            for (nth, said) in self.view.assertions(event).enumerate() {
                self.claim(&mut graph, event, nth, said);
            }
        }
        json!({ "@context": "https://schema.org", "@graph": graph })
    }

    fn claim(&self, graph: &mut Vec<Value>, event: EventRef<'t>, nth: usize, said: &'t Assertion) {
        let id = format!("{}-claim-{nth}", self.event(event));
        let subjects = event.said().map_or(&[][..], |said| said.subjects());
        let abouts = subjects.iter().map(|subject| self.timeline().event(*subject));
        let abouts: Vec<_> = abouts.filter(|about| self.view.contains(*about)).collect();
        let own = !said.reports().is_empty();
        let reports = if own { said.reports() } else { event.reports() };
        let appearances: Vec<_> =
            self.told(reports).map(|(_, report)| self.appearance(report)).collect();
        let about: Vec<_> =
            abouts.iter().map(|about| json!({ "@id": self.event(*about) })).collect();
        let text = text(said, &self.keys(said.actors()));
        let mut record = json!({ "@type": "Claim", "@id": id, "text": text });
        record["author"] = json!(self.actors(event.sources()));
        record["about"] = json!(about);
        record["appearance"] = json!(appearances);
        graph.push(without_gaps(record));
        if let Some(sure) = said.confidence() {
            let rating = json!({ "@type": "Rating", "ratingValue": sure.percent(), "bestRating": 100, "worstRating": 0 });
            let coder = json!({ "@type": "Person", "@id": format!("{}coder", self.base), "name": "the coder" });
            graph.push(json!({ "@type": "ClaimReview", "@id": format!("{id}-review"), "itemReviewed": { "@id": id }, "claimReviewed": text, "reviewRating": rating, "author": coder }));
        }
        if said.is_denial() {
            return;
        }
        for about in abouts {
            for statement in self.timeline().statements_about(about.id()) {
                let statement = self.view.as_seen(self.timeline().event(statement));
                if !self.view.contains(statement) {
                    continue;
                }
                let mut denials = self.view.assertions(statement);
                if denials.any(|other| other.is_denial() && other.fact() == said.fact()) {
                    let rating = json!({ "@type": "Rating", "ratingValue": 0, "bestRating": 1, "worstRating": 0, "alternateName": "denied" });
                    let review = format!("{id}-denied-by-event-{}", statement.id().index());
                    let mut record = json!({ "@type": "ClaimReview", "@id": review, "itemReviewed": { "@id": id }, "claimReviewed": text, "reviewRating": rating });
                    record["author"] = json!(self.actors(statement.sources()));
                    record["reviewBody"] = json!(self.words(statement));
                    graph.push(without_gaps(record));
                }
            }
        }
    }

    /// A report as a work in which a claim appears.
    fn appearance(&self, report: &Report) -> Value {
        let mut record = json!({ "@type": "CreativeWork" });
        record["name"] = json!(self.timeline().path_in_words(report, ""));
        record["url"] = json!(report.url());
        record["abstract"] = json!(report.words());
        record["datePublished"] = json!(report.date().map(ToString::to_string));
        record["author"] =
            json!(self.actors(report.path().first().map_or(&[], std::slice::from_ref)));
        without_gaps(record)
    }

    fn actor(&self, actor: ActorId) -> String {
        format!("{}actor-{}", self.base, actor.index())
    }

    fn actors(&self, actors: &[ActorId]) -> Vec<Value> {
        actors.iter().map(|actor| json!({ "@id": self.actor(*actor) })).collect()
    }

    fn event(&self, event: EventRef<'_>) -> String {
        format!("{}event-{}", self.base, event.id().index())
    }
}

/// What is asserted, in words.
pub(super) fn text(said: &Assertion, named: &str) -> String {
    let fact = serde_json::to_value(said.fact()).unwrap_or_default();
    let mut parts = Vec::new();
    parts.extend(said.means().map(|means| means.to_string()));
    parts.extend(said.amount().map(ToString::to_string));
    parts.extend((!named.is_empty()).then(|| named.to_owned()));
    let outcome = serde_json::to_value(said.outcome()).unwrap_or_default();
    parts.extend(outcome.as_str().map(str::to_owned));
    parts.extend(said.words().map(|words| format!("«{words}»")));
    let denied = if said.is_denial() { "not so: " } else { "" };
    let fact = fact.as_str().unwrap_or_default().replace('-', " ");
    if parts.is_empty() {
        format!("{denied}{fact}")
    } else {
        format!("{denied}{fact}: {}", parts.join(", "))
    }
}
