//! The stories: one binary, one file a story. Each opens a salon of its own and speaks HTTP to it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    unreachable_pub
)]

mod support;

mod answering;
mod availability;
mod bad_input;
mod booking;
mod calendar;
mod checking;
mod clients;
mod command_line;
mod connecting;
mod contention;
mod database;
mod demo;
mod desk;
mod doors;
mod failing_disk;
mod feedback;
mod finding_clients;
mod followups;
mod histories;
mod holidays;
mod house;
mod https;
mod jobs;
mod kill;
mod letters;
mod licences;
mod listener;
mod live;
mod mail;
mod newcomer;
mod noshow;
mod notifications;
mod openapi;
mod packaging;
mod payments;
mod privacy;
mod reading;
mod readme;
mod reports;
mod roles;
mod service;
mod services;
mod settings;
mod setup;
mod signing_in;
mod staff;
mod telling;
mod users;
mod waitlist;
mod webhook;
