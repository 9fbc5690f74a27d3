//! What the stories share.

pub mod browser;
pub mod plans;
pub mod program;
pub mod python;
pub mod refusals;
pub mod salon;
pub mod shapes;
pub mod smtp;
