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
    #[inline]
    pub fn candidates(&self, hash: NameHash) -> impl Iterator<Item = AttributeId> {
        let mask = self.slots.len().wrapping_sub(1);
        let start = hash.0 as usize;
        (start..start.saturating_add(self.slots.len()))
            .map_while(move |at| self.slots.get(at & mask).copied().flatten())
            .filter_map(move |(of_slot, id)| (of_slot == hash.0).then_some(id))
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
