//! One verb, one write transaction. Every edge (HTTP, command line, jobs) changes the book through these.

pub mod answer;
pub mod book;
pub mod cancel;
pub mod change;
mod checks;
pub mod clients;
pub mod consent;
mod effects;
pub mod feedback;
pub mod fees;
pub mod followups;
pub mod holidays;
pub mod import;
pub mod jobs;
pub(crate) mod letters;
pub mod merge;
pub mod moments;
pub mod notifications;
pub mod privacy;
pub mod rota;
pub mod services;
pub mod set_up;
pub mod settings;
pub mod sign_in;
pub mod staff;
pub mod users;
pub mod waitlist;
