use std::borrow::Cow;

use js_sys::{Array, Function};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::engine::Engine;
use super::error::{thrown, unusable};
use super::options::Bag;
use crate::json::{Document, Limits, Tape, Value};
use crate::service::{Host, HostFailed, Options, Request, ServiceProvider, World};

/// A service provider in memory.
#[wasm_bindgen]
pub struct ServiceHandle {
    provider: ServiceProvider,
    /// The body of the last answer, where it is long.
    body: String,
}

/// Longer bodies are handed out by themselves.
const LONG: usize = 1 << 16;

/// The clock and the source of ids: functions of JavaScript, which may throw.
struct Functions<'f> {
    now: &'f Function,
    new_id: &'f Function,
    thrown: Option<JsValue>,
}

impl Functions<'_> {
    fn call(&mut self, function: &Function, name: &str) -> Result<String, HostFailed> {
        let failure = match function.call0(&JsValue::UNDEFINED) {
            Ok(value) => match value.as_string() {
                Some(text) => return Ok(text),
                None => js_sys::TypeError::new(&format!("`{name}` returns a string.")).into(),
            },
            Err(error) => error,
        };
        self.thrown = Some(failure);
        Err(HostFailed)
    }
}

impl Host for Functions<'_> {
    fn now(&mut self) -> Result<String, HostFailed> {
        self.call(self.now, "now")
    }

    fn new_id(&mut self) -> Result<String, HostFailed> {
        self.call(self.new_id, "newId")
    }
}

#[wasm_bindgen]
impl ServiceHandle {
    /// Makes a service provider; its state, where there is one, is in slot 0. Throws what can't be
    /// used.
    #[wasm_bindgen(constructor)]
    pub fn new(engine: &Engine, options: JsValue, state: Option<usize>) -> Result<Self, JsValue> {
        let options = Bag::new(options)?;
        let (base_url, config) = (options.text("baseUrl")?, options.text("config")?);
        let audit_entries = options.integer("auditEntries")?;
        let (token, subject) = (options.text("bearerToken")?, options.text("subject")?);
        let options = Options {
            base_url: base_url.as_deref(),
            config: config.as_deref(),
            bearer_token: token.as_deref(),
            subject: subject.as_deref(),
            state: state.map(|length| engine.piece(length).0),
            audit_entries: audit_entries.and_then(|most| usize::try_from(most).ok()),
        };
        let provider = ServiceProvider::new(&options, &engine.world());
        let body = String::new();
        let handle = provider.map(|provider| Self { provider, body });
        handle.map_err(|error| thrown(&error, None))
    }

    /// Answers a request: its body is in slot 0, and in slot 1 what comes before, as
    /// `{"method", "url", "headers": [[name, value], …]}`. A line `{"status", "headers"}`, then the
    /// body, or the former alone where [`ServiceHandle::body`] has the latter. What a function throws is thrown in an array; nothing has changed then.
    pub fn handle(
        &mut self,
        engine: &Engine,
        body_length: usize,
        head_length: usize,
        now: &Function,
        new_id: &Function,
    ) -> Result<String, JsValue> {
        let head = engine.text(1, head_length);
        let head = Document::read(&head, Limits::default(), Tape::default());
        let part = |name: &str| head.root()?.get(name);
        let text = |value: Option<Value<'_>>| -> Result<String, JsValue> {
            let text = value.and_then(|value| value.as_str().map(Cow::into_owned));
            text.ok_or_else(|| unusable("A request has a method, a URL and headers."))
        };
        let mut headers = Vec::new();
        for pair in part("headers").into_iter().flat_map(Value::elements) {
            let mut both = pair.elements();
            let (name, value) = (text(both.next())?, text(both.next())?);
            headers.push((Cow::Owned(name), Cow::Owned(value)));
        }
        let (method, url) = (text(part("method"))?, text(part("url"))?);
        let request = Request {
            method: &method,
            url: &url,
            headers: &headers,
            body: engine.piece(body_length).0,
        };
        let mut host = Functions {
            now,
            new_id,
            thrown: None,
        };
        match self.provider.handle(&request, &engine.world(), &mut host) {
            Ok(response) => {
                let is_long = response.body.len() > LONG;
                let length = if is_long { 0 } else { response.body.len() };
                let mut out = String::with_capacity(length + 256);
                response.write_head(&mut out);
                if is_long {
                    self.body = response.body;
                    return Ok(out);
                }
                out.push('\n');
                out.push_str(&response.body);
                Ok(out)
            }
            Err(HostFailed) => Err(Array::of1(&host.thrown.unwrap_or_default()).into()),
        }
    }

    /// The body that an answer came without.
    pub fn body(&mut self) -> String {
        core::mem::take(&mut self.body)
    }

    /// What had to be tolerated for the changes behind the one with this number, as a JSON array.
    pub fn notes(&self, since: f64) -> String {
        let mut out = String::new();
        self.provider.write_notes(number(since), &mut out);
        out
    }

    /// The number of the last change that can't be undone any more; 0 where all can.
    #[wasm_bindgen(js_name = forgotten)]
    #[expect(
        clippy::cast_precision_loss,
        reason = "nobody makes 2^53 changes in memory"
    )]
    pub fn forgotten(&self) -> f64 {
        self.provider.forgotten() as f64
    }

    /// The changes behind the one with this number, as a JSON array.
    pub fn audit(&self, engine: &Engine, since: f64) -> String {
        let mut out = String::new();
        self.provider
            .write_audit(number(since), &engine.world(), &mut out);
        out
    }

    /// The number of the last change; 0 where there is none.
    #[wasm_bindgen(js_name = lastEntry)]
    #[expect(
        clippy::cast_precision_loss,
        reason = "nobody makes 2^53 changes in memory"
    )]
    pub fn last_entry(&self) -> f64 {
        self.provider.last_entry() as f64
    }

    /// What is kept of the resources that were changed behind the change with this number: a line for
    /// each.
    pub fn changes(&self, since: f64) -> String {
        let mut out = String::new();
        self.provider.write_changes(number(since), &mut out);
        out
    }

    /// Goes back to what was after the change with this number.
    pub fn rewind(&mut self, engine: &Engine, n: f64) {
        self.provider.rewind(number(n), &engine.world());
    }

    /// The state, to begin with another time.
    pub fn export(&self) -> String {
        self.provider.export()
    }

    /// The resources as a client may read them, as NDJSON.
    pub fn resources(&mut self, engine: &Engine) -> String {
        let mut out = String::new();
        self.provider.write_resources(&engine.world(), &mut out);
        out
    }
}

fn number(value: f64) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "what is out of range becomes the end of it"
    )]
    let number = value as u64;
    number
}

impl Engine {
    fn world(&self) -> World<'_> {
        World {
            registry: &self.registry,
            switches: self.profile.switches(),
            json: self.limits.json,
            filter: self.limits.filter,
            patch: self.limits.patch,
        }
    }
}
