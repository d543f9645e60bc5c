//! `parallax db push`: brings a live database to a schema, without a history.

use crate::args::StrategyArgs;
use crate::commands::live;
use crate::commands::migrate::project::{Meaning, Project, ProjectArgs};
use crate::commands::migrate::running::stop_on_interrupt;
use crate::commands::migrate::world::Real;
use crate::diagnostics::json;
use crate::output;
use crate::session::{ERROR, OK, Session};
use crate::stop::Stop;
use clap::Args;
use parallax_config::{BAD_RENAMES, DEFECT, Outcome, TARGET_MISMATCH};
use parallax_engine::{Comparison, Database, Name, Pair, Rename, Renames, Scope, Strategy, compare_with};
use parallax_migrate::push::{Stopped, Why, push};
use parallax_migrate::stakes::{COUNTING, Stake, Unweighed, weigh};
use parallax_migrate::{Failure, Kind};
use parallax_report::Report;
use serde::Serialize;
use std::collections::BTreeSet;
use std::io::IsTerminal;

#[derive(Debug, Args)]
#[command(after_help = "\
Counts what is at stake before anything is done: a step that takes values away, or may fail on the rows that are \
there, is a warning and needs --accept-data-loss; one that cannot succeed with them is unexecutable and refuses all.

Exit status: 0 done or nothing to do; 6 refused because of warnings; 1 refused because of unexecutable steps, and \
errors; 7 no connection.")]
pub struct PushArgs {
    #[command(flatten)]
    pub project: ProjectArgs,
    /// The namespaces to work on, with commas between [default: those of the schema]
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub schemas: Vec<String>,
    /// Go on although values are lost
    #[arg(long)]
    pub accept_data_loss: bool,
    /// Drop everything first
    #[arg(long)]
    pub force_reset: bool,
    /// Only say what would be done
    #[arg(long)]
    pub dry_run: bool,
    /// What was renamed: User.name=User.fullName, User=Account; may be repeated
    #[arg(long, value_name = "OLD=NEW")]
    pub rename: Vec<String>,
    #[command(flatten)]
    pub strategy: StrategyArgs,
    /// Understood for the sake of old scripts: nothing is generated here
    #[arg(long, hide = true)]
    pub skip_generate: bool,
    /// Answer with JSON
    #[arg(long)]
    pub json: bool,
}

/// The answer as JSON.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    /// Steps that were run.
    executed: usize,
    /// Steps that there are to run.
    steps: usize,
    warnings: Vec<&'a str>,
    unexecutable: Vec<&'a str>,
}

pub fn run(args: &PushArgs, session: &Session) -> Result<u8, Stop> {
    let renames = renames(&args.rename)?;
    let project = Project::find(&args.project, session)?;
    let meaning = project.meaning(session)?;
    let mut server = project.open(!args.dry_run)?;
    let server = server.as_mut();
    fits(&meaning, server)?;
    let desired = meaning.desired(server.target())?;
    let scope = match args.schemas.as_slice() {
        [] => meaning.scope(server),
        named => live::scope(server, &named.iter().map(Name::from).collect::<Vec<_>>()),
    };
    let observed = observe(server, &scope, args)?;
    let options = args.strategy.options(&project.settings.plan);
    let pair = Pair::new(&observed, &desired);
    let compared = compare_with(pair, server.target(), &renames, &options).map_err(|broken| {
        parallax_config::Failure::new(&DEFECT, format!("the plan does not fit the database: {broken}"))
    })?;
    let stakes = weigh(server, &compared.plan, &observed, COUNTING).map_err(unweighed)?;
    let push = Push { args, session, meaning: &meaning, compared: &compared, stakes: &stakes };
    push.run(server)
}

fn renames(texts: &[String]) -> Outcome<Renames> {
    let parse = |text: &String| {
        Rename::parse(text).map_err(|message| {
            parallax_config::Failure::new(&BAD_RENAMES, message)
                .help("as in --rename User.name=User.fullName or --rename User=Account")
        })
    };
    Ok(Renames(texts.iter().map(parse).collect::<Outcome<_>>()?))
}

/// The schema must be for the kind of database that answers.
fn fits(meaning: &Meaning, server: &dyn parallax_engine::Session) -> Outcome<()> {
    let Some(datasource) = &meaning.schema.datasource else { return Ok(()) };
    let providers = server.target().dialect.language.providers;
    if datasource.language.is_none_or(|language| language.providers == providers) {
        return Ok(());
    }
    let message = format!(
        "the schema is for {}, and at {} is {}",
        datasource.provider,
        server.place(),
        server.target().dialect.title
    );
    Err(parallax_config::Failure::new(&TARGET_MISMATCH, message)
        .help("change the `provider` of the datasource, or give the URL of another database"))
}

/// What is there; with `--force-reset` after nothing is left of it.
fn observe(
    server: &mut dyn parallax_engine::Session,
    scope: &Scope,
    args: &PushArgs,
) -> Result<Database, Stop> {
    let observed = live::read(server, scope)?;
    if !args.force_reset {
        return Ok(observed.database);
    }
    if args.dry_run {
        return Ok(Database { silent: observed.database.silent, ..Database::default() });
    }
    parallax_migrate::clear(server, scope)?;
    Ok(live::read(server, scope)?.database)
}

fn unweighed(error: Unweighed) -> Stop {
    match error {
        Unweighed::Fault(fault) => Failure::server("counting what is at stake", *fault).into(),
        Unweighed::Broken(broken) => {
            parallax_config::Failure::new(&DEFECT, format!("the plan does not fit the database: {broken}"))
                .into()
        }
    }
}

