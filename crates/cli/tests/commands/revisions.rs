//! `git:REV:PATH`

use crate::project::{NEW, OLD, Project, all};
use insta::assert_snapshot;

/// The old schema is committed, the new one is in the working copy.
fn repository() -> Project {
    let project = Project::new(&[]);
    std::fs::remove_dir(project.path(".git")).unwrap();
    let repository =
        git2::Repository::init_opts(project.root(), git2::RepositoryInitOptions::new().initial_head("main"))
            .unwrap();
    project.write("prisma/schema.prisma", OLD);
    project.write("parts/user.prisma", OLD);
    project.write("parts/more/tag.prisma", "model Tag {\n  id Int @id\n}\n");
    project.write("readme.txt", "text");
    let mut index = repository.index().unwrap();
    index.add_all(["."], git2::IndexAddOption::DEFAULT, None).unwrap();
    let tree = repository.find_tree(index.write_tree().unwrap()).unwrap();
    let author = git2::Signature::new("A", "a@example.org", &git2::Time::new(0, 0)).unwrap();
    repository.commit(Some("HEAD"), &author, &author, "first", &tree, &[]).unwrap();
    project.write("prisma/schema.prisma", NEW);
    project
}

#[test]
fn a_revision_is_a_source() {
    let project = repository();
    let expected = project.stdout(&["diff", "git:main:prisma/schema.prisma", "prisma/schema.prisma"]);
    assert!(expected.contains("CREATE TABLE \"Post\""), "{expected}");
    assert_eq!(project.stdout(&["diff", "git:HEAD"]), expected);
    assert_eq!(project.stdout(&["diff"]), expected);
    // From a folder below, paths count from there, or from the top.
    for path in
        ["git:main:schema.prisma", "git:main:prisma/schema.prisma", "git:main:../prisma/schema.prisma"]
    {
        let mut command = project.command(&["diff", path, "schema.prisma"]);
        let output = command.current_dir(project.path("prisma")).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stdout), expected, "{path}");
    }
}

#[test]
fn a_folder_in_a_revision_is_one_schema() {
    assert_snapshot!(repository().run(&["diff", "empty", "git:main:parts", "--format", "summary"]));
}

#[test]
fn what_is_not_there_is_said() {
    let project = repository();
    assert_snapshot!(all([
        project.run(&["diff", "git:nope:prisma/schema.prisma", "prisma/schema.prisma"]),
        project.run(&["diff", "git:main:nope.prisma", "prisma/schema.prisma"]),
        project.run(&["diff", "git:main:../../etc/passwd", "prisma/schema.prisma"]),
        project.run(&["diff", "git:main:readme.txt", "prisma/schema.prisma"]),
    ]));
    let none = Project::new(&[("schema.prisma", OLD)]);
    std::fs::remove_dir(none.path(".git")).unwrap();
    assert_snapshot!(none.run(&["diff", "git:main:schema.prisma", "schema.prisma"]));
}
