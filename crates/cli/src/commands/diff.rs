//! `parallax diff`, and telling of a plan in every form.

use super::compare::{self, Compared};
use super::plan::Known;
use crate::args::{Deny, DiffArgs, PlanArgs, PlanFormat};
use crate::diagnostics::json;
use crate::output;
use crate::session::{DESTROYS, DIFFERS, OK, Session};
use crate::stop::Stop;
use parallax_config::{DENIED, Failure, Input, Settings, discover};
use parallax_engine::{Availability, Fingerprint, Pair, Tag};
use parallax_report::{Estimated, Report};
use parallax_review::html_of_plan;
use parallax_wire::v1::{Estimate, PlanContext, PlanDocument, Sql};
use std::io::IsTerminal;
use std::path::Path;

pub fn run(args: &DiffArgs, session: &Session) -> Result<u8, Stop> {
    let settings = Settings::around(&session.current)?;
    let input = |text: &Option<String>| text.as_deref().map(Input::parse);
    let from = input(&args.from).or_else(|| input(&args.old));
    let from = from.unwrap_or(Input::Revision { revision: "HEAD".into(), path: None });
    let to = match input(&args.to).or_else(|| input(&args.new)) {
        Some(to) => to,
        None => Input::Path(discover(&session.current, None, None)?.schema),
    };
    let compared = compare::run(Pair::new(&from, &to), &args.plan, &settings, session)?;
    let format = args.format.unwrap_or_else(|| usual_format(args.plan.output.as_deref()));
    tell(&compared, format, None, &args.plan, session)?;
    let status = if args.exit_code { status(&compared) } else { OK };
    deny(&compared, &args.plan, &settings, status)
}

/// By the ending of the file, or by who reads.
pub fn usual_format(file: Option<&Path>) -> PlanFormat {
    match file {
        None if std::io::stdout().is_terminal() => PlanFormat::Summary,
        None => PlanFormat::Sql,
        Some(file) => match file.extension().and_then(|ending| ending.to_str()) {
            Some("json") => PlanFormat::Json,
            Some("html" | "htm") => PlanFormat::Html,
            Some("md" | "markdown") => PlanFormat::Markdown,
            Some("txt") => PlanFormat::Summary,
            _ => PlanFormat::Sql,
        },
    }
}

/// Writes the plan to where it was asked for, with the estimate where there is one.
pub fn tell(
    compared: &Compared,
    format: PlanFormat,
    known: Option<&Known>,
    args: &PlanArgs,
    session: &Session,
) -> Result<(), Stop> {
    let steps = &compared.comparison.script.steps;
    let statements: Vec<&[String]> = steps.iter().map(|step| step.statements.as_slice()).collect();
    let report = Report {
        plan: &compared.comparison.plan,
        statements: &statements,
        target: &compared.target,
        target_by_default: compared.target_by_default,
        sources: &compared.sources,
    };
    let estimated = known.map(|known| Estimated {
        estimate: &known.estimate,
        shorter: &known.shorter,
        from: &known.from,
    });
    let estimate = |write: fn(&Report<'_>, &Estimated<'_>) -> String| {
        estimated.as_ref().map_or(String::new(), |estimated| write(&report, estimated))
    };
    let text = match format {
        PlanFormat::Sql => estimate(parallax_report::estimate_comments) + &parallax_report::script(&report),
        PlanFormat::Summary => {
            let color = args.output.is_none() && session.stdout_color;
            parallax_report::summary(&report, color) + &estimate(parallax_report::estimate_text)
        }
        PlanFormat::Markdown => {
            parallax_report::markdown(&report) + &estimate(parallax_report::estimate_markdown)
        }
        PlanFormat::Html => {
            let databases = compared.databases.as_ref();
            html_of_plan(databases, &compared.comparison, &compared.target, &compared.sources)
        }
        PlanFormat::Json => {
            let estimate =
                known.map(|known| Estimate::new(&known.estimate, &known.shorter, known.from.clone()));
            json(&PlanDocument { estimate, ..document(compared) })
        }
    };
    match &args.output {
        Some(file) => output::write_file(file, &text)?,
        None => output::print(&text)?,
    }
    Ok(())
}

fn document(compared: &Compared) -> PlanDocument {
    let steps = compared.comparison.script.steps.iter();
    let sql = steps.map(|step| Sql { statements: &step.statements, reverse: &step.reverse });
    let fingerprints = compared.databases.as_ref().map(Fingerprint::of);
    let context = PlanContext {
        target: compared.target.to_string(),
        target_by_default: compared.target_by_default,
        before: fingerprints.before,
        after: fingerprints.after,
        sources: &compared.sources,
    };
    PlanDocument::new(&compared.comparison.plan, sql, &context)
}

/// What `--exit-code` tells.
pub fn status(compared: &Compared) -> u8 {
    let plan = &compared.comparison.plan;
    match plan.tag() {
        _ if plan.steps.is_empty() => OK,
        Tag::Destructive => DESTROYS,
        Tag::Safe | Tag::Caution => DIFFERS,
    }
}

/// The status to end with, unless the plan is one of those that were ruled out.
pub fn deny(compared: &Compared, args: &PlanArgs, settings: &Settings, status: u8) -> Result<u8, Stop> {
    let denied = args.deny.or(settings.deny.map(|deny| match deny {
        parallax_config::Deny::Destructive => Deny::Destructive,
        parallax_config::Deny::Caution => Deny::Caution,
    }));
    if denied == Some(Deny::Blocking) {
        return deny_blocking(compared, status);
    }
    let limit = match denied {
        None => return Ok(status),
        Some(Deny::Destructive) => Tag::Destructive,
        Some(Deny::Caution | Deny::Blocking) => Tag::Caution,
    };
    let plan = &compared.comparison.plan;
    let over = plan.steps.iter().filter(|step| step.tag() >= limit).count();
    if over == 0 {
        return Ok(status);
    }
    let steps = if over == 1 { "1 step is".to_owned() } else { format!("{over} steps are") };
    let or_worse = if limit == Tag::Caution { " or worse" } else { "" };
    let failure = Failure::new(&DENIED, format!("{steps} {limit}{or_worse}, which was ruled out")).help(
        "look at the reasons above; without --deny (or `deny` in parallax.toml) the plan is only shown",
    );
    Err(failure.into())
}

/// The status to end with, unless a step makes readers or writers wait.
fn deny_blocking(compared: &Compared, status: u8) -> Result<u8, Stop> {
    let steps = compared.comparison.plan.steps.iter().enumerate();
    let blocking = steps.filter(|(_, step)| step.facts.availability != Availability::Online);
    let numbers: Vec<String> = blocking.map(|(at, _)| (at + 1).to_string()).collect();
    if numbers.is_empty() {
        return Ok(status);
    }
    let message = format!("readers or writers may wait for step {}, which was ruled out", numbers.join(", "));
    let help = "look at the reasons above; --strategy online takes the ways in which others go on, where there are any";
    Err(Failure::new(&DENIED, message).help(help).into())
}
