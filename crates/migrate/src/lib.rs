//! The history of migrations.
