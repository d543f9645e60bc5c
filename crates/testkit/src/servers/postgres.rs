//! PostgreSQL from its own programs.

use super::process::{Home, find_programs, free_port};
use super::{Address, Failure, Server, System, parse_url, run};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

const URL: &str = "PARALLAX_TEST_POSTGRES_URL";
const HELP: &str = "This test needs PostgreSQL. Install it (`apt-get install postgresql`), or name a server on which \
                    databases can be made: PARALLAX_TEST_POSTGRES_URL=postgresql://postgres@localhost:5432/postgres";

/// Makes a used database as good as new.
pub(super) const CLEAR: &str = r"
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema'
    LOOP EXECUTE format('DROP SCHEMA %I CASCADE', name); END LOOP;
END $$;
CREATE SCHEMA public;
COMMENT ON SCHEMA public IS 'standard public schema';";

pub(super) fn start() -> Result<Server, Failure> {
    if let Ok(url) = std::env::var(URL) {
        let address = parse_url(&url, 5432).ok_or_else(|| Failure(format!("{URL} is no URL: {url}")))?;
        let server = Server::new(System::Postgres, address, None);
        server.version().map_err(|error| Failure(format!("{URL}: {error}")))?;
        return Ok(server);
    }
    let programs =
        find_programs(&installed(), &["initdb", "postgres"]).ok_or_else(|| Failure(HELP.to_owned()))?;
    let home = Home::new("postgres", &["postgres"])?;
    let data = home.folder.join("data").display().to_string();
    home.prepare(
        &programs.join("initdb"),
        &["-D", &data, "-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C"]
            .map(str::to_owned),
    )?;
    let address = Address {
        host: "127.0.0.1".to_owned(),
        port: free_port()?,
        user: "postgres".to_owned(),
        password: String::new(),
        database: "postgres".to_owned(),
    };
    let port = address.port.to_string();
    let sockets = home.folder.display().to_string();
    let mut args: Vec<String> = ["-D", &data, "-p", &port, "-k", &sockets].map(str::to_owned).into();
    // Nothing here has to survive a power cut.
    for setting in
        ["listen_addresses=127.0.0.1", "fsync=off", "synchronous_commit=off", "full_page_writes=off"]
    {
        args.extend(["-c".to_owned(), setting.to_owned()]);
    }
    let ready = || run(&mut client(&address, "postgres"), "SELECT 1").map(drop);
    let process = home.serve(&programs.join("postgres"), &args, ready)?;
    Ok(Server::new(System::Postgres, address, Some(process)))
}

/// Where distributions put the programs, newest first.
fn installed() -> Vec<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    folders.sort();
    folders.into_iter().rev().map(|(_, folder)| folder).collect()
}

pub(super) fn client(address: &Address, database: &str) -> Command {
    let mut client = Command::new("psql");
    client
        .args(["-X", "-q", "-At", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-f", "-"])
        .args(["-h", &address.host, "-p", &address.port.to_string(), "-U", &address.user, "-d", database])
        .env("PGPASSWORD", &address.password)
        .env("PGOPTIONS", "-c client_min_messages=warning");
    client
}
