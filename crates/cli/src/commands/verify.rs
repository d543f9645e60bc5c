//! `parallax verify`: whether a database is still in the state that a plan was made for.

use super::compare;
use crate::args::PlanArgs;
use crate::diagnostics::json;
use crate::output;
use crate::session::{ERROR, OK, Session};
use crate::stop::Stop;
use clap::Args;
use parallax_config::{BAD_PLAN, Failure, Input, Outcome, PLAN_OUTDATED, Settings, discover, read_script};
use parallax_engine::{Fingerprint, Pair};
use parallax_wire::v1::PlanHead;
use serde_json::json as object;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
#[command(after_help = "\
PLAN is what `parallax plan --url URL --format json` or `parallax diff --from URL --format json` has written. The database \
is read again, as far as the schema of the project looks at it, and nothing is run: whoever approved the plan approved \
it for this state.

Exit status: 0 where the database is in that state; 1 where it is in another one; 7 no connection.

Examples:
  parallax plan --url env:PRODUCTION_URL --format json -o plan.json
  parallax verify plan.json --url env:PRODUCTION_URL && psql -f plan.sql")]
pub struct VerifyArgs {
    /// The plan, as JSON
    #[arg(value_name = "PLAN")]
    pub plan: PathBuf,
    /// The database [default: that of the schema's datasource]
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// The schema file or folder [default: found as Prisma finds it]
    #[arg(long, value_name = "PATH")]
    pub schema: Option<PathBuf>,
    /// The prisma.config.ts of the project
    #[arg(long, value_name = "PATH")]
    pub config: Option<PathBuf>,
    /// Answer in JSON
    #[arg(long)]
    pub json: bool,
}

pub fn run(args: &VerifyArgs, session: &Session) -> Result<u8, Stop> {
    let settings = Settings::around(&session.current)?;
    let plan = plan(&args.plan)?;
    let schema = discover(&session.current, args.schema.as_deref(), args.config.as_deref())?.schema;
    let live = args.url.as_deref().map_or_else(|| Input::Datasource(Some(schema.clone())), Input::parse);
    let compared =
        compare::run(Pair::new(&live, &Input::Path(schema)), &PlanArgs::default(), &settings, session)?;
    let Pair { before: now, after: wanted } =
        compared.databases.as_ref().map(|state| Fingerprint::of(state).to_string());
    // The catalog writes some things in other words than the schema: nothing left to do says that it is done.
    let is_done = compared.comparison.plan.steps.is_empty() && wanted == plan.after;
    let state = match &now {
        now if *now == plan.before => State::Ready,
        _ if is_done => State::Done,
        _ => State::Changed,
    };
    if args.json {
        let found =
            object!({ "version": 1, "state": state.as_str(), "planned_for": plan.before, "found": now });
        output::print(&json(&found))?;
        return Ok(if state == State::Ready { OK } else { ERROR });
    }
    let (message, help) = match state {
        State::Ready => {
            let text = "the database is in the state that the plan was made for";
            output::print(&format!("{text}; steps: {}\n", plan.steps))?;
            return Ok(OK);
        }
        State::Done => {
            ("the database is already in the state that the plan leads to", "there is nothing to run")
        }
        State::Changed => (
            "the database is not in the state that the plan was made for",
            "make the plan anew, look at it again, and have it approved again",
        ),
    };
    Err(Failure::new(&PLAN_OUTDATED, message).help(help).into())
}

/// How a database stands to a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// As it was when the plan was made.
    Ready,
    /// Where the plan leads.
    Done,
    Changed,
}

impl State {
    fn as_str(self) -> &'static str {
        match self {
            State::Ready => "ready",
            State::Done => "done",
            State::Changed => "changed",
        }
    }
}

fn plan(path: &Path) -> Outcome<PlanHead> {
    let file = read_script(Some(path))?;
    PlanHead::read(&file.text).map_err(|why| {
        Failure::new(&BAD_PLAN, format!("{} is no plan: {why}", path.display()))
            .help("`parallax plan --url URL --format json -o plan.json` writes one")
    })
}
