//! Where the boxes of the diagram stand. Pure geometry: sizes and links in, rectangles out; no two of them overlap, and
//! the same input gives the same places. Knows no tables.
//!
//! Within a group each connected part has the box with the most links in its middle; the others stand in columns left
//! and right of it, by their distance. What falls apart without the middle is not torn over both sides, so that links
//! lead from a column to the next one.

use std::collections::{BTreeMap, VecDeque};

pub(super) const GAP_X: i32 = 76;
pub(super) const GAP_Y: i32 = 22;
/// Around the boxes of a group, and above them, where its name stands.
const PAD: i32 = 20;
const TITLE: i32 = 34;
const BETWEEN: i32 = 44;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Rect {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) w: i32,
    pub(super) h: i32,
}

impl Rect {
    fn moved(self, x: i32, y: i32) -> Rect {
        Rect { x: self.x + x, y: self.y + y, ..self }
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    pub(super) w: i32,
    pub(super) h: i32,
    pub(super) group: usize,
}

#[derive(Debug, Default)]
pub(super) struct Layout {
    /// Of each node; none of those that are not shown.
    pub(super) boxes: Vec<Option<Rect>>,
    /// Around the nodes of each group, where there are several.
    pub(super) frames: Vec<(usize, Rect)>,
    pub(super) w: i32,
    pub(super) h: i32,
}

/// Boxes that stand together: their places from a corner of their own.
struct Block {
    boxes: Vec<(usize, Rect)>,
    w: i32,
    h: i32,
}

impl Block {
    fn around(boxes: Vec<(usize, Rect)>) -> Block {
        let w = boxes.iter().map(|(_, of)| of.x + of.w).max().unwrap_or(0);
        let h = boxes.iter().map(|(_, of)| of.y + of.h).max().unwrap_or(0);
        Block { boxes, w, h }
    }
}

/// Boxes of the nodes that are shown. Links of nodes that are not there are left out.
pub(super) fn layout(nodes: &[Node], links: &[(usize, usize)], shown: &[bool]) -> Layout {
    let is_shown = |at: usize| shown.get(at).copied().unwrap_or(false);
    let mut near: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    for &(a, b) in links {
        let same = |a: &Node, b: &Node| a.group == b.group;
        let together = nodes.get(a).zip(nodes.get(b)).is_some_and(|(a, b)| same(a, b));
        if a != b && together && is_shown(a) && is_shown(b) {
            push(&mut near, a, b);
            push(&mut near, b, a);
        }
    }
    for list in &mut near {
        list.sort_unstable();
        list.dedup();
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, node) in nodes.iter().enumerate().filter(|(at, _)| is_shown(*at)) {
        groups.entry(node.group).or_default().push(at);
    }
    place(nodes, &near, groups)
}

fn push(near: &mut [Vec<usize>], a: usize, b: usize) {
    if let Some(list) = near.get_mut(a) {
        list.push(b);
    }
}

fn place(nodes: &[Node], near: &[Vec<usize>], groups: BTreeMap<usize, Vec<usize>>) -> Layout {
    let framed = groups.len() > 1;
    let numbers: Vec<usize> = groups.keys().copied().collect();
    let blocks: Vec<Block> = groups.into_values().map(|of| group(nodes, near, &of, framed)).collect();
    let sizes: Vec<(i32, i32)> = blocks.iter().map(|block| (block.w, block.h)).collect();
    let corners = shelves(&sizes, BETWEEN);
    let mut out = Layout { boxes: vec![None; nodes.len()], ..Layout::default() };
    for ((block, number), (x, y)) in blocks.iter().zip(numbers).zip(corners) {
        for (at, rect) in &block.boxes {
            if let Some(slot) = out.boxes.get_mut(*at) {
                *slot = Some(rect.moved(x, y));
            }
        }
        if framed {
            out.frames.push((number, Rect { x, y, w: block.w, h: block.h }));
        }
        out.w = out.w.max(x + block.w);
        out.h = out.h.max(y + block.h);
    }
    out
}

/// The parts of a group beside each other, what has no links at the end.
fn group(nodes: &[Node], near: &[Vec<usize>], members: &[usize], framed: bool) -> Block {
    let mut parts = connected(near, members, |_| true);
    let (alone, together): (Vec<_>, Vec<_>) = parts.drain(..).partition(|part| part.len() == 1);
    let mut blocks: Vec<Block> = together.iter().map(|part| star(nodes, near, part)).collect();
    let alone: Vec<usize> = alone.into_iter().flatten().collect();
    if !alone.is_empty() {
        blocks.push(grid(nodes, &alone));
    }
    let sizes: Vec<(i32, i32)> = blocks.iter().map(|block| (block.w, block.h)).collect();
    let corners = shelves(&sizes, BETWEEN);
    let (left, top) = if framed { (PAD, PAD + TITLE) } else { (0, 0) };
    let boxes = blocks.into_iter().zip(corners).flat_map(|(block, (x, y))| {
        block.boxes.into_iter().map(move |(at, rect)| (at, rect.moved(x + left, y + top)))
    });
    let mut block = Block::around(boxes.collect());
    if framed {
        block.w += PAD;
        block.h += PAD;
    }
    block
}

/// Parts that hang together by nodes that may be passed, in the order of their first members.
fn connected(near: &[Vec<usize>], members: &[usize], may: impl Fn(usize) -> bool) -> Vec<Vec<usize>> {
    let mut seen = vec![false; near.len()];
    let mut parts = Vec::new();
    for &start in members {
        if seen.get(start).copied().unwrap_or(true) || !may(start) {
            continue;
        }
        let mut part = Vec::new();
        let mut waiting = VecDeque::from([start]);
        mark(&mut seen, start);
        while let Some(at) = waiting.pop_front() {
            part.push(at);
            for &next in near.get(at).into_iter().flatten() {
                if may(next) && mark(&mut seen, next) {
                    waiting.push_back(next);
                }
            }
        }
        parts.push(part);
    }
    parts
}

/// Whether it was not seen before.
fn mark(seen: &mut [bool], at: usize) -> bool {
    seen.get_mut(at).is_some_and(|seen| !std::mem::replace(seen, true))
}

/// One connected part around its middle.
fn star(nodes: &[Node], near: &[Vec<usize>], part: &[usize]) -> Block {
    let links = |at: usize| near.get(at).map_or(0, Vec::len);
    let Some(&middle) = part.iter().max_by_key(|at| (links(**at), std::cmp::Reverse(**at))) else {
        return Block::around(Vec::new());
    };
    let size = |at: usize| nodes.get(at).map_or((0, 0), |node| (node.w, node.h));
    let area = |of: &[usize]| of.iter().map(|at| size(*at).1 + GAP_Y).sum::<i32>();
    let mut rest = connected(near, part, |at| at != middle);
    rest.sort_by_key(|of| std::cmp::Reverse(area(of)));
    let (mut left, mut right) = (Vec::new(), Vec::new());
    let (mut left_area, mut right_area) = (0, 0);
    for of in rest {
        let side = if right_area <= left_area { &mut right } else { &mut left };
        let sum = if right_area <= left_area { &mut right_area } else { &mut left_area };
        *sum += area(&of);
        side.extend(of);
    }
    let limit = height_limit(nodes, part);
    let mut columns = side(near, middle, &left, limit, &size);
    columns.reverse();
    columns.push(vec![middle]);
    columns.extend(side(near, middle, &right, limit, &size));
    columnar(&columns, &size)
}

/// Columns are no higher: the whole is to be about as wide as a screen.
fn height_limit(nodes: &[Node], part: &[usize]) -> i32 {
    let of = part.iter().filter_map(|at| nodes.get(*at));
    let area: f64 = of.map(|node| f64::from(node.w + GAP_X) * f64::from(node.h + GAP_Y)).sum();
    (area * 0.72).sqrt() as i32
}

/// The columns of one side, from the middle outwards.
fn side(
    near: &[Vec<usize>],
    middle: usize,
    members: &[usize],
    limit: i32,
    size: &impl Fn(usize) -> (i32, i32),
) -> Vec<Vec<usize>> {
    let mut inside = vec![false; near.len()];
    for &at in members {
        mark(&mut inside, at);
    }
    let mut layers: Vec<Vec<usize>> = Vec::new();
    let mut current = vec![middle];
    loop {
        // In the order of what they hang on: the first one that sees a node takes it.
        let mut next = Vec::new();
        for at in &current {
            for &other in near.get(*at).into_iter().flatten() {
                if inside.get_mut(other).is_some_and(|inside| std::mem::replace(inside, false)) {
                    next.push(other);
                }
            }
        }
        if next.is_empty() {
            break;
        }
        layers.push(next.clone());
        current = next;
    }
    straighten(near, &mut layers);
    layers.into_iter().flat_map(|layer| split(layer, limit, size)).collect()
}

/// Each node goes to the average place of what it is linked with in the neighbouring layers, a few times to and fro.
fn straighten(near: &[Vec<usize>], layers: &mut [Vec<usize>]) {
    let mut place = vec![0.0_f64; near.len()];
    let note = |layer: &[usize], place: &mut Vec<f64>| {
        for (index, at) in layer.iter().enumerate() {
            if let Some(slot) = place.get_mut(*at) {
                *slot = (index as f64 + 0.5) / layer.len() as f64;
            }
        }
    };
    for layer in layers.iter() {
        note(layer, &mut place);
    }
    let order: Vec<usize> = (0..layers.len()).chain((0..layers.len()).rev()).collect();
    for index in [order.clone(), order].concat() {
        let Some(layer) = layers.get_mut(index) else { continue };
        let mut keyed: Vec<(f64, usize)> = layer
            .iter()
            .map(|at| {
                let others = near.get(*at).map(Vec::as_slice).unwrap_or_default();
                let sum: f64 = others.iter().filter_map(|other| place.get(*other)).sum();
                (sum / others.len().max(1) as f64, *at)
            })
            .collect();
        keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
        *layer = keyed.into_iter().map(|(_, at)| at).collect();
        note(layer, &mut place);
    }
}

fn split(layer: Vec<usize>, limit: i32, size: &impl Fn(usize) -> (i32, i32)) -> Vec<Vec<usize>> {
    let total: i32 = layer.iter().map(|at| size(*at).1 + GAP_Y).sum();
    let columns = (total / limit.max(1) + 1).max(1);
    // Of about the same height.
    let each = total / columns;
    let mut out: Vec<Vec<usize>> = vec![Vec::new()];
    let mut height = 0;
    for at in layer {
        let own = size(at).1 + GAP_Y;
        if height > 0 && height + own / 2 > each && (out.len() as i32) < columns {
            out.push(Vec::new());
            height = 0;
        }
        height += own;
        if let Some(last) = out.last_mut() {
            last.push(at);
        }
    }
    out
}

fn columnar(columns: &[Vec<usize>], size: &impl Fn(usize) -> (i32, i32)) -> Block {
    let height = |column: &[usize]| column.iter().map(|at| size(*at).1 + GAP_Y).sum::<i32>() - GAP_Y;
    let tallest = columns.iter().map(|column| height(column)).max().unwrap_or(0);
    let mut boxes = Vec::new();
    let mut x = 0;
    for column in columns.iter().filter(|column| !column.is_empty()) {
        let widest = column.iter().map(|at| size(*at).0).max().unwrap_or(0);
        let mut y = (tallest - height(column)) / 2;
        for &at in column {
            let (w, h) = size(at);
            boxes.push((at, Rect { x: x + (widest - w) / 2, y, w, h }));
            y += h + GAP_Y;
        }
        x += widest + GAP_X;
    }
    Block::around(boxes)
}

/// Boxes without links: columns, each box to the shortest one.
fn grid(nodes: &[Node], members: &[usize]) -> Block {
    let of = |at: usize| nodes.get(at).map_or((0, 0), |node| (node.w, node.h));
    let widest = members.iter().map(|at| of(*at).0).max().unwrap_or(0);
    let gap = GAP_Y;
    let area: f64 = members.iter().map(|at| f64::from(widest + gap) * f64::from(of(*at).1 + gap)).sum();
    let count = ((area * 1.5).sqrt() / f64::from(widest + gap)).ceil() as usize;
    let mut heights = vec![0; count.clamp(1, members.len().max(1))];
    let mut boxes = Vec::new();
    for &at in members {
        let (w, h) = of(at);
        let shortest = heights.iter().enumerate().min_by_key(|(index, height)| (**height, *index));
        let Some((index, y)) = shortest.map(|(index, height)| (index, *height)) else { continue };
        boxes.push((at, Rect { x: index as i32 * (widest + gap), y, w, h }));
        if let Some(height) = heights.get_mut(index) {
            *height += h + gap;
        }
    }
    Block::around(boxes)
}

/// Corners of blocks in rows, the highest first; the whole is about as wide as a screen.
fn shelves(sizes: &[(i32, i32)], gap: i32) -> Vec<(i32, i32)> {
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    let size = |at: usize| sizes.get(at).copied().unwrap_or_default();
    order.sort_by_key(|at| (std::cmp::Reverse(size(*at).1), *at));
    let area: f64 = sizes.iter().map(|(w, h)| f64::from(w + gap) * f64::from(h + gap)).sum();
    let widest = sizes.iter().map(|(w, _)| *w).max().unwrap_or(0);
    let limit = widest.max((area * 1.7).sqrt() as i32);
    let mut corners = vec![(0, 0); sizes.len()];
    let (mut x, mut y, mut row) = (0, 0, 0);
    for at in order {
        let (w, h) = size(at);
        if x > 0 && x + w > limit {
            (x, y, row) = (0, y + row + gap, 0);
        }
        if let Some(corner) = corners.get_mut(at) {
            *corner = (x, y);
        }
        x += w + gap;
        row = row.max(h);
    }
    corners
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers without a pattern that are the same each time.
    fn numbers(seed: u32) -> impl FnMut(u32) -> u32 {
        let mut state = seed;
        move |below| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) % below
        }
    }

    fn overlap(a: &Rect, b: &Rect) -> bool {
        a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
    }

    fn sample(seed: u32, count: u32, groups: u32, links: u32) -> (Vec<Node>, Vec<(usize, usize)>) {
        let mut next = numbers(seed);
        let node = |next: &mut dyn FnMut(u32) -> u32| Node {
            w: 120 + next(200) as i32,
            h: 30 + next(300) as i32,
            group: next(groups) as usize,
        };
        let nodes = (0..count).map(|_| node(&mut next)).collect();
        let links = (0..links).map(|_| (next(count) as usize, next(count) as usize)).collect();
        (nodes, links)
    }

    #[test]
    fn no_two_boxes_overlap_and_all_that_is_shown_has_a_place() {
        for seed in 0..60 {
            let (nodes, links) = sample(seed, 1 + seed * 5, 1 + seed % 4, seed * 7);
            let shown: Vec<bool> = (0..nodes.len()).map(|at| seed % 3 == 0 || at % 3 != 1).collect();
            let layout = layout(&nodes, &links, &shown);
            for (at, shown) in shown.iter().enumerate() {
                assert_eq!(layout.boxes[at].is_some(), *shown, "seed {seed}, node {at}");
            }
            let boxes: Vec<Rect> = layout.boxes.iter().flatten().copied().collect();
            for (at, a) in boxes.iter().enumerate() {
                assert!(a.x >= 0 && a.y >= 0 && a.x + a.w <= layout.w && a.y + a.h <= layout.h);
                let other = boxes[at + 1..].iter().find(|b| overlap(a, b));
                assert!(other.is_none(), "seed {seed}: {a:?} {other:?}");
            }
        }
    }

    #[test]
    fn groups_do_not_overlap_and_hold_their_boxes() {
        let (nodes, links) = sample(7, 300, 6, 400);
        let layout = layout(&nodes, &links, &vec![true; nodes.len()]);
        assert_eq!(layout.frames.len(), 6);
        for (at, (_, a)) in layout.frames.iter().enumerate() {
            assert!(layout.frames[at + 1..].iter().all(|(_, b)| !overlap(a, b)));
        }
        for (node, rect) in nodes.iter().zip(layout.boxes.iter().flatten()) {
            let (_, frame) = layout.frames.iter().find(|(group, _)| *group == node.group).unwrap();
            assert!(rect.x >= frame.x && rect.x + rect.w <= frame.x + frame.w);
            assert!(rect.y >= frame.y && rect.y + rect.h <= frame.y + frame.h);
        }
    }

    #[test]
    fn three_hundred_tables_are_about_as_wide_as_a_screen() {
        let (nodes, links) = sample(3, 300, 1, 320);
        let layout = layout(&nodes, &links, &vec![true; nodes.len()]);
        let ratio = f64::from(layout.w) / f64::from(layout.h);
        assert!((0.8..3.5).contains(&ratio), "{} × {}", layout.w, layout.h);
    }

    #[test]
    fn what_is_linked_with_the_middle_stands_beside_it() {
        let nodes = [Node { w: 100, h: 50, group: 0 }; 5];
        let layout = layout(&nodes, &[(1, 0), (2, 0), (3, 0), (4, 3)], &[true; 5]);
        let places: Vec<String> =
            layout.boxes.iter().flatten().map(|of| format!("{},{}", of.x, of.y)).collect();
        insta::assert_snapshot!(places.join(" "));
    }
}
