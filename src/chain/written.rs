//! How the parts of a query are written that are not data by themselves.

/// Scales are written by name; only the built-in ones can be read back.
pub(super) mod by_name {
    use std::{fmt, sync::Arc};

    use serde::{Deserialize, Deserializer, Serializer, de, ser};

    use crate::scale::{self, Scale};

    pub(in crate::chain) fn serialize<S: Serializer>(
        scale: &Arc<dyn Scale>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        if scale::by_name(scale.name()).is_none() {
            return Err(ser::Error::custom(NotBuiltIn(scale.name())));
        }
        to.serialize_str(scale.name())
    }

    pub(in crate::chain) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Arc<dyn Scale>, D::Error> {
        let name = String::deserialize(from)?;
        scale::by_name(&name).ok_or_else(|| de::Error::custom(NotBuiltIn(&name)))
    }

    struct NotBuiltIn<'a>(&'a str);

    impl fmt::Display for NotBuiltIn<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "scale «{}» is not built in; allowed: {}", self.0, scale::NAMES.join(", "))
        }
    }
}

/// Gaps are written as whole seconds.
pub(super) mod in_seconds {
    use chrono::TimeDelta;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

    pub(in crate::chain) fn serialize<S: Serializer>(
        gap: &Option<TimeDelta>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        gap.map(|gap| gap.num_seconds()).serialize(to)
    }

    pub(in crate::chain) fn deserialize<'de, D: Deserializer<'de>>(
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
