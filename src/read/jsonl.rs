#![doc = include_str!("jsonl.md")]
