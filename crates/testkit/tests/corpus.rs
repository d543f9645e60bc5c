//! Whole schemas: valid, formatted, planned for from nothing, and made on real servers.

use parallax_engine::{Database, Pair, Renames, Strategy, Target, targets};
use parallax_testkit::laws;
use parallax_testkit::live::{self, Live};
use parallax_testkit::pipeline::compile;
use parallax_testkit::servers::Server;
use std::path::Path;

struct Product {
    name: String,
    provider: String,
    text: String,
}

fn products() -> Vec<Product> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.filter(|path| path.extension().is_some_and(|extension| extension == "prisma"));
    let product = |path: std::path::PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut provider = text.lines().skip_while(|line| !line.starts_with("datasource"));
        let provider = provider.nth(1).unwrap().split('"').nth(1).unwrap().to_owned();
        Product { name: path.file_name().unwrap().to_string_lossy().into_owned(), provider, text }
    };
    let mut products: Vec<Product> = files.map(product).collect();
    products.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(products.len() >= 8);
    products
}

#[test]
fn products_are_formatted_and_the_laws_hold() {
    for product in products() {
        assert_eq!(parallax_engine::format_text(&product.text), product.text, "{}", product.name);
        let fits = |dialect: &&&'static parallax_engine::Dialect| {
            dialect.language.providers.contains(&product.provider.as_str())
        };
        for dialect in targets().iter().filter(fits) {
            let target = Target::new(dialect);
            laws::hold("", &product.text, &Renames::default(), &target)
                .unwrap_or_else(|error| panic!("{} on {target}: {error}", product.name));
        }
    }
}

#[test]
fn products_are_made_on_sqlite() {
    on_real_databases(&Target::new(parallax_engine::parse_target("sqlite").unwrap().dialect), live::sqlite);
}

#[test]
fn products_are_made_on_postgres() {
    let server = Server::postgres().unwrap_or_else(|failure| panic!("{failure}"));
    on_real_databases(&live::target_of(server).unwrap(), || server.scratch().map_err(|failure| failure.0));
}

#[test]
fn products_are_made_on_mysql() {
    let server = Server::mysql().unwrap_or_else(|failure| panic!("{failure}"));
    on_real_databases(&live::target_of(server).unwrap(), || server.scratch().map_err(|failure| failure.0));
}

/// From nothing to the product, and back to nothing.
fn on_real_databases<L: Live>(target: &Target, new: impl Fn() -> Result<L, String>) {
    let mut made = 0;
    for product in products() {
        if !target.dialect.language.providers.contains(&product.provider.as_str()) {
            continue;
        }
        let database =
            compile(&product.text, target).unwrap_or_else(|error| panic!("{}: {error}", product.name));
        let empty = Database::default();
        live::round_trip(&new, Pair::new(&empty, &database), &Renames::default(), target, Strategy::Direct)
            .unwrap_or_else(|error| panic!("{}: {error}", product.name));
        made += 1;
    }
    assert!(made > 0, "no product is for {target}");
}
