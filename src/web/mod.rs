//! The HTTP edge: from a request to an action or a query, and from what they answer to a response.
//!
//! `doors` looks at how a request comes in, `visit` finds out who asks and reads what they sent; `routes` is the one
//! table; `answer` is the one place where a refusal becomes a status; `form` reads a body's fields; `listing` sends
//! lists. Beside them, a file per noun.

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

/// Answers what was no request that [`handle`] could be given, with this status.
pub fn turn_away(status: u16) -> Response {
    answer::dress(answer::unreadable(status))
}
