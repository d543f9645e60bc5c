//! The servers that other tests rely on.

use parallax_testkit::servers::Server;

#[test]
fn postgres_starts_and_shows_its_catalog() {
    let server = Server::postgres().unwrap_or_else(|error| panic!("{error}"));
    let scratch = server.scratch().unwrap();
    let empty = scratch.catalog().unwrap();
    scratch
        .run(&[
            "CREATE TYPE mood AS ENUM ('sad', 'glad')".to_owned(),
            "CREATE TABLE a (id serial PRIMARY KEY, b text NOT NULL DEFAULT 'x;y', m mood)".to_owned(),
            "CREATE INDEX b ON a (b text_pattern_ops) WHERE id > 1".to_owned(),
        ])
        .unwrap();
    let found = scratch.catalog().unwrap().difference(&empty);
    for object in ["column public.a.b", "constraint public.a.a_pkey", "enum public.mood", "index public.b"] {
        assert!(found.contains(&format!("+ {object}: ")), "{object} is missing in\n{found}");
    }
    let other = server.scratch().unwrap();
    assert_eq!(other.catalog().unwrap().difference(&empty), "");
    assert!(other.run(&["SELECT nothing".to_owned()]).is_err());
}

#[test]
fn mysql_starts_and_shows_its_catalog() {
    let server = Server::mysql().unwrap_or_else(|error| panic!("{error}"));
    let scratch = server.scratch().unwrap();
    let empty = scratch.catalog().unwrap();
    scratch
        .run(&[
            "CREATE TABLE a (id INT AUTO_INCREMENT PRIMARY KEY, b TEXT, m ENUM('sad', 'gl\\'ad') NOT NULL DEFAULT 'sad')"
                .to_owned(),
            "CREATE TABLE c (a INT, CONSTRAINT c_a FOREIGN KEY (a) REFERENCES a (id) ON DELETE CASCADE)".to_owned(),
            "CREATE INDEX b ON a (b(10), m DESC)".to_owned(),
        ])
        .unwrap();
    let found = scratch.catalog().unwrap().difference(&empty);
    for object in ["column a.b", "index a.PRIMARY", "index a.b", "foreign key c.c_a"] {
        assert!(found.contains(&format!("+ {object}: ")), "{object} is missing in\n{found}");
    }
    assert!(scratch.run(&["SELECT nothing".to_owned()]).is_err());
}
