//! `parallax ir`

use super::compare;
use crate::args::IrArgs;
use crate::diagnostics::json;
use crate::output;
use crate::session::{OK, Session};
use crate::stop::Stop;
use parallax_config::{Input, Settings, discover};
use parallax_wire::v1::SnapshotDocument;

pub fn run(args: &IrArgs, session: &Session) -> Result<u8, Stop> {
    let settings = Settings::around(&session.current)?;
    let input = match &args.path {
        Some(path) => Input::parse(path),
        None => {
            let schema = args.schema.schema.as_deref();
            Input::Path(discover(&session.current, schema, args.schema.config.as_deref())?.schema)
        }
    };
    let named = args.target.as_deref().or(settings.target.as_deref());
    let (target, database) = compare::single(&input, named, session)?;
    let text = json(&SnapshotDocument::new(&target.to_string(), &database));
    match &args.output {
        Some(file) => output::write_file(file, &text)?,
        None => output::print(&text)?,
    }
    Ok(OK)
}
