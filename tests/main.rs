//! The stories: one binary, one file a story. Each opens a salon of its own and speaks HTTP to it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    unreachable_pub
)]

mod support;

mod availability;
mod bad_input;
mod booking;
mod clients;
mod finding_clients;
mod histories;
mod holidays;
mod house;
mod answering;
mod feedback;
mod followups;
mod letters;
mod listener;
mod mail;
mod notifications;
mod reading;
mod services;
mod settings;
mod staff;
mod reports;
mod telling;
mod waitlist;
