/// The hash of a member name, the same for names that differ only in ASCII case.
///
/// It reads the first and the last eight bytes and the length, in constant time: keys are hashed
/// once, while the tape is written, and the registry of attributes is asked with the same hash.
/// Whoever uses it compares the names as well; an opponent can make them clash.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NameHash(pub(crate) u32);

/// Lower-cases the ASCII letters of eight bytes (and folds a few other bytes together).
const FOLD: u64 = 0x2020_2020_2020_2020;
const MIX: u64 = 0x9E37_79B9_7F4A_7C15;

impl NameHash {
    /// Hashes the bytes between the quotes.
    #[inline(always)]
    pub fn of(name: &[u8]) -> Self {
        let (first, last) = match (name.first_chunk::<8>(), name.last_chunk::<8>()) {
            (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
            _ => short(name),
        };
        let mixed = ((first | FOLD) ^ (last | FOLD).rotate_left(29) ^ (name.len() as u64))
            .wrapping_mul(MIX);
        // The upper half is the hash.
        Self((mixed >> 32) as u32)
    }
}

#[inline(always)]
fn short(name: &[u8]) -> (u64, u64) {
    match (name.first_chunk::<4>(), name.last_chunk::<4>()) {
        (Some(first), Some(last)) => (
            u64::from(u32::from_le_bytes(*first)),
            u64::from(u32::from_le_bytes(*last)),
        ),
        _ => (
            name.iter()
                .fold(0, |word, &byte| (word << 8) | u64::from(byte | 0x20)),
            0,
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ascii_case_does_not_matter(name in "\\PC{0,24}") {
            prop_assert_eq!(
                NameHash::of(name.as_bytes()),
                NameHash::of(name.to_ascii_uppercase().as_bytes())
            );
        }
    }

    #[test]
    fn tells_the_attributes_of_a_user_apart() {
        let names = [
            "id",
            "externalId",
            "meta",
            "schemas",
            "userName",
            "name",
            "displayName",
            "nickName",
            "profileUrl",
            "title",
            "userType",
            "preferredLanguage",
            "locale",
            "timezone",
            "active",
            "password",
            "emails",
            "phoneNumbers",
            "ims",
            "photos",
            "addresses",
            "groups",
            "entitlements",
            "roles",
            "x509Certificates",
            "value",
            "display",
            "type",
            "primary",
        ];
        let mut hashes: Vec<_> = names
            .iter()
            .map(|name| NameHash::of(name.as_bytes()))
            .collect();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), names.len());
    }
}
