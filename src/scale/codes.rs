//! What a code is: its name, its place in the vocabulary, and what follows from it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::vocabulary::{self, act_of, ancestry, book, entry, is_known, quad_of};
use crate::model::{Act, Code, Vocabulary};

/// What is known of a code, in whatever vocabulary: its name, its place among the others, its quad
/// class, and whether it is statement, attack or action.
///
/// A code in no codebook has no name, but is still what its category is. The codes of a scheme of the
/// user's own tell nothing.
///
/// ```
/// use escalade::{Act, Code, Means, Vocabulary, scale::{CodeInfo, QuadClass}};
///
/// let code = Code::new(Vocabulary::Cameo, "1952");
/// let strike = CodeInfo::of(&code);
/// assert_eq!(strike.name(), Some("Employ remotely piloted aerial munitions"));
/// assert_eq!((strike.parent(), strike.root()), (Some("195"), Some("19")));
/// assert_eq!(strike.quad_class(), Some(QuadClass::MaterialConflict));
/// assert_eq!(strike.act(), Act::Attack(Means::Drone));
///
/// let code = Code::new(Vocabulary::Cameo, "0330"); // seen in files, in no codebook
/// let seen = CodeInfo::of(&code);
/// assert!(!seen.is_known() && seen.name().is_none());
/// assert_eq!((seen.parent(), seen.root()), (Some("033"), Some("03")));
/// assert_eq!(seen.quad_class(), Some(QuadClass::VerbalCooperation));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CodeInfo<'c> {
    code: &'c Code,
}

impl<'c> CodeInfo<'c> {
    /// What is known of a code.
    pub fn of(code: &'c Code) -> Self {
        Self { code }
    }

