//! Daybook: the appointment book of a small salon.

pub mod actions;
pub mod app;
pub mod config;
pub mod http;
pub mod jobs;
pub mod letters;
pub mod outside;
pub mod salon;
pub mod secrets;
pub mod store;
pub mod web;
