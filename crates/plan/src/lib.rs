//! Changes to ordered steps with facts.
