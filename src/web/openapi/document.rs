//! The document: the calls of the table of routes, dressed with what [`super::operations`] and the nouns say of them.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::operation::{Gives, Operation};
use super::operations::OPERATIONS;
use crate::salon::{booking, job, settings, waitlist};
use crate::web::routes::{Guard, ROUTES, Route};

const INTRODUCTION: &str = include_str!("introduction.md");
const RESPONSES: &str = include_str!("responses.json");
const NOUNS: [&str; 14] = [
    include_str!("nouns/conventions.json"),
    include_str!("nouns/bookings.json"),
    include_str!("nouns/clients.json"),
    include_str!("nouns/rota.json"),
    include_str!("nouns/services.json"),
    include_str!("nouns/jobs.json"),
    include_str!("nouns/money.json"),
    include_str!("nouns/afterwards.json"),
    include_str!("nouns/logins.json"),
    include_str!("nouns/settings.json"),
    include_str!("nouns/connections.json"),
    include_str!("nouns/machine.json"),
    include_str!("nouns/backups.json"),
    include_str!("nouns/import.json"),
];

/// What the nouns say, together.
#[derive(Default)]
struct Nouns {
    schemas: Map<String, Value>,
    bodies: Map<String, Value>,
    parameters: Map<String, Value>,
}

impl Nouns {
    fn read() -> serde_json::Result<Self> {
        let mut all = Self::default();
        for text in NOUNS {
            let mut noun: Map<String, Value> = serde_json::from_str(text)?;
            for (part, into) in [
                ("schemas", &mut all.schemas),
                ("bodies", &mut all.bodies),
                ("parameters", &mut all.parameters),
            ] {
                if let Some(Value::Object(given)) = noun.remove(part) {
                    into.extend(given);
                }
            }
        }
        all.schemas.extend(words());
        Ok(all)
    }
}

/// Words that the program itself lists.
fn words() -> [(String, Value); 4] {
    let statuses = booking::Status::ALL.map(booking::Status::name);
    let types = job::Kind::ALL.map(job::Kind::name);
    [
        ("BookingStatus".to_owned(), json!({ "enum": statuses })),
        (
            "WaitlistStatus".to_owned(),
            json!({ "enum": waitlist::Status::NAMES }),
        ),
        ("JobType".to_owned(), json!({ "enum": types })),
        ("Locale".to_owned(), json!({ "enum": settings::LOCALES })),
    ]
}

/// The whole document. Fails only where a noun's file is no JSON, which the tests would tell.
pub fn document() -> serde_json::Result<Value> {
    let nouns = Nouns::read()?;
    let refusals: Map<String, Value> = serde_json::from_str(RESPONSES)?;
    let mut paths = Map::new();
    for (route, operation) in described() {
        let call = call(route, operation, &nouns);
        let path = paths
            .entry(in_braces(route.path))
            .or_insert_with(|| Value::Object(Map::new()));
        path[route.method.to_lowercase()] = call;
    }
    Ok(json!({
        "openapi": "3.1.0",
        "info": { "title": "Daybook", "version": env!("CARGO_PKG_VERSION"), "description": INTRODUCTION },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "bearer": { "type": "http", "scheme": "bearer" },
                "cookie": { "type": "apiKey", "in": "cookie", "name": crate::web::visit::COOKIE },
            },
            "schemas": nouns.schemas,
            "responses": refusals.values().map(refusal).collect::<Map<_, _>>(),
        },
    }))
}

/// The routes of the API with what is said of them; the pages for people are none of it.
fn described() -> impl Iterator<Item = (&'static Route, &'static Operation)> {
    ROUTES.iter().filter_map(|route| {
        let said = |operation: &&Operation| {
            (operation.method, operation.path) == (route.method, route.path)
        };
        Some((route, OPERATIONS.iter().find(said)?))
    })
}

