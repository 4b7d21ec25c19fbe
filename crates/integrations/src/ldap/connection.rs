//! One connection: dialled under the rules, made secret, bound, asked page by page.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::ber::{self, BOOLEAN, ENUMERATED, INTEGER, OCTETS, Reader, SEQUENCE, SET, group, number, text, value};
use super::{LdapError, Settings, filter};
use crate::http::{Checks, FetchError, Rules};

/// How long the other side may take for one step.
const PATIENCE: Duration = Duration::from_secs(30);
/// Bytes of one message.
const MAX_MESSAGE: usize = 16 * 1024 * 1024;
/// Entries of one page.
const PAGE: u32 = 500;
/// Entries of one search.
pub const MAX_ENTRIES: usize = 200_000;

const PAGED: &str = "1.2.840.113556.1.4.319";
const START_TLS: &str = "1.3.6.1.4.1.1466.20037";

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// An entry: its name and its attributes, whose names are in lower case.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// Its distinguished name.
    pub dn: String,
    /// Values that are texts.
    pub attributes: HashMap<String, Vec<String>>,
}

pub struct Connection {
    stream: Box<dyn Stream>,
    buffer: Vec<u8>,
    last: u32,
}

fn lost(error: &dyn std::fmt::Display) -> LdapError {
    LdapError::Unavailable(error.to_string())
}

async fn in_time<T>(work: impl Future<Output = Result<T, LdapError>>) -> Result<T, LdapError> {
    let late = || LdapError::Unavailable(format!("it does not answer within {} s", PATIENCE.as_secs()));
    tokio::time::timeout(PATIENCE, work).await.map_err(|_| late())?
}

impl Connection {
    /// Dials, and hides what follows from others where that is asked for.
    pub async fn open(rules: &Rules, settings: &Settings) -> Result<Self, LdapError> {
        let (host, port, tls) = settings.address()?;
        let checks = Checks::new(rules.clone());
        let found = async {
            checks.host(&host)?;
            checks.addresses(host.trim_matches(['[', ']']), port).await
        };
        let addresses = found.await.map_err(|error| match error {
            FetchError::Refused(why) => LdapError::Refused(why),
            other => lost(&other),
        })?;
        let stream = in_time(async { TcpStream::connect(&addresses[..]).await.map_err(|error| lost(&error)) }).await?;
        let mut connection = Self { stream: Box::new(stream), buffer: Vec::new(), last: 0 };
        if settings.start_tls && !tls {
            let request = group(0x77, &[value(0x80, START_TLS.as_bytes())]);
            let (tag, content) = connection.ask(&request, None).await?;
            outcome(tag, 0x78, &content, "StartTLS is refused")?;
            // What came in clear behind that answer would be read as if it had come under TLS.
            if !connection.buffer.is_empty() {
                return Err(LdapError::Refused("something in clear follows its answer to StartTLS".to_owned()));
            }
        }
        if tls || settings.start_tls {
            connection.stream = secure(connection.stream, &host, &settings.ca_file).await?;
        }
        Ok(connection)
    }

    /// Says who asks.
    pub async fn bind(&mut self, dn: &str, password: &str) -> Result<(), LdapError> {
        let parts = [number(INTEGER, 3), text(dn), value(0x80, password.as_bytes())];
        let (tag, content) = self.ask(&group(0x60, &parts), None).await?;
        outcome(tag, 0x61, &content, "the bind is refused")
    }

    /// All entries below a base that fit a filter, page by page.
    pub async fn search(&mut self, base: &str, wanted: &str, attributes: &[&str]) -> Result<Vec<Entry>, LdapError> {
        let wanted = filter::encode(wanted).map_err(LdapError::Refused)?;
        let names: Vec<Vec<u8>> = attributes.iter().map(|name| text(name)).collect();
        let request = group(
            0x63,
            &[
                text(base),
                number(ENUMERATED, 2),
                number(ENUMERATED, 0),
                number(INTEGER, 0),
                number(INTEGER, 0),
                value(BOOLEAN, &[0]),
                wanted,
                group(SEQUENCE, &names),
            ],
        );
        let (mut found, mut cookie) = (Vec::new(), Vec::new());
        loop {
            let paged = group(SEQUENCE, &[number(INTEGER, PAGE), value(OCTETS, &cookie)]);
            let control = group(SEQUENCE, &[text(PAGED), value(OCTETS, &paged)]);
            self.send(&request, Some(&group(0xa0, &[control]))).await?;
            cookie = self.page(&mut found).await?;
            if cookie.is_empty() {
                return Ok(found);
            }
        }
    }

    /// Takes in the entries of a page; answers what asks for the next.
    async fn page(&mut self, found: &mut Vec<Entry>) -> Result<Vec<u8>, LdapError> {
        loop {
            let message = self.receive().await?;
            let mut reader = Reader(&message);
            match reader.next()? {
                Some((0x64, content)) => found.push(entry(content)?),
                // Where else something may be; nobody follows it.
                Some((0x73, _)) => {}
                Some((tag, content)) => {
                    outcome(tag, 0x65, content, "the search fails")?;
                    return cookie(reader);
                }
                None => return Err(LdapError::Protocol("it sends an empty message".to_owned())),
            }
            if found.len() > MAX_ENTRIES {
                return Err(LdapError::Refused(format!(
                    "a search finds more than {MAX_ENTRIES} entries; narrow its base or filter"
                )));
            }
        }
    }

    /// Says goodbye; whether it is heard does not matter.
    pub async fn close(mut self) {
        let _ = self.send(&value(0x42, &[]), None).await;
    }

