//! What a PostgreSQL URL says.

use crate::address::Address;
use crate::parameter::one_of;
use crate::tls::{Mode, Tls};
use parallax_dialect::Fault;
use std::time::Duration;
use tokio_postgres::Config;
use tokio_postgres::config::{ChannelBinding, SslMode};

#[derive(Debug, Clone)]
pub(super) struct Settings {
    address: Address,
    /// `host=` may be a folder with a socket.
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) database: String,
    pub(super) schema: String,
    pub(super) tls: Tls,
    pub(super) connect_timeout: Option<Duration>,
    pub(super) socket_timeout: Option<Duration>,
    channel_binding: ChannelBinding,
    application_name: String,
    options: Option<String>,
}

impl Settings {
    pub(super) fn parse(url: &str) -> Result<Settings, Fault> {
        const BINDINGS: &[(&str, ChannelBinding)] = &[
            ("disable", ChannelBinding::Disable),
            ("prefer", ChannelBinding::Prefer),
            ("require", ChannelBinding::Require),
        ];
        let address = Address::parse(url)?;
        // What matters to other programs alone is checked all the same: a mistake should be seen.
        for name in [
            "connection_limit",
            "pool_timeout",
            "statement_cache_size",
            "max_connection_lifetime",
            "max_idle_connection_lifetime",
        ] {
            address.number(name)?;
        }
        for name in ["pgbouncer", "single_use_connections"] {
            address.flag(name)?;
        }
        let host = address.parameter("host").filter(|host| !host.is_empty()).unwrap_or(&address.host);
        let host = if host.is_empty() { "localhost" } else { host }.to_owned();
        let text = |name: &str| address.parameter(name).filter(|value| !value.is_empty()).map(str::to_owned);
        let binding =
            address.parameter("channel_binding").map(|value| one_of("channel_binding", value, BINDINGS));
        Ok(Settings {
            host,
            port: address.port.unwrap_or(5432),
            database: address.database.clone().unwrap_or_else(|| "postgres".to_owned()),
            schema: text("schema").unwrap_or_else(|| "public".to_owned()),
            tls: Tls::parse(&address, Mode::Prefer)?,
            connect_timeout: address.seconds("connect_timeout")?,
            socket_timeout: address.seconds("socket_timeout")?.filter(|limit| !limit.is_zero()),
            channel_binding: binding.transpose()?.unwrap_or(ChannelBinding::Prefer),
            application_name: text("application_name").unwrap_or_else(|| "parallax".to_owned()),
            options: text("options"),
            address,
        })
    }

    /// The same server and another database.
    pub(super) fn beside(&self, database: &str) -> Settings {
        Settings { database: database.to_owned(), ..self.clone() }
    }

    pub(super) fn place(&self) -> String {
        match self.host.starts_with('/') {
            true => format!("{} at {}", self.database, self.host),
            false => format!("{} at {}:{}", self.database, self.host, self.port),
        }
    }

    pub(super) fn config(&self) -> Config {
        let mut config = Config::new();
        config.host(&self.host).port(self.port).dbname(&self.database);
        config.ssl_mode(match self.tls.mode {
            Mode::Disable => SslMode::Disable,
            Mode::Prefer => SslMode::Prefer,
            Mode::Require => SslMode::Require,
        });
        config.channel_binding(self.channel_binding).application_name(&self.application_name);
        config.user(self.address.user.as_deref().unwrap_or("postgres"));
        if let Some(password) = &self.address.password {
            config.password(password);
        }
        if let Some(options) = &self.options {
            config.options(options);
        }
        config
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_say_what_they_say() {
        let shown = crate::tests::shown(
            &[
                "postgresql://localhost/db",
                "postgres://us%40er:p%40ss%3Aw%2F%23@db.example.com:5433/my%20db?schema=sales&sslmode=require",
                "postgresql://u:p@h/db?sslmode=verify-full&sslcert=./ca.pem&sslidentity=id.pem&sslpassword=secret",
                "postgresql://u@[::1]:5432/db?connect_timeout=0&socket_timeout=7&pgbouncer=true&connection_limit=1",
                "postgresql://u@localhost/db?host=/var/run/postgresql&application_name=my+app&options=-c%20a%3D1",
                "postgresql://u:p@/db?host=other&channel_binding=require&unknown=1&sslaccept=strict",
                "postgresql://u:a@b@h/db",
                "postgresql://",
                "postgresql:h/db",
                "postgresql://u:p@h:port/db",
                "postgresql://u:p/s@h:5432/db",
                "postgresql://u:p%zz@h/db",
                "postgresql://u:p@h:99999/db",
                "postgresql://u:p@h/db?sslmode=on",
                "postgresql://u:p@h/db?sslaccept=no",
                "postgresql://u:p@h/db?connect_timeout=soon",
                "postgresql://u:p@h/db?pgbouncer=maybe",
                "postgresql://u:p@h/db?connection_limit=-1",
                "postgresql://u:p@[::1/db",
            ],
            Settings::parse,
        );
        insta::assert_snapshot!(shown);
    }
}
