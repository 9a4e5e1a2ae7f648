#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| escalade_fuzz::journal(bytes));
