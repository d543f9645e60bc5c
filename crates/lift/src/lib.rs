//! From a database back to schema text.
