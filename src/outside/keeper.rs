//! What started this program and waits to hear that it is ready: systemd, where the environment says so.

/// Tells it how things stand: `READY=1`, `STATUS=…`, `STOPPING=1`. Where nobody waits to hear it, nothing is said.
#[cfg(target_os = "linux")]
pub fn tell(state: &str) {
    use std::os::linux::net::SocketAddrExt;
    use std::os::unix::net::{SocketAddr, UnixDatagram};

    let Ok(place) = std::env::var("NOTIFY_SOCKET") else {
        return;
    };
    let address = match place.strip_prefix('@') {
        Some(name) => SocketAddr::from_abstract_name(name),
        None => SocketAddr::from_pathname(&place),
    };
    let told = address
        .and_then(|address| UnixDatagram::unbound()?.send_to_addr(state.as_bytes(), &address));
    if let Err(error) = told {
        log::warn!("what started Daybook can't be told {state}: {error}");
    }
}

/// Elsewhere nobody waits to hear it.
#[cfg(not(target_os = "linux"))]
pub fn tell(_state: &str) {}