    /// The code.
    pub fn code(&self) -> &'c Code {
        self.code
    }

    /// Whether the vocabulary has this very code. One of the user's own always counts as known; the
    /// words of `ICBe` are in no table, so that there the column decides.
    ///
    /// ```
    /// # use escalade::{Code, Vocabulary, scale::CodeInfo};
    /// let is_known = |vocabulary, text| CodeInfo::of(&Code::new(vocabulary, text)).is_known();
    /// assert!(is_known(Vocabulary::Mid, "16") && !is_known(Vocabulary::Mid, "22"));
    /// ```
    pub fn is_known(&self) -> bool {
        is_known(self.code)
    }

    /// Its name in the codebook, or in words after it where the table of its vocabulary says so (see
    /// [`Vocabulary::edition`]).
    ///
    /// ```
    /// # use escalade::{Code, Vocabulary, scale::CodeInfo};
    /// let name = |vocabulary, text| CodeInfo::of(&Code::new(vocabulary, text)).name();
    /// assert_eq!(name(Vocabulary::Weis, "223"), Some("Engage militarily"));
    /// assert_eq!(name(Vocabulary::Plover, "RETREAT/ceasefire"), Some("Cease fire"));
    /// assert_eq!(name(Vocabulary::Mid, "17"), Some("Clash"));
    /// assert_eq!(name(Vocabulary::Ucdp, "3"), Some("One-sided violence"));
    /// assert_eq!(name(Vocabulary::Acled, "Battles: Armed clash"), Some("Armed clash"));
    /// ```
    pub fn name(&self) -> Option<&'static str> {
        entry(self.code.vocabulary(), self.code.as_str()).map(|entry| entry.name)
    }

    /// The code that it is a kind of: of CAMEO and WEIS without its last digit, of PLOVER without the
    /// mode, of ACLED without the sub-event type, of `ICBe` without the word. None of a root.
    pub fn parent(&self) -> Option<&'c str> {
        self.lineage().nth(1)
    }

    /// Its category: of CAMEO and WEIS two digits, of PLOVER the event, of ACLED the event type, of `ICBe`
    /// the column. A root is its own. None if there is no such category, or the vocabulary has none.
    ///
    /// ```
    /// # use escalade::{Code, Vocabulary, scale::CodeInfo};
    /// let drone = Code::new(Vocabulary::Plover, "ASSAULT/drone");
    /// assert_eq!(CodeInfo::of(&drone).root(), Some("ASSAULT"));
    /// let attack = Code::new(Vocabulary::Mid, "16");
    /// assert_eq!(CodeInfo::of(&attack).root(), None, "actions stand side by side");
    /// ```
    pub fn root(&self) -> Option<&'c str> {
        let vocabulary = self.code.vocabulary();
        let has_roots = !matches!(vocabulary, Vocabulary::Mid | Vocabulary::Ucdp);
        self.lineage().last().filter(|root| has_roots && entry(vocabulary, root).is_some())
    }

    /// The code and its ancestors down to its category.
    fn lineage(&self) -> impl Iterator<Item = &'c str> + use<'c> {
        let least = match self.code.vocabulary() {
            Vocabulary::Cameo | Vocabulary::Weis => 2,
            _ => 1,
        };
        let code: &'c str = self.code.as_str();
        ancestry(self.code.vocabulary(), code).take_while(move |code| code.len() >= least)
    }

    /// Its quad class. Those of CAMEO are GDELT's (2013), those of PLOVER the manual's, those of WEIS the
    /// ones KEDS sums it up by (after Duval and Thompson, 1980). MID, UCDP, ACLED and `ICBe` have none: they
    /// are read alike, and what has no such reading, as an ACLED change of a group, has no class.
    ///
    /// ```
    /// # use escalade::{Code, Vocabulary, scale::{CodeInfo, QuadClass}};
    /// let quad = |vocabulary, text| CodeInfo::of(&Code::new(vocabulary, text)).quad_class();
    /// assert_eq!(quad(Vocabulary::Cameo, "138"), Some(QuadClass::VerbalConflict));
    /// assert_eq!(quad(Vocabulary::Weis, "072"), Some(QuadClass::MaterialCooperation));
    /// assert_eq!(quad(Vocabulary::Acled, "Strategic developments: Other"), None);
    /// ```
    pub fn quad_class(&self) -> Option<QuadClass> {
        quad_of(self.code)
    }

    /// Statement, attack or action, and which: an action of no particular kind where nothing is known.
    ///
    /// | vocabulary | decided by | reason |
    /// | --- | --- | --- |
    /// | CAMEO | the longest listed prefix | the codebook's split into verbal and material, where a verbal root keeps its material exceptions (a lawsuit); fighting and mass violence (18 to 20) are attacks, and so are violent repression and cyber attacks |
    /// | WEIS | the longest listed prefix | McClelland's categories; only 22 is force |
    /// | PLOVER | the mode, else the event | the manual's quad classes, but meetings and investigations are actions as in CAMEO; `ASSAULT` and `COERCE/cyber` are attacks |
    /// | MID | the action | threats are statements, displays of force actions, uses of force and war attacks; to declare war is to say it, and a seizure need not strike |
    /// | UCDP | the type | all three are lethal force |
    /// | ACLED | the sub-event type, else the event type | violence against persons is an attack, demonstrations and what ACLED calls non-violent are actions |
    /// | `ICBe` | the column | speech is a statement; an escalating interaction an attack, as most of its words are uses of force |
    ///
    /// ```
    /// # use escalade::{Act, Code, Deed, SpeechAct, Vocabulary, scale::CodeInfo};
    /// let act = |vocabulary, text| CodeInfo::of(&Code::new(vocabulary, text)).act();
    /// assert_eq!(act(Vocabulary::Cameo, "138"), Act::Statement(SpeechAct::Threaten));
    /// assert_eq!(act(Vocabulary::Acled, "Protests"), Act::Action(Deed::Protest));
    /// assert_eq!(act(Vocabulary::Own, "138"), Act::Action(Deed::Other));
    /// ```
    pub fn act(&self) -> Act {
        act_of(self.code)
    }

    /// The same in PLOVER: of a CAMEO code what the published crosswalk makes of it, or of its nearest
    /// ancestor; a PLOVER code itself. PLOVER dropped the comments and appeals of CAMEO (01, 02), and
    /// other vocabularies have no crosswalk.
    ///
    /// ```
    /// # use escalade::{Code, Vocabulary, scale::CodeInfo};
    /// let plover = |text| CodeInfo::of(&Code::new(Vocabulary::Cameo, text)).in_plover();
    /// assert_eq!(plover("1381"), Some(Code::new(Vocabulary::Plover, "THREATEN/restrict")));
    /// assert_eq!(plover("0330"), Some(Code::new(Vocabulary::Plover, "AGREE")), "as 033");
    /// assert_eq!(plover("020"), None);
    /// ```
    pub fn in_plover(&self) -> Option<Code> {
        match self.code.vocabulary() {
            Vocabulary::Plover => Some(self.code.clone()),
            Vocabulary::Cameo => vocabulary::plover_of_cameo(self.code.as_str())
                .map(|text| Code::new(Vocabulary::Plover, text)),
            _ => None,
        }
    }
}