    async fn ask(&mut self, request: &[u8], controls: Option<&[u8]>) -> Result<(u8, Vec<u8>), LdapError> {
        self.send(request, controls).await?;
        let message = self.receive().await?;
        let (tag, content) = Reader(&message).next()?.unwrap_or((0, &[]));
        Ok((tag, content.to_vec()))
    }

    async fn send(&mut self, request: &[u8], controls: Option<&[u8]>) -> Result<(), LdapError> {
        self.last += 1;
        let mut content = number(INTEGER, self.last);
        content.extend_from_slice(request);
        content.extend_from_slice(controls.unwrap_or_default());
        let message = value(SEQUENCE, &content);
        in_time(async {
            self.stream.write_all(&message).await.map_err(|error| lost(&error))?;
            self.stream.flush().await.map_err(|error| lost(&error))
        })
        .await
    }

    /// The next message that answers us, without its number.
    async fn receive(&mut self) -> Result<Vec<u8>, LdapError> {
        loop {
            if self.buffer.first().is_some_and(|tag| *tag != SEQUENCE) {
                return Err(LdapError::Protocol("it sends what is no LDAP message".to_owned()));
            }
            if let Some(whole) = ber::length(&self.buffer)? {
                if whole > MAX_MESSAGE {
                    return Err(LdapError::Protocol(format!("it sends a message of more than {MAX_MESSAGE} bytes")));
                }
                if self.buffer.len() >= whole {
                    let message: Vec<u8> = self.buffer.drain(..whole).collect();
                    let mut reader = Reader(Reader(&message).expect(SEQUENCE)?);
                    // Number 0 is what the other side says unasked: that it goes away.
                    if reader.number(INTEGER)? != self.last {
                        return Err(LdapError::Unavailable("it ends the connection".to_owned()));
                    }
                    return Ok(reader.0.to_vec());
                }
            }
            let (stream, buffer) = (&mut self.stream, &mut self.buffer);
            let read = in_time(async { stream.read_buf(buffer).await.map_err(|error| lost(&error)) }).await?;
            if read == 0 {
                return Err(LdapError::Unavailable("it closes the connection".to_owned()));
            }
        }
    }
}

/// Refuses an answer that is none, or that says no.
fn outcome(tag: u8, wanted: u8, content: &[u8], what: &str) -> Result<(), LdapError> {
    if tag != wanted {
        return Err(LdapError::Protocol("it answers something else than it was asked".to_owned()));
    }
    let mut reader = Reader(content);
    let code = reader.number(ENUMERATED)?;
    reader.text()?;
    let said = reader.text()?;
    match code {
        0 => Ok(()),
        49 => Err(LdapError::Refused("the bind DN or its password is wrong".to_owned())),
        32 => Err(LdapError::Refused("there is nothing at the base".to_owned())),
        code => Err(LdapError::Unavailable(format!("{what} (code {code}): {said}"))),
    }
}

fn cookie(mut reader: Reader<'_>) -> Result<Vec<u8>, LdapError> {
    let Some((0xa0, controls)) = reader.next()? else { return Ok(Vec::new()) };
    let mut controls = Reader(controls);
    while let Some((_, control)) = controls.next()? {
        let mut control = Reader(control);
        if control.text()? == PAGED {
            let mut last = &[][..];
            while let Some((tag, content)) = control.next()? {
                last = if tag == OCTETS { content } else { last };
            }
            let mut paged = Reader(Reader(last).expect(SEQUENCE)?);
            paged.number(INTEGER)?;
            return Ok(paged.expect(OCTETS)?.to_vec());
        }
    }
    Ok(Vec::new())
}

fn entry(content: &[u8]) -> Result<Entry, LdapError> {
    let mut reader = Reader(content);
    let mut entry = Entry { dn: reader.text()?, ..Entry::default() };
    let mut attributes = Reader(reader.expect(SEQUENCE)?);
    while let Some((_, attribute)) = attributes.next()? {
        let mut attribute = Reader(attribute);
        let name = attribute.text()?.to_lowercase();
        let mut values = Reader(attribute.expect(SET)?);
        let mut texts = Vec::new();
        while let Some((_, bytes)) = values.next()? {
            // Pictures and other bytes are no texts.
            texts.extend(std::str::from_utf8(bytes).ok().map(str::to_owned));
        }
        entry.attributes.entry(name).or_default().extend(texts);
    }
    Ok(entry)
}

async fn secure(stream: Box<dyn Stream>, host: &str, ca_file: &Path) -> Result<Box<dyn Stream>, LdapError> {
    let mut roots = rustls::RootCertStore::empty();
    if ca_file.as_os_str().is_empty() {
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    } else {
        let wrong = |error: &dyn std::fmt::Display| {
            LdapError::Refused(format!("{} cannot be read: {error}", ca_file.display()))
        };
        for certificate in CertificateDer::pem_file_iter(ca_file).map_err(|error| wrong(&error))? {
            let certificate = certificate.map_err(|error| wrong(&error))?;
            roots.add(certificate).map_err(|error| wrong(&error))?;
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(|error| lost(&error))?.with_root_certificates(roots).with_no_client_auth();
    let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned()).map_err(|error| lost(&error))?;
    let connector = TlsConnector::from(Arc::new(config));
    let refused = |error: std::io::Error| LdapError::Refused(format!("TLS fails: {error}"));
    let stream = in_time(async { connector.connect(name, stream).await.map_err(refused) }).await?;
    Ok(Box::new(stream))
}
