//! What the beginning of a JSON text shows of the records in it.

use super::{json_span::JsonSpan, row_shapes::is_number, same_name::is_same_name};

/// The form of a JSON text, by its first bytes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct JsonHead {
    /// The names of the members of the outermost object; none if the text is a list.
    pub(super) members: Vec<String>,
    /// The value of the outermost member `type`, which some formats have; else empty.
    pub(super) kind: String,
    /// The path of the list of records, such as `data/`; empty if the text is a list or one record a line.
    pub(super) path: String,
    /// The names of the fields of the first record: the first element of a list of objects, else the outermost object
    /// itself. `None` if there is neither.
    pub(super) fields: Option<Vec<String>>,
    /// Whether the text is a list.
    pub(super) is_list: bool,
    /// Whether the list that would have the records is empty.
    pub(super) is_empty_list: bool,
    /// Whether the text is an object of columns, each an object of cells by the numbers of their rows.
    pub(super) is_by_column: bool,
}

impl JsonHead {
    /// Returns `true` if the first record has a field of this name.
    pub(super) fn has_field(&self, name: &str) -> bool {
        let Some(fields) = &self.fields else { return false };
        for field in fields {
            if is_same_name(field, name) {
                return true;
            }
        }
        false
    }

    /// Returns `true` for a bundle of STIX, which may have no objects.
    pub(super) fn is_bundle(&self) -> bool {
        self.kind == "bundle" && (self.has_member("id") || self.has_member("objects"))
    }

    /// Returns `true` if the outermost object has a member of this name.
    pub(super) fn has_member(&self, name: &str) -> bool {
        self.members.iter().any(|member| member == name)
    }
}

/// Returns what the first bytes of a text show, or `None` if it does not begin as a list or object of JSON does.
/// The text may be cut anywhere.
pub(super) fn json_head(head: &[u8]) -> Option<JsonHead> {
    // Nothing else of a text in memory, which is all in the head, is looked at.
    if !matches!(head.trim_ascii_start().first(), Some(b'{' | b'[')) {
        return None;
    }
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&head[..error.valid_up_to()]).ok()?,
    };
    let whole = JsonSpan::of_beginning(text)?;
    let mut found = JsonHead::default();
    if whole.is_array() {
        found.is_list = true;
        found.set_records(whole);
        return Some(found);
    }
    for (key, value) in whole.members() {
        if key == "type" {
            found.kind = value.to_str().unwrap_or_default().into_owned();
        }
        if found.members.is_empty() && value.is_object() {
            let first_cell = value.members().next();
            found.is_by_column = first_cell.is_some_and(|(row, _)| is_number(row.as_bytes()));
        }
        if found.fields.is_none() {
            let (path, list) = record_list(&key, value);
            if list.is_array() {
                found.path = path;
                found.set_records(list);
            }
        }
        found.members.push(key.into_owned());
    }
    if found.fields.is_none() && !found.is_empty_list && !found.members.is_empty() {
        found.fields = Some(found.members.clone());
        found.path.clear();
    }
    Some(found)
}

impl JsonHead {
    fn set_records(&mut self, list: JsonSpan<'_>) {
        match list.elements().next() {
            None => self.is_empty_list = true,
            Some(first) if first.is_object() => {
                let mut fields = Vec::new();
                for (name, _) in first.members() {
                    fields.push(name.into_owned());
                }
                self.fields = Some(fields);
                self.is_empty_list = false;
            }
            Some(_) => {}
        }
    }
}

/// Returns the list that a member of the outermost object may be, with the path of its elements: the member itself,
/// or the list `bindings` in it, in which the results of SPARQL are.
pub(super) fn record_list<'t>(key: &str, value: JsonSpan<'t>) -> (String, JsonSpan<'t>) {
    if value.is_object() {
        for (inner, list) in value.members() {
            if inner == "bindings" && list.is_array() {
                return (format!("{key}/bindings/"), list);
            }
        }
    }
    (format!("{key}/"), value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beginning_shows_members_and_fields() {
        let text = r#"{"type":"t","n":1,"data":[{"a":"é","b":{"c":[1]}},{"x":1}],"z":[{"y":1}]}"#;
        let whole = json_head(text.as_bytes()).expect("an object");
        assert_eq!((&*whole.kind, &*whole.path), ("t", "data/"));
        assert_eq!(whole.members, ["type", "n", "data", "z"]);
        assert_eq!(whole.fields.as_deref(), Some(&["a".to_owned(), "b".to_owned()][..]));
        // Cut anywhere, it shows no other names, and nothing panics.
        for end in 0..text.len() {
            let Some(cut) = json_head(&text.as_bytes()[..end]) else { continue };
            assert!(cut.members.len() <= 4 && cut.fields.iter().flatten().count() <= 2, "{cut:?}");
        }
        let empty = json_head(br#"{"Result":[],"TotalCount":0}"#).expect("an object");
        assert!(empty.is_empty_list && empty.has_member("TotalCount") && empty.fields.is_none());
        let sparql = br#"{"head":{},"results":{"bindings":[{"item":{"value":"Q1"}}]}}"#;
        assert_eq!(json_head(sparql).expect("an object").path, "results/bindings/");
        assert_eq!(json_head(b"a,b\n"), None);
    }
}
