//! What a client's page shows, and how it is written down. The template escapes everything that it prints.

use std::sync::LazyLock;

use minijinja::{Environment, UndefinedBehavior, syntax::SyntaxConfig, value::Serde};
use rouille::{Response, ResponseBody};
use serde::Serialize;

use super::words::{self, Ask, Say, Words};
use crate::letters::words::fill;
use crate::letters::{Locale, clean};
use crate::salon::settings::Settings;

/// The name's ending is what turns escaping on.
const NAME: &str = "page.html";

static TEMPLATES: LazyLock<Result<Environment<'static>, minijinja::Error>> = LazyLock::new(|| {
    let mut templates = Environment::new();
    let tidy = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()?;
    templates.set_syntax(tidy);
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates.add_template(NAME, include_str!("page.html"))?;
    Ok(templates)
});

/// The salon, at the head and the foot of the page.
#[derive(Serialize)]
struct Salon {
    name: String,
    lines: Vec<String>,
}

/// A line of the table of an appointment.
#[derive(Serialize)]
pub(super) struct Row {
    pub(super) label: &'static str,
    pub(super) lines: Vec<String>,
}

/// The form that acts: a button, and the stars of the feedback page.
#[derive(Default, Serialize)]
pub(super) struct Form {
    pub(super) button: &'static str,
    /// The button does what most clients don't want.
    pub(super) quiet: bool,
    pub(super) rating: Option<Rating>,
    /// What is to be put right before it can be sent.
    pub(super) fault: Option<&'static str>,
}

/// One to five stars, and a few words.
#[derive(Serialize)]
pub(super) struct Rating {
    pub(super) legend: &'static str,
    pub(super) choices: Vec<Choice>,
    pub(super) comment_label: &'static str,
    pub(super) comment: String,
}

/// So many stars.
#[derive(Serialize)]
pub(super) struct Choice {
    pub(super) value: usize,
    pub(super) stars: String,
    pub(super) label: &'static str,
    pub(super) checked: bool,
}

/// A way on from here.
#[derive(Serialize)]
pub(super) struct Link {
    pub(super) text: &'static str,
    pub(super) url: String,
    pub(super) label: &'static str,
}

/// One page.
#[derive(Serialize)]
pub(super) struct Page {
    #[serde(skip)]
    pub(super) status: u16,
    language: &'static str,
    title: &'static str,
    pub(super) paragraphs: Vec<String>,
    pub(super) details: Vec<Row>,
    pub(super) form: Option<Form>,
    pub(super) link: Option<Link>,
    salon: Salon,
}

/// Who reads, and who writes: what all pages are made with.
pub(super) struct Desk<'a> {
    pub(super) locale: Locale,
    pub(super) words: &'static Words,
    settings: &'a Settings,
}

impl<'a> Desk<'a> {
    /// Pages in this language; empty: the salon's.
    pub(super) fn new(settings: &'a Settings, language: &str) -> Self {
        let language = if language.is_empty() {
            &settings.locale
        } else {
            language
        };
        let locale = Locale::parse(language);
        Self {
            locale,
            words: words::of(locale),
            settings,
        }
    }

    fn page(&self, status: u16, title: &'static str, text: &'static str) -> Page {
        let mut lines = clean::lines(&self.settings.salon_address, clean::NOTE);
        lines.extend(clean::lines(&self.settings.salon_phone, clean::NAME));
        Page {
            status,
            language: self.locale.code(),
            title,
            paragraphs: vec![text.to_owned()],
            details: Vec::new(),
            form: None,
            link: None,
            salon: Salon {
                name: clean::line(&self.settings.salon_name, clean::NAME),
                lines,
            },
        }
    }

    /// A page that asks, with its button.
    pub(super) fn ask(&self, ask: &'static Ask) -> Page {
        let form = Form {
            button: ask.button,
            ..Form::default()
        };
        Page {
            form: Some(form),
            ..self.page(200, ask.title, ask.text)
        }
    }

    /// A page that says how something went.
    pub(super) fn say(&self, status: u16, say: &'static Say) -> Page {
        self.page(status, say.title, say.text)
    }

    /// The same, and how to reach the salon.
    pub(super) fn say_and_offer(&self, status: u16, say: &'static Say) -> Page {
        let mut page = self.say(status, say);
        page.paragraphs.push(self.reach_us());
        page
    }

    fn reach_us(&self) -> String {
        match clean::line(&self.settings.salon_phone, clean::NAME) {
            phone if phone.is_empty() => self.words.reach_us_by_mail.to_owned(),
            phone => fill(self.words.reach_us, &[("phone", phone)]),
        }
    }
}

impl Page {
    /// The page as an answer. Nothing keeps it: the address is a key.
    pub(super) fn answer(&self) -> Result<Response, minijinja::Error> {
        let templates = TEMPLATES
            .as_ref()
            .map_err(|error| minijinja::Error::new(error.kind(), error.to_string()))?;
        let html = templates.get_template(NAME)?.render(Serde(self))?;
        Ok(Response {
            status_code: self.status,
            headers: vec![
                ("Content-Type".into(), "text/html; charset=utf-8".into()),
                ("Cache-Control".into(), "no-store".into()),
            ],
            data: ResponseBody::from_string(html),
            upgrade: None,
        })
    }
}
