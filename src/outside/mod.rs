//! The world outside: clock, machine, certificate, mail, Stripe. Effects are enums and structs that the program is handed, never
//! reached for; only the edges and the jobs call them, never inside a transaction.

pub mod certificate;
pub mod clock;
pub mod disk;
pub mod host;
pub mod keeper;
pub mod leaving;
mod local_name;
pub mod machine;
pub mod mailer;
pub mod reach;
pub mod stripe;
