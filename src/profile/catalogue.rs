//! What there is to choose from, as JSON.

use super::{PROFILES, TARGETS};
use crate::text::write_quoted;

/// Writes a list, with commas.
fn write_list<T>(items: impl IntoIterator<Item = T>, out: &mut String, write: fn(T, &mut String)) {
    out.push('[');
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write(item, out);
    }
    out.push(']');
}

fn write_member(name: &str, value: &str, out: &mut String) {
    out.push_str(",\"");
    out.push_str(name);
    out.push_str("\":");
    write_quoted(value, out);
}

const fn word(is: bool) -> &'static str {
    if is { "true" } else { "false" }
}

/// Writes the `profiles` of the JavaScript API:
/// `[{"name", "title", "summary", "client", "source", "confidence", "quirks"}]`.
pub fn write_profiles(out: &mut String) {
    write_list(PROFILES, out, |preset, out| {
        out.push_str(r#"{"name":"#);
        write_quoted(preset.name, out);
        write_member("title", preset.title, out);
        write_member("summary", preset.summary, out);
        out.push_str(r#","client":"#);
        out.push_str(word(preset.client));
        write_member("source", preset.source, out);
        out.push_str(r#","confidence":"#);
        write_list(preset.known, out, |known, out| {
            write_quoted(known.as_str(), out);
        });
        out.push_str(r#","quirks":"#);
        write_list(preset.quirks, out, |quirk, out| write_quoted(quirk, out));
        out.push('}');
    });
}

/// Writes the `targets` of the JavaScript API:
/// `[{"name", "title", "source", "facts": [{"text", "verified", "checked"}]}]`.
pub fn write_targets(out: &mut String) {
    write_list(TARGETS, out, |target, out| {
        out.push_str(r#"{"name":"#);
        write_quoted(target.id, out);
        write_member("title", target.name, out);
        write_member("source", target.source, out);
        out.push_str(r#","facts":"#);
        write_list(target.facts(), out, |fact, out| {
            out.push_str(r#"{"text":"#);
            write_quoted(&fact.text, out);
            out.push_str(r#","verified":"#);
            out.push_str(word(fact.verified));
            out.push_str(r#","checked":"#);
            out.push_str(word(fact.checked));
            out.push('}');
        });
        out.push('}');
    });
}
