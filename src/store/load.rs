use super::resources::Resources;
use super::room::Room;
use crate::diagnostic::{Error, ScimType};
use crate::json::{Limits, Piece, Row, RowSplitter};
use crate::schema::Registry;

/// Reads resources from NDJSON, a JSON array or a ListResponse, told apart by the first bytes, in
/// pieces that are cut anywhere. Either all of them are taken, or none.
#[derive(Debug)]
pub struct Loader {
    splitter: RowSplitter,
    taking: Taking,
}

#[derive(Debug)]
struct Taking {
    resources: Resources,
    limit: u32,
    room: Room,
    /// The first row that could not be taken.
    refused: Option<Error>,
}

impl Loader {
    /// Nothing has been read yet. The limits are those of each resource.
    pub fn new(limits: Limits) -> Self {
        Self {
            splitter: RowSplitter::new(limits.bytes),
            taking: Taking {
                resources: Resources::new(limits),
                limit: limits.bytes,
                room: Room::new(),
                refused: None,
            },
        }
    }

    /// Has room for resources of so many bytes more, all at once.
    pub fn expect(&mut self, bytes: usize) {
        // Beside the texts stand their places, their look-ups and what allocation takes.
        self.taking.room.ask(bytes.saturating_add(bytes / 16));
    }

    /// Reads the next piece, and says whether there is any use in going on.
    pub fn push(&mut self, piece: &[u8], registry: &Registry) -> bool {
        let taking = &mut self.taking;
        if taking.refused.is_none() {
            self.splitter
                .push(piece, &mut |piece| taking.take(piece, registry));
        }
        self.taking.refused.is_none()
    }

    /// The resources, once all has been read.
    ///
    /// # Errors
    /// `invalidSyntax` with the number of the first row that is no resource or over the limits, the
    /// line that it begins in, and what is wrong with it. Places are not given: they would be in a
    /// text that is long gone.
    pub fn finish(mut self, registry: &Registry) -> Result<Resources, Error> {
        let taking = &mut self.taking;
        self.splitter
            .finish(&mut |piece| taking.take(piece, registry));
        match self.taking.refused {
            Some(refused) => Err(refused),
            None => Ok(self.taking.resources),
        }
    }
}

impl Taking {
    fn take(&mut self, piece: Piece<'_>, registry: &Registry) {
        if self.refused.is_some() {
            return;
        }
        let (index, line, detail) = match piece {
            Piece::List(_) => return,
            Piece::Break(broken) => {
                let finding = broken.kind.diagnose();
                let help = finding
                    .help
                    .map_or(String::new(), |help| format!(" {help}"));
                (
                    broken.index,
                    broken.line,
                    format!("{}{help}", finding.message),
                )
            }
            Piece::Row(row) => match self.insert(&row, registry) {
                Ok(()) => return,
                Err(detail) => (row.index, row.line, detail),
            },
        };
        let detail = format!("Row {index}, in line {line}: {detail}");
        self.refused = Some(Error::new(ScimType::InvalidSyntax, detail));
    }

    fn insert(&mut self, row: &Row<'_>, registry: &Registry) -> Result<(), String> {
        if let Some(length) = row.too_long {
            let limit = self.limit;
            return Err(format!(
                "It has {length} bytes; the limit is {limit}. Raise the limit `documentBytes`."
            ));
        }
        if row.comma_missing {
            return Err("The comma between this row and the one before is missing.".to_owned());
        }
        // Nothing may be kept that isn't what was sent.
        let text = core::str::from_utf8(row.text)
            .map_err(|error| format!("Its byte {} is not UTF-8.", error.valid_up_to()))?;
        let inserted = self.resources.insert(text, registry);
        inserted.map_err(|error| error.detail().to_owned())?;
        self.room.follow();
        Ok(())
    }
}
