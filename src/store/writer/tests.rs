//! Those who write at the same moment, and what each of them hears.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::*;
use crate::salon::Refusal;
use crate::store::{Db, Error};

fn open() -> (tempfile::TempDir, Db) {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(&folder.path().join("daybook.db")).unwrap();
    (folder, db)
}

fn add(write: &Write<'_>, name: &str) -> Result<usize> {
    Ok(write.execute("INSERT INTO staff (name) VALUES (?)", [name])?)
}

fn names(db: &Db) -> Vec<String> {
    let read = |book: &Connection| {
        let mut found = book.prepare("SELECT name FROM staff ORDER BY name")?;
        let names = found.query_map([], |row| row.get(0))?;
        Ok(names.collect::<rusqlite::Result<_>>()?)
    };
    db.read(read).unwrap()
}

/// What one of them does.
type Work<'a> = Box<dyn FnOnce(&Write<'_>) -> Result<usize> + Send + 'a>;

/// Lets these work in one transaction: the first stays inside until all the others wait behind it.
fn together<'a>(db: &Db, works: Vec<Work<'a>>) -> Vec<Result<usize>> {
    let (inside, is_inside) = mpsc::channel();
    let others = works.len() - 1;
    let mut works = works.into_iter();
    let first = works.next().unwrap();
    thread::scope(|scope| {
        let begun = scope.spawn(move || {
            db.write(|write| {
                inside.send(()).unwrap();
                while db.writer.as_ref().unwrap().waiting.load(SeqCst) < others {
                    thread::sleep(Duration::from_millis(1));
                }
                first(write)
            })
        });
        is_inside.recv().unwrap();
        let rest: Vec<_> = works
            .map(|work| scope.spawn(move || db.write(work)))
            .collect();
        let joined = std::iter::once(begun).chain(rest);
        let broke_off = || Err(Refusal::NotFound("Who panicked").into());
        joined
            .map(|thread| thread.join().unwrap_or_else(|_| broke_off()))
            .collect()
    })
}

#[test]
fn one_who_is_refused_takes_back_their_own_work_alone() {
    for refused in 0..4 {
        let (_folder, db) = open();
        let work = |number: usize| -> Work<'_> {
            Box::new(move |write| {
                add(write, &number.to_string())?;
                if number == refused {
                    return Err(Refusal::NotFound("Staff member").into());
                }
                Ok(number)
            })
        };
        let outcomes = together(&db, (0..4).map(work).collect());
        for (number, outcome) in outcomes.iter().enumerate() {
            assert_eq!(outcome.is_ok(), number != refused, "{outcome:?}");
        }
        let kept: Vec<String> = (0..4)
            .filter(|n| *n != refused)
            .map(|n| n.to_string())
            .collect();
        assert_eq!(names(&db), kept);
    }
}

#[test]
fn a_panic_takes_back_its_own_work_alone() {
    let (_folder, db) = open();
    let panicking = |write: &Write<'_>| -> Result<usize> {
        add(write, "Dora")?;
        panic!("Dora fell over a chair")
    };
    let outcomes = together(
        &db,
        vec![
            Box::new(|write| add(write, "Emre")),
            Box::new(panicking),
            Box::new(|write| add(write, "Fay")),
        ],
    );
    assert!(outcomes[0].is_ok() && outcomes[1].is_err() && outcomes[2].is_ok());
    together(&db, vec![Box::new(panicking)]);
    assert_eq!(names(&db), ["Emre", "Fay"]);
}

#[test]
fn what_the_disk_does_not_take_is_refused_to_all_who_shared_it() {
    let (_folder, db) = open();
    let deferred = |write: &Write<'_>| {
        // A key that leads nowhere, found out about only by the commit: it stands for a disk that is full.
        write.pragma_update(None, "defer_foreign_keys", true)?;
        Ok(write.execute("INSERT INTO users (name, email, role, staff_id, password_hash, created_at, updated_at) VALUES ('A', 'a', 'staff', 99, '', '', '')", [])?)
    };
    let refused = |_: &Write<'_>| Err(Refusal::NotFound("Staff member").into());
    let outcomes = together(
        &db,
        vec![
            Box::new(|write| add(write, "Emre")),
            Box::new(deferred),
            Box::new(refused),
        ],
    );
    for outcome in outcomes {
        assert!(matches!(outcome, Err(Error::Sqlite(_))), "{outcome:?}");
    }
    assert!(names(&db).is_empty());
    db.write(|write| add(write, "Fay")).unwrap();
    assert_eq!(names(&db), ["Fay"]);
}

#[test]
fn a_transaction_that_is_given_up_at_once_is_lost_for_all() {
    let (_folder, db) = open();
    let outcomes = together(
        &db,
        vec![
            Box::new(|write| add(write, "Emre")),
            // What SQLite does by itself when the disk fails.
            Box::new(|write| Ok(write.execute("ROLLBACK", [])?)),
            Box::new(|write| add(write, "Fay")),
        ],
    );
    let lost = outcomes.iter().filter(|outcome| outcome.is_err()).count();
    assert!(lost >= 2, "{outcomes:?}");
    assert_eq!(names(&db).len(), 3 - lost, "whoever came after begins anew");
}

#[test]
fn settings_hold_for_who_comes_next_and_are_taken_back_with_their_work() {
    let (_folder, db) = open();
    let named = |name: &str| {
        let mut settings = db.settings().as_ref().clone();
        settings.salon_name = name.to_owned();
        settings
    };
    let (kept, dropped) = (named("Kept"), named("Dropped"));
    let see = |name: &'static str| {
        move |write: &Write<'_>| {
            assert_eq!(write.settings().salon_name, name);
            Ok(0)
        }
    };
    together(
        &db,
        vec![
            Box::new(|write| {
                write.set(&kept);
                Ok(0)
            }),
            Box::new(see("Kept")),
            Box::new(|write| {
                write.set(&dropped);
                Err(Refusal::NotFound("Setting").into())
            }),
            Box::new(see("Kept")),
        ],
    );
    assert_eq!(db.settings().salon_name, "Kept");
}
