//! States, countries and territories, with their codes in the coding schemes of the field.
//!
//! A [`State`] has a key that is the same for all data sets: its CAMEO code, such as `IRN`, which
//! is mostly the code of ISO 3166 too. Each coding scheme has its own look-up, because the same
//! letters or numbers mean different states in different schemes:
//!
//! | code | in one scheme | in another scheme |
//! | --- | --- | --- |
//! | `AUS`, `SWZ`, `SLV`, `MNG`, `MAC` | ISO 3166, CAMEO: Australia, Eswatini, El Salvador, Mongolia, Macao | COW: Austria, Switzerland, Slovenia, Montenegro, Macedonia |
//! | `PAL` | COW: Palau | KEDS: Palestinians |
//! | 678 | COW: North Yemen | Gleditsch and Ward: Yemen also since 1990 |
//! | 970 | COW: Nauru | Gleditsch and Ward: Kiribati |
//! | `AU`, `CH`, `GM` | ISO 3166: Australia, Switzerland, Gambia | FIPS: Austria, China, Germany |
//!
//! Numbers pass from one state to another over time, so look-ups by number take a day:
//!
//! ```
//! use chrono::NaiveDate;
//! use escalade::states::State;
//!
//! let day = |year| NaiveDate::from_ymd_opt(year, 7, 1).unwrap();
//! let cow = |number, year| State::by_cow(number, day(year)).unwrap().name();
//! assert_eq!((cow(365, 1962), cow(365, 1994)), ("Soviet Union", "Russia"));
//! assert_eq!((cow(345, 1999), cow(345, 2008)), ("Yugoslavia", "Serbia"));
//! let gw = |number, year| State::by_gw(number, day(year)).unwrap().name();
//! assert_eq!((gw(678, 1985), gw(678, 2015)), ("North Yemen", "Yemen"));
//! assert_eq!((gw(260, 1985), gw(260, 2015)), ("West Germany", "Germany"));
//! ```
//!
//! The table is compiled from the State System Membership list of the Correlates of War (2016), the
//! numbers of Gleditsch and Ward as used by UCDP, ISO 3166, FIPS 10-4, the CAMEO 1.1b3 manual
//! (Schrodt, 2012) with three codes added by KEDS (`USR`, `GMW`, `PAL`), and the country list of
//! ICEWS.

mod registry;
mod state;

pub use state::State;
