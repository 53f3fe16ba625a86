//! Who sends a request, by its habits.

use super::exchange::Exchange;
use super::finder::World;
use super::traffic::{each_exchange, lint};
use super::{Options, Rule};
use crate::json::{Limits, Value};
use crate::profile::{Profile, SENDERS, Sender, Sign};
use crate::schema::Registry;
use crate::text::{sorted_indices, write_quoted};

/// From this weight on a sender is likely; below, possible.
const LIKELY: i32 = 5;

/// A sender that requests may come from.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The sender.
    pub sender: &'static Sender,
    /// Whether much speaks for it.
    pub likely: bool,
    /// What speaks for it, and what against it.
    pub evidence: Vec<Evidence>,
    weight: i32,
}

/// A habit that was seen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Evidence {
    /// What was seen, in a sentence.
    pub message: String,
    /// Where: a JSON pointer into the text.
    pub pointer: String,
    /// Whether it speaks for the sender.
    pub speaks_for: bool,
}

/// Names the senders that a request, or a log of them, may come from; the likeliest first. Nothing
/// comes back where the requests are such as anybody sends.
pub fn recognise(text: &str, registry: &Registry, json: Limits) -> Vec<Candidate> {
    recognise_among(SENDERS, text, registry, json)
}

/// [`recognise`] among other senders than [`SENDERS`]: more of them, or a host's own.
pub fn recognise_among(
    senders: &'static [Sender],
    text: &str,
    registry: &Registry,
    json: Limits,
) -> Vec<Candidate> {
    // Where all is told that anybody may not understand.
    let Ok(interop) = Profile::named("interop") else {
        return Vec::new();
    };
    let options = Options {
        profile: Some(&interop),
        target: None,
        json,
    };
    let found = lint(text, registry, &options);
    let mut seen: Vec<Vec<Evidence>> = senders.iter().map(|_| Vec::new()).collect();
    let mut weights: Vec<i32> = vec![0; senders.len()];
    let mut note = |at: usize, weight: i8, message: String, pointer: String| {
        if let (Some(evidence), Some(sum)) = (seen.get_mut(at), weights.get_mut(at)) {
            *sum += i32::from(weight);
            evidence.push(Evidence {
                message,
                pointer,
                speaks_for: weight > 0,
            });
        }
    };
    // Each habit counts once, however often it shows.
    for (at, sender) in senders.iter().enumerate() {
        for habit in sender.habits {
            let Sign::Finding(code, part) = habit.sign else {
                continue;
            };
            let mut of_code = found.iter().filter(|finding| finding.code == code);
            if let Some(first) = of_code.find(|finding| finding.message.contains(part)) {
                let rule = Rule::of(code).map(|rule| rule.code.info().meaning);
                let message = rule.unwrap_or_default().to_owned();
                note(at, habit.weight, message, first.pointer.clone());
            }
        }
    }
    let habits = senders.iter().map(|sender| sender.habits);
    let mut shown: Vec<Vec<bool>> = habits.map(|habits| vec![false; habits.len()]).collect();
    let world = World {
        registry,
        profile: &interop,
        target: None,
        json,
    };
    each_exchange(text, world, &mut |exchange, before| {
        for (at, (sender, shown)) in senders.iter().zip(&mut shown).enumerate() {
            for (habit, shown) in sender.habits.iter().zip(shown) {
                if *shown {
                    continue;
                }
                if let Some((message, pointer)) = shows(habit.sign, exchange) {
                    *shown = true;
                    note(at, habit.weight, message, format!("{before}{pointer}"));
                }
            }
        }
    });
    let mut candidates: Vec<Candidate> = Vec::new();
    let order = sorted_indices(senders.len(), &|a, b| weights.get(b).cmp(&weights.get(a)));
    for at in order {
        let weight = weights.get(at).copied().unwrap_or_default();
        let (Some(sender), Some(evidence)) = (senders.get(at), seen.get_mut(at)) else {
            continue;
        };
        if weight >= 2 {
            candidates.push(Candidate {
                sender,
                likely: weight >= LIKELY,
                evidence: core::mem::take(evidence),
                weight,
            });
        }
    }
    // What is much less likely than the likeliest is no help.
    let best = candidates.first().map_or(0, |first| first.weight);
    candidates.retain(|candidate| candidate.weight * 2 >= best);
    candidates
}

/// Whether a request shows a habit, and where.
fn shows(sign: Sign, exchange: &Exchange<'_>) -> Option<(String, String)> {
    match sign {
        Sign::Finding(..) => None,
        Sign::Header(name, part) => {
            let value = exchange.header(name).and_then(Value::as_str)?;
            let known = value
                .to_ascii_lowercase()
                .contains(&part.to_ascii_lowercase());
            let pointer = crate::resource::pointer(&exchange.request.path).into_string();
            known.then(|| (format!("`{name}` is `{value}`."), pointer))
        }
        Sign::Url(part) => {
            let (path, url) = exchange.url()?;
            let pointer = crate::resource::pointer(&path).into_string();
            let text = url.as_str()?;
            // A number in a URL ends where no digit follows.
            let (_, behind) = text.split_once(part)?;
            let ends = !behind.starts_with(|c: char| c.is_ascii_digit());
            ends.then(|| (format!("The URL has `{part}`."), pointer))
        }
    }
}

impl Candidate {
    /// Writes it as the JavaScript API has it: `{"client", "name", "likely", "evidence"}`.
    pub fn write(&self, out: &mut String) {
        out.push_str(r#"{"client":"#);
        write_quoted(self.sender.id, out);
        out.push_str(r#","name":"#);
        write_quoted(self.sender.name, out);
        out.push_str(r#","likely":"#);
        out.push_str(if self.likely { "true" } else { "false" });
        out.push_str(r#","evidence":["#);
        for (index, evidence) in self.evidence.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            out.push_str(r#"{"message":"#);
            write_quoted(&evidence.message, out);
            out.push_str(r#","pointer":"#);
            write_quoted(&evidence.pointer, out);
            out.push_str(if evidence.speaks_for {
                r#","speaksFor":true}"#
            } else {
                r#","speaksFor":false}"#
            });
        }
        out.push_str("]}");
    }
}
