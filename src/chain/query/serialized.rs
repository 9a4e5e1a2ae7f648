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
