//! `bare-ignore`: a comment switches a rule off without a reason.

use crate::rules::prelude::*;

lint! {
    /// Whoever reads `parallax-ignore` wants to know why the rule does not hold here. Write
    /// `// parallax-ignore PX7001: the table is a copy` in a schema, `-- parallax-ignore PX7001: …` in SQL.
    Warning "PX7892" "bare-ignore" = "a comment switches a rule off without a reason",
    on ALL, Frame, seen [model(ALL)]
}
