//! What the tables of a vocabulary state about a code.

use super::{
    QuadClass,
    code_tables::{act_of, ancestry, code_table, entry, is_known, plover_of_cameo, quad_class_of},
};
use crate::model::{Act, Code, Vocabulary};

/// What is known about a code: its name, its place in the hierarchy of codes, its quad class, and
/// whether it is a statement, an attack or an action.
///
/// A code that is not in the codebook has no name, but has the properties of its category. Nothing
/// is known about the codes of a user's own scheme.
///
/// ```
/// use escalade::{Code, Means, Vocabulary, model::Act, scale::{CodeInfo, QuadClass}};
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
    /// Looks up a code.
    pub fn of(code: &'c Code) -> Self {
        Self { code }
    }

    /// Returns the code.
    pub fn code(&self) -> &'c Code {
        self.code
    }

    /// Returns `true` if the vocabulary contains this exact code.
    ///
    /// All codes of a user's own scheme count as known. The words of `ICBe` are not listed in a
    /// table, so a code of `ICBe` is known if its column is.
    ///
    /// ```
    /// # use escalade::{Code, Vocabulary, scale::CodeInfo};
    /// let is_known = |vocabulary, text| CodeInfo::of(&Code::new(vocabulary, text)).is_known();
    /// assert!(is_known(Vocabulary::Mid, "16") && !is_known(Vocabulary::Mid, "22"));
    /// ```
    pub fn is_known(&self) -> bool {
        is_known(self.code)
    }

    /// Returns the name of the code, if it has one.
    ///
    /// Depending on the vocabulary, this is the name in the codebook or a paraphrase; see
    /// [`Vocabulary::edition`].
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

    /// Returns the parent code, or `None` for a root.
    ///
    /// The parent of a CAMEO or WEIS code lacks its last digit, that of a PLOVER code the mode,
    /// that of an ACLED code the sub-event type, and that of an `ICBe` code the word.
    pub fn parent(&self) -> Option<&'c str> {
        self.lineage().get(1).copied()
    }

    /// Returns the category of the code, or `None` if there is no such category or if the
    /// vocabulary has no categories.
    ///
    /// The category of a CAMEO or WEIS code is its first two digits, that of a PLOVER code the
    /// event, that of an ACLED code the event type, and that of an `ICBe` code the column. A
    /// category is its own root.
    ///
    /// ```
    /// # use escalade::{Code, Vocabulary, scale::CodeInfo};
    /// let drone = Code::new(Vocabulary::Plover, "ASSAULT/drone");
    /// assert_eq!(CodeInfo::of(&drone).root(), Some("ASSAULT"));
    /// let attack = Code::new(Vocabulary::Mid, "16");
    /// assert_eq!(CodeInfo::of(&attack).root(), None, "actions have no categories");
    /// ```
    pub fn root(&self) -> Option<&'c str> {
        let vocabulary = self.code.vocabulary();
        let has_roots = !matches!(vocabulary, Vocabulary::Mid | Vocabulary::Ucdp);
        self.lineage().last().copied().filter(|root| has_roots && entry(vocabulary, root).is_some())
    }

    /// Returns the code and its ancestors up to its category.
    fn lineage(&self) -> Vec<&'c str> {
        let least = match self.code.vocabulary() {
            Vocabulary::Cameo | Vocabulary::Weis => 2,
            _ => 1,
        };
        let code: &'c str = self.code.as_str();
        let mut lineage = Vec::new();
        for code in ancestry(self.code.vocabulary(), code) {
            if code.len() >= least {
                lineage.push(code);
            }
        }
        lineage
    }

    /// Returns the quad class of the code, if it has one.
    ///
    /// The classes of CAMEO are those of GDELT (2013), the classes of PLOVER those of its manual,
    /// and the classes of WEIS those of KEDS (after Duval and Thompson, 1980). MID, UCDP, ACLED and
    /// `ICBe` define no classes; this crate assigns them by analogy. Codes without an analogy, such
    /// as an ACLED change of a group, have no class.
    ///
    /// ```
    /// # use escalade::{Code, Vocabulary, scale::{CodeInfo, QuadClass}};
    /// let quad = |vocabulary, text| CodeInfo::of(&Code::new(vocabulary, text)).quad_class();
    /// assert_eq!(quad(Vocabulary::Cameo, "138"), Some(QuadClass::VerbalConflict));
    /// assert_eq!(quad(Vocabulary::Weis, "072"), Some(QuadClass::MaterialCooperation));
    /// assert_eq!(quad(Vocabulary::Acled, "Strategic developments: Other"), None);
    /// ```
    pub fn quad_class(&self) -> Option<QuadClass> {
        quad_class_of(self.code)
    }

    /// Returns whether the code means a statement, an attack or an action, and of which kind.
    /// Unknown codes mean an action of kind [`Other`](crate::model::ActionKind::Other).
    ///
    /// | vocabulary | determined by | reason |
    /// | --- | --- | --- |
    /// | CAMEO | the longest listed prefix | verbal codes of the codebook are statements and material codes are actions, with exceptions such as lawsuits, which are actions; fighting and mass violence (18 to 20), violent repression and cyber attacks are attacks |
    /// | WEIS | the longest listed prefix | McClelland's categories; only 22 is an attack |
    /// | PLOVER | the mode, else the event | verbal events of the manual are statements and material events are actions; meetings and investigations are actions as in CAMEO; `ASSAULT` and `COERCE/cyber` are attacks |
    /// | MID | the action | threats are statements, displays of force are actions, and uses of force and war are attacks; a declaration of war is a statement, and a seizure is an action |
    /// | UCDP | the type | all three types are lethal force, and so attacks |
    /// | ACLED | the sub-event type, else the event type | violence against persons is an attack; demonstrations and events that ACLED calls non-violent are actions |
    /// | `ICBe` | the column | speech is a statement; an escalating interaction is an attack, since most words of that column are uses of force |
    ///
    /// ```
    /// # use escalade::{Code, SpeechAct, Vocabulary, model::{Act, ActionKind}, scale::CodeInfo};
    /// let act = |vocabulary, text| CodeInfo::of(&Code::new(vocabulary, text)).act();
    /// assert_eq!(act(Vocabulary::Cameo, "138"), Act::Statement(SpeechAct::Threaten));
    /// assert_eq!(act(Vocabulary::Acled, "Protests"), Act::Action(ActionKind::Protest));
    /// assert_eq!(act(Vocabulary::Own, "138"), Act::Action(ActionKind::Other));
    /// ```
    pub fn act(&self) -> Act {
        act_of(self.code)
    }

    /// Converts the code to PLOVER.
    ///
    /// A CAMEO code is converted by the published crosswalk, using the nearest ancestor that is in
    /// it. A PLOVER code is returned unchanged. Returns `None` for the comments and appeals of
    /// CAMEO (01, 02), which PLOVER dropped, and for other vocabularies, which have no crosswalk.
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
            Vocabulary::Cameo => {
                plover_of_cameo(self.code.as_str()).map(|text| Code::new(Vocabulary::Plover, text))
            }
            _ => None,
        }
    }
}

/// Returns the codes of a vocabulary, in the order of its table.
///
/// The iterator is empty for [`Vocabulary::Own`].
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
    let codes = code_table(vocabulary).map_or(&[][..], |table| &table.codes);
    codes.iter().map(move |text| Code::new(vocabulary, *text))
}

/// The contexts of PLOVER (manual v0.8): the reasons for an event. An event may have several.
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
