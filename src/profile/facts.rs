//! What is known of an application, in sentences.

use super::{Refusal, Target};

/// Something that is known of an application.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fact {
    /// It in a sentence.
    pub text: String,
    /// Whether it was read in the documentation of the application; false where it is from elsewhere and
    /// was not read again.
    pub verified: bool,
    /// Whether the lint holds requests to it.
    pub checked: bool,
}

impl Target {
    /// What it takes and doesn't take, then what else is known.
    pub fn facts(&self) -> Vec<Fact> {
        let mut facts = Vec::new();
        self.filters(&mut facts);
        self.resources(&mut facts);
        self.requests(&mut facts);
        facts.extend(self.notes.iter().map(|note| Fact {
            text: (*note).to_owned(),
            verified: true,
            checked: false,
        }));
        facts
    }

    fn filters(&self, facts: &mut Vec<Fact>) {
        self.list("operators", "Operators of filters", self.operators, facts);
        self.list(
            "filterable",
            "Attributes in filters",
            self.filterable,
            facts,
        );
        match self.pairs {
            None => {}
            Some([]) => self.fact("pairs", "No `and` in filters.".to_owned(), facts),
            Some(pairs) => {
                let pairs: Vec<_> = pairs
                    .iter()
                    .map(|(first, second)| format!("`{first}` with `{second}`"))
                    .collect();
                let text = format!("`and` in filters: {}.", pairs.join(", "));
                self.fact("pairs", text, facts);
            }
        }
        if self.needs_filter {
            self.fact("needs_filter", "A list needs a filter.".to_owned(), facts);
        }
        if self.page > 0 {
            let text = format!("At most {} resources on a page.", self.page);
            self.fact("page", text, facts);
        }
    }

    fn resources(&self, facts: &mut Vec<Fact>) {
        self.list("required", "Required of a user", self.required, facts);
        self.list("primary", "One value is primary", self.primary, facts);
        for (path, most) in self.at_most {
            self.fact("at_most", format!("At most {most} of `{path}`."), facts);
        }
        for (path, most) in self.lengths {
            let text = format!("`{path}` has at most {most} characters.");
            self.fact("lengths", text, facts);
        }
        self.list("refused", "Refused of a user", self.refused, facts);
        self.list(
            "refused_at_creation",
            "Refused where a user is created",
            self.refused_at_creation,
            facts,
        );
    }

    fn requests(&self, facts: &mut Vec<Fact>) {
        if self.operations > 0 {
            let text = format!("At most {} operations in a PATCH.", self.operations);
            self.fact("operations", text, facts);
        }
        if self.members > 0 {
            let text = format!("At most {} members change in a request.", self.members);
            self.fact("members", text, facts);
        }
        for refusal in self.refuses {
            self.fact("refuses", format!("Refused: {}", refusal.told()), facts);
        }
    }

    fn list(&self, field: &str, what: &str, names: &[&str], facts: &mut Vec<Fact>) {
        if !names.is_empty() {
            let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
            self.fact(field, format!("{what}: {}.", quoted.join(", ")), facts);
        }
    }

    fn fact(&self, field: &str, text: String, facts: &mut Vec<Fact>) {
        facts.push(Fact {
            text,
            verified: !self.is_unverified(field),
            checked: true,
        });
    }
}

impl Refusal {
    fn told(self) -> String {
        match self {
            Self::Method(method, "") => format!("{method}."),
            Self::Method(method, at) => format!("{method} at /{at}."),
            Self::Endpoint(name) => format!("Any request at /{name}."),
            Self::Operation(op, at) => format!("PATCH with `{op}` at /{at}."),
            Self::RemoveAllMembers => "PATCH that removes all members.".to_owned(),
            Self::ReplaceMembers => "PATCH that replaces all members.".to_owned(),
            Self::FilteredPath => "PATCH with a filter in a path.".to_owned(),
            Self::AllButDeactivation => "PATCH of a user, but for `active` false.".to_owned(),
        }
    }
}
