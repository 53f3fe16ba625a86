use super::cursor::Cursor;
use super::order::Order;
use super::question::{Question, Whom};
use super::resources::Resources;
use crate::diagnostic::{Error, ScimType};
use crate::filter::{self, Filter, Quirks};
use crate::schema::{Registry, TypeId};
use crate::text::write_quoted;

/// What a client asks (RFC 7644 §3.4.2, RFC 9865 §2), but for what of each resource is returned.
#[derive(Clone, Copy, Debug, Default)]
pub struct Query<'q> {
    /// The resource type of the endpoint; none for a query of all resources.
    pub endpoint: Option<TypeId>,
    /// A filter.
    pub filter: Option<&'q str>,
    /// The attribute to sort by, in SCIM notation.
    pub sort_by: Option<&'q str>,
    /// `ascending` or `descending`; it means nothing without `sort_by`.
    pub sort_order: Option<&'q str>,
    /// The place of the first result, from 1.
    pub start_index: Option<i64>,
    /// Most results of the page.
    pub count: Option<i64>,
    /// Selects paging by cursors; empty for the first page.
    pub cursor: Option<&'q str>,
}

/// What the one who answers sets for every query.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'t> {
    /// The schemas.
    pub registry: &'t Registry,
    /// What a filter may cost.
    pub limits: filter::Limits,
    /// What is tolerated in filters.
    pub quirks: Quirks,
    /// The address of the service provider, which relative references are relative to.
    pub base: Option<&'t str>,
    /// Most resources of a page, whatever is asked for (`filter.maxResults`, RFC 7643 §5).
    pub max_results: Option<u32>,
    /// Seals cursors: those of another holder of resources are told apart by it. The seal finds what
    /// was made up; it is not cryptography.
    pub secret: u64,
}

/// A page of the results, in order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
    /// Where its resources are.
    pub positions: Vec<u32>,
    /// How many results there are on all pages.
    pub total: usize,
    /// The place of its first resource, from 1; none where pages are told by cursors.
    pub start_index: Option<i64>,
    /// The cursor of the page that follows, if one does.
    pub next_cursor: Option<String>,
    /// The cursor of the page before, if there is one.
    pub previous_cursor: Option<String>,
}

/// The count of a query that has none.
const ALL: u32 = u32::MAX;

impl<'t> Terms<'t> {
    /// The terms of the RFCs, with limits that no filter of a client comes near.
    pub fn new(registry: &'t Registry) -> Self {
        Self {
            registry,
            limits: filter::Limits::default(),
            quirks: Quirks::default(),
            base: None,
            max_results: None,
            secret: 0,
        }
    }
}

impl Query<'_> {
    fn is_descending(&self) -> Result<bool, Error> {
        let Some(word) = self.sort_order else {
            return Ok(false);
        };
        let descending = word.eq_ignore_ascii_case("descending");
        if descending || word.eq_ignore_ascii_case("ascending") {
            return Ok(descending);
        }
        let mut detail = String::from("`sortOrder` is ascending or descending, not ");
        write_quoted(word, &mut detail);
        detail.push('.');
        Err(Error::new(ScimType::InvalidValue, detail))
    }

    /// The count that is asked for: a negative one is read as 0 (RFC 7644 §3.4.2.4).
    fn wanted(&self) -> u32 {
        let count = self
            .count
            .map(|count| u32::try_from(count.max(0)).unwrap_or(ALL));
        count.unwrap_or(ALL)
    }

    /// What tells it from other queries, pages aside.
    fn fingerprint(&self, descending: bool) -> String {
        format!(
            "{:?} {:?} {:?} {descending}",
            self.endpoint, self.filter, self.sort_by
        )
    }
}

impl Resources {
    /// Answers a query. Without `sort_by` the order is that of arrival.
    ///
    /// Beyond the end a page is empty. Cursors stay good when resources come, go and change: what stays
    /// as it is is on one page alone.
    ///
    /// # Errors
    /// `invalidFilter` with the place in the filter; `invalidValue` for an attribute to sort by or an
    /// order that there isn't, and for a cursor together with a start index; `invalidCursor` for a
    /// cursor of another query or of nobody, `expiredCursor` where the resource that the page begins at
    /// was sorted by more than 1,000 bytes that are gone, and `invalidCount` where the count is another than on the page before.
    pub fn query(&mut self, query: &Query<'_>, terms: &Terms<'_>) -> Result<Page, Error> {
        let descending = query.is_descending()?;
        if query.cursor.is_some() && query.start_index.is_some() {
            let detail = "`cursor` and `startIndex` exclude each other: send one.";
            return Err(Error::new(ScimType::InvalidValue, detail));
        }
        let order = match query.sort_by {
            None => None,
            Some(attribute) => {
                let types: Vec<_> = match query.endpoint {
                    Some(_) => vec![query.endpoint],
                    None => self.types().collect(),
                };
                Some(Order::new(attribute, descending, &types, terms.registry)?)
            }
        };
        let matching = self.matching(query, terms)?;
        let results = match &order {
            None => matching,
            Some(order) => order.sorted(&matching, self),
        };
        match query.cursor {
            None => Ok(by_index(&results, query, terms)),
            Some(cursor) => {
                let fingerprint = query.fingerprint(descending);
                let begun = match cursor {
                    "" => None,
                    text => Some(Cursor::read(text, &fingerprint, terms.secret)?),
                };
                // Who leaves the count out means that of the page before.
                let wanted = match (&begun, query.count) {
                    (Some(begun), None) => begun.count,
                    _ => query.wanted(),
                };
                let pager = Pager {
                    resources: self,
                    results: &results,
                    order: order.as_ref(),
                    fingerprint: &fingerprint,
                    wanted,
                    terms,
                };
                pager.page(begun.as_ref())
            }
        }
    }

