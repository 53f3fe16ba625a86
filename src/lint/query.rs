//! Queries: the parameters of a URL, the members of a `SearchRequest`, and the filters in them.

use super::classify::slip;
use super::finder::{Finder, mend, relabel};
use super::target;
use super::url::{Endpoint, Parameter, Url, decode, encode};
use crate::diagnostic::{Code, Diagnostic, Edit, Safety, apply_edits};
use crate::filter::{CompareOp, Expression, Filter, Limits, Quirks, TokenKind, diagnose, tokenize};
use crate::json::Value;
use crate::resource::Step;
use crate::schema::ResourceTypeView;
use crate::text::{Span, quoted};

/// Attributes that say who somebody is.
const PERSONAL: [&str; 5] = ["userName", "emails", "phoneNumbers", "name", "displayName"];

/// Looks at the query of a URL that stands in a string.
pub(super) fn url<'d>(
    finder: &mut Finder<'_, 'd>,
    place: Value<'d>,
    url: &Url<'_>,
    method: &str,
    endpoint: &Endpoint<'_>,
) {
    if url
        .query
        .is_some_and(|query| query.is_empty() || query.ends_with('&'))
    {
        let said = finder.say(Code::LintDanglingQuery, place.span(), "");
        let mended = url.text.trim_end_matches(['?', '&']);
        let edit = Edit::replace(place.span(), quoted(mended));
        mend(said, true, "Leave it out", vec![edit]);
    }
    pages(finder, place, url);
    let both = [
        url.parameter("attributes"),
        url.parameter("excludedAttributes"),
    ];
    if both
        .iter()
        .flatten()
        .filter(|one| !one.value.is_empty())
        .count()
        == 2
    {
        finder.say(Code::LintAttributesAndExcluded, place.span(), "");
    }
    unencoded(finder, place, url);
    let Some(parameter) = url.parameter("filter") else {
        target::no_filter(finder, place, method, endpoint);
        return;
    };
    if matches!(method, "PUT" | "PATCH" | "DELETE") {
        finder.say(Code::LintFilterOnWrite, place.span(), method);
    }
    let spaced = parameter.value.contains("%20") || parameter.value.contains(' ');
    let plus = parameter.value.contains('+') && !spaced;
    if plus {
        let said = finder.say(Code::LintSpaceAsPlus, place.span(), "");
        let mended = url.with(parameter, &parameter.value.replace('+', "%20"));
        let edit = Edit::replace(place.span(), quoted(&mended));
        mend(said, true, "Write %20", vec![edit]);
    }
    let text = decode(parameter.value, plus);
    filter_of_url(finder, place, url, parameter, &text, endpoint);
}

fn pages<'d>(finder: &mut Finder<'_, 'd>, place: Value<'d>, url: &Url<'_>) {
    for (name, least) in [("startIndex", 1), ("count", 0)] {
        let Some(number) = url.number(name) else {
            continue;
        };
        if number < least {
            let about = format!("`{name}` is {number}");
            let said = finder.say(Code::LintIndexOutOfRange, place.span(), &about);
            if let Some(parameter) = url.parameter(name) {
                let mended = url.with(parameter, if least == 1 { "1" } else { "0" });
                let edit = Edit::replace(place.span(), quoted(&mended));
                mend(said, true, "Use what it is read as", vec![edit]);
            }
        } else if name == "count" && number == 0 {
            finder.say(Code::LintCountZero, place.span(), "");
        }
        if name == "count" {
            target::page(finder, place, number);
        }
    }
}

