//! `parallax migrate …`: one file per command, with its options.

mod applying;
mod dev;
mod diff;
mod down;
pub mod failure;
pub mod project;
mod rebase;
mod scratch;
pub mod states;
pub mod world;

use super::not_built;
use crate::args::NotBuilt;
use crate::session::Session;
use crate::stop::Stop;
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub enum Migrate {
    /// Write what leads from one schema to another, with Prisma's options
    Diff(Box<diff::DiffArgs>),
    /// Make a migration of what the schema says, and apply it: for development
    Dev(Box<dev::DevArgs>),
    /// Take migrations back
    Down(Box<down::DownArgs>),
    /// Plan a migration again on top of others that start from the same state
    Rebase(Box<rebase::RebaseArgs>),
    /// Apply migrations (not built yet)
    Deploy(NotBuilt),
    /// Compare the history with a database (not built yet)
    Status(NotBuilt),
    /// Mark migrations as applied or rolled back (not built yet)
    Resolve(NotBuilt),
    /// Empty a database and apply all migrations (not built yet)
    Reset(NotBuilt),
}

impl Migrate {
    /// Whether answers, and what went wrong, are to be JSON.
    pub fn json(&self) -> bool {
        match self {
            Migrate::Dev(args) => args.json,
            Migrate::Down(args) => args.json,
            Migrate::Rebase(args) => args.json,
            Migrate::Diff(_)
            | Migrate::Deploy(_)
            | Migrate::Status(_)
            | Migrate::Resolve(_)
            | Migrate::Reset(_) => false,
        }
    }
}

pub fn run(command: &Migrate, session: &Session) -> Result<u8, Stop> {
    match command {
        Migrate::Diff(args) => diff::run(args, session),
        Migrate::Dev(args) => dev::run(args, session),
        Migrate::Down(args) => down::run(args, session),
        Migrate::Rebase(args) => rebase::run(args, session),
        Migrate::Deploy(_) => not_built("migrate deploy"),
        Migrate::Status(_) => not_built("migrate status"),
        Migrate::Resolve(_) => not_built("migrate resolve"),
        Migrate::Reset(_) => not_built("migrate reset"),
    }
}
