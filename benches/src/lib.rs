//! Tokenizers under a tape, side by side, natively (`benches/tape.rs`) and in WebAssembly
//! (`wasm.mjs`). Each reads a JSON text to the end; what it leaves behind is said beside it.

use jiter::{Jiter, Peek};
use scimlens::json::{Document, Limits, Tape};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use wasm_bindgen::prelude::wasm_bindgen;

/// A tokenizer, and the memory that it uses again for the next text.
#[wasm_bindgen]
#[derive(Default)]
pub struct Bench {
    text: Vec<u8>,
    copy: Vec<u8>,
    tape: Tape,
    flat: Vec<Node>,
}

/// A node as a tape over a foreign tokenizer would have it.
#[derive(Clone, Copy, Default, Debug)]
pub struct Node {
    /// The place behind it, in bytes where the tokenizer knows places, else its length.
    pub end: u32,
    /// What it is.
    pub kind: u8,
}

#[wasm_bindgen]
impl Bench {
    /// No text yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// The address of room for a text of so many bytes of UTF-8.
    pub fn reserve(&mut self, bytes: usize) -> *mut u8 {
        self.text.resize(bytes.max(self.text.len()), 0);
        self.text.as_mut_ptr()
    }

    /// Our tape: nodes with both ends, hashes of names, names that occur twice found.
    pub fn scimlens(&mut self, length: usize) -> usize {
        let tape = core::mem::take(&mut self.tape);
        let document = Document::read(text(&self.text, length), Limits::default(), tape);
        let nodes = document.node_count();
        self.tape = document.into_tape();
        nodes
    }

    /// A flat tape over jiter: ends and kinds; strings read, no hashes, no look for duplicates.
    pub fn jiter(&mut self, length: usize) -> usize {
        self.flat.clear();
        let bytes = self.text.get(..length).unwrap_or_default();
        let mut source = Jiter::new(bytes);
        let read = source
            .peek()
            .map_err(|error| error.to_string())
            .and_then(|peek| walk(&mut source, peek, &mut self.flat));
        read.map_or(0, |()| self.flat.len())
    }

    /// A flat tape over `serde_json`'s visitor: kinds and lengths; it knows no places.
    pub fn serde_json(&mut self, length: usize) -> usize {
        self.flat.clear();
        let mut source = serde_json::Deserializer::from_str(text(&self.text, length));
        let read = Flat(&mut self.flat).deserialize(&mut source);
        read.map_or(0, |()| self.flat.len())
    }

    /// `serde_json` with nothing kept.
    pub fn serde_json_nothing(&mut self, length: usize) -> usize {
        let read: Result<IgnoredAny, _> = serde_json::from_str(text(&self.text, length));
        usize::from(read.is_ok())
    }

    /// `serde_json`'s `Value`: a tree of maps.
    pub fn serde_json_value(&mut self, length: usize) -> usize {
        let read: Result<serde_json::Value, _> = serde_json::from_str(text(&self.text, length));
        usize::from(read.is_ok())
    }

    /// simd-json's tape, which has strings and lengths but no places. It writes into its input, so
    /// the text is copied first.
    pub fn simd_json(&mut self, length: usize) -> usize {
        self.copy.clear();
        self.copy
            .extend_from_slice(self.text.get(..length).unwrap_or_default());
        simd_json::to_tape(&mut self.copy).map_or(0, |tape| tape.0.len())
    }
}

impl Bench {
    /// Puts a text into the room.
    pub fn put(&mut self, text: &str) -> usize {
        self.text.clear();
        self.text.extend_from_slice(text.as_bytes());
        text.len()
    }
}

fn text(bytes: &[u8], length: usize) -> &str {
    let bytes = bytes.get(..length).unwrap_or_default();
    core::str::from_utf8(bytes).unwrap_or_default()
}

fn place(source: &Jiter<'_>) -> u32 {
    u32::try_from(source.current_index()).unwrap_or(u32::MAX)
}

fn walk(source: &mut Jiter<'_>, peek: Peek, out: &mut Vec<Node>) -> Result<(), String> {
    let bad = |error: jiter::JiterError| error.to_string();
    let kind = match peek {
        Peek::Null => source.known_null().map(|()| 0),
        Peek::True | Peek::False => source.known_bool(peek).map(|_| 1),
        Peek::String => source.known_str().map(|_| 3),
        Peek::Array => {
            let mut next = source.known_array().map_err(bad)?;
            while let Some(peek) = next {
                walk(source, peek, out)?;
                next = source.array_step().map_err(bad)?;
            }
            Ok(4)
        }
        Peek::Object => {
            let mut next = source.known_object().map_err(bad)?.map(str::len);
            while next.is_some() {
                let end = place(source);
                out.push(Node { end, kind: 6 });
                let peek = source.peek().map_err(bad)?;
                walk(source, peek, out)?;
                next = source.next_key().map_err(bad)?.map(str::len);
            }
            Ok(5)
        }
        _ => source.known_number_bytes(peek).map(|_| 2),
    };
    let kind = kind.map_err(bad)?;
    let end = place(source);
    out.push(Node { end, kind });
    Ok(())
}

struct Flat<'f>(&'f mut Vec<Node>);

impl Flat<'_> {
    fn push(&mut self, kind: u8, length: usize) {
        let end = u32::try_from(length).unwrap_or(u32::MAX);
        self.0.push(Node { end, kind });
    }
}

impl<'de> DeserializeSeed<'de> for Flat<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<(), D::Error> {
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Flat<'_> {
    type Value = ();

    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(mut self) -> Result<(), E> {
        self.push(0, 0);
        Ok(())
    }

    fn visit_bool<E>(mut self, _: bool) -> Result<(), E> {
        self.push(1, 0);
        Ok(())
    }

    fn visit_u64<E>(mut self, _: u64) -> Result<(), E> {
        self.push(2, 0);
        Ok(())
    }

    fn visit_i64<E>(mut self, _: i64) -> Result<(), E> {
        self.push(2, 0);
        Ok(())
    }

    fn visit_f64<E>(mut self, _: f64) -> Result<(), E> {
        self.push(2, 0);
        Ok(())
    }

    fn visit_str<E>(mut self, text: &str) -> Result<(), E> {
        self.push(3, text.len());
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(Flat(self.0))?.is_some() {}
        self.push(4, 0);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut object: A) -> Result<(), A::Error> {
        while object.next_key_seed(Flat(self.0))?.is_some() {
            object.next_value_seed(Flat(self.0))?;
        }
        self.push(5, 0);
        Ok(())
    }
}
