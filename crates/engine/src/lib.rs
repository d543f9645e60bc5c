//! The library: text in, plans and SQL out.
