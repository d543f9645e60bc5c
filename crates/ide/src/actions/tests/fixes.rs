//! Fixes by example, before and after.

use super::after;

#[test]
fn the_other_side_takes_the_layout_of_its_block() {
    let text = "model Song {\r\n\tid Int @id\r\n\tby$0 Artist\r\n}\r\n//- z.prisma\r\nmodel Artist {\r\n\tid Int @id\r\n}\r\n";
    assert_eq!(
        after(text, "Add the other side"),
        "//- z.prisma\nmodel Artist {\r\n\tid Int @id\r\n\tsongs Song[]\r\n}\r\n"
    );
}
