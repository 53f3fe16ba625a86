//! SQL over resources in a JSON column: `jsonb` in `PostgreSQL`, JSON1 in `SQLite`.
//!
//! A clause may be NULL where the evaluator says false. AND and OR treat the two alike, and NOT is
//! written as IS NOT TRUE, so the answer is the same.

use core::fmt::Write;

use super::number::{is_double, is_numeric};
use super::strings::{Plan, Strings, plan};
use super::{Joint, Notation, Part, Place, Reason, Source, Step, unusable};
use crate::attribute::DateTime;
use crate::diagnostic::Error;
use crate::filter::compile::Operand;
use crate::filter::tree::CompareOp;
use crate::schema::Type;
use crate::text::write_quoted;

/// A dialect of SQL.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialect {
    /// `PostgreSQL`, from version 13
    Postgres,
    /// `SQLite`, from version 3.38
    Sqlite,
}

impl Dialect {
    /// Reads its name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "postgres" => Some(Self::Postgres),
            "sqlite" => Some(Self::Sqlite),
            _ => None,
        }
    }
}

/// How to write SQL.
#[derive(Clone, Copy, Debug)]
pub struct SqlOptions<'o> {
    /// The dialect.
    pub dialect: Dialect,
    /// The column that holds the resource. A dot stands between the table and the column.
    pub column: &'o str,
}

