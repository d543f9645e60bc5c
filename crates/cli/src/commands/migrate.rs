//! `parallax migrate …`

use super::{compare, diff, not_built};
use crate::args::{Migrate, MigrateDiffArgs, PlanFormat};
use crate::session::{DIFFERS, OK, Session};
use crate::stop::Stop;
use parallax_config::{Input, Settings};
use parallax_engine::Pair;
use std::path::PathBuf;

pub fn run(command: &Migrate, session: &Session) -> Result<u8, Stop> {
    match command {
        Migrate::Diff(args) => run_diff(args, session),
        Migrate::Dev(_) => not_built("migrate dev"),
        Migrate::Deploy(_) => not_built("migrate deploy"),
        Migrate::Status(_) => not_built("migrate status"),
        Migrate::Resolve(_) => not_built("migrate resolve"),
        Migrate::Reset(_) => not_built("migrate reset"),
    }
}

/// As `parallax diff`, with Prisma's defaults: a summary unless a script is asked for, and status 2 for any difference.
fn run_diff(args: &MigrateDiffArgs, session: &Session) -> Result<u8, Stop> {
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
    diff::tell(&compared, format, &args.plan, session)?;
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
            Input::Url(format!("the datasource of {}", path.display()))
        } else if self.other && !self.empty {
            Input::Url("the database of the configuration".to_owned())
        } else {
            Input::Empty
        }
    }
}
