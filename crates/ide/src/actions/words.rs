//! Names in the forms that clients like.

pub(crate) use parallax_schema::naming::snake_case;
use parallax_schema::naming::words;

fn capital(word: &str) -> String {
    let mut rest = word.chars();
    rest.next().map(|first| first.to_uppercase().chain(rest).collect()).unwrap_or_default()
}

pub(super) fn pascal_case(name: &str) -> String {
    words(name).iter().map(|word| capital(word)).collect()
}

pub(super) fn camel_case(name: &str) -> String {
    let all = pascal_case(name);
    let mut rest = all.chars();
    rest.next().map(|first| first.to_lowercase().chain(rest).collect()).unwrap_or_default()
}

/// A name that `taken` does not know: the one given, or with a number behind it.
pub(super) fn free(name: String, taken: impl Fn(&str) -> bool) -> String {
    if !taken(&name) {
        return name;
    }
    (2_u32..).map(|number| format!("{name}{number}")).find(|name| !taken(name)).unwrap_or(name)
}

/// Whether the schema language takes it as a name.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
}

#[cfg(test)]
mod tests {
    use super::{camel_case, pascal_case, snake_case};

    #[test]
    fn words_begin_at_capitals_and_separators() {
        let shown = |name: &str| format!("{} {} {}", snake_case(name), camel_case(name), pascal_case(name));
        assert_eq!(shown("createdAt"), "created_at createdAt CreatedAt");
        assert_eq!(shown("HTTPServer"), "http_server httpServer HttpServer");
        assert_eq!(shown("user_account_2"), "user_account_2 userAccount2 UserAccount2");
        assert_eq!(shown("address2Line"), "address2_line address2Line Address2Line");
        assert_eq!(shown("__"), "  ");
    }
}
