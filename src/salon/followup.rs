//! Follow-up sequences: letters in the salon's own words, some days after a visit.

use serde::Serialize;

use super::Fields;

/// A sequence, as the API shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Followup {
    /// Its id.
    pub id: i64,
    /// What the salon calls it.
    pub name: String,
    /// After which service; null: after every one.
    pub service_id: Option<i64>,
    /// Whether visits start it and its letters go out.
    pub active: bool,
    /// Its letters, in order.
    pub steps: Vec<Step>,
}

/// One letter of a sequence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "FollowupStep"))]
pub struct Step {
    /// Its id; a PUT that names it changes this very letter, also where it waits already.
    pub id: i64,
    /// Days from the moment of completion.
    pub delay_days: i64,
    /// Subject, with placeholders such as `{client_name}`.
    pub subject: String,
    /// Body, with the same placeholders; empty lines part its paragraphs.
    pub body: String,
}

/// What somebody wants a sequence to be: a POST's or a PUT's fields, as far as they were given and could be read.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// Fields that could not be read.
    pub wrong: Fields,
    /// Its name.
    pub name: Option<String>,
    /// The service; `Some(None)`: every one.
    pub service_id: Option<Option<i64>>,
    /// Whether it runs.
    pub active: Option<bool>,
    /// Its letters; an id of 0 where none was named.
    pub steps: Option<Vec<Step>>,
}

/// Finds for each wished step the one that it stands for: the one that it names, else one that says the same. Sending
/// back what was read thus changes nothing, and letters that wait go on waiting.
pub fn matched(wished: &mut [Step], present: &[Step]) {
    let mut free: Vec<&Step> = present.iter().collect();
    let mut take = |fits: &dyn Fn(&Step) -> bool| {
        let place = free.iter().position(|step| fits(step))?;
        Some(free.remove(place).id)
    };
    for step in wished.iter_mut() {
        step.id = take(&|known| known.id == step.id).unwrap_or(0);
    }
    for step in wished.iter_mut().filter(|step| step.id == 0) {
        let same = |known: &Step| {
            (known.delay_days, &known.subject, &known.body)
                == (step.delay_days, &step.subject, &step.body)
        };
        step.id = take(&same).unwrap_or(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(id: i64, delay_days: i64, subject: &str) -> Step {
        Step {
            id,
            delay_days,
            subject: subject.to_owned(),
            body: "Hello".to_owned(),
        }
    }

    #[test]
    fn steps_are_known_by_id_or_by_what_they_say() {
        let present = [step(1, 1, "one"), step(2, 7, "two"), step(3, 7, "two")];
        let mut wished = [
            step(0, 7, "two"),
            step(3, 9, "three"),
            step(0, 1, "new"),
            step(3, 1, "again"),
            step(99, 7, "two"),
        ];
        matched(&mut wished, &present);
        assert_eq!(wished.map(|step| step.id), [2, 3, 0, 0, 0]);
    }
}
