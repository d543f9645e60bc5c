//! The parser that pest makes of `grammar/parallax.pest`.

#[derive(pest_derive::Parser)]
#[grammar = "../../../grammar/parallax.pest"]
pub(crate) struct Grammar;
