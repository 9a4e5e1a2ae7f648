//! Export of reports, claims and links to other standards: W3C PROV, schema.org and STIX 2.1.
//!
//! - [`Export::prov`] returns PROV-JSON (W3C member submission, 2013): who reported what, and from
//!   whom they received it.
//! - [`Export::schema_org`] returns JSON-LD of `Claim` and `ClaimReview` (schema.org): what is
//!   claimed about an event, by whom, and who denies it.
//! - [`Export::stix`] returns a STIX 2.1 bundle (OASIS, 2021): incidents, reports, notes, opinions,
//!   and relationships, with their confidence.
//!
//! Exactly what a [`View`](crate::View) shows is exported, for instance a timeline [as one outlet
//! reports it](crate::View::reported_by). Exports of the same view are equal.
//!
//! # Crosswalk
//!
//! | here | PROV | schema.org | STIX 2.1 |
//! | --- | --- | --- | --- |
//! | actor | agent | `Person`, `Country`, `NewsMediaOrganization`, `GovernmentOrganization`, `Organization` | `identity` |
//! | `PartOf`, `ActsFor` | `actedOnBehalfOf` | not exported | `relationship` `part-of`, `acts-for` |
//! | attack, action | activity | `Event` | `incident` |
//! | statement | activity | `Event`, and `Claim` for each assertion | `note` by its source |
//! | source | `wasAssociatedWith` | `organizer` | `relationship` `attributed-to`, with its confidence |
//! | candidate | `esc:candidate` | not exported | `relationship` `attributed-to`, one each |
//! | target | `esc:target` | not exported | `relationship` `targets` |
//! | report | entity, `wasAttributedTo` its outlet, `wasDerivedFrom` what it relays or quotes | `appearance` of the claim | `report` by its outlet, its path in words |
//! | assertion | entity, `wasGeneratedBy` the statement | `Claim` | text of the `note` |
//! | denial | `esc:denied` | `ClaimReview` of the claims of the same fact, rated 0 | `opinion`, `strongly-disagree` |
//! | link | `wasInfluencedBy` with `esc:relation` | not exported | `relationship` of its name |
//! | confidence | `esc:confidence` | `ClaimReview` by the coder, rated 0 to 100 | `confidence` |
//! | credibility | `esc:credibility` | not exported | `confidence` of the `report` |
//!
//! # What does not fit
//!
//! - **Values not stated** are left out. None of the standards can express why a value is missing.
//! - **Onsets** that are not instants: PROV and STIX can only express instants, so the onset is
//!   exported as text (`esc:when`, and the description in STIX). PROV has a `startTime` if the
//!   onset is known to the second.
//! - **Candidates** exclude one another. STIX relationships cannot express that. In PROV,
//!   candidates are attributes, because an association would state each of them as a fact.
//! - **Levels**, codes, conditions of threats, details of attacks and dates of memberships are not
//!   exported.
//! - **Reliability** has no field in any of the standards. It is exported as `esc:reliability` in
//!   PROV, and in the description of a report in STIX.
//! - **Statements** do not exist in STIX 2.1. An `incident` is a stub there, and a statement is a
//!   `note` on the events it is about.
//! - **Reports by the coder** are not exported. Where a standard requires an author, records
//!   without one are by the coder.
//!
//! # Reading STIX back
//!
//! A bundle of [`Export::stix`] is read as [`Format::Stix`](crate::read::Format::Stix). Keys are external references
//! with the source name `escalade`, and what happened is a label, such as `attack: drone`. Actors, memberships, onsets,
//! acts, sources, candidates, targets, attribution, confidence, texts, the events that a statement is about, links, and
//! outlet, date and address of reports are those that were exported. Besides what is listed above, these are lost: the
//! targets of statements, assertions as other than text, kinds of actors that STIX has no class for, names in other
//! languages than English, the path and words of reports, joint sources among several candidates, and which
//! reports had no date, since STIX requires one.
//!
//! Ids are deterministic. PROV and schema.org records are numbered like those of the timeline. STIX
//! ids are version 5 UUIDs (RFC 9562) of keys under the base address, so they do not change when
//! other records are added. STIX recommends random ids for such objects, but allows these.

mod export;
mod prov;
mod schema_org;
mod stix;

pub use export::Export;
