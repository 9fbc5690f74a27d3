//! The HTML part. The template escapes everything that it prints.

use crate::letters::{LetterError, sheet::Sheet};
use minijinja::{Environment, UndefinedBehavior, syntax::SyntaxConfig, value::Serde};
use std::sync::LazyLock;

/// The name's ending is what turns escaping on.
const NAME: &str = "letter.html";

static TEMPLATES: LazyLock<Result<Environment<'static>, minijinja::Error>> = LazyLock::new(|| {
    let mut templates = Environment::new();
    templates.set_syntax(
        SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()?,
    );
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates.add_template(NAME, include_str!("letter.html"))?;
    Ok(templates)
});

/// The whole page.
pub(super) fn html(sheet: &Sheet) -> Result<String, LetterError> {
    let templates = TEMPLATES
        .as_ref()
        .map_err(|error| LetterError::NotBuilt(error.to_string()))?;
    let page = templates
        .get_template(NAME)
        .and_then(|template| template.render(Serde(sheet)));
    page.map_err(|error| LetterError::NotBuilt(error.to_string()))
}
