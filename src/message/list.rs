//! Answers to queries (RFC 7644 §3.4.2; cursors: RFC 9865 §2).

use super::checker::{Checker, integer};
use super::rules::Cite;
use crate::diagnostic::Code;
use crate::json::{Kind, StringPlaces, Value};
use crate::resource::Operation;
use crate::text::Span;

const QUERY: &str = "RFC 7644 §3.4.2";
const PAGES: &str = "RFC 7644 §3.4.2.4";
const CURSOR: &str = "RFC 9865 §2";

pub(super) fn check<'d>(checker: &mut Checker<'_, 'd>, root: Value<'d>) {
    let told = checker.options.resource.resource_type;
    checker.whole_member(root, "Resources", &mut |checker, list| {
        let mut types = Vec::new();
        checker.each(list, &mut |checker, _, resource| {
            types.push(checker.carried(resource, Operation::Read, told));
        });
        if checker.report.sink.is_satisfied() || types.len() < 2 {
            return;
        }
        super::unique::check(checker, list, &types);
    });
    for name in ["nextCursor", "previousCursor"] {
        checker.member(root, name, &mut |checker, value| {
            if value.kind() == Kind::String && value.is_empty() {
                checker.tell(Code::MessageCursor, value.span(), (CURSOR, "C-05"), &|| {
                    format!("`{name}` is empty; where there is no such page it is left out.")
                });
            }
            cursor(checker, value);
        });
    }
    for (name, least, rule) in [
        ("totalResults", 0, "Q-07"),
        ("startIndex", 1, "Q-22"),
        ("itemsPerPage", 0, "Q-27"),
    ] {
        checker.member(root, name, &mut |checker, value| {
            if integer(Some(value)).is_some_and(|number| number < least) {
                checker.tell(Code::MessageRange, value.span(), (PAGES, rule), &|| {
                    format!("`{name}` is {}; the least is {least}.", value.source())
                });
            }
        });
    }
    Counts::of(root, checker.options.rows).check(checker, root);
}

/// A cursor has unreserved characters only (RFC 3986 §2.3), so that it needs no encoding in a URL.
pub(super) fn cursor<'d>(checker: &mut Checker<'_, 'd>, value: Value<'d>) {
    let text = value.as_str().unwrap_or_default();
    let reserved = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~'));
    let Some((at, character)) = text.char_indices().find(|(_, c)| reserved(*c)) else {
        return;
    };
    let start = u32::try_from(at).unwrap_or(u32::MAX);
    let end = u32::try_from(at + character.len_utf8()).unwrap_or(u32::MAX);
    let span = StringPlaces::of(value).span(Span::new(start, end));
    let help = "base64url without padding has them only.";
    checker.tell_help(Code::MessageCursor, span, (CURSOR, "C-02"), help, &|| {
        format!("A cursor has no `{character}`: letters, digits and -._~ alone.")
    });
}

/// The numbers of a page.
struct Counts {
    total: Option<i64>,
    start: Option<i64>,
    items: Option<i64>,
    length: Option<i64>,
    next: bool,
    previous: bool,
}

impl Counts {
    fn of(root: Value<'_>, rows: Option<u32>) -> Self {
        let list = root.get("Resources");
        let length = list.filter(|list| list.kind() == Kind::Array);
        let length = length.and_then(|list| i64::try_from(list.elements().count()).ok());
        let length = rows.map(i64::from).or(length);
        // What is out of range contradicts nothing else.
        let number = |name: &str| integer(root.get(name)).filter(|number| *number >= 0);
        let cursor = |name: &str| {
            root.get(name)
                .is_some_and(|value| value.kind() == Kind::String)
        };
        Self {
            total: number("totalResults"),
            start: number("startIndex"),
            items: number("itemsPerPage"),
            length: length.or_else(|| list.is_none_or(Value::is_null).then_some(0)),
            next: cursor("nextCursor"),
            previous: cursor("previousCursor"),
        }
    }

    fn check<'d>(&self, checker: &mut Checker<'_, 'd>, root: Value<'d>) {
        let lacks = |name: &str| root.get(name).is_none_or(Value::is_null);
        // One of the wrong type has been told of, and is one all the same.
        let by_cursor = !lacks("nextCursor") || !lacks("previousCursor");
        if lacks("totalResults") && !by_cursor {
            checker.lacks(
                (root, "totalResults"),
                Code::MessageRequired,
                (QUERY, "Q-07"),
                &|| "`totalResults` is missing.".to_owned(),
            );
        }
        let Some(length) = self.length else {
            return;
        };
        self.first_page(checker, root, length);
        let differs = |number: &i64| *number != length;
        if let Some(items) = self.items.filter(differs) {
            miscounted(checker, root, "itemsPerPage", (PAGES, "Q-27"), &|| {
                format!(
                    "`itemsPerPage` is {items}, but the page has {}.",
                    resources(length)
                )
            });
        }
        let Some(total) = self.total else {
            return;
        };
        if total < length {
            miscounted(checker, root, "totalResults", (QUERY, "Q-07"), &|| {
                let page = resources(length);
                format!("`totalResults` is {total}, but the page alone has {page}.")
            });
            return;
        }
        let behind = self.start.filter(|start| length > 0 && *start > 1);
        if let Some(start) = behind.filter(|start| start.saturating_add(length) > total + 1) {
            miscounted(checker, root, "startIndex", (PAGES, "Q-27"), &|| {
                format!(
                    "A page of {length} that starts at {start} goes past the {total} of `totalResults`."
                )
            });
        }
        if total > 0 && lacks("Resources") && self.items != Some(0) {
            checker.lacks(
                (root, "Resources"),
                Code::MessageNoResources,
                (QUERY, "Q-08"),
                &|| format!("`totalResults` is {total}, but there are no `Resources`."),
            );
        }
        let partial = 0 < length && length < total && !by_cursor;
        let wanted = [
            ("startIndex", "where it begins"),
            ("itemsPerPage", "how many these are"),
        ];
        for (name, what) in wanted {
            if partial && lacks(name) {
                checker.lacks(
                    (root, name),
                    Code::MessageRequired,
                    (QUERY, "Q-09"),
                    &|| {
                        format!(
                            "The page has {length} of {total} results, so `{name}` says {what}."
                        )
                    },
                );
            }
        }
    }

    /// A page with all results is the first and the last; one that starts at 1 is the first.
    fn first_page<'d>(&self, checker: &mut Checker<'_, 'd>, root: Value<'d>, length: i64) {
        let all = length > 0 && self.total == Some(length);
        let first = all || self.start == Some(1);
        if self.previous && first {
            miscounted(checker, root, "previousCursor", (CURSOR, "C-07"), &|| {
                "The first page has no `previousCursor`.".to_owned()
            });
        }
        if self.next && all {
            miscounted(checker, root, "nextCursor", (CURSOR, "C-05"), &|| {
                "The page has all results, but `nextCursor` promises more.".to_owned()
            });
        }
    }
}

fn resources(count: i64) -> String {
    match count {
        1 => "1 resource".to_owned(),
        _ => format!("{count} resources"),
    }
}

/// Reports a number that contradicts the resources.
fn miscounted<'d>(
    checker: &mut Checker<'_, 'd>,
    root: Value<'d>,
    name: &str,
    cite: Cite,
    message: &dyn Fn() -> String,
) {
    checker.member(root, name, &mut |checker, value| {
        checker.tell(Code::MessageCount, value.span(), cite, message);
    });
}
