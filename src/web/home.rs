//! What a browser sees before there is a front desk.

use rouille::Response;

use super::answer::Answer;
use super::visit::Visit;

const PAGE: &str = r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Daybook</title>
<h1>Daybook is running</h1>
<p>The front desk is not there yet. Everything it will do can be done over HTTP:
<a href="/api/openapi.json">the API's description</a> says how.</p>
<p>On the first day, send the code that Daybook printed with your salon's name and your own to
<code>POST /api/setup</code>.</p>
</html>
"#;

/// `GET /`
pub(super) fn page(_: &Visit<'_>) -> Answer {
    Ok(Response::html(PAGE))
}
