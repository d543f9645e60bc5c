//! PostgreSQL, CockroachDB, MySQL, MariaDB, SQLite, SQL Server, MongoDB.

use parallax_dialect::{Dialect, Language, Target};

pub mod cockroach;
pub mod expression;
mod filled;
pub mod mariadb;
pub mod mongodb;
pub mod mysql;
mod plain_objects;
pub mod postgres;
mod queries;
mod row_changes;
mod row_checks;
pub mod sqlite;
pub mod sqlserver;
mod statements;
mod values;

/// Every database that plans can be made for. MongoDB is not among them: it has no SQL.
pub static ALL: &[&Dialect] = &[
    &postgres::DIALECT,
    &cockroach::DIALECT,
    &mysql::DIALECT,
    &mariadb::DIALECT,
    &sqlite::DIALECT,
    &sqlserver::DIALECT,
];

/// By its name or an alias, as in `--target`.
pub fn dialect(name: &str) -> Option<&'static Dialect> {
    ALL.iter().copied().find(|dialect| dialect.name == name || dialect.aliases.contains(&name))
}

/// Who answers, by what a server of the protocol of `assumed` says of itself; `assumed` where nobody recognises it.
pub fn recognise(assumed: &Target, answer: &str) -> Target {
    let related = ALL.iter().filter(|dialect| dialect.live.who == assumed.dialect.live.who);
    let mut recognised = related.filter_map(|dialect| {
        let version = (dialect.live.recognise)(answer)?;
        Some(Target { dialect, version })
    });
    recognised.next().unwrap_or(*assumed)
}

/// What can be said in a schema, one entry per `provider`. MariaDB is a `mysql`.
pub static LANGUAGES: &[&Language] = &[
    &postgres::LANGUAGE,
    &cockroach::LANGUAGE,
    &mysql::LANGUAGE,
    &sqlite::LANGUAGE,
    &sqlserver::LANGUAGE,
    &mongodb::LANGUAGE,
];

/// The language of a `provider`, also by an alias such as `postgres`.
pub fn language(provider: &str) -> Option<&'static Language> {
    LANGUAGES.iter().copied().find(|language| language.providers.contains(&provider))
}

#[cfg(test)]
mod tests {
    use super::*;
    use parallax_dialect::{NativeArg, Scalar};

    #[test]
    fn servers_are_recognised_by_what_they_say() {
        for (assumed, answer, expected) in [
            (&postgres::DIALECT, "PostgreSQL 16.4 (Debian 16.4-1) on x86_64", "postgresql@16.4"),
            (&postgres::DIALECT, "PostgreSQL 18beta1 on x86_64", "postgresql@18"),
            (&postgres::DIALECT, "CockroachDB CCL v25.1.2 (x86_64-pc-linux-gnu)", "cockroachdb@25.1"),
            (&postgres::DIALECT, "PostgreSQL devel", "postgresql@16"),
            (&mysql::DIALECT, "9.7.4", "mysql@9.7"),
            (&mysql::DIALECT, "10.11.19-MariaDB-0+deb12u1", "mariadb@10.11"),
            (&mysql::DIALECT, "5.5.5-10.4.8-MariaDB", "mariadb@10.4"),
            (&sqlserver::DIALECT, "15.0.4135.4", "sqlserver@2019"),
            (&sqlserver::DIALECT, "12.0.2000.8", "sqlserver@2019"),
        ] {
            assert_eq!(recognise(&Target::new(assumed), answer).to_string(), expected, "{answer}");
        }
    }

    #[test]
    fn rows_name_only_rows_that_exist() {
        for language in LANGUAGES {
            let provider = language.providers[0];
            for (scalar, name, args) in language.default_types {
                let native = language.native_type(name).unwrap_or_else(|| panic!("{provider}: {name}"));
                assert!(native.scalars.contains(scalar), "{provider}: {name} as {}", scalar.as_str());
                assert!(args.len() <= native.params.len(), "{provider}: {name}");
                for (arg, param) in args.iter().zip(native.params) {
                    match arg {
                        NativeArg::Number(n) => {
                            assert!((param.min..=param.max).contains(n), "{provider}: {name}({n})")
                        }
                        NativeArg::Word(word) => assert_eq!(param.word, Some(*word)),
                    }
                }
            }
            for class in language.operator_classes {
                assert!(
                    class.natives.iter().all(|name| language.native_type(name).is_some()),
                    "{}",
                    class.name
                );
                let methods = class.methods.iter().chain(class.default_in);
                assert!(
                    methods.into_iter().all(|name| language.index_method(name).is_some()),
                    "{}",
                    class.name
                );
            }
        }
    }

    #[test]
    fn names_are_unique_and_every_scalar_has_a_type_where_it_is_offered() {
        for language in LANGUAGES {
            let mut names: Vec<_> = language.native_types.iter().map(|native| native.name).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), language.native_types.len());
            let capabilities = language.capabilities;
            for scalar in Scalar::ALL {
                let offered = match scalar {
                    Scalar::Json => capabilities.json,
                    Scalar::Decimal => capabilities.decimal,
                    _ => true,
                };
                assert_eq!(language.default_type(scalar).is_some(), offered, "{}", scalar.as_str());
            }
        }
    }
}
