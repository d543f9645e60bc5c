//! Every scenario says what its plans are, and the laws hold for it. `UPDATE_SCENARIOS=1` writes the plans anew;
//! `SCENARIOS=enums/` looks only at those with that in their path.

use parallax_engine::{Pair, PlanOptions, Strategy, Target, phased};
use parallax_testkit::laws;
use parallax_testkit::live::{self, Live};
use parallax_testkit::pipeline::{self, compile, plan_with};
use parallax_testkit::pull::lifts_whole;
use parallax_testkit::scenario::{self, Expectation, Scenario};
use parallax_testkit::servers::Server;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

fn scenarios() -> Vec<Scenario> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/scenarios");
    let mut scenarios = scenario::load(&folder).unwrap_or_else(|error| panic!("{error}"));
    if let Ok(part) = std::env::var("SCENARIOS") {
        scenarios.retain(|scenario| scenario.path.to_string_lossy().contains(&part));
    }
    assert!(!scenarios.is_empty());
    scenarios
}

/// A panic is a failure of one scenario, and the others are looked at all the same.
fn guarded<T>(check: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    let caught = catch_unwind(AssertUnwindSafe(check));
    caught.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        Err(text.unwrap_or_else(|| "a panic without a message".to_owned()))
    })
}

/// Runs a check for every scenario and target, and fails with all that is wrong.
///
/// Two at a time: most of the time of a check on a real database goes into waiting for it.
fn for_each(check: impl Fn(&Scenario, &Expectation) -> Result<(), String> + Sync) {
    let scenarios = scenarios();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut failures = Vec::new();
        while let Some(scenario) = scenarios.get(next.fetch_add(1, Ordering::Relaxed)) {
            for expectation in &scenario.expectations {
                if let Err(error) = guarded(|| check(scenario, expectation)) {
                    failures.push(format!("{} on {}:\n{error}", scenario.path.display(), expectation.target));
                }
            }
        }
        failures
    };
    let mut failures = std::thread::scope(|scope| {
        let other = scope.spawn(work);
        let mut failures = work();
        failures.extend(other.join().unwrap());
        failures
    });
    failures.sort();
    assert!(failures.is_empty(), "{} failures\n\n{}", failures.len(), failures.join("\n\n"));
}

fn script(scenario: &Scenario, expectation: &Expectation) -> Result<String, String> {
    let target = pipeline::target(&expectation.target)?;
    let (before, after) = (compile(&scenario.before, &target)?, compile(&scenario.after, &target)?);
    let renames = pipeline::renames(&scenario.renames)?;
    let comparison = plan_with(Pair::new(&before, &after), &renames, &target, expectation.strategy)?;
    Ok(scenario::script(&comparison))
}

#[test]
fn plans_are_as_written() {
    if std::env::var_os("UPDATE_SCENARIOS").is_some() {
        for scenario in scenarios() {
            let scripts: Vec<String> = scenario
                .expectations
                .iter()
                .map(|of| guarded(|| script(&scenario, of)).unwrap_or_else(|_| of.script.clone()))
                .collect();
            fs::write(&scenario.path, scenario.with_scripts(&scripts)).unwrap();
        }
    }
    for_each(|scenario, expectation| {
        let script = script(scenario, expectation)?;
        if script == expectation.script {
            return Ok(());
        }
        Err(format!("expected\n{}\nbut the plan is\n{script}", expectation.script))
    });
}

#[test]
fn laws_hold() {
    for_each(|scenario, expectation| {
        let target = pipeline::target(&expectation.target)?;
        let renames = pipeline::renames(&scenario.renames)?;
        laws::hold(&scenario.before, &scenario.after, &renames, &target)
    });
}

/// What these show of columns and tables beyond Prisma is written back as it was.
const LIFTED: &[&str] =
    &["generated/", "identity/", "comments/", "collation/", "options/", "types/beyond", "defaults/sql"];

#[test]
fn what_goes_beyond_prisma_is_lifted_back() {
    for_each(|scenario, expectation| {
        let path = scenario.path.to_string_lossy();
        if !LIFTED.iter().any(|part| path.contains(part)) {
            return Ok(());
        }
        let target = pipeline::target(&expectation.target)?;
        lifts_whole(&scenario.after, &target)
    });
}

#[test]
fn on_sqlite_plans_lead_to_the_same_database() {
    let target = pipeline::target("sqlite").unwrap();
    on_real_databases(&target, Strategy::Direct, live::sqlite);
}

