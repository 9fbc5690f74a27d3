//! The HTTP edge: from a request to an action or a query, and from what they answer to a response.
//!
//! `routes` is the one table; `visit` finds out who asks and reads what they sent; `answer` is the one place where
//! a refusal becomes a status; `form` reads a body's fields; `listing` sends lists. Beside them, a file per noun.

pub mod answer;
mod auth;
mod availability;
mod bookings;
mod clients;
mod form;
mod holidays;
mod hours_exceptions;
mod jobs;
mod listing;
mod notifications;
pub mod routes;
mod services;
mod settings;
mod staff;
pub mod throttle;
mod time_off;
pub mod visit;
mod waitlist;

use rouille::{Request, Response};

use crate::app::App;

/// Answers one request.
pub fn handle(app: &App, request: &Request) -> Response {
    let visit = visit::Visit::new(app, request);
    let response = routes::dispatch(&visit).unwrap_or_else(|error| answer::refuse(&error));
    answer::dress(&visit, response)
}
