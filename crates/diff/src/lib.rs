//! Two databases to a set of changes.
