//! The mailer of tests: it remembers what it delivered and fails when told to.

use super::{Commit, DeliveryError, Parcel, Receipt};
use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Letters that a test's salon has sent. Clones share the same letters.
#[derive(Debug, Clone, Default)]
pub struct Outbox(Arc<Mutex<Contents>>);

#[derive(Debug, Default)]
struct Contents {
    delivered: Vec<Delivered>,
    next: VecDeque<DeliveryError>,
    always: HashMap<String, DeliveryError>,
    broken: bool,
}

/// A letter that was delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    /// Its message id.
    pub message_id: String,
    /// The sender's bare address.
    pub from: String,
    /// The recipient's bare address.
    pub to: String,
    /// The whole message.
    pub message: Vec<u8>,
}

impl Outbox {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// All letters delivered so far, oldest first.
    pub fn delivered(&self) -> Vec<Delivered> {
        self.contents().delivered.clone()
    }

    /// The same, leaving the outbox empty.
    pub fn take(&self) -> Vec<Delivered> {
        std::mem::take(&mut self.contents().delivered)
    }

    /// The next delivery ends like this; several calls line up. An ambiguous one has passed the point of no
    /// return: “maybe sent” is noted before it fails.
    pub fn fail_next(&self, error: DeliveryError) {
        self.contents().next.push_back(error);
    }

    /// The next delivery ends in a panic, as a mistake in Daybook or in a library would.
    pub fn break_next(&self) {
        self.contents().broken = true;
    }

    /// Every delivery to this address ends like this.
    pub fn fail_for(&self, address: &str, error: DeliveryError) {
        self.contents().always.insert(address.to_owned(), error);
    }

    /// All deliveries succeed again.
    pub fn recover(&self) {
        let mut contents = self.contents();
        contents.next.clear();
        contents.always.clear();
    }

    pub(super) fn deliver(
        &self,
        parcel: &Parcel<'_>,
        commit: Commit<'_>,
    ) -> Result<Receipt, DeliveryError> {
        let failure = {
            let mut contents = self.contents();
            if std::mem::take(&mut contents.broken) {
                std::panic::resume_unwind(Box::new("the mailer broke"));
            }
            contents
                .next
                .pop_front()
                .or_else(|| contents.always.get(parcel.to).cloned())
        };
        match failure {
            Some(error @ DeliveryError::Ambiguous { .. }) => {
                commit()?;
                return Err(error);
            }
            Some(error) => return Err(error),
            None => commit()?,
        }
        self.contents().delivered.push(Delivered {
            message_id: parcel.message_id.to_owned(),
            from: parcel.from.to_owned(),
            to: parcel.to.to_owned(),
            message: parcel.message.to_owned(),
        });
        Ok(Receipt {
            answer: "remembered".to_owned(),
        })
    }

    fn contents(&self) -> MutexGuard<'_, Contents> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
