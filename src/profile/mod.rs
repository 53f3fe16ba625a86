//! Profiles: which habits of clients are tolerated, and which readings are chosen where the RFCs
//! leave a choice.
//!
//! The engines define switches and know no client; here is the table of them, with their names, and
//! the profiles as sets of them. A new quirk is a field in the `Quirks` of its engine and a row in
//! [`QUIRKS`].
//!
//! ```
//! use scimlens::filter::{Filter, Limits};
//! use scimlens::profile::Profile;
//!
//! let text = r#"emails[type eq "work"].value eq "mira@shop.example""#;
//! assert!(Filter::parse(text, Limits::default()).is_err());
//!
//! let entra = Profile::named("entra")?;
//! let filter = Filter::parse_with(text, Limits::default(), entra.switches().filter)?;
//! assert_eq!(filter.to_string(), r#"emails[type eq "work" and value eq "mira@shop.example"]"#);
//! assert_eq!(filter.notes().len(), 1);
//! # Ok::<(), scimlens::diagnostic::Error>(())
//! ```

mod catalogue;
mod facts;
mod senders;
mod table;
mod targets;

pub use catalogue::{write_profiles, write_targets};
pub use facts::Fact;
pub use senders::{Habit, Known, SENDERS, Sender, Sign};
pub use table::{PROFILES, Preset, QUIRKS, Quirk};
pub use targets::{Refusal, TARGETS, Target};

use core::fmt::Write;

use crate::diagnostic::{Error, ScimType};
use crate::filter;
use crate::patch::{self, Manner};
use crate::schema::nearest;
use crate::text::write_quoted;

/// The switches of every engine.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Switches {
    /// Those of the filter language.
    pub filter: filter::Quirks,
    /// Those of the PATCH engine.
    pub patch: patch::Quirks,
}

/// A profile, with the switches that it turns on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Profile {
    name: &'static str,
    manner: Manner,
    /// Whether each of [`QUIRKS`] is on.
    on: Vec<bool>,
    switches: Switches,
}

impl Default for Profile {
    /// "rfc": RFC 7643 and RFC 7644 with their errata, nothing else.
    fn default() -> Self {
        Self {
            name: "rfc",
            manner: Manner::RFC,
            on: vec![false; QUIRKS.len()],
            switches: Switches::default(),
        }
    }
}

impl Profile {
    /// The profile of this name.
    ///
    /// # Errors
    /// `invalidValue` for a name that none has, with those that there are.
    pub fn named(name: &str) -> Result<Self, Error> {
        let names = || PROFILES.iter().map(|preset| preset.name);
        let Some(preset) = PROFILES.iter().find(|preset| preset.name == name) else {
            return Err(unknown("profile", name, &mut names()));
        };
        Self::of(preset)
    }

    /// The profile that a preset describes: one of [`PROFILES`], or a host's own.
    ///
    /// # Errors
    /// `invalidValue` for a quirk that there isn't.
    pub fn of(preset: &Preset) -> Result<Self, Error> {
        let mut profile = Self {
            name: preset.name,
            manner: preset.manner,
            ..Self::default()
        };
        for quirk in preset.quirks {
            profile.set(quirk, true)?;
        }
        Ok(profile)
    }

    /// Turns a quirk on or off.
    ///
    /// # Errors
    /// `invalidValue` for an id that none has, with those that there are.
    pub fn set(&mut self, id: &str, on: bool) -> Result<(), Error> {
        let mut rows = QUIRKS.iter().zip(&mut self.on);
        let Some((quirk, is_on)) = rows.find(|(quirk, _)| is_same(quirk.id, id)) else {
            return Err(unknown(
                "quirk",
                id,
                &mut QUIRKS.iter().map(|quirk| quirk.id),
            ));
        };
        *is_on = on;
        (quirk.set)(&mut self.switches, on);
        Ok(())
    }

