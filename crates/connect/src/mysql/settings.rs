//! What a MySQL URL says.

use crate::address::Address;
use crate::bad_url;
use mysql_async::{Opts, OptsBuilder};
use parallax_dialect::Fault;
use std::time::Duration;

#[derive(Debug)]
pub(super) struct Settings {
    address: Address,
    host: String,
    port: u16,
    pub(super) database: String,
    socket: Option<String>,
    pub(super) connect_timeout: Option<Duration>,
    pub(super) socket_timeout: Option<Duration>,
}

impl Settings {
    pub(super) fn parse(url: &str) -> Result<Settings, Fault> {
        let address = Address::parse(url)?;
        let Some(database) = address.database.clone() else {
            return Err(bad_url(
                "the URL names no database",
                "it stands behind the host: mysql://user:password@host:3306/database",
            ));
        };
        Ok(Settings {
            host: if address.host.is_empty() { "localhost".to_owned() } else { address.host.clone() },
            port: address.port.unwrap_or(3306),
            database,
            socket: address.parameter("socket").map(str::to_owned),
            connect_timeout: address.seconds("connect_timeout")?,
            socket_timeout: address.seconds("socket_timeout")?,
            address,
        })
    }

    pub(super) fn place(&self) -> String {
        match &self.socket {
            Some(socket) => format!("{} at {socket}", self.database),
            None => format!("{} at {}:{}", self.database, self.host, self.port),
        }
    }

    pub(super) fn opts(&self) -> Opts {
        OptsBuilder::default()
            .ip_or_hostname(&self.host)
            .tcp_port(self.port)
            .socket(self.socket.as_deref())
            .prefer_socket(self.socket.is_some())
            .user(Some(self.address.user.as_deref().unwrap_or("root")))
            .pass(self.address.password.as_deref())
            .db_name(Some(&self.database))
            .setup(vec!["SET NAMES utf8mb4"])
            .into()
    }
}
