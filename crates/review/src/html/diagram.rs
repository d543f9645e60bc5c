//! The entity-relationship diagram as SVG: boxes at the places of two layouts (the neighbourhood of the change, and
//! everything), and lines between them. Without scripts the neighbourhood is seen; the script moves boxes to the other
//! layout.

use super::layout::{Layout, Node, Rect, layout};
use super::model::{Entity, Link, Mark, Model, Part, Row};
use super::text::{cells, clip, esc, place};
use parallax_text::SourceMap;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Of a letter at the size of the rows, in units of the drawing.
const LETTER: f64 = 7.25;
const HEAD: i32 = 30;
const LINE: i32 = 19;
const NARROW: i32 = 150;
const WIDE: i32 = 330;
/// As many rows are drawn; all of them stand in the tables below.
const ROWS: usize = 14;
const ROWS_UNCHANGED: usize = 6;
const NAME_LETTERS: usize = 28;
const TYPE_LETTERS: usize = 18;

/// What is drawn of a table.
struct Card<'a> {
    entity: &'a Entity,
    /// Indexes of rows.
    rows: Vec<usize>,
    more: usize,
    w: i32,
    h: i32,
}

pub(super) struct Diagram {
    pub(super) svg: String,
    /// Tables and enums in the neighbourhood of the change.
    pub(super) near: usize,
}

pub(super) fn diagram(model: &Model, sources: &SourceMap) -> Diagram {
    let cards: Vec<Card<'_>> = model.entities.iter().map(card).collect();
    let (groups, titles) = groups(model, sources);
    let nodes: Vec<Node> =
        cards.iter().zip(groups).map(|(card, group)| Node { w: card.w, h: card.h, group }).collect();
    let focus = model.focus();
    let links = layout_links(model, &focus);
    let near = layout(&nodes, &links, &focus);
    let all = layout(&nodes, &layout_links(model, &vec![true; nodes.len()]), &vec![true; nodes.len()]);
    let mut svg = String::new();
    let _ = write!(
        svg,
        "<svg id=\"er\" viewBox=\"-16 -16 {} {}\" width=\"{0}\" height=\"{1}\" data-near=\"{0} {1}\" data-all=\"{} {}\" \
         role=\"img\" aria-label=\"Entity-relationship diagram. The section on tables says the same in words.\">",
        near.w + 32,
        near.h + 32,
        all.w + 32,
        all.h + 32
    );
    svg.push_str(MARKERS);
    for (of, class) in [(&near, "near"), (&all, "all")] {
        frames(of, class, &titles, &mut svg);
    }
    svg.push_str("<g id=\"links\">");
    for link in &model.links {
        line(link, &cards, &near, &mut svg);
    }
    svg.push_str("</g><g id=\"boxes\">");
    for (at, card) in cards.iter().enumerate() {
        let place = |of: &Layout| of.boxes.get(at).copied().flatten();
        draw(at, card, place(&near), place(&all), &mut svg);
    }
    svg.push_str("</g></svg>");
    Diagram { svg, near: focus.iter().filter(|shown| **shown).count() }
}

const MARKERS: &str = "<defs>\
    <pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
    <path d=\"M0 0V6\" class=\"hatch\"/></pattern></defs>";

/// Namespaces where there are several, files where the schema has several, all in one otherwise.
fn groups(model: &Model, sources: &SourceMap) -> (Vec<usize>, Vec<String>) {
    let by = |name: &dyn Fn(&Entity) -> String| -> Vec<String> { model.entities.iter().map(name).collect() };
    let namespaces =
        by(&|of| of.namespace.as_ref().map_or_else(|| "default".to_owned(), ToString::to_string));
    let file = |of: &Entity| {
        let name = place(sources, of.span).map_or("", |(source, _)| &*source.name);
        name.rsplit('/').next().unwrap_or_default().to_owned()
    };
    let several = |names: &[String]| names.iter().any(|name| Some(name) != names.first());
    let names = if several(&namespaces) { namespaces } else { by(&file) };
    let titles: BTreeMap<&String, usize> = {
        let mut sorted: Vec<&String> = names.iter().collect();
        sorted.sort();
        sorted.dedup();
        sorted.into_iter().enumerate().map(|(at, name)| (name, at)).collect()
    };
    let groups = names.iter().map(|name| titles.get(name).copied().unwrap_or(0)).collect();
    (groups, titles.into_keys().cloned().collect())
}

