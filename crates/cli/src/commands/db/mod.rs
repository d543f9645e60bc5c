//! `parallax db …`: one file per command, with its options.

mod pull;
mod push;

use super::not_built;
use crate::args::NotBuilt;
use crate::session::Session;
use crate::stop::Stop;
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub enum Db {
    /// Write the schema of a database
    Pull(Box<pull::PullArgs>),
    /// Bring a database to a schema
    Push(Box<push::PushArgs>),
    /// Run SQL (not built yet)
    Execute(NotBuilt),
    /// Fill a database with first rows (not built yet)
    Seed(NotBuilt),
}

impl Db {
    /// Whether answers, and what went wrong, are to be JSON.
    pub fn json(&self) -> bool {
        match self {
            Db::Push(args) => args.json,
            Db::Pull(_) | Db::Execute(_) | Db::Seed(_) => false,
        }
    }
}

pub fn run(command: &Db, session: &Session) -> Result<u8, Stop> {
    match command {
        Db::Pull(args) => pull::run(args, session),
        Db::Push(args) => push::run(args, session),
        Db::Execute(_) => not_built("db execute"),
        Db::Seed(_) => not_built("db seed"),
    }
}
