//! A backup put in the place of the book from the desk, while the server runs.

use std::fs;
use std::path::Path;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use daybook::backup::Backups;
use daybook::config::Config;
use serde_json::{Value, json};

use crate::support::lost::{Lost, sign_in, signed_out};
use crate::support::program::{Place, Server};

#[test]
fn a_backup_is_restored_from_the_desk_while_the_server_runs() {
    let mut lost = Lost::new(Place::new());
    let (token, name) = (
        lost.shop.token.clone(),
        lost.backup()
            .file_name()
            .unwrap()
            .to_string_lossy()
            .into_owned(),
    );
    let ask = |path: &str, body: Value| lost.server().ask("POST", path, Some(&token), &body);
    let (status, preview) = ask("/api/restore/preview", json!({ "backup": name }));
    assert_eq!(status, 200, "{preview}");
    assert_eq!(
        preview["lost"],
        json!({ "bookings": 1, "changed_bookings": 0, "clients": 0 })
    );
    assert_eq!(
        (&preview["bookings"], &preview["held_letters"]),
        (&json!(1), &json!(2))
    );
    for (body, status) in [
        (json!({ "backup": name }), 400),
        (json!({ "backup": name, "password": "wrong horse" }), 400),
        (
            json!({ "backup": "daybook.db", "password": "correct horse" }),
            404,
        ),
        (
            json!({ "backup": "../daybook.db", "password": "correct horse" }),
            404,
        ),
        (
            json!({ "uploaded": true, "password": "correct horse" }),
            404,
        ),
    ] {
        assert_eq!(ask("/api/restore", body.clone()).0, status, "{body}");
    }
    assert_eq!(lost.bookings(), 2);
    let (status, begun) = ask(
        "/api/restore",
        json!({ "backup": name, "password": "correct horse" }),
    );
    assert_eq!(
        (status, &begun["restoring"]),
        (200, &json!(true)),
        "{begun}"
    );
    signed_out(lost.server(), &token);
    lost.is_as_restored();
    lost.shop.token = sign_in(lost.server());
    lost.book(0, 5);
    assert_eq!(
        lost.must("GET", "/api/bookings?page=1", json!({}))["total"],
        2
    );
    let (status, took) = lost.server.take().unwrap().stop("-TERM");
    assert!(
        status.code() == Some(0) && took < Duration::from_secs(5),
        "{took:?}"
    );
}

#[test]
fn a_backup_is_handed_in_piece_by_piece() {
    let mut lost = Lost::new(Place::new());
    let token = lost.shop.token.clone();
    let bytes = fs::read(lost.backup()).unwrap();
    let hand_in = |server: &Server, bytes: &[u8]| {
        let mut offset = 0;
        for piece in bytes.chunks(300_000) {
            let body = json!({ "offset": offset, "data": STANDARD.encode(piece) });
            let (status, answer) = server.ask("POST", "/api/restore/upload", Some(&token), &body);
            assert_eq!(status, 200, "{answer}");
            offset += piece.len();
            assert_eq!(answer["size_bytes"], offset);
        }
    };
    let ask = |path: &str, body: Value| lost.server().ask("POST", path, Some(&token), &body);
    hand_in(lost.server(), &bytes[..bytes.len() - 10_000]);
    let (status, refused) = ask("/api/restore/preview", json!({ "uploaded": true }));
    assert_eq!(
        (status, &refused["code"]),
        (409, &json!("backup_refused")),
        "{refused}"
    );
    assert!(
        refused["error"].as_str().unwrap().contains("is not whole"),
        "{refused}"
    );
    assert_eq!(
        ask(
            "/api/restore/upload",
            json!({ "offset": 7, "data": "AAAA" })
        )
        .0,
        409
    );
    hand_in(lost.server(), &bytes);
    assert_eq!(
        ask("/api/restore/preview", json!({ "uploaded": true })).0,
        200
    );
    assert_eq!(
        ask(
            "/api/restore",
            json!({ "uploaded": true, "password": "correct horse" })
        )
        .0,
        200
    );
    signed_out(lost.server(), &token);
    lost.is_as_restored();
    assert!(!lost.shop.place.path().join("daybook.db.uploaded").exists());
    lost.stop();
}

#[test]
fn a_confirmed_restore_that_was_killed_is_done_at_the_next_start_or_never() {
    let mut lost = Lost::new(Place::new());
    lost.stop();
    let mut config = Config::default();
    config.database.path = lost.shop.place.book();
    let backups = Backups::new(&config);
    let confirm = |backup: &Path| backups.confirm(backups.stage(backup).unwrap()).unwrap();
    confirm(&lost.backup());
    let server = lost.shop.place.serve(&[]);
    lost.is_as_restored();
    server.stop("-TERM");

    // One that can't be done is told, and not done days later.
    confirm(&lost.backup());
    let pending = lost.shop.place.path().join("daybook.db.restore-now");
    fs::write(&pending, "no book").unwrap();
    let server = lost.shop.place.serve(&[]);
    assert!(!pending.exists());
    let token = sign_in(&server);
    let (_, told) = server.ask("GET", "/api/notifications", Some(&token), &json!({}));
    assert!(
        told[0]["message"]
            .as_str()
            .unwrap()
            .starts_with("The book could not be restored, and is as it was."),
        "{told}"
    );
}
