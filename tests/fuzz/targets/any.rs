//! A file of any format, compressed or not.
#![no_main]
escalade_fuzz::reader!(None);
