//! One verb, one write transaction.
