//! Messages over standard input and output, as the base protocol frames them (LSP 3.17, "Base Protocol"). What is no
//! message is refused, and the next one read: a server outlives its client's mistakes.

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};
use lsp_server::{ErrorCode, Message};
use serde_json::{Value, json};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::thread::{self, JoinHandle};

/// The largest message that is taken, in bytes.
const MAX_MESSAGE: usize = 1 << 30;

/// What goes to the client.
#[derive(Debug)]
pub(crate) enum Outgoing {
    Message(Message),
    /// An answer to what was no message.
    Refusal(Value),
    /// Nothing comes after this.
    Close,
}

/// Both ends of the line. The receiver ends with the client, or after its `exit`.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) sender: Sender<Outgoing>,
    pub(crate) receiver: Receiver<Message>,
}

/// Two threads, one for each direction. The handle is that of the writer.
pub(crate) fn connect(
    input: impl Read + Send + 'static,
    output: impl Write + Send + 'static,
) -> io::Result<(Line, JoinHandle<io::Result<()>>)> {
    let (sender, outgoing) = unbounded();
    let (incoming, receiver) = bounded(64);
    let refusals = sender.clone();
    thread::Builder::new().name("reader".into()).spawn(move || read_all(input, &incoming, &refusals))?;
    let writer = thread::Builder::new().name("writer".into()).spawn(move || write_all(output, &outgoing))?;
    Ok((Line { sender, receiver }, writer))
}

fn read_all(input: impl Read, incoming: &Sender<Message>, refusals: &Sender<Outgoing>) {
    let mut input = BufReader::new(input);
    // An error of the pipe means that nobody is there any more.
    while let Ok(Some(body)) = read_body(&mut input) {
        match message(&body) {
            Ok(message) => {
                let is_exit = matches!(&message, Message::Notification(n) if n.method == "exit");
                if incoming.send(message).is_err() || is_exit {
                    return;
                }
            }
            Err(refusal) => {
                if refusals.send(Outgoing::Refusal(refusal)).is_err() {
                    return;
                }
            }
        }
    }
}

/// The content of the next message. Lines that are no headers are passed over.
fn read_body(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut length = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.by_ref().take(4096).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let header = line.trim_ascii();
        if header.is_empty() {
            match length {
                Some(length) if length > MAX_MESSAGE => {
                    io::copy(&mut input.by_ref().take(length as u64), &mut io::sink())?;
                    return Ok(Some(Vec::new()));
                }
                Some(length) => {
                    let mut body = Vec::new();
                    let read = input.by_ref().take(length as u64).read_to_end(&mut body)?;
                    return Ok((read == length).then_some(body));
                }
                None => continue,
            }
        }
        if let Some(value) = content_length(header) {
            length = Some(value);
        }
    }
}

fn content_length(header: &[u8]) -> Option<usize> {
    let (name, value) = std::str::from_utf8(header).ok()?.split_once(':')?;
    name.trim().eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
}

/// The message, or what to answer instead (JSON-RPC 2.0, section 5.1).
fn message(body: &[u8]) -> Result<Message, Value> {
    let value: Value = serde_json::from_slice(body)
        .map_err(|error| refusal(Value::Null, ErrorCode::ParseError, &format!("this is no JSON: {error}")))?;
    let id = match value.get("id") {
        Some(id @ (Value::Number(_) | Value::String(_))) => id.clone(),
        _ => Value::Null,
    };
    match serde_json::from_value(value) {
        // Without its odd id, a request would pass for a notification.
        Ok(message) if id.is_null() || !matches!(message, Message::Notification(_)) => Ok(message),
        Ok(_) | Err(_) => {
            Err(refusal(id, ErrorCode::InvalidRequest, "this is no request, answer or notification"))
        }
    }
}

fn refusal(id: Value, code: ErrorCode, message: &str) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code as i32, "message": message } })
}

fn write_all(output: impl Write, outgoing: &Receiver<Outgoing>) -> io::Result<()> {
    let mut output = io::BufWriter::new(output);
    for out in outgoing {
        match out {
            Outgoing::Message(message) => message.write(&mut output)?,
            Outgoing::Refusal(value) => {
                let text = value.to_string();
                write!(output, "Content-Length: {}\r\n\r\n{text}", text.len())?;
                output.flush()?;
            }
            Outgoing::Close => break,
        }
    }
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_message_is_passed_over_or_refused() {
        let body = r#"{"jsonrpc":"2.0","method":"exit"}"#;
        let input =
            format!("noise\r\n\r\nContent-Length: 2\r\n\r\n{{]content-length:{}\r\n\r\n{body}", body.len());
        let mut input = input.as_bytes();
        let broken = read_body(&mut input).unwrap().unwrap();
        assert_eq!(message(&broken).unwrap_err()["error"]["code"], -32700);
        let exit = read_body(&mut input).unwrap().unwrap();
        assert!(matches!(message(&exit), Ok(Message::Notification(n)) if n.method == "exit"));
        assert_eq!(read_body(&mut input).unwrap(), None);
        let odd = message(br#"{"jsonrpc":"2.0","id":1.5,"method":"shutdown"}"#).unwrap_err();
        assert_eq!((&odd["id"], &odd["error"]["code"]), (&json!(1.5), &json!(-32600)));
    }
}
