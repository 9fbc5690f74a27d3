//! The program is killed while it puts a backup in the place of the book: whenever that is, the book is the old one or
//! the new one, whole.
//!
//! `DAYBOOK_RESTORE_KILLS=100000` kills it at every call that writes, once on the command line and once at the desk.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::caller::Caller;
use crate::support::disk;
use crate::support::lost::Lost;
use crate::support::program::{Place, Server};

/// The book as a killed server left it: the file and its WAL, in which lies what is not in the file yet.
struct Left {
    folder: PathBuf,
    parts: [(PathBuf, Vec<u8>); 2],
}

impl Left {
    fn by_a_killed_server(folder: &Path) -> Self {
        let parts = ["daybook.db", "daybook.db-wal"].map(|name| {
            let path = folder.join(name);
            let bytes = fs::read(&path).unwrap();
            (path, bytes)
        });
        assert!(parts[1].1.len() > 4096);
        Self {
            folder: folder.to_owned(),
            parts,
        }
    }

    /// Puts it there anew, and nothing else of the book.
    fn lay_out(&self) {
        for file in fs::read_dir(&self.folder).unwrap().flatten() {
            if file.file_name().to_string_lossy().starts_with("daybook.db") {
                fs::remove_file(file.path()).unwrap();
            }
        }
        for (path, bytes) in &self.parts {
            fs::write(path, bytes).unwrap();
        }
    }
}

#[track_caller]
fn assert_nothing_is_left_over(folder: &Path, call: usize) {
    let left: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .flatten()
        .filter(|file| file.file_name().to_string_lossy().contains(".resto"))
        .collect();
    assert!(left.is_empty(), "{call}: {left:?}");
}

fn most() -> usize {
    std::env::var("DAYBOOK_RESTORE_KILLS").map_or(25, |n| n.parse().unwrap())
}

/// Killed at any call that writes, renames or removes something, the book is the old one or the new one, whole.
#[test]
fn killed_at_any_point_the_book_is_the_old_one_or_the_new_one() {
    let (place, order) = disk::failing(Place::new());
    let mut lost = Lost::new(place);
    // A server that was killed leaves its WAL behind, and in it what nobody wrote into the book's own file yet.
    lost.server.take().unwrap().stop("-KILL");
    let path = lost.shop.place.path().to_owned();
    let left = Left::by_a_killed_server(&path);
    let killed = |word: &str, call: usize| {
        left.lay_out();
        disk::order(&order, word, call);
        let said = lost.restore("", &["--yes"]);
        fs::remove_file(&order).unwrap();
        assert!(said.status == -1 || said.status == 0, "{}", said.err);
        said.status == -1
    };
    let calls = disk::calls(&|call| killed("killed", call));
    let renamings = (1..).take_while(|&call| killed("renaming", call)).count();
    // Of the last renaming the first half leaves the old book, the second the new one.
    assert!(renamings >= 2, "{renamings}");
    let moments = disk::chosen(calls, most()).map(|call| ("killed", call));
    let moments = moments.chain((1..=renamings).map(|call| ("renaming", call)));
    let (mut old, mut new) = (0, 0);
    for (word, call) in moments {
        // How many calls there are varies a little.
        if !killed(word, call) {
            assert!(word == "killed" && calls - call < 10, "{word} {call}");
            continue;
        }
        let checked = lost.shop.place.run(&["check"], "");
        assert_eq!(checked.status, 0, "{call}: {}{}", checked.out, checked.err);
        match lost.bookings() {
            2 => old += 1,
            1 => {
                lost.is_as_restored();
                new += 1;
            }
            other => panic!("{call}: {other} bookings"),
        }
        // Whoever starts the server or restores once more finds all in order.
        if call % 2 == 0 {
            lost.shop.place.serve(&[]).stop("-TERM");
            assert_nothing_is_left_over(&path, call);
        } else {
            assert_eq!(lost.restore("", &["--yes"]).status, 0);
            lost.is_as_restored();
        }
    }
    disk::say(&format!(
        "{calls} calls, {} kills: {old} old, {new} new",
        old + new
    ));
    assert!(old > 0 && new > 0);
}

/// How a restore from the desk ended.
struct Ended {
    /// Killed before the server was there again with the other book.
    killed: bool,
    /// The desk was told that it is done now.
    promised: bool,
}

/// Restores from the desk and waits until the other book is served, or the server is gone.
fn restore_from_the_desk(server: &mut Server, token: &str, backup: &str) -> Ended {
    let wish = json!({ "backup": backup, "password": "correct horse" });
    // A server that is killed meanwhile answers nothing.
    let asked = Caller::connect(&server.address, token)
        .and_then(|mut caller| caller.ask("POST", "/api/restore", &wish));
    let promised = asked.is_ok_and(|(status, answer)| {
        assert_eq!(status, 200, "{answer}");
        true
    });
    let begun = Instant::now();
    loop {
        let killed = server.is_gone();
        let signed_out = Caller::connect(&server.address, token)
            .and_then(|mut caller| caller.ask("GET", "/api/auth/me", &json!({})))
            .is_ok_and(|(status, _)| status == 401);
        if killed || signed_out {
            return Ended { killed, promised };
        }
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "the book was not restored"
        );
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn killed_at_any_point_of_a_restore_from_the_desk_too() {
    let (place, order) = disk::failing(Place::new());
    let mut lost = Lost::new(place);
    let backup = lost.backup().file_name().unwrap().to_owned();
    let (backup, token) = (backup.into_string().unwrap(), lost.shop.token.clone());
    lost.server.take().unwrap().stop("-KILL");
    let path = lost.shop.place.path().to_owned();
    let left = Left::by_a_killed_server(&path);
    let killed = |word: &str, call: usize| {
        left.lay_out();
        let mut server = lost.shop.place.serve(&[]);
        disk::order(&order, word, call);
        let ended = restore_from_the_desk(&mut server, &token, &backup);
        drop(server);
        fs::remove_file(&order).unwrap();
        ended
    };
    let calls = disk::calls(&|call| killed("killed", call).killed);
    let renamings = (1..)
        .take_while(|&call| killed("renaming", call).killed)
        .count();
    let moments = disk::chosen(calls, most()).map(|call| ("killed", call));
    let moments = moments.chain((1..=renamings).map(|call| ("renaming", call)));
    let (mut old, mut new) = (0, 0);
    for (word, call) in moments {
        let ended = killed(word, call);
        if !ended.killed {
            continue;
        }
        let server = lost.shop.place.serve(&[]);
        let me = server
            .ask("GET", "/api/auth/me", Some(&token), &json!({}))
            .0;
        match lost.bookings() {
            2 => {
                assert!(!ended.promised, "{word} {call}: promised, and not done");
                assert_eq!(me, 200, "{word} {call}");
                old += 1;
            }
            1 => {
                assert_eq!(me, 401, "{word} {call}");
                lost.is_as_restored();
                new += 1;
            }
            other => panic!("{word} {call}: {other} bookings"),
        }
        let checked = lost.shop.place.run(&["check"], "");
        assert_eq!(checked.status, 0, "{call}: {}{}", checked.out, checked.err);
        server.stop("-TERM");
        assert_nothing_is_left_over(&path, call);
    }
    disk::say(&format!(
        "{calls} calls, {renamings} renamings, {} kills: {old} old, {new} new",
        old + new
    ));
    assert!(old > 0 && new > 0);
}
