//! Tables, and the CSV (RFC 4180) they are parsed from.

use std::collections::HashSet;

pub struct Place {
    pub line: u32,
    pub reason: String,
}

pub enum ParseError {
    Empty,
    DuplicateColumn(Place),
    RaggedRow(Place),
    StrayQuote(Place),
    UnterminatedQuote(Place),
}

#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
    Number,
    Date,
    Text,
}

pub struct Column {
    pub name: String,
    pub kind: Kind,
}

pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub fn parse(text: &str) -> Result<Table, ParseError> {
        let mut reader = Reader::new(text);
        let names = match reader.record()? {
            Some(header) => header.fields,
            None => return Err(ParseError::Empty),
        };
        check_names(&names)?;

        let mut rows = Vec::new();
        while let Some(record) = reader.record()? {
            if record.fields.len() != names.len() {
                return Err(ParseError::RaggedRow(Place {
                    line: record.line,
                    reason: format!(
                        "the header has {} fields, this row has {}",
                        names.len(),
                        record.fields.len()
                    ),
                }));
            }
            rows.push(record.fields);
        }

        let columns = names
            .into_iter()
            .enumerate()
            .map(|(i, name)| Column {
                name,
                kind: kind_of(rows.iter().map(|row| row[i].as_str())),
            })
            .collect();
        Ok(Table { columns, rows })
    }

    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    pub fn row(&self, index: usize) -> Option<&[String]> {
        self.rows.get(index).map(Vec::as_slice)
    }

    pub fn column_texts(&self, name: &str) -> Result<Vec<&str>, String> {
        let i = self.find(name)?;
        Ok(self.rows.iter().map(|row| row[i].as_str()).collect())
    }

    pub fn column_numbers(&self, name: &str) -> Result<Vec<Option<f64>>, String> {
        let i = self.find(name)?;
        if self.columns[i].kind != Kind::Number {
            return Err(format!("the column \"{}\" is not all numbers", name));
        }
        Ok(self.rows.iter().map(|row| number(&row[i])).collect())
    }

    fn find(&self, name: &str) -> Result<usize, String> {
        self.columns
            .iter()
            .position(|column| column.name == name)
            .ok_or_else(|| format!("there is no column \"{}\"", name))
    }
}

fn check_names(names: &[String]) -> Result<(), ParseError> {
    let mut seen = HashSet::new();
    match names.iter().find(|name| !seen.insert(name.as_str())) {
        None => Ok(()),
        Some(name) => Err(ParseError::DuplicateColumn(Place {
            line: 1,
            reason: format!("two columns are called \"{}\"", name),
        })),
    }
}

/// The narrowest kind that every field which is not empty belongs to.
fn kind_of<'a>(fields: impl Iterator<Item = &'a str> + Clone) -> Kind {
    let mut filled = fields.filter(|field| !field.is_empty()).peekable();
    if filled.peek().is_none() {
        Kind::Text
    } else if filled.clone().all(|field| number(field).is_some()) {
        Kind::Number
    } else if filled.all(is_date) {
        Kind::Date
    } else {
        Kind::Text
    }
}

/// "inf" and "nan" are words here, whatever `parse` makes of them.
fn number(field: &str) -> Option<f64> {
    field.parse().ok().filter(|n: &f64| n.is_finite())
}

fn is_date(field: &str) -> bool {
    field.len() == 10
        && field.bytes().enumerate().all(|(i, b)| match i {
            4 | 7 => b == b'-',
            _ => b.is_ascii_digit(),
        })
}

struct Record {
    line: u32,
    fields: Vec<String>,
}

/// Walks over a text and counts its lines.
struct Reader<'a> {
    rest: &'a str,
    line: u32,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        Reader {
            rest: text.strip_prefix('\u{feff}').unwrap_or(text),
            line: 1,
        }
    }

    /// The next line that is not blank, or None at the end.
    fn record(&mut self) -> Result<Option<Record>, ParseError> {
        while self.end_of_line() {}
        if self.rest.is_empty() {
            return Ok(None);
        }
        let line = self.line;
        let mut fields = vec![self.field()?];
        while self.skip(",") {
            fields.push(self.field()?);
        }
        self.end_of_line();
        Ok(Some(Record { line, fields }))
    }

    fn field(&mut self) -> Result<String, ParseError> {
        if self.skip("\"") {
            return self.quoted_field();
        }
        let end = self.rest.find(&[',', '\n']).unwrap_or(self.rest.len());
        let (mut field, rest) = self.rest.split_at(end);
        self.rest = rest;
        if !rest.starts_with(',') {
            field = field.strip_suffix('\r').unwrap_or(field);
        }
        Ok(field.to_string())
    }

    fn quoted_field(&mut self) -> Result<String, ParseError> {
        let opened = self.line;
        let mut field = String::new();
        loop {
            let (part, rest) = self.rest.split_once('"').ok_or_else(|| {
                ParseError::UnterminatedQuote(Place {
                    line: opened,
                    reason: "the quote that opens here is never closed".to_string(),
                })
            })?;
            self.rest = rest;
            self.line += part.matches('\n').count() as u32;
            field.push_str(part);
            if !self.skip("\"") {
                break;
            }
            field.push('"');
        }
        self.skip("\r");
        match self.rest.chars().next() {
            None | Some(',' | '\n') => Ok(field),
            Some(other) => Err(ParseError::StrayQuote(Place {
                line: self.line,
                reason: format!("a closing quote is followed by {:?}", other),
            })),
        }
    }

    fn end_of_line(&mut self) -> bool {
        let found = self.skip("\r\n") || self.skip("\n");
        self.line += found as u32;
        found
    }

    fn skip(&mut self, prefix: &str) -> bool {
        match self.rest.strip_prefix(prefix) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }
}
