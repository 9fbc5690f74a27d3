//! A Stripe of our own, as far as fees go, with a memory: Checkout Sessions that open, are paid, run out and are taken
//! up again, and idempotency keys that replay whatever was answered first, faults included, for 24 hours.

use std::collections::HashMap;
use std::io::Read;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, Utc};
use daybook::config;
use daybook::http::{self, Handle, Limits, Site};
use daybook::outside::clock::Clock;
use daybook::outside::stripe::{API_VERSION, Stripe};
use rouille::{Request, Response};
use serde_json::{Value, json};

use super::salon::Salon;

pub const KEY: &str = "sk_test_51Daybook";
pub const WEBHOOK_SECRET: &str = "whsec_daybook";
/// How long Daybook waits for it.
const PATIENCE: Duration = Duration::from_millis(500);

/// Parameters that a Checkout Session takes, of those that a fee could need; the stories check ours against the SDK.
const PARAMETERS: [&str; 12] = [
    "adaptive_pricing[enabled]",
    "after_expiration[recovery][enabled]",
    "cancel_url",
    "client_reference_id",
    "line_items[0][price_data][currency]",
    "line_items[0][price_data][product_data][name]",
    "line_items[0][price_data][unit_amount]",
    "line_items[0][quantity]",
    "metadata[booking_id]",
    "mode",
    "success_url",
    "expires_at",
];

/// How it behaves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Manner {
    /// As it should.
    Well,
    /// A fault of its own: nothing is done, and the fault is kept with the key.
    Faulty,
    /// It does what is asked, and its answer is lost.
    Mute,
    /// It takes so many seconds for each call, by the salon's clock.
    Slow(i64),
    /// It knows the key no more.
    Strict,
    /// A gateway in front of it answers in its place.
    Away,
    /// Too many calls.
    Hurried,
}

#[derive(Clone)]
struct Kept {
    body: String,
    status: u16,
    answer: Value,
    at: DateTime<Utc>,
}

/// A call, as it came.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    pub method: String,
    pub path: String,
    pub key: Option<String>,
    pub body: String,
}

struct State {
    manner: Manner,
    sessions: Vec<Value>,
    keys: HashMap<String, Kept>,
    asked: Vec<Asked>,
}

/// A running one. It shares the salon's clock and ends with this value.
pub struct FakeStripe {
    state: Arc<Mutex<State>>,
    clock: Clock,
    server: Option<Handle>,
    base: String,
}

impl FakeStripe {
    /// Starts one and has the salon ask it.
    pub fn beside(salon: &Salon) -> Self {
        let fake = Self::start(salon.app.clock.clone());
        fake.known_to(salon, KEY);
        fake
    }

    /// Starts one that goes by this clock.
    pub fn start(clock: Clock) -> Self {
        let state = Arc::new(Mutex::new(State {
            manner: Manner::Well,
            sessions: Vec::new(),
            keys: HashMap::new(),
            asked: Vec::new(),
        }));
        let (shared, time) = (Arc::clone(&state), clock.clone());
        let site = Site::new(move |request| {
            let manner = shared.lock().unwrap().manner;
            if let Manner::Slow(seconds) = manner {
                time.advance(chrono::Duration::seconds(seconds));
            }
            answer(&shared, time.now(), request)
        });
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = http::serve(vec![listener], Limits::default(), site).unwrap();
        let base = format!("http://{}", server.addresses()[0]);
        Self {
            state,
            clock,
            server: Some(server),
            base,
        }
    }

    /// Where it answers.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Has the salon ask it with this key.
    pub fn known_to(&self, salon: &Salon, key: &str) {
        let settings = config::Stripe {
            secret_key: key.to_owned(),
            webhook_secret: WEBHOOK_SECRET.to_owned(),
            api_base: self.base.clone(),
        };
        let stripe = Stripe::open_with(&settings, "", PATIENCE).unwrap();
        salon.app.set_stripe(stripe);
    }

    pub fn behave(&self, manner: Manner) {
        self.state.lock().unwrap().manner = manner;
    }

