//! `unknown-ignore`: a comment switches off a rule that does not exist.

use crate::rules::prelude::*;

lint! {
    /// A comment names a rule that does not exist, so it switches nothing off. Rules are named by code or by slug.
    Warning "PX7891" "unknown-ignore" = "a comment switches off a rule that does not exist",
    on ALL, Frame, seen [model(ALL)]
}
