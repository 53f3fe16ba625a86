//! The parts of a text that is kept: what clients can say of the resource, the groups that it is in,
//! and `meta`; and how to get an earlier text back.

use super::references::has_groups;
use crate::json::{Limits, Splice, find_root_string, unescape, write_string};
use crate::schema::{ResourceTypeView, TypeId};

/// What is kept has been let in already.
pub(super) const KEPT: Limits = Limits {
    bytes: u32::MAX,
    depth: Limits::MAX_DEPTH,
};

const META: &str = ",\"meta\":{\"resourceType\":";

/// Where `meta` begins, with its comma.
pub(super) fn meta_start(text: &str) -> usize {
    // It is written last, and no string holds quotes that aren't escaped.
    text.rfind(META).unwrap_or(text.len())
}

/// What clients can say of a resource: its text up to `groups` and `meta`, without the brace at the
/// end.
pub(super) fn core_of<'t>(text: &'t str, view: ResourceTypeView<'_>) -> &'t str {
    let meta = meta_start(text);
    let before = text.get(..meta).unwrap_or_default();
    // They are written last, behind extensions too; what is in a complex value holds no objects.
    let groups = || before.rfind(",\"groups\":[{\"value\":");
    let has_them = before.ends_with(']') && has_groups(view);
    let end = has_them.then(groups).flatten().unwrap_or(meta);
    text.get(..end).unwrap_or(text)
}

/// Writes the end of a text, `meta` and the braces, with another version.
pub(super) fn write_with_version(end: &str, version: Option<&str>, text: &mut String) {
    let known = end.rfind(",\"version\":");
    let known = known.or(end.len().checked_sub(2));
    let same = known.and_then(|at| end.get(..at));
    text.push_str(same.unwrap_or_default());
    if let Some(version) = version {
        text.push_str(",\"version\":");
        write_string(version, text);
    }
    text.push_str("}}");
}

/// A core as a document.
pub(super) fn closed(core: &str) -> String {
    format!("{core}}}")
}

/// When a resource was created and last changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Stamp {
    pub(super) created: String,
    pub(super) modified: String,
}

impl Stamp {
    pub(super) fn of(text: &str) -> Self {
        let meta = text
            .get(meta_start(text)..)
            .and_then(|rest| rest.strip_prefix(",\"meta\":"));
        let meta = meta.unwrap_or_default();
        let part = |name: &str| {
            let raw = find_root_string(meta, name).unwrap_or_default();
            unescape(raw).into_owned()
        };
        Self {
            created: part("created"),
            modified: part("lastModified"),
        }
    }

    /// The value of `meta`.
    pub(super) fn meta(&self, name: &str, location: &str, version: Option<&str>) -> String {
        let mut end = String::new();
        self.write(name, location, version, &mut end);
        let value = end.strip_prefix(",\"meta\":");
        let value = value.and_then(|value| value.strip_suffix('}'));
        value.unwrap_or_default().to_owned()
    }

    /// Writes the end of a text: `meta` and the braces.
    pub(super) fn write(
        &self,
        name: &str,
        location: &str,
        version: Option<&str>,
        text: &mut String,
    ) {
        text.push_str(META);
        write_string(name, text);
        let version = version.map(|version| ("version", version));
        let parts = [
            ("created", self.created.as_str()),
            ("lastModified", &self.modified),
            ("location", location),
        ];
        for (name, value) in parts.into_iter().chain(version) {
            text.push_str(",\"");
            text.push_str(name);
            text.push_str("\":");
            write_string(value, text);
        }
        text.push_str("}}");
    }
}

/// The version that a text says the resource has.
pub(super) fn version_of(text: &str) -> Option<String> {
    let meta = text.get(meta_start(text)..)?.strip_prefix(",\"meta\":")?;
    find_root_string(meta, "version").map(|version| unescape(version).into_owned())
}

/// How to get back what was kept before a change.
#[derive(Clone, Debug)]
pub(super) struct Undo {
    pub(super) position: u32,
    pub(super) of: TypeId,
    pub(super) before: Before,
}

/// What was kept before.
#[derive(Clone, Debug)]
pub(super) enum Before {
    /// Nothing: the resource was created.
    Nothing,
    /// All of it: the resource was deleted.
    Core(String, Stamp),
    /// Something else in these places.
    Other {
        splices: Vec<Splice>,
        modified: String,
        /// Whether the resource was changed in place: all else up to `meta` is as it was.
        in_place: bool,
    },
}

impl Before {
    /// What differs in two cores.
    pub(super) fn difference(before: &str, after: &str, modified: String) -> Self {
        let mut start = shared(before.as_bytes(), after.as_bytes(), false);
        while !before.is_char_boundary(start) || !after.is_char_boundary(start) {
            start -= 1;
        }
        let (old, new) = (
            before.get(start..).unwrap_or_default(),
            after.get(start..).unwrap_or_default(),
        );
        let mut end = shared(old.as_bytes(), new.as_bytes(), true);
        let cut = |text: &str, end: usize| text.len() - end;
        while !old.is_char_boundary(cut(old, end)) || !new.is_char_boundary(cut(new, end)) {
            end -= 1;
        }
        let splice = Splice {
            start,
            removed: old.get(..cut(old, end)).unwrap_or_default().to_owned(),
            inserted: cut(new, end),
        };
        Self::Other {
            splices: vec![splice],
            modified,
            in_place: false,
        }
    }

    /// What was kept, given what is kept now.
    pub(super) fn restore(&self, after: Option<(String, Stamp)>) -> Option<(String, Stamp)> {
        match self {
            Self::Nothing => None,
            Self::Core(core, stamp) => Some((core.clone(), stamp.clone())),
            Self::Other {
                splices, modified, ..
            } => {
                let (mut core, stamp) = after?;
                Splice::undo(splices, &mut core);
                let modified = modified.clone();
                Some((core, Stamp { modified, ..stamp }))
            }
        }
    }
}

const BLOCK: usize = 4096;

/// The block that begins, or ends, so many bytes from the beginning, or from the end.
fn block(bytes: &[u8], at: usize, at_end: bool) -> Option<&[u8]> {
    let from = if at_end {
        bytes.len().checked_sub(at + BLOCK)?
    } else {
        at
    };
    bytes.get(from..from + BLOCK)
}

/// How many bytes are the same at the beginning, or at the end.
fn shared(a: &[u8], b: &[u8], at_end: bool) -> usize {
    let most = a.len().min(b.len());
    let mut same = 0;
    while same + BLOCK <= most && block(a, same, at_end) == block(b, same, at_end) {
        same += BLOCK;
    }
    let byte = |bytes: &[u8], at: usize| {
        let at = if at_end {
            bytes.len().checked_sub(at + 1)?
        } else {
            at
        };
        bytes.get(at).copied()
    };
    while same < most && byte(a, same) == byte(b, same) {
        same += 1;
    }
    same
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn gets_back_what_was_before(before in "[aéß]{0,12}", after in "[aéß]{0,12}") {
            let stamp = |modified: &str| Stamp { created: "c".into(), modified: modified.into() };
            let undo = Before::difference(&before, &after, "m1".into());
            let restored = undo.restore(Some((after, stamp("m2"))));
            prop_assert_eq!(restored, Some((before, stamp("m1"))));
        }
    }
}
