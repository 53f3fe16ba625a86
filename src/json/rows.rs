use super::nesting::{Nesting, Token};
use super::scan::line_feed;
use crate::diagnostic::{Code, Diagnostic};

/// Bytes that tell UTF-16 and a byte order mark.
const SIGNATURE: usize = 4;

/// How much is kept of what surrounds the rows of a ListResponse.
const AROUND: usize = 1 << 14;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// What a stream of rows is made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Piece<'r> {
    /// A row.
    Row(Row<'r>),
    /// A place between rows that is not as JSON has it.
    Break(Break),
    /// A ListResponse that has been read to its end.
    List(Around<'r>),
}

/// What surrounds the rows of a ListResponse.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Around<'r> {
    /// The text of the ListResponse, its rows left out; nothing where that is long.
    pub text: &'r [u8],
    /// How many rows it has.
    pub rows: u32,
    /// The number of the row that follows or would follow.
    pub index: u32,
    /// The line of the stream that it begins in, from 1.
    pub line: u32,
}

/// A row, which may be anything: it is whole only if its text is JSON.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Row<'r> {
    /// Its number, from 0.
    pub index: u32,
    /// The line of the stream that it begins in, from 1.
    pub line: u32,
    /// The column of that line in UTF-16 code units, from 1; `None` where other rows or members of a
    /// ListResponse stand before it in the line.
    pub column: Option<u32>,
    /// Its text without the white space around it. Of a row longer than the limit, the beginning.
    pub text: &'r [u8],
    /// Its length, where that is over the limit.
    pub too_long: Option<u64>,
    /// Whether the comma between this row and the one before is missing.
    pub comma_missing: bool,
}

/// What is wrong between rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Break {
    /// What is wrong.
    pub kind: BreakKind,
    /// The number of the row that follows or would follow.
    pub index: u32,
    /// The line of the stream, from 1.
    pub line: u32,
}

/// What can be wrong between rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BreakKind {
    /// The stream is UTF-16; nothing of it is read.
    Utf16,
    /// A comma, and no row before it.
    NoRow,
    /// A comma behind the last row.
    TrailingComma,
    /// The stream ends before the array of rows does.
    UnclosedArray,
    /// The stream ends before the ListResponse does.
    UnclosedObject,
}

/// Splits a stream into rows: NDJSON, a JSON array, or a ListResponse (RFC 7644 §3.4.2), told apart
/// by their first bytes. The stream comes in pieces that are cut anywhere.
///
/// Its memory is bounded by the longest row, and that by the limit. A broken row ends where its line
/// does, or where its brackets do; the rows behind it are split as if it were sound. Behind the end
/// of an array or a ListResponse another may follow, or lines: files that pages were added to.
///
/// Rows are told apart by brackets, quotes and line ends alone. Whether they are JSON is for the
/// reader to say.
#[derive(Debug)]
pub struct RowSplitter {
    limit: usize,
    state: State,
    /// The beginning of the row at hand, from earlier pieces.
    pending: Vec<u8>,
    /// Length of the row at hand so far. More than `pending` holds where it is over the limit.
    length: u64,
    object: Object,
    /// What surrounds the rows of the ListResponse at hand; no more of it than [`AROUND`], and then
    /// it is of no use.
    around: Vec<u8>,
    /// Brackets of the row at hand, in an array.
    nesting: Nesting,
    /// Rows so far.
    rows: u32,
    /// The line that has been reached.
    line: u32,
    /// The line that the row at hand begins in.
    row_line: u32,
    /// The column of what comes next in its line, as for [`Row::column`]. In lines and objects it is
    /// that of what is at hand.
    column: Option<u32>,
    /// The column that the row at hand begins in.
    row_column: Option<u32>,
    comma_missing: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    /// Before the first bytes.
    Begin,
    /// Outside of everything.
    Start,
    /// In an object that is a row or a ListResponse.
    Object,
    /// In lines, each of which is a row.
    Lines,
    /// In an array, between rows.
    Between(Place),
    /// In a row of an array.
    Row,
    /// In a row of an array that is no object, array or string.
    Scalar,
    /// What follows can't be read.
    Unreadable,
}

/// A place in an array between rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Place {
    /// After its bracket.
    First,
    /// After a row.
    AfterRow,
    /// After a row that begins with no bracket or quote.
    AfterScalar,
    /// After a comma.
    AfterComma,
    /// After a comma that had no row before it.
    AfterLoneComma,
}

