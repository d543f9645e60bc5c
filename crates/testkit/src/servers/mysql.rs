//! MariaDB or MySQL from its own programs.

use super::process::{Home, find_programs, free_port};
use super::{Address, Failure, Server, System, parse_url, run};
use std::path::PathBuf;
use std::process::Command;

const URL: &str = "PARALLAX_TEST_MYSQL_URL";
const HELP: &str = "This test needs MariaDB or MySQL. Install one (`apt-get install mariadb-server`), or name a \
                    server on which databases can be made: PARALLAX_TEST_MYSQL_URL=mysql://root@localhost:3306/mysql";

/// Makes a database.
pub(super) fn create(name: &str) -> String {
    format!("CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci")
}

/// Makes a used database as good as new.
pub(super) fn clear(name: &str) -> String {
    format!("DROP DATABASE {name}; {}; USE {name};", create(name))
}

pub(super) fn start() -> Result<Server, Failure> {
    if let Ok(url) = std::env::var(URL) {
        let address = parse_url(&url, 3306).ok_or_else(|| Failure(format!("{URL} is no URL: {url}")))?;
        let server = Server::new(System::MySql, address, None);
        server.version().map_err(|error| Failure(format!("{URL}: {error}")))?;
        return Ok(server);
    }
    let folders = ["/usr/sbin", "/usr/local/sbin", "/usr/libexec"].map(PathBuf::from);
    let server = find_programs(&folders, &["mariadbd"]).ok_or_else(|| Failure(HELP.to_owned()))?;
    let install = find_programs(&[], &["mariadb-install-db"]).ok_or_else(|| Failure(HELP.to_owned()))?;

    let home = Home::new("mysql", &["mysql"])?;
    let data = format!("--datadir={}", home.folder.join("data").display());
    // In a folder that others use as well, servers that start remove each other's temporary tables.
    let temporary = format!("--tmpdir={}", home.folder.display());
    let args =
        ["--no-defaults", &data, &temporary, "--auth-root-authentication-method=normal", "--skip-test-db"];
    home.prepare(&install.join("mariadb-install-db"), &args.map(str::to_owned))?;
    let address = Address {
        host: "127.0.0.1".to_owned(),
        port: free_port()?,
        user: "root".to_owned(),
        password: String::new(),
        database: "mysql".to_owned(),
    };
    // Nothing here has to survive a power cut.
    let args = [
        "--no-defaults".to_owned(),
        data,
        temporary,
        format!("--port={}", address.port),
        format!("--socket={}", home.folder.join("socket").display()),
        "--bind-address=127.0.0.1".to_owned(),
        "--skip-name-resolve".to_owned(),
        "--skip-log-bin".to_owned(),
        "--innodb-flush-log-at-trx-commit=0".to_owned(),
        "--innodb-flush-method=nosync".to_owned(),
        "--innodb-doublewrite=OFF".to_owned(),
        "--innodb-buffer-pool-size=64M".to_owned(),
    ];
    let ready = || run(&mut client(&address, "mysql"), "SELECT 1").map(drop);
    let process = home.serve(&server.join("mariadbd"), &args, ready)?;
    Ok(Server::new(System::MySql, address, Some(process)))
}

pub(super) fn client(address: &Address, database: &str) -> Command {
    let program = find_programs(&[], &["mariadb"]).map_or("mysql", |_| "mariadb");
    let mut client = Command::new(program);
    client
        .args(["--no-defaults", "--batch", "--skip-column-names", "--protocol=tcp"])
        .args(["--default-character-set=utf8mb4", "-h", &address.host, "-P", &address.port.to_string()])
        .args(["-u", &address.user, database])
        .env("MYSQL_PWD", &address.password);
    client
}
