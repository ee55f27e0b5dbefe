//! The canonical ABI of `demo:report/csv`, by hand.
//!
//! The layout of a WIT variant, option or result is that of a Rust enum with
//! `repr(C, u8)`, and a record's that of a struct with `repr(C)`; so the types
//! below can be handed out as they are. Whatever a function returns stays
//! allocated until its `cabi_post_` function has dropped it.

use crate::table::{self, Kind, ParseError, Place, Table};
use std::alloc::{alloc, handle_alloc_error, realloc, Layout};
use std::mem::ManuallyDrop;

/// A list or, with `T = u8`, a string. Owns its elements.
#[repr(C)]
pub struct List<T> {
    ptr: *mut T,
    len: usize,
}

impl<T> List<T> {
    fn new(items: impl Into<Vec<T>>) -> Self {
        let mut items = ManuallyDrop::new(items.into().into_boxed_slice());
        List {
            ptr: items.as_mut_ptr(),
            len: items.len(),
        }
    }
}

impl<T> Drop for List<T> {
    fn drop(&mut self) {
        unsafe { Vec::from_raw_parts(self.ptr, self.len, self.len) };
    }
}

type Text = List<u8>;

fn texts<S: AsRef<str>>(items: &[S]) -> List<Text> {
    List::new(
        items
            .iter()
            .map(|item| Text::new(item.as_ref()))
            .collect::<Vec<_>>(),
    )
}

#[repr(C, u8)]
pub enum Opt<T> {
    None,
    Some(T),
}

#[repr(C, u8)]
pub enum Res<T, E> {
    Ok(T),
    Err(E),
}

#[repr(C)]
pub struct RawPlace {
    line: u32,
    reason: Text,
}

impl From<Place> for RawPlace {
    fn from(place: Place) -> Self {
        RawPlace {
            line: place.line,
            reason: Text::new(place.reason),
        }
    }
}

#[repr(C, u8)]
pub enum RawParseError {
    Empty,
    DuplicateColumn(RawPlace),
    RaggedRow(RawPlace),
    StrayQuote(RawPlace),
    UnterminatedQuote(RawPlace),
}

impl From<ParseError> for RawParseError {
    fn from(error: ParseError) -> Self {
        match error {
            ParseError::Empty => Self::Empty,
            ParseError::DuplicateColumn(place) => Self::DuplicateColumn(place.into()),
            ParseError::RaggedRow(place) => Self::RaggedRow(place.into()),
            ParseError::StrayQuote(place) => Self::StrayQuote(place.into()),
            ParseError::UnterminatedQuote(place) => Self::UnterminatedQuote(place.into()),
        }
    }
}

#[repr(u8)]
pub enum RawKind {
    Number,
    Date,
    Text,
}

#[repr(C)]
pub struct RawColumn {
    name: Text,
    kind: RawKind,
}

impl From<&table::Column> for RawColumn {
    fn from(column: &table::Column) -> Self {
        RawColumn {
            name: Text::new(column.name.as_str()),
            kind: match column.kind {
                Kind::Number => RawKind::Number,
                Kind::Date => RawKind::Date,
                Kind::Text => RawKind::Text,
            },
        }
    }
}

/// Moves a value to where it stays until someone drops the box.
fn give<T>(value: T) -> *mut T {
    Box::into_raw(Box::new(value))
}

/// An argument: its bytes were allocated for us and are now ours.
unsafe fn take(ptr: *mut u8, len: usize) -> String {
    String::from_utf8_unchecked(Vec::from_raw_parts(ptr, len, len))
}

/// How callers make room in our memory for what they pass.
#[export_name = "cabi_realloc"]
pub unsafe extern "C" fn cabi_realloc(
    old: *mut u8,
    old_len: usize,
    align: usize,
    len: usize,
) -> *mut u8 {
    let layout = Layout::from_size_align_unchecked(len, align);
    let new = match (old_len, len) {
        (0, 0) => align as *mut u8,
        (0, _) => alloc(layout),
        _ => realloc(old, Layout::from_size_align_unchecked(old_len, align), len),
    };
    if new.is_null() {
        handle_alloc_error(layout);
    }
    new
}

// The resource `table`: what stands behind a handle is a boxed Table.

