//! Serialization of a query, with a check of what is read.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::chain::query::query::Query;

impl Serialize for Query {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, to)
    }
}

/// Missing terms take the defaults of [`Query::escalation`]. A query with a problem, as found by
/// [`Query::check`], is an error.
impl<'de> Deserialize<'de> for Query {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let query = Self::deserialize(from)?;
        query.check().map_err(de::Error::custom)?;
        Ok(query)
    }
}

/// A query that is not checked yet.
#[cfg(feature = "json")]
#[derive(Deserialize)]
#[serde(transparent)]
struct Unchecked(#[serde(deserialize_with = "Query::deserialize")] Query);

#[cfg(feature = "json")]
impl Query {
    /// Reads a query from JSON, and checks it. Missing terms take the defaults of [`Query::escalation`].
    ///
    /// It reads what [`Deserialize`] reads from `serde_json`. Its errors say more: each has the path to the value at
    /// fault, and the remedy names the field or word that a mistyped one probably stands for.
    ///
    /// ```
    /// use escalade::Query;
    ///
    /// let text = r#"{ "max_gap": 604800, "steps": [{}, { "repeatd": true, "predicate": { "kinds": ["attack"] } }] }"#;
    /// let error = Query::from_json(text).unwrap_err();
    /// let issue = &error.issues()[0];
    /// assert_eq!(issue.location().to_string(), "query/steps/1/repeatd");
    /// assert_eq!(issue.remedy(), "write `repeated` if that is meant");
    /// let query = Query::from_json(&text.replace("repeatd", "repeated"))?;
    /// assert!(query.to_string().contains("steps"));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The text is not well-formed JSON, a value has the wrong form, of which the first is reported, or the query has
    /// a problem, as found by [`Query::check`].
    pub fn from_json(text: &str) -> Result<Self, crate::Error> {
        let Unchecked(query) = crate::read::json::value_from_str(text, "query")?;
        query.check().map(|()| query)
    }
}

/// Serializes an optional span of time as whole seconds.
pub(crate) mod in_seconds {
    use chrono::TimeDelta;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

    pub(crate) fn serialize<S: Serializer>(
        gap: &Option<TimeDelta>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        gap.map(|gap| gap.num_seconds()).serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<TimeDelta>, D::Error> {
        let seconds = Option::<i64>::deserialize(from)?;
        let gap = |seconds| {
            TimeDelta::try_seconds(seconds).ok_or_else(|| {
                let most = TimeDelta::MAX.num_seconds();
                de::Error::custom(format_args!(
                    "expected {} to {most} seconds, got {seconds}",
                    -most
                ))
            })
        };
        seconds.map(gap).transpose()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use chrono::TimeDelta;

    use crate::{
        Code, Query, Vocabulary,
        scale::{Crosswalk, Goldstein, Kahn, NAMES, Scale, by_name, named},
    };

    fn serialized(query: &Query) -> Result<String, String> {
        serde_json::to_string(query).map_err(|error| error.to_string())
    }

    #[cfg(feature = "json")]
    #[test]
    fn unknown_words_have_a_path_and_the_nearest_known_one() {
        for (step, place, remedy) in [
            (r#""max_gp":60"#, "max_gp", "`max_gap`"),
            (r#""rules":["relay","retaliaton"]"#, "rules/1", "`retaliation`"),
            (r#""trend":"risng""#, "trend", "`rising`"),
            (r#""predicate":{"kind":["attack"]}"#, "predicate/kind", "`kinds`"),
            (r#""predicate":{"not":{"kinds":["atack"]}}"#, "predicate/not/kinds/0", "`attack`"),
            (r#""repeated":"yes""#, "repeated", ""),
        ] {
            let text = format!(r#"{{"max_gap":60,"steps":[{{}},{{{step}}}]}}"#);
            let error = Query::from_json(&text).unwrap_err();
            let issue = &error.issues()[0];
            assert_eq!(issue.location().to_string(), format!("query/steps/1/{place}"), "{error}");
            assert!(issue.remedy().contains(remedy), "{step}: {error}");
        }
        let error = Query::from_json(r#"{"max_gap":60,"stepz":[]}"#).unwrap_err();
        assert!(error.issues()[0].remedy().contains("`steps`"), "{error}");
        let error = Query::from_json(r#"{"max_gap":60,"min_len":1}"#).unwrap_err();
        assert_eq!(error.issues()[0].location().to_string(), "query/min_len", "{error}");
        assert!(Query::from_json("{").is_err());
        let query = Query::escalation().max_gap(TimeDelta::days(7)).on(Kahn);
        let written = serialized(&query).unwrap();
        assert_eq!(serialized(&Query::from_json(&written).unwrap()), Ok(written));
    }

    fn scale_of(json: &str) -> Result<String, String> {
        let read = serde_json::from_str::<Query>(json).map_err(|error| error.to_string())?;
        Ok(format!("{:?}", read.scale()))
    }

    #[test]
    fn every_built_in_scale_survives_a_round_trip() {
        for name in NAMES {
            let scale = by_name(name).expect("a name of the list");
            let query = Query::escalation().max_gap(TimeDelta::days(7)).on(scale.clone());
            assert_eq!(scale_of(&serialized(&query).unwrap()), Ok(format!("{scale:?}")));
        }
    }

    #[test]
    fn a_crosswalk_survives_a_round_trip() {
        let codes =
            [(Code::new(Vocabulary::Mid, "16"), 8), (Code::new(Vocabulary::Own, "a b"), 44)];
        for crosswalk in [Crosswalk::default(), Crosswalk::new(codes).expect("valid rows")] {
            let scale = Kahn.with_crosswalk(crosswalk);
            let query = Query::escalation().max_gap(TimeDelta::days(7)).on(scale.clone());
            assert_eq!(scale_of(&serialized(&query).unwrap()), Ok(format!("{scale:?}")));
        }
    }

    #[test]
    fn refuses_to_serialize_a_custom_scale_with_the_name_of_a_built_in_one() {
        let name = Goldstein::default().name().to_owned();
        let query = Query::escalation().max_gap(TimeDelta::days(7)).on(named(name, |_| None));
        assert!(serialized(&query).unwrap_err().contains("cannot be written"));
    }

    #[test]
    fn rejects_an_invalid_scale() {
        for (scale, expected) in [
            (r#""richter""#, "goldstein-icews"),
            (r#"{"kahn":[["cameo","190",45]]}"#, "a rung of Kahn's ladder, 1 to 44"),
            (r#"{"kahn":[["cameo",190,4]]}"#, "a scale by its name, or"),
            (r#"{"kahn":[],"flat":[]}"#, "a scale by its name, or"),
            (r#"{"flat":[]}"#, "a scale by its name, or"),
            ("7", "a scale by its name, or"),
        ] {
            let error = scale_of(&format!(r#"{{"scale":{scale},"max_gap":1}}"#)).unwrap_err();
            assert!(error.contains(expected), "{scale}: {error}");
        }
    }
}