/// An object that is a row or a ListResponse: its members have to tell.
#[derive(Debug, Default)]
struct Object {
    nesting: Nesting,
    name: Name,
    sort: Sort,
    /// A line has ended inside.
    lines: bool,
    /// No token has been read since the line began.
    fresh: bool,
    /// The last token.
    last: Option<Token>,
    /// Whether the innermost bracket open behind it is a brace.
    in_braces: bool,
    /// The line that it begins in.
    line: u32,
    /// The rows before it.
    rows: u32,
}

/// What an object is taken for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Sort {
    /// A row, unless `Resources` is still to come.
    #[default]
    Row,
    /// `totalResults` has been found, which every ListResponse has: one without results has nothing
    /// else.
    EmptyList,
    /// `Resources` has been found.
    List,
}

/// How much of `"Resources": [` stands before the token.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Name {
    #[default]
    None,
    String,
    Colon,
}

/// Takes the rows, in order.
pub type RowSink<'s> = dyn FnMut(Piece<'_>) + 's;

impl RowSplitter {
    /// Nothing has been read yet. `limit` is the length of the longest row, in bytes.
    pub fn new(limit: u32) -> Self {
        Self {
            limit: limit as usize,
            state: State::Begin,
            pending: Vec::new(),
            length: 0,
            object: Object::default(),
            around: Vec::new(),
            nesting: Nesting::default(),
            rows: 0,
            line: 1,
            row_line: 1,
            column: Some(1),
            row_column: None,
            comma_missing: false,
        }
    }

    /// Reads the next piece of the stream.
    pub fn push(&mut self, piece: &[u8], sink: &mut RowSink<'_>) {
        let mut piece = piece;
        if self.state == State::Begin {
            let missing = SIGNATURE.saturating_sub(self.pending.len());
            let (head, rest) = piece.split_at(missing.min(piece.len()));
            self.pending.extend_from_slice(head);
            if self.pending.len() < SIGNATURE {
                return;
            }
            self.begin(sink);
            piece = rest;
        }
        self.read(piece, sink);
    }

    /// The stream has ended.
    pub fn finish(&mut self, sink: &mut RowSink<'_>) {
        if self.state == State::Begin {
            self.begin(sink);
        }
        let broken = match self.state {
            State::Begin | State::Start | State::Unreadable => None,
            State::Object if self.object.sort != Sort::Row => Some(BreakKind::UnclosedObject),
            State::Object => {
                self.end_row(&[], sink);
                None
            }
            State::Lines => {
                self.end_line(&[], sink);
                None
            }
            State::Between(_) => Some(BreakKind::UnclosedArray),
            State::Row => {
                // A row that is cut off says so itself, unless it is too long to be read.
                let told = self.length <= self.limit as u64;
                self.end_row(&[], sink);
                (!told).then_some(BreakKind::UnclosedArray)
            }
            State::Scalar => {
                self.end_row(&[], sink);
                Some(BreakKind::UnclosedArray)
            }
        };
        if let Some(kind) = broken {
            self.report(kind, sink);
        }
        self.state = State::Unreadable;
        self.pending = Vec::new();
    }

    /// Rows so far.
    pub const fn rows(&self) -> u32 {
        self.rows
    }

    /// Bytes of memory that are held for the row at hand.
    pub const fn capacity(&self) -> usize {
        self.pending.capacity()
    }

    fn begin(&mut self, sink: &mut RowSink<'_>) {
        let first = core::mem::take(&mut self.pending);
        self.state = State::Start;
        match first.as_slice() {
            [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..] | [0, _, ..] | [_, 0, ..] => {
                self.report(BreakKind::Utf16, sink);
                self.state = State::Unreadable;
            }
            first => self.read(first.strip_prefix(BYTE_ORDER_MARK).unwrap_or(first), sink),
        }
    }

    fn read(&mut self, piece: &[u8], sink: &mut RowSink<'_>) {
        let mut at = 0;
        while at < piece.len() {
            at = match self.state {
                State::Begin | State::Unreadable => return,
                State::Start => self.start(piece, at),
                State::Object => self.object(piece, at, sink),
                State::Lines => self.line(piece, at, sink),
                State::Between(place) => self.between(piece, at, place, sink),
                State::Row => self.row(piece, at, sink),
                State::Scalar => self.scalar(piece, at, sink),
            };
        }
    }

