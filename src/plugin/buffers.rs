/// The longest buffer that is handed out, in bytes: 256 MiB.
pub const LONGEST: usize = 256 << 20;

/// The buffers that the host holds, by address.
#[derive(Debug, Default)]
pub(super) struct Buffers(Vec<Box<[u8]>>);

impl Buffers {
    pub(super) const fn new() -> Self {
        Self(Vec::new())
    }

    /// The address of a new buffer.
    pub(super) fn hand_out(&mut self, length: usize) -> Option<usize> {
        if length == 0 || length > LONGEST {
            return None;
        }
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(length).ok()?;
        bytes.resize(length, 0);
        Some(self.keep(bytes))
    }

    /// Keeps bytes, of which there is one at least, for the host to read.
    pub(super) fn keep(&mut self, bytes: Vec<u8>) -> usize {
        let bytes = bytes.into_boxed_slice();
        let address = address_of(&bytes);
        let place = self.0.partition_point(|other| address_of(other) < address);
        self.0.insert(place, bytes);
        address
    }

    /// The bytes at an address; none where no buffer begins there.
    pub(super) fn at(&self, address: usize) -> &[u8] {
        let place = self.place(address);
        place
            .and_then(|place| self.0.get(place))
            .map_or(&[], |bytes| &**bytes)
    }

    /// Whether there was a buffer at the address.
    pub(super) fn take_back(&mut self, address: usize) -> bool {
        let Some(place) = self.place(address) else {
            return false;
        };
        self.0.remove(place);
        // A host that once held many doesn't pay for their list for ever.
        if self.0.is_empty() {
            self.0 = Vec::new();
        }
        true
    }

    fn place(&self, address: usize) -> Option<usize> {
        self.0
            .binary_search_by_key(&address, |bytes| address_of(bytes))
            .ok()
    }
}

fn address_of(bytes: &[u8]) -> usize {
    bytes.as_ptr().addr()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]

    use super::*;

    #[test]
    fn a_buffer_is_known_by_its_address_until_it_is_taken_back() {
        let mut buffers = Buffers::new();
        let addresses: Vec<_> = (1..50)
            .map(|length| buffers.hand_out(length).unwrap())
            .collect();
        for (length, address) in (1..).zip(&addresses) {
            assert_eq!(buffers.at(*address).len(), length);
        }
        let second = addresses.get(1).copied().unwrap();
        assert!(buffers.at(second + 1).is_empty(), "inside of a buffer");
        assert!(buffers.take_back(second));
        assert!(!buffers.take_back(second), "twice");
        assert!(buffers.at(second).is_empty());
        assert!(
            addresses
                .iter()
                .filter(|at| buffers.take_back(**at))
                .count()
                == 48
        );
    }

    #[test]
    fn lengths_are_limited() {
        let mut buffers = Buffers::new();
        assert_eq!(buffers.hand_out(0), None);
        assert_eq!(buffers.hand_out(LONGEST + 1), None);
        assert_eq!(buffers.hand_out(usize::MAX), None);
        assert!(!buffers.take_back(0));
    }
}
