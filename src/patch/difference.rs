//! The changes that turn one resource into another, before they are written as operations.

use crate::json::Edit;

/// An attribute, or a sub-attribute of a singular one, as an operation names it.
#[derive(Clone, Copy)]
pub(super) struct Target<'r> {
    /// URI of the extension.
    pub(super) extension: Option<&'r str>,
    pub(super) attribute: &'r str,
    pub(super) sub: Option<&'r str>,
}

impl<'r> Target<'r> {
    /// The path in SCIM notation.
    pub(super) fn path(&self) -> String {
        let mut path = String::new();
        if let Some(uri) = self.extension {
            path.push_str(uri);
            path.push(':');
        }
        path.push_str(self.attribute);
        if let Some(sub) = self.sub {
            path.push('.');
            path.push_str(sub);
        }
        path
    }

    /// The names from the resource to the value.
    pub(super) fn steps(&self) -> impl Iterator<Item = &'r str> + use<'r> {
        let (extension, attribute, sub) = (self.extension, self.attribute, self.sub);
        extension.into_iter().chain([attribute]).chain(sub)
    }

    /// The attribute without the sub-attribute.
    pub(super) fn whole(&self) -> Self {
        Self { sub: None, ..*self }
    }

    pub(super) fn same_attribute(&self, other: &Self) -> bool {
        self.sub.is_some()
            && other.sub.is_some()
            && self.extension == other.extension
            && self.attribute == other.attribute
    }
}

/// A value for an attribute.
pub(super) struct Set<'d> {
    pub(super) target: Target<'d>,
    pub(super) value: Edit<'d>,
    /// Whether it had none.
    pub(super) new: bool,
}

/// Values for the end of a list, or values that it loses.
pub(super) struct Append<'d> {
    pub(super) target: Target<'d>,
    pub(super) values: Vec<Edit<'d>>,
}

/// All changes.
#[derive(Default)]
pub(super) struct Changes<'d> {
    /// Paths of what goes.
    pub(super) removals: Vec<String>,
    /// Values that lists lose, where they are to be named by giving them. They go before the steps.
    pub(super) losses: Vec<Append<'d>>,
    /// Single values of lists, or sub-attributes of them, with what takes their place; without it
    /// they go. In this order: a filter in a path sees what those before it have done.
    pub(super) steps: Vec<Step<'d>>,
    pub(super) sets: Vec<Set<'d>>,
    pub(super) appends: Vec<Append<'d>>,
}

/// The path of a value in a list, and what it becomes.
pub(super) type Step<'d> = (String, Option<Edit<'d>>);
