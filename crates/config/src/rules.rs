//! What can be wrong with the world around a schema: `PX0…`.

parallax_diagnostics::error_rules! {
    FILE_MISSING = "PX0001" "file-missing"
        "A file or folder does not exist"
        "The path was looked up from the current folder. Check its spelling, and the folder that the command runs in.";
    NO_PERMISSION = "PX0002" "no-permission"
        "A file or folder may not be read"
        "The user that runs the command lacks the right to read it. Allow it (`chmod u+r FILE`), or run the command as \
         a user who may.";
    FILE_TOO_LARGE = "PX0003" "input-too-large"
        "A file is larger than any schema"
        "Files are read up to 64 MB each, and 256 MB for one schema: some ten times the largest that are known. What is \
         larger is almost always another file given by mistake, and reading it would only use up memory.";
    NOT_TEXT = "PX0004" "not-text"
        "A file is binary"
        "The file holds zero bytes, so it is no text: perhaps a database file, an archive or a compiled program.";
    WRONG_ENCODING = "PX0005" "wrong-encoding"
        "A file is not UTF-8"
        "Schemas are read as UTF-8, with or without a byte order mark. Save the file as UTF-8 in the editor, or convert \
         it: `iconv -f UTF-16 -t UTF-8 OLD > NEW`.";
    EMPTY_FOLDER = "PX0006" "empty-folder"
        "A folder holds no schema file"
        "A folder is read as one schema made of all its `.prisma` and `.plx` files, also in folders below, except \
         `node_modules`. There were none.";
    FOLDER_CYCLE = "PX0007" "folder-cycle"
        "A symbolic link leads back into its own folder"
        "Following the link would never end. Remove it, or name the files' real folder.";
    READ_FAILED = "PX0008" "read-failed"
        "The system could not read an input"
        "The message holds what the operating system said.";
    NO_SCHEMA = "PX0009" "no-schema"
        "No schema was found"
        "Without `--schema`, the schema is looked for in this order, in the current folder and those above it, up to \
         the top of the repository: `schema` in `parallax.toml`; `schema` in `prisma.config.ts` (or .js, .mjs, .cjs, .mts, \
         .cts, or `.config/prisma.ts`), as far as it is plain text; `prisma.schema` in `package.json`; \
         `prisma/schema.prisma`; `schema.prisma`; the folder `prisma/schema`.";
    BAD_SETTINGS = "PX0010" "bad-settings"
        "A configuration file cannot be used"
        "`parallax.toml` takes the keys `schema`, `target`, `deny`, `renames`, `editor` and `lint`. `prisma.config.ts` is \
         read without being run, so that only plain text, `env(\"X\")`, `process.env.X` and `path.join` of plain text \
         are understood.";
    BAD_RENAMES = "PX0011" "bad-renames"
        "A rename or an answers file cannot be read"
        "A rename names something before and after: `User.name=User.fullName` for a field, `User=Account` for a model, \
         `Role.ADMIN=Role.Owner` for a value of an enum. A file of them is JSON, `{\"renames\": {\"User.name\": \
         \"User.fullName\"}}`, or TOML with a table `[renames]`.";
    NO_REPOSITORY = "PX0012" "no-repository"
        "There is no git repository"
        "`git:REV:PATH` is read from the repository around the current folder. A repository that belongs to another \
         user is not opened unless git's `safe.directory` names it.";
    UNKNOWN_REVISION = "PX0013" "unknown-revision"
        "A git revision does not exist"
        "Branches, tags, hashes and forms such as `HEAD~2` or `main@{yesterday}` are understood. In a shallow clone, as \
         CI makes them, older revisions are missing: fetch them first (`git fetch --unshallow`, or `fetch-depth: 0`).";
    NOT_IN_REVISION = "PX0014" "not-in-revision"
        "A path does not exist in a git revision"
        "Paths are taken from the current folder, then from the top of the repository. The file may have had another \
         name then: `git log --follow PATH` shows it.";
    NOT_BUILT = "PX0015" "not-built"
        "This is known, but not built yet"
        "The command exits with status 69, so that scripts can tell it from a mistake.";
    BAD_SNAPSHOT = "PX0016" "bad-snapshot"
        "A snapshot cannot be read"
        "A snapshot is the JSON that `parallax ir` writes. Its `version` says which form it has; this program reads \
         those that it knows. Make it again from the schema that it came from.";
    WRITE_FAILED = "PX0017" "write-failed"
        "The output could not be written"
        "Files are written beside their place and moved there at the end, so that a failure leaves the old file as it \
         was. The folder must exist and be writable.";
    UNKNOWN_TARGET = "PX0018" "unknown-target"
        "The target is not known"
        "A target is a database and a version: `postgresql@16`, `cockroachdb@23.2`, `mysql@8.4`, `mariadb@10.11`, \
         `sqlite@3.45`, `sqlserver@2022`. Without a version, a usual one is taken, and the output says which.";
    NO_TARGET = "PX0019" "no-target"
        "Nothing says which database this is for"
        "The target follows from the `provider` of a schema's datasource, or from a snapshot. Where neither side has \
         one, name it: `--target postgresql@16`.";
    TARGET_MISMATCH = "PX0020" "target-mismatch"
        "Two inputs are for different databases"
        "A plan leads from one state of a database to another state of the same database. A change from one kind of \
         database to another is no plan: create the new one from nothing (`--from empty`).";
    DEFECT = "PX0021" "defect"
        "This program has a defect"
        "A plan was made that the model of the database refuses. Nothing was written. Please report it, with the two \
         schemas if they may be shown.";
    DENIED = "PX0022" "denied"
        "The plan holds steps that were ruled out"
        "`--deny destructive` refuses plans that lose data, `--deny caution` all that are not safe. The steps and their \
         reasons are shown above.";
    NOT_FORMATTED = "PX0023" "not-formatted"
        "A file is not formatted"
        "`parallax format` brings it into the common form; with `--check` it only says so.";
    DATABASE_UNREACHABLE = "PX0024" "no-answer"
        "Nobody answers where the database should be"
        "The address was tried for as long as `connect_timeout` of the URL says (5 seconds unless given). Check host and \
         port, that the server runs, and that no firewall is between.";
    DATABASE_REFUSED = "PX0025" "database-refused"
        "The database refused"
        "The message holds what the server said, without secrets: a wrong password, a missing database, a missing right, \
         a statement that it does not take.";
    NO_URL = "PX0026" "no-url"
        "Nothing says where the database is"
        "The URL of a database comes from `--url`, from `env:NAME` (an environment variable), or from the `url` of the \
         schema's datasource.";
    EMPTY_DATABASE = "PX0027" "empty-database"
        "There is nothing in the database to write a schema for"
        "The namespaces that were read hold no table, view or enum. Perhaps the URL leads to another database, or the \
         tables are in namespaces that the schema does not name (`--schemas`).";
    NO_STATISTICS = "PX0028" "no-statistics"
        "Nothing says how big the tables are"
        "An estimate rests on the sizes of tables. They come from a live database (`--url`), or from a file that was taken \
         from one (`--write-statistics FILE`, then `--statistics FILE`).";
    BAD_STATISTICS = "PX0029" "bad-statistics"
        "A file of statistics cannot be read"
        "`parallax plan --url URL --write-statistics FILE` writes such a file: JSON with `version`, `kind`, `target` and \
         `tables`.";
    BAD_PLAN = "PX0030" "bad-plan"
        "A file holds no plan"
        "`parallax plan --format json` and `parallax diff --format json` write plans: JSON with `version`, `before`, `after` \
         and `steps`.";
    PLAN_OUTDATED = "PX0031" "plan-outdated"
        "The database is not in the state that a plan was made for"
        "Between making the plan and running it, the database has changed: what was looked at and approved is not what \
         would happen. Make the plan anew. Plans that begin with a schema or with migrations were made for the state that \
         these ask for, which need not be that of a database.";
    NO_GENERATOR = "PX0040" "no-generator"
        "The schema has no generator of that name"
        "`--generator NAME` takes the names of `generator` blocks, which stand behind the word `generator`.";
    GENERATOR_MISSING = "PX0041" "generator-missing"
        "The program of a generator cannot be found"
        "`provider` is a command of the shell. Programs of npm packages are found in `node_modules/.bin`, beside the schema, \
         in the current folder and in those above. Prisma's own clients are made by the `prisma` command of the project.";
    GENERATOR_FAILED = "PX0042" "generator-failed"
        "A generator failed"
        "The message holds what the generator said. What others wrote before it stays.";
    GENERATOR_SILENT = "PX0043" "generator-silent"
        "A generator does not answer"
        "It was given the time that `--timeout` says (300 seconds for each question unless given), and was ended. The \
         program may not speak the generator protocol.";
    GENERATOR_OUTPUT = "PX0044" "generator-output"
        "Nothing says where a generator writes"
        "Neither the block has `output`, nor the generator a place of its own; or `output` is taken from a variable of the \
         environment that is not set.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_slugs_are_unique_and_in_order() {
        assert!(RULES.windows(2).all(|pair| pair[0].code < pair[1].code));
        let mut slugs: Vec<_> = RULES.iter().map(|rule| rule.slug).collect();
        slugs.sort_unstable();
        slugs.dedup();
        assert_eq!(slugs.len(), RULES.len());
    }
}
