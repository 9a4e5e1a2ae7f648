//! Data sets that are recognised and named, and not read.

use escalade::read::Options;

#[test]
fn data_sets_without_events_are_named() {
    let gkg = ["20150218230000-0", "20150218230000", "1"].join("\t") + &"\t".repeat(24) + "\n";
    for (text, what) in [
        (
            "DATE\tNUMARTS\tCOUNTS\tTHEMES\tLOCATIONS\tPERSONS\tORGANIZATIONS\tTONE\tCAMEOEVENTIDS\tSOURCES\tSOURCEURLS\n",
            "this is a GKG file:",
        ),
        (&gkg, "this is a GKG file:"),
        ("DATE\tNUMARTS\tCOUNTTYPE\tNUMBER\tOBJECTTYPE\n", "GKG file of counts"),
        (
            "conflict_id,location,side_a,incompatibility,year,intensity_level\n",
            "UCDP/PRIO Armed Conflict",
        ),
        ("dyad_id,conflict_id,side_a,side_b,year,intensity_level\n", "UCDP Dyadic"),
        ("conflict_id,dyad_id,side_a,year,bd_best,bd_low,bd_high\n", "Battle-Related Deaths"),
        ("actor_id,actor_name,year,best_fatality_estimate\n", "One-sided"),
        ("WarNum,WarName,WarType,ccode,StateName\n", "list of wars"),
        ("disno,dyindex,statea,stateb,year\n", "dyadic Militarized"),
        ("icb1;crisno;crisname;trigdate\n", "International Crisis Behavior"),
        (
            "WEEK,REGION,COUNTRY,EVENT_TYPE,SUB_EVENT_TYPE,EVENTS,FATALITIES\n",
            "weekly counts of ACLED",
        ),
    ] {
        let error = Options::new().read("file", text.as_bytes()).unwrap_err();
        let issue = &error.issues()[0];
        assert!(issue.got().contains(&what[..what.len().min(60)]), "{issue}");
        assert!(issue.remedy().starts_with("download") || issue.remedy().starts_with("export"));
    }
}

#[test]
fn mentions_alone_say_what_is_missing() {
    let mention = "409751974\t20150218230000\t20150218230000\t1\tnews.example\thttp://x\t1\t1\t1\t1\t1\t100\t1\t1\t\t\n";
    let report = Options::new().read("mentions", mention.as_bytes()).unwrap().report;
    let decisions = report.decisions.join("\n");
    assert!(decisions.contains("only files of mentions were given"), "{decisions}");
}

/// The format is recognised where its reader is not compiled.
#[cfg(not(feature = "standards"))]
#[test]
fn a_stix_bundle_names_the_feature_that_reads_it() {
    let bundle = r#"{"type":"bundle","id":"bundle--1","objects":[{"type":"incident"}]}"#;
    let error = Options::new().read("bundle.json", bundle.as_bytes()).unwrap_err();
    let issue = &error.issues()[0];
    assert_eq!(issue.got(), "stix");
    assert!(issue.remedy().contains("the feature `standards`"), "{issue}");
}