#[test]
fn on_postgres_plans_lead_to_the_same_database() {
    let server = Server::postgres().unwrap_or_else(|failure| panic!("{failure}"));
    on_real_databases(&live::target_of(server).unwrap(), Strategy::Direct, || {
        server.scratch().map_err(|failure| failure.0)
    });
}

#[test]
fn on_postgres_online_plans_lead_to_the_same_database() {
    let server = Server::postgres().unwrap_or_else(|failure| panic!("{failure}"));
    on_real_databases(&live::target_of(server).unwrap(), Strategy::Online, || {
        server.scratch().map_err(|failure| failure.0)
    });
}

#[test]
fn on_mysql_plans_lead_to_the_same_database() {
    let server = Server::mysql().unwrap_or_else(|failure| panic!("{failure}"));
    on_real_databases(&live::target_of(server).unwrap(), Strategy::Direct, || {
        server.scratch().map_err(|failure| failure.0)
    });
}

#[test]
fn on_mysql_online_plans_lead_to_the_same_database() {
    let server = Server::mysql().unwrap_or_else(|failure| panic!("{failure}"));
    on_real_databases(&live::target_of(server).unwrap(), Strategy::Online, || {
        server.scratch().map_err(|failure| failure.0)
    });
}

#[test]
fn on_postgres_rows_arrive_in_phases() {
    let server = Server::postgres().unwrap_or_else(|failure| panic!("{failure}"));
    let real = live::target_of(server).unwrap();
    for_each(|scenario, expectation| {
        let target = pipeline::target(&expectation.target)?;
        let other = target.dialect.name != real.dialect.name || expectation.strategy != Strategy::Direct;
        if other || scenario.rows.after.is_empty() {
            return Ok(());
        }
        let (before, after) = (compile(&scenario.before, &real)?, compile(&scenario.after, &real)?);
        let options = PlanOptions::of(Strategy::Phased);
        let renames = pipeline::renames(&scenario.renames)?;
        let phased =
            phased(Pair::new(&before, &after), &real, &renames, &options).map_err(|broken| broken.0)?;
        let phases = phased.map(|phased| phased.phases).unwrap_or_default();
        let plan: Vec<String> =
            phases.iter().flat_map(|phase| pipeline::statements(&phase.comparison)).collect();
        let rows = scenario.rows.as_ref().map(Vec::as_slice);
        let new = || server.scratch().map_err(|failure| failure.0);
        live::rows_arrive(new, Pair::new(&before, &after), rows, &real, &plan)
    });
}

/// Every scenario of this kind of database, there and back.
fn on_real_databases<L: Live>(real: &Target, strategy: Strategy, new: impl Fn() -> Result<L, String> + Sync) {
    for_each(|scenario, expectation| {
        let target = pipeline::target(&expectation.target)?;
        let other = target.dialect.name != real.dialect.name || expectation.strategy != Strategy::Direct;
        if other || leaves_something_open(scenario) {
            return Ok(());
        }
        let (before, after) = match (compile(&scenario.before, real), compile(&scenario.after, real)) {
            // The server here is too old for what it shows.
            (Err(error), _) | (_, Err(error)) if error.contains("PX3005") => return Ok(()),
            (before, after) => (before?, after?),
        };
        let renames = pipeline::renames(&scenario.renames)?;
        // What is the same as the direct plan, both ways, has its run with that one.
        let sql = |pair, strategy| {
            plan_with(pair, &renames, real, strategy).map(|comparison| pipeline::statements(&comparison))
        };
        let differs = |pair| Ok::<_, String>(sql(pair, strategy)? != sql(pair, Strategy::Direct)?);
        let online = differs(Pair::new(&before, &after))? || differs(Pair::new(&after, &before))?;
        if strategy != Strategy::Direct && !online {
            return Ok(());
        }
        let states = Pair::new(&before, &after);
        let rows = scenario.rows.as_ref().map(Vec::as_slice);
        live::round_trip(&new, states, &renames, real, strategy)?;
        if !rows.after.is_empty() {
            live::rows_arrive(&new, states, rows, real, &sql(states, strategy)?)?;
        }
        if strategy != Strategy::Direct {
            return Ok(());
        }
        live::facts_are_true(&new, Pair::new(&before, &after), &renames, real)
    });
}

/// Where a schema says "whatever is there", two databases may both be right; and extensions have no way back.
fn leaves_something_open(scenario: &Scenario) -> bool {
    let open = ["dbgenerated()", "(version:"];
    open.iter().any(|text| scenario.after.contains(text) || scenario.before.contains(text))
}
