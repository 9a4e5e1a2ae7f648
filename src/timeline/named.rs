//! Looking up actors by name.

use super::{ActorRef, Timeline, did_you_mean::nearest};
use crate::{
    error::{Error, ErrorKind, Issue, Issues, Location},
    model::fold,
};

impl Timeline {
    /// Returns an iterator over the actors whose key, or name in any language, matches `name`, in order
    /// of recording.
    ///
    /// Takes O(n) for n names. Requires the feature `names`.
    ///
    /// The comparison ignores:
    ///
    /// - case, blanks and punctuation;
    /// - marks on letters: accents, harakat, the points of Hebrew;
    /// - variants of letters: full width, ligatures, and in the Arabic script tatweel and the Arabic,
    ///   Persian and Urdu forms of kaf, ya, ha, alef and the digits.
    ///
    /// ```
    /// use escalade::{Actor, Timeline};
    ///
    /// let mut builder = Timeline::builder();
    /// builder.add_actor(Actor::new("IRN").with_name("en", "Iran").with_name("fa", "ایران"));
    /// builder.add_actor(Actor::new("TUR").with_name("en", "Türkiye"));
    /// let timeline = builder.build()?;
    /// let keys = |name| timeline.actors_named(name).map(|actor| actor.key()).collect::<Vec<_>>();
    /// for name in ["iran", "IRN", "إيران", "ایران", "ايران", "إِيـرَان"] {
    ///     assert_eq!(keys(name), ["IRN"], "{name}");
    /// }
    /// assert_eq!(keys("Turkiye"), ["TUR"]);
    /// assert!(keys("Iraq").is_empty());
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn actors_named(&self, name: &str) -> impl Iterator<Item = ActorRef<'_>> {
        let wanted = fold::name(name);
        self.actors().filter(move |actor| {
            !wanted.is_empty() && names_of(*actor).any(|name| fold::name(name) == wanted)
        })
    }

    /// Returns the only actor that [`actors_named`](Self::actors_named) finds.
    ///
    /// Requires the feature `names`.
    ///
    /// # Errors
    ///
    /// Returns an error if there is no such actor, which suggests the actor with the most similar name,
    /// or if there are several, which lists their keys.
    ///
    /// ```
    /// use escalade::{Actor, Timeline};
    ///
    /// let mut builder = Timeline::builder();
    /// let iran = builder.add_actor(Actor::new("IRN").with_name("fa", "ایران"));
    /// builder.add_actor(Actor::new("COG").with_name("en", "Congo"));
    /// builder.add_actor(Actor::new("COD").with_name("en", "Congo"));
    /// let timeline = builder.build()?;
    /// assert_eq!(timeline.actor_named("إيران")?.id(), iran);
    /// let remedy = |name| timeline.actor_named(name).unwrap_err().issues()[0].remedy().to_owned();
    /// assert_eq!(remedy("congo"), "name it by its key: COG, COD");
    /// assert_eq!(remedy("ایرن"), "write `IRN` if «ایران» is meant");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn actor_named(&self, name: &str) -> Result<ActorRef<'_>, Error> {
        let found: Vec<_> = self.actors_named(name).collect();
        let (allowed, remedy) = match &found[..] {
            [actor] => return Ok(*actor),
            [] => ("the key or a name of an actor of this timeline", self.suggest_actor(name)),
            _ => {
                let keys: Vec<_> = found.iter().map(ActorRef::key).collect();
                (
                    "a name that only one actor has",
                    format!("name it by its key: {}", keys.join(", ")),
                )
            }
        };
        let issue = Issue::new(Location::default(), name, allowed, remedy);
        Err(Issues::from(issue).into_error(ErrorKind::Value))
    }

    /// Returns a remedy for a name that no actor has: the actor with the most similar name, if any.
    fn suggest_actor(&self, name: &str) -> String {
        let wanted = fold::name(name);
        let names =
            || self.actors().flat_map(|actor| names_of(actor).map(move |name| (actor, name)));
        let folded: Vec<_> = names().map(|(_, name)| fold::name(name)).collect();
        let near = nearest(&wanted, folded.iter().map(String::as_str));
        let index = near.and_then(|near| folded.iter().position(|name| name == near));
        index.and_then(|nth| names().nth(nth)).map_or_else(
            || "add the actor or the name".to_owned(),
            |(actor, name)| format!("write `{}` if «{name}» is meant", actor.key()),
        )
    }
}

/// Returns an iterator over the key of an actor and its names in all languages.
fn names_of(actor: ActorRef<'_>) -> impl Iterator<Item = &str> {
    std::iter::once(actor.key()).chain(actor.names().values().map(String::as_str))
}
