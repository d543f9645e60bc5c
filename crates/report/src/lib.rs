//! Plans for people.