    fn start(&mut self, piece: &[u8], at: usize) -> usize {
        match piece.get(at) {
            Some(b' ' | b'\t' | b'\r') | None => self.pass(at),
            Some(b'\n') => self.pass_line_end(at),
            Some(b'[') => {
                self.state = State::Between(Place::First);
                self.pass(at)
            }
            Some(b'{') => {
                self.object = Object {
                    line: self.line,
                    rows: self.rows,
                    ..Object::default()
                };
                self.row_line = self.line;
                self.row_column = self.column;
                self.state = State::Object;
                at
            }
            Some(_) => {
                self.state = State::Lines;
                at
            }
        }
    }

    /// Goes past a byte that is one column wide.
    fn pass(&mut self, at: usize) -> usize {
        self.column = self.column.map(|column| column.saturating_add(1));
        at + 1
    }

    fn pass_line_end(&mut self, at: usize) -> usize {
        self.line += 1;
        self.column = Some(1);
        at + 1
    }

    /// An object outside of arrays. One that its line holds is the first of many lines. One that
    /// takes several lines is a row by itself, and as long as its lines go on as JSON does. One that
    /// has `Resources` is a ListResponse.
    fn object(&mut self, piece: &[u8], from: usize, sink: &mut RowSink<'_>) -> usize {
        let mut at = from;
        while let Some((token, end)) = self.object.nesting.token(piece, at) {
            let line_end = usize::from(token == Token::Line);
            if self.object.sort != Sort::List {
                let read = piece.get(from..end - line_end).unwrap_or_default();
                let fits = self.length + read.len() as u64 <= self.limit as u64;
                if !fits && !self.object.lines {
                    self.keep(read);
                    self.state = State::Lines;
                    return end - line_end;
                }
                if fits && !self.object.goes_on(token) {
                    self.keep(read);
                    self.reread_as_lines(sink);
                    return end - line_end;
                }
            }
            self.line += u32::from(token == Token::Line);
            let listed = self.object.sort == Sort::List;
            let begins_rows = self.object.follow(token);
            if begins_rows {
                if !listed {
                    self.begin_around();
                }
                self.surround(piece.get(from..end).unwrap_or_default());
                self.forget();
                self.column = None;
                self.state = State::Between(Place::First);
                return end;
            }
            if token == Token::Close && self.object.nesting.depth() == 0 {
                let rest = piece.get(from..end).unwrap_or_default();
                self.close_object(rest, sink);
                return end;
            }
            at = end;
        }
        let rest = piece.get(from..).unwrap_or_default();
        if self.object.sort == Sort::List {
            self.surround(rest);
        } else {
            self.keep(rest);
        }
        piece.len()
    }

    /// What has been kept of an object surrounds rows, as it turns out.
    fn begin_around(&mut self) {
        self.around.clear();
        let kept = core::mem::take(&mut self.pending);
        self.surround(&kept);
        if self.length > kept.len() as u64 {
            self.surround(&[b' '; AROUND]);
        }
        self.pending = kept;
    }

    fn surround(&mut self, part: &[u8]) {
        let room = AROUND - self.around.len();
        let part = part.get(..room).unwrap_or(part);
        self.around.extend_from_slice(part);
    }

    fn close_object(&mut self, rest: &[u8], sink: &mut RowSink<'_>) {
        self.state = State::Start;
        match self.object.sort {
            Sort::List => {
                self.surround(rest);
                self.end_list(sink);
            }
            Sort::EmptyList => {
                self.keep(rest);
                self.begin_around();
                self.end_list(sink);
            }
            Sort::Row if self.object.lines => {
                self.end_row(rest, sink);
                self.column = None;
            }
            Sort::Row => {
                self.keep(rest);
                self.state = State::Lines;
            }
        }
    }

    fn end_list(&mut self, sink: &mut RowSink<'_>) {
        self.forget();
        self.column = None;
        let whole = self.around.len() < AROUND;
        let Object { line, rows, .. } = self.object;
        sink(Piece::List(Around {
            text: if whole { &self.around } else { &[] },
            rows: self.rows - rows,
            index: self.rows,
            line,
        }));
    }

    /// What was taken for one object over several lines is lines.
    fn reread_as_lines(&mut self, sink: &mut RowSink<'_>) {
        let lines = core::mem::take(&mut self.pending);
        self.length = 0;
        self.line = self.row_line;
        self.state = State::Lines;
        self.read(&lines, sink);
    }

