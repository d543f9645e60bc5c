//! The command line: every command with its options and their words.

use clap::{Args, Parser, Subcommand, ValueEnum};
use parallax_engine::PlanOptions;
use std::path::PathBuf;

/// Compares schemas and writes the SQL that leads from one to the other.
#[derive(Debug, Parser)]
#[command(name = "parallax", version, disable_help_subcommand = true, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    /// When to use colours; auto: on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN", display_order = 900)]
    pub color: Color,
    /// Say nothing but results and errors
    #[arg(long, short, global = true, display_order = 901)]
    pub quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write what leads from one schema to another
    Diff(DiffArgs),
    /// Plan from a live database or the migrations to the schema, and estimate how long that takes
    Plan(Box<crate::commands::plan::PlanCommand>),
    /// Show what is wrong with a schema
    Validate(ValidateArgs),
    /// Bring schema files into the common form
    Format(FormatArgs),
    /// Write the database that a schema asks for as JSON: a snapshot
    Ir(IrArgs),
    /// Write the schema in another form: as Prisma reads it
    Export(ExportArgs),
    /// Run the generators of a schema
    Generate(crate::commands::generate::GenerateArgs),
    /// Judge a schema, a change, or hand-written SQL by the catalogue of rules
    Lint(LintArgs),
    /// Tell what a branch does to the database: for code review
    Review(ReviewArgs),
    /// Tell whether a database is still in the state that a plan was made for
    Verify(crate::commands::verify::VerifyArgs),
    /// Tell what a code of a diagnostic means
    Explain(ExplainArgs),
    /// Make, apply, compare and take back migrations
    #[command(subcommand)]
    Migrate(crate::commands::migrate::Migrate),
    /// Work on a live database
    #[command(subcommand)]
    Db(crate::commands::db::Db),
    /// Serve editors over standard input and output: the language server
    Lsp(LspArgs),
    /// Write the completion script of a shell
    Completions(CompletionsArgs),
    /// Show the version
    Version,
}

