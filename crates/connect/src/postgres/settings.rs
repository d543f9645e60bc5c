//! What a PostgreSQL URL says.

use crate::address::Address;
use parallax_dialect::Fault;
use std::time::Duration;
use tokio_postgres::Config;
use tokio_postgres::config::SslMode;

#[derive(Debug)]
pub(super) struct Settings {
    address: Address,
    /// `host=` may be a folder with a socket.
    host: String,
    port: u16,
    database: String,
    pub(super) schema: String,
    pub(super) connect_timeout: Option<Duration>,
    pub(super) socket_timeout: Option<Duration>,
}

impl Settings {
    pub(super) fn parse(url: &str) -> Result<Settings, Fault> {
        let address = Address::parse(url)?;
        let host = address.parameter("host").unwrap_or(&address.host);
        let host = if host.is_empty() { "localhost" } else { host }.to_owned();
        Ok(Settings {
            host,
            port: address.port.unwrap_or(5432),
            database: address.database.clone().unwrap_or_else(|| "postgres".to_owned()),
            schema: address
                .parameter("schema")
                .filter(|name| !name.is_empty())
                .unwrap_or("public")
                .to_owned(),
            connect_timeout: address.seconds("connect_timeout")?,
            socket_timeout: address.seconds("socket_timeout")?,
            address,
        })
    }

    pub(super) fn place(&self) -> String {
        format!("{} at {}:{}", self.database, self.host, self.port)
    }

    pub(super) fn config(&self) -> Config {
        let mut config = Config::new();
        config.host(&self.host).port(self.port).dbname(&self.database).ssl_mode(SslMode::Disable);
        config.application_name(self.address.parameter("application_name").unwrap_or("parallax"));
        config.user(self.address.user.as_deref().unwrap_or("postgres"));
        if let Some(password) = &self.address.password {
            config.password(password);
        }
        if let Some(options) = self.address.parameter("options") {
            config.options(options);
        }
        config
    }
}
