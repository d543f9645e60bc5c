//! `parallax plan`: what leads from a live database, or from the end of the migrations, to the schema, and how long that
//! may take.

mod estimate;

pub use estimate::Known;

use super::compare;
use super::diff;
use super::migrate::project;
use crate::args::{PlanArgs, PlanFormat};
use crate::session::{OK, Session};
use crate::stop::Stop;
use clap::Args;
use parallax_config::{Input, Settings, discover};
use parallax_engine::Pair;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(after_help = "\
Begins with the database of --url, else with --from, else with the project's migrations, else with its database; leads to \
the schema of the project, or --to. Sources are those of `parallax diff`. Nothing is run.

--estimate says for each step how long it may work, who waits for its locks until its transaction ends, and how much disk \
it needs: ranges, from the sizes of the tables in the database of --url, or in a file that was taken from it, and from \
rates that are assumed (docs/online.md). The file holds names and numbers, and nothing of any row.

Exit status: 0; with --exit-code 0 no difference, 2 difference, 3 difference that destroys data; 1 error or denied; \
7 no connection.

Examples:
  parallax plan --url env:DATABASE_URL --estimate
  parallax plan --url env:PRODUCTION_URL --write-statistics prisma/statistics.json
  parallax plan --statistics prisma/statistics.json --estimate --format markdown
  parallax plan --estimate --statistics prisma/statistics.json --throughput build=200k..1M --strategy online")]
pub struct PlanCommand {
    /// The live database: where the plan begins, unless --from says otherwise, and whose tables are measured
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// The state before
    #[arg(long, value_name = "SOURCE")]
    pub from: Option<String>,
    /// The state after [default: the schema of the project]
    #[arg(long, value_name = "SOURCE", conflicts_with = "schema")]
    pub to: Option<String>,
    /// The schema file or folder [default: found as Prisma finds it]
    #[arg(long, value_name = "PATH")]
    pub schema: Option<PathBuf>,
    /// The prisma.config.ts of the project
    #[arg(long, value_name = "PATH")]
    pub config: Option<PathBuf>,
    /// Say how long each step may take, who waits, and how much disk it needs
    #[arg(long)]
    pub estimate: bool,
    /// Sizes of tables from a file instead of the live database
    #[arg(long, value_name = "FILE", requires = "estimate")]
    pub statistics: Option<PathBuf>,
    /// Write the sizes of the tables of the live database to a file
    #[arg(long, value_name = "FILE", conflicts_with = "statistics")]
    pub write_statistics: Option<PathBuf>,
    /// What the server does a second: scan=200MB..1GB, rewrite, look_up=1M, build=500k, build_online, update; may be repeated
    #[arg(long, value_name = "WORK=RATE", requires = "estimate")]
    pub throughput: Vec<String>,
    /// The form of the answer [default: summary on a terminal or with --estimate, sql elsewhere, with -o by the file's ending]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<PlanFormat>,
    /// Tell by the exit status whether there is a difference
    #[arg(long)]
    pub exit_code: bool,
    #[command(flatten)]
    pub plan: PlanArgs,
}

impl PlanCommand {
    pub fn json(&self) -> bool {
        self.format == Some(PlanFormat::Json)
    }
}

pub fn run(args: &PlanCommand, session: &Session) -> Result<u8, Stop> {
    let settings = Settings::around(&session.current)?;
    let inputs = inputs(args, session)?;
    let compared = compare::run(inputs.as_ref(), &args.plan, &settings, session)?;
    let estimated = estimate::run(args, &inputs.before, &compared, &settings, session)?;
    let format = args.format.unwrap_or_else(|| match &args.plan.output {
        None if args.estimate => PlanFormat::Summary,
        output => diff::usual_format(output.as_deref()),
    });
    diff::tell(&compared, format, estimated.as_ref(), &args.plan, session)?;
    let status = if args.exit_code { diff::status(&compared) } else { OK };
    diff::deny(&compared, &args.plan, &settings, status)
}

fn inputs(args: &PlanCommand, session: &Session) -> Result<Pair<Input>, Stop> {
    let project = || discover(&session.current, args.schema.as_deref(), args.config.as_deref());
    let after = match &args.to {
        Some(to) => Input::parse(to),
        None => Input::Path(project()?.schema),
    };
    if let Some(from) = args.from.as_deref().or(args.url.as_deref()) {
        return Ok(Pair::new(Input::parse(from), after));
    }
    let schema = project()?.schema;
    let migrations = project::migrations(&schema, args.config.as_deref(), session)?;
    let before =
        if migrations.is_dir() { Input::Migrations(migrations) } else { Input::Datasource(Some(schema)) };
    Ok(Pair::new(before, after))
}
