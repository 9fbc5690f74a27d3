//! Daybook: the appointment book that a small salon runs on its own machine.
//!
//! One process, threads, one SQLite file. A request comes in through [`http`], is understood by [`web`], becomes
//! one verb of [`actions`], which asks the rules in [`salon`] and writes through [`store`]; what is to happen later
//! is written as a job in the same transaction and done by the thread in [`jobs`].
//!
//! # The rooms
//!
//! | room | holds |
//! |---|---|
//! | [`salon`] | the rules, pure: no SQL, clock, HTTP or threads. `Refusal` is every rule's "no" |
//! | [`actions`] | one verb, one write transaction: book, change, cancel, … |
//! | [`import`] | what other programs wrote, pure: bytes in, clients and events out |
//! | [`export`] | all that the book holds, as CSV and .ics: a folder or a zip |
//! | [`store`] | all SQL, one file a table family; the one door to the database: `read` and `write` |
//! | [`backup`] | backups, and the way back from one: a file in the place of the book, whole or not at all |
//! | [`letters`] | the words of e-mails, pure: facts in, a whole message out |
//! | [`outside`] | the world: clock, machine, certificate, mail, Stripe |
//! | [`jobs`] | the thread that drains the jobs table; every kind of job has its place |
//! | [`http`] | the listener under rouille's `Request` and `Response`: deadlines, limits, events; knows no salon |
//! | [`web`] | the one table of routes, who asks, and the one place where a `Refusal` becomes a status |
//! | `desk` | the browser front desk: Svelte and TypeScript, built by `build.rs` there and carried by the program |
//! | [`demo`] | the sample salon: its past is lived through with the verbs of every desk |
//! | [`app`], [`config`], [`secrets`] | what every edge is handed; `config.toml`; tokens and passwords |
//! | [`about`] | version, licence, and whose work this is built on |
//!
//! # The layer rule
//!
//! `web, cli, jobs → backup → actions → store → salon`. Plain reads may go from an edge to the store. Only edges and jobs
//! talk to [`outside`], never inside a transaction. `tests/house.rs` reads the `use` lines and fails when the rule
//! is broken.
//!
//! # What always holds
//!
//! - A booking's change, its jobs, its notification and its audit entry are one transaction: all or none.
//! - No staff member is booked twice but where somebody said "book anyway"; `schema.sql` sees to it, too.
//! - The present is read once a request or job and passed on. No SQL asks for the time.
//! - What a client was last told, and how, is kept beside each booking; a letter's rightness is decided anew when
//!   its moment comes (`salon::telling`).
//! - Appointments are wall-clock times in the salon's zone; everything else is an instant in UTC.
//! - Bookings are never deleted.
//!
//! # Deliberately absent
//!
//! Async, an ORM, repository traits, dependency injection, a template language for letters, a cache of the book,
//! macros for configuration, errors or routes, and a panic on any path that input, disk, network or clock can reach.

pub mod about;
pub mod actions;
pub mod app;
pub mod backup;
pub mod cli;
pub mod config;
pub mod connections;
pub mod demo;
pub mod export;
pub mod http;
pub mod import;
pub mod jobs;
pub mod letters;
pub mod outside;
pub mod passwords;
pub mod salon;
pub mod secrets;
pub mod store;
pub mod web;
