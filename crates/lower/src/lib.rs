//! Schema to database: the desired state.