    fn matching(&mut self, query: &Query<'_>, terms: &Terms<'_>) -> Result<Vec<u32>, Error> {
        let Some(text) = query.filter else {
            let whom = query.endpoint.map_or(Whom::All, |id| Whom::Type(Some(id)));
            let positions = self.positions();
            return Ok(positions.filter(|at| whom.is(self.type_of(*at))).collect());
        };
        let filter = Filter::parse_with(text, terms.limits, terms.quirks)?;
        let question = Question::new(&filter, self, query.endpoint, terms.base, terms.registry)?;
        Ok(self.select(&question))
    }
}

fn page_size(wanted: u32, terms: &Terms<'_>) -> usize {
    wanted.min(terms.max_results.unwrap_or(ALL)) as usize
}

fn by_index(results: &[u32], query: &Query<'_>, terms: &Terms<'_>) -> Page {
    let start = query.start_index.unwrap_or(1).max(1);
    let skipped = usize::try_from(start - 1).unwrap_or(usize::MAX);
    let page = results
        .iter()
        .skip(skipped)
        .take(page_size(query.wanted(), terms));
    Page {
        positions: page.copied().collect(),
        total: results.len(),
        start_index: Some(start),
        next_cursor: None,
        previous_cursor: None,
    }
}

/// Cuts pages by cursors.
struct Pager<'p> {
    resources: &'p Resources,
    results: &'p [u32],
    /// What the results are sorted by; nothing where they are as they arrived.
    order: Option<&'p Order>,
    fingerprint: &'p str,
    wanted: u32,
    terms: &'p Terms<'p>,
}

impl Pager<'_> {
    fn page(&self, cursor: Option<&Cursor>) -> Result<Page, Error> {
        let size = page_size(self.wanted, self.terms);
        let (start, end) = match cursor {
            None => (0, size),
            Some(cursor) => self.place(cursor, size)?,
        };
        let page = self.results.iter().take(end).skip(start);
        let positions: Vec<u32> = page.copied().collect();
        let more = start + positions.len() < self.results.len();
        let cursor = |anchor: Option<&u32>, backward: bool| {
            let anchor = *anchor?;
            let cursor = Cursor {
                anchor,
                backward,
                count: self.wanted,
                key: match self.order {
                    None => String::new(),
                    Some(_) => self.resources.sort_keys.mark(anchor),
                },
            };
            Some(cursor.write(self.fingerprint, self.terms.secret))
        };
        Ok(Page {
            next_cursor: cursor(positions.last().filter(|_| more), false),
            previous_cursor: cursor(positions.first().filter(|_| start > 0), true),
            positions,
            total: self.results.len(),
            start_index: None,
        })
    }

    /// Where the page of a cursor begins and ends among the results.
    fn place(&self, cursor: &Cursor, size: usize) -> Result<(usize, usize), Error> {
        if cursor.count != self.wanted {
            let detail = "`count` is another than on the page before: send the same on each page.";
            return Err(Error::new(ScimType::InvalidCount, detail));
        }
        let place = match self.order {
            None => self.results.partition_point(|at| *at < cursor.anchor),
            Some(order) => {
                let keys = &self.resources.sort_keys;
                let found = order.place(&cursor.key, cursor.anchor, self.results, keys);
                found.ok_or_else(|| {
                    let detail = "The resource that the page begins at has changed: begin anew with \
                                  an empty cursor.";
                    Error::new(ScimType::ExpiredCursor, detail)
                })?
            }
        };
        if cursor.backward {
            return Ok((place.saturating_sub(size), place));
        }
        let there = self.results.get(place) == Some(&cursor.anchor);
        let start = place + usize::from(there);
        Ok((start, start.saturating_add(size)))
    }
}
