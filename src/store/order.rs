//! Sorting (RFC 7644 §3.4.2.3; AMBIGUITIES ).

use core::cmp::Ordering;

use super::index::hash_of;
use super::resources::Resources;
use super::room::Room;
use crate::attribute::{DateTime, read_path};
use crate::diagnostic::{Error, ScimType};
use crate::filter::{Name, Target, resolve};
use crate::json::{Kind, NameHash, Value, compare_numbers};
use crate::schema::{Registry, Returned, Type, TypeId};
use crate::text::{sorted_indices, write_quoted};

/// What resources are sorted by.
#[derive(Clone, Debug)]
pub(super) struct Order {
    /// The name of the attribute, in lower case.
    by: String,
    /// Where the attribute is in the resources of each type; those of other types don't have it.
    targets: Vec<(Option<TypeId>, Target)>,
    descending: bool,
}

/// A value to sort by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum SortKey {
    Boolean(bool),
    Number(String),
    /// Seconds since 1970, and the fraction.
    Instant(i64, String),
    /// In the form in which strings of the attribute are compared.
    Text(String),
    /// There is no value: last in ascending order.
    Missing,
}

/// Bytes of a key that are put into a cursor.
const LONGEST_MARK: usize = 1000;

impl Order {
    /// Reads the name of an attribute, in SCIM notation, of resources of these types.
    ///
    /// # Errors
    /// `invalidValue` for what is no attribute of any of them, or is complex and has no `value`.
    pub(super) fn new(
        sort_by: &str,
        descending: bool,
        types: &[Option<TypeId>],
        registry: &Registry,
    ) -> Result<Self, Error> {
        let refused = |what: &str| {
            let mut detail = String::from("Can't sort by ");
            write_quoted(sort_by, &mut detail);
            detail.push_str(what);
            Error::new(ScimType::InvalidValue, detail)
        };
        let path = read_path(sort_by, 0).ok();
        let path = path.filter(|(_, length)| *length as usize == sort_by.len());
        let Some((path, _)) = path else {
            return Err(refused(": it is no name of an attribute."));
        };
        let mut targets = Vec::new();
        let mut unfit = None;
        for &of in types {
            let view = of.and_then(|id| registry.view(id));
            if let Some(view) = view {
                let place = match resolve(view, &path, sort_by) {
                    Ok(place) => place,
                    Err(unresolved) => {
                        let help = unresolved.suggestion;
                        let help =
                            help.map_or(String::new(), |near| format!(" Did you mean `{near}`?"));
                        unfit = Some(refused(&format!(": {}{help}", unresolved.message)));
                        continue;
                    }
                };
                let leaf = registry.definition(place.leaf());
                if leaf.is_some_and(|leaf| leaf.returned() == Returned::Never) {
                    // The order would give it away.
                    unfit = Some(refused(": it is never returned."));
                    continue;
                }
                let complex = leaf.filter(|leaf| leaf.is_complex());
                if complex.is_some_and(|leaf| registry.sub_attribute_of(leaf, "value").is_none()) {
                    let detail =
                        ": it is complex and has no sub-attribute `value`. Name one that it has.";
                    unfit = Some(refused(detail));
                    continue;
                }
            }
            targets.push((of, Target::of_path(&path, sort_by, registry, view)));
        }
        match unfit {
            Some(error) if targets.is_empty() => Err(error),
            _ => Ok(Self {
                by: sort_by.to_ascii_lowercase(),
                targets,
                descending,
            }),
        }
    }

    /// The positions in order; of equals, the lower position first.
    pub(super) fn sorted(&self, positions: &[u32], resources: &mut Resources) -> Vec<u32> {
        let mut keys = core::mem::take(&mut resources.sort_keys);
        keys.read(self, positions, resources);
        let key = |at: usize| keys.of(*positions.get(at)?);
        let order = sorted_indices(positions.len(), &|a, b| match (key(a), key(b)) {
            (Some(a), Some(b)) => self.compare(a, b),
            _ => Ordering::Equal,
        });
        resources.sort_keys = keys;
        let sorted = order.into_iter();
        sorted.filter_map(|at| positions.get(at).copied()).collect()
    }

    fn compare(&self, a: &SortKey, b: &SortKey) -> Ordering {
        let order = a.compare(b);
        if self.descending {
            order.reverse()
        } else {
            order
        }
    }

    /// Where in sorted results a resource is, or was when its key had this mark
    /// ([`SortKeys::mark`]). `None` where the mark doesn't say it.
    pub(super) fn place(
        &self,
        mark: &str,
        position: u32,
        results: &[u32],
        keys: &SortKeys,
    ) -> Option<usize> {
        let marked = SortKey::of_mark(mark);
        let key = match &marked {
            Some(key) => key,
            // Of a long key there is a hash: the resource has to be there with the same.
            None if results.contains(&position) && keys.mark(position) == mark => {
                keys.of(position)?
            }
            None => return None,
        };
        Some(results.partition_point(|at| {
            let order = keys.of(*at).map(|other| self.compare(other, key));
            order.unwrap_or(Ordering::Equal).then(at.cmp(&position)) == Ordering::Less
        }))
    }

    fn key(&self, position: u32, resources: &mut Resources) -> SortKey {
        let of = resources.type_of(position);
        let target = self.targets.iter().find(|(known, _)| *known == of);
        let key = target
            .and_then(|(_, target)| resources.with(position, |root| SortKey::of(root, target)));
        key.unwrap_or(SortKey::Missing)
    }
}

