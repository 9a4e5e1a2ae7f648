//! The kind of an event (statement, attack or action) and its code.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use super::{
    Level,
    words::{self, OneOf},
};
use crate::safe_text::on_one_line;

/// Defines an enum of words, each with the text it is serialized as.
macro_rules! word_list {
    ($(#[$docs:meta])* $name:ident { $($(#[$word_docs:meta])* $word:ident = $text:literal,)* }) => {
        $(#[$docs])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[non_exhaustive]
        pub enum $name { $($(#[$word_docs])* #[serde(rename = $text)] $word,)* }

        impl $name {
            /// All values, in the order of declaration.
            pub const ALL: &[Self] = &[$(Self::$word,)*];

            /// Returns the text for this value in files.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$word => $text,)* }
            }

            /// The texts of all values, in the order of declaration.
            pub(crate) const WORDS: &[&str] = &[$($text,)*];

            /// Returns the value with this text.
            pub(crate) fn from_word(text: &str) -> Option<Self> {
                Some(Self::ALL[words::index_of(Self::WORDS, text)?])
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let one_of = OneOf { name: stringify!($name), words: Self::WORDS };
                Ok(Self::ALL[one_of.read(from)?])
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

word_list! {
    /// The kind of a statement: what is done by saying it.
    ///
    /// ```
    /// assert_eq!(escalade::SpeechAct::UrgeRestraint.to_string(), "urge-restraint");
    /// ```
    SpeechAct {
        /// To announce something, including an intention.
        Announce = "announce",
        /// To comment, assess or report.
        Comment = "comment",
        /// To assert facts that others may contest.
        Claim = "claim",
        /// To deny.
        Deny = "deny",
        /// To accuse, blame or complain.
        Accuse = "accuse",
        /// To condemn or disapprove.
        Condemn = "condemn",
        /// To praise or endorse.
        Praise = "praise",
        /// To apologise or forgive.
        Apologise = "apologise",
        /// To appeal, request or propose.
        Appeal = "appeal",
        /// To urge restraint, or to declare the matter concluded.
        UrgeRestraint = "urge-restraint",
        /// To pledge support.
        PledgeSupport = "pledge-support",
        /// To promise or offer anything other than support.
        Promise = "promise",
        /// To demand.
        Demand = "demand",
        /// To give an ultimatum.
        Ultimatum = "ultimatum",
        /// To refuse or reject.
        Reject = "reject",
        /// To warn.
        Warn = "warn",
        /// To threaten.
        Threaten = "threaten",
    }
}

word_list! {
    /// The means by which force is used in an attack.
    ///
    /// ```
    /// assert_eq!(escalade::Means::AirStrike.to_string(), "air-strike");
    /// ```
    Means {
        /// A drone or loitering munition.
        Drone = "drone",
        /// A cruise missile.
        CruiseMissile = "cruise-missile",
        /// A ballistic missile.
        BallisticMissile = "ballistic-missile",
        /// A rocket.
        Rocket = "rocket",
        /// Bombs or missiles from aircraft.
        AirStrike = "air-strike",
        /// Artillery or tanks.
        Artillery = "artillery",
        /// Small arms.
        SmallArms = "small-arms",
        /// A bomb not delivered by a military.
        Bombing = "bombing",
        /// Assassination.
        Assassination = "assassination",
        /// Abduction or the taking of hostages.
        Abduction = "abduction",
        /// Bodily violence without firearms.
        Assault = "assault",
        /// Violent repression.
        Repression = "repression",
        /// A blockade.
        Blockade = "blockade",
        /// Occupation of territory.
        Occupation = "occupation",
        /// A cyber attack.
        Cyber = "cyber",
        /// Mass killing, ethnic cleansing or expulsion.
        MassViolence = "mass-violence",
        /// Nuclear, chemical, biological or radiological weapons.
        MassDestruction = "mass-destruction",
        /// Not stated.
        Unspecified = "unspecified",
    }
}

word_list! {
    /// The kind of an action: what is done, other than by a statement or an attack.
    ///
    /// ```
    /// assert_eq!(escalade::model::ActionKind::Sanction.to_string(), "sanction");
    /// ```
    ActionKind {
        /// A meeting or visit.
        Meeting = "meeting",
        /// A telephone call.
        Call = "call",
        /// Mediation or negotiation.
        Negotiation = "negotiation",
        /// Signing of an agreement.
        Agreement = "agreement",
        /// Aid or cooperation, material or diplomatic.
        Aid = "aid",
        /// Concession, release, ceasefire, withdrawal.
        Concession = "concession",
        /// Interception: defence against an attack on oneself or on another.
        Interception = "interception",
        /// An inquiry or lawsuit.
        Investigation = "investigation",
        /// A demonstration, strike or riot.
        Protest = "protest",
        /// Alert, mobilisation, show of force.
        Mobilisation = "mobilisation",
        /// Reduction of relations or aid, or a halt of talks.
        Rupture = "rupture",
        /// Sanctions, embargo, restrictions.
        Sanction = "sanction",
        /// Seizure of property, arrest, expulsion of persons.
        Seizure = "seizure",
        /// Anything else.
        Other = "other",
    }
}

/// What an event is: a statement, an attack or an action, each with its kind.
///
/// ```
/// use escalade::{EventKind, Means, model::Act};
///
/// let act = Act::Attack(Means::Drone);
/// assert_eq!(act.kind(), EventKind::Attack);
/// assert_eq!(act.to_string(), "attack: drone");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    /// A speech act.
    Statement(SpeechAct),
    /// A use of force.
    Attack(Means),
    /// Anything done that is neither a statement nor an attack.
    Action(ActionKind),
}

impl Act {
    /// Returns whether this is a statement, an attack or an action.
    pub fn kind(self) -> EventKind {
        match self {
            Self::Statement(_) => EventKind::Statement,
            Self::Attack(_) => EventKind::Attack,
            Self::Action(_) => EventKind::Action,
        }
    }
}

impl Act {
    /// Returns the word of the act in files, without its kind.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Statement(speech) => speech.as_str(),
            Self::Attack(means) => means.as_str(),
            Self::Action(action) => action.as_str(),
        }
    }

    /// Returns the act with this word. No two kinds have a word in common.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        let statement = SpeechAct::from_word(word).map(Self::Statement);
        let attack = || Means::from_word(word).map(Self::Attack);
        statement.or_else(attack).or_else(|| ActionKind::from_word(word).map(Self::Action))
    }
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind(), self.word().replace('-', " "))
    }
}

word_list! {
    /// The three kinds of events.
    ///
    /// ```
    /// assert_eq!(escalade::EventKind::ALL.len(), 3);
    /// ```
    EventKind {
        /// A speech act.
        Statement = "statement",
        /// A use of force.
        Attack = "attack",
        /// Anything done that is neither a statement nor an attack.
        Action = "action",
    }
}

word_list! {
    /// A coding scheme for events.
    ///
    /// ```
    /// assert_eq!(escalade::Vocabulary::Cameo.to_string(), "cameo");
    /// ```
    Vocabulary {
        /// CAMEO 1.1b3 (Schrodt, 2012), used by GDELT, ICEWS and KEDS.
        Cameo = "cameo",
        /// WEIS (Charles `McClelland`, 1976), used by older KEDS data sets.
        Weis = "weis",
        /// PLOVER (manual v0.8), used by POLECAT. A code is an event, such as `ASSAULT`, or an
        /// event and its mode, such as `ASSAULT/drone`.
        Plover = "plover",
        /// The action codes of Militarized Interstate Disputes (MID 5.0 codebook): `16` is an
        /// attack.
        Mid = "mid",
        /// The types of organised violence of UCDP GED (`type_of_violence`): `1` is state-based,
        /// `2` non-state, `3` one-sided.
        Ucdp = "ucdp",
        /// The event types of ACLED (codebook of 2019 and later). A code is an event type, such as
        /// `Battles`, or an event type and its sub-event type, such as `Battles: Armed clash`.
        Acled = "acled",
        /// The international crisis events of `ICBe` (Douglass et al., 2022). A code is a column of
        /// the data, such as `interact_escalate`, or a column and one of its words, such as
        /// `interact_escalate: attack`.
        Icb = "icb",
        /// A coding scheme of the user.
        Own = "own",
    }
}

impl Vocabulary {
    /// Returns the edition of the codebook that the tables of this crate follow, and the origin of
    /// the names of the codes.
    ///
    /// ```
    /// use escalade::Vocabulary;
    ///
    /// assert!(Vocabulary::Cameo.edition().starts_with("CAMEO 1.1b3"));
    /// ```
    pub const fn edition(self) -> &'static str {
        match self {
            Self::Cameo => {
                "CAMEO 1.1b3 (Schrodt, 2012), and what 0.5b1 alone has; names of the codebook"
            }
            Self::Weis => {
                "WEIS (McClelland, 1976) with the extensions of KEDS; names in words of our own, and \
                 those of the extensions by category alone"
            }
            Self::Plover => "PLOVER manual v0.8; names in words of our own",
            Self::Mid => "MID 5.0 codebook (Palmer et al., 2022); names of the codebook",
            Self::Ucdp => "UCDP GED 23.1 (Sundberg and Melander, 2013); names of the codebook",
            Self::Acled => "ACLED codebook of 2019 and later, from memory; names of the codebook",
            Self::Icb => "ICBe (Douglass et al., 2022), by its columns; names in words of our own",
            Self::Own => "the user's own",
        }
    }
}

/// A code of a vocabulary, such as CAMEO `190`.
///
/// The text is kept as given, except for surrounding blanks, which are removed, and the case of
/// PLOVER codes: events are in upper case and modes in lower case, as in the manual.
///
/// ```
/// use escalade::{Code, Vocabulary};
///
/// let code = Code::new(Vocabulary::Cameo, "190");
/// assert_eq!(code.to_string(), "cameo 190");
/// assert_eq!(Code::new(Vocabulary::Plover, "Assault/Drone").as_str(), "ASSAULT/drone");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code {
    vocabulary: Vocabulary,
    text: Box<str>,
}

