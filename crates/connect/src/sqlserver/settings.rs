//! What a URL of SQL Server says: `sqlserver://host:1433;database=…;user=…;password={…}`, as JDBC writes it.

use crate::bad_url;
use crate::parameter::{one_of, seconds, truth};
use parallax_dialect::Fault;
use std::time::Duration;
use tiberius::{AuthMethod, Config, EncryptionLevel};

pub(super) struct Settings {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) database: String,
    user: Option<String>,
    password: Option<String>,
    pub(super) schema: String,
    encryption: EncryptionLevel,
    /// Any certificate is believed.
    trusts_anyone: bool,
    /// A file with a certificate that signs the server's.
    authority: Option<String>,
    application_name: String,
    /// As in `SET TRANSACTION ISOLATION LEVEL …`.
    pub(super) isolation: Option<&'static str>,
    pub(super) connect_timeout: Option<Duration>,
    pub(super) socket_timeout: Option<Duration>,
}

impl Settings {
    pub(super) fn parse(url: &str) -> Result<Settings, Fault> {
        let url = url.trim();
        let url = url.strip_prefix("jdbc:").unwrap_or(url);
        let Some(rest) = url.strip_prefix("sqlserver://") else {
            return Err(bad_url(
                "the URL of a SQL Server starts with sqlserver://",
                "such as sqlserver://localhost:1433;database=db;user=sa;password={secret};encrypt=true",
            ));
        };
        let (place, properties) = rest.split_once(';').unwrap_or((rest, ""));
        let (host, port) = place_of(place)?;
        let mut settings = Settings {
            host,
            port,
            database: "master".to_owned(),
            user: None,
            password: None,
            schema: "dbo".to_owned(),
            encryption: EncryptionLevel::Required,
            trusts_anyone: false,
            authority: None,
            application_name: "parallax".to_owned(),
            isolation: None,
            connect_timeout: None,
            socket_timeout: None,
        };
        for (name, value) in properties_of(properties)? {
            settings.set(&name, value)?;
        }
        Ok(settings)
    }

    /// Names count without regard to case. Unknown ones are for other programs.
    fn set(&mut self, name: &str, value: String) -> Result<(), Fault> {
        const ENCRYPTION: &[(&str, EncryptionLevel)] = &[
            ("true", EncryptionLevel::Required),
            ("yes", EncryptionLevel::Required),
            ("mandatory", EncryptionLevel::Required),
            ("false", EncryptionLevel::Off),
            ("no", EncryptionLevel::Off),
            ("optional", EncryptionLevel::Off),
            ("strict", EncryptionLevel::Strict),
            ("danger_plaintext", EncryptionLevel::NotSupported),
        ];
        const ISOLATION: &[(&str, &str)] = &[
            ("read uncommitted", "READ UNCOMMITTED"),
            ("readuncommitted", "READ UNCOMMITTED"),
            ("read committed", "READ COMMITTED"),
            ("readcommitted", "READ COMMITTED"),
            ("repeatable read", "REPEATABLE READ"),
            ("repeatableread", "REPEATABLE READ"),
            ("snapshot", "SNAPSHOT"),
            ("serializable", "SERIALIZABLE"),
        ];
        match name.to_ascii_lowercase().as_str() {
            "database" | "databasename" | "initial catalog" | "initialcatalog" => self.database = value,
            "user" | "username" | "uid" | "userid" | "user id" => self.user = Some(value),
            "password" | "pwd" => self.password = Some(value),
            "schema" => self.schema = value,
            "encrypt" => self.encryption = one_of(name, &value.to_ascii_lowercase(), ENCRYPTION)?,
            "trustservercertificate" | "trust server certificate" => {
                self.trusts_anyone = truth(name, &value)?
            }
            "trustservercertificateca" => self.authority = Some(value),
            "applicationname" | "application name" => self.application_name = value,
            "isolationlevel" => self.isolation = Some(one_of(name, &value.to_ascii_lowercase(), ISOLATION)?),
            "connecttimeout" | "connect_timeout" | "connectiontimeout" | "logintimeout" => {
                self.connect_timeout = Some(seconds(name, &value)?)
            }
            "sockettimeout" | "socket_timeout" => {
                self.socket_timeout = Some(seconds(name, &value)?).filter(|limit| !limit.is_zero())
            }
            "integratedsecurity" if truth(name, &value)? => {
                return Err(bad_url(
                    "integrated security is not built into this program",
                    "give `user` and `password` of a login of SQL Server",
                ));
            }
            "instance" | "instancename" => return Err(named_instance()),
            _ => {}
        }
        Ok(())
    }

    pub(super) fn place(&self) -> String {
        format!("{} at {}:{}", self.database, self.host, self.port)
    }