/// An enum stands beside the first table that uses it; its other users draw lines over what is between.
fn layout_links(model: &Model, shown: &[bool]) -> Vec<(usize, usize)> {
    let mut placed = std::collections::HashSet::new();
    let is_shown = |at: usize| shown.get(at).copied().unwrap_or(false);
    let drawn = model.links.iter().filter(|link| is_shown(link.from) && is_shown(link.to));
    drawn.filter(|link| !link.is_type || placed.insert(link.to)).map(|link| (link.from, link.to)).collect()
}

fn card(entity: &Entity) -> Card<'_> {
    let (rows, more) = chosen(entity);
    let widths = rows.iter().filter_map(|at| entity.rows.get(*at)).map(|row| {
        let letters = cells(&clip(&row_name(row), NAME_LETTERS)) + cells(&clip(&row_type(row), TYPE_LETTERS));
        (letters as f64 * LETTER).ceil() as i32 + 60
    });
    let title = (cells(&clip(&entity.name, NAME_LETTERS)) as f64 * 8.4) as i32 + 48;
    let w = widths.max().unwrap_or(0).max(title).clamp(NARROW, WIDE + 90);
    let lines = rows.len() as i32 + i32::from(more > 0);
    Card { entity, rows, more, w, h: HEAD + lines * LINE + if lines > 0 { 8 } else { 0 } }
}

/// The rows that say most: what changed, then keys, then the others; in their order.
fn chosen(entity: &Entity) -> (Vec<usize>, usize) {
    let is_main = |row: &Row| matches!(row.part, Part::Column | Part::Value);
    let changes = entity.mark == Mark::Changed;
    let mut ranked: Vec<(u8, usize)> = Vec::new();
    for (at, row) in entity.rows.iter().enumerate() {
        let rank = match row {
            row if changes && row.mark != Mark::Same => 0,
            row if !is_main(row) => continue,
            row if row.keys.0 || row.keys.1 => 1,
            _ if entity.mark == Mark::Same && !entity.is_enum => continue,
            _ => 2,
        };
        ranked.push((rank, at));
    }
    ranked.sort_unstable();
    let altered = ranked.iter().filter(|(rank, _)| *rank == 0).count();
    let limit = match entity.mark {
        Mark::Same => ROWS_UNCHANGED,
        _ => ROWS.max(altered.min(ROWS * 2)),
    };
    ranked.truncate(limit);
    let mut rows: Vec<usize> = ranked.into_iter().map(|(_, at)| at).collect();
    rows.sort_unstable();
    let all = entity.rows.iter().filter(|row| is_main(row)).count();
    let shown = rows.iter().filter_map(|at| entity.rows.get(*at)).filter(|row| is_main(row)).count();
    (rows, all - shown)
}

fn row_name(row: &Row) -> String {
    match (&row.former, row.part) {
        (Some(former), _) => format!("{former} \u{2192} {}", row.name),
        (None, Part::Column | Part::Value) => row.name.clone(),
        (None, _) => row.part.word().to_owned(),
    }
}

fn row_type(row: &Row) -> String {
    let text = row.after.as_ref().or(row.before.as_ref()).map_or("", String::as_str);
    match row.part {
        // A short form: what may be missing has a question mark.
        Part::Column => {
            let end = [" NOT NULL", " DEFAULT", " counting up", " identity", " computed", " -- "];
            let at = end.iter().filter_map(|word| text.find(word)).min().unwrap_or(text.len());
            let ty = text.get(..at).unwrap_or(text);
            let ty = ty.replace(['"', '`'], "");
            if text.contains(" NOT NULL") { ty } else { format!("{ty}?") }
        }
        Part::Value => String::new(),
        Part::Index | Part::Key | Part::ForeignKey | Part::Check | Part::Other => {
            text.find('(').and_then(|at| text.get(at..)).unwrap_or(text).to_owned()
        }
    }
}

