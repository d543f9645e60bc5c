//! `unused-ignore`: a comment switches off what is not found.

use crate::rules::prelude::*;

lint! {
    /// A comment switches a rule off where that rule finds nothing: the schema was mended since, or the comment stands at
    /// the wrong place. It would hide the next finding, so take it away.
    Warning "PX7890" "unused-ignore" = "a comment switches off what is not found",
    on ALL, Frame, seen [model(ALL)]
}
