//! Whether another machine answers at all.

use std::io;
use std::net::{TcpStream, ToSocketAddrs};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// How long a machine has to answer at one of its addresses.
const PATIENCE: Duration = Duration::from_secs(3);
/// Nobody who waits for a command wants to wait longer, and a name alone may take the system half a minute.
const LONGEST: Duration = Duration::from_secs(6);

/// Opens a connection to the host and closes it again; the error says why that failed, in a clause.
pub fn reach(host: &str, port: u16) -> Result<(), String> {
    let (done, outcome) = mpsc::channel();
    let host = host.to_owned();
    // Nobody waits for a thread that comes too late; it ends with the program.
    thread::spawn(move || done.send(try_all(&host, port)));
    outcome
        .recv_timeout(LONGEST)
        .unwrap_or_else(|_| Err("it does not answer".to_owned()))
}

fn try_all(host: &str, port: u16) -> Result<(), String> {
    let addresses = (host, port)
        .to_socket_addrs()
        .map_err(|_| "its name is not known here".to_owned())?;
    let mut why = "its name has no address".to_owned();
    for address in addresses {
        match TcpStream::connect_timeout(&address, PATIENCE) {
            Ok(_) => return Ok(()),
            Err(error) => why = clause(&error),
        }
    }
    Err(why)
}

fn clause(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => "nothing listens there".to_owned(),
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => "it does not answer".to_owned(),
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => {
            "there is no way to it".to_owned()
        }
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn somebody_who_listens_is_reached_and_nobody_is_not() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        assert_eq!(reach("127.0.0.1", port), Ok(()));
        drop(listener);
        assert_eq!(
            reach("127.0.0.1", port),
            Err("nothing listens there".to_owned())
        );
        assert_eq!(
            reach("no.such.host.invalid", 25),
            Err("its name is not known here".to_owned())
        );
    }
}
