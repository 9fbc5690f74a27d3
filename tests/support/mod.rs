//! What the stories share.

pub mod plans;
pub mod python;
pub mod refusals;
pub mod salon;
pub mod smtp;
