//! One verb, one write transaction. Every edge (HTTP, command line, jobs) changes the book through these.

pub mod book;
pub mod cancel;
pub mod change;
mod checks;
mod effects;
pub mod jobs;
pub(crate) mod letters;
pub mod moments;
pub mod set_up;
pub mod sign_in;
pub mod users;
