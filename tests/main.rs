//! The stories: one binary, one file a story. Each opens a salon of its own and speaks HTTP to it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    missing_docs,
    unreachable_pub
)]

mod answering;
mod appliance;
mod availability;
mod backups;
mod bad_input;
mod booking;
mod calendar;
mod checking;
mod clients;
mod command_line;
mod connecting;
mod contention;
mod correspondence;
mod database;
mod demo;
mod desk;
mod doors;
mod effects;
mod exporting;
mod failing_disk;
mod feedback;
mod finding_clients;
mod followups;
mod histories;
mod holidays;
mod horizon;
mod house;
mod https;
mod importing_calendars;
mod importing_clients;
mod job_lists;
mod jobs;
mod kill;
mod letters;
mod licences;
mod listener;
mod live;
mod mail;
mod moving;
mod newcomer;
mod noshow;
mod notifications;
mod openapi;
mod packaging;
mod payments;
mod poisonous;
mod power_cut;
mod privacy;
mod reading;
mod readme;
mod replica;
mod reports;
mod restore;
mod restore_at_desk;
mod restore_killed;
mod restore_refused;
mod roles;
mod service;
mod services;
mod settings;
mod setup;
mod signing_in;
mod staff;
mod support;
mod telling;
mod to_call;
mod untold;
mod upgrade;
mod users;
mod waitlist;
mod webhook;
