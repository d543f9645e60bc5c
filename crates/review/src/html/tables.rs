//! Before and after of every table and enum that changed, side by side.

use super::model::{Entity, Mark, Model, Part, Row};
use super::text::{esc, name, place};
use parallax_text::SourceMap;
use std::fmt::Write;

pub(super) fn tables(model: &Model, sources: &SourceMap, out: &mut String) {
    out.push_str(
        "<section id=\"tables\" aria-labelledby=\"tables-h\"><h2 id=\"tables-h\">Before and after</h2>",
    );
    let mut any = false;
    for mark in Mark::CHANGES {
        for (at, entity) in model.entities.iter().enumerate().filter(|(_, of)| of.mark == mark) {
            any = true;
            entity_section(at, entity, sources, out);
        }
    }
    if !any {
        out.push_str("<p>No table and no enum differs.</p>");
    }
    unchanged(model, out);
    out.push_str("</section>");
}

fn entity_section(at: usize, entity: &Entity, sources: &SourceMap, out: &mut String) {
    let kind = if entity.is_enum { "enum" } else { "table" };
    // What is new or gone has one side only; its size is in its head.
    let open = if entity.mark == Mark::Changed { " open" } else { "" };
    let _ = write!(
        out,
        "<details class=\"entity {0}\" id=\"t{at}\" data-n=\"{1}\"{open}><summary><span class=\"mark {0}\">\
         <span aria-hidden=\"true\">{2}</span> {3}</span> <span class=\"kind\">{kind}</span> <h3>{4}</h3>",
        entity.mark.class(),
        esc(&entity.name.to_lowercase()),
        entity.mark.sign(),
        entity.mark.word(),
        name(&entity.name)
    );
    if let Some(former) = &entity.former {
        let _ = write!(out, " <span class=\"was\">was {}</span>", name(former));
    }
    let span = entity.span.filter(|_| entity.mark != Mark::Removed);
    if let Some((source, line)) = place(sources, span) {
        let _ = write!(out, " <code class=\"place\">{}:{line}</code>", esc(&source.name));
    }
    let _ = write!(
        out,
        "</summary><table class=\"sides\"><caption class=\"unseen\">{kind} {0}: before and after</caption><thead><tr>\
         <th scope=\"col\">{0}</th><th scope=\"col\">before</th><th scope=\"col\">after</th></tr></thead><tbody>",
        name(&entity.name)
    );
    for row in &entity.rows {
        line(row, out);
    }
    out.push_str("</tbody></table></details>");
}

fn line(row: &Row, out: &mut String) {
    let class = row.mark.class();
    let _ = write!(
        out,
        "<tr class=\"{class}\"><th scope=\"row\"><b class=\"sign\" aria-hidden=\"true\">{}</b>",
        row.mark.sign()
    );
    if row.mark != Mark::Same {
        let _ = write!(out, "<span class=\"unseen\">{} </span>", row.mark.word());
    }
    if !matches!(row.part, Part::Column | Part::Value) {
        let _ = write!(out, "<span class=\"kind\">{}</span> ", row.part.word());
    }
    let _ = write!(out, "{}", name(&row.name));
    if let Some(former) = &row.former {
        let _ = write!(out, " <span class=\"was\">was {}</span>", name(former));
    }
    out.push_str("</th>");
    let differs = row.before != row.after;
    for (text, element) in [(&row.before, "del"), (&row.after, "ins")] {
        match text {
            None => out.push_str("<td class=\"none\">\u{2013}</td>"),
            Some(text) if text.is_empty() => out.push_str("<td>yes</td>"),
            Some(text) if differs => {
                let _ = write!(out, "<td><{element}>{}</{element}></td>", name(text));
            }
            Some(text) => {
                let _ = write!(out, "<td>{}</td>", name(text));
            }
        }
    }
    out.push_str("</tr>");
}

fn unchanged(model: &Model, out: &mut String) {
    let same: Vec<&Entity> = model.entities.iter().filter(|of| of.mark == Mark::Same).collect();
    if same.is_empty() {
        return;
    }
    let _ = write!(out, "<details class=\"rest\"><summary>{} unchanged</summary><ul>", same.len());
    for entity in same {
        let kind = if entity.is_enum { " <span class=\"kind\">enum</span>" } else { "" };
        let _ = write!(out, "<li>{}{kind}</li>", name(&entity.name));
    }
    out.push_str("</ul></details>");
}
