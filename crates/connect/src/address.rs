//! URLs of databases as Prisma writes them: `scheme://user:password@host:port/database?name=value`. Knows no driver.

use crate::bad_url;
use crate::parameter::{seconds, truth};
use parallax_dialect::Fault;
use std::time::Duration;

/// A URL taken apart; everything is decoded.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Address {
    pub user: Option<String>,
    pub password: Option<String>,
    /// Without the brackets of an IPv6 address. Empty where the URL names none.
    pub host: String,
    pub port: Option<u16>,
    pub database: Option<String>,
    parameters: Vec<(String, String)>,
}

const ENCODE: &str = "special characters in user and password are written as %XX: `@` is %40, `:` is %3A, `/` is %2F, `#` is %23";

impl Address {
    pub(crate) fn parse(url: &str) -> Result<Address, Fault> {
        let Some((_, rest)) = url.trim().split_once("://") else {
            return Err(bad_url(
                "after the scheme of the URL comes `://`",
                "such as postgresql://user:password@host:5432/database",
            ));
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at(end);
        let rest = rest.split('#').next().unwrap_or_default();
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (login, place) = authority.rsplit_once('@').unwrap_or(("", authority));
        let (user, password) = match login.split_once(':') {
            Some((user, password)) => (user, Some(decode(password)?)),
            None => (login, None),
        };
        let (host, port) = host_and_port(place)?;
        let database = decode(path.trim_matches('/'))?;
        let parameters = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                Ok((decode(name)?, decode(&value.replace('+', " "))?))
            })
            .collect::<Result<_, Fault>>()?;
        Ok(Address {
            user: Some(decode(user)?).filter(|user| !user.is_empty()),
            password,
            host,
            port,
            database: Some(database).filter(|name| !name.is_empty()),
            parameters,
        })
    }

    /// The value of a parameter; the last one where it is given twice.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, Fault> {
        self.parameter(name).map(|value| truth(name, value)).transpose()
    }

    pub(crate) fn number(&self, name: &str) -> Result<Option<u32>, Fault> {
        let parse = |value: &str| {
            value.parse().map_err(|_| {
                bad_url(format!("`{name}` in the URL is not a number"), format!("such as `{name}=10`"))
            })
        };
        self.parameter(name).map(parse).transpose()
    }

    /// A number of seconds.
    pub(crate) fn seconds(&self, name: &str) -> Result<Option<Duration>, Fault> {
        self.parameter(name).map(|value| seconds(name, value)).transpose()
    }
}

fn host_and_port(place: &str) -> Result<(String, Option<u16>), Fault> {
    let (host, port) = if let Some(rest) = place.strip_prefix('[') {
        let Some((host, port)) = rest.split_once(']') else {
            return Err(bad_url(
                "the bracket around the host in the URL is not closed",
                "such as [::1]:5432",
            ));
        };
        (host.to_owned(), port.strip_prefix(':'))
    } else {
        let (host, port) = place.rsplit_once(':').map_or((place, None), |(host, port)| (host, Some(port)));
        (decode(host)?, port)
    };
    let port = port.filter(|port| !port.is_empty()).map(|port| {
        port.parse().map_err(|_| bad_url("the port in the URL is not a number up to 65535", ENCODE))
    });
    Ok((host, port.transpose()?))
}

/// `%XX` are bytes of UTF-8.
fn decode(text: &str) -> Result<String, Fault> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        match (digit(rest.next()), digit(rest.next())) {
            (Some(high), Some(low)) => bytes.push((high * 16 + low) as u8),
            _ => {
                return Err(bad_url(
                    "a `%` in the URL is not followed by two hexadecimal digits",
                    "write the percent sign itself as %25",
                ));
            }
        }
    }
    String::from_utf8(bytes)
        .map_err(|_| bad_url("a part of the URL is not UTF-8 after decoding its `%XX`", ENCODE))
}

/// Without what is secret.
impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let hidden = self.password.as_ref().map(|_| "***");
        f.debug_struct("Address").field("user", &self.user).field("password", &hidden).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_decoded_and_never_shown() {
        let address = Address::parse("mysql://u:p%40%C3%A4%25@h/db").unwrap();
        assert_eq!(address.password.as_deref(), Some("p@ä%"));
        assert!(!format!("{address:?}").contains("p@"));
    }
}
