//! A small HTTP/1.1 client over one kept connection, so that the client's own cost stays low and even.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

pub struct Client {
    stream: BufReader<TcpStream>,
    host: String,
    line: String,
    body: Vec<u8>,
    /// Stands in every request; empty for the guest.
    pub token: String,
}

impl Client {
    pub fn connect(address: &str) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        Ok(Self {
            stream: BufReader::with_capacity(256 * 1024, stream),
            host: address.to_owned(),
            line: String::new(),
            body: Vec::new(),
            token: String::new(),
        })
    }

    pub fn get(&mut self, path: &str) -> anyhow::Result<(u16, String)> {
        self.send("GET", path, "")
    }

    pub fn send(&mut self, method: &str, path: &str, body: &str) -> anyhow::Result<(u16, String)> {
        let status = self.exchange(method, path, body)?;
        Ok((status, String::from_utf8_lossy(&self.body).into_owned()))
    }

    /// One request; the body stays in the buffer.
    pub fn exchange(&mut self, method: &str, path: &str, body: &str) -> anyhow::Result<u16> {
        let kind = if body.is_empty() { "" } else { "Content-Type: application/json\r\n" };
        let who =
            if self.token.is_empty() { String::new() } else { format!("Authorization: Bearer {}\r\n", self.token) };
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\n{who}{kind}Content-Length: {}\r\n\r\n{body}",
            self.host,
            body.len()
        );
        self.stream.get_mut().write_all(request.as_bytes())?;
        let status = self.head_line()?.split(' ').nth(1).and_then(|text| text.parse().ok()).unwrap_or(0);
        let (mut length, mut chunked) = (0, false);
        loop {
            let line = self.head_line()?;
            let (name, value) = match line.split_once(':') {
                Some((name, value)) => (name, value.trim()),
                None if line.is_empty() => break,
                None => continue,
            };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.parse()?;
            } else if name.eq_ignore_ascii_case("transfer-encoding") {
                chunked = value.eq_ignore_ascii_case("chunked");
            }
        }
        self.body.clear();
        if chunked {
            loop {
                let size = usize::from_str_radix(self.head_line()?, 16)?;
                let start = self.body.len();
                self.body.resize(start + size, 0);
                self.stream.read_exact(&mut self.body[start..])?;
                self.head_line()?;
                if size == 0 {
                    break;
                }
            }
        } else {
            self.body.resize(length, 0);
            self.stream.read_exact(&mut self.body)?;
        }
        Ok(status)
    }

    fn head_line(&mut self) -> anyhow::Result<&str> {
        self.line.clear();
        anyhow::ensure!(self.stream.read_line(&mut self.line)? > 0, "the server closed the connection");
        Ok(self.line.trim_end())
    }
}

/// Requests per second over this many connections.
pub fn hammer(address: &str, path: &str, connections: usize, time: Duration) -> anyhow::Result<f64> {
    let threads: Vec<_> = (0..connections)
        .map(|_| {
            let (address, path) = (address.to_owned(), path.to_owned());
            std::thread::spawn(move || -> anyhow::Result<u64> {
                let mut client = Client::connect(&address)?;
                let started = Instant::now();
                let mut count = 0;
                while started.elapsed() < time {
                    anyhow::ensure!(client.exchange("GET", &path, "")? == 200, "an error under load");
                    count += 1;
                }
                Ok(count)
            })
        })
        .collect();
    let mut sum = 0;
    for thread in threads {
        sum += thread.join().map_err(|_| anyhow::anyhow!("a client failed"))??;
    }
    Ok(sum as f64 / time.as_secs_f64())
}

/// The stream of events of an open page.
pub struct Events(Receiver<String>);

impl Events {
    pub fn open(address: &str) -> anyhow::Result<Self> {
        let mut stream = TcpStream::connect(address)?;
        write!(stream, "GET /api/v1/events HTTP/1.1\r\nHost: {address}\r\nAccept: text/event-stream\r\n\r\n")?;
        let (sender, receiver) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                if line.starts_with("data:") && sender.send(line).is_err() {
                    break;
                }
            }
        });
        Ok(Self(receiver))
    }

    pub fn drain(&mut self) {
        while self.0.try_recv().is_ok() {}
    }

    /// Waits for a change that names this.
    pub fn wait_for(&mut self, reference: &str) -> anyhow::Result<()> {
        loop {
            let line = self.0.recv_timeout(Duration::from_secs(20))?;
            if line.contains(reference) {
                return Ok(());
            }
        }
    }
}
