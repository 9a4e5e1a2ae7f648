//! `escalade watch`: follows a feed and prints alerts.

mod batches;
mod command;
mod desk;
mod folder;
mod kept;
mod messages;
mod rows;
mod stdin;
mod wanted;

pub(crate) use command::Watch;