fn draw(at: usize, card: &Card<'_>, near: Option<Rect>, all: Option<Rect>, out: &mut String) {
    let entity = card.entity;
    let mark = entity.mark;
    let place = |of: Option<Rect>| of.map_or_else(String::new, |of| format!("{} {}", of.x, of.y));
    let _ = write!(
        out,
        "<g class=\"box {}{}{}\" id=\"b{at}\" data-n=\"{}\" data-near=\"{}\" data-all=\"{}\" data-size=\"{} {}\" \
         transform=\"translate({})\">",
        mark.class(),
        if entity.is_enum { " enum" } else { "" },
        if near.is_some() { "" } else { " off" },
        esc(&search_text(entity)),
        place(near),
        place(all),
        card.w,
        card.h,
        place(near.or(all)),
    );
    let kind = if entity.is_enum { "enum" } else { "table" };
    let former = entity.former.as_ref().map_or_else(String::new, |of| format!(" (was {of})"));
    let _ = write!(out, "<title>{} {kind} {}{}</title>", mark.word(), esc(&entity.name), esc(&former));
    let (w, h) = (card.w, card.h);
    let _ = write!(out, "<rect class=\"body\" width=\"{w}\" height=\"{h}\" rx=\"7\"/>");
    let _ =
        write!(out, "<path class=\"head\" d=\"M0 {HEAD}V7a7 7 0 0 1 7-7H{}a7 7 0 0 1 7 7V{HEAD}z\"/>", w - 7);
    if mark == Mark::Changed {
        let _ =
            write!(out, "<rect class=\"bar\" x=\"-3\" y=\"6\" width=\"6\" height=\"{}\" rx=\"3\"/>", h - 12);
    }
    if mark == Mark::Removed {
        let _ = write!(out, "<rect class=\"gone\" width=\"{w}\" height=\"{h}\" rx=\"7\"/>");
    }
    let letters = ((w - 44) as f64 / 8.4) as usize;
    let title = esc(&clip(&entity.name, letters));
    let _ = write!(
        out,
        "<text class=\"name\" y=\"20\"><tspan class=\"sign\" x=\"11\">{}</tspan><tspan class=\"n\" x=\"{}\">{title}</tspan></text>",
        mark.sign(),
        if mark == Mark::Same { 11 } else { 27 },
    );
    out.push_str("<g class=\"rows\">");
    for (index, row) in card.rows.iter().filter_map(|at| entity.rows.get(*at)).enumerate() {
        draw_row(row, entity, HEAD + 4 + index as i32 * LINE, w, out);
    }
    if card.more > 0 {
        let y = HEAD + 4 + card.rows.len() as i32 * LINE + 13;
        let _ = write!(out, "<text class=\"more\" x=\"27\" y=\"{y}\">\u{2026} {} more</text>", card.more);
    }
    out.push_str("</g>");
    from_afar(entity, (w, h), out);
    out.push_str("</g>");
}

/// The name alone, as large as the box has room for: what is read when the rows are too small.
fn from_afar(entity: &Entity, (w, h): (i32, i32), out: &mut String) {
    let text = clip(&format!("{} {}", entity.mark.sign(), entity.name), 24);
    let text = text.trim();
    let fits = f64::from(w - 14) / (cells(text).max(1) as f64 * 0.62);
    let size = fits.min(f64::from(h) * 0.62).clamp(9.0, 54.0) as i32;
    let y = h / 2 + size / 3;
    let _ = write!(
        out,
        "<text class=\"big\" x=\"{}\" y=\"{y}\" font-size=\"{size}\">{}</text>",
        w / 2,
        esc(text)
    );
}

fn search_text(entity: &Entity) -> String {
    let mut text = entity.name.to_lowercase();
    if let Some(former) = &entity.former {
        text.push(' ');
        text.push_str(&former.to_lowercase());
    }
    text
}