/// Where the schema is.
#[derive(Debug, Default, Args)]
pub struct SchemaArgs {
    /// The schema file or folder [default: found as Prisma finds it]
    #[arg(long, value_name = "PATH")]
    pub schema: Option<PathBuf>,
    /// The prisma.config.ts that names the schema
    #[arg(long, value_name = "PATH")]
    pub config: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Exit status: 0 without errors, 1 with errors.

PATH is a schema file, a folder (all its .prisma and .plx files are one schema), git:REV:PATH, or - for the \
standard input. Several paths are one schema.")]
pub struct ValidateArgs {
    /// Files and folders of the schema
    #[arg(value_name = "PATH", conflicts_with = "schema")]
    pub paths: Vec<String>,
    #[command(flatten)]
    pub schema: SchemaArgs,
    /// The form of the answer
    #[arg(long, value_enum, default_value_t = DiagnosticsFormat::Human, value_name = "FORMAT")]
    pub format: DiagnosticsFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiagnosticsFormat {
    /// For people, with the lines of the schema
    #[value(alias = "text")]
    Human,
    /// Versioned JSON
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of a pull request
    Github,
    /// A code quality report, for merge requests of GitLab
    Gitlab,
    /// A JUnit report, for CI systems
    Junit,
}

#[derive(Debug, Args)]
#[command(after_help = "\
The branch is the working copy; what it is compared with is the commit where it left the base. Nothing connects to a \
database. Findings are those that the branch adds.

Exit status: 0; 1 where something must not be merged as it is (an edited migration, a schema without its migration, a \
collision with the base), or where --deny says so; 2 for a mistake in the command line.

Examples:
  parallax review --base origin/main
  parallax review --format markdown -o comment.md
  parallax review --format sarif -o parallax.sarif --deny destructive")]
pub struct ReviewArgs {
    /// The branch that this one is to be merged into [default: origin/HEAD, origin/main, …, main]
    #[arg(long, value_name = "REVISION")]
    pub base: Option<String>,
    #[command(flatten)]
    pub schema: SchemaArgs,
    /// The database and version, such as postgresql@16 [default: by the migrations or the schema]
    #[arg(long, value_name = "NAME@VERSION")]
    pub target: Option<String>,
    /// What was renamed: User.name=User.fullName; may be repeated
    #[arg(long, value_name = "OLD=NEW")]
    pub rename: Vec<String>,
    /// The form of the answer
    #[arg(long, value_enum, default_value_t = ReviewFormat::Human, value_name = "FORMAT")]
    pub format: ReviewFormat,
    /// Where to write it [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// End with status 1 from this verdict on [default: broken]
    #[arg(long, value_enum, value_name = "VERDICT")]
    pub deny: Option<ReviewDeny>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReviewFormat {
    /// For people, in a terminal
    #[value(alias = "text")]
    Human,
    /// A comment on a pull request
    Markdown,
    /// A page to look at: one file, with a diagram
    Html,
    /// Versioned JSON
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of a pull request on GitHub
    Github,
    /// A code quality report, for merge requests of GitLab
    Gitlab,
    /// A JUnit report, for CI systems
    Junit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReviewDeny {
    Caution,
    Destructive,
    Broken,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Exit status: 0; with --check, 1 where a file is not formatted. Files are replaced as a whole or not at all.")]
pub struct FormatArgs {
    /// A file, a folder, or - for standard input to standard output
    #[arg(value_name = "PATH", conflicts_with = "schema")]
    pub path: Option<String>,
    #[command(flatten)]
    pub schema: SchemaArgs,
    /// Change nothing; name the files that are not formatted
    #[arg(long, conflicts_with = "stdout")]
    pub check: bool,
    /// Write to standard output instead of the files
    #[arg(long)]
    pub stdout: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
What goes beyond Prisma is said in its words where it has some, and left out where it has none: Prisma Client works from the \
result. Without --output, one file goes to standard output, several are told apart by comments.

Exit status: 0; 1 where the schema has errors.")]
pub struct ExportArgs {
    /// A file or folder of the schema
    #[arg(value_name = "PATH", conflicts_with = "schema")]
    pub path: Option<String>,
    #[command(flatten)]
    pub schema: SchemaArgs,
    /// Files that Prisma reads
    #[arg(long, required = true)]
    pub prisma: bool,
    /// The folder that takes the files
    #[arg(long, short, value_name = "FOLDER")]
    pub output: Option<PathBuf>,
    /// What the schema is for [default: what its datasource says]
    #[arg(long, value_name = "TARGET")]
    pub target: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Without arguments: the schema of the project, what it changes against git:HEAD, and the last migration. PATH is a schema \
file, a folder of schema files, or a file of SQL.

Exit status: 0 without findings of the severity that is denied (error, unless --deny says otherwise), 1 with some.

Examples:
  parallax lint
  parallax lint --deny warning --format github
  parallax lint --from git:main --to prisma/schema.prisma
  parallax lint --migrations prisma/migrations
  parallax lint fix.sql --from prisma/schema.prisma
  parallax lint fix.sql --target postgresql@16
  parallax explain PX7001")]
pub struct LintArgs {
    /// Schema files, folders of them, files of SQL
    #[arg(value_name = "PATH", conflicts_with_all = ["schema", "to", "migrations"])]
    pub paths: Vec<String>,
    /// The state before, as `diff` takes it; with files of SQL, the state that they find
    #[arg(long, value_name = "SOURCE", conflicts_with = "migrations")]
    pub from: Option<String>,
    /// The state after
    #[arg(long, value_name = "SOURCE", conflicts_with = "migrations")]
    pub to: Option<String>,
    /// Judge every migration of a folder
    #[arg(long, value_name = "FOLDER")]
    pub migrations: Option<PathBuf>,
    #[command(flatten)]
    pub schema: SchemaArgs,
    /// The database and version, such as postgresql@16 [default: by the schema's provider]
    #[arg(long, value_name = "NAME@VERSION")]
    pub target: Option<String>,
    /// What was renamed: User.name=User.fullName; may be repeated
    #[arg(long, value_name = "OLD=NEW")]
    pub rename: Vec<String>,
    /// The form of the answer
    #[arg(long, value_enum, default_value_t = DiagnosticsFormat::Human, value_name = "FORMAT")]
    pub format: DiagnosticsFormat,
    /// End with status 1 from this severity on [default: error]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub deny: Option<LintDeny>,
    /// Mend what can be mended without asking
    #[arg(long)]
    pub fix: bool,
}

impl LintArgs {
    /// What a comparison needs to know.
    pub fn plan(&self) -> PlanArgs {
        PlanArgs { target: self.target.clone(), rename: self.rename.clone(), ..PlanArgs::default() }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LintDeny {
    Error,
    Warning,
    Info,
}

impl LintDeny {
    pub fn severity(self) -> parallax_engine::Severity {
        match self {
            LintDeny::Error => parallax_engine::Severity::Error,
            LintDeny::Warning => parallax_engine::Severity::Warning,
            LintDeny::Info => parallax_engine::Severity::Info,
        }
    }
}

#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// A code such as PX1001, or the name of a rule; without, all are listed
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
    #[arg(long, value_enum, default_value_t = ExplainFormat::Human, value_name = "FORMAT")]
    pub format: ExplainFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExplainFormat {
    Human,
    Json,
}

#[derive(Debug, Args)]
pub struct CompletionsArgs {
    #[arg(value_enum, value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

/// Options of everything that makes a plan.
#[derive(Debug, Default, Args)]
pub struct PlanArgs {
    /// The database and version to plan for, such as postgresql@16 [default: by the schema's provider]
    #[arg(long, value_name = "NAME@VERSION")]
    pub target: Option<String>,
    /// What was renamed: User.name=User.fullName, User=Account, Role.ADMIN=Role.Owner; may be repeated
    #[arg(long, value_name = "OLD=NEW")]
    pub rename: Vec<String>,
    /// A file of renames, JSON or TOML
    #[arg(long, value_name = "FILE")]
    pub renames: Option<PathBuf>,
    /// A database in which a folder of migrations can be replayed; it is emptied
    #[arg(long, value_name = "URL")]
    pub shadow_database_url: Option<String>,
    /// Write to a file, as a whole or not at all
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub strategy: StrategyArgs,
    /// End with status 1 where the plan loses data (destructive), is not safe throughout (caution), or makes readers or
    /// writers wait (blocking)
    #[arg(long, value_enum, value_name = "TAG")]
    pub deny: Option<Deny>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Deny {
    Destructive,
    Caution,
    Blocking,
}

/// How a plan treats those who use the database meanwhile.
#[derive(Debug, Clone, Default, Args)]
pub struct StrategyArgs {
    /// The shortest way (direct), so that others go on reading and writing (online), or in several migrations that
    /// programs of the version before survive (phased) [default: direct]
    #[arg(long, value_enum, value_name = "STRATEGY")]
    pub strategy: Option<Strategy>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Strategy {
    Direct,
    Online,
    Phased,
}

impl StrategyArgs {
    /// What the command line says, else the project.
    pub fn options(&self, settings: &parallax_config::PlanSettings) -> PlanOptions {
        let declared = settings.options();
        let strategy = self.strategy.map_or(declared.strategy, |strategy| match strategy {
            Strategy::Direct => parallax_engine::Strategy::Direct,
            Strategy::Online => parallax_engine::Strategy::Online,
            Strategy::Phased => parallax_engine::Strategy::Phased,
        });
        PlanOptions { strategy, ..declared }
    }
}

#[derive(Debug, Args)]
#[command(after_help = "\
OLD and NEW are `empty`, a schema file, a folder of schema files, git:REV:PATH, a snapshot (.json), SQL (.sql, a \
dump) or a folder of migrations, a live database (a URL, env:NAME, or `live` for that of the project), or - for the standard input. Without \
OLD it is git:HEAD, without NEW the schema of the project.

Exit status: 0; with --exit-code 0 no difference, 2 difference, 3 difference that destroys data; 1 error or denied; \
69 not built yet (MongoDB).

Examples:
  parallax diff old.prisma new.prisma
  parallax diff --from empty --to prisma/ --format sql -o create.sql
  parallax diff git:main --format markdown
  parallax diff env:DATABASE_URL prisma/schema.prisma
  parallax diff --from prisma/migrations --to prisma/schema.prisma
  parallax diff git:HEAD~1 --rename User.name=User.fullName")]
pub struct DiffArgs {
    /// The state before
    #[arg(value_name = "OLD", conflicts_with = "from")]
    pub old: Option<String>,
    /// The state after
    #[arg(value_name = "NEW", conflicts_with = "to")]
    pub new: Option<String>,
    /// The state before
    #[arg(long, value_name = "SOURCE")]
    pub from: Option<String>,
    /// The state after
    #[arg(long, value_name = "SOURCE")]
    pub to: Option<String>,
    /// The form of the answer [default: summary on a terminal, sql elsewhere, with -o by the file's ending]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<PlanFormat>,
    /// Tell by the exit status whether there is a difference
    #[arg(long)]
    pub exit_code: bool,
    #[command(flatten)]
    pub plan: PlanArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PlanFormat {
    /// The script
    Sql,
    /// For people: steps, tags, reasons
    Summary,
    /// Versioned JSON: every fact of every step
    Json,
    /// For a comment on a pull request
    Markdown,
    /// A page to look at: one file, with a diagram
    Html,
}

#[derive(Debug, Args)]
pub struct IrArgs {
    /// A file, a folder, git:REV:PATH, or -
    #[arg(value_name = "PATH", conflicts_with = "schema")]
    pub path: Option<String>,
    #[command(flatten)]
    pub schema: SchemaArgs,
    /// The database and version, such as postgresql@16 [default: by the schema's provider]
    #[arg(long, value_name = "NAME@VERSION")]
    pub target: Option<String>,
    /// Write to a file, as a whole or not at all
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Options that editors pass to every server.
#[derive(Debug, Args)]
#[command(after_help = "\
Editors start it by themselves; docs/editors.md has the settings to paste. It reads files and repositories and makes \
no connections.

Exit status: 0 after the editor has said goodbye, 1 where it left without.")]
pub struct LspArgs {
    /// Standard input and output, which is all there is
    #[arg(long, hide = true)]
    pub stdio: bool,
    /// The process of the editor
    #[arg(long = "clientProcessId", hide = true, value_name = "ID")]
    pub client_process_id: Option<u32>,
}
