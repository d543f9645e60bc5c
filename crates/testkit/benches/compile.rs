//! What each pass costs on schemas of 100, 1,000 and 10,000 models, and on the largest of the corpus.
//!
//! `cargo bench -p parallax-testkit`; docs/performance.md says how to read it.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use parallax_engine::{
    Database, Pair, Renames, SourceMap, Target, check, check_both, compare, lower, lower_both, parse_target,
};
use parallax_testkit::generate::large;
use std::hint::black_box;

/// As the command does.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

struct Input {
    text: String,
    changed: String,
}

/// A schema, and one in which every tenth model has another field.
fn input(models: usize) -> Input {
    let text = large(models, "postgresql");
    let mut changed = String::with_capacity(text.len() + models * 2);
    for (at, block) in text.split("\nmodel ").enumerate() {
        if at > 0 {
            changed.push_str("\nmodel ");
        }
        match block.find("  note String?") {
            Some(place) if at % 10 == 0 => {
                changed.push_str(&block[..place]);
                changed.push_str("  remark String?\n");
                changed.push_str(&block[place..]);
            }
            _ => changed.push_str(block),
        }
    }
    Input { text, changed }
}

fn database(text: &str, target: &Target) -> Database {
    let mut sources = SourceMap::new();
    let file = sources.add("schema.prisma", text);
    let checked = check(&sources, &[file]);
    assert!(!checked.diagnostics.has_errors(), "the generated schema is valid");
    lower(&checked.schema, target).database
}

fn passes(criterion: &mut Criterion) {
    let target = parse_target("postgresql@16").expect("a known target");
    let empty = Database::default();
    let mut group = criterion.benchmark_group("compile");
    group.sample_size(10);
    for models in [100, 1_000, 10_000] {
        let Input { text, changed } = input(models);
        let mut sources = SourceMap::new();
        let file = sources.add("schema.prisma", text.as_str());
        let before = database(&text, &target);
        let after = database(&changed, &target);
        group.throughput(Throughput::Elements(models as u64));
        group.bench_function(BenchmarkId::new("parse", models), |b| {
            b.iter_with_large_drop(|| parallax_syntax::parse(file, black_box(&text)));
        });
        group.bench_function(BenchmarkId::new("check", models), |b| {
            b.iter_with_large_drop(|| check(black_box(&sources), &[file]));
        });
        let schema = check(&sources, &[file]).schema;
        group.bench_function(BenchmarkId::new("lower", models), |b| {
            b.iter_with_large_drop(|| lower(black_box(&schema), &target));
        });
        group.bench_function(BenchmarkId::new("compare-empty", models), |b| {
            b.iter_with_large_drop(|| {
                compare(Pair::new(&empty, black_box(&before)), &target, &Renames::default())
            });
        });
        group.bench_function(BenchmarkId::new("compare-changed", models), |b| {
            b.iter_with_large_drop(|| {
                compare(Pair::new(black_box(&before), &after), &target, &Renames::default())
            });
        });
        let mut both = SourceMap::new();
        let files =
            Pair::new(both.add("old.prisma", text.as_str()), both.add("new.prisma", changed.as_str()));
        group.bench_function(BenchmarkId::new("diff", models), |b| {
            b.iter_with_large_drop(|| {
                let checked = check_both(black_box(&both), Pair::new(&[files.before], &[files.after]));
                let lowered = lower_both(checked.as_ref().map(|side| &side.schema), &target);
                compare(lowered.as_ref().map(|side| &side.database), &target, &Renames::default())
            });
        });
        group.bench_function(BenchmarkId::new("format", models), |b| {
            b.iter(|| parallax_syntax::format(black_box(&text)));
        });
    }
    group.finish();
}

criterion_group!(benches, passes);
criterion_main!(benches);
