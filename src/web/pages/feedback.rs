//! The page on which a client says how it was. Whoever answers is invited to write the same in public, whatever the
//! rating: to ask only the contented would be a lie to all readers.

use super::sheet::{Choice, Desk, Form, Link, Page, Rating};
use super::{answered, fields, token};
use crate::actions;
use crate::salon::Refusal;
use crate::salon::who::Scope;
use crate::store::{Error, Result, bookings, feedback, links, references};
use crate::web::answer::Answer;
use crate::web::visit::Visit;

/// Longest comment, in characters.
const LONGEST_COMMENT: usize = 4000;

/// `GET /feedback/:token`
pub(in crate::web) fn ask(visit: &Visit<'_>) -> Answer {
    let page = Asked::read(visit).map(|asked| {
        let settings = visit.app.db.settings();
        let desk = Desk::new(&settings, &asked.language);
        match asked.given {
            true => desk.say_and_offer(410, &desk.words.told),
            false => blank(&desk, 200, None, "", None),
        }
    });
    answered(visit, page)
}

/// `POST /feedback/:token`
pub(in crate::web) fn give(visit: &Visit<'_>) -> Answer {
    answered(visit, keep(visit))
}

/// Whom the link asks.
struct Asked {
    language: String,
    given: bool,
}

impl Asked {
    fn read(visit: &Visit<'_>) -> Result<Self> {
        visit.app.db.read(|book| {
            let unknown = || Refusal::NotFound("Link");
            let id = links::feedback(book, token(visit))?.ok_or_else(unknown)?;
            let booking = bookings::find(book, id, Scope::All)?.ok_or_else(unknown)?;
            let client = references::client(book, booking.client_id)?.ok_or_else(unknown)?;
            Ok(Self {
                language: client.language,
                given: feedback::is_given(book, id)?,
            })
        })
    }
}

fn keep(visit: &Visit<'_>) -> Result<Page> {
    let asked = Asked::read(visit)?;
    let settings = visit.app.db.settings();
    let desk = Desk::new(&settings, &asked.language);
    let fields = fields(visit)?;
    let field = |name: &str| fields.get(name).map_or("", String::as_str);
    let comment = readable(field("comment"));
    let rating = field("rating")
        .parse()
        .ok()
        .filter(|rating| (1..=5).contains(rating));
    if !asked.given {
        let words = &desk.words.form;
        if comment.chars().count() > LONGEST_COMMENT {
            return Ok(blank(&desk, 400, rating, &comment, Some(words.too_long)));
        }
        let Some(_) = rating else {
            return Ok(blank(&desk, 400, None, &comment, Some(words.no_rating)));
        };
    }
    let (db, now) = (&visit.app.db, &visit.now);
    match actions::feedback::give(db, token(visit), rating.unwrap_or(0), &comment, now) {
        Ok(()) => Ok(thanks(&desk, &settings.review_url)),
        Err(Error::Refused(Refusal::Gone(_))) => Ok(desk.say_and_offer(410, &desk.words.told)),
        Err(error) => Err(error),
    }
}

/// What was typed, without what can't be read. Browsers send line breaks as CR LF.
fn readable(text: &str) -> String {
    let kept = text.trim().chars();
    kept.filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect()
}

/// The form, with what was filled in before.
fn blank(
    desk: &Desk<'_>,
    status: u16,
    rating: Option<i64>,
    comment: &str,
    fault: Option<&'static str>,
) -> Page {
    let words = &desk.words.form;
    let choices = words.ratings.iter().enumerate().rev();
    let choices = choices.map(|(index, label)| Choice {
        value: index + 1,
        stars: "★".repeat(index + 1),
        label,
        checked: rating == Some(index as i64 + 1),
    });
    let rating = Rating {
        legend: words.rating,
        choices: choices.collect(),
        comment_label: words.comment,
        comment: comment.to_owned(),
    };
    let mut page = desk.ask(&desk.words.feedback);
    page.status = status;
    page.form = Some(Form {
        button: desk.words.feedback.button,
        rating: Some(rating),
        fault,
        ..Form::default()
    });
    page
}

fn thanks(desk: &Desk<'_>, review_url: &str) -> Page {
    let mut page = desk.say(200, &desk.words.thanks);
    let url = url::Url::parse(review_url).ok();
    page.link = url
        .filter(|url| matches!(url.scheme(), "http" | "https"))
        .map(|url| Link {
            text: desk.words.review,
            url: url.into(),
            label: desk.words.review_button,
        });
    page
}
