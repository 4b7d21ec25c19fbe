//! An encrypted file: pieces under AES-256-GCM, numbered, the last one marked, so that none can be left out, moved or cut off.
//! The key of a file is derived from the key file and a random salt in its head, so that no nonce is used twice.

use std::io::{self, BufRead, Read, Write};

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, Salt};

use crate::secrets::{MasterKey, random};

/// What an encrypted file begins with.
pub const MAGIC: &[u8; 18] = b"PORTOLAN-BACKUP-1\n";
/// Bytes of the salt after it.
const SALT: usize = 32;
/// Bytes of a piece before it is sealed.
const PIECE: usize = 64 * 1024;

fn file_key(key: &MasterKey, salt: &[u8; SALT]) -> io::Result<LessSafeKey> {
    let own = Salt::new(HKDF_SHA256, salt).extract(key.bytes());
    let purpose: [&[u8]; 1] = [b"portolan backup 1"];
    let derived = own.expand(&purpose, &AES_256_GCM).map_err(|_| io::Error::other("no key can be derived"))?;
    Ok(LessSafeKey::new(UnboundKey::from(derived)))
}

fn nonce(number: u64, is_last: bool) -> Nonce {
    let mut bytes = [0; NONCE_LEN];
    bytes[3..11].copy_from_slice(&number.to_be_bytes());
    bytes[11] = u8::from(is_last);
    Nonce::assume_unique_for_key(bytes)
}

/// Seals what is written through it.
pub struct Sealing<W> {
    out: W,
    key: LessSafeKey,
    piece: Vec<u8>,
    number: u64,
}

impl<W: Write> Sealing<W> {
    /// Writes the head.
    pub fn new(mut out: W, key: &MasterKey) -> io::Result<Self> {
        let salt = random::<SALT>().map_err(io::Error::other)?;
        out.write_all(MAGIC)?;
        out.write_all(&salt)?;
        Ok(Self { out, key: file_key(key, &salt)?, piece: Vec::with_capacity(PIECE), number: 0 })
    }

    /// Marks the end.
    pub fn finish(mut self) -> io::Result<W> {
        self.seal(true)?;
        Ok(self.out)
    }

    fn seal(&mut self, is_last: bool) -> io::Result<()> {
        let sealed = self.key.seal_in_place_append_tag(nonce(self.number, is_last), Aad::empty(), &mut self.piece);
        sealed.map_err(|_| io::Error::other("a piece cannot be sealed"))?;
        self.out.write_all(&self.piece)?;
        self.piece.clear();
        self.number += 1;
        Ok(())
    }
}

impl<W: Write> Write for Sealing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full piece waits for more, so that the last one is never a full one's empty follower by accident.
        if self.piece.len() == PIECE {
            self.seal(false)?;
        }
        let taken = bytes.len().min(PIECE - self.piece.len());
        self.piece.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Opens what is read through it.
pub struct Opening<R> {
    from: R,
    key: LessSafeKey,
    piece: Vec<u8>,
    at: usize,
    number: u64,
    is_over: bool,
}

impl<R: BufRead> Opening<R> {
    /// Reads the salt; [`MAGIC`] was read already.
    pub fn new(mut from: R, key: &MasterKey) -> io::Result<Self> {
        let mut salt = [0; SALT];
        from.read_exact(&mut salt)?;
        Ok(Self { from, key: file_key(key, &salt)?, piece: Vec::new(), at: 0, number: 0, is_over: false })
    }

    fn open(&mut self) -> io::Result<()> {
        self.piece.clear();
        let size = PIECE + AES_256_GCM.tag_len();
        (&mut self.from).take(size as u64).read_to_end(&mut self.piece)?;
        self.is_over = self.from.fill_buf()?.is_empty();
        let opened = self.key.open_in_place(nonce(self.number, self.is_over), Aad::empty(), &mut self.piece);
        let length = opened.map_err(|_| wrong())?.len();
        self.piece.truncate(length);
        self.at = 0;
        self.number += 1;
        Ok(())
    }
}

fn wrong() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "the key is not the one it was encrypted with, or the file was altered or cut off",
    )
}

impl<R: BufRead> Read for Opening<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.piece.len() {
            if self.is_over {
                return Ok(0);
            }
            self.open()?;
        }
        let taken = into.len().min(self.piece.len() - self.at);
        into[..taken].copy_from_slice(&self.piece[self.at..self.at + taken]);
        self.at += taken;
        Ok(taken)
    }
}