#[link(wasm_import_module = "[export]demo:report/csv@0.1.0")]
extern "C" {
    #[link_name = "[resource-new]table"]
    fn table_new(rep: usize) -> u32;
}

#[export_name = "demo:report/csv@0.1.0#[dtor]table"]
pub unsafe extern "C" fn table_dtor(table: *mut Table) {
    drop(Box::from_raw(table));
}

// parse: static func(text: string) -> result<table, parse-error>

type Parsed = Res<u32, RawParseError>;

#[export_name = "demo:report/csv@0.1.0#[static]table.parse"]
pub unsafe extern "C" fn parse(ptr: *mut u8, len: usize) -> *mut Parsed {
    let text = take(ptr, len);
    give(match Table::parse(&text) {
        Ok(table) => Parsed::Ok(table_new(give(table) as usize)),
        Err(error) => Parsed::Err(error.into()),
    })
}

#[export_name = "cabi_post_demo:report/csv@0.1.0#[static]table.parse"]
pub unsafe extern "C" fn parse_post(result: *mut Parsed) {
    drop(Box::from_raw(result));
}

// columns: func() -> list<column>

type Columns = List<RawColumn>;

#[export_name = "demo:report/csv@0.1.0#[method]table.columns"]
pub unsafe extern "C" fn columns(table: &Table) -> *mut Columns {
    give(Columns::new(
        table
            .columns()
            .iter()
            .map(RawColumn::from)
            .collect::<Vec<_>>(),
    ))
}

#[export_name = "cabi_post_demo:report/csv@0.1.0#[method]table.columns"]
pub unsafe extern "C" fn columns_post(result: *mut Columns) {
    drop(Box::from_raw(result));
}

// row-count: func() -> u32

#[export_name = "demo:report/csv@0.1.0#[method]table.row-count"]
pub unsafe extern "C" fn row_count(table: &Table) -> u32 {
    table.row_count() as u32
}

// row: func(index: u32) -> option<list<string>>

type Row = Opt<List<Text>>;

#[export_name = "demo:report/csv@0.1.0#[method]table.row"]
pub unsafe extern "C" fn row(table: &Table, index: u32) -> *mut Row {
    give(match table.row(index as usize) {
        Some(fields) => Row::Some(texts(fields)),
        None => Row::None,
    })
}

#[export_name = "cabi_post_demo:report/csv@0.1.0#[method]table.row"]
pub unsafe extern "C" fn row_post(result: *mut Row) {
    drop(Box::from_raw(result));
}

// column-texts: func(name: string) -> result<list<string>, string>

type Texts = Res<List<Text>, Text>;

#[export_name = "demo:report/csv@0.1.0#[method]table.column-texts"]
pub unsafe extern "C" fn column_texts(table: &Table, ptr: *mut u8, len: usize) -> *mut Texts {
    let name = take(ptr, len);
    give(match table.column_texts(&name) {
        Ok(column) => Texts::Ok(texts(&column)),
        Err(reason) => Texts::Err(Text::new(reason)),
    })
}

#[export_name = "cabi_post_demo:report/csv@0.1.0#[method]table.column-texts"]
pub unsafe extern "C" fn column_texts_post(result: *mut Texts) {
    drop(Box::from_raw(result));
}

// column-numbers: func(name: string) -> result<list<option<f64>>, string>

type Numbers = Res<List<Opt<f64>>, Text>;

#[export_name = "demo:report/csv@0.1.0#[method]table.column-numbers"]
pub unsafe extern "C" fn column_numbers(table: &Table, ptr: *mut u8, len: usize) -> *mut Numbers {
    let name = take(ptr, len);
    give(match table.column_numbers(&name) {
        Ok(column) => Numbers::Ok(List::new(
            column
                .into_iter()
                .map(|number| number.map_or(Opt::None, Opt::Some))
                .collect::<Vec<_>>(),
        )),
        Err(reason) => Numbers::Err(Text::new(reason)),
    })
}

#[export_name = "cabi_post_demo:report/csv@0.1.0#[method]table.column-numbers"]
pub unsafe extern "C" fn column_numbers_post(result: *mut Numbers) {
    drop(Box::from_raw(result));
}
