//! `parallax format`

use crate::project::{Project, all};
use insta::assert_snapshot;

const CROOKED: &str = "model User {\n id Int @id\n   fullName String\n}\n";

#[test]
fn files_are_replaced_where_they_change() {
    let project = Project::new(&[("schema.prisma", CROOKED)]);
    assert_snapshot!(all([
        project.run(&["format", "--check"]),
        project.run(&["format", "--stdout"]),
        project.run(&["format"]),
        project.run(&["format", "--check"]),
        project.run(&["format", "schema.prisma"]),
    ]));
    assert_snapshot!(project.read("schema.prisma"));
    assert_eq!(project.files(), ["schema.prisma"]);
}

#[test]
fn standard_input_goes_to_standard_output() {
    let project = Project::new(&[]);
    assert_snapshot!(all([
        project.run_with_stdin(&["format", "-"], CROOKED.as_bytes()),
        project.run_with_stdin(&["format", "-", "--check"], CROOKED.as_bytes()),
    ]));
}

#[test]
fn a_folder_is_formatted_file_by_file() {
    let project = Project::new(&[("s/b.prisma", CROOKED), ("s/a.prisma", "enum A {\nB\n}\n")]);
    assert_snapshot!(all([project.run(&["format", "--stdout", "s"]), project.run(&["format", "s"])]));
}

#[cfg(unix)]
#[test]
fn links_and_rights_are_kept() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let project = Project::new(&[("real.prisma", CROOKED)]);
    symlink("real.prisma", project.path("link.prisma")).unwrap();
    let rights = |mode| std::fs::Permissions::from_mode(mode);
    std::fs::set_permissions(project.path("real.prisma"), rights(0o640)).unwrap();
    assert!(project.run(&["format", "link.prisma"]).contains("status 0"));
    assert!(project.path("link.prisma").is_symlink());
    let mode = project.path("real.prisma").metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    assert_ne!(project.read("real.prisma"), CROOKED);
}
