//! What has changed since, for a journal.

use super::kept::{Before, closed};
use super::provider::ServiceProvider;
use crate::json::find_root_string;

impl ServiceProvider {
    /// Writes what is kept now of the resources that were changed behind the change with the number
    /// `since`, each in a line of its own: `+` and the resource as in [`ServiceProvider::export`],
    /// or `-` and the id, as JSON, of one that is gone. The rows of an earlier state with these put
    /// in their places are the state of now, but for the groups that users are in, which are found
    /// out anew.
    ///
    /// Takes time for what was changed, not for what there is.
    pub fn write_changes(&self, since: u64, out: &mut String) {
        let first = self.audit.partition_point(|entry| entry.seq <= since);
        let entries = self.audit.get(first..).unwrap_or_default();
        let mut changed: Vec<(u32, Option<&str>)> = Vec::new();
        for undo in entries.iter().flat_map(|entry| &entry.undo) {
            let gone = match &undo.before {
                Before::Core(core, _) => Some(core.as_str()),
                _ => None,
            };
            match changed.iter_mut().find(|(at, _)| *at == undo.position) {
                Some((_, known)) => *known = known.or(gone),
                None => changed.push((undo.position, gone)),
            }
        }
        for (position, gone) in changed {
            if let Some(text) = self.resources.text(position) {
                out.push('+');
                out.push_str(text);
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
