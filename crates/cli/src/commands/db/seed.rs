//! `parallax db seed`: runs the project's own command that fills the database with first rows.

use crate::diagnostics::json;
use crate::output;
use crate::session::{ERROR, OK, Session};
use crate::stop::Stop;
use clap::Args;
use parallax_config::{
    BAD_SETTINGS, Configuration, Failure, Outcome, discover, environment, seed_command, split_command,
};
use serde::Serialize;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

#[derive(Debug, Args)]
#[command(after_help = "\
The command is `migrations.seed` of prisma.config.ts, else `prisma.seed` of package.json. It runs without a shell, with \
node_modules/.bin on its path and the variables of .env.

Exit status: that of the command; 0 where none is named.")]
pub struct SeedArgs {
    /// The schema of the project, beside which .env may be
    #[arg(long, value_name = "PATH")]
    pub schema: Option<PathBuf>,
    /// The prisma.config.ts of the project
    #[arg(long, value_name = "PATH")]
    pub config: Option<PathBuf>,
    /// Only say what would be run
    #[arg(long)]
    pub dry_run: bool,
    /// Answer with JSON; what the command writes goes to standard error
    #[arg(long)]
    pub json: bool,
    /// Arguments for the command, after `--`
    #[arg(last = true, value_name = "ARGUMENT")]
    pub arguments: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Answer {
    seeded: bool,
    command: Option<String>,
    exit_code: u8,
}

pub fn run(args: &SeedArgs, session: &Session) -> Result<u8, Stop> {
    let seed = Seed::find(args.schema.as_deref(), args.config.as_deref(), session)?;
    let Some(seed) = seed else {
        if args.json {
            output::print(&json(&Answer { seeded: false, command: None, exit_code: OK }))?;
        } else if !session.quiet {
            output::print(
                "No command for seeds is named. Give one in prisma.config.ts (`migrations: { seed: \"node seed.js\" }`) \
                 or in package.json (`\"prisma\": { \"seed\": \"node seed.js\" }`).\n",
            )?;
        }
        return Ok(OK);
    };
    let seed = Seed { arguments: [seed.arguments, args.arguments.clone()].concat(), ..seed };
    if !args.json && !session.quiet {
        let what = if args.dry_run { "Would run" } else { "Running" };
        output::print_error(&format!("{what} `{}`\n", seed.shown()), session.stderr_color);
    }
    let status = if args.dry_run { OK } else { seed.run(&session.current, args.json)? };
    if args.json {
        let command = Some(seed.shown());
        output::print(&json(&Answer { seeded: !args.dry_run && status == OK, command, exit_code: status }))?;
    }
    Ok(status)
}

/// The command of a project.
pub struct Seed {
    program: String,
    arguments: Vec<String>,
    variables: Vec<(String, String)>,
}

impl Seed {
    pub fn find(schema: Option<&Path>, config: Option<&Path>, session: &Session) -> Outcome<Option<Seed>> {
        let configuration = Configuration::around(&session.current, config)?;
        // Without a schema there may still be seeds.
        let schema =
            discover(&session.current, schema, config).map(|project| project.schema).unwrap_or_default();
        let environment = environment(&session.current, &schema, configuration.as_ref())?;
        let command = seed_command(&session.current, configuration.as_ref(), &environment)?;
        let mut parts = command.iter().flat_map(|command| split_command(command));
        let Some(program) = parts.next() else { return Ok(None) };
        Ok(Some(Seed {
            program,
            arguments: parts.collect(),
            variables: environment.added().into_iter().collect(),
        }))
    }

    /// As people would write it.
    fn shown(&self) -> String {
        let all: Vec<&str> =
            std::iter::once(&self.program).chain(&self.arguments).map(String::as_str).collect();
        all.join(" ")
    }

    /// Runs it in a folder and gives its exit status. With `aside`, what it writes goes to standard error.
    pub fn run(&self, folder: &Path, aside: bool) -> Outcome<u8> {
        let mut command = Command::new(&self.program);
        command
            .args(&self.arguments)
            .current_dir(folder)
            .envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.env("PATH", path(folder));
        if aside {
            command.stdout(Stdio::from(std::io::stderr()));
        }
        let status = command.status().map_err(|error| {
            Failure::new(&BAD_SETTINGS, format!("the command for seeds `{}` cannot be run: {error}", self.shown()))
                .help("check `migrations.seed` in prisma.config.ts, or `prisma.seed` in package.json, and that its program is installed")
        })?;
        Ok(code(status))
    }
}

/// What ended by a signal counts as an error.
fn code(status: ExitStatus) -> u8 {
    status.code().map_or(ERROR, |code| u8::try_from(code).unwrap_or(ERROR))
}

/// Programs of the project's packages come first, as npx has it.
fn path(folder: &Path) -> OsString {
    let packages =
        folder.ancestors().map(|folder| folder.join("node_modules/.bin")).filter(|bin| bin.is_dir());
    let usual = std::env::var_os("PATH").unwrap_or_default();
    let all: Vec<PathBuf> = packages.chain(std::env::split_paths(&usual)).collect();
    std::env::join_paths(all).unwrap_or(usual)
}
