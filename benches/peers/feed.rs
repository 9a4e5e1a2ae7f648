//! Events that come one by one, each after all others.

use chrono::DateTime;
use escalade::{
    Code, Event, Level, Query, Vocabulary,
    watch::{Watch, WatchedQuery},
};

use super::{ACTORS, Row, common, run};

/// Measures transactions of 100 events, and one that withdraws them again. The result is the number of chains that end in
/// them.
pub(super) fn measure(rows: &[Row], query: &Query) {
    let query = WatchedQuery::new("relay", query.clone());
    let mut watch = Watch::new(common::timeline(ACTORS, rows), [query]).expect("a valid query");
    let last = rows.iter().map(|row| row.onset).max().unwrap_or(0);
    run("100 events, one by one", "escalade, a watch", || {
        let mut chains = 0_u128;
        for nth in 0..100 {
            let mut transaction = watch.transaction();
            let [source, target] = [nth * 7 % 200, (nth * 13 + 1) % 200]
                .map(|nth| transaction.actor(&format!("A{nth}")));
            let onset = DateTime::from_timestamp(last + 900 * (nth + 1), 0).expect("a valid time");
            let event = Event::coded(source, target, onset, Code::new(Vocabulary::Cameo, "190"))
                .with_score(Level::from_tenths(-1 - nth % 10));
            transaction.upsert(format!("new {nth}"), event);
            let changes = transaction.commit().expect("a valid transaction");
            chains += changes.queries()[0]
                .chains_appeared()
                .to_string()
                .parse::<u128>()
                .expect("a number");
        }
        let mut transaction = watch.transaction();
        for nth in 0..100 {
            transaction.retract(&format!("new {nth}"));
        }
        transaction.commit().expect("a valid transaction");
        chains
    });
}
