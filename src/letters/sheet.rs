//! What a letter says, before anyone decided how it looks. The text and the HTML part are two views of the
//! same sheet, so they can't come to say different things.

use serde::Serialize;

/// A letter's content from top to bottom. All text is clean; none of it is escaped.
#[derive(Debug, Serialize)]
pub(super) struct Sheet {
    /// `en`, `nl` or `de`.
    pub(super) language: &'static str,
    pub(super) subject: String,
    /// Greeting and regards; none around the salon's own words, which bring theirs.
    pub(super) courtesies: Option<Courtesies>,
    pub(super) blocks: Vec<Block>,
    pub(super) salon: Signature,
    /// How to get no more such letters; only on those that nobody asked for.
    pub(super) unsubscribe: Option<Unsubscribe>,
}

/// How a letter begins and ends.
#[derive(Debug, Serialize)]
pub(super) struct Courtesies {
    pub(super) greeting: String,
    pub(super) regards: &'static str,
}

/// One piece of the letter.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", content = "content", rename_all = "snake_case")]
pub(super) enum Block {
    /// Lines of prose.
    Paragraph(Vec<String>),
    /// An appointment.
    Details(Vec<Row>),
    /// The notes that the client may see.
    Notes {
        label: &'static str,
        lines: Vec<String>,
    },
    /// Links to act on, the wished-for answer first.
    Buttons(Vec<Button>),
}

/// A line of an appointment's table.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    pub(super) label: &'static str,
    pub(super) value: String,
    /// No longer true; shown struck through.
    pub(super) past: bool,
}

/// A link to act on.
#[derive(Debug, Serialize)]
pub(super) struct Button {
    pub(super) label: String,
    pub(super) url: String,
}

/// Who writes.
#[derive(Debug, Serialize)]
pub(super) struct Signature {
    pub(super) name: String,
    pub(super) address: Vec<String>,
    pub(super) phone: String,
    pub(super) footer: Vec<String>,
}

/// How to get no more such letters.
#[derive(Debug, Serialize)]
pub(super) struct Unsubscribe {
    pub(super) text: &'static str,
    pub(super) link: Option<Button>,
}
