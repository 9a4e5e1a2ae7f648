#![no_main]
escalade_fuzz::reader!(Some(escalade::read::Format::Timesketch));
