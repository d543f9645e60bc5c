//! `lock-timeout-too-high`: lock_timeout lets the application stand for long.

use crate::rules::prelude::*;

lint! {
    /// For as long as a statement waits for its lock, everybody else waits behind it: the limit is how long the application
    /// may stand. Zero is no limit at all.
    ///
    /// ```sql,bad,postgresql
    /// SET lock_timeout = '2min';
    /// ALTER TABLE users ADD COLUMN a int;
    /// ```
    ///
    /// ```sql,good,postgresql
    /// SET lock_timeout = '2s';
    /// ALTER TABLE users ADD COLUMN a int;
    /// ```
    Warning "PX7224" "lock-timeout-too-high" = "lock_timeout lets the application stand for long",
    on POSTGRES, Script(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-LOCK-TIMEOUT")],
    options [OptionSpec { key: "seconds", default: "10", doc: "the greatest lock_timeout that is fine" }]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    let limit = found.number("seconds") * 1000;
    for statement in script.statements.iter().filter(|statement| statement.starts(&["SET"])) {
        let Some(at) = statement.find(&["LOCK_TIMEOUT"]) else { continue };
        let Some(millis) = statement.tokens.get(at + 2).and_then(|token| millis(token)) else { continue };
        if millis > limit || millis == 0 {
            let waits = if millis == 0 {
                "without a limit".to_owned()
            } else {
                format!("for up to {} s", millis / 1000)
            };
            found.say(
                Some(statement.span),
                format!("Statements may wait {waits}, and everybody else behind them."),
                "Wait for a few seconds at most, and try again.",
            );
        }
    }
}

/// `5s`, `'2min'`, `300`
fn millis(token: &str) -> Option<i64> {
    let token = token.trim_matches('\'').to_lowercase();
    let end = token.find(|c: char| !c.is_ascii_digit()).unwrap_or(token.len());
    let number: i64 = token.get(..end)?.parse().ok()?;
    let unit = match token.get(end..)?.trim() {
        "" | "ms" => 1,
        "s" => 1000,
        "min" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    number.checked_mul(unit)
}
