//! `parallax db …`: one file per command, with its options.

mod pull;

use super::not_built;
use crate::args::NotBuilt;
use crate::session::Session;
use crate::stop::Stop;
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub enum Db {
    /// Write the schema of a database
    Pull(Box<pull::PullArgs>),
    /// Bring a database to a schema (not built yet)
    Push(NotBuilt),
    /// Run SQL (not built yet)
    Execute(NotBuilt),
    /// Fill a database with first rows (not built yet)
    Seed(NotBuilt),
}

pub fn run(command: &Db, session: &Session) -> Result<u8, Stop> {
    match command {
        Db::Pull(args) => pull::run(args, session),
        Db::Push(_) => not_built("db push"),
        Db::Execute(_) => not_built("db execute"),
        Db::Seed(_) => not_built("db seed"),
    }
}
