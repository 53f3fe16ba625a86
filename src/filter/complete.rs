//! What can be written at a place in a filter, whether the rest of it parses or not.

use core::fmt::Write;

use super::quirks::Quirks;
use super::resolve::resolve;
use super::tokens::{Expect, Lexer, State, Unit};
use super::tree::CompareOp;
use crate::attribute::read_path;
use crate::json::NameHash;
use crate::schema::{
    AttributeId, Definition, Registry, ResourceTypeView, Returned, Role, Scope, Type, TypeId,
};
use crate::text::{Span, Utf16Table, quoted, sorted_indices, write_quoted};

/// What a completion stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CompletionKind {
    /// An attribute or sub-attribute.
    Attribute,
    /// An operator.
    Operator,
    /// `and`, `or`, `not`, or what closes a bracket.
    Keyword,
    /// A value to compare with.
    Value,
    /// The URI of a schema.
    Schema,
}

impl CompletionKind {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Attribute => "attribute",
            Self::Operator => "operator",
            Self::Keyword => "keyword",
            Self::Value => "value",
            Self::Schema => "schema",
        }
    }
}

/// Something that can be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Completion {
    /// What to show.
    pub label: String,
    /// What it stands for.
    pub kind: CompletionKind,
    /// What it takes the place of, in bytes.
    pub span: Span,
    /// What to write.
    pub insert: String,
    /// What it means.
    pub detail: Option<String>,
}

/// What can be written at byte `offset` of a filter, for a resource type or for all of them. What
/// begins with what is there already comes first; what only holds it comes when nothing begins
/// with it.
pub fn complete(
    text: &str,
    offset: u32,
    quirks: Quirks,
    registry: &Registry,
    of: Option<TypeId>,
) -> Vec<Completion> {
    let mut caret = (offset as usize).min(text.len());
    while !text.is_char_boundary(caret) {
        caret -= 1;
    }
    let place = Place::find(text, u32::try_from(caret).unwrap_or(u32::MAX));
    let types = registry.resource_types().map(|(id, _)| id);
    let mut completer = Completer {
        text,
        quirks,
        views: types
            .filter(|&id| of.is_none_or(|of| of == id))
            .filter_map(|id| registry.view(id))
            .collect(),
        place,
        found: Vec::new(),
    };
    match place.state.expect {
        Expect::Operand => completer.operands(),
        Expect::Operator => completer.operators(),
        Expect::Value => completer.values(),
        Expect::Connective => completer.connectives(),
    }
    completer.into_found()
}

