//! The `csv` component: CSV text in, tables out.
//!
//! `table.rs` is the program and knows nothing of components; `bindings.rs`
//! is what connects it to the interface `demo:report/csv`.

mod bindings;
mod table;
