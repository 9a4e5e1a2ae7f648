//! Actors by their names.

use super::{ActorRef, Timeline, document::nearest};
use crate::{
    error::{Error, ErrorKind, Issue, Issues, Location},
    model::fold,
};

impl Timeline {
    /// The actors that are called so, by their key or a name in any language, in order of recording. O(n)
    /// for n names. Needs the feature `names`.
    ///
    /// Case, blanks and punctuation do not matter, nor do marks on letters (accents, harakat, the points
    /// of Hebrew), nor which of its forms a letter has: full width, ligature, and in the Arabic script
    /// kaf, ya, ha and alef as Arabic, Persian and Urdu write them, with tatweel or without, and digits.
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
            !wanted.is_empty() && called(*actor).any(|called| fold::name(called) == wanted)
        })
    }

    /// The one actor that is called so, as [`actors_named`](Self::actors_named) finds it. Needs the feature
    /// `names`.
    ///
    /// # Errors
    ///
    /// Nobody is called so, and then who perhaps is meant; several are, and then who.
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
    /// assert_eq!(remedy("ایرن"), "perhaps «ایران» is meant, which is IRN");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn actor_named(&self, name: &str) -> Result<ActorRef<'_>, Error> {
        let found: Vec<_> = self.actors_named(name).collect();
        let (allowed, remedy) = match &found[..] {
            [actor] => return Ok(*actor),
            [] => ("the key or a name of an actor of this timeline", self.near(name)),
            _ => {
                let keys: Vec<_> = found.iter().map(ActorRef::key).collect();
                (
                    "what one actor alone is called",
                    format!("name it by its key: {}", keys.join(", ")),
                )
            }
        };
        let issue = Issue::new(Location::default(), name, allowed, remedy);
        Err(Issues::from(issue).into_error(ErrorKind::Value))
    }

    /// Who perhaps is meant by a name that nobody has.
    fn near(&self, name: &str) -> String {
        let wanted = fold::name(name);
        let names = || self.actors().flat_map(|actor| called(actor).map(move |one| (actor, one)));
        let folded: Vec<_> = names().map(|(_, one)| fold::name(one)).collect();
        let near = nearest(&wanted, folded.iter().map(String::as_str));
        let place = near.and_then(|near| folded.iter().position(|one| one == near));
        place.and_then(|nth| names().nth(nth)).map_or_else(
            || "add the actor or the name".to_owned(),
            |(actor, name)| format!("perhaps «{name}» is meant, which is {}", actor.key()),
        )
    }
}

/// What an actor is called: its key, and its names by language.
fn called(actor: ActorRef<'_>) -> impl Iterator<Item = &str> {
    std::iter::once(actor.key()).chain(actor.names().values().map(String::as_str))
}