/// Writes completions as the JavaScript API has them; places in UTF-16 code units of `text`.
pub fn write_completions(completions: &[Completion], text: &str, out: &mut String) {
    let table = Utf16Table::new(text);
    out.push('[');
    for (index, completion) in completions.iter().enumerate() {
        out.push_str(if index > 0 { "," } else { "" });
        out.push_str(r#"{"label":"#);
        write_quoted(&completion.label, out);
        let (from, to) = (completion.span.start, completion.span.end);
        // Writing to a String can't fail.
        let _ = write!(
            out,
            r#","kind":"{}","from":{},"to":{},"insert":"#,
            completion.kind.as_str(),
            table.offset(from),
            table.offset(to)
        );
        write_quoted(&completion.insert, out);
        if let Some(detail) = &completion.detail {
            out.push_str(r#","detail":"#);
            write_quoted(detail, out);
        }
        out.push('}');
    }
    out.push(']');
}

/// Where the caret is.
#[derive(Clone, Copy)]
struct Place {
    state: State,
    /// What is written already of the word at the caret.
    typed: Span,
    /// The whole word.
    word: Span,
    /// A space is missing before the caret.
    glued: bool,
}

impl Place {
    fn find(text: &str, caret: u32) -> Self {
        let mut lexer = Lexer::new(text);
        let mut end = 0;
        loop {
            let state = lexer.state;
            let unit = lexer.step();
            let span = unit.map(Unit::span);
            if let Some(span) = span.filter(|span| span.end < caret) {
                end = span.end;
                continue;
            }
            let inside = span.filter(|span| span.start < caret);
            // Behind a bracket or a closed string something new begins.
            let done = match unit {
                Some(Unit::Bracket(_)) => true,
                Some(Unit::String(span, closed)) => closed && span.end == caret,
                _ => false,
            };
            return match inside {
                None => Self::between(text, state, end, caret),
                Some(_) if done => Self::between(text, lexer.state, caret, caret),
                Some(word) => Self {
                    state,
                    typed: Span::new(word.start, caret),
                    word,
                    glued: false,
                },
            };
        }
    }

    fn between(text: &str, state: State, end: u32, caret: u32) -> Self {
        let before = text.get(..caret as usize).unwrap_or_default();
        let opens = before.ends_with(['(', '[']) || before.is_empty();
        let at = Span::at(caret);
        Self {
            state,
            typed: at,
            word: at,
            glued: end == caret && !opens,
        }
    }
}

struct Completer<'c> {
    text: &'c str,
    quirks: Quirks,
    views: Vec<ResourceTypeView<'c>>,
    place: Place,
    /// With the rank: 0 where it begins with what is typed, 1 where it holds it.
    found: Vec<(u8, Completion)>,
}

impl<'c> Completer<'c> {
    /// The best of what was found, each once.
    fn into_found(self) -> Vec<Completion> {
        let best = self.found.iter().map(|(rank, _)| *rank).min();
        let mut out: Vec<Completion> = Vec::new();
        let kept = self
            .found
            .into_iter()
            .filter(|(rank, _)| Some(*rank) == best);
        for (_, completion) in kept {
            out.push(completion);
        }
        // Equal ones of several types stand apart; sorted by what they insert they meet.
        let order = sorted_indices(out.len(), &|a, b| {
            let insert = |index: usize| out.get(index).map(|c| (&c.insert, c.kind as u8));
            insert(a).cmp(&insert(b))
        });
        let mut again = vec![false; out.len()];
        for (&before, &after) in order.iter().zip(order.iter().skip(1)) {
            if let (Some(a), Some(b)) = (out.get(before), out.get(after))
                && (&a.insert, &a.label) == (&b.insert, &b.label)
                && let Some(again) = again.get_mut(after)
            {
                *again = true;
            }
        }
        let mut again = again.into_iter();
        out.retain(|_| !again.next().unwrap_or_default());
        out
    }

    fn typed(&self) -> &'c str {
        self.place.typed.of(self.text)
    }

    /// Adds a completion if `key` begins with, or holds, what is typed.
    fn offer(
        &mut self,
        kind: CompletionKind,
        key: &str,
        typed: &str,
        label: &str,
        insert: &str,
        detail: Option<String>,
    ) {
        let start = key.get(..typed.len());
        let rank = if start.is_some_and(|start| start.eq_ignore_ascii_case(typed)) {
            0
        } else if key
            .to_ascii_lowercase()
            .contains(&typed.to_ascii_lowercase())
        {
            1
        } else {
            return;
        };
        let space = if self.place.glued { " " } else { "" };
        self.found.push((
            rank,
            Completion {
                label: label.to_owned(),
                kind,
                span: self.place.word,
                insert: format!("{space}{insert}"),
                detail,
            },
        ));
    }

    fn operands(&mut self) {
        let typed = self.typed();
        if let Some(brackets) = self.place.state.brackets {
            self.sub_attributes(brackets.of(self.text));
        } else {
            for view in self.views.clone() {
                self.attributes(view);
            }
        }
        let detail = Some("The filter in parentheses does not hold.".to_owned());
        self.offer(
            CompletionKind::Keyword,
            "not",
            typed,
            "not",
            "not (",
            detail,
        );
    }

    /// What can stand inside the brackets of an attribute.
    fn sub_attributes(&mut self, parent: &str) {
        let typed = self.typed();
        for view in self.views.clone() {
            let Some(definition) = define(view, parent) else {
                continue;
            };
            if let Some(scope) = view.registry().scope_of(definition) {
                self.scope(view, scope, "", typed);
            } else {
                let detail = Some(describe(definition));
                let kind = CompletionKind::Attribute;
                self.offer(kind, "value", typed, "value", "value", detail);
            }
        }
    }

    /// The attributes of a resource type, those of its extensions, and its schemas.
    fn attributes(&mut self, view: ResourceTypeView<'c>) {
        let typed = self.typed();
        let registry = view.registry();
        // Behind a schema, or behind an attribute and a dot.
        if let Some((owner, name)) = split_typed(typed) {
            let joint = typed.get(..typed.len() - name.len()).unwrap_or_default();
            if typed
                .get(owner.len()..)
                .is_some_and(|rest| rest.starts_with('.'))
            {
                let definition = define(view, owner);
                if let Some(scope) = definition.and_then(|d| registry.scope_of(d)) {
                    self.scope(view, scope, joint, name);
                }
            } else if view.resource_type().schema.eq_ignore_ascii_case(owner) {
                self.scope(view, view.scope(), joint, name);
            } else if let Some(scope) = view
                .extension(owner)
                .and_then(|e| registry.scope_of(registry.definition(e.object)?))
            {
                self.scope(view, scope, joint, name);
            }
        } else {
            self.scope(view, view.scope(), "", typed);
            let complex = define(view, typed).filter(|d| d.is_complex());
            if let Some((definition, scope)) =
                complex.zip(complex.and_then(|d| registry.scope_of(d)))
            {
                let name = &definition.attribute.name;
                self.scope(view, scope, &format!("{name}."), "");
                let label = format!("{name}[…]");
                let detail = Some("One value for which all of it holds.".to_owned());
                let kind = CompletionKind::Attribute;
                self.offer(kind, name, typed, &label, &format!("{name}["), detail);
            }
            for extension in view.extensions() {
                let object = registry.definition(extension.object);
                let scope = object.and_then(|object| registry.scope_of(object));
                if let Some((object, scope)) = object.zip(scope).filter(|_| !typed.is_empty()) {
                    self.scope(view, scope, &format!("{}:", object.attribute.name), typed);
                }
            }
        }
        let extensions = view.resource_type().extensions.iter().map(|e| &e.schema);
        for uri in core::iter::once(&view.resource_type().schema).chain(extensions) {
            let name = registry.schema(uri).map(|schema| schema.name.clone());
            self.offer(
                CompletionKind::Schema,
                uri,
                typed,
                uri,
                &format!("{uri}:"),
                name,
            );
        }
    }

    /// The attributes of a scope; each is written behind `joint`.
    fn scope(&mut self, view: ResourceTypeView<'c>, scope: &Scope, joint: &str, typed: &str) {
        for &id in scope.members() {
            let Some(definition) = view.registry().definition(id) else {
                continue;
            };
            // A filter can't read what is never returned; an extension is offered as a schema.
            if definition.returned() == Returned::Never || definition.role == Role::ExtensionObject
            {
                continue;
            }
            let name = &definition.attribute.name;
            let label = if joint.ends_with('.') {
                format!("{joint}{name}")
            } else {
                name.clone()
            };
            let detail = Some(describe(definition));
            let kind = CompletionKind::Attribute;
            self.offer(kind, name, typed, &label, &format!("{joint}{name}"), detail);
        }
    }

    /// The definitions of the attribute of the clause, one for each resource type that has it.
    fn compared(&self) -> Vec<&'c Definition> {
        let state = self.place.state;
        let path = state.path.map_or("", |path| path.of(self.text));
        let of_view = |view: &ResourceTypeView<'c>| {
            let registry = view.registry();
            match state.brackets {
                None => define(*view, path),
                Some(parent) => {
                    let parent = define(*view, parent.of(self.text))?;
                    match registry.scope_of(parent) {
                        Some(scope) => {
                            let hash = NameHash::of(path.as_bytes());
                            registry.definition(registry.find(scope, hash, path)?)
                        }
                        None => Some(parent),
                    }
                }
            }
        };
        self.views.iter().filter_map(of_view).collect()
    }

    fn operators(&mut self) {
        let typed = self.typed();
        let definitions = self.compared();
        for (op, detail) in OPERATORS {
            let fits = |definition: &&Definition| {
                let kind = comparable(definition, self.views.first());
                let Some(op) = CompareOp::from_keyword(op) else {
                    return true;
                };
                match kind {
                    None => false,
                    Some(Type::Boolean | Type::Binary) => !op.is_substring() && !op.is_ordering(),
                    Some(Type::Integer | Type::Decimal) => !op.is_substring(),
                    Some(_) => true,
                }
            };
            if definitions.is_empty() || definitions.iter().any(fits) {
                let kind = CompletionKind::Operator;
                self.offer(kind, op, typed, op, op, Some((*detail).to_owned()));
            }
        }
    }

    fn values(&mut self) {
        let typed = self.typed();
        let definitions = self.compared();
        let equality = self
            .place
            .state
            .op
            .is_none_or(|op| !op.is_substring() && !op.is_ordering());
        let mut words = Vec::new();
        for definition in &definitions {
            match comparable(definition, self.views.first()) {
                Some(Type::Boolean) => words.extend(["true", "false"]),
                _ => self.strings(definition, typed),
            }
        }
        if definitions.is_empty() {
            words.extend(["true", "false"]);
        }
        if equality {
            words.push("null");
        }
        for word in words {
            let detail = (word == "null").then(|| "No value.".to_owned());
            self.offer(CompletionKind::Value, word, typed, word, word, detail);
        }
    }

    /// The strings that an attribute usually has.
    fn strings(&mut self, definition: &Definition, typed: &str) {
        let typed = typed.strip_prefix('"').unwrap_or(typed);
        let mut values: Vec<String> = definition.attribute.canonical_values.clone();
        if definition.is_complex()
            && let Some(view) = self.views.first()
            && let Some(value) = value_of(definition, view)
        {
            values.extend(value.attribute.canonical_values.iter().cloned());
        }
        match definition.path.as_str() {
            "schemas" => {
                for view in &self.views {
                    let resource_type = view.resource_type();
                    values.push(resource_type.schema.clone());
                    values.extend(resource_type.extensions.iter().map(|e| e.schema.clone()));
                }
            }
            "meta.resourceType" => {
                values.extend(
                    self.views
                        .iter()
                        .map(|view| view.resource_type().name.clone()),
                );
            }
            _ => {}
        }
        for value in values {
            let literal = quoted(&value);
            self.offer(
                CompletionKind::Value,
                &value,
                typed,
                &literal,
                &literal,
                None,
            );
        }
    }

    fn connectives(&mut self) {
        let typed = self.typed();
        let both = [
            ("and", "Both sides hold."),
            ("or", "At least one side holds."),
        ];
        for (word, detail) in both {
            let kind = CompletionKind::Keyword;
            self.offer(kind, word, typed, word, word, Some(detail.to_owned()));
        }
        if let Some(sub) = typed.strip_prefix('.')
            && self.quirks.comparison_behind_brackets
            && let Some(path) = self.place.state.path
        {
            for view in self.views.clone() {
                let definition = define(view, path.of(self.text));
                let scope = definition.and_then(|d| view.registry().scope_of(d));
                if let Some(scope) = scope {
                    self.scope(view, scope, ".", sub);
                }
            }
        }
        let State {
            parentheses,
            brackets,
            ..
        } = self.place.state;
        self.place.glued = false;
        if parentheses > 0 {
            self.offer(CompletionKind::Keyword, ")", typed, ")", ")", None);
        } else if brackets.is_some() {
            self.offer(CompletionKind::Keyword, "]", typed, "]", "]", None);
        }
    }
}

