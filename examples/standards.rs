//! Writes the crisis of April 2024 as W3C PROV, schema.org or STIX 2.1: the first argument is `prov`,
//! `schema-org` or `stix`. A second argument, the key of an outlet, keeps only what that outlet reports.
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
    let options = Options::new().format(Format::Json);
    let timeline = options.read("crisis-2024.json", document.as_bytes())?.timeline;
    let mut args = env::args().skip(1);
    let standard = args.next().unwrap_or_else(|| "prov".to_owned());
    let view = match args.next() {
        Some(key) => {
            let outlet = timeline.actor_by_key(&key).ok_or("no actor has this key")?;
            timeline.view().reported_by(outlet.id())
        }
        None => timeline.view(),
    };
    let created = "2024-04-20T00:00:00Z".parse()?;
    let export = Export::new(view, "https://example.org/crisis-2024/", created);
    let value = match &*standard {
        "prov" => export.prov(),
        "schema-org" => export.schema_org(),
        "stix" => export.stix(),
        other => {
            return Err(
                format!("«{other}» is not a standard; write prov, schema-org or stix").into()
            );
        }
    };
    println!("{}", serde_json::to_string_pretty(&value)?);
    Ok(())
}
