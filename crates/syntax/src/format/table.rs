//! Lines of a block whose cells line up.

pub(super) const INDENT: &str = "  ";

pub(super) enum Line {
    /// Cells, and what follows the last of them after a space.
    Row { cells: Vec<String>, comment: Option<String> },
    /// Written without further indentation; does not take part in the columns, nor part them.
    Text(String),
    /// Parts the groups that line up.
    Blank,
}

/// Each line with its newline. Empty lines at the edges are dropped, and several become one.
pub(super) fn write(out: &mut String, lines: &[Line]) {
    for group in lines.split(|line| matches!(line, Line::Blank)).filter(|group| !group.is_empty()).enumerate()
    {
        let (index, group) = group;
        if index > 0 {
            out.push('\n');
        }
        write_group(out, group);
    }
}

fn write_group(out: &mut String, lines: &[Line]) {
    let mut widths: Vec<usize> = Vec::new();
    for line in lines {
        let Line::Row { cells, .. } = line else { continue };
        for (column, cell) in cells.iter().enumerate() {
            match widths.get_mut(column) {
                Some(width) => *width = cell.len().max(*width),
                None => widths.push(cell.len()),
            }
        }
    }
    for line in lines {
        match line {
            Line::Row { cells, comment } => write_row(out, cells, &widths, comment.as_deref()),
            Line::Text(text) => out.push_str(text),
            Line::Blank => {}
        }
        out.push('\n');
    }
}

fn write_row(out: &mut String, cells: &[String], widths: &[usize], comment: Option<&str>) {
    out.push_str(INDENT);
    for (column, (cell, width)) in cells.iter().zip(widths).enumerate() {
        out.push_str(cell);
        if column + 1 < cells.len() {
            out.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.len()) + 1));
        }
    }
    if let Some(comment) = comment {
        out.push(' ');
        out.push_str(comment);
    }
}
