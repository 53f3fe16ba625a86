use super::options::Patching;
use crate::diagnostic::{Diagnostic, write_json_array};
use crate::json::Altered;
use crate::patch::{Step, write_steps};
use crate::text::utf16_length;

/// What came of a PATCH, kept where JavaScript reads it until the next one.
#[derive(Default)]
pub(super) struct Answer {
    /// Whether the resource has changed, and [`KEPT`] where its text stays inside; how many UTF-16 code units it begins with, and ends with,
    /// that are those of the text before; the address of a text, and how many bytes of it are what
    /// of the resource stands between, and how many are `{"notes", "steps"}`: 0 where there are none.
    numbers: [u32; 6],
    text: String,
}

/// The resource is kept as it is now, and the text is what undoes its change.
const KEPT: u32 = 2;

impl Answer {
    /// Where the numbers are.
    pub(super) const fn place(&self) -> *const u32 {
        self.numbers.as_ptr()
    }

    /// A resource that differs from the text before by so much. Where the caller doesn't keep that
    /// text, all of it goes out.
    pub(super) fn alter(&mut self, changed: bool, altered: &Altered<'_>, how: Patching) {
        let parts = [altered.head(), altered.tail()];
        let units = parts.map(|part| {
            if how.keeps_text() {
                units(part, how)
            } else {
                0
            }
        });
        self.text.clear();
        if !how.keeps_text() {
            self.text.push_str(altered.head());
        }
        self.text.push_str(altered.middle());
        if !how.keeps_text() {
            self.text.push_str(altered.tail());
        }
        self.numbers = [u32::from(changed), units[0], units[1], 0, 0, 0];
        self.settle(self.text.len());
    }

    /// A resource as a whole.
    pub(super) fn whole(&mut self, changed: bool, json: &str) {
        self.text.clear();
        self.text.push_str(json);
        self.numbers = [u32::from(changed), 0, 0, 0, 0, 0];
        self.settle(json.len());
    }

    /// What undoes the change of a resource that stays inside, in place of its text.
    pub(super) fn undo(&mut self, changed: bool, splices: &str) {
        self.whole(changed, splices);
        self.numbers[0] |= KEPT;
    }

    /// What is told beside the resource. Places in notes are left out without the text of the
    /// request.
    pub(super) fn tell(&mut self, notes: &[Diagnostic], steps: &[Step], request: Option<&str>) {
        if notes.is_empty() && steps.is_empty() {
            return;
        }
        let bytes = self.text.len();
        self.text.push_str(r#"{"notes":"#);
        write_json_array(notes, request, &mut self.text);
        self.text.push_str(r#","steps":"#);
        write_steps(steps, &mut self.text);
        self.text.push('}');
        self.settle(bytes);
    }

    /// So many bytes of the text are of the resource.
    fn settle(&mut self, bytes: usize) {
        let [_, _, _, address, of_resource, rest] = &mut self.numbers;
        *address = number(self.text.as_ptr().addr());
        *of_resource = number(bytes);
        *rest = number(self.text.len() - bytes);
    }
}

/// How many UTF-16 code units a part of the text before has.
fn units(part: &str, how: Patching) -> u32 {
    number(if how.is_ascii() {
        part.len()
    } else {
        utf16_length(part)
    })
}

/// Addresses and lengths have 32 bits in WebAssembly.
fn number(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}
