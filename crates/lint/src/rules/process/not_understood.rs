//! `not-understood`: a statement that is not judged by what it does.

use crate::rules::prelude::*;

lint! {
    /// The statement was not understood, or only in part, or the state before it is not known: rules over steps say nothing
    /// about it, nor about what it touches. Rules over its words still do. It is said rather than passed over, so that nobody
    /// takes silence for approval.
    Info "PX7815" "not-understood" = "a statement that is not judged by what it does",
    on ALL, Frame, seen [model(ALL)]
}
