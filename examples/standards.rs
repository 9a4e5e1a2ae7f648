//! Writes the crisis of April 2024 in a standard of others: `prov`, `schema-org` or `stix`; with the key
//! of an outlet after it, as that alone tells it.
//!
//! ```text
//! cargo run --features standards --example standards -- stix TN > crisis.stix.json
//! ```

use std::{env, error::Error};

use escalade::{
    read::{Format, Options},
    standards::Export,
};

fn main() -> Result<(), Box<dyn Error>> {
    let document = include_str!("data/crisis-2024.json");
    let read = Options::new().format(Format::Json).read("crisis-2024.json", document.as_bytes())?;
    let timeline = read.timeline;
    let mut args = env::args().skip(1);
    let standard = args.next().unwrap_or_else(|| "prov".to_owned());
    let view = match args.next() {
        Some(key) => {
            let outlet = timeline.actor_by_key(&key).ok_or("no actor of that key")?;
            timeline.view().reported_by(outlet.id())
        }
        None => timeline.view(),
    };
    let made = "2024-04-20T00:00:00Z".parse()?;
    let export = Export::new(view, "https://example.org/crisis-2024/", made);
    let written = match &*standard {
        "prov" => export.prov(),
        "schema-org" => export.schema_org(),
        "stix" => export.stix(),
        other => return Err(format!("«{other}» is none of: prov, schema-org, stix").into()),
    };
    println!("{}", serde_json::to_string_pretty(&written)?);
    Ok(())
}