fn draw_row(row: &Row, entity: &Entity, y: i32, w: i32, out: &mut String) {
    let name = clip(&row_name(row), NAME_LETTERS);
    // In a table that is new or gone every row is; the head says so.
    let mark = if entity.mark == Mark::Changed { row.mark } else { Mark::Same };
    if mark != Mark::Same {
        let _ = write!(
            out,
            "<rect class=\"line {}\" x=\"4\" y=\"{y}\" width=\"{}\" height=\"{LINE}\" rx=\"3\"/>",
            mark.class(),
            w - 8
        );
    }
    let room = ((w - 59) as f64 / LETTER) as usize;
    let ty = clip(&row_type(row), TYPE_LETTERS.min(room.saturating_sub(cells(&name)).max(3)));
    let key = match row.keys {
        (true, _) => " pk",
        (_, true) => " fk",
        _ => "",
    };
    let what = if matches!(row.part, Part::Column | Part::Value) { "" } else { " part" };
    let gone = if mark == Mark::Removed { " gone" } else { "" };
    let _ = write!(
        out,
        "<text class=\"row {}{key}{what}{gone}\" y=\"{}\"><tspan class=\"sign\" x=\"11\">{}</tspan>\
         <tspan class=\"n\" x=\"27\">{}</tspan><tspan class=\"ty\" x=\"{}\">{}</tspan></text>",
        mark.class(),
        y + 14,
        mark.sign(),
        esc(&name),
        w - 11,
        esc(&ty),
    );
}

fn frames(of: &Layout, class: &str, titles: &[String], out: &mut String) {
    let off = if class == "near" { "" } else { " off" };
    let _ = write!(out, "<g class=\"frames {class}{off}\">");
    for (group, Rect { x, y, w, h }) in &of.frames {
        let title = titles.get(*group).map_or("", String::as_str);
        let _ = write!(
            out,
            "<rect class=\"frame\" x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"12\"/>\
             <text class=\"frame-name\" x=\"{}\" y=\"{}\">{}</text>",
            x + 18,
            y + 32,
            esc(&clip(title, (*w as usize / 14).max(6)))
        );
    }
    out.push_str("</g>");
}

fn line(link: &Link, cards: &[Card<'_>], near: &Layout, out: &mut String) {
    let (Some(from), Some(to)) = (cards.get(link.from), cards.get(link.to)) else { return };
    let drawn = link.row.and_then(|row| from.rows.iter().position(|at| *at == row));
    let from_y = drawn.map_or(HEAD / 2, |at| HEAD + 4 + at as i32 * LINE + LINE / 2);
    let to_y = HEAD / 2;
    let mark = match (link.mark, from.entity.mark, to.entity.mark) {
        (mark, ..) if mark != Mark::Same => mark,
        (_, Mark::Removed, _) | (_, _, Mark::Removed) => Mark::Removed,
        (_, Mark::Added, _) => Mark::Added,
        _ => Mark::Same,
    };
    let place = |at: usize| near.boxes.get(at).copied().flatten();
    let path = place(link.from).zip(place(link.to)).map(|(a, b)| curve(a, from_y, b, to_y));
    let off = if path.is_some() { "" } else { " off" };
    let _ = write!(
        out,
        "<path class=\"link {}{}{off}\" data-link=\"{} {} {from_y} {to_y}\" d=\"{}\"/>",
        mark.class(),
        if link.is_type { " type" } else { "" },
        link.from,
        link.to,
        path.unwrap_or_default()
    );
}

/// From a row to the head of the other box, through the gap between columns. The script has the same rule.
fn curve(a: Rect, from_y: i32, b: Rect, to_y: i32) -> String {
    let (y1, y2) = (a.y + from_y, b.y + to_y);
    let (x1, x2, turn1, turn2) = if b.x >= a.x + a.w {
        (a.x + a.w, b.x, 1, -1)
    } else if a.x >= b.x + b.w {
        (a.x, b.x + b.w, -1, 1)
    } else {
        (a.x + a.w, b.x + b.w, 1, 1)
    };
    let reach = if turn1 == turn2 { 34 } else { ((x2 - x1).abs() / 2).clamp(24, 120) };
    let (c1, c2) = (x1 + turn1 * reach, x2 + turn2 * reach);
    // A dot at the row, an arrow at the head.
    format!(
        "M{x1} {y1}m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0M{x1} {y1}C{c1} {y1} {c2} {y2} {x2} {y2}m{} -5l{} 5l{} 5",
        turn2 * 8,
        -turn2 * 8,
        turn2 * 8
    )
}