/// The values of the attribute that was last sorted by: each is read once, and again when its
/// resource has changed.
#[derive(Clone, Debug, Default)]
pub(super) struct SortKeys {
    by: String,
    /// One for each position, with the revision that its resource had.
    keys: Vec<Option<(u32, SortKey)>>,
}

impl SortKeys {
    /// Reads what is not known yet of the resources at the positions.
    fn read(&mut self, order: &Order, positions: &[u32], resources: &mut Resources) {
        if self.by != order.by {
            self.by.clone_from(&order.by);
            self.keys.clear();
        }
        self.keys.resize(resources.end() as usize, None);
        let mut room = Room::new();
        for &position in positions {
            let revision = resources.changed(position).unwrap_or_default();
            let Some(slot) = self.keys.get_mut(position as usize) else {
                continue;
            };
            if slot.as_ref().is_none_or(|known| known.0 != revision) {
                *slot = Some((revision, order.key(position, resources)));
                room.follow();
            }
        }
    }

    fn of(&self, position: u32) -> Option<&SortKey> {
        let slot = self.keys.get(position as usize)?;
        slot.as_ref().map(|(_, key)| key)
    }

    /// The key of a resource as a text that tells its place, for a cursor.
    pub(super) fn mark(&self, position: u32) -> String {
        self.of(position).map_or(String::new(), SortKey::mark)
    }

    pub(super) fn memory(&self) -> usize {
        let texts = self.keys.iter().flatten().map(|(_, key)| key.text());
        self.keys.capacity() * size_of::<Option<(u32, SortKey)>>()
            + texts.map(str::len).sum::<usize>()
    }
}

impl SortKey {
    /// What a resource is sorted by: of a list the primary value, or else the first.
    pub(super) fn of(resource: Value<'_>, target: &Target) -> Self {
        let holder = match &target.extension {
            None => Some(resource),
            Some(uri) => member(resource, uri),
        };
        let value = holder
            .and_then(|holder| member(holder, &target.name))
            .and_then(chosen);
        let value = match &target.sub {
            None => value,
            Some(sub) => value.and_then(|value| member(value, sub)).and_then(chosen),
        };
        value.map_or(Self::Missing, |value| Self::read(value, target))
    }

    fn read(value: Value<'_>, target: &Target) -> Self {
        let text = || value.as_str().unwrap_or_default();
        match (value.kind(), target.kind) {
            (Kind::Boolean, _) => Self::Boolean(value.as_bool().unwrap_or_default()),
            (Kind::Number, _) => Self::Number(value.source().to_owned()),
            (Kind::String, Some(Type::DateTime)) => match DateTime::parse(&text()) {
                Ok(instant) => Self::Instant(instant.seconds(), instant.fraction().to_owned()),
                Err(_) => Self::Text(text().into_owned()),
            },
            (Kind::String, _) => Self::Text(target.form.prepare(&text()).into_owned()),
            _ => Self::Missing,
        }
    }

    /// Values that are not of the type of the attribute come behind those that are.
    pub(super) fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Boolean(a), Self::Boolean(b)) => a.cmp(b),
            (Self::Number(a), Self::Number(b)) => compare_numbers(a, b),
            (Self::Instant(a, x), Self::Instant(b, y)) => (a, x).cmp(&(b, y)),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (a, b) => a.rank().cmp(&b.rank()),
        }
    }

    /// A text that it can be read from again; of a long one, a hash.
    fn mark(&self) -> String {
        let text = self.text();
        if text.len() > LONGEST_MARK {
            return format!("h{:x}", hash_of(text));
        }
        match self {
            Self::Boolean(value) => format!("b{}", u8::from(*value)),
            Self::Number(_) => format!("n{text}"),
            Self::Instant(seconds, _) => format!("d{seconds} {text}"),
            Self::Text(_) => format!("t{text}"),
            Self::Missing => String::from("m"),
        }
    }

    /// Reads what [`SortKey::mark`] wrote, unless it is a hash.
    fn of_mark(mark: &str) -> Option<Self> {
        let (kind, rest) = mark.split_at_checked(1)?;
        Some(match kind {
            "b" => Self::Boolean(rest == "1"),
            "n" => Self::Number(rest.to_owned()),
            "d" => {
                let (seconds, fraction) = rest.split_once(' ')?;
                Self::Instant(seconds.parse().ok()?, fraction.to_owned())
            }
            "t" => Self::Text(rest.to_owned()),
            "m" => Self::Missing,
            _ => return None,
        })
    }

    fn text(&self) -> &str {
        match self {
            Self::Number(text) | Self::Instant(_, text) | Self::Text(text) => text,
            Self::Boolean(_) | Self::Missing => "",
        }
    }

    const fn rank(&self) -> u8 {
        match self {
            Self::Boolean(_) => 0,
            Self::Number(_) => 1,
            Self::Instant(..) => 2,
            Self::Text(_) => 3,
            Self::Missing => 4,
        }
    }
}

fn member<'d>(object: Value<'d>, name: &Name) -> Option<Value<'d>> {
    let mut members = object.members();
    let found = members
        .find(|(key, _)| key.hash() == name.hash && key.name().eq_ignore_ascii_case(&name.text));
    found.map(|(_, value)| value)
}

/// The value itself, or of a list the one that is primary, or else the first.
fn chosen(value: Value<'_>) -> Option<Value<'_>> {
    if value.kind() != Kind::Array {
        return Some(value);
    }
    let primary = Name {
        text: "primary".to_owned(),
        hash: NameHash::of(b"primary"),
    };
    let is_primary =
        |element: &Value<'_>| member(*element, &primary).and_then(Value::as_bool) == Some(true);
    let first = || value.elements().next();
    value.elements().find(is_primary).or_else(first)
}