struct Push<'a> {
    args: &'a PushArgs,
    session: &'a Session,
    meaning: &'a Meaning,
    compared: &'a Comparison,
    stakes: &'a [Stake],
}

impl Push<'_> {
    fn run(&self, server: &mut dyn parallax_engine::Session) -> Result<u8, Stop> {
        let steps = self.compared.plan.steps.len();
        if !self.args.json && steps > 0 {
            self.show(server)?;
        }
        if let Some(refusal) = self.refusal()? {
            self.answer(0)?;
            if self.args.json {
                return Ok(if refusal.kind == Kind::DataLoss { refusal.kind.exit().0 } else { ERROR });
            }
            return Err(refusal.into());
        }
        if self.args.dry_run {
            self.answer(0)?;
            return Ok(OK);
        }
        let mut world = self.world()?;
        let ran = push(server, self.compared, &mut world);
        world.end();
        let executed = ran.map_err(|stopped| self.stopped(*stopped, steps))?;
        self.answer(executed)?;
        if !self.args.json && !self.session.quiet {
            let text = match executed {
                0 => format!("{} is as the schema says.\n", server.place()),
                1 => format!("{} is now as the schema says: 1 step was done.\n", server.place()),
                _ => format!("{} is now as the schema says: {executed} steps were done.\n", server.place()),
            };
            output::print(&text)?;
        }
        Ok(OK)
    }

    /// With Ctrl-C as the wish to stop between two statements, where each is committed by itself.
    fn world(&self) -> Outcome<Real> {
        if self.compared.plan.options.strategy != Strategy::Direct {
            stop_on_interrupt();
        }
        Real::new(None, self.args.json, self.session)
    }

    fn stopped(&self, stopped: Stopped, steps: usize) -> Box<Failure> {
        let fills =
            self.compared.plan.steps.get(stopped.step).is_some_and(|step| step.op.kind() == "UpdateRows");
        let rows = if fills { ", and so do the rows that are filled" } else { "" };
        let done = match stopped.done {
            0 => "nothing was changed".to_owned(),
            done => format!("{done} of {steps} steps were done before and stay{rows}"),
        };
        let step = stopped.step + 1;
        match stopped.why {
            Why::Refused(fault) => {
                let brief = brief(&stopped.statement);
                Failure::server(&format!("step {step} of {steps} failed, {done}; it is `{brief}`"), fault)
            }
            Why::Asked => {
                Failure::of(Kind::Interrupted, format!("stopped in step {step} of {steps}; {done}"))
                    .help("`parallax db push` goes on from there")
            }
        }
    }

    fn texts(&self, fails: bool) -> Vec<&str> {
        self.stakes.iter().filter(|stake| stake.fails == fails).map(|stake| stake.text.as_str()).collect()
    }

    fn answer(&self, executed: usize) -> Outcome<()> {
        if !self.args.json {
            return Ok(());
        }
        let steps = self.compared.plan.steps.len();
        output::print(&json(&Answer {
            executed,
            steps,
            warnings: self.texts(false),
            unexecutable: self.texts(true),
        }))
    }

    /// The plan to standard output, what is at stake to standard error.
    fn show(&self, server: &dyn parallax_engine::Session) -> Outcome<()> {
        let statements: Vec<&[String]> =
            self.compared.script.steps.iter().map(|step| step.statements.as_slice()).collect();
        let report = Report {
            plan: &self.compared.plan,
            statements: &statements,
            target: server.target(),
            target_by_default: false,
            sources: &self.meaning.sources,
        };
        output::print(&parallax_report::summary(&report, self.session.stdout_color))?;
        for (title, texts) in
            [("Would be lost, or may fail:", self.texts(false)), ("Cannot succeed:", self.texts(true))]
        {
            if !texts.is_empty() {
                let list: String = texts.iter().map(|text| format!("  - {text}\n")).collect();
                output::print_error(&format!("\n{title}\n{list}"), self.session.stderr_color);
            }
        }
        Ok(())
    }

    /// How many steps are concerned.
    fn count(&self, fails: bool) -> usize {
        let steps = self.stakes.iter().filter(|stake| stake.fails == fails).map(|stake| stake.step);
        steps.collect::<BTreeSet<_>>().len()
    }

    /// Why nothing may be done.
    fn refusal(&self) -> Outcome<Option<Box<Failure>>> {
        let (warnings, unexecutable) = (self.count(false), self.count(true));
        if unexecutable > 0 {
            let failure = Failure::of(
                Kind::StatementRefused,
                format!("{} cannot succeed with the rows that are there", steps(unexecutable)),
            );
            return Ok(Some(failure.help(
                "give the column a default or make it optional, fill the rows first, or drop everything with --force-reset",
            )));
        }
        if warnings == 0 || self.args.accept_data_loss || self.args.force_reset {
            return Ok(None);
        }
        if self.asks() && confirmed() {
            return Ok(None);
        }
        let failure =
            Failure::of(Kind::DataLoss, format!("{} would lose values or may fail", steps(warnings)));
        Ok(Some(failure.help("look at them above; --accept-data-loss goes on")))
    }

    fn asks(&self) -> bool {
        let terminal = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        terminal && !self.args.json && !self.args.dry_run
    }
}

fn confirmed() -> bool {
    inquire::Confirm::new("Go on, although values may be lost?").with_default(false).prompt().unwrap_or(false)
}

fn steps(count: usize) -> String {
    if count == 1 { "one step".to_owned() } else { format!("{count} steps") }
}

/// The first line of a statement, as far as it is short.
fn brief(statement: &str) -> String {
    const MAX: usize = 120;
    let line = statement.lines().next().unwrap_or_default();
    match line.char_indices().nth(MAX) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None if line.len() < statement.len() => format!("{line} …"),
        None => line.to_owned(),
    }
}
