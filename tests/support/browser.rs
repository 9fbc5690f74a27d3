//! A browser: it keeps the cookie, comes from somewhere, and calls the salon's machine by some name.

use std::cell::RefCell;

use serde_json::{Value, json};

use super::salon::{Reply, Salon};

pub struct Browser<'a> {
    salon: &'a Salon,
    peer: String,
    headers: Vec<(String, String)>,
    cookie: RefCell<Option<String>>,
}

impl<'a> Browser<'a> {
    /// On the salon's own machine, at `http://127.0.0.1:8080`, where browsers say `Sec-Fetch-Site`.
    pub fn new(salon: &'a Salon) -> Self {
        Self {
            salon,
            peer: "127.0.0.1".to_owned(),
            headers: vec![
                ("Host".to_owned(), "127.0.0.1:8080".to_owned()),
                ("Sec-Fetch-Site".to_owned(), "same-origin".to_owned()),
            ],
            cookie: RefCell::default(),
        }
    }

    /// The same from another address.
    pub fn from(mut self, peer: &str) -> Self {
        self.peer = peer.to_owned();
        self
    }

    /// The same with a header set, in the place of an older one.
    pub fn with(self, name: &str, value: &str) -> Self {
        let mut browser = self.without(name);
        browser.headers.push((name.to_owned(), value.to_owned()));
        browser
    }

    /// The same without a header.
    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(given, _)| given != name);
        self
    }

    pub fn cookie(&self) -> Option<String> {
        self.cookie.borrow().clone()
    }

    pub fn set_cookie(&self, cookie: Option<String>) {
        *self.cookie.borrow_mut() = cookie;
    }

    pub fn send(&self, method: &str, path: &str, body: Option<Value>) -> Reply {
        let mut headers = self.headers.clone();
        if let Some(cookie) = self.cookie() {
            headers.push(("Cookie".to_owned(), format!("theme=dark; {cookie}")));
        }
        if body.is_some() {
            headers.push(("Content-Type".to_owned(), "application/json".to_owned()));
        }
        let bytes = body.map_or_else(Vec::new, |body| serde_json::to_vec(&body).unwrap());
        let reply = self
            .salon
            .ask_from(&self.peer, method, path, headers, bytes);
        if let Some(set) = reply.header("Set-Cookie") {
            let pair = set.split(';').next().unwrap();
            let cleared = set.contains("Max-Age=0");
            self.set_cookie((!cleared).then(|| pair.to_owned()));
        }
        reply
    }

    pub fn get(&self, path: &str) -> Reply {
        self.send("GET", path, None)
    }

    pub fn post(&self, path: &str, body: Value) -> Reply {
        self.send("POST", path, Some(body))
    }

    pub fn sign_in(&self, email: &str, password: &str) -> Reply {
        self.post(
            "/api/auth/login",
            json!({ "email": email, "password": password }),
        )
    }
}
