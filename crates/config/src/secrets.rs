//! Passwords stay out of everything that is shown.

/// Parameters of connection URLs whose values are secret, in lower case.
const SECRET_PARAMETERS: &[&str] =
    &["password", "pwd", "sslpassword", "api_key", "apikey", "token", "authtoken"];

/// The text with passwords in URLs replaced by `***`.
pub fn redact(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for secret in secrets(text) {
        out.push_str(&text[at..secret.start]);
        out.push_str("***");
        at = secret.end;
    }
    out.push_str(&text[at..]);
    out
}

/// The text with passwords in URLs overwritten by as many bytes of `*`, so that places in it stay where they are.
/// None where there is nothing to hide.
pub fn mask(text: &str) -> Option<String> {
    let secrets = secrets(text);
    if secrets.is_empty() {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for secret in secrets {
        out.push_str(&text[at..secret.start]);
        out.extend(std::iter::repeat_n('*', secret.len()));
        at = secret.end;
    }
    out.push_str(&text[at..]);
    Some(out)
}

/// Where secrets stand, in order and apart from each other.
fn secrets(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find("://") {
        let start = from + at + 3;
        let end = text[start..].find(ends_url).map_or(text.len(), |length| start + length);
        let url = &text[start..end];
        let mut parameters_from = start;
        // The last `@`, since passwords are often not encoded as they should be; rather too much than too little.
        if let Some(host) = url.rfind('@')
            && let Some(colon) = url[..host].find(':')
        {
            found.push(start + colon + 1..start + host);
            parameters_from = start + host;
        }
        parameters(text, parameters_from, end, &mut found);
        from = end;
    }
    found
}

/// What cannot be in a URL as people paste it. Braces and quotes can be in passwords of SQL Server.
fn ends_url(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '"' | '\'' | '`' | '<' | '>')
}

/// Values of secret parameters: `?password=…&`, and `;password=…;` of SQL Server, where braces hold semicolons.
fn parameters(text: &str, start: usize, end: usize, found: &mut Vec<std::ops::Range<usize>>) {
    let mut at = start;
    while let Some(equals) = text[at..end].find('=').map(|found| at + found) {
        let key_start = text[at..equals].rfind(['?', '&', ';']).map_or(at, |found| at + found + 1);
        let key = text[key_start..equals].trim().to_ascii_lowercase();
        let value = equals + 1;
        let braced = text[value..end].starts_with('{');
        let close = if braced { text[value..end].find('}').map(|length| length + 1) } else { None };
        let stop = close.or_else(|| text[value..end].find(['&', ';'])).map_or(end, |length| value + length);
        if SECRET_PARAMETERS.contains(&key.as_str()) && stop > value {
            found.push(value..stop);
        }
        at = stop;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_never_show() {
        for (text, expected) in [
            ("postgresql://u:p@h:5432/db", "postgresql://u:***@h:5432/db"),
            ("cannot read mysql://u:p@ss@h/db now", "cannot read mysql://u:***@h/db now"),
            ("postgresql://u@h/db?sslpassword=x&schema=a", "postgresql://u@h/db?sslpassword=***&schema=a"),
            (
                "sqlserver://h:1433;database=d;user=sa;password={a;b};encrypt=true",
                "sqlserver://h:1433;database=d;user=sa;password=***;encrypt=true",
            ),
            ("url = \"mysql://a:b@c\" // mysql://d:e@f", "url = \"mysql://a:***@c\" // mysql://d:***@f"),
            ("https://example.com/page", "https://example.com/page"),
            ("file:./dev.db", "file:./dev.db"),
            ("prisma://host/?api_key=abc", "prisma://host/?api_key=***"),
        ] {
            assert_eq!(redact(text), expected);
        }
    }

    #[test]
    fn masking_keeps_every_place() {
        let text = "url = \"mysql://u:pässwört@h/d\"\nx";
        let masked = mask(text).unwrap();
        assert_eq!(masked.len(), text.len());
        assert_eq!(masked, "url = \"mysql://u:**********@h/d\"\nx");
        assert_eq!(mask("model User {}"), None);
    }
}
