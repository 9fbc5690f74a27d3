//! Bad input of every kind, for every field: a 400 that names the field, and nothing in the book has changed.
//!
//! A resource joins by a line in [`RESOURCES`]: its address, a body that is fine, and what each field takes.

use rusqlite::types::Value as Column;
use serde_json::{Value, json};

use crate::support::salon::Salon;

/// What a field takes, and so what it must refuse.
enum Takes {
    /// Text of at most so many characters.
    Text(usize),
    /// One line of at most so many characters.
    Line(usize),
    /// A line that isn't empty.
    Name(usize),
    /// An e-mail address, or "".
    Email,
    /// One of a few words.
    Word,
    /// The id of a row of another resource.
    Id,
    /// A whole number, not negative.
    Count,
    /// A date.
    Date,
    /// A date that has been.
    Birthday,
    /// True or false.
    Boolean,
}

use Takes::*;

struct Resource {
    path: &'static str,
    /// A body that is fine, of clients, staff and services with the id 1; null: not made over the API.
    fine: fn() -> Value,
    /// The row that PUT is tried on, where POST can't make it.
    row: Option<&'static str>,
    required: &'static [&'static str],
    fields: &'static [(&'static str, Takes)],
}

#[rustfmt::skip]
const RESOURCES: &[Resource] = &[
    Resource {
        path: "/api/clients",
        fine: || json!({ "name": "Ada" }),
        row: None,
        required: &["name"],
        fields: &[
            ("name", Name(200)), ("email", Email), ("phone", Line(60)), ("notes", Text(10_000)), ("alert", Text(1000)),
            ("language", Word), ("birthday", Birthday), ("marketing_consent", Boolean),
        ],
    },
    Resource {
        path: "/api/waitlist",
        fine: || json!({ "client_id": 1, "service_id": 1, "date": "2026-03-24" }),
        row: None,
        required: &["client_id", "service_id", "date"],
        fields: &[
            ("client_id", Id), ("service_id", Id), ("staff_id", Id), ("date", Date), ("notes", Text(10_000)),
            ("status", Word),
        ],
    },
    Resource {
        path: "/api/services",
        fine: || json!({ "name": "Color", "duration_minutes": 60 }),
        row: None,
        required: &["name", "duration_minutes"],
        fields: &[
            ("name", Name(200)), ("category", Line(200)), ("duration_minutes", Count), ("gap_start_minutes", Count),
            ("gap_minutes", Count), ("buffer_minutes", Count), ("price_cents", Count), ("color", Word),
            ("active", Boolean),
        ],
    },
    Resource {
        path: "/api/staff",
        fine: || json!({ "name": "Fay" }),
        row: None,
        required: &["name"],
        fields: &[("name", Name(200)), ("email", Email), ("color", Word), ("active", Boolean)],
    },
    Resource {
        path: "/api/holidays",
        fine: || json!({ "date": "2026-04-27" }),
        row: None,
        required: &["date"],
        fields: &[("date", Date), ("name", Line(200))],
    },
    Resource {
        path: "/api/notifications",
        fine: || Value::Null,
        row: Some("INSERT INTO notifications (type, message, created_at) VALUES ('mail.failed', 'No.', '2026-03-23T08:00:00Z')"),
        required: &[],
        fields: &[("read", Boolean)],
    },
];

impl Takes {
    /// What is wrong for every such field.
    fn wrong(&self) -> Vec<Value> {
        let mut wrong = vec![
            json!([]),
            json!({}),
            json!([1]),
            json!({ "a": { "b": [] } }),
        ];
        if !matches!(self, Boolean) {
            wrong.extend([json!(true), json!(false)]);
        }
        if !matches!(self, Id | Count) {
            wrong.extend([json!(0), json!(7)]);
        }
        wrong.extend([
            json!(-1),
            json!(1.5),
            json!(i64::MIN),
            json!(i64::MAX),
            json!(u64::MAX),
            json!(1e300),
        ]);
        wrong.extend(self.wrong_text().into_iter().map(Value::String));
        wrong
    }

