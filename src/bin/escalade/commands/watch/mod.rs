//! `escalade watch`: follows a feed and prints alerts.

mod batches;
mod command;
mod desk;
mod folder;
mod kept;
mod rows;
mod stdin;

pub(crate) use command::Watch;
