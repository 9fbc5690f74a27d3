//! What the stories share.

pub mod salon;