/// Characters that end a value, or mean something else in it.
fn unencoded<'d>(finder: &mut Finder<'_, 'd>, place: Value<'d>, url: &Url<'_>) {
    let mut about = None;
    if url.text.contains('#') {
        about = Some("#");
    }
    let mut parameters = url.parameters().peekable();
    while let Some(parameter) = parameters.next() {
        let value = parameter.value;
        let spaced = value.contains("%20") || value.contains(' ');
        let text = decode(value, !spaced);
        let open = text.bytes().filter(|&byte| byte == b'"').count() % 2 == 1;
        if open && parameters.peek().is_some() {
            about = Some("&");
        } else if value.contains('+') && (spaced || has_mail_with_space(&text)) {
            about = Some("+");
        } else if has_bare_percent(value) {
            about = Some("%");
        } else {
            continue;
        }
        let sign = about.unwrap_or_default();
        let said = finder.say(Code::LintUnencodedCharacter, place.span(), sign);
        let mended = match sign {
            "+" if spaced => value.replace('+', "%2B"),
            "%" if decode(value, false) == value => value.replace('%', "%25"),
            _ => return,
        };
        let edit = Edit::replace(place.span(), quoted(&url.with(parameter, &mended)));
        mend(said, true, "Encode it", vec![edit]);
        return;
    }
    if about == Some("#") {
        finder.say(Code::LintUnencodedCharacter, place.span(), "#");
    }
}

/// Whether a mail address has a space in its first part: a plus that nobody encoded.
fn has_mail_with_space(text: &str) -> bool {
    text.split('"').skip(1).step_by(2).any(|value| {
        let (local, domain) = value.split_once('@').unwrap_or_default();
        local.contains(' ') && !domain.is_empty()
    })
}

fn has_bare_percent(value: &str) -> bool {
    let mut parts = value.split('%').skip(1);
    parts.any(|part| {
        let mut digits = part.bytes().take(2);
        let two = [digits.next(), digits.next()];
        !two.iter()
            .all(|digit| digit.is_some_and(|digit| digit.is_ascii_hexdigit()))
    })
}

fn filter_of_url<'d>(
    finder: &mut Finder<'_, 'd>,
    place: Value<'d>,
    url: &Url<'_>,
    parameter: Parameter<'_>,
    text: &str,
    endpoint: &Endpoint<'_>,
) {
    let registry = finder.world.registry;
    let view = endpoint.resource_type.and_then(|id| registry.view(id));
    let mut found: Vec<Diagnostic> = Vec::new();
    diagnose(text, Limits::default(), Quirks::NONE, view, &mut found);
    let mended =
        |text: &str| Edit::replace(place.span(), quoted(&url.with(parameter, &encode(text))));
    for mut finding in found {
        let code = match finding.code {
            Code::FilterSyntax => slip(text),
            Code::FilterAttribute => Some(Code::LintFilterAttribute),
            Code::FilterValue => Some(Code::LintValueType),
            _ => None,
        };
        finding.span = Some(place.span());
        finding.pointer = crate::resource::pointer(&finder.path).into_string();
        for fix in &mut finding.fixes {
            let after = apply_edits(text, &fix.edits);
            fix.edits = vec![mended(&after)];
            if Filter::parse(&after, Limits::default()).is_err() {
                fix.safety = Safety::Unsafe;
            }
        }
        match code {
            None => finder.found.push(finding),
            Some(code) => finder
                .found
                .extend(relabel(finding, code, finder.world.profile)),
        }
    }
    if let Ok(filter) = Filter::parse(text, Limits::default()) {
        let mut place = Place {
            text,
            span: place.span(),
            mended: &mended,
            in_url: true,
        };
        place.look(finder, &filter, view);
    } else {
        target::unread_filter(finder, place);
    }
}

/// Looks at a `SearchRequest`.
pub(super) fn search<'d>(finder: &mut Finder<'_, 'd>, root: Value<'d>) {
    if let Some((key, value)) = root.entry("filter")
        && let Some(text) = value.as_str()
        && let Ok(filter) = Filter::parse(&text, Limits::default())
    {
        finder.path.push(Step::Name(key));
        let mended = |text: &str| Edit::replace(value.span(), quoted(text));
        let mut place = Place {
            text: &text,
            span: value.span(),
            mended: &mended,
            in_url: false,
        };
        place.look(finder, &filter, None);
        finder.path.pop();
    }
    if let Some((key, count)) = root.entry("count")
        && count.as_number() == Some("0")
    {
        finder.say_at(Step::Name(key), Code::LintCountZero, count.span(), "");
    }
}

