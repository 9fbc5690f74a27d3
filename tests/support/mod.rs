//! What the stories share.

pub mod python;
pub mod salon;
pub mod smtp;