    pub(super) fn config(&self) -> Config {
        let mut config = Config::new();
        config.host(&self.host);
        config.port(self.port);
        config.database(&self.database);
        config.application_name(&self.application_name);
        config.encryption(self.encryption);
        config.command_timeout(None);
        // Both at once make the driver panic.
        match (&self.authority, self.trusts_anyone) {
            (Some(path), false) => config.trust_cert_ca(path),
            (_, true) => config.trust_cert(),
            (None, false) => {}
        }
        if let Some(user) = &self.user {
            config.authentication(AuthMethod::sql_server(user, self.password.as_deref().unwrap_or_default()));
        }
        config
    }
}

fn named_instance() -> Fault {
    bad_url(
        "named instances are not looked up",
        "give the port on which the instance listens: sqlserver://host:PORT;…",
    )
}

fn place_of(place: &str) -> Result<(String, u16), Fault> {
    if place.contains('\\') {
        return Err(named_instance());
    }
    let (host, port) = match place.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, port)) => (host, port.strip_prefix(':')),
        None => match place.rsplit_once([':', ',']) {
            Some((host, port)) => (host, Some(port)),
            None => (place, None),
        },
    };
    let port = port.map_or(Ok(1433), |port| {
        port.parse().map_err(|_| {
            bad_url(
                "the port in the URL is not a number up to 65535",
                "such as sqlserver://localhost:1433;database=db",
            )
        })
    })?;
    Ok((if host.is_empty() { "localhost".to_owned() } else { host.to_owned() }, port))
}

/// `name=value;name={value}`: in braces, everything stands for itself, and `}}` for a brace.
fn properties_of(text: &str) -> Result<Vec<(String, String)>, Fault> {
    let mut properties = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let Some(equals) = rest.find(['=', ';']) else {
            return Err(no_value());
        };
        let name = rest[..equals].trim();
        if rest[equals..].starts_with(';') {
            if !name.is_empty() {
                return Err(no_value());
            }
            rest = &rest[equals + 1..];
            continue;
        }
        let after = rest[equals + 1..].trim_start();
        let (value, behind) = match after.strip_prefix('{') {
            Some(braced) => in_braces(braced).ok_or_else(|| {
                bad_url(
                    format!("the brace around the value of `{name}` in the URL is not closed"),
                    "such as password={a;b}; a closing brace in it is written twice",
                )
            })?,
            None => {
                let end = after.find(';').unwrap_or(after.len());
                (after[..end].trim_end().to_owned(), &after[end..])
            }
        };
        properties.push((name.to_owned(), value));
        rest = behind.trim_start();
        rest = rest.strip_prefix(';').unwrap_or(rest);
    }
    Ok(properties)
}

/// What stands there may be the rest of a password with a semicolon in it, so it is not shown.
fn no_value() -> Fault {
    bad_url(
        "a part of the URL between semicolons has no `=`",
        "write values with semicolons in braces: password={a;b}",
    )
}

/// The value up to the brace that closes, and what follows.
fn in_braces(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut rest = text;
    loop {
        let at = rest.find('}')?;
        value.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match rest.strip_prefix('}') {
            Some(after) => {
                value.push('}');
                rest = after;
            }
            None => return Some((value, rest)),
        }
    }
}

/// Without what is secret.
impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let hidden = self.password.as_ref().map(|_| "***");
        f.debug_struct("Settings")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("database", &self.database)
            .field("user", &self.user)
            .field("password", &hidden)
            .field("schema", &self.schema)
            .field("encryption", &self.encryption)
            .field("trusts_anyone", &self.trusts_anyone)
            .field("authority", &self.authority)
            .field("application_name", &self.application_name)
            .field("isolation", &self.isolation)
            .field("connect_timeout", &self.connect_timeout)
            .field("socket_timeout", &self.socket_timeout)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_say_what_they_say() {
        let shown = crate::tests::shown(
            &[
                "sqlserver://localhost",
                "sqlserver://db.example.com:1434;database=shop;user=sa;password={a;b}}c=};encrypt=true;trustServerCertificate=true;schema=sales",
                "jdbc:sqlserver://h;Initial Catalog=d;UID=u;PWD=p;Encrypt=DANGER_PLAINTEXT;isolationLevel=READ UNCOMMITTED;connectTimeout=3;socketTimeout=0",
                "sqlserver://[::1]:1433;database=d;trustServerCertificateCA=/ca.pem;applicationName=x;other=1;;",
                "sqlserver://h\\SQLEXPRESS;database=d",
                "sqlserver://h;integratedSecurity=true",
                "sqlserver://h;password={open",
                "sqlserver://h;password=a;b;database=d",
                "sqlserver://h:x;database=d",
                "sqlserver://h;encrypt=perhaps",
                "sqlserver://h;trustServerCertificate=perhaps",
                "mssql://h",
            ],
            Settings::parse,
        );
        insta::assert_snapshot!(shown);
    }

    #[test]
    fn braces_hold_anything() {
        let properties = properties_of("password={a;b}}c=};x=1").unwrap();
        assert_eq!(properties, [("password".into(), "a;b}c=".into()), ("x".into(), "1".into())]);
    }
}