/// Where a filter stands.
struct Place<'p> {
    text: &'p str,
    span: Span,
    /// The edit that puts another filter there.
    mended: &'p dyn Fn(&str) -> Edit,
    in_url: bool,
}

impl Place<'_> {
    fn look(
        &mut self,
        finder: &mut Finder<'_, '_>,
        filter: &Filter,
        view: Option<ResourceTypeView<'_>>,
    ) {
        let mut seen = Seen::default();
        seen.walk(filter.root(), self.text, view);
        let group = self.words(finder);
        if let Some(op) = seen.operator {
            finder.say(Code::LintOperatorPortability, self.span, op);
        }
        if seen.or_not || group {
            finder.say(Code::LintOrNot, self.span, "");
        }
        if let Some(span) = seen.complex {
            let about = format!("`{}`", span.of(self.text));
            let said = finder.say(Code::LintComplexCompared, self.span, &about);
            let edit = Edit::insert(span.end, ".value");
            let after = apply_edits(self.text, [&edit]);
            mend(
                said,
                true,
                "Compare its `value`",
                vec![(self.mended)(&after)],
            );
        }
        if let Some(name) = seen.personal.filter(|_| self.in_url) {
            finder.say(Code::LintPersonalDataInUrl, self.span, &format!("`{name}`"));
        }
        target::filter(finder, self.span, filter);
    }

    /// Words in capitals; says whether there is a parenthesis.
    fn words(&self, finder: &mut Finder<'_, '_>) -> bool {
        let mut group = false;
        let mut edits = Vec::new();
        for token in tokenize(self.text) {
            let word = token.span.of(self.text);
            group |= token.kind == TokenKind::Punctuation && word == "(";
            let keyword = matches!(token.kind, TokenKind::Operator | TokenKind::Keyword);
            if keyword && word.bytes().any(|byte| byte.is_ascii_uppercase()) {
                edits.push(Edit::replace(token.span, word.to_ascii_lowercase()));
            }
        }
        if let Some(first) = edits.first() {
            let about = format!("`{}`", first.span.of(self.text));
            let said = finder.say(Code::LintKeywordCase, self.span, &about);
            let after = apply_edits(self.text, &edits);
            mend(said, true, "Use lower case", vec![(self.mended)(&after)]);
        }
        group
    }
}

/// What of a filter not everybody understands: the first of each.
#[derive(Default)]
struct Seen<'f> {
    operator: Option<&'static str>,
    or_not: bool,
    complex: Option<Span>,
    personal: Option<&'f str>,
}

impl<'f> Seen<'f> {
    fn walk(&mut self, expression: &Expression, text: &'f str, view: Option<ResourceTypeView<'_>>) {
        match expression {
            Expression::And(all, _) => {
                for one in all {
                    self.walk(one, text, view);
                }
            }
            Expression::Or(all, _) => {
                self.or_not = true;
                for one in all {
                    self.walk(one, text, view);
                }
            }
            Expression::Not(inner, _) => {
                self.or_not = true;
                self.walk(inner, text, view);
            }
            Expression::Present { .. } => {
                self.operator.get_or_insert("pr");
            }
            Expression::ValuePath { filter, .. } => {
                self.operator.get_or_insert("[…]");
                self.walk(filter, text, None);
            }
            Expression::Compare { path, op, .. } => {
                if *op != CompareOp::Eq {
                    self.operator.get_or_insert(op.as_str());
                }
                let name = path.name.of(text);
                if PERSONAL
                    .iter()
                    .any(|known| known.eq_ignore_ascii_case(name))
                {
                    self.personal.get_or_insert(name);
                }
                let resolved = view.and_then(|view| view.resolve(path, text).ok());
                let definition = resolved
                    .filter(|resolved| resolved.sub.is_none())
                    .and_then(|resolved| view?.registry().definition(resolved.attribute));
                if definition.is_some_and(crate::schema::Definition::is_complex) {
                    self.complex.get_or_insert(path.span());
                }
            }
        }
    }
}