    fn line(&mut self, piece: &[u8], at: usize, sink: &mut RowSink<'_>) -> usize {
        let Some(end) = line_feed(piece, at) else {
            self.keep(piece.get(at..).unwrap_or_default());
            return piece.len();
        };
        self.end_line(piece.get(at..end).unwrap_or_default(), sink);
        self.pass_line_end(end)
    }

    fn between(&mut self, piece: &[u8], at: usize, place: Place, sink: &mut RowSink<'_>) -> usize {
        let after_row = matches!(place, Place::AfterRow | Place::AfterScalar);
        match piece.get(at) {
            Some(b' ' | b'\t' | b'\r') | None => {}
            Some(b'\n') => return self.pass_line_end(at),
            Some(b',') if after_row => self.state = State::Between(Place::AfterComma),
            Some(b',') => {
                if place != Place::AfterLoneComma {
                    self.report(BreakKind::NoRow, sink);
                }
                self.state = State::Between(Place::AfterLoneComma);
            }
            Some(b']') => {
                if place == Place::AfterComma {
                    self.report(BreakKind::TrailingComma, sink);
                }
                self.close_array();
            }
            Some(b'{' | b'[' | b'"') => {
                self.begin_row();
                self.comma_missing = place == Place::AfterRow;
                self.nesting.reset();
                self.state = State::Row;
                return at;
            }
            Some(_) => {
                self.begin_row();
                self.state = State::Scalar;
                return at;
            }
        }
        self.pass(at)
    }

    /// A row of an array begins; what follows it in its line has a column that nobody counts.
    fn begin_row(&mut self) {
        self.row_line = self.line;
        self.row_column = self.column.take();
    }

    fn close_array(&mut self) {
        self.state = State::Start;
        if self.object.sort == Sort::List {
            self.surround(b"]");
            self.object.nesting.leave();
            self.state = State::Object;
        }
    }

    fn row(&mut self, piece: &[u8], from: usize, sink: &mut RowSink<'_>) -> usize {
        let mut at = from;
        while let Some((token, end)) = self.nesting.bound(piece, at) {
            let outside = self.nesting.depth() == 0;
            let stop = match token {
                Token::Close | Token::String | Token::CutString if outside => Some(end),
                // It closes the array, and the row was left open.
                Token::Stray(b']') => Some(end - 1),
                Token::Line => {
                    self.line += 1;
                    None
                }
                _ => None,
            };
            if let Some(stop) = stop {
                self.end_row(piece.get(from..stop).unwrap_or_default(), sink);
                self.state = State::Between(Place::AfterRow);
                return stop;
            }
            at = end;
        }
        self.keep(piece.get(from..).unwrap_or_default());
        piece.len()
    }

    fn scalar(&mut self, piece: &[u8], from: usize, sink: &mut RowSink<'_>) -> usize {
        let rest = piece.get(from..).unwrap_or_default();
        let stop = rest
            .iter()
            .position(|byte| matches!(byte, b',' | b']' | b'[' | b'{' | b'"'));
        let text = rest.get(..stop.unwrap_or(rest.len())).unwrap_or_default();
        for byte in text {
            self.line += u32::from(*byte == b'\n');
        }
        if stop.is_some() {
            self.end_row(text, sink);
            self.state = State::Between(Place::AfterScalar);
        } else {
            self.keep(text);
        }
        from + text.len()
    }

    /// Keeps a part of the row at hand, up to the limit.
    fn keep(&mut self, part: &[u8]) {
        self.length += part.len() as u64;
        let room = self.limit.saturating_sub(self.pending.len());
        let part = part.get(..room).unwrap_or(part);
        let needed = self.pending.len() + part.len();
        if needed > self.pending.capacity() {
            // Growing twofold, as a Vec does, but never past the limit.
            let target = needed.max((self.pending.capacity() * 2).min(self.limit));
            self.pending.reserve_exact(target - self.pending.len());
        }
        self.pending.extend_from_slice(part);
    }

    fn forget(&mut self) {
        self.pending.clear();
        self.length = 0;
    }

    /// The line at hand ends with `rest`; it is a row unless it is blank.
    fn end_line(&mut self, rest: &[u8], sink: &mut RowSink<'_>) {
        let blank = trimmed(&self.pending).is_empty() && trimmed(rest).is_empty();
        if blank && self.length + rest.len() as u64 <= self.limit as u64 {
            self.forget();
            return;
        }
        self.row_line = self.line;
        let spaces = leading(&self.pending);
        let more = spaces == self.pending.len();
        let spaces = spaces + if more { leading(rest) } else { 0 };
        let spaces = u32::try_from(spaces).unwrap_or(u32::MAX);
        let column = self.column.map(|column| column.saturating_add(spaces));
        // Of a line over the limit, what is kept may be nothing but white space.
        let kept = self.length + rest.len() as u64 <= self.limit as u64;
        self.row_column = column.filter(|_| kept);
        self.end_row(rest, sink);
    }

