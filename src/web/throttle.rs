//! Who guessed passwords lately: counted by account and address, in memory, never locking the account itself.

/// Failures of the last quarter of an hour.
#[derive(Debug, Default)]
pub struct Throttle {}