    fn wrong_text(&self) -> Vec<String> {
        let control = ["a\0b", "a\u{1b}[31m", "\u{7f}", "a\u{85}b"].map(str::to_owned);
        let mut wrong = Vec::from(control);
        wrong.push("a".repeat(900_000));
        let longer = |longest: usize| "é1".repeat(longest / 2 + 1);
        match self {
            Text(longest) => wrong.push(longer(*longest)),
            Line(longest) => wrong.extend([
                longer(*longest),
                "1\n2".to_owned(),
                "1\r\nBcc: 2".to_owned(),
            ]),
            Name(longest) => {
                wrong.extend([
                    longer(*longest),
                    "a\nb".to_owned(),
                    String::new(),
                    " \t ".to_owned(),
                ]);
            }
            Email => wrong.extend(
                [
                    "ada",
                    "a@b@c",
                    "a@b\r\nBcc: c@d",
                    "a b@c.de",
                    "<a@b.de>",
                    "@",
                    "a@",
                ]
                .map(str::to_owned),
            ),
            Word => wrong.extend(["lost", "' OR 1=1 --", "EN"].map(str::to_owned)),
            Id | Count => wrong.extend(["", "1", "one"].map(str::to_owned)),
            Date | Birthday => wrong.extend(
                [
                    "",
                    "tomorrow",
                    "2026-3-4",
                    "2026-02-30",
                    "2026-13-01",
                    "24-03-2026",
                    "2026-03-24T10:00:00Z",
                    "2026-03-24 10:00:00",
                    "+2026-03-24",
                    "0000-00-00",
                    "9999-12-31",
                    "1500-01-01",
                    " 2026-03-24",
                ]
                .map(str::to_owned),
            ),
            Boolean => wrong.extend(["", "true", "yes", "1"].map(str::to_owned)),
        }
        wrong
    }
}

/// Every row of every table, but for the sign-ins.
fn rows(salon: &Salon) -> Vec<String> {
    let read = |book: &rusqlite::Connection| {
        let mut tables = book.prepare(
            "SELECT name FROM pragma_table_list WHERE type IN ('table', 'shadow') AND schema = 'main' AND name <> 'sessions'",
        )?;
        let tables = tables.query_map([], |row| row.get::<_, String>(0))?;
        let mut all = Vec::new();
        for table in tables {
            let table = table?;
            let mut rows = book.prepare(&format!("SELECT * FROM \"{table}\""))?;
            let columns = rows.column_count();
            let mut rows = rows.query([])?;
            while let Some(row) = rows.next()? {
                let row = (0..columns).map(|column| row.get::<_, Column>(column));
                all.push(format!(
                    "{table} {:?}",
                    row.collect::<rusqlite::Result<Vec<_>>>()?
                ));
            }
        }
        Ok(all)
    };
    salon.app.db.read(read).unwrap()
}

fn furnished() -> Salon {
    let salon = Salon::open();
    salon.staff("Eva");
    salon.service("Cut", 30, 2500);
    salon
}

/// A row to try PUT on, and whether POST made it.
fn a_row(salon: &Salon, resource: &Resource) -> i64 {
    match resource.row {
        Some(sql) => salon.row(sql, &[]),
        None => {
            let made = salon
                .admin("Anna")
                .post(resource.path, (resource.fine)())
                .ok();
            made["id"].as_i64().unwrap()
        }
    }
}

#[test]
fn a_wrong_field_is_named_and_nothing_changes() {
    for resource in RESOURCES {
        let salon = furnished();
        let path = format!("{}/{}", resource.path, a_row(&salon, resource));
        let anna = salon.admin("Anna");
        let before = rows(&salon);
        for (field, takes) in resource.fields {
            for wrong in takes.wrong() {
                let shown: String = format!("{path} {field} {wrong}")
                    .chars()
                    .take(200)
                    .collect();
                let check = |reply: crate::support::salon::Reply| {
                    assert_eq!(reply.status, 400, "{shown}: {}", reply.text());
                    let refused = reply.refused(400, "invalid");
                    assert!(refused["fields"][field].is_string(), "{shown}: {refused}");
                };
                check(anna.put(&path, json!({ *field: wrong })));
                let mut body = (resource.fine)();
                if body.is_object() {
                    body[*field] = wrong;
                    check(anna.post(resource.path, body));
                }
            }
        }
        assert_eq!(rows(&salon), before, "{}", resource.path);
    }
}

