//! What the database itself forbids, should a rule of the program ever miss it.

use crate::support::salon::Salon;

/// Enters a row behind the program's back.
fn enter(
    salon: &Salon,
    staff: i64,
    start: &str,
    end: &str,
    gap: (i64, i64),
    buffer: i64,
) -> Result<i64, String> {
    let enter = |book: &daybook::store::Write<'_>| {
        book.execute(
            "INSERT INTO bookings (client_id, staff_id, service_id, start_at, end_at, status, price_cents,
                gap_start_minutes, gap_minutes, buffer_minutes, visit_id, created_at, updated_at)
             VALUES (1, ?1, 1, ?2, ?3, 'scheduled', 0, ?4, ?5, ?6, 1, '', '')",
            (staff, format!("2026-03-24 {start}:00"), format!("2026-03-24 {end}:00"), gap.0, gap.1, buffer),
        )?;
        Ok(book.last_insert_rowid())
    };
    salon.app.db.write(enter).map_err(|error| error.to_string())
}

#[test]
fn nobody_is_booked_twice_whatever_the_program_does() {
    let salon = Salon::open();
    let (emre, dora) = (salon.staff("Emre"), salon.staff("Dora"));
    salon.service("Cut", 30, 0);
    let none = (0, 0);
    enter(&salon, emre, "10:00", "12:00", (30, 60), 15).unwrap();
    enter(&salon, emre, "10:30", "11:30", none, 0).expect("the gap is free");
    enter(&salon, dora, "10:00", "12:00", none, 0).expect("Dora is free");
    enter(&salon, emre, "12:15", "12:30", none, 0).expect("after the buffer");
    for (start, end, buffer) in [
        ("09:00", "10:01", 0),
        ("11:30", "11:40", 0),
        ("12:10", "12:15", 0),
        ("09:00", "09:50", 15),
    ] {
        let refused = enter(&salon, emre, start, end, none, buffer).expect_err(start);
        assert!(
            refused.contains("overlap") || refused.contains("taken"),
            "{refused}"
        );
    }
    let moved = |sql: &'static str| {
        salon
            .app
            .db
            .write(|book| Ok(book.execute(sql, [])?))
            .map_err(|error| error.to_string())
    };
    moved("UPDATE bookings SET staff_id = 1 WHERE staff_id = 2").expect_err("Emre is busy");
    moved("UPDATE bookings SET buffer_minutes = 20 WHERE id = 1")
        .expect_err("the buffer would reach the next");
    moved("UPDATE bookings SET status = 'cancelled' WHERE id = 1").unwrap();
    moved("UPDATE bookings SET start_at = '2026-03-24 13:00:00', end_at = '2026-03-24 12:00:00' WHERE id = 2").expect_err("ends before it starts");
}

#[test]
fn no_list_of_bookings_reads_the_book_from_end_to_end() {
    use crate::support::plans::{assert_no_scan, assert_walks_in_order};
    use daybook::salon::booking::Status;
    use daybook::salon::time::Wall;
    use daybook::salon::who::Scope;
    use daybook::store::bookings::{Filter, List};
    use daybook::store::listing::Place;

    let salon = Salon::open();
    let day = Wall::stored("2026-03-24 00:00:00");
    let filters = [
        Filter {
            from: day,
            to: day,
            ..Filter::default()
        },
        Filter {
            client_id: Some(1),
            ..Filter::default()
        },
        Filter {
            service_id: Some(1),
            ..Filter::default()
        },
        Filter {
            status: Some(Status::Cancelled),
            ..Filter::default()
        },
        Filter {
            staff_id: Some(1),
            from: day,
            ..Filter::default()
        },
    ];
    let look = |book: &rusqlite::Connection| {
        assert_walks_in_order(
            book,
            &List {
                filter: Filter::default(),
                scope: Scope::All,
            }
            .sql(Place::Offset(0)),
        );
        for filter in filters {
            for scope in [Scope::All, Scope::Only(1)] {
                let list = List {
                    filter: filter.clone(),
                    scope,
                };
                assert_no_scan(book, &list.sql(Place::Offset(0)));
                assert_walks_in_order(book, &list.sql(Place::Offset(0)));
            }
        }
        assert_no_scan(book, "SELECT 1 FROM overlaps WHERE id = 1");
        for sql in [
            "SELECT job_id FROM booking_jobs WHERE booking_id = :id",
            "SELECT job_id FROM booking_jobs WHERE booking_id IN (SELECT id FROM bookings WHERE client_id = :id)",
            "SELECT id FROM far_jobs WHERE start_at <= :start AND run_at <= :run",
        ] {
            assert_no_scan(book, sql);
        }
        Ok(())
    };
    salon.app.db.read(look).unwrap();
}
