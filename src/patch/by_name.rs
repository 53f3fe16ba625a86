use crate::json::Value;
use crate::text::sorted_indices;

/// The members of an object, to be looked up by their names in any case, however many there are.
pub(super) struct ByName<'d> {
    members: Vec<(String, Value<'d>)>,
    order: Vec<usize>,
}

impl<'d> ByName<'d> {
    pub(super) fn of(object: Option<Value<'d>>) -> Self {
        let members = object.into_iter().flat_map(Value::members);
        let named = members.map(|(key, value)| (key.name().to_ascii_lowercase(), value));
        let members: Vec<_> = named.collect();
        let name = |index: usize| members.get(index).map(|(name, _)| name);
        let order = sorted_indices(members.len(), &|a, b| name(a).cmp(&name(b)));
        Self { members, order }
    }

    pub(super) fn get(&self, name: &str) -> Option<Value<'d>> {
        let name = name.to_ascii_lowercase();
        let member = |index: &usize| self.members.get(*index);
        let is_before = |index: &usize| member(index).is_some_and(|(other, _)| *other < name);
        let first = self.order.partition_point(is_before);
        let (found, value) = self.order.get(first).and_then(member)?;
        (*found == name).then_some(*value)
    }
}
