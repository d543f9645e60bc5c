//! `parallax db …`: one file per command, with its options.

mod execute;
mod pull;
mod push;
pub mod seed;

use crate::session::Session;
use crate::stop::Stop;
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub enum Db {
    /// Write the schema of a database
    Pull(Box<pull::PullArgs>),
    /// Bring a database to a schema
    Push(Box<push::PushArgs>),
    /// Run SQL on a database
    Execute(execute::ExecuteArgs),
    /// Fill a database with first rows, by the project's own command
    Seed(seed::SeedArgs),
}

impl Db {
    /// Whether answers, and what went wrong, are to be JSON.
    pub fn json(&self) -> bool {
        match self {
            Db::Push(args) => args.json,
            Db::Execute(args) => args.json,
            Db::Seed(args) => args.json,
            Db::Pull(_) => false,
        }
    }
}

pub fn run(command: &Db, session: &Session) -> Result<u8, Stop> {
    match command {
        Db::Pull(args) => pull::run(args, session),
        Db::Push(args) => push::run(args, session),
        Db::Execute(args) => execute::run(args, session),
        Db::Seed(args) => seed::run(args, session),
    }
}