    /// All calls so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.state.lock().unwrap().asked.clone()
    }

    /// The calls that were to open a session.
    pub fn asked_to_open(&self) -> Vec<Asked> {
        let mut asked = self.asked();
        asked.retain(|call| call.method == "POST" && call.path == "/v1/checkout/sessions");
        asked
    }

    /// The sessions as they stand, oldest first.
    pub fn sessions(&self) -> Vec<Value> {
        let mut state = self.state.lock().unwrap();
        run_out(&mut state.sessions, self.clock.now());
        state.sessions.clone()
    }

    /// Changes a session, as a client or a bank would.
    pub fn change(&self, index: usize, change: &Value) -> Value {
        let mut state = self.state.lock().unwrap();
        let session = state.sessions[index].as_object_mut().unwrap();
        session.extend(change.as_object().unwrap().clone());
        Value::Object(session.clone())
    }

    /// The client pays.
    pub fn pay(&self, index: usize) -> Value {
        let paid = json!({ "status": "complete", "payment_status": "paid", "url": null });
        self.change(index, &paid)
    }

    /// The client takes up an expired session by its recovery link, and pays.
    pub fn take_up_and_pay(&self, index: usize) -> Value {
        let mut again = self.sessions()[index].clone();
        again["recovered_from"] = again["id"].take();
        self.add(again);
        let last = self.sessions().len() - 1;
        self.pay(last)
    }

    /// Puts a session of somebody else's making there.
    pub fn add(&self, mut session: Value) {
        let mut state = self.state.lock().unwrap();
        session["id"] = json!(format!("cs_test_{}", state.sessions.len() + 1));
        session["created"] = json!(self.clock.now().timestamp());
        state.sessions.push(session);
    }

    /// An event about a session, as a webhook call would bring it.
    pub fn event(kind: &str, session: &Value) -> String {
        json!({ "id": "evt_1", "object": "event", "type": kind, "data": { "object": session } })
            .to_string()
    }
}

impl Drop for FakeStripe {
    fn drop(&mut self) {
        if let Some(server) = self.server.take() {
            server.stop(Duration::from_secs(1));
        }
    }
}

fn answer(state: &Mutex<State>, now: DateTime<Utc>, request: &Request) -> Response {
    let mut body = String::new();
    request.data().unwrap().read_to_string(&mut body).unwrap();
    let key = request.header("Idempotency-Key").map(str::to_owned);
    let mut state = state.lock().unwrap();
    state.asked.push(Asked {
        method: request.method().to_owned(),
        path: request.url(),
        key: key.clone(),
        body: body.clone(),
    });
    run_out(&mut state.sessions, now);
    match state.manner {
        Manner::Away => return Response::html("<h1>Bad gateway</h1>").with_status_code(502),
        Manner::Hurried => return said(429, &fault("rate_limit_error", "Slow down.")),
        Manner::Strict => {
            return said(
                401,
                &fault(
                    "invalid_request_error",
                    "Invalid API Key provided: sk_test_*****book",
                ),
            );
        }
        Manner::Well | Manner::Faulty | Manner::Mute | Manner::Slow(_) => {}
    }
    if request.header("Authorization") != Some(&format!("Bearer {KEY}")) {
        return said(
            401,
            &fault("invalid_request_error", "Invalid API Key provided"),
        );
    }
    assert_eq!(request.header("Stripe-Version"), Some(API_VERSION));
    state
        .keys
        .retain(|_, kept| now - kept.at < chrono::Duration::hours(24));
    if let Some(kept) = key.as_ref().and_then(|key| state.keys.get(key)) {
        if kept.body != body {
            let message = "Keys for idempotent requests can only be used with the same parameters they were first used with.";
            return said(400, &fault("idempotency_error", message));
        }
        return said(kept.status, &kept.answer);
    }
    let (status, done) = if state.manner == Manner::Faulty {
        (500, fault("api_error", "An unknown error occurred"))
    } else {
        carry_out(&mut state, now, request, &body)
    };
    // What is refused before anything is done is not kept with the key.
    if let Some(key) = key.filter(|_| !(400..500).contains(&status)) {
        let answer = done.clone();
        state.keys.insert(
            key,
            Kept {
                body,
                status,
                answer,
                at: now,
            },
        );
    }
    let mute = state.manner == Manner::Mute;
    drop(state);
    if mute {
        std::thread::sleep(2 * PATIENCE);
    }
    said(status, &done)
}

