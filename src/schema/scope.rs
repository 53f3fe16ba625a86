use super::registry::AttributeId;
use crate::json::NameHash;

/// The attributes that can stand in one object: those of a resource, of an extension, or the
/// sub-attributes of a complex attribute.
///
/// A look-up by hash takes constant time; whoever asks compares the name as well.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Open addressing: at least twice as many slots as attributes, a power of two.
    slots: Vec<Option<(u32, AttributeId)>>,
    members: Vec<AttributeId>,
    required: Vec<AttributeId>,
}

impl Scope {
    pub(super) const fn empty() -> Self {
        Self {
            slots: Vec::new(),
            members: Vec::new(),
            required: Vec::new(),
        }
    }

    pub(super) fn new(members: Vec<(NameHash, AttributeId, bool)>) -> Self {
        let size = (members.len() * 2).next_power_of_two().max(4);
        let mut scope = Self {
            slots: vec![None; size],
            members: members.iter().map(|&(_, id, _)| id).collect(),
            required: members
                .iter()
                .filter(|m| m.2)
                .map(|&(_, id, _)| id)
                .collect(),
        };
        for (hash, id, _) in members {
            let mut at = hash.0 as usize;
            while let Some(slot) = scope.slots.get_mut(at & (size - 1)) {
                if slot.is_none() {
                    *slot = Some((hash.0, id));
                    break;
                }
                at += 1;
            }
        }
        scope
    }

    /// The attributes whose names have this hash: one, nearly always, or none.
    #[inline(always)]
    pub fn candidates(&self, hash: NameHash) -> Candidates<'_> {
        Candidates {
            slots: &self.slots,
            hash: hash.0,
            at: hash.0 as usize,
        }
    }

    /// All attributes, in the order of the schema.
    pub fn members(&self) -> &[AttributeId] {
        &self.members
    }

    /// The attributes that must have a value, in a request or in a response.
    pub fn required(&self) -> &[AttributeId] {
        &self.required
    }
}

/// The attributes of a scope whose names have a hash.
#[derive(Debug)]
pub struct Candidates<'s> {
    slots: &'s [Option<(u32, AttributeId)>],
    hash: u32,
    at: usize,
}

impl Iterator for Candidates<'_> {
    type Item = AttributeId;

    // A run ends with an empty slot: there are more slots than attributes.
    #[inline(always)]
    fn next(&mut self) -> Option<AttributeId> {
        loop {
            let at = self.at & self.slots.len().wrapping_sub(1);
            let (hash, id) = (*self.slots.get(at)?)?;
            self.at = at + 1;
            if hash == self.hash {
                return Some(id);
            }
        }
    }
}