    /// The row at hand ends with `rest`. A row that one piece holds is handed on from where it is.
    fn end_row(&mut self, rest: &[u8], sink: &mut RowSink<'_>) {
        let length = self.length + rest.len() as u64;
        let too_long = (length > self.limit as u64).then_some(length);
        if self.length > 0 || too_long.is_some() {
            self.keep(rest);
        }
        let pending = core::mem::take(&mut self.pending);
        let text = if self.length > 0 { &pending } else { rest };
        sink(Piece::Row(Row {
            index: self.rows,
            line: self.row_line,
            column: self.row_column,
            text: trimmed(text),
            too_long,
            comma_missing: core::mem::take(&mut self.comma_missing),
        }));
        self.pending = pending;
        self.forget();
        self.rows = self.rows.saturating_add(1);
    }

    fn report(&self, kind: BreakKind, sink: &mut RowSink<'_>) {
        sink(Piece::Break(Break {
            kind,
            index: self.rows,
            line: self.line,
        }));
    }
}

/// White space of JSON (RFC 8259 §2).
const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// How many bytes of white space a text begins with.
fn leading(text: &[u8]) -> usize {
    let start = text.iter().position(|byte| !is_space(*byte));
    start.unwrap_or(text.len())
}

/// A text without the white space around it.
fn trimmed(text: &[u8]) -> &[u8] {
    let end = text.iter().rposition(|byte| !is_space(*byte));
    end.and_then(|end| text.get(leading(text)..=end))
        .unwrap_or_default()
}

impl Object {
    /// Whether a token can follow the last one across the end of a line. Where it can't, the line
    /// was a row, and a broken one.
    fn goes_on(&self, token: Token) -> bool {
        if token == Token::CutString {
            return false;
        }
        if !self.fresh || token == Token::Line {
            return true;
        }
        match self.last {
            Some(Token::Open(b'{')) => matches!(token, Token::String | Token::Close),
            Some(Token::Open(_)) => !matches!(token, Token::Comma | Token::Colon),
            Some(Token::Comma) if self.in_braces => matches!(token, Token::String | Token::Close),
            Some(Token::Comma | Token::Colon) => !matches!(token, Token::Comma | Token::Colon),
            _ => matches!(token, Token::Comma | Token::Colon | Token::Close),
        }
    }

    /// Takes note of a token. Says whether the rows of a ListResponse begin behind it.
    fn follow(&mut self, token: Token) -> bool {
        if token == Token::Line {
            self.lines = true;
            self.fresh = true;
            return false;
        }
        self.fresh = false;
        self.last = Some(token);
        self.in_braces = self.nesting.in_braces();
        let on_top = self.nesting.depth() == 1;
        self.name = match (token, self.name) {
            (Token::String, _) if on_top => Name::String,
            (Token::Colon, Name::String) if on_top => {
                if self.sort == Sort::Row && self.nesting.latest_is("totalResults") {
                    self.sort = Sort::EmptyList;
                }
                Name::Colon
            }
            (Token::Open(b'['), Name::Colon) if self.nesting.latest_is("Resources") => {
                self.sort = Sort::List;
                self.last = Some(Token::Close);
                self.name = Name::None;
                return true;
            }
            _ => Name::None,
        };
        false
    }
}

impl BreakKind {
    /// The finding for it.
    pub fn diagnose(self) -> Diagnostic {
        let syntax = |message: &str| Diagnostic::new(Code::JsonSyntax, message);
        match self {
            Self::Utf16 => {
                let message = "The stream is UTF-16; SCIM is UTF-8. Nothing of it was read.";
                Diagnostic::new(Code::JsonEncoding, message).help("Convert it to UTF-8.")
            }
            Self::NoRow => syntax("A row belongs before the comma."),
            Self::TrailingComma => syntax("JSON has no comma behind the last row of an array."),
            Self::UnclosedArray => syntax("The stream ends before the array of rows is closed.")
                .help("It may have been cut off, and rows may be missing."),
            Self::UnclosedObject => syntax("The stream ends before the ListResponse is closed.")
                .help("It may have been cut off, and rows may be missing."),
        }
    }
}