/// The codes of a vocabulary, in the order of its table; of one of the user's own, none.
///
/// ```
/// use escalade::{Vocabulary, scale::{CodeInfo, codes}};
///
/// for vocabulary in Vocabulary::ALL {
///     for code in codes(*vocabulary) {
///         assert!(CodeInfo::of(&code).name().is_some(), "every code has a name");
///     }
/// }
/// assert_eq!(codes(Vocabulary::Mid).count(), 23);
/// ```
pub fn codes(vocabulary: Vocabulary) -> impl Iterator<Item = Code> {
    let codes = book(vocabulary).map_or(&[][..], |book| &book.codes);
    codes.iter().map(move |text| Code::new(vocabulary, *text))
}

/// The contexts of PLOVER (manual v0.8): why something was done. An event may have several.
///
/// ```
/// assert!(escalade::scale::PLOVER_CONTEXTS.contains(&"cyber"));
/// ```
pub const PLOVER_CONTEXTS: &[&str] = &[
    "military",
    "intelligence",
    "executive",
    "legislative",
    "election",
    "political_institutions",
    "pro_democracy",
    "pro_autocracy",
    "economic",
    "legal",
    "reparations",
    "human_rights",
    "rights_freedoms",
    "repression",
    "human_security",
    "gender",
    "lgbt",
    "religion_ethnicity",
    "inequality",
    "diplomatic",
    "territory",
    "peacekeeping",
    "health",
    "asylum",
    "migration",
    "disasters",
    "natural_resource",
    "environment",
    "technology",
    "terrorism",
    "cbrn",
    "cyber",
    "misinformation",
    "crime",
    "corruption",
    "illegal_drugs",
    "trafficking",
];

/// Cooperation or conflict, in words or in deeds: the four classes into which codes are summed up.
///
/// They are ordered and numbered as GDELT has them, 1 to 4.
///
/// ```
/// use escalade::scale::QuadClass;
///
/// assert_eq!(QuadClass::MaterialConflict.number(), 4);
/// assert_eq!(QuadClass::from_number(3), Some(QuadClass::VerbalConflict));
/// assert_eq!(QuadClass::VerbalConflict.to_string(), "verbal conflict");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuadClass {
    /// To agree, consult, praise, promise.
    VerbalCooperation = 1,
    /// To aid, concede, withdraw.
    MaterialCooperation,
    /// To demand, reject, accuse, threaten.
    VerbalConflict,
    /// To protest, mobilise, coerce, attack.
    MaterialConflict,
}

impl QuadClass {
    /// The four, in order.
    pub const ALL: &[Self] = &[
        Self::VerbalCooperation,
        Self::MaterialCooperation,
        Self::VerbalConflict,
        Self::MaterialConflict,
    ];

    /// Its number, 1 to 4.
    pub fn number(self) -> u8 {
        self as u8
    }

    /// The class of a number from 1 to 4.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.iter().copied().find(|class| class.number() == number)
    }
}

impl fmt::Display for QuadClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::VerbalCooperation => "verbal cooperation",
            Self::MaterialCooperation => "material cooperation",
            Self::VerbalConflict => "verbal conflict",
            Self::MaterialConflict => "material conflict",
        })
    }
}
