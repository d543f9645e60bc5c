//! `parallax generate`: runs the generators of a schema.

mod input;
mod prisma;
mod process;

use crate::args::SchemaArgs;
use crate::diagnostics::json;
use crate::output;
use crate::session::{OK, Session};
use crate::stop::Stop;
use clap::Args;
use input::ForPrisma;
use parallax_config::{
    Configuration, Environment, Failure, GENERATOR_FAILED, GENERATOR_MISSING, GENERATOR_OUTPUT,
    GENERATOR_SILENT, NO_GENERATOR, Outcome, discover, environment,
};
use parallax_dmmf::protocol::{
    ENGINE_VERSION, EnvValue, GeneratorConfig, GeneratorOptions, Manifest, datasources,
};
use parallax_dmmf::{Document, document};
use process::{Process, Surroundings, Trouble, search_path};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What a shell ends with where there is no such command.
const NO_COMMAND: i32 = if cfg!(windows) { 9009 } else { 127 };
/// In seconds, for one answer.
const TIMEOUT: u64 = 300;
/// The last lines of what a generator said are enough.
const SHOWN_LINES: usize = 20;

#[derive(Debug, Args)]
#[command(after_help = "\
Runs the programs that the `generator` blocks name, as Prisma does: `provider` is a command of the shell, with \
node_modules/.bin on its path and the variables of .env. Prisma's own clients (`prisma-client`, `prisma-client-js`) are made \
by the `prisma` command of the project.

Exit status: 0; 1 where the schema has errors or a generator failed.

Examples:
  parallax generate
  parallax generate --generator docs --generator client
  parallax generate --schema prisma/schema.prisma --json")]
pub struct GenerateArgs {
    #[command(flatten)]
    pub schema: SchemaArgs,
    /// Only this generator; may be repeated
    #[arg(long = "generator", value_name = "NAME")]
    pub generators: Vec<String>,
    /// How long a generator may take for an answer
    #[arg(long, value_name = "SECONDS", default_value_t = TIMEOUT, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub timeout: u64,
    /// Answer with JSON; what generators write goes to standard error
    #[arg(long)]
    pub json: bool,
    /// Tell generators to leave hints out
    #[arg(long, hide = true)]
    pub no_hints: bool,
    /// Tell generators that a schema without models is meant so
    #[arg(long, hide = true)]
    pub allow_no_models: bool,
}

impl GenerateArgs {
    /// All generators of a project. With `aside`, nothing is written to standard output.
    pub fn of_project(schema: &Option<PathBuf>, config: &Option<PathBuf>, aside: bool) -> GenerateArgs {
        GenerateArgs {
            schema: SchemaArgs { schema: schema.clone(), config: config.clone() },
            generators: Vec::new(),
            timeout: TIMEOUT,
            json: aside,
            no_hints: true,
            allow_no_models: false,
        }
    }
}

/// What was generated.
#[derive(Debug, Serialize)]
pub struct Answer {
    version: u32,
    /// Models, views, composite types and enums.
    pub types: usize,
    pub generators: Vec<Generated>,
}

#[derive(Debug, Serialize)]
pub struct Generated {
    name: String,
    provider: String,
    /// What it calls itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pretty_name: Option<String>,
    /// Absent where Prisma's command knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<String>,
}

pub fn run(args: &GenerateArgs, session: &Session) -> Result<u8, Stop> {
    let answer = generate(args, session)?;
    if args.json {
        output::print(&json(&answer))?;
    } else if answer.generators.is_empty() && !session.quiet {
        output::print_error(
            "The schema has no generators; there is nothing to generate.\n",
            session.stderr_color,
        );
    }
    Ok(OK)
}

/// Runs the generators one after the other, up to the first that fails.
pub fn generate(args: &GenerateArgs, session: &Session) -> Result<Answer, Stop> {
    let project = discover(&session.current, args.schema.schema.as_deref(), args.schema.config.as_deref())?;
    let input = input::read(&project.schema, session)?;
    let configuration = Configuration::around(&session.current, args.schema.config.as_deref())?;
    let environment = environment(&session.current, &project.schema, configuration.as_ref())?;
    let all = configs(&input, &environment, session);
    let chosen = chosen(&all, &args.generators)?;
    let document = document(&input.schema);
    let folder = session.current.join(&project.schema);
    let surroundings = Surroundings {
        folder: session.current.clone(),
        variables: environment.added().into_iter().collect(),
        path: search_path(&[
            if folder.is_dir() { &folder } else { folder.parent().unwrap_or(&folder) },
            &session.current,
        ]),
        aside: args.json,
    };
    let types = &document.datamodel;
    let types = types.models.len() + types.types.len() + types.enums.len();
    let run = Run { args, session, schema: project.schema, input, all: &all, document, surroundings };
    let mut generators = Vec::new();
    for config in chosen {
        let generated = run.one(config)?;
        run.say(&generated)?;
        generators.push(generated);
    }
    Ok(Answer { version: 1, types, generators })
}

