use core::fmt::Write;

use super::query::Page;
use super::resources::Resources;
use crate::resource::Projection;
use crate::schema::Registry;

impl Resources {
    /// Writes a page as a ListResponse (RFC 7644 §3.4.2).
    pub fn write_list(
        &mut self,
        page: &Page,
        projection: &Projection,
        registry: &Registry,
        out: &mut String,
    ) {
        let (total, items) = (page.total, page.positions.len());
        // Writing to a String can't fail.
        let _ = write!(
            out,
            r#"{{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":{total},"itemsPerPage":{items}"#
        );
        if let Some(start) = page.start_index {
            let _ = write!(out, r#","startIndex":{start}"#);
        }
        // A cursor has letters and digits alone.
        if let Some(next) = &page.next_cursor {
            let _ = write!(out, r#","nextCursor":"{next}""#);
        }
        if let Some(previous) = &page.previous_cursor {
            let _ = write!(out, r#","previousCursor":"{previous}""#);
        }
        out.push_str(r#","Resources":["#);
        let mut begun = false;
        for &position in &page.positions {
            out.push_str(if core::mem::replace(&mut begun, true) {
                ","
            } else {
                ""
            });
            self.write_resource(position, projection, registry, out);
        }
        out.push_str("]}");
    }

    /// Writes what is returned of a resource; nothing where there is none.
    pub fn write_resource(
        &mut self,
        position: u32,
        projection: &Projection,
        registry: &Registry,
        out: &mut String,
    ) {
        let view = self.type_of(position).and_then(|id| registry.view(id));
        self.with(position, |root| projection.write(root, false, view, out));
    }
}
