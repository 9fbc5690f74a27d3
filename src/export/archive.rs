//! An export as one zip, made while it is sent: a thread of its own writes, and never runs further ahead than a few
//! pieces, so that memory stays small however large the book and however slow the reader.

use std::io::{self, Read, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use rusqlite::Connection;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

use super::{Parcel, files, pack};
use crate::salon::time::Stamp;
use crate::store::Result;

/// Bytes in a piece.
const PIECE: usize = 32 << 10;
/// Pieces that may wait for the reader.
const AHEAD: usize = 4;

/// Begins an export of the book as it is on this connection's snapshot. What is wrong from the start is told at once;
/// what goes wrong later breaks the stream off.
pub fn stream(book: Connection, now: Stamp) -> Result<impl Read + Send + 'static> {
    files(&book)?;
    let (sender, receiver) = sync_channel(AHEAD);
    let begun = thread::Builder::new()
        .name("export".to_owned())
        .spawn(move || {
            let pieces = Pieces {
                sender: sender.clone(),
                piece: Vec::with_capacity(PIECE),
                reader_left: false,
            };
            if let Err(error) = write(&book, now, pieces) {
                // Where the reader is gone, nobody waits for this either.
                let _ = sender.send(Err(io::Error::other(error.to_string())));
            }
        });
    begun.map_err(anyhow::Error::from)?;
    Ok(Stream {
        receiver,
        piece: Vec::new(),
        read: 0,
    })
}

fn write(book: &Connection, now: Stamp, pieces: Pieces) -> Result<()> {
    let mut zip = Zip(ZipWriter::new_stream(pieces));
    pack(book, now, &mut zip)?;
    let finished = zip.0.finish().map_err(anyhow::Error::from)?;
    finished.into_inner().flush().map_err(anyhow::Error::from)?;
    Ok(())
}

struct Zip(ZipWriter<StreamWriter<Pieces>>);

impl Parcel for Zip {
    fn begin(&mut self, name: &str) -> io::Result<()> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .large_file(true)
            .unix_permissions(0o600);
        Ok(self.0.start_file(name, options)?)
    }
}

impl Write for Zip {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What the thread writes into: pieces for the reader.
struct Pieces {
    sender: SyncSender<io::Result<Vec<u8>>>,
    piece: Vec<u8>,
    /// Told once as an error, which ends the export; the zip that is closed then may say what it likes.
    reader_left: bool,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE));
        if !self.reader_left && self.sender.send(Ok(piece)).is_err() {
            self.reader_left = true;
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        Ok(())
    }
}

/// What the answer reads from.
struct Stream {
    receiver: Receiver<io::Result<Vec<u8>>>,
    piece: Vec<u8>,
    read: usize,
}

impl Read for Stream {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.read == self.piece.len() {
            match self.receiver.recv() {
                Ok(piece) => (self.piece, self.read) = (piece?, 0),
                Err(_) => return Ok(0),
            }
        }
        let rest = &self.piece[self.read..];
        let n = rest.len().min(into.len());
        into[..n].copy_from_slice(&rest[..n]);
        self.read += n;
        Ok(n)
    }
}