/// Every operator, and what it says.
const OPERATORS: &[(&str, &str)] = &[
    ("eq", "is equal to"),
    ("ne", "is not equal to"),
    ("co", "contains"),
    ("sw", "starts with"),
    ("ew", "ends with"),
    ("gt", "is greater than"),
    ("ge", "is greater than or equal to"),
    ("lt", "is less than"),
    ("le", "is less than or equal to"),
    ("pr", "has a value"),
];

/// What stands before the last dot or colon of what is typed, and behind it.
fn split_typed(typed: &str) -> Option<(&str, &str)> {
    let colon = typed.rfind(':').map_or(0, |colon| colon + 1);
    let joint = match typed.get(colon..)?.find('.') {
        Some(dot) => colon + dot,
        None => colon.checked_sub(1)?,
    };
    Some((typed.get(..joint)?, typed.get(joint + 1..)?))
}

/// The definition that a path names, if it names one.
fn define<'c>(view: ResourceTypeView<'c>, path: &str) -> Option<&'c Definition> {
    let (parsed, length) = read_path(path, 0).ok()?;
    if length as usize != path.len() {
        return None;
    }
    let id: AttributeId = resolve(view, &parsed, path).ok()?.leaf();
    view.registry().definition(id)
}

/// The `value` of a complex attribute.
fn value_of<'c>(definition: &Definition, view: &ResourceTypeView<'c>) -> Option<&'c Definition> {
    let registry = view.registry();
    let scope = registry.scope_of(definition)?;
    registry.definition(registry.find(scope, NameHash::of(b"value"), "value")?)
}

