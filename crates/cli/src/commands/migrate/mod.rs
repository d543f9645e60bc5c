//! `parallax migrate …`: one file per command, with its options.

mod applying;
mod audit_file;
mod build;
mod command;
mod create;
mod deploy;
mod dev;
mod diff;
mod down;
pub mod failure;
pub mod project;
mod rebase;
mod reset;
mod resolve;
pub mod running;
mod scratch;
pub mod specs;
pub mod states;
mod status;
mod up;
pub mod world;

use crate::session::Session;
use crate::stop::Stop;
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub enum Migrate {
    /// Write what leads from one schema to another, with Prisma's options
    Diff(Box<diff::DiffArgs>),
    /// Make a migration of what the schema says, and apply it: for development
    Dev(Box<dev::DevArgs>),
    /// Write a migration with a migration.toml: steps with checks, from a template or a plan
    Create(Box<create::CreateArgs>),
    /// Check all migrations with a migration.toml, and write the SQL that each amounts to
    Build(Box<build::BuildArgs>),
    /// Apply pending migrations, step by step with their checks
    Up(Box<up::UpArgs>),
    /// Take migrations back
    Down(Box<down::DownArgs>),
    /// Plan a migration again on top of others that start from the same state
    Rebase(Box<rebase::RebaseArgs>),
    /// Apply the migrations that a database does not have yet
    Deploy(Box<deploy::DeployArgs>),
    /// Go on with a migration that is done by half
    Resume(Box<deploy::ResumeArgs>),
    /// Compare the history of a database with the folder of migrations
    Status(Box<status::StatusArgs>),
    /// Mark a migration as applied or rolled back
    Resolve(Box<resolve::ResolveArgs>),
    /// Empty a database and apply all migrations
    Reset(Box<reset::ResetArgs>),
}

impl Migrate {
    /// Whether answers, and what went wrong, are to be JSON.
    pub fn json(&self) -> bool {
        match self {
            Migrate::Dev(args) => args.json,
            Migrate::Create(args) => args.json,
            Migrate::Build(args) => args.json,
            Migrate::Up(args) => args.run.json,
            Migrate::Down(args) => args.json,
            Migrate::Rebase(args) => args.json,
            Migrate::Deploy(args) => args.run.json,
            Migrate::Resume(args) => args.run.json,
            Migrate::Status(args) => args.json,
            Migrate::Resolve(args) => args.json,
            Migrate::Reset(args) => args.run.json,
            Migrate::Diff(_) => false,
        }
    }
}

pub fn run(command: &Migrate, session: &Session) -> Result<u8, Stop> {
    match command {
        Migrate::Diff(args) => diff::run(args, session),
        Migrate::Dev(args) => dev::run(args, session),
        Migrate::Create(args) => create::run(args, session),
        Migrate::Build(args) => build::run(args, session),
        Migrate::Up(args) => up::run(args, session),
        Migrate::Down(args) => down::run(args, session),
        Migrate::Rebase(args) => rebase::run(args, session),
        Migrate::Deploy(args) => deploy::deploy(args, session),
        Migrate::Resume(args) => deploy::resume(args, session),
        Migrate::Status(args) => status::run(args, session),
        Migrate::Resolve(args) => resolve::run(args, session),
        Migrate::Reset(args) => reset::run(args, session),
    }
}
