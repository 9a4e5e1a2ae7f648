//! One answer computed by several processes, each of which reads a share of the files and holds a share of the events.
//!
//! [`ask`] is called by every process of a [`Cluster`] with the same [`Input`] and [`Question`]; process 0 receives the
//! [`Answer`]. The workers, the exchange of data and the connections are those of [timely
//! dataflow](https://docs.rs/timely). The guide's chapter on [scale](crate::guide::scale) says when this is worth it, how
//! events are spread, what is refused, and how processes are started on several machines.

mod answer;
mod ask;
mod choose;
mod cluster;
mod codec;
mod compute;
mod connect;
mod gather;
mod health;
mod holding;
mod input;
mod merge_rows;
mod packet;
mod packets;
mod partial;
mod peers;
mod placement;
mod places;
mod question;
mod rounds;
mod rows;
mod run;
mod sent;
mod ship;
mod slices;
mod spread;
mod tables;
mod tally;
mod union;
mod wanted;
mod wire;

pub use answer::{Answer, FoundChain, FoundEvent, Outcome, Traffic};
pub use ask::ask;
pub use cluster::Cluster;
pub use input::Input;
pub use question::Question;
pub use spread::Spread;
pub use wanted::{Apart, Wanted};
