//! A PATCH request that is too large for an application, as several that are not.

use crate::json::Value;
use crate::profile::Target;
use crate::text::quoted;

/// The bodies of PATCH requests that do together, one after the other, what a body does, each within
/// what the application takes at once; `None` where one is enough. `is_member` says whether a path
/// leads to a list of members.
pub(super) fn split(
    body: Value<'_>,
    target: &Target,
    is_member: &dyn Fn(&str) -> bool,
) -> Option<Vec<String>> {
    let list = body.get("Operations")?;
    let mut requests = Vec::new();
    let mut request = Request::default();
    for operation in list.elements() {
        for (text, members) in parts(operation, target, is_member) {
            if !request.has_room(members, target) {
                requests.push(core::mem::take(&mut request));
            }
            request.operations.push(text);
            request.members += members;
        }
    }
    requests.push(request);
    if requests.len() < 2 {
        return None;
    }
    let around = body.source();
    let before = (list.span().start - body.span().start) as usize;
    let behind = (list.span().end - body.span().start) as usize;
    let (before, behind) = (around.get(..before)?, around.get(behind..)?);
    let bodies = requests.iter().map(|request| {
        let operations = request.operations.join(", ");
        format!("{before}[{operations}]{behind}")
    });
    Some(bodies.collect())
}

/// The operations of a request, and how many members they change.
#[derive(Default)]
struct Request {
    operations: Vec<String>,
    members: usize,
}

impl Request {
    fn has_room(&self, members: usize, target: &Target) -> bool {
        let within = |most: usize, count: usize| most == 0 || count <= most;
        self.operations.is_empty()
            || within(target.operations, self.operations.len() + 1)
                && within(target.members, self.members + members)
    }
}

/// An operation, in parts none of which adds or removes too many members, each with how many it
/// changes.
fn parts(
    operation: Value<'_>,
    target: &Target,
    is_member: &dyn Fn(&str) -> bool,
) -> Vec<(String, usize)> {
    let whole = |members| vec![(operation.source().to_owned(), members)];
    let path = operation.get("path").and_then(Value::as_str);
    let name = path.as_deref().unwrap_or_default();
    if !is_member(name.split('[').next().unwrap_or_default()) {
        return whole(0);
    }
    let value = operation.get("value");
    let elements: Vec<_> = value.into_iter().flat_map(Value::elements).collect();
    let op = operation.get("op").and_then(Value::as_str);
    let op = op.as_deref().unwrap_or_default();
    // A replacement in parts would leave the last part alone.
    let divisible = !op.eq_ignore_ascii_case("replace") && !name.contains('[');
    if target.members == 0 || elements.len() <= target.members || !divisible {
        return whole(elements.len().max(1));
    }
    let chunks = elements.chunks(target.members).map(|chunk| {
        let values: Vec<_> = chunk.iter().map(|value| value.source()).collect();
        let text = format!(
            r#"{{"op": {}, "path": {}, "value": [{}]}}"#,
            quoted(op),
            quoted(name),
            values.join(", ")
        );
        (text, chunk.len())
    });
    chunks.collect()
}
