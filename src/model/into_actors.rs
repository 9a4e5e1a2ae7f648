//! Conversion of arguments into lists of actors.

use super::ActorId;

/// One or more actors, or none: the type of source and target arguments.
///
/// Implemented for [`ActorId`], for arrays, slices, vectors and options of ids, and for `()`, which
/// stands for no known actor. The trait is sealed.
///
/// ```
/// use escalade::{Actor, Event, Timeline, model::ActionKind};
///
/// let mut builder = Timeline::builder();
/// let (usa, uk) = (builder.add_actor(Actor::new("USA")), builder.add_actor(Actor::new("GBR")));
/// let iran = builder.add_actor(Actor::new("IRN"));
/// let both = builder.add_event(Event::action([usa, uk], "2024-04-18", ActionKind::Sanction).against(iran));
/// let timeline = builder.build()?;
/// assert_eq!(timeline.event(both).sources(), [usa, uk]);
/// # Ok::<(), escalade::Error>(())
/// ```
pub trait IntoActors: sealed::Sealed {
    #[doc(hidden)]
    fn into_actors(self) -> Vec<ActorId>;
}

mod sealed {
    use super::ActorId;

    pub trait Sealed {}
    impl Sealed for () {}
    impl Sealed for ActorId {}
    impl Sealed for Option<ActorId> {}
    impl Sealed for &[ActorId] {}
    impl Sealed for Vec<ActorId> {}
    impl<const N: usize> Sealed for [ActorId; N] {}
}

impl IntoActors for () {
    fn into_actors(self) -> Vec<ActorId> {
        Vec::new()
    }
}

impl IntoActors for ActorId {
    fn into_actors(self) -> Vec<ActorId> {
        vec![self]
    }
}

impl IntoActors for Option<ActorId> {
    fn into_actors(self) -> Vec<ActorId> {
        self.into_iter().collect()
    }
}

impl IntoActors for &[ActorId] {
    fn into_actors(self) -> Vec<ActorId> {
        self.to_vec()
    }
}

impl IntoActors for Vec<ActorId> {
    fn into_actors(self) -> Vec<ActorId> {
        self
    }
}

impl<const N: usize> IntoActors for [ActorId; N] {
    fn into_actors(self) -> Vec<ActorId> {
        self.to_vec()
    }
}
