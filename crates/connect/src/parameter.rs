//! Values of parameters in URLs: truth, time, words. Knows no form of URL.

use crate::bad_url;
use parallax_dialect::Fault;
use std::time::Duration;

#[cfg(any(feature = "postgres", feature = "mysql", feature = "sqlserver"))]
pub(crate) fn truth(name: &str, value: &str) -> Result<bool, Fault> {
    match value.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" => Ok(false),
        _ => Err(bad_url(
            format!("`{name}` in the URL is neither true nor false"),
            format!("write `{name}=true` or `{name}=false`"),
        )),
    }
}

pub(crate) fn seconds(name: &str, value: &str) -> Result<Duration, Fault> {
    value.parse().map(Duration::from_secs).map_err(|_| {
        bad_url(format!("`{name}` in the URL is not a number of seconds"), format!("such as `{name}=10`"))
    })
}

/// One of the values that a parameter can have.
#[cfg(any(feature = "postgres", feature = "mysql", feature = "sqlserver"))]
pub(crate) fn one_of<T: Copy>(name: &str, value: &str, known: &[(&str, T)]) -> Result<T, Fault> {
    known.iter().find(|(word, _)| *word == value).map(|(_, meaning)| *meaning).ok_or_else(|| {
        let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
        bad_url(
            format!("`{value}` is not a value of `{name}` in the URL"),
            format!("it can be {}", words.join(", ")),
        )
    })
}
