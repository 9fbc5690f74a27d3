//! A real mail server of somebody else's making: aiosmtpd, run by `smtp_server.py`, which knows the bad
//! manners.

use super::python;
use serde_json::Value;
use std::{
    fs,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

/// A running mail server on loopback. It ends with this value.
pub struct SmtpServer {
    child: Child,
    folder: tempfile::TempDir,
    port: u16,
}

/// A letter that the server took.
#[derive(Debug)]
pub struct Received {
    pub from: String,
    pub to: String,
    /// Whether it came over an encrypted connection.
    pub encrypted: bool,
    /// Who had signed in.
    pub user: Option<String>,
    pub message: String,
}

impl SmtpServer {
    /// Starts one with the options of `smtp_server.py`, such as `["--security", "tls"]`.
    pub fn start(options: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut child = Command::new(python::venv())
            .arg(python::script("smtp_server.py"))
            .arg("--folder")
            .arg(folder.path())
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let port = line.trim().parse().expect("the mail server did not start");
        Self {
            child,
            folder,
            port,
        }
    }

    /// Where it listens on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The certificate of the authority that signed its own.
    pub fn ca_file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// The letters that it took, oldest first.
    pub fn letters(&self) -> Vec<Received> {
        let entries = fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().path());
        let mut files: Vec<_> = entries
            .filter(|path| path.extension().is_some_and(|end| end == "letter"))
            .collect();
        files.sort();
        let read = |path: PathBuf| -> Received {
            let letter: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
            let text = |value: &Value| value.as_str().map(str::to_owned);
            Received {
                from: text(&letter["from"]).unwrap(),
                to: text(&letter["to"][0]).unwrap(),
                encrypted: letter["encrypted"] == true,
                user: text(&letter["user"]),
                message: text(&letter["message"]).unwrap(),
            }
        };
        files.into_iter().map(read).collect()
    }

    /// How often somebody connected.
    pub fn connections(&self) -> u32 {
        let count = fs::read_to_string(self.folder.path().join("connections"));
        count.map_or(0, |count| count.parse().unwrap())
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
