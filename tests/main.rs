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
mod command_line;
mod connecting;
mod database;
mod doors;
mod finding_clients;
mod histories;
mod holidays;
mod house;
mod letters;
mod listener;
mod mail;
mod notifications;
mod reading;
mod roles;
mod services;
mod settings;
mod setup;
mod signing_in;
mod staff;
mod telling;
mod users;
mod waitlist;
