//! The HTTP edge: from a request to an action or a query, and from what they answer to a response.
//!
//! `doors` looks at how a request comes in, `visit` finds out who asks and reads what they sent; `routes` is the one
//! table; `answer` is the one place where a refusal becomes a status; `form` reads a body's fields; `listing` sends
//! lists. Beside them, a file per noun.

mod about;
mod address;
pub mod answer;
mod audit;
mod auth;
mod availability;
mod backups;
mod bookings;
mod calendar;
mod clients;
mod connections;
mod day_sheet;
mod desk;
pub mod doors;
mod export;
mod feedback;
mod followups;
mod form;
pub mod health;
mod holidays;
mod hours_exceptions;
mod import;
mod jobs;
mod letters;
mod listing;
pub mod live;
mod notifications;
mod now;
pub mod openapi;
mod pages;
mod payments;
mod privacy;
mod reports;
mod restore;
pub mod routes;
mod services;
mod settings;
mod setup;
pub mod setup_code;
mod staff;
pub mod throttle;
mod time_off;
mod to_call;
#[cfg(test)]
mod types;
mod untold;
mod users;
pub mod visit;
mod waitlist;
mod webhook;

use rouille::{Request, Response};

use crate::app::App;

/// Answers one request.
pub fn handle(app: &App, request: &Request) -> Response {
    let answer = visit::Visit::new(app, request).and_then(|visit| routes::dispatch(&visit));
    answer::dress(answer.unwrap_or_else(|error| answer::refuse(&error)))
}

/// Answers who came in plain http where https is spoken. Those who look are led on, for now only: the salon may
/// change its mind. Those who send something have just told it to the whole network, and should know.
pub fn point_to_https(app: &App, request: &Request) -> Response {
    let answer = match app.doors.admit(request) {
        Err(refusal) => answer::refuse(&refusal.into()),
        Ok(arrival) => {
            let there = arrival.over_https(request.raw_url());
            match request.method() {
                "GET" | "HEAD" => Response::redirect_307(there),
                _ => answer::error(
                    400,
                    "https_only",
                    &format!(
                        "This address speaks https: use {there}. What you just sent could be read on the way; change a password that was in it."
                    ),
                ),
            }
        }
    };
    answer::dress(answer)
}

/// Answers what was no request that [`handle`] could be given, with this status.
pub fn turn_away(status: u16) -> Response {
    answer::dress(answer::unreadable(status))
}
