//! Where the sizes of tables come from, and what is worked out with them.

use super::PlanCommand;
use crate::commands::compare::Compared;
use crate::commands::live;
use crate::diagnostics::json;
use crate::output;
use crate::session::Session;
use crate::stop::Stop;
use parallax_config::{
    BAD_SETTINGS, BAD_STATISTICS, Content, DEFECT, Failure, Input, NO_STATISTICS, Outcome, Settings,
    TARGET_MISMATCH, read, read_file,
};
use parallax_engine::{
    Basis, Comparison, Estimate, NOTICED_MS, Name, QName, Rates, Sizes, Strategy, estimate, parse_target,
    sizes,
};
use parallax_wire::v1::StatisticsDocument;
use std::path::Path;

/// What is known, and where from.
pub struct Known {
    pub estimate: Estimate,
    /// Other strategies by which the longest wait is shorter.
    pub shorter: Vec<(Strategy, Estimate)>,
    /// In words, without secrets.
    pub from: String,
}

/// The estimate, where one is asked for; and the file of statistics, likewise.
pub fn run(
    args: &PlanCommand,
    before: &Input,
    compared: &Compared,
    settings: &Settings,
    session: &Session,
) -> Result<Option<Known>, Stop> {
    if !args.estimate && args.write_statistics.is_none() {
        return Ok(None);
    }
    let rates = rates(args, compared, settings)?;
    let (sizes, from) = match &args.statistics {
        Some(file) => of_file(file, compared)?,
        None => of_server(args, before, compared, session)?,
    };
    if let Some(file) = &args.write_statistics {
        let document = StatisticsDocument::new(compared.target.to_string(), &sizes);
        output::write_file(file, &json(&document))?;
    }
    if !args.estimate {
        return Ok(None);
    }
    let noticed_ms = settings.plan.noticed.map_or(NOTICED_MS, |time| u64::from(time.0));
    let basis = Basis { sizes: &sizes, rates: &rates, noticed_ms };
    let estimate = of(&compared.comparison, compared, &basis)?;
    let shorter = shorter(args, &estimate, compared, settings, &basis)?;
    Ok(Some(Known { estimate, shorter, from }))
}

fn of(comparison: &Comparison, compared: &Compared, basis: &Basis<'_>) -> Outcome<Estimate> {
    let steps = &comparison.script.steps;
    let statements: Vec<&[String]> = steps.iter().map(|step| step.statements.as_slice()).collect();
    estimate(&comparison.plan, &compared.databases.before, &statements, &compared.target, basis)
        .map_err(|broken| Failure::new(&DEFECT, format!("the plan does not fit the database: {broken}")))
}

/// Where somebody waits: the other strategies, as far as the longest wait is shorter with them.
fn shorter(
    args: &PlanCommand,
    now: &Estimate,
    compared: &Compared,
    settings: &Settings,
    basis: &Basis<'_>,
) -> Outcome<Vec<(Strategy, Estimate)>> {
    let mut options = args.plan.strategy.options(&settings.plan);
    let mut found: Vec<(Strategy, Estimate)> = Vec::new();
    let mut least = longest(now);
    if now.schedule.is_empty() {
        return Ok(found);
    }
    for strategy in [Strategy::Online, Strategy::Phased] {
        if strategy <= options.strategy {
            continue;
        }
        options.strategy = strategy;
        let other = compared.again(&options)?;
        // A database that has no phases gives the online plan.
        if other.plan.options.strategy != strategy {
            continue;
        }
        let other = of(&other, compared, basis)?;
        if longest(&other) < least {
            least = longest(&other);
            found.push((strategy, other));
        }
    }
    Ok(found)
}

/// In milliseconds; what is not known is longest.
fn longest(estimate: &Estimate) -> u64 {
    estimate.longest_wait().map_or(u64::MAX, |wait| wait.most)
}

/// Those of the dialect, of the project, of the command line: the later ones count.
fn rates(args: &PlanCommand, compared: &Compared, settings: &Settings) -> Outcome<Rates> {
    let mut rates = compared.target.dialect.sizing.rates;
    for (effort, text) in &settings.plan.throughput {
        rates.set(effort, text).map_err(|wrong| {
            Failure::new(&BAD_SETTINGS, format!("{}, [plan.throughput]: {wrong}", Settings::FILE))
        })?;
    }
    for text in &args.throughput {
        let set = match text.split_once('=') {
            Some((effort, rate)) => rates.set(effort.trim(), rate.trim()),
            None => Err(format!("`{text}` is no throughput; write it as build=500k")),
        };
        set.map_err(|wrong| Failure::new(&BAD_SETTINGS, format!("--throughput: {wrong}")))?;
    }
    Ok(rates)
}

fn of_file(file: &Path, compared: &Compared) -> Outcome<(Sizes, String)> {
    let text = read_file(file)?;
    let wrong = |message: String| {
        Failure::new(&BAD_STATISTICS, format!("{}: {message}", text.name))
            .help("`parallax plan --url URL --write-statistics FILE` writes such a file")
    };
    let document = StatisticsDocument::read(&text.text).map_err(wrong)?;
    let target = parse_target(&document.target).map_err(|unknown| wrong(unknown.message))?;
    if target.dialect.name != compared.target.dialect.name {
        let message = format!(
            "the statistics of {} are from {}, and the plan is for {}",
            text.name, target.dialect.title, compared.target.dialect.title
        );
        let help = format!("name what the plan is for with --target {}", document.target);
        return Err(Failure::new(&TARGET_MISMATCH, message).help(help));
    }
    let words = format!("{} ({})", text.name, document.target);
    Ok((document.sizes(), words))
}

/// From the database of `--url`, or the one that the plan begins with.
fn of_server(
    args: &PlanCommand,
    before: &Input,
    compared: &Compared,
    session: &Session,
) -> Outcome<(Sizes, String)> {
    let input = args.url.as_deref().map(Input::parse);
    let Content::Live { url } = read(input.as_ref().unwrap_or(before), &session.current)? else {
        return Err(Failure::new(&NO_STATISTICS, "nothing says how big the tables are")
            .help("name the live database with --url, or a file that was taken from one with --statistics"));
    };
    let mut server = live::open(&url)?;
    if server.target().dialect.name != compared.target.dialect.name {
        let (is, planned) = (server.target().dialect.title, compared.target.dialect.title);
        let message = format!("at {} is {is}, and the plan is for {planned}", server.place());
        return Err(Failure::new(&TARGET_MISMATCH, message));
    }
    let scope = live::scope(server.as_ref(), &namespaces(compared, server.default_schema()));
    let tables: Vec<QName> = compared.databases.before.tables.keys().cloned().collect();
    let sizes = sizes(server.as_mut(), &scope, &tables).map_err(|fault| live::refused(&fault))?;
    Ok((sizes, format!("{} ({})", server.place(), server.target())))
}

/// The namespaces that the plan's tables are in, and the default one.
fn namespaces(compared: &Compared, default: &str) -> Vec<Name> {
    let of_tables = compared.databases.before.tables.keys().filter_map(|name| name.schema.clone());
    let mut names: Vec<Name> = of_tables.chain([Name::from(default)]).collect();
    names.sort();
    names.dedup();
    names
}
