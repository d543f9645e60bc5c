//! SQL Server's protocol against a small double of it, since the server itself is not to be had everywhere. MS-TDS:
//! prelogin, login, batches, attention; without encryption.

use parallax_connect::{Options, open};
use parallax_dialect::{FaultKind, Session, Version};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

const PRELOGIN: u8 = 0x12;
const LOGIN: u8 = 0x10;
const BATCH: u8 = 0x01;
const ATTENTION: u8 = 0x06;
/// Status bits of DONE.
const FINAL: u16 = 0;
const ERROR: u16 = 2;
const CANCELLED: u16 = 0x20;

/// Answers on one connection after the other. The password `right` opens it.
fn server() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || serve(stream));
        }
    });
    port
}

fn serve(mut stream: TcpStream) {
    while let Some((kind, body)) = message(&mut stream) {
        let answer = match kind {
            // Version and encryption (2: there is none), each with its place and length.
            PRELOGIN => {
                let mut answer = vec![0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff];
                answer.extend([16, 0, 0x10, 0, 0, 0, 2]);
                answer
            }
            LOGIN if contains_password(&body, "right") => [acknowledged(), done(FINAL)].concat(),
            LOGIN => [error(18456, "Login failed for user 'sa'.", 1), done(ERROR)].concat(),
            BATCH => match batch(&body).as_str() {
                text if text.contains("ProductVersion") => {
                    [row(&[Some("16.0.4135.4")]), done(FINAL)].concat()
                }
                text if text.contains("nowhere") => {
                    [error(208, "Invalid object name 'nowhere'.", 2), done(ERROR)].concat()
                }
                "slow" => continue,
                text => [row(&[Some(text), None]), done(FINAL)].concat(),
            },
            ATTENTION => done(CANCELLED),
            _ => return,
        };
        if send(&mut stream, &answer).is_err() {
            return;
        }
    }
}

/// The kind of a message and its body, of whatever number of packets.
fn message(stream: &mut TcpStream) -> Option<(u8, Vec<u8>)> {
    let mut body = Vec::new();
    loop {
        let mut header = [0; 8];
        stream.read_exact(&mut header).ok()?;
        let length = usize::from(u16::from_be_bytes([header[2], header[3]]));
        let mut packet = vec![0; length - header.len()];
        stream.read_exact(&mut packet).ok()?;
        body.extend(packet);
        if header[1] & 1 == 1 {
            return Some((header[0], body));
        }
    }
}

fn send(stream: &mut TcpStream, body: &[u8]) -> std::io::Result<()> {
    let length = u16::try_from(body.len() + 8).unwrap().to_be_bytes();
    stream.write_all(&[4, 1, length[0], length[1], 0, 0, 1, 0])?;
    stream.write_all(body)
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Behind the headers, which begin with their length.
fn batch(body: &[u8]) -> String {
    let headers = u32::from_le_bytes([body[0], body[1], body[2], body[3]]) as usize;
    let units: Vec<u16> =
        body[headers..].chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units)
}

/// Passwords go with their half bytes swapped and some bits turned.
fn contains_password(body: &[u8], password: &str) -> bool {
    let hidden: Vec<u8> = utf16(password).into_iter().map(|byte| byte.rotate_left(4) ^ 0xa5).collect();
    body.windows(hidden.len()).any(|window| window == hidden)
}

fn short(text: &str) -> Vec<u8> {
    [vec![text.encode_utf16().count() as u8], utf16(text)].concat()
}

fn token(kind: u8, body: Vec<u8>) -> Vec<u8> {
    [vec![kind], u16::try_from(body.len()).unwrap().to_le_bytes().to_vec(), body].concat()
}

fn acknowledged() -> Vec<u8> {
    token(0xad, [vec![1, 0x74, 0, 0, 4], short("double"), vec![16, 0, 0, 0]].concat())
}

fn error(number: u32, text: &str, line: u32) -> Vec<u8> {
    let length = (text.encode_utf16().count() as u16).to_le_bytes().to_vec();
    let head = [number.to_le_bytes().to_vec(), vec![1, 16]].concat();
    token(0xaa, [head, length, utf16(text), short("double"), short(""), line.to_le_bytes().to_vec()].concat())
}

fn done(status: u16) -> Vec<u8> {
    [vec![0xfd], status.to_le_bytes().to_vec(), vec![0; 10]].concat()
}

/// Columns of NVARCHAR(200), and one row.
fn row(cells: &[Option<&str>]) -> Vec<u8> {
    let mut out = vec![0x81];
    out.extend((cells.len() as u16).to_le_bytes());
    for _ in cells {
        out.extend([0, 0, 0, 0, 1, 0, 0xe7, 0x90, 1, 9, 4, 0xd0, 0, 0x34]);
        out.extend(short("c"));
    }
    out.push(0xd1);
    for cell in cells {
        match cell {
            None => out.extend([0xff, 0xff]),
            Some(text) => {
                let bytes = utf16(text);
                out.extend((bytes.len() as u16).to_le_bytes());
                out.extend(bytes);
            }
        }
    }
    out
}

fn connect(password: &str) -> Result<Box<dyn Session>, parallax_dialect::Fault> {
    let url = format!(
        "sqlserver://127.0.0.1:{};database=shop;user=sa;password={{{password}}};encrypt=DANGER_PLAINTEXT;schema=sales",
        server()
    );
    open(&url, &Options::default())
}

#[test]
fn a_session_says_who_answers_and_gives_cells_as_text() {
    let mut session = connect("right").unwrap_or_else(|fault| panic!("{fault:?}"));
    assert_eq!((session.target().dialect.name, session.target().version), ("sqlserver", Version(2022, 0)));
    assert_eq!(session.default_schema(), "sales");
    assert!(session.place().starts_with("shop at 127.0.0.1:"));
    let rows = session.query("SELECT 'ä'").unwrap();
    assert_eq!((rows.0.len(), rows.0[0].text(0), rows.0[0].text(1)), (1, Some("SELECT 'ä'"), None));
    session.run("CREATE TABLE a (b INT)").unwrap();
}

#[test]
fn faults_have_their_kind_number_and_line() {
    let fault = connect("wrong").err().unwrap();
    assert_eq!((fault.kind, fault.code.as_deref()), (FaultKind::Authentication, Some("18456")));
    let mut session = connect("right").unwrap();
    let sql = "SELECT 1;\nSELECT * FROM nowhere";
    let fault = session.run(sql).unwrap_err();
    assert_eq!((fault.kind, fault.code.as_deref()), (FaultKind::Statement, Some("208")));
    assert_eq!(fault.position, sql.find('\n').map(|at| at + 1));
    session.run("SELECT 1").unwrap();
}

#[test]
fn a_batch_that_takes_too_long_is_cancelled_and_the_session_goes_on() {
    let mut session = connect("right").unwrap();
    let fault = session.query_within("slow", Duration::from_millis(100)).unwrap_err();
    assert_eq!(fault.kind, FaultKind::Timeout);
    assert_eq!(session.query("SELECT 2").unwrap().single(), Some("SELECT 2"));
}

#[test]
fn encryption_that_the_server_has_not_is_told() {
    let fault =
        open(&format!("sqlserver://127.0.0.1:{};user=sa;password=right", server()), &Options::default())
            .err()
            .unwrap();
    assert_eq!(fault.kind, FaultKind::Tls, "{fault:?}");
}