/// Writes the condition of a WHERE clause as `{"text", "params"}`. The names of the source are
/// columns that hold single values, which are used instead of the JSON.
///
/// # Errors
/// `invalidFilter` with the clause that SQL can't express exactly, and `invalidValue` for names that
/// can't be used.
pub fn write_sql(
    source: &Source<'_>,
    options: &SqlOptions<'_>,
    out: &mut String,
) -> Result<(), Error> {
    if options.column.is_empty() || options.column.contains('\0') {
        return Err(unusable("`column` is no name of a column.".to_owned()));
    }
    let mut columns = Vec::new();
    let registry = source.view.registry();
    for (definition, column) in source.renamed()? {
        let parent = definition.parent.and_then(|id| registry.definition(id));
        let many = |d: &crate::schema::Definition| d.attribute.multi_valued;
        if definition.is_complex() || many(definition) || parent.is_some_and(many) {
            let path = &definition.path;
            return Err(unusable(format!(
                "`{path}` is not a single value, as a column is."
            )));
        }
        columns.push((definition.path.as_str(), column));
    }
    let mut sql = Sql {
        dialect: options.dialect,
        strings: source.strings,
        columns: &columns,
        text: String::new(),
        params: String::new(),
        count: 0,
        depth: 0,
        scopes: vec![Scope {
            base: identifier(options.column),
            path: Vec::new(),
            brackets: Vec::new(),
        }],
    };
    source.write(&mut sql)?;
    out.push_str(r#"{"text":"#);
    write_quoted(&sql.text, out);
    // Writing to a String can't fail.
    let _ = write!(out, r#","params":[{}]}}"#, sql.params);
    Ok(())
}

/// A name of a column, with that of its table before a dot.
fn identifier(name: &str) -> String {
    quoted(name, '"').replace('.', "\".\"")
}

/// A text in quotes, those in it doubled.
fn quoted(text: &str, quote: char) -> String {
    let mut out = String::from(quote);
    for c in text.chars() {
        if c == quote {
            out.push(c);
        }
        out.push(c);
    }
    out.push(quote);
    out
}

/// A value that attributes are looked up in.
#[derive(Clone)]
struct Scope {
    base: String,
    path: Vec<String>,
    /// What has to be closed when it is left.
    brackets: Vec<&'static str>,
}

struct Sql<'s> {
    dialect: Dialect,
    strings: Strings,
    columns: &'s [(&'s str, &'s str)],
    text: String,
    params: String,
    count: usize,
    depth: usize,
    scopes: Vec<Scope>,
}

impl Sql<'_> {
    fn is_postgres(&self) -> bool {
        self.dialect == Dialect::Postgres
    }

    fn scope(&self) -> Scope {
        let none = || Scope {
            base: String::new(),
            path: Vec::new(),
            brackets: Vec::new(),
        };
        self.scopes.last().cloned().unwrap_or_else(none)
    }

    /// A parameter; `json` is its value.
    fn param(&mut self, json: &str, cast: &str) -> String {
        if self.count > 0 {
            self.params.push(',');
        }
        self.params.push_str(json);
        self.count += 1;
        match self.dialect {
            Dialect::Postgres => format!("${}{cast}", self.count),
            Dialect::Sqlite => format!("?{}", self.count),
        }
    }

    fn text_param(&mut self, text: &str) -> String {
        let mut json = String::new();
        write_quoted(text, &mut json);
        self.param(&json, "")
    }

    fn number_param(&mut self, number: &str) -> String {
        match self.dialect {
            Dialect::Postgres => self.param(&format!("\"{number}\""), "::numeric"),
            Dialect::Sqlite => self.param(number, ""),
        }
    }

    /// The path of a value in `SQLite`.
    fn path(scope: &Scope) -> String {
        let mut path = String::from("$");
        for name in &scope.path {
            path.push_str(".\"");
            path.push_str(name);
            path.push('"');
        }
        quoted(&path, '\'')
    }

    /// A value as JSON.
    fn json(&self, scope: &Scope) -> String {
        if !self.is_postgres() {
            return self.string(scope);
        }
        let mut json = scope.base.clone();
        for name in &scope.path {
            json.push_str("->");
            json.push_str(&quoted(name, '\''));
        }
        json
    }

    /// A single value as SQL has it: in `PostgreSQL` always a string.
    fn string(&self, scope: &Scope) -> String {
        match (self.dialect, scope.path.split_last()) {
            (Dialect::Sqlite, None) => scope.base.clone(),
            (Dialect::Sqlite, _) => format!("json_extract({}, {})", scope.base, Self::path(scope)),
            (Dialect::Postgres, None) => format!("({} #>> '{{}}')", scope.base),
            (Dialect::Postgres, Some((last, before))) => {
                let holder = Scope {
                    path: before.to_vec(),
                    ..scope.clone()
                };
                format!("({}->>{})", self.json(&holder), quoted(last, '\''))
            }
        }
    }

    /// The type of a value.
    fn kind(&self, scope: &Scope) -> String {
        match self.dialect {
            Dialect::Postgres => format!("jsonb_typeof({})", self.json(scope)),
            Dialect::Sqlite if scope.path.is_empty() => scope.base.replace(".value", ".type"),
            Dialect::Sqlite => format!("json_type({}, {})", scope.base, Self::path(scope)),
        }
    }

    /// Goes along the steps, into the values of lists.
    fn walk(&mut self, steps: &[Step<'_>], scope: &mut Scope) -> Result<(), Reason> {
        for step in steps {
            if step.name.contains(['"', '\\', '\0']) {
                return Err("its name has a quote or a backslash".to_owned());
            }
            scope.path.push(step.name.to_owned());
            if !step.many {
                continue;
            }
            self.depth += 1;
            let (list, depth) = (self.json(scope), self.depth);
            let _ = match self.dialect {
                Dialect::Postgres => write!(
                    self.text,
                    "EXISTS (SELECT 1 FROM jsonb_array_elements(CASE {} WHEN 'array' THEN {list} \
                     END) AS e{depth}(value) WHERE ",
                    self.kind(scope),
                ),
                Dialect::Sqlite => write!(
                    self.text,
                    "EXISTS (SELECT 1 FROM json_each({list}) AS e{depth} WHERE "
                ),
            };
            scope.base = format!("e{depth}.value");
            scope.path.clear();
            scope.brackets.push(")");
        }
        Ok(())
    }

    fn close(&mut self, scope: &Scope) {
        for bracket in &scope.brackets {
            self.text.push_str(bracket);
        }
    }

    /// Writes a condition about a single value.
    fn at(
        &mut self,
        place: &Place<'_>,
        condition: &mut dyn FnMut(&mut Self, &Single) -> Result<(), Reason>,
    ) -> Result<(), Reason> {
        let path = place.leaf.path.as_str();
        let column = self.columns.iter().find(|(known, _)| *known == path);
        if let Some((_, column)) = column.filter(|_| place.at_root) {
            let value = identifier(column);
            return condition(self, &Single { value, json: None });
        }
        let mut scope = self.scope();
        scope.brackets.clear();
        self.walk(&place.steps, &mut scope)?;
        let value = self.string(&scope);
        let json = Some(scope.clone());
        condition(self, &Single { value, json })?;
        self.close(&scope);
        Ok(())
    }

    fn compare_text(
        &mut self,
        value: &str,
        op: CompareOp,
        wanted: &str,
        plan: &Plan,
    ) -> Result<(), Reason> {
        if wanted.contains('\0') {
            return Err("strings in SQL can't have the character NUL".to_owned());
        }
        let character = if self.is_postgres() { "chr" } else { "char" };
        let mut found = value.to_owned();
        for (c, part) in &plan.alike {
            let (code, part) = (u32::from(*c), quoted(part, '\''));
            found = format!("replace({found}, {character}({code}), {part})");
        }
        let bytewise = if self.is_postgres() {
            " COLLATE \"C\""
        } else {
            ""
        };
        if plan.lower {
            found = format!("lower({found}{bytewise})");
        }
        let param = self.text_param(wanted);
        let length = wanted.chars().count();
        let _ = match (op, self.dialect) {
            (CompareOp::Co, Dialect::Postgres) => write!(self.text, "strpos({found}, {param}) > 0"),
            (CompareOp::Co, Dialect::Sqlite) => write!(self.text, "instr({found}, {param}) > 0"),
            (CompareOp::Sw, Dialect::Postgres) => {
                write!(self.text, "starts_with({found}, {param})")
            }
            (CompareOp::Sw, Dialect::Sqlite) => {
                write!(self.text, "substr({found}, 1, {length}) = {param}")
            }
            (CompareOp::Ew, Dialect::Postgres) => {
                write!(self.text, "right({found}, {length}) = {param}")
            }
            (CompareOp::Ew, Dialect::Sqlite) => {
                write!(self.text, "substr({found}, -{length}) = {param}")
            }
            (CompareOp::Eq, _) => write!(self.text, "{found} = {param}"),
            _ => write!(self.text, "{found}{bytewise} {} {param}", sign(op)),
        };
        Ok(())
    }

    /// Compares seconds since 1970 and the digits of the fraction, since no type of SQL has all
    /// digits. Years of more than four digits are after all instants that can be asked for.
    fn compare_instant(&mut self, x: &str, op: CompareOp, wanted: &str) -> Result<(), Reason> {
        let instant = DateTime::parse(wanted).map_err(|_| "the value is no dateTime".to_owned())?;
        // From the beginning of the year 2 to the end of 9998.
        if !(-62_104_060_800..253_370_764_800).contains(&instant.seconds()) {
            return Err("SQL reads the years 2 to 9998 alone".to_owned());
        }
        let seconds = self.number_param(&instant.seconds().to_string());
        let point = if instant.fraction().is_empty() {
            ""
        } else {
            "."
        };
        let fraction = self.text_param(&format!("{point}{}", instant.fraction()));
        let rest = format!("substr({x}, 20)");
        let zone = format!("ltrim({rest}, '.0123456789')");
        let digits = format!("substr({rest}, 1, length({rest}) - length({zone}))");
        let digits = format!("rtrim(rtrim({digits}, '0'), '.')");
        let (found, digits) = match self.dialect {
            Dialect::Postgres => (
                format!(
                    "extract(epoch FROM (substr({x}, 1, 19) || coalesce(nullif({zone}, ''), 'Z'))\
                     ::timestamptz)"
                ),
                format!("{digits} COLLATE \"C\""),
            ),
            Dialect::Sqlite => (
                format!("CAST(strftime('%s', substr({x}, 1, 19) || {zone}) AS INTEGER)"),
                digits,
            ),
        };
        let before = fixed(matches!(op, CompareOp::Lt | CompareOp::Le));
        let after = fixed(matches!(op, CompareOp::Gt | CompareOp::Ge));
        let sign = sign(op);
        let _ = write!(
            self.text,
            "CASE WHEN substr({x}, 1, 1) = '-' OR substr({x}, 1, 4) = '0000' THEN {before} \
             WHEN substr({x}, 5, 1) <> '-' THEN {after} \
             ELSE ({found}, {digits}) {sign} ({seconds}, {fraction}) END"
        );
        Ok(())
    }

    fn compare_number(&mut self, at: &Single, op: CompareOp, number: &str) -> Result<(), Reason> {
        let exact = match self.dialect {
            Dialect::Postgres => is_numeric(number),
            Dialect::Sqlite => is_double(number),
        };
        if !exact {
            return Err(match self.dialect {
                Dialect::Postgres => "the number is too large or small for `numeric`".to_owned(),
                Dialect::Sqlite => "SQLite compares numbers to 15 digits".to_owned(),
            });
        }
        let (sign, value, param) = (sign(op), &at.value, self.number_param(number));
        let _ = match &at.json {
            Some(scope) if self.is_postgres() => {
                let (kind, json) = (self.kind(scope), self.json(scope));
                write!(
                    self.text,
                    "({kind} = 'number' AND {json} {sign} to_jsonb({param}))"
                )
            }
            _ => write!(self.text, "{value} {sign} {param}"),
        };
        Ok(())
    }

    fn compare_boolean(&mut self, at: &Single, wanted: bool, missing_is_false: bool) {
        let value = &at.value;
        let Some(scope) = &at.json else {
            let wanted = match self.dialect {
                Dialect::Postgres => wanted.to_string(),
                Dialect::Sqlite => u8::from(wanted).to_string(),
            };
            let _ = write!(self.text, "{value} = {wanted}");
            return;
        };
        let found = match self.dialect {
            Dialect::Postgres => self.json(scope),
            Dialect::Sqlite => self.kind(scope),
        };
        if wanted || !missing_is_false {
            let _ = write!(self.text, "{found} = '{wanted}'");
            return;
        }
        let mut holder = scope.clone();
        holder.path.pop();
        let holder = self.kind(&holder);
        let _ = write!(
            self.text,
            "({holder} = 'object' AND coalesce({found}, 'null') IN ('false', 'null'))"
        );
    }
}

/// A single value, and where it is unless it is a column.
struct Single {
    value: String,
    json: Option<Scope>,
}

fn sign(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Gt => ">",
        CompareOp::Ge => ">=",
        CompareOp::Lt => "<",
        CompareOp::Le => "<=",
        _ => "=",
    }
}

