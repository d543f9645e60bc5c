//! PostgreSQL, CockroachDB, MySQL, MariaDB, SQLite, SQL Server, MongoDB.
