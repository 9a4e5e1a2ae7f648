//! How the parts of a query are written that are not data by themselves, and that nothing invalid is
//! read.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::chain::query::query::Query;

impl Serialize for Query {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, to)
    }
}

/// Terms that are missing are those of [`Query::escalation`]; a query that [`Query::check`] refuses is
/// not read.
impl<'de> Deserialize<'de> for Query {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let query = Self::deserialize(from)?;
        query.check().map_err(de::Error::custom)?;
        Ok(query)
    }
}

/// Times are written as whole seconds.
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
                de::Error::custom(format_args!("a gap of {seconds} seconds is too long"))
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

    fn written(query: &Query) -> Result<String, String> {
        serde_json::to_string(query).map_err(|error| error.to_string())
    }

    fn scale_of(written: &str) -> Result<String, String> {
        let read = serde_json::from_str::<Query>(written).map_err(|error| error.to_string())?;
        Ok(format!("{:?}", read.scale()))
    }

    #[test]
    fn every_built_in_scale_is_read_back_as_it_was() {
        for name in NAMES {
            let scale = by_name(name).expect("a name of the list");
            let query = Query::escalation().max_gap(TimeDelta::days(7)).on(scale.clone());
            assert_eq!(scale_of(&written(&query).unwrap()), Ok(format!("{scale:?}")));
        }
    }

    #[test]
    fn a_crosswalk_is_read_back_as_it_was() {
        let codes =
            [(Code::new(Vocabulary::Mid, "16"), 8), (Code::new(Vocabulary::Own, "a b"), 44)];
        for crosswalk in [Crosswalk::default(), Crosswalk::new(codes).expect("valid rows")] {
            let scale = Kahn.through(crosswalk);
            let query = Query::escalation().max_gap(TimeDelta::days(7)).on(scale.clone());
            assert_eq!(scale_of(&written(&query).unwrap()), Ok(format!("{scale:?}")));
        }
    }

    #[test]
    fn a_scale_of_ones_own_is_not_taken_for_the_built_in_one_of_its_name() {
        let name = Goldstein::default().name().to_owned();
        let query = Query::escalation().max_gap(TimeDelta::days(7)).on(named(name, |_| None));
        assert!(written(&query).unwrap_err().contains("cannot be written"));
    }

    #[test]
    fn nothing_invalid_is_read() {
        for (bad, why) in [
            (r#""richter""#, "goldstein-icews"),
            (r#"{"kahn":[["cameo","190",45]]}"#, "a rung of Kahn's levels, 1 to 44"),
            (r#"{"kahn":[["cameo",190,4]]}"#, "a scale by its name, or"),
            (r#"{"kahn":[],"flat":[]}"#, "a scale by its name, or"),
            (r#"{"flat":[]}"#, "a scale by its name, or"),
            ("7", "a scale by its name, or"),
        ] {
            let error = scale_of(&format!(r#"{{"scale":{bad},"max_gap":1}}"#)).unwrap_err();
            assert!(error.contains(why), "{bad}: {error}");
        }
    }
}