fn fixed(answer: bool) -> &'static str {
    if answer { "(1 = 1)" } else { "(1 = 0)" }
}

impl Notation for Sql<'_> {
    fn join(&mut self, joint: Joint, part: Part) {
        self.text.push_str(match (part, joint) {
            (Part::Open, _) => "(",
            (Part::Between, Joint::Any) => " OR ",
            (Part::Between, _) => " AND ",
            (Part::Close, Joint::Not) => ") IS NOT TRUE",
            (Part::Close, _) => ")",
        });
    }

    fn fixed(&mut self, answer: bool) {
        self.text.push_str(fixed(answer));
    }

    fn assigned(&mut self, place: &Place<'_>, empty_counts: bool) -> Result<(), Reason> {
        if !place.leaf.is_complex() {
            let empty = place.leaf.attribute.kind.is_textual();
            let condition = if empty && !empty_counts {
                "<> ''"
            } else {
                "IS NOT NULL"
            };
            return self.at(place, &mut |sql, at| {
                let _ = write!(sql.text, "{} {condition}", at.value);
                Ok(())
            });
        }
        // Anything in it, however deep.
        let mut scope = self.scope();
        scope.brackets.clear();
        let Some((last, before)) = place.steps.split_last() else {
            return Err("it asks whether a value has a value".to_owned());
        };
        self.walk(before, &mut scope)?;
        let last = Step {
            many: false,
            ..*last
        };
        self.walk(&[last], &mut scope)?;
        let json = self.json(&scope);
        let _ = match self.dialect {
            Dialect::Postgres => write!(
                self.text,
                "jsonb_path_exists({json}, '$.** ? (@.type() == \"number\" || @.type() == \
                 \"boolean\" || (@.type() == \"string\" && @ != \"\"))')"
            ),
            Dialect::Sqlite => write!(
                self.text,
                "EXISTS (SELECT 1 FROM json_tree({json}) AS t WHERE t.atom <> '')"
            ),
        };
        self.close(&scope);
        Ok(())
    }

    fn compare(
        &mut self,
        place: &Place<'_>,
        op: CompareOp,
        operand: &Operand,
    ) -> Result<(), Reason> {
        let (target, strings) = (place.target, self.strings);
        self.at(place, &mut |sql, at| match operand {
            Operand::Text(wanted) => match target.kind {
                Some(Type::DateTime) if !op.is_substring() => {
                    sql.compare_instant(&at.value, op, wanted)
                }
                Some(Type::Binary) => {
                    let param = sql.text_param(wanted.trim_end_matches('='));
                    let _ = write!(sql.text, "rtrim({}, '=') = {param}", at.value);
                    Ok(())
                }
                _ => {
                    let plan = plan(op, wanted, target.form, strings)?;
                    sql.compare_text(&at.value, op, wanted, &plan)
                }
            },
            Operand::Number(number) => sql.compare_number(at, op, number),
            Operand::Boolean(wanted) => {
                sql.compare_boolean(at, *wanted, target.missing_is_false);
                Ok(())
            }
            Operand::Reference(..) | Operand::Null => Ok(()),
        })
    }

    fn enter(&mut self, place: &Place<'_>, of_nothing: bool) -> Result<(), Reason> {
        let mut scope = self.scope();
        scope.brackets.clear();
        self.walk(&place.steps, &mut scope)?;
        if of_nothing {
            // The value is there, and no null.
            let kind = self.kind(&scope);
            let there = if place.leaf.is_complex() {
                "= 'object'"
            } else {
                "<> 'null'"
            };
            let _ = write!(self.text, "({kind} {there} AND ");
            scope.brackets.push(")");
        }
        self.scopes.push(scope);
        Ok(())
    }

    fn leave(&mut self) {
        if let Some(scope) = self.scopes.pop() {
            self.close(&scope);
        }
    }
}
