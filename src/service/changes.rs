//! What has changed since, for a journal.

use core::fmt::Write;

use super::kept::{Before, closed, meta_start};
use super::provider::ServiceProvider;
use crate::json::{Splice, find_root_string, write_string};

impl ServiceProvider {
    /// Writes what is kept now of the resources that were changed behind the change with the number
    /// `since`, each in a line of its own: `+` and the resource as in [`ServiceProvider::export`],
    /// `-` and the id, as JSON, of one that is gone, or `~` and what has changed in a long one:
    /// `{"id", "cuts": [[start, gone, come], …], "core", "tail"}`. The cuts are made one after the
    /// other, so many bytes gone at each place and a text come; the result is cut after `core` bytes,
    /// and `tail` put behind. The rows of an earlier state with these put in their places are the
    /// state of now, but for the groups that users are in, which are found out anew.
    ///
    /// Takes time for what was changed, not for what there is.
    pub fn write_changes(&self, since: u64, out: &mut String) {
        struct Changed<'c> {
            position: u32,
            /// The core of before the resource was deleted.
            gone: Option<&'c str>,
            /// The only change, where all else is as it was up to `meta`.
            only: Option<&'c [Splice]>,
        }
        let mut changed: Vec<Changed<'_>> = Vec::new();
        for undo in self.entries(since).iter().flat_map(|entry| &entry.undo) {
            let (gone, only) = match &undo.before {
                Before::Core(core, _) => (Some(core.as_str()), None),
                Before::Other {
                    splices, in_place, ..
                } => (None, in_place.then_some(splices.as_slice())),
                Before::Nothing => (None, None),
            };
            let position = undo.position;
            match changed.iter_mut().find(|known| known.position == position) {
                Some(known) => {
                    known.gone = known.gone.or(gone);
                    known.only = None;
                }
                None => changed.push(Changed {
                    position,
                    gone,
                    only,
                }),
            }
        }
        for Changed {
            position,
            gone,
            only,
        } in changed
        {
            if let Some(text) = self.resources.text(position) {
                if let Some(splices) = only {
                    write_cuts(splices, text, out);
                } else {
                    out.push('+');
                    out.push_str(text);
                }
                out.push('\n');
            } else if let Some(core) = gone {
                let core = closed(core);
                out.push_str("-\"");
                out.push_str(find_root_string(&core, "id").unwrap_or_default());
                out.push_str("\"\n");
            }
        }
    }
}

fn write_cuts(splices: &[Splice], text: &str, out: &mut String) {
    let id = find_root_string(text, "id").unwrap_or_default();
    // Writing to a String can't fail.
    let _ = write!(out, r#"~{{"id":"{id}","cuts":["#);
    for (index, splice) in splices.iter().enumerate() {
        let comma = if index > 0 { "," } else { "" };
        let (start, gone) = (splice.start, splice.removed.len());
        let _ = write!(out, "{comma}[{start},{gone},");
        let come = text.get(start..start + splice.inserted);
        write_string(come.unwrap_or_default(), out);
        out.push(']');
    }
    let core = meta_start(text);
    let _ = write!(out, r#"],"core":{core},"tail":"#);
    write_string(text.get(core..).unwrap_or_default(), out);
    out.push('}');
}