    /// Its name: where single quirks were turned on or off, that of the profile it began as.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// How the client that it is named for writes a PATCH request.
    pub fn manner(&self) -> Manner {
        self.manner
    }

    /// The switches that it sets.
    pub fn switches(&self) -> Switches {
        self.switches
    }

    /// Whether the quirk of this id is on.
    pub fn tolerates(&self, id: &str) -> bool {
        self.quirks().any(|(quirk, on)| on && quirk.id == id)
    }

    /// Every quirk, and whether it is on.
    pub fn quirks(&self) -> impl Iterator<Item = (&'static Quirk, bool)> {
        QUIRKS.iter().zip(self.on.iter().copied())
    }

    /// Writes the `profile` of the JavaScript API: `{"name", "quirks": [{"id", "on", "summary"}]}`.
    pub fn write(&self, out: &mut String) {
        // Writing to a String can't fail.
        let _ = write!(out, r#"{{"name":"{}","quirks":["#, self.name);
        for (index, (quirk, on)) in self.quirks().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            let _ = write!(out, r#"{comma}{{"id":"{}","on":{on},"summary":"#, quirk.id);
            write_quoted(quirk.summary, out);
            let _ = write!(
                out,
                r#","actsOn":"{}","reference":"{}"}}"#,
                quirk.acts_on, quirk.reference
            );
        }
        out.push_str("]}");
    }
}

/// Whether two spellings name one quirk: an underscore or an equals sign may stand for the hyphen.
fn is_same(id: &str, spelled: &str) -> bool {
    let plain = |byte: u8| {
        if matches!(byte, b'_' | b'=') {
            b'-'
        } else {
            byte
        }
    };
    id.len() == spelled.len() && id.bytes().zip(spelled.bytes()).all(|(a, b)| a == plain(b))
}

fn unknown(what: &str, name: &str, known: &mut dyn Iterator<Item = &'static str>) -> Error {
    let known: Vec<_> = known.collect();
    let near = match nearest(known.iter().copied(), name) {
        Some(near) => format!(" Did you mean `{near}`?"),
        None => String::new(),
    };
    let list = known.join(", ");
    let detail = format!("There is no {what} `{name}`.{near} There are {list}.");
    Error::new(ScimType::InvalidValue, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sound() {
        let mut seen = std::collections::BTreeSet::new();
        for quirk in QUIRKS {
            assert!(seen.insert(quirk.id), "{} occurs twice", quirk.id);
            assert!(quirk.summary.ends_with('.'), "{}", quirk.id);
            let mut switches = Switches::default();
            (quirk.set)(&mut switches, true);
            assert_ne!(switches, Switches::default(), "{} does nothing", quirk.id);
            (quirk.set)(&mut switches, false);
            assert_eq!(
                switches,
                Switches::default(),
                "{} can't be undone",
                quirk.id
            );
        }
        for preset in PROFILES {
            assert!(Profile::named(preset.name).is_ok(), "{}", preset.name);
        }
        assert_eq!(Profile::named("rfc").unwrap(), Profile::default());
        assert_eq!(Profile::default().switches(), Switches::default());
    }

    #[test]
    fn single_quirks_are_turned_on_and_off() {
        let mut profile = Profile::named("lenient").unwrap();
        assert!(profile.switches().filter.comparison_behind_brackets);
        profile
            .set("filter-comparison-behind-brackets", false)
            .unwrap();
        assert!(!profile.switches().filter.comparison_behind_brackets);
        profile.set("ne_any_value", true).unwrap();
        assert!(profile.switches().filter.ne_any_value);
        profile.set("unknown_filter_attr=no_match", true).unwrap();
        assert!(profile.switches().filter.unknown_attribute_no_match);
        let error = profile.set("filter-bare-wrod", true).unwrap_err();
        assert!(error.detail().contains("Did you mean `filter-bare-word`?"));
        assert!(
            Profile::named("rcf")
                .unwrap_err()
                .detail()
                .contains("entra")
        );
    }
}
