//! The stories: one binary, one file a story. Each opens a salon of its own and speaks HTTP to it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    unreachable_pub
)]

mod privacy;
mod support;

mod answering;
mod availability;
mod bad_input;
mod booking;
mod clients;
mod finding_clients;
mod calendar;
mod feedback;
mod followups;
mod histories;
mod holidays;
mod house;
mod letters;
mod listener;
mod mail;
mod notifications;
mod reading;
mod reports;
mod services;
mod settings;
mod staff;
mod telling;
mod waitlist;
