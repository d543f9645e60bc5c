//! What a MySQL URL says.

use crate::address::Address;
use crate::bad_url;
use crate::tls::{Mode, Tls, Trust, read_identity};
use mysql_async::{ClientIdentity, Opts, OptsBuilder, SslOpts};
use parallax_dialect::Fault;
use std::time::Duration;

#[derive(Debug)]
pub(super) struct Settings {
    address: Address,
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) database: String,
    socket: Option<String>,
    tls: Tls,
    pub(super) connect_timeout: Option<Duration>,
    pub(super) socket_timeout: Option<Duration>,
}

impl Settings {
    pub(super) fn parse(url: &str) -> Result<Settings, Fault> {
        let address = Address::parse(url)?;
        for name in [
            "connection_limit",
            "pool_timeout",
            "statement_cache_size",
            "max_connection_lifetime",
            "max_idle_connection_lifetime",
        ] {
            address.number(name)?;
        }
        address.flag("prefer_socket")?;
        let Some(database) = address.database.clone() else {
            return Err(bad_url(
                "the URL names no database",
                "it stands behind the host: mysql://user:password@host:3306/database",
            ));
        };
        // As in Prisma, whoever says something about certificates wants encryption.
        let says = |name: &str| address.parameter(name).is_some();
        let wanted = ["sslcert", "sslidentity", "sslaccept"].into_iter().any(says);
        Ok(Settings {
            host: if address.host.is_empty() { "localhost".to_owned() } else { address.host.clone() },
            port: address.port.unwrap_or(3306),
            database,
            socket: address.parameter("socket").filter(|path| !path.is_empty()).map(str::to_owned),
            tls: Tls::parse(&address, if wanted { Mode::Require } else { Mode::Disable })?,
            connect_timeout: address.seconds("connect_timeout")?,
            socket_timeout: address.seconds("socket_timeout")?.filter(|limit| !limit.is_zero()),
            address,
        })
    }

    pub(super) fn place(&self) -> String {
        match &self.socket {
            Some(socket) => format!("{} at {socket}", self.database),
            None => format!("{} at {}:{}", self.database, self.host, self.port),
        }
    }

    pub(super) fn opts(&self) -> Result<Opts, Fault> {
        Ok(self.builder()?.db_name(Some(&self.database)).into())
    }

    pub(super) fn opts_without_database(&self) -> Result<Opts, Fault> {
        Ok(self.builder()?.into())
    }

    fn builder(&self) -> Result<OptsBuilder, Fault> {
        Ok(OptsBuilder::default()
            .ip_or_hostname(&self.host)
            .tcp_port(self.port)
            .socket(self.socket.as_deref())
            .prefer_socket(self.socket.is_some())
            .user(Some(self.address.user.as_deref().unwrap_or("root")))
            .pass(self.address.password.as_deref())
            .ssl_opts(self.ssl()?)
            .setup(vec!["SET NAMES utf8mb4"]))
    }

    fn ssl(&self) -> Result<Option<SslOpts>, Fault> {
        // The driver knows no encryption where the server can; that is asked for only by name, so it is meant.
        let (Mode::Prefer | Mode::Require) = self.tls.mode else { return Ok(None) };
        let mut ssl = SslOpts::default();
        if let Some(path) = &self.tls.roots {
            ssl = ssl.with_root_certs(vec![path.clone().into()]);
        }
        if let Some(path) = &self.tls.identity {
            read_identity(path)?;
            ssl =
                ssl.with_client_identity(Some(ClientIdentity::new(path.clone().into(), path.clone().into())));
        }
        Ok(Some(match self.tls.trust {
            Trust::Anyone => {
                ssl.with_danger_accept_invalid_certs(true).with_danger_skip_domain_validation(true)
            }
            Trust::Signed => ssl.with_danger_skip_domain_validation(true),
            Trust::Named => ssl,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_say_what_they_say() {
        let shown = crate::tests::shown(
            &[
                "mysql://localhost/db",
                "mysql://us%40er:p%40ss@db.example.com:3307/my-db?connection_limit=5&connect_timeout=3",
                "mysql://u:p@h/db?sslaccept=strict",
                "mysql://u:p@h/db?sslcert=ca.pem",
                "mysql://u:p@h/db?sslmode=disable&sslidentity=id.pem",
                "mariadb://u@localhost/db?socket=/run/mysqld/mysqld.sock&socket_timeout=0",
                "mysql://u:p@h:3306",
                "mysql://u:p@h/db?connection_limit=many",
            ],
            Settings::parse,
        );
        insta::assert_snapshot!(shown);
    }
}