fn configs(input: &ForPrisma, environment: &Environment, session: &Session) -> Vec<GeneratorConfig> {
    let variable = |name: &str| environment.get(name).ok().flatten();
    let config = |generator| {
        let generator: &parallax_schema::model::Generator = generator;
        let file = session.current.join(&*input.sources.get(generator.span.file).name);
        GeneratorConfig::new(generator, file.to_string_lossy().into_owned(), &variable)
    };
    input.schema.generators.iter().map(config).collect()
}

fn chosen<'a>(all: &'a [GeneratorConfig], names: &[String]) -> Outcome<Vec<&'a GeneratorConfig>> {
    for name in names {
        if !all.iter().any(|config| config.name == *name) {
            let known: Vec<String> = all.iter().map(|config| format!("`{}`", config.name)).collect();
            let help = if known.is_empty() {
                "the schema has none".to_owned()
            } else {
                format!("there are {}", known.join(", "))
            };
            return Err(Failure::new(&NO_GENERATOR, format!("there is no generator `{name}`")).help(help));
        }
    }
    Ok(all.iter().filter(|config| names.is_empty() || names.contains(&config.name)).collect())
}

/// What all generators of one schema share.
struct Run<'a> {
    args: &'a GenerateArgs,
    session: &'a Session,
    schema: PathBuf,
    input: ForPrisma,
    all: &'a [GeneratorConfig],
    document: Document,
    surroundings: Surroundings,
}

