//! `parallax db execute`: runs SQL as it is, and shows no rows.

use crate::diagnostics::json;
use crate::output;
use crate::session::{OK, Session};
use crate::stop::Stop;
use clap::Args;
use parallax_config::{Input, Outcome, Which, database_url, discover, read_script};
use parallax_connect::Options;
use parallax_migrate::{Failure, Place};
use serde::Serialize;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(after_help = "\
The whole script is sent at once; what the server makes one transaction of is one.

Exit status: 0 done; 1 the database refused; 7 no connection.")]
pub struct ExecuteArgs {
    /// The file with the SQL
    #[arg(long, value_name = "FILE", required_unless_present = "stdin", conflicts_with = "stdin")]
    pub file: Option<PathBuf>,
    /// Read the SQL from standard input
    #[arg(long)]
    pub stdin: bool,
    /// The database [default: that of the configuration, or of the schema's datasource]
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// The schema whose database is meant
    #[arg(long, value_name = "PATH", conflicts_with = "url")]
    pub schema: Option<PathBuf>,
    /// The prisma.config.ts of the project
    #[arg(long, value_name = "PATH")]
    pub config: Option<PathBuf>,
    /// Only say where it would be run
    #[arg(long)]
    pub dry_run: bool,
    /// Answer with JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Serialize)]
struct Answer<'a> {
    executed: bool,
    /// Where; no secrets.
    database: &'a str,
}

pub fn run(args: &ExecuteArgs, session: &Session) -> Result<u8, Stop> {
    let script = read_script(args.file.as_deref())?;
    let url = url(args, session)?;
    let mut server =
        parallax_connect::open(&url, &Options::default()).map_err(|fault| Failure::server("", fault))?;
    if !args.dry_run {
        server.run(&script.text).map_err(|fault| {
            let end = script.text.len();
            let start = fault.position.unwrap_or(0).min(end);
            let failure = Failure::server(&format!("{} failed", script.name), fault);
            let range = start..script.text[start..].find('\n').map_or(end, |length| start + length);
            failure.at(Place {
                file: script.name.clone(),
                text: script.text.clone(),
                range,
                statement: 1,
                statements: 1,
            })
        })?;
    }
    if args.json {
        output::print(&json(&Answer { executed: !args.dry_run, database: server.place() }))?;
    } else if !session.quiet {
        let done = if args.dry_run { "would be run" } else { "was run" };
        output::print(&format!("{} {done} on {}.\n", script.name, server.place()))?;
    }
    Ok(OK)
}

fn url(args: &ExecuteArgs, session: &Session) -> Outcome<String> {
    match &args.url {
        // As everywhere a database is named: `env:NAME` is the one of a variable.
        Some(url) => match Input::parse(url) {
            Input::Env(name) => parallax_config::variable_url(&session.current, &name),
            _ => Ok(url.clone()),
        },
        None => {
            let found = discover(&session.current, args.schema.as_deref(), args.config.as_deref())?;
            database_url(&session.current, &found.schema, args.config.as_deref(), Which::Direct)
        }
    }
}