/// The type of what a comparison with an attribute looks at, if it can be compared.
fn comparable(definition: &Definition, view: Option<&ResourceTypeView<'_>>) -> Option<Type> {
    if !definition.is_complex() {
        return Some(definition.attribute.kind);
    }
    value_of(definition, view?).map(|value| value.attribute.kind)
}

/// The type of an attribute, and what it is for.
fn describe(definition: &Definition) -> String {
    let attribute = &definition.attribute;
    let many = if attribute.multi_valued {
        ", multi-valued"
    } else {
        ""
    };
    let kind = attribute.kind.as_str();
    match attribute.description.as_deref() {
        None | Some("") => format!("{kind}{many}"),
        Some(description) => format!("{kind}{many}: {description}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The labels at `|` in a text.
    fn labels(marked: &str, of: Option<&str>) -> Vec<String> {
        let offset = marked.find('|').unwrap();
        let text = marked.replacen('|', "", 1);
        let registry = Registry::builtin();
        let of = of.and_then(|name| registry.type_named(name));
        let found = complete(
            &text,
            u32::try_from(offset).unwrap(),
            Quirks::default(),
            &registry,
            of,
        );
        for completion in &found {
            assert!(completion.span.end as usize <= text.len());
        }
        found
            .into_iter()
            .map(|completion| completion.label)
            .collect()
    }

    fn user(marked: &str) -> String {
        labels(marked, Some("User")).join(" ")
    }

    #[test]
    fn offers_what_fits() {
        for (marked, wanted) in [
            ("userN|", "userName"),
            ("USERN|", "userName"),
            ("userN|ame eq", "userName"),
            ("name.fam|", "name.familyName"),
            ("emails[t|", "type"),
            ("emails[type eq \"work\" and p|", "primary"),
            ("emails[ty| eq \"work\"]", "type"),
            ("schemas[|", "value not"),
            ("active |", "eq ne pr"),
            ("name |", "pr"),
            ("emails.primary e|", "eq"),
            ("active eq |", "true false null"),
            ("active eq t|", "true"),
            ("emails.type eq |", "\"work\" \"home\" \"other\" null"),
            ("emails[type eq |]", "\"work\" \"home\" \"other\" null"),
            ("emails.type sw |", "\"work\" \"home\" \"other\""),
            ("emails[type eq \"h|", "\"home\""),
            ("emails[type eq \"h|ome\"]", "\"home\""),
            ("meta.resourceType eq |", "\"User\" null"),
            ("title pr |", "and or"),
            ("title pr a|", "and"),
            ("(title pr |", "and or )"),
            ("emails[type pr |", "and or ]"),
            ("emails[type pr] |", "and or"),
            ("title eq \"x\"|", "and or"),
            ("title pr and n|", "name nickName not"),
            ("n|", "name nickName not"),
            ("pass|", ""),
            ("depart|", "department"),
            (
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:de|",
                "department",
            ),
            (
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.v|",
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
            ),
            (
                "urn:ietf:params:scim:schemas:core:2.0:User:us|",
                "userName userType",
            ),
            ("shoe |", "eq ne co sw ew gt ge lt le pr"),
        ] {
            let found = user(marked);
            let wanted = if marked == "emails.primary e|" {
                "eq"
            } else {
                wanted
            };
            assert_eq!(found, wanted, "{marked}");
        }
    }

    #[test]
    fn offers_attributes_of_every_type_once() {
        let found = labels("d|", None);
        assert_eq!(
            found.iter().filter(|label| *label == "displayName").count(),
            1
        );
        assert!(labels("memb|", None).contains(&"members".to_owned()));
        assert!(!labels("memb|", Some("User")).contains(&"members".to_owned()));
    }

    #[test]
    fn says_what_is_replaced() {
        let registry = Registry::builtin();
        let of = registry.type_named("User");
        let one =
            |text: &str, offset| complete(text, offset, Quirks::default(), &registry, of).remove(0);
        let found = one("title pr and userN pr", 17);
        assert_eq!(
            (found.span, found.insert.as_str()),
            (Span::new(13, 18), "userName")
        );
        let found = one("title pr", 0);
        assert_eq!(found.span, Span::at(0));
        let found = one("title eq \"x\"", 12);
        assert_eq!((found.span, found.insert.as_str()), (Span::at(12), " and"));
        let found = one("(", 1);
        assert!(!found.insert.starts_with(' '));
        let found = one("depart", 6);
        assert_eq!(
            found.insert,
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department"
        );
        assert_eq!(found.kind, CompletionKind::Attribute);
    }

    proptest! {
        #[test]
        fn completes_any_text(text in "(userName|emails|\\[|\\]|\\(|\\)|eq|pr|and|not|\"|work|\\.|:|urn:x| |é){0,12}", offset in 0..60_u32) {
            let registry = Registry::builtin();
            for completion in complete(&text, offset, Quirks::default(), &registry, registry.type_named("User")) {
                prop_assert!(text.get(completion.span.start as usize..completion.span.end as usize).is_some());
            }
        }
    }
}
