//! `escalade watch`: follows a feed and prints alerts.

mod batches;
mod command;
mod desk;
mod feed_file;
mod folder;
mod kept;
mod messages;
mod parts;
mod rows;
mod stdin;
mod wanted;

pub(crate) use command::Watch;