impl Run<'_> {
    fn one(&self, config: &GeneratorConfig) -> Outcome<Generated> {
        let Some(provider) = config.provider.value.clone() else {
            let variable = config.provider.from_env_var.as_deref().unwrap_or_default();
            return Err(Failure::new(
                &GENERATOR_MISSING,
                format!(
                    "the provider of the generator `{}` is in the variable {variable}, which is not set",
                    config.name
                ),
            ));
        };
        let mut generated =
            Generated { name: config.name.clone(), provider, pretty_name: None, output: None };
        if prisma::is_client(&generated.provider) {
            let config_file = self.args.schema.config.as_deref();
            prisma::generate(&config.name, &self.schema, config_file, &self.input, &self.surroundings)?;
        } else {
            self.program(config, &mut generated)?;
        }
        Ok(generated)
    }

    /// A program that speaks the protocol.
    fn program(&self, config: &GeneratorConfig, generated: &mut Generated) -> Outcome<()> {
        let timeout = Duration::from_secs(self.args.timeout);
        let mut process = Process::start(&generated.provider, &self.surroundings).map_err(|error| {
            Failure::new(
                &GENERATOR_MISSING,
                format!("the generator `{}` cannot be run: {error}", config.name),
            )
        })?;
        let manifest = match process.ask("getManifest", config, timeout) {
            Ok(result) => Manifest::read(result),
            Err(trouble) => return Err(self.failure(generated, trouble, &process.log)),
        };
        self.required(config, &manifest)?;
        let output = self.output(config, &manifest)?;
        generated.pretty_name = manifest.pretty_name;
        generated.output = Some(output.clone());
        let config = placed(config, output);
        let schema = self.session.current.join(&self.schema).to_string_lossy().into_owned();
        let file =
            self.input.schema.datasource.as_ref().map(|datasource| {
                self.session.current.join(&*self.input.sources.get(datasource.span.file).name)
            });
        let others = self.others(&config);
        let options = GeneratorOptions {
            generator: &config,
            other_generators: others.iter().collect(),
            schema_path: &schema,
            dmmf: &self.document,
            datasources: datasources(&self.input.schema, &file.unwrap_or_default().to_string_lossy()),
            datamodel: &self.input.text(),
            version: ENGINE_VERSION,
            no_hints: self.args.no_hints.then_some(true),
            allow_no_models: self.args.allow_no_models.then_some(true),
        };
        match process.ask("generate", &options, timeout) {
            Ok(_) => Ok(()),
            Err(trouble) => Err(self.failure(generated, trouble, &process.log)),
        }
    }

    /// The other blocks; where they write is known as far as they say it.
    fn others(&self, config: &GeneratorConfig) -> Vec<GeneratorConfig> {
        let others = self.all.iter().filter(|other| other.name != config.name);
        let place = |other: &GeneratorConfig| match self.output(other, &Manifest::default()) {
            Ok(output) => placed(other, output),
            Err(_) => other.clone(),
        };
        others.map(place).collect()
    }

    fn required(&self, config: &GeneratorConfig, manifest: &Manifest) -> Outcome<()> {
        let has =
            |provider: &String| self.all.iter().any(|other| other.provider.value.as_ref() == Some(provider));
        match manifest.requires_generators.iter().flatten().find(|provider| !has(provider)) {
            Some(missing) => Err(Failure::new(
                &GENERATOR_FAILED,
                format!(
                    "the generator `{}` needs one with the provider `{missing}`, and the schema has none",
                    config.name
                ),
            )
            .help(format!("add a generator with `provider = \"{missing}\"`"))),
            None => Ok(()),
        }
    }

    /// Where it writes: from the file of its block on.
    fn output(&self, config: &GeneratorConfig, manifest: &Manifest) -> Outcome<String> {
        let written = match &config.output {
            Some(EnvValue { value: Some(text), .. }) => Some(text),
            Some(EnvValue { from_env_var, .. }) => {
                let variable = from_env_var.as_deref().unwrap_or_default();
                return Err(Failure::new(
                    &GENERATOR_OUTPUT,
                    format!(
                        "the generator `{}` writes to where the variable {variable} says, which is not set",
                        config.name
                    ),
                ));
            }
            None => manifest.default_output.as_ref(),
        };
        let Some(written) = written else {
            return Err(Failure::new(
                &GENERATOR_OUTPUT,
                format!("nothing says where the generator `{}` writes", config.name),
            )
            .help("add `output = \"../generated\"` to its block"));
        };
        let folder = Path::new(&config.source_file_path).parent().unwrap_or(Path::new(""));
        Ok(straight(&folder.join(written)).to_string_lossy().into_owned())
    }

    fn failure(&self, generated: &Generated, trouble: Trouble, log: &[String]) -> Box<Failure> {
        let name = &generated.name;
        let said = |message: String| {
            let lines = log.iter().skip(log.len().saturating_sub(SHOWN_LINES));
            let lines: Vec<&str> = lines.map(String::as_str).filter(|line| !line.trim().is_empty()).collect();
            if lines.is_empty() { message } else { format!("{message}\n{}", lines.join("\n")) }
        };
        match trouble {
            Trouble::Ended(status) if status.is_some_and(|status| status.code() == Some(NO_COMMAND)) => {
                let provider = &generated.provider;
                Failure::new(
                    &GENERATOR_MISSING,
                    said(format!("the program of the generator `{name}` is not found: {provider}")),
                )
                .help("install its package in the project, or correct `provider`")
            }
            Trouble::Ended(status) => {
                let how =
                    status.map_or_else(|| "without an answer".to_owned(), |status| format!("with {status}"));
                Failure::new(&GENERATOR_FAILED, said(format!("the generator `{name}` ended {how}")))
            }
            Trouble::Refused(message) => {
                Failure::new(&GENERATOR_FAILED, said(format!("the generator `{name}` failed: {message}")))
            }
            Trouble::Silent => {
                let seconds = self.args.timeout;
                Failure::new(
                    &GENERATOR_SILENT,
                    said(format!("the generator `{name}` gave no answer in {seconds} seconds")),
                )
                .help("--timeout SECONDS gives it more time")
            }
        }
    }

    fn say(&self, generated: &Generated) -> Outcome<()> {
        if self.args.json || self.session.quiet {
            return Ok(());
        }
        let title = generated.pretty_name.as_deref().unwrap_or(&generated.provider);
        let place = generated.output.as_ref().map(|output| {
            let output = Path::new(output);
            format!(" in {}", output.strip_prefix(&self.session.current).unwrap_or(output).display())
        });
        output::print(&format!("Generated {} ({title}){}\n", generated.name, place.unwrap_or_default()))
    }
}

fn placed(config: &GeneratorConfig, output: String) -> GeneratorConfig {
    let from_env_var = config.output.as_ref().and_then(|output| output.from_env_var.clone());
    GeneratorConfig {
        output: Some(EnvValue { from_env_var, value: Some(output) }),
        is_custom_output: config.output.is_some().then_some(true),
        ..config.clone()
    }
}

/// A path without `.` and `..`, by its text alone.
fn straight(path: &Path) -> PathBuf {
    use std::path::Component;
    let mut straight = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if straight.file_name().is_some() => {
                straight.pop();
            }
            part => straight.push(part),
        }
    }
    straight
}
