use super::glance::Glance;
use super::predefined::Predefined;
use super::registry::{AttributeId, Definition};
use crate::json::NameHash;
use crate::text::{Same, same_bytes};

/// The attributes that can stand in one object: those of a resource, of an extension, or the
/// sub-attributes of a complex attribute.
///
/// A look-up by hash takes constant time; the name is compared as well.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Open addressing: at least twice as many slots as attributes, a power of two.
    slots: Vec<Option<Member>>,
    members: Vec<AttributeId>,
    required: Vec<AttributeId>,
    /// The same as bits by place; `None` where there are too many members.
    required_bits: Option<u64>,
}

/// An attribute of a scope, with what most looks at a value of it need: nothing else has to be
/// fetched for them.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    hash: u32,
    pub(crate) id: AttributeId,
    pub(crate) glance: Glance,
    pub(crate) predefined: Option<Predefined>,
    /// Its place among the members, where those have bits.
    bit: u8,
    name: Box<str>,
}

impl Member {
    /// Its bit among those of the members.
    #[inline(always)]
    pub(crate) fn bit(&self) -> u64 {
        1 << (self.bit & 63)
    }
}

impl Scope {
    pub(super) const fn empty() -> Self {
        Self {
            slots: Vec::new(),
            members: Vec::new(),
            required: Vec::new(),
            required_bits: None,
        }
    }

    /// `members` in the order of the schema, each with whether it must have a value.
    pub(super) fn new<'d>(members: impl Iterator<Item = (AttributeId, &'d Definition)>) -> Self {
        let members: Vec<_> = members.collect();
        let size = (members.len() * 2).next_power_of_two().max(4);
        let mut scope = Self {
            slots: vec![None; size],
            ..Self::empty()
        };
        let mut required_bits = 0;
        for (place, &(id, definition)) in members.iter().enumerate() {
            let name = definition.attribute.name.as_str();
            let entry = Member {
                hash: NameHash::of(name.as_bytes()).0,
                id,
                glance: definition.glance,
                predefined: definition.predefined,
                bit: u8::try_from(place).unwrap_or_default(),
                name: Box::from(name),
            };
            scope.members.push(id);
            if definition.is_ever_required() {
                scope.required.push(id);
                required_bits |= entry.bit();
            }
            let mut at = entry.hash as usize;
            while let Some(slot) = scope.slots.get_mut(at & (size - 1)) {
                if slot.is_none() {
                    *slot = Some(entry);
                    break;
                }
                at += 1;
            }
        }
        scope.required_bits = (members.len() <= 64).then_some(required_bits);
        scope
    }

    /// Notes what became of its attributes after it was made.
    pub(super) fn look_at(&mut self, glance: &dyn Fn(AttributeId) -> Glance) {
        for entry in self.slots.iter_mut().flatten() {
            entry.glance = glance(entry.id);
        }
    }

    /// The attribute of this name, and whether it is written like that. `hash` is the hash of the
    /// name.
    #[inline(always)]
    pub(crate) fn find(&self, hash: NameHash, name: &[u8]) -> Option<(&Member, Same)> {
        let last = self.slots.len().wrapping_sub(1);
        let mut at = hash.0 as usize;
        // A run ends with an empty slot: there are more slots than attributes.
        loop {
            let entry = self.slots.get(at & last)?.as_ref()?;
            if entry.hash == hash.0
                && let Some(same) = same_bytes(entry.name.as_bytes(), name)
            {
                return Some((entry, same));
            }
            at += 1;
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

    /// The same as bits of the members; `None` where a scope has more members than there are bits.
    pub(crate) fn required_bits(&self) -> Option<u64> {
        self.required_bits
    }
}