impl Code {
    /// Creates a code of a vocabulary. Blanks at its ends are no part of it.
    pub fn new(vocabulary: Vocabulary, text: impl Into<Box<str>>) -> Self {
        let mut text = text.into();
        if text.trim().len() < text.len() {
            text = text.trim().into();
        }
        if vocabulary == Vocabulary::Plover {
            text = plover_spelling(&text);
        }
        Self { vocabulary, text }
    }

    /// Returns the vocabulary of the code.
    pub fn vocabulary(&self) -> Vocabulary {
        self.vocabulary
    }

    /// Returns the text of the code.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// Converts the event to upper case and the mode to lower case.
fn plover_spelling(text: &str) -> Box<str> {
    let (event, mode) = text.split_at(text.find('/').unwrap_or(text.len()));
    (event.to_ascii_uppercase() + &mode.to_ascii_lowercase()).into()
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.vocabulary, on_one_line(&self.text))
    }
}

/// The type of an event: what it is, its code, and the score that a file states.
///
/// Types are interned: a timeline stores each distinct type once.
///
/// ```
/// use escalade::{Actor, Code, Event, EventKind, Timeline, Vocabulary};
///
/// let mut builder = Timeline::builder();
/// let iran = builder.add_actor(Actor::new("IRN"));
/// let code = Code::new(Vocabulary::Cameo, "138");
/// let threat = builder.add_event(Event::coded(iran, (), "2024-04-02", code));
/// let timeline = builder.build()?;
/// let event_type = timeline.event(threat).event_type();
/// assert_eq!(event_type.act().kind(), EventKind::Statement);
/// assert_eq!(event_type.code().unwrap().as_str(), "138");
/// assert_eq!(event_type.score(), None, "the file brings none; a scale's table may");
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventType {
    pub(crate) act: Act,
    pub(crate) code: Option<Code>,
    pub(crate) score: Option<Level>,
}

impl EventType {
    /// Creates a type, optionally with a code and with a score stated by a file.
    pub fn new(act: Act, code: Option<Code>, score: Option<Level>) -> Self {
        Self { act, code, score }
    }

    /// Returns whether the event is a statement, an attack or an action, and of which kind.
    pub fn act(&self) -> Act {
        self.act
    }

    /// Returns the code, if any.
    pub fn code(&self) -> Option<&Code> {
        self.code.as_ref()
    }

    /// Returns the score that the file itself states, if any, in the published units and sign of
    /// the vocabulary. On the Goldstein scale of GDELT, for instance, war is -10.
    pub fn score(&self) -> Option<Level> {
        self.score
    }
}
