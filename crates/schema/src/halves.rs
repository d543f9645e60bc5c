//! Work on every model by itself, on two threads where there are many models.

use crate::context::{Context, ModelSource};
use crate::model::{Model, ModelId, ModelKeyword};
use parallax_text::has_two_threads;

/// With fewer models than this, a second thread costs more than it saves.
const WORTH_A_THREAD: usize = 500;

/// Calls `work` for each model, in their order, and gives what it adds to the list. It may change that model and report;
/// of other models it may ask the name and the kind alone, for there is nothing more of those in the other half.
/// Composite types are looked into by those that hold them: where there are some, one thread does all.
pub(crate) fn each_model<'a, T: Send>(
    cx: &mut Context<'a>,
    work: impl Fn(&mut Context<'a>, ModelId, &mut Vec<T>) + Sync,
) -> Vec<T> {
    let count = cx.schema.models.len();
    let all = |cx: &mut Context<'a>, ids: std::ops::Range<usize>| {
        // Two a model are usual; to grow by doubling would move them all.
        let mut list = Vec::with_capacity(ids.len() * 2);
        ids.for_each(|at| work(cx, ModelId(at as u32), &mut list));
        list
    };
    let in_parts = cx.schema.models.iter().any(|model| model.keyword == ModelKeyword::Type);
    if count < WORTH_A_THREAD || in_parts || !has_two_threads() {
        return all(cx, 0..count);
    }
    let middle = count / 2;
    let mut second = split_off(cx, middle);
    let (mut first, rest) = std::thread::scope(|scope| {
        let other = std::thread::Builder::new().spawn_scoped(scope, || all(&mut second, middle..count));
        let first = all(cx, 0..middle);
        match other.map(|other| other.join()) {
            Ok(Ok(rest)) => (first, Some(rest)),
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => (first, None),
        }
    });
    // Where there is no second thread to have, this one does all.
    first.extend(rest.unwrap_or_else(|| all(&mut second, middle..count)));
    join(cx, second, middle);
    first
}

/// The models from `middle` on. Both sides keep shells of what the other has, so that ids mean the same.
fn split_off<'a>(cx: &mut Context<'a>, middle: usize) -> Context<'a> {
    let mut models: Vec<Model> = cx.schema.models[..middle].iter().map(shell).collect();
    let mut sources: Vec<ModelSource<'a>> = cx.models[..middle].iter().map(source_shell).collect();
    let tail: Vec<Model> = cx.schema.models[middle..].iter().map(shell).collect();
    let source_tail: Vec<ModelSource<'a>> = cx.models[middle..].iter().map(source_shell).collect();
    models.extend(cx.schema.models.splice(middle.., tail));
    sources.extend(cx.models.splice(middle.., source_tail));
    let mut second = cx.apart();
    second.schema.generators.clone_from(&cx.schema.generators);
    second.schema.enums.clone_from(&cx.schema.enums);
    second.schema.models = models;
    second.models = sources;
    second.enums.clone_from(&cx.enums);
    second
}

fn join<'a>(cx: &mut Context<'a>, mut second: Context<'a>, middle: usize) {
    cx.schema.models.truncate(middle);
    cx.schema.models.extend(second.schema.models.drain(middle..));
    cx.models.truncate(middle);
    cx.models.extend(second.models.drain(middle..));
    cx.diagnostics.extend(second.diagnostics);
}

/// The name and the kind.
fn shell(model: &Model) -> Model {
    Model {
        keyword: model.keyword,
        name: model.name.clone(),
        db_name: model.name.clone(),
        mapped: false,
        namespace: None,
        fields: Vec::new(),
        primary_key: None,
        indexes: Vec::new(),
        checks: Vec::new(),
        exclusions: Vec::new(),
        ignored: false,
        table: None,
        objects: None,
        intent: None,
        docs: None,
        span: model.span,
        name_span: model.name_span,
    }
}

fn source_shell<'a>(source: &ModelSource<'a>) -> ModelSource<'a> {
    ModelSource {
        placed: source.placed,
        ast: source.ast,
        fields: Vec::new(),
        mixins: Vec::new(),
        names: None,
        partial: source.partial,
        shard_key: None,
        key_poisoned: false,
    }
}
