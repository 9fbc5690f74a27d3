//! Daybook: the appointment book of a small salon.

pub mod http;
pub mod letters;
pub mod outside;