/// `/api/jobs/:id` as the document writes it, `/api/jobs/{id}`.
fn in_braces(path: &str) -> String {
    let part = |part: &str| match part.strip_prefix(':') {
        Some(name) => format!("{{{name}}}"),
        None => part.to_owned(),
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// A name of its own for each call, such as `get_jobs_id`.
fn operation_id(route: &Route) -> String {
    let path = route.path.trim_start_matches("/api");
    let path = path.replace(['/', '-', '.'], "_").replace(':', "");
    format!("{}{path}", route.method.to_lowercase())
}

fn call(route: &Route, operation: &Operation, nouns: &Nouns) -> Value {
    let noun = route.path.trim_start_matches("/api").split('/').nth(1);
    let mut call = json!({
        "operationId": operation_id(route),
        "tags": [noun],
        "summary": operation.says,
        "description": who_may(route.guard),
        "parameters": parameters(route, operation, nouns),
        "responses": responses(route, operation),
    });
    if matches!(route.guard, Guard::Open(_) | Guard::Public(_)) {
        call["security"] = json!([]);
    } else {
        call["security"] = json!([{ "bearer": [] }, { "cookie": [] }]);
    }
    if let Some((name, required)) = operation.takes {
        let schema = match nouns.bodies.get(name) {
            Some(body) => taken(&of_method(body, route.method), required),
            None => some_of(nouns.schemas.get(name)),
        };
        call["requestBody"] = json!({
            "required": !required.is_empty(),
            "content": { "application/json": { "schema": schema } },
        });
    }
    call
}

fn who_may(guard: Guard) -> &'static str {
    match guard {
        Guard::Public(_) => "Anybody, from outside too.",
        Guard::Open(_) => "Anybody in the salon, without signing in.",
        Guard::Reader(_) | Guard::Member(_) => "Anybody signed in.",
        Guard::Desk(_) => "Admins and the desk.",
        Guard::Admin(_) => "Admins.",
    }
}

fn parameters(route: &Route, operation: &Operation, nouns: &Nouns) -> Vec<Value> {
    let in_path = route
        .path
        .split('/')
        .filter_map(|part| part.strip_prefix(':'));
    let in_path = in_path.map(|name| {
        let schema = match name {
            "id" => schema("Id"),
            _ => json!({ "type": "string" }),
        };
        json!({ "in": "path", "name": name, "required": true, "schema": schema })
    });
    let paging: &[&str] = match operation.gives {
        Gives::List(_) => &["page", "limit"],
        _ => &[],
    };
    let asked = operation.asks.iter().chain(paging);
    let asked = asked
        .filter_map(|name| nouns.parameters.get(*name))
        .map(|said| {
            let mut parameter = said.clone();
            if parameter.get("in").is_none() {
                parameter["in"] = json!("query");
                if parameter.get("required").is_none() {
                    parameter["allowEmptyValue"] = json!(true);
                }
            }
            parameter
        });
    in_path.chain(asked).collect()
}

fn schema(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// A body that is what is answered: some of its fields, and no others.
fn some_of(schema: Option<&Value>) -> Value {
    let mut body = schema.cloned().unwrap_or_default();
    remove(&mut body, "required");
    body["additionalProperties"] = json!(false);
    body
}

/// A body without the fields that belong to another method, by `x-only`.
fn of_method(body: &Value, method: &str) -> Value {
    let mut body = body.clone();
    if let Some(fields) = body["properties"].as_object_mut() {
        fields.retain(|_, field| field.get("x-only").is_none_or(|only| only == method));
        fields
            .values_mut()
            .for_each(|field| remove(field, "x-only"));
    }
    body
}

/// A body with these fields required; in the others a null counts as left out.
fn taken(body: &Value, required: &[&str]) -> Value {
    let mut body = body.clone();
    if let Some(fields) = body["properties"].as_object_mut() {
        for (name, field) in fields {
            if field.get("properties").is_some() {
                *field = taken(field, &[]);
            }
            if !required.contains(&name.as_str()) {
                or_null(field);
            }
        }
    }
    if !required.is_empty() {
        body["required"] = json!(required);
    }
    body
}

fn remove(object: &mut Value, key: &str) {
    if let Some(fields) = object.as_object_mut() {
        fields.remove(key);
    }
}

/// Lets a field be null, too.
fn or_null(field: &mut Value) {
    if field.get("enum").is_some() {
        if let Some(words) = field["enum"]
            .as_array_mut()
            .filter(|words| !words.contains(&Value::Null))
        {
            words.push(Value::Null);
        }
    } else if let Some(Value::String(one)) = field.get("type") {
        field["type"] = json!([one, "null"]);
    } else if field.get("$ref").is_some() {
        let description = field["description"].take();
        remove(field, "description");
        *field = json!({ "anyOf": [field, { "type": "null" }] });
        if description.is_string() {
            field["description"] = description;
        }
    }
}

/// A refusal as it stands among the components: its name, and itself.
fn refusal(said: &Value) -> (String, Value) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let content = json!({ "application/json": { "schema": schema("Error") } });
    (
        text(&said[0]),
        json!({ "description": said[1], "content": content }),
    )
}

fn responses(route: &Route, operation: &Operation) -> Map<String, Value> {
    let refusals: Map<String, Value> = serde_json::from_str(RESPONSES).unwrap_or_default();
    let named = |status: &u16| {
        let name = refusals.get(&status.to_string())?[0].as_str()?;
        let reference = format!("#/components/responses/{name}");
        Some((status.to_string(), json!({ "$ref": reference })))
    };
    let mut responses: Map<String, Value> = statuses(route, operation)
        .iter()
        .filter_map(named)
        .collect();
    responses.insert("200".to_owned(), success(route, operation));
    responses
}

/// The statuses of refusals: what path, guard, parameters and body foretell, and what is said beside.
fn statuses(route: &Route, operation: &Operation) -> BTreeSet<u16> {
    let mut statuses = BTreeSet::from([421, 500, 503]);
    statuses.extend(operation.may);
    let changes = route.method != "GET";
    match route.guard {
        Guard::Public(_) => {}
        Guard::Open(_) => statuses.extend(changes.then_some(403)),
        Guard::Reader(_) | Guard::Member(_) => {
            statuses.insert(401);
            statuses.extend(changes.then_some(403));
        }
        Guard::Desk(_) | Guard::Admin(_) => statuses.extend([401, 403]),
    }
    if route.path.contains(':') {
        statuses.insert(404);
    }
    if !operation.asks.is_empty() || matches!(operation.gives, Gives::List(_)) {
        statuses.insert(400);
    }
    if operation.takes.is_some() {
        statuses.extend([400, 413, 415]);
    }
    statuses.extend(changes.then_some(507));
    statuses
}

fn success(route: &Route, operation: &Operation) -> Value {
    let array = |name| json!({ "type": "array", "items": schema(name) });
    let (media, schema) = match operation.gives {
        Gives::One(name) => ("application/json", schema(name)),
        Gives::All(name) => ("application/json", array(name)),
        Gives::List(name) => {
            let page = json!({ "allOf": [schema("Page")], "type": "object", "properties": { "data": array(name) } });
            ("application/json", json!({ "anyOf": [array(name), page] }))
        }
        Gives::Media(media) => (media, json!({ "type": "string" })),
    };
    let mut success = json!({ "description": "Done.", "content": { media: { "schema": schema } } });
    let links = links(route);
    if !links.is_empty() {
        success["links"] = Value::Object(links);
    }
    success
}

/// Where to go on with what a POST made.
fn links(route: &Route) -> Map<String, Value> {
    let made = format!("{}/:id", route.path);
    let onward = |other: &&Route| route.method == "POST" && other.path == made;
    let links = ROUTES.iter().filter(onward).map(|other| {
        let id = operation_id(other);
        let link = json!({ "operationId": id, "parameters": { "id": "$response.body#/id" } });
        (id, link)
    });
    links.collect()
}