fn carry_out(state: &mut State, now: DateTime<Utc>, request: &Request, body: &str) -> (u16, Value) {
    let url = request.url();
    let parts: Vec<&str> = url.split('/').skip(1).collect();
    let index = |id: &str| {
        state
            .sessions
            .iter()
            .position(|session| session["id"] == id)
    };
    let missing = || {
        (
            404,
            fault("invalid_request_error", "No such checkout.session"),
        )
    };
    match (request.method(), parts.as_slice()) {
        ("POST", ["v1", "checkout", "sessions"]) => open(state, now, request, body),
        ("GET", ["v1", "checkout", "sessions"]) => (200, list(state, request)),
        ("GET", ["v1", "checkout", "sessions", id]) => {
            index(id).map_or_else(missing, |at| (200, state.sessions[at].clone()))
        }
        ("POST", ["v1", "checkout", "sessions", id, "expire"]) => match index(id) {
            Some(at) if state.sessions[at]["status"] == "open" => {
                expire(&mut state.sessions[at]);
                (200, state.sessions[at].clone())
            }
            Some(_) => (
                400,
                fault(
                    "invalid_request_error",
                    "Only Checkout Sessions with a status in [\"open\"] can be expired.",
                ),
            ),
            None => missing(),
        },
        _ => (
            404,
            fault("invalid_request_error", "Unrecognized request URL"),
        ),
    }
}

fn open(state: &mut State, now: DateTime<Utc>, request: &Request, body: &str) -> (u16, Value) {
    assert_eq!(
        request.header("Content-Type"),
        Some("application/x-www-form-urlencoded")
    );
    let given: HashMap<String, String> = url::form_urlencoded::parse(body.as_bytes())
        .into_owned()
        .collect();
    let bad = |message: String| (400, fault("invalid_request_error", &message));
    if let Some(unknown) = given
        .keys()
        .find(|name| !PARAMETERS.contains(&name.as_str()))
    {
        return bad(format!("Received unknown parameter: {unknown}"));
    }
    let get = |name: &str| given.get(name).cloned().unwrap_or_default();
    let currency = get("line_items[0][price_data][currency]");
    let amount: i64 = get("line_items[0][price_data][unit_amount]")
        .parse()
        .unwrap();
    if currency.len() != 3 || currency != currency.to_lowercase() {
        return bad(format!("Invalid currency: {currency}"));
    }
    if amount < 50 {
        return bad(
            "The Checkout Session's total amount must convert to at least 50 cents.".to_owned(),
        );
    }
    if get("mode") != "payment" || url::Url::parse(&get("success_url")).is_err() {
        return bad("Not a valid URL".to_owned());
    }
    let id = format!("cs_test_{}", state.sessions.len() + 1);
    let session = json!({
        "id": id, "object": "checkout.session", "status": "open", "payment_status": "unpaid",
        "url": format!("https://checkout.stripe.com/c/pay/{id}"), "amount_total": amount, "currency": currency,
        "client_reference_id": get("client_reference_id"), "metadata": { "booking_id": get("metadata[booking_id]") },
        "created": now.timestamp(), "expires_at": now.timestamp() + 24 * 3600, "recovered_from": null,
        "payment_intent": null, "after_expiration": { "recovery": { "enabled": true, "url": null } },
    });
    state.sessions.push(session.clone());
    (200, session)
}

fn list(state: &State, request: &Request) -> Value {
    let query = url::form_urlencoded::parse(request.raw_query_string().as_bytes());
    let given: HashMap<String, String> = query.into_owned().collect();
    let limit: usize = given["limit"].parse().unwrap();
    let since: i64 = given["created[gte]"].parse().unwrap();
    let after = given.get("starting_after");
    let mut newest_first: Vec<&Value> = state.sessions.iter().rev().collect();
    if let Some(after) = after {
        let at = newest_first
            .iter()
            .position(|session| session["id"] == after.as_str())
            .unwrap();
        newest_first.drain(..=at);
    }
    newest_first.retain(|session| session["created"].as_i64().unwrap() >= since);
    let has_more = newest_first.len() > limit;
    newest_first.truncate(limit);
    json!({ "object": "list", "data": newest_first, "has_more": has_more })
}

/// Sessions that nobody paid within a day run out.
fn run_out(sessions: &mut [Value], now: DateTime<Utc>) {
    for session in sessions {
        if session["status"] == "open" && session["expires_at"].as_i64().unwrap() <= now.timestamp()
        {
            expire(session);
        }
    }
}

fn expire(session: &mut Value) {
    session["status"] = json!("expired");
    session["url"] = Value::Null;
    let id = session["id"].as_str().unwrap();
    let link = json!(format!("https://buy.stripe.com/r/{id}"));
    session["after_expiration"]["recovery"]["url"] = link;
}

fn fault(kind: &str, message: &str) -> Value {
    json!({ "error": { "type": kind, "message": message } })
}

fn said(status: u16, body: &Value) -> Response {
    Response::json(body).with_status_code(status)
}
