//! `policy-per-row-auth-call`: a policy calls a function for every row.

use crate::rules::prelude::*;

lint! {
    /// A function in a policy is called for every row that is looked at. In a subselect, `(SELECT auth.uid())`, it is called
    /// once per statement.
    ///
    /// ```sql,bad
    /// CREATE POLICY p ON notes FOR SELECT TO app USING (owner = auth.uid());
    /// ```
    ///
    /// ```sql,good
    /// CREATE POLICY p ON notes FOR SELECT TO app USING (owner = (SELECT auth.uid()));
    /// ```
    Info "PX7907" "policy-per-row-auth-call" = "a policy calls a function for every row",
    on POSTGRES, Objects(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/xfunc-volatility.html")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    const WHO: [&[&str]; 4] = [
        &["AUTH", ".", "UID", "("],
        &["AUTH", ".", "JWT", "("],
        &["AUTH", ".", "ROLE", "("],
        &["CURRENT_SETTING", "("],
    ];
    for statement in script.statements.iter().filter(|statement| statement.has(&["POLICY"])) {
        let call = WHO.iter().find_map(|words| statement.find(words).map(|at| (at, words)));
        if let Some((at, _)) = call.filter(|(at, _)| *at == 0 || statement.word(at - 1) != "SELECT") {
            let name = if statement.word(at + 1) == "." {
                format!("auth.{}()", statement.word(at + 2).to_lowercase())
            } else {
                "current_setting()".to_owned()
            };
            found.say(
                Some(statement.span),
                format!("{name} is called for every row."),
                format!("Write (SELECT {name}): then it is called once."),
            );
        }
    }
}
