//! What the stories share.

pub mod browser;
pub mod caller;
pub mod chromium;
#[cfg(target_os = "linux")]
pub mod disk;
pub mod fees;
pub mod https;
pub mod lost;
pub mod node;
pub mod plans;
pub mod program;
pub mod python;
pub mod readme;
pub mod refusals;
pub mod salon;
pub mod sample;
pub mod shapes;
pub mod shop;
pub mod smtp;
pub mod stripe;
