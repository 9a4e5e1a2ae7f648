//! How the parts of a query are written that are not data by themselves, and that nothing invalid is
//! read.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::Query;

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
pub(super) mod in_seconds {
    use chrono::TimeDelta;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

    pub(in crate::chain::query) fn serialize<S: Serializer>(
        gap: &Option<TimeDelta>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        gap.map(|gap| gap.num_seconds()).serialize(to)
    }

    pub(in crate::chain::query) fn deserialize<'de, D: Deserializer<'de>>(
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
