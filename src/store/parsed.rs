//! Long resources that are patched stay parsed, so that the next patch needn't read them.

use super::resources::{Kept, Resources};
use crate::attribute::fold_user_name;
use crate::json::{Kind, Resident};

/// Shorter texts are parsed each time: that takes microseconds, and memory for many is dear.
const LONG: usize = 1 << 14;

/// Bytes that the nodes of resources may take together. The one that was patched last stays,
/// whatever it takes.
const MOST: usize = 64 << 20;

/// Which resources are parsed.
#[derive(Clone, Debug, Default)]
pub(super) struct Parsed {
    /// Their positions, and what they take beside their texts; the one that was used last is last.
    used: Vec<(u32, usize)>,
}

impl Parsed {
    pub(super) fn memory(&self) -> usize {
        self.used.iter().map(|(_, bytes)| bytes).sum()
    }

    /// A resource is gone.
    pub(super) fn forget(&mut self, position: u32, kept: &Kept) {
        if matches!(kept, Kept::Parsed(_)) {
            self.used.retain(|(known, _)| *known != position);
        }
    }
}

impl Resources {
    /// A resource that is parsed.
    pub(super) fn resident(&mut self, position: u32) -> Option<&mut Resident> {
        match &mut self.rows.get_mut(position as usize)?.kept {
            Kept::Parsed(resident) => Some(resident),
            _ => None,
        }
    }

    /// Whether a resource is parsed, or will be once it is patched, its text being sound.
    pub fn stays_parsed(&self, position: u32) -> bool {
        match self.rows.get(position as usize).map(|row| &row.kept) {
            Some(Kept::Parsed(_)) => true,
            Some(Kept::Text(text)) => text.len() >= LONG,
            _ => false,
        }
    }

    /// Hands out a resource that is worth being kept parsed, for a change; it has to be given back
    /// by [`Resources::give_back`]. `None` for a short one, one with a defect, and where there is none.
    pub(crate) fn take_parsed(&mut self, position: u32) -> Option<Box<Resident>> {
        let kept = &mut self.rows.get_mut(position as usize)?.kept;
        match core::mem::take(kept) {
            Kept::Parsed(resident) => Some(resident),
            Kept::Text(text) if text.len() >= LONG => {
                match Resident::of_text(text.into_string(), self.limits) {
                    Ok(resident) => Some(Box::new(resident)),
                    Err(text) => {
                        *kept = Kept::Text(text.into_boxed_str());
                        None
                    }
                }
            }
            other => {
                *kept = other;
                None
            }
        }
    }

    /// Takes a resource back as it was, or changed.
    pub(crate) fn give_back(&mut self, position: u32, resident: Box<Resident>) {
        let overhead = resident.overhead();
        if let Some(row) = self.rows.get_mut(position as usize) {
            row.kept = Kept::Parsed(resident);
        }
        self.parsed.used.retain(|(known, _)| *known != position);
        self.parsed.used.push((position, overhead));
        while self.parsed.used.len() > 1 && self.parsed.memory() > MOST {
            let (first, _) = self.parsed.used.remove(0);
            if let Some(row) = self.rows.get_mut(first as usize)
                && let Kept::Parsed(resident) = core::mem::take(&mut row.kept)
            {
                row.kept = Kept::Text(resident.into_text().into_boxed_str());
            }
        }
    }

    /// Takes a resource back that was handed out, once it is changed.
    pub(crate) fn change(
        &mut self,
        position: u32,
        mut resident: Box<Resident>,
        make: &mut dyn FnMut(&mut Resident),
    ) {
        let name = |resident: &mut Resident| {
            resident.read(|document| {
                let name = document.root()?.get("userName")?;
                let text = name.as_str().map(|text| fold_user_name(&text).into_owned());
                Some(text.ok_or(name.kind()))
            })
        };
        let before = name(&mut resident);
        self.bytes -= resident.text().len();
        make(&mut resident);
        self.bytes += resident.text().len();
        let after = name(&mut resident);
        match after.filter(|name| before.as_ref() != Some(name)) {
            Some(Ok(name)) => self.user_names.insert(&name, position),
            Some(Err(kind)) => self.odd |= kind != Kind::Null,
            None => {}
        }
        self.columns.change(position as usize);
        self.revision = self.revision.saturating_add(1);
        if let Some(row) = self.rows.get_mut(position as usize) {
            row.revision = self.revision;
        }
        self.give_back(position, resident);
        self.note_external_id(position);
    }
}
