//! Prints what is claimed in a timeline.
use chrono::TimeDelta;
use escalade::{scale::Kahn, *};
fn main() -> Result<(), Error> {
    let timeline = read::open("examples/data/crisis-2024.json")?.timeline;
    let barrage = timeline.event_by_key("barrage").unwrap();
    let q = Query::escalation().on(Kahn).max_gap(TimeDelta::days(30));
    println!("{}", timeline.threats(&q)?);
    println!("{}", timeline.during(.."2024-04-15").threats(&q)?);
    for chain in
        timeline.chains(&q)?.maximal().filter(|chain| chain.events().next_back() == Some(barrage))
    {
        println!("{chain:?}\n{}", chain.reactions());
        println!("{}", chain.off_ramps());
        if chain.events().next().unwrap().label() == "killing" {
            println!("{}", chain.explain());
            println!("{}", chain.explain_in("ar"))
        };
    }
    Ok(())
}
