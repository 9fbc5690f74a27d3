//! Bad input, by the table.

use serde_json::{Value, json};

use super::salon::Person;

/// Sends each wrong value to a POST and to a PUT: 400 names the field, and nothing changes.
pub fn refuses_each(
    person: &Person<'_>,
    post: &str,
    put: &str,
    good: &Value,
    bad: &[(&str, Value)],
) {
    for (field, value) in bad {
        let mut body = good.clone();
        body[*field] = value.clone();
        for (method, path) in [("POST", post), ("PUT", put)] {
            let sent = json!({ *field: value });
            let body = if method == "POST" { &body } else { &sent };
            if method == "PUT" && value.is_null() {
                continue; // A null on PUT counts as left out.
            }
            let refused = person
                .send(method, path, Some(body))
                .refused(400, "invalid");
            assert!(
                refused["fields"][*field].is_string(),
                "{method} {body}: {refused}"
            );
        }
    }
}
