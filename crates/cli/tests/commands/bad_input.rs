//! What cannot be read ends with a clear error, status 1, and nothing written.

use crate::project::{OLD, Project, all};
use insta::assert_snapshot;
use std::fs::File;
use std::time::{Duration, Instant};

#[test]
fn inputs_that_are_no_schema() {
    let project = Project::new(&[("good.prisma", OLD), ("empty-folder/readme.txt", "")]);
    project.write("binary.prisma", b"\x7fELF\x02\x01\x01\0\0\0");
    project.write("latin1.prisma", b"// caf\xe9\nmodel A {\n}\n");
    project.write("utf16.prisma", b"\xff\xfem\0o\0");
    let before = project.files();
    assert_snapshot!(all([
        project.run(&["validate", "missing.prisma"]),
        project.run(&["validate", "binary.prisma"]),
        project.run(&["validate", "latin1.prisma"]),
        project.run(&["validate", "utf16.prisma"]),
        project.run(&["validate", "empty-folder"]),
        project.run(&["validate"]),
        project.run(&["diff", "missing.prisma", "good.prisma", "-o", "out.sql"]),
        project.run(&["format", "binary.prisma"]),
        project.run(&["validate", "missing.prisma", "--format", "json"]),
    ]));
    assert_eq!(project.files(), before);
}

#[test]
fn a_file_of_a_gigabyte_is_refused_at_once() {
    let project = Project::new(&[]);
    // Sparse: takes no room.
    File::create(project.path("huge.prisma")).unwrap().set_len(1 << 30).unwrap();
    let start = Instant::now();
    assert_snapshot!(project.run(&["validate", "huge.prisma"]));
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[cfg(unix)]
#[test]
fn folders_that_lead_back_into_themselves() {
    let project = Project::new(&[("schema/a.prisma", OLD)]);
    std::os::unix::fs::symlink("..", project.path("schema/up")).unwrap();
    std::os::unix::fs::symlink("loop.prisma", project.path("loop.prisma")).unwrap();
    assert_snapshot!(all([project.run(&["validate", "schema"]), project.run(&["validate", "loop.prisma"]),]));
}

#[cfg(unix)]
#[test]
fn files_that_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::new(&[("secret.prisma", OLD)]);
    std::fs::set_permissions(project.path("secret.prisma"), std::fs::Permissions::from_mode(0o000)).unwrap();
    // The administrator may read everything.
    if File::open(project.path("secret.prisma")).is_ok() {
        return;
    }
    assert_snapshot!(project.run(&["validate", "secret.prisma"]));
}

#[test]
fn a_line_of_100_000_characters_is_not_drawn() {
    let long = format!("model A {{\n  id Int @id\n  b {}\n}}\n", "x".repeat(100_000));
    let project = Project::new(&[("long.prisma", &long)]);
    let answer = project.run(&["validate", "long.prisma"]);
    assert!(answer.len() < 5_000, "{} bytes", answer.len());
    assert!(answer.contains("long.prisma:3") && answer.contains("status 1"), "{answer}");
}

#[test]
fn deep_nesting_is_an_error_like_others() {
    let nested = |open: &str, close: &str| {
        format!("model A {{\n  id Int @id @default({}1{})\n}}\n", open.repeat(50_000), close.repeat(50_000))
    };
    let project = Project::new(&[
        ("lists.prisma", &nested("[", "]")),
        ("calls.prisma", &nested("f(", ")")),
        ("objects.prisma", &nested("{a: ", "}")),
    ]);
    for file in ["lists.prisma", "calls.prisma", "objects.prisma"] {
        for command in [["validate", file], ["format", file]] {
            let status = project.output(&command).status.code();
            assert!(matches!(status, Some(0 | 1)), "{command:?}: {status:?}");
        }
        assert_eq!(project.output(&["validate", file]).status.code(), Some(1));
    }
}

#[test]
fn settings_that_are_wrong_are_said_with_their_line() {
    let project =
        Project::new(&[("schema.prisma", OLD), ("parallax.toml", "target = \"sqlite\"\nshema = \"x\"\n")]);
    assert_snapshot!(project.run(&["validate"]));
}
