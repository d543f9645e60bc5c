//! `parallax migrate diff`

use crate::args::{PlanArgs, PlanFormat};
use crate::commands::{compare, diff};
use crate::session::{DIFFERS, OK, Session};
use crate::stop::Stop;
use clap::Args;
use parallax_config::{Input, Settings};
use parallax_engine::Pair;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(
    override_usage = "parallax migrate diff <--from-…> <--to-…> [OPTIONS]",
    group = clap::ArgGroup::new("before").required(true),
    group = clap::ArgGroup::new("after").required(true),
    after_help = "\
Exit status: 0; with --exit-code 0 no difference, 2 difference; 1 error; 5 two migrations of a folder are in conflict.")]
pub struct DiffArgs {
    /// From nothing
    #[arg(long, group = "before")]
    pub from_empty: bool,
    /// From a schema file or folder
    #[arg(long, group = "before", value_name = "PATH", alias = "from-schema-datamodel")]
    pub from_schema: Option<PathBuf>,
    /// From a folder of migrations
    #[arg(long, group = "before", value_name = "PATH")]
    pub from_migrations: Option<PathBuf>,
    /// From a live database
    #[arg(long, group = "before", value_name = "URL")]
    pub from_url: Option<String>,
    /// From the database that a schema's datasource names
    #[arg(long, group = "before", value_name = "PATH")]
    pub from_schema_datasource: Option<PathBuf>,
    /// From the database that prisma.config.ts names
    #[arg(long, group = "before")]
    pub from_config_datasource: bool,
    /// From the local copy of a D1 database
    #[arg(long, group = "before")]
    pub from_local_d1: bool,
    /// To nothing
    #[arg(long, group = "after")]
    pub to_empty: bool,
    /// To a schema file or folder
    #[arg(long, group = "after", value_name = "PATH", alias = "to-schema-datamodel")]
    pub to_schema: Option<PathBuf>,
    /// To a folder of migrations
    #[arg(long, group = "after", value_name = "PATH")]
    pub to_migrations: Option<PathBuf>,
    /// To a live database
    #[arg(long, group = "after", value_name = "URL")]
    pub to_url: Option<String>,
    /// To the database that a schema's datasource names
    #[arg(long, group = "after", value_name = "PATH")]
    pub to_schema_datasource: Option<PathBuf>,
    /// To the database that prisma.config.ts names
    #[arg(long, group = "after")]
    pub to_config_datasource: bool,
    /// To the local copy of a D1 database
    #[arg(long, group = "after")]
    pub to_local_d1: bool,
    /// The prisma.config.ts of the project
    #[arg(long, value_name = "PATH")]
    pub config: Option<PathBuf>,
    /// Write SQL instead of a summary
    #[arg(long)]
    pub script: bool,
    /// Tell by the exit status whether there is a difference
    #[arg(long)]
    pub exit_code: bool,
    #[command(flatten)]
    pub plan: PlanArgs,
}

/// As `parallax diff`, with Prisma's defaults: a summary unless a script is asked for, and status 2 for any difference.
pub fn run(args: &DiffArgs, session: &Session) -> Result<u8, Stop> {
    let settings = Settings::around(&session.current)?;
    let before = One {
        empty: args.from_empty,
        schema: &args.from_schema,
        migrations: &args.from_migrations,
        url: &args.from_url,
        datasource: &args.from_schema_datasource,
        other: args.from_config_datasource || args.from_local_d1,
    };
    let after = One {
        empty: args.to_empty,
        schema: &args.to_schema,
        migrations: &args.to_migrations,
        url: &args.to_url,
        datasource: &args.to_schema_datasource,
        other: args.to_config_datasource || args.to_local_d1,
    };
    let inputs = Pair::new(before.input(), after.input());
    let compared = compare::run(inputs.as_ref(), &args.plan, &settings, session)?;
    let format = if args.script { PlanFormat::Sql } else { PlanFormat::Summary };
    diff::tell(&compared, format, None, &args.plan, session)?;
    let differs = !compared.comparison.plan.steps.is_empty();
    let status = if args.exit_code && differs { DIFFERS } else { OK };
    diff::deny(&compared, &args.plan, &settings, status)
}

/// The options of one side, one of which is given.
struct One<'a> {
    empty: bool,
    schema: &'a Option<PathBuf>,
    migrations: &'a Option<PathBuf>,
    url: &'a Option<String>,
    datasource: &'a Option<PathBuf>,
    other: bool,
}

impl One<'_> {
    fn input(&self) -> Input {
        if let Some(path) = self.schema {
            Input::Path(path.clone())
        } else if let Some(path) = self.migrations {
            Input::Migrations(path.clone())
        } else if let Some(url) = self.url {
            Input::Url(url.clone())
        } else if let Some(path) = self.datasource {
            Input::Datasource(Some(path.clone()))
        } else if self.other && !self.empty {
            Input::Datasource(None)
        } else {
            Input::Empty
        }
    }
}
