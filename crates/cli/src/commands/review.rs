//! `parallax review`: reads the branch and its base, and tells what was found.

use super::compare::{named_target, renames};
use super::inputs;
use super::migrate::project::migrations;
use super::migrate::specs::{self, plain};
use crate::args::{PlanArgs, ReviewArgs, ReviewDeny, ReviewFormat};
use crate::diagnostics::{self, NO_FILE, json};
use crate::output;
use crate::session::{ERROR, OK, Session};
use crate::stop::Stop;
use parallax_config::{
    DEFECT, Failure, File, Outcome, Revision, Settings, UNKNOWN_REVISION, discover, usual_base,
};
use parallax_engine::{Database, Fingerprint};
use parallax_review::{Input, Review, Side, Verdict, html, markdown, review, text};
use parallax_wire::v1::{PlanContext, PlanDocument, ReviewDocument, ReviewedMigration, Sql};
use std::path::Path;

pub fn run(args: &ReviewArgs, session: &Session) -> Result<u8, Stop> {
    let settings = Settings::around(&session.current)?;
    let target = named_target(args.target.as_deref().or(settings.target.as_deref()))?;
    let (renames, _) = renames(&PlanArgs { rename: args.rename.clone(), ..PlanArgs::default() }, &settings)?;
    let lint = settings.lint.clone().unwrap_or_default().config()?;
    let found = discover(&session.current, args.schema.schema.as_deref(), args.schema.config.as_deref())?;
    let folder = migrations(&found.schema, args.schema.config.as_deref(), session)?;
    let name = base(args, session)?;
    let base = Revision::named(&name, &session.current)?;
    let fork = base.fork()?;
    let ours = Side {
        schema: texts(inputs::schema_files(&[], &args.schema, session)?),
        migrations: specs::read(&folder)?.folder()?,
    };
    let input = Input {
        base: &name,
        fork: &side(&fork, &found.schema, &folder)?,
        theirs: &side(&base, &found.schema, &folder)?,
        ours: &ours,
        target,
        renames: &renames,
        plan: &settings.plan.options(),
        lint: &lint,
    };
    let review = review(&input)
        .map_err(|broken| Failure::new(&DEFECT, format!("a plan does not fit its database: {broken}")))?;
    tell(&review, args, session)?;
    let limit = match args.deny {
        Some(ReviewDeny::Caution) => Verdict::Caution,
        Some(ReviewDeny::Destructive) => Verdict::Destructive,
        Some(ReviewDeny::Broken) | None => Verdict::Broken,
    };
    Ok(if review.verdict() >= limit { ERROR } else { OK })
}

fn base(args: &ReviewArgs, session: &Session) -> Outcome<String> {
    let usual = || usual_base(&session.current);
    args.base.clone().or_else(usual).ok_or_else(|| {
        Failure::new(&UNKNOWN_REVISION, "nothing says which branch this one is to be merged into")
            .help("name it with --base, such as --base origin/main")
    })
}

fn side(revision: &Revision<'_>, schema: &Path, folder: &Path) -> Outcome<Side> {
    let files = revision.schema(schema)?;
    Ok(Side { schema: texts(files), migrations: plain(revision.migrations(folder)?) })
}

fn texts(files: Vec<File>) -> Vec<(String, String)> {
    files.into_iter().map(|file| (file.name, file.text)).collect()
}

fn tell(review: &Review, args: &ReviewArgs, session: &Session) -> Result<(), Stop> {
    let (findings, sources) = (&review.findings, &review.sources);
    let answer = match args.format {
        ReviewFormat::Human => {
            let color = args.output.is_none() && session.stdout_color;
            format!("{}{}", diagnostics::human(findings, sources, color), text(review, color))
        }
        ReviewFormat::Markdown => markdown(review),
        ReviewFormat::Html => html(review),
        ReviewFormat::Json => json(&document(review)),
        ReviewFormat::Sarif => json(&parallax_wire::sarif::log(findings, sources, env!("CARGO_PKG_VERSION"))),
        ReviewFormat::Github => parallax_wire::github::annotations(findings, sources),
        ReviewFormat::Gitlab => json(&parallax_wire::gitlab::report(findings, sources, NO_FILE)),
        ReviewFormat::Junit => parallax_wire::junit::report(findings, sources, "parallax review"),
    };
    match &args.output {
        Some(file) => output::write_file(file, &answer)?,
        None => output::print(&answer)?,
    }
    Ok(())
}

fn document(review: &Review) -> ReviewDocument {
    let plan = review.change.as_ref().zip(review.target).map(|(change, target)| {
        let steps = change.comparison.script.steps.iter();
        let sql = steps.map(|step| Sql { statements: &step.statements, reverse: &step.reverse });
        let of = |database: &Database| Fingerprint::of(database);
        let context = PlanContext {
            target: target.to_string(),
            target_by_default: false,
            before: of(&change.before),
            after: of(&change.after),
            sources: &review.sources,
        };
        PlanDocument::new(&change.comparison.plan, sql, &context)
    });
    let migrations = review.migrations.iter().map(|change| ReviewedMigration {
        name: change.name.clone(),
        change: change.how.as_str().to_owned(),
        file: change.file.clone(),
    });
    let verdict = review.verdict().as_str();
    ReviewDocument::new(&review.base, verdict, migrations.collect(), plan, &review.findings, &review.sources)
}
