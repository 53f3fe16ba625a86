use core::fmt::Write;

/// A JSON pointer (RFC 6901) under construction; the root is the empty string.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Pointer(String);

impl Pointer {
    /// The whole document.
    pub const fn root() -> Self {
        Self(String::new())
    }

    /// Steps into the member `name`. Returns the length to hand to [`Pointer::truncate`].
    pub fn push_name(&mut self, name: &str) -> usize {
        let before = self.0.len();
        self.0.push('/');
        for character in name.chars() {
            match character {
                '~' => self.0.push_str("~0"),
                '/' => self.0.push_str("~1"),
                _ => self.0.push(character),
            }
        }
        before
    }

    /// Steps into the element `index`. Returns the length to hand to [`Pointer::truncate`].
    pub fn push_index(&mut self, index: usize) -> usize {
        let before = self.0.len();
        // Writing to a String can't fail.
        let _ = write!(self.0, "/{index}");
        before
    }

    /// Steps back out.
    pub fn truncate(&mut self, length: usize) {
        self.0.truncate(length);
    }

    /// The pointer of the member `name`.
    #[must_use]
    pub fn child(&self, name: &str) -> Self {
        let mut child = self.clone();
        child.push_name(name);
        child
    }

    /// The text, as in RFC 6901 §3.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, owned.
    pub fn into_string(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_steps_back() {
        let mut pointer = Pointer::root();
        pointer.push_name("a/b~c");
        let length = pointer.push_index(7);
        assert_eq!(pointer.as_str(), "/a~1b~0c/7");
        pointer.truncate(length);
        assert_eq!(pointer.child("x").as_str(), "/a~1b~0c/x");
    }
}
