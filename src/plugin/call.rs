use core::fmt::Write;

use super::abi::ABI;
use super::buffers::Buffers;
use super::refusal::Refusal;
use super::request::{Members, none_of};
use super::toolkit::{OPEN, Toolkit};
use super::{filter, lint, patch, validate};
use crate::diagnostic::{Error, ScimType};
use crate::json::{Document, Limits, Tape, decode};

/// How many toolkits may be open at once.
const TOOLKITS: usize = 64;

/// One call: its name, the members that its request may have, and who answers it.
type Call = (&'static str, &'static [&'static str], Answer);
type Answer = fn(&Toolkit, Members<'_>, &mut String) -> Result<(), Refusal>;

/// The calls that a toolkit answers.
const CALLS: &[Call] = &[
    ("validate", validate::MEMBERS, validate::validate),
    ("lint", lint::MEMBERS, lint::run),
    ("parseFilter", filter::OF_TEXT, filter::parse),
    ("checkFilter", filter::OF_TEXT, filter::check),
    ("matches", filter::OF_RESOURCES, filter::matches),
    ("explain", filter::OF_RESOURCE, filter::explain),
    ("parsePath", filter::OF_PATH, filter::path),
    ("applyPatch", patch::APPLY, patch::apply),
    ("diff", patch::DIFF, patch::diff),
];

/// The calls that are about the module itself.
const OWN_CALLS: [&str; 3] = ["about", "open", "close"];

/// What is kept between two calls.
#[derive(Debug, Default)]
pub struct Module {
    pub(super) buffers: Buffers,
    /// Toolkit 0, made when it is first asked for.
    plain: Option<Toolkit>,
    /// The others, by their number less one; a place is free again once its toolkit was closed.
    opened: Vec<Option<Toolkit>>,
}

impl Module {
    /// Without any buffer or toolkit.
    pub const fn new() -> Self {
        Self {
            buffers: Buffers::new(),
            plain: None,
            opened: Vec::new(),
        }
    }

    /// Has calls answered by such a toolkit where they name none: a request `open`, for hosts that keep
    /// a pool of instances and don't care which of them answers. The answer is that of `open`, with 0 for
    /// the number.
    ///
    /// ```
    /// let mut module = scimlens::plugin::Module::new();
    /// let answer = module.answer_by(br#"{"limits":{"filterLength":20}}"#);
    /// assert_eq!(answer, r#"{"result":{"toolkit":0}}"#);
    /// let long = br#"{"call":"parseFilter","filter":"userName eq \"mira\" and active pr"}"#;
    /// assert!(module.answer(long).starts_with(r#"{"error":{"status":400,"scimType":"invalidFilter""#));
    /// ```
    pub fn answer_by(&mut self, open: &[u8]) -> String {
        let toolkit = read(open, |request| {
            request.know("The configuration", OPEN)?;
            Toolkit::open(request)
        });
        let outcome = toolkit.map(|toolkit| {
            self.plain = Some(toolkit);
            r#"{"toolkit":0}"#.to_owned()
        });
        told(outcome, u32::MAX)
    }

    /// Answers the request in the first bytes of a buffer; gives the address of the answer.
    pub(super) fn call(&mut self, address: usize, length: usize) -> usize {
        let bytes = self.buffers.at(address).get(..length);
        // The request is read while toolkits may change: the buffers stand aside.
        let answer = match bytes {
            Some(bytes) if !bytes.is_empty() => answer(bytes, &mut self.plain, &mut self.opened),
            _ => {
                let detail = format!(
                    "No request is at the address {address}: {length} bytes of a buffer that scimlens_alloc gave."
                );
                told(Err(Refusal::unusable(detail)), u32::MAX)
            }
        };
        self.buffers.keep(answer.into_bytes())
    }

    /// Answers a request.
    ///
    /// ```
    /// let mut module = scimlens::plugin::Module::new();
    /// let answer = module.answer(br#"{"call":"checkFilter","filter":"userName pr"}"#);
    /// assert_eq!(answer, r#"{"result":{"diagnostics":[]}}"#);
    /// ```
    pub fn answer(&mut self, request: &[u8]) -> String {
        answer(request, &mut self.plain, &mut self.opened)
    }
}

/// Answers a request: `{"result": …}` or `{"error": …}`.
fn answer(bytes: &[u8], plain: &mut Option<Toolkit>, opened: &mut Vec<Option<Toolkit>>) -> String {
    let mut longest = u32::MAX;
    let outcome = read(bytes, |request| {
        result(request, plain, opened, &mut longest)
    });
    told(outcome, longest)
}

/// The answer that an outcome is. One that is longer than the limit becomes an error.
fn told(outcome: Result<String, Refusal>, longest: u32) -> String {
    let (name, text) = match outcome {
        Ok(text) => ("result", text),
        Err(Refusal(text)) => ("error", text),
    };
    let length = text.len();
    if length > longest as usize {
        let detail = format!("The answer has {length} bytes; `answerBytes` allows {longest}.");
        let error = Error::with_status(413, detail);
        return told(Err(error.into()), u32::MAX);
    }
    format!(r#"{{"{name}":{text}}}"#)
}

/// Reads a request, and calls with it.
fn read<T>(
    bytes: &[u8],
    use_it: impl FnOnce(Members<'_>) -> Result<T, Refusal>,
) -> Result<T, Refusal> {
    let text = core::str::from_utf8(bytes).map_err(|_| {
        let found = decode(bytes).1.map(|finding| finding.message);
        let detail = format!("The request is not UTF-8: {}", found.unwrap_or_default());
        Error::new(ScimType::InvalidSyntax, detail)
    })?;
    let limits = Limits {
        bytes: u32::MAX,
        depth: Limits::MAX_DEPTH,
    };
    let document = Document::read(text, limits, Tape::default());
    use_it(Members::of(&document)?)
}

fn result(
    request: Members<'_>,
    plain: &mut Option<Toolkit>,
    opened: &mut Vec<Option<Toolkit>>,
    longest: &mut u32,
) -> Result<String, Refusal> {
    let call = request.needed_text("call")?;
    let mut out = String::new();
    match &*call {
        "about" => {
            request.know("This call", &["call"])?;
            about(&mut out);
        }
        "open" => {
            request.know("This call", OPEN)?;
            let toolkit = Toolkit::open(request)?;
            let number = keep(opened, toolkit)?;
            // Writing to a String can't fail.
            let _ = write!(out, r#"{{"toolkit":{number}}}"#);
        }
        "close" => {
            request.know("This call", &["call", "toolkit"])?;
            let number = request.number("toolkit")?.unwrap_or_default();
            let place = place_of(number).and_then(|place| opened.get_mut(place));
            let closed = place.and_then(Option::take);
            closed.ok_or_else(|| not_open(number))?;
            let _ = write!(out, r#"{{"toolkit":{number}}}"#);
        }
        _ => {
            let Some((_, members, answer)) = CALLS.iter().find(|(name, ..)| *name == call) else {
                return Err(none_of("call", &call, &names().collect::<Vec<_>>()));
            };
            request.know("This call", members)?;
            let toolkit = match request.number("toolkit")? {
                None => plain.get_or_insert_with(Toolkit::plain),
                Some(number) => {
                    let place = place_of(number).and_then(|place| opened.get_mut(place));
                    place
                        .and_then(Option::as_mut)
                        .ok_or_else(|| not_open(number))?
                }
            };
            *longest = toolkit.limits.answer;
            answer(toolkit, request, &mut out)?;
        }
    }
    Ok(out)
}

/// All calls.
fn names() -> impl Iterator<Item = &'static str> {
    OWN_CALLS
        .into_iter()
        .chain(CALLS.iter().map(|(name, ..)| *name))
}

/// What the module is: `{"version", "abi", "calls"}`.
fn about(out: &mut String) {
    let names: Vec<_> = names().collect();
    // Writing to a String can't fail.
    let _ = write!(
        out,
        r#"{{"version":"{}","abi":{ABI},"calls":["{}"]}}"#,
        env!("CARGO_PKG_VERSION"),
        names.join(r#"",""#)
    );
}

/// Keeps a toolkit and gives its number.
fn keep(opened: &mut Vec<Option<Toolkit>>, toolkit: Toolkit) -> Result<usize, Refusal> {
    if let Some(place) = opened.iter().position(Option::is_none) {
        if let Some(free) = opened.get_mut(place) {
            *free = Some(toolkit);
        }
        return Ok(place + 1);
    }
    if opened.len() == TOOLKITS {
        let detail = format!("{TOOLKITS} toolkits are open: close one before another is opened.");
        return Err(Error::with_status(429, detail).into());
    }
    opened.push(Some(toolkit));
    Ok(opened.len())
}

fn place_of(number: u32) -> Option<usize> {
    (number as usize).checked_sub(1)
}

fn not_open(number: u32) -> Refusal {
    Refusal::unusable(format!(
        "No toolkit {number} is open: the call `open` gives the number of one."
    ))
}