#[test]
fn all_that_is_missing_is_told_at_once() {
    for resource in RESOURCES.iter().filter(|resource| resource.row.is_none()) {
        let salon = furnished();
        let anna = salon.admin("Anna");
        let before = rows(&salon);
        let nulls = resource
            .required
            .iter()
            .map(|field| ((*field).to_owned(), Value::Null));
        for body in [json!({}), Value::Object(nulls.collect())] {
            let refused = anna.post(resource.path, body).refused(400, "invalid");
            let named: Vec<_> = refused["fields"].as_object().unwrap().keys().collect();
            let mut required = resource.required.to_vec();
            required.sort_unstable();
            assert_eq!(named, required, "{}", resource.path);
        }
        assert_eq!(rows(&salon), before);
    }
}

#[test]
fn what_is_no_json_object_is_refused() {
    for resource in RESOURCES {
        let salon = furnished();
        let path = format!("{}/{}", resource.path, a_row(&salon, resource));
        let anna = salon.admin("Anna");
        let before = rows(&salon);
        let send = |method: &str, path: &str, kind: &str, body: &[u8]| {
            let token = anna.token.clone().unwrap();
            let headers = vec![
                ("Host".to_owned(), "127.0.0.1:8080".to_owned()),
                ("Authorization".to_owned(), format!("Bearer {token}")),
                ("Content-Type".to_owned(), kind.to_owned()),
            ];
            salon.ask(method, path, headers, body.to_vec())
        };
        let deep = "[".repeat(100_000);
        let mut calls = vec![("PUT", path.as_str())];
        if resource.row.is_none() {
            calls.push(("POST", resource.path));
        }
        for (method, path) in calls {
            for body in [
                "[]",
                "null",
                "7",
                "\"text\"",
                "{",
                "{\"name\": 1e999}",
                "\u{feff}{}",
                "{\"a\":\"\\ud800\"}",
                &deep,
            ] {
                send(method, path, "application/json", body.as_bytes()).refused(400, "invalid");
            }
            send(method, path, "application/json", b"{\"name\": \"\xff\"}").refused(400, "invalid");
            for kind in [
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data",
                "",
            ] {
                send(method, path, kind, b"{\"name\": \"Ada\"}").refused(415, "not_json");
            }
            let long = format!("{{\"name\": \"{}\"}}", "a".repeat(1024 * 1024));
            send(method, path, "application/json", long.as_bytes()).refused(413, "too_large");
        }
        assert_eq!(rows(&salon), before, "{}", resource.path);
    }
}

#[test]
fn an_id_that_names_nothing_is_not_found() {
    for resource in RESOURCES {
        let salon = furnished();
        let anna = salon.admin("Anna");
        let before = rows(&salon);
        for id in [
            "999",
            "0",
            "-1",
            "+1",
            "1.0",
            "one",
            "1%20",
            "%00",
            "9223372036854775808",
            "1e3",
            "٣",
        ] {
            let path = format!("{}/{id}", resource.path);
            anna.get(&path).refused(404, "not_found");
            anna.put(&path, json!({})).refused(404, "not_found");
            if resource.row.is_none() {
                anna.delete(&path).refused(404, "not_found");
            }
        }
        assert_eq!(rows(&salon), before, "{}", resource.path);
    }
}

#[test]
fn of_a_parameter_that_is_given_twice_nobody_knows_which_is_meant() {
    let salon = Salon::open();
    let anna = salon.desk("Anna");
    for query in [
        "limit=&limit=%C2%AE",
        "limit=1&page=1&limit=2",
        "limit=1&limit=1",
    ] {
        let refused = anna.get(&format!("/api/services?{query}"));
        let refused = refused.refused(400, "invalid");
        assert_eq!(refused["fields"]["limit"], "is given more than once");
    }
    anna.get("/api/services?page=1&tea=1&tea=2").ok();
}
