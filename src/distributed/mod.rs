//! One answer computed by several processes, each of which reads a share of the files and holds a share of the events.

mod cluster;
mod connect;
mod health;
mod packet;
mod peers;
mod run;
mod wire;

pub use cluster::Cluster;
