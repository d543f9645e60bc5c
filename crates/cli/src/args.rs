//! The command line: every command with its options and their words.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Compares schemas and writes the SQL that leads from one to the other.
#[derive(Debug, Parser)]
#[command(name = "parallax", version, disable_help_subcommand = true, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,
    /// Say nothing but results and errors
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show what is wrong with a schema
    Validate(ValidateArgs),
    /// Bring schema files into the common form
    Format(FormatArgs),
    /// Tell what a code of a diagnostic means
    Explain(ExplainArgs),
    /// Write the completion script of a shell
    Completions(CompletionsArgs),
    /// Show the version, and what it was built for
    Version,
}

/// Where the schema is.
#[derive(Debug, Args)]
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
    Human,
    /// Versioned JSON
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of a pull request
    Github,
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
