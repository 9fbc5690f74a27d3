//! Whether an answer is what the API's description says: no field too few, and none that it doesn't know.

use std::collections::BTreeSet;

use serde_json::Value;

/// The description, `/api/openapi.json`.
pub struct Description(pub Value);

impl Description {
    /// What a reference such as `#/components/schemas/Booking` leads to.
    #[track_caller]
    pub fn follow(&self, reference: &str) -> &Value {
        let found = self.0.pointer(reference.trim_start_matches('#'));
        found.unwrap_or_else(|| panic!("{reference} leads nowhere"))
    }

    /// The call that this method and path are, with its path as the description writes it.
    pub fn call(&self, method: &str, path: &str) -> (String, &Value) {
        let fits = |template: &str| {
            let (ours, theirs) = (template.split('/'), path.split('/'));
            ours.clone().count() == theirs.clone().count()
                && ours
                    .zip(theirs)
                    .all(|(our, their)| our.starts_with('{') || our == their)
        };
        let mut found: Vec<_> = self.0["paths"].as_object().unwrap().iter().collect();
        found.retain(|(template, _)| fits(template));
        // An address that is written out goes before one with an id.
        found.sort_by_key(|(template, _)| template.contains('{'));
        let (template, methods) = found
            .first()
            .unwrap_or_else(|| panic!("{path} is not described"));
        (
            format!("{method} {template}"),
            &methods[method.to_lowercase()],
        )
    }

    /// What of this value is not as its schema says, a clause each.
    pub fn faults(&self, schema: &Value, value: &Value) -> Vec<String> {
        let mut faults = Vec::new();
        self.compare(schema, value, "it", &mut faults);
        if let (Some(fields), Some(names)) = (value.as_object(), self.names(schema)) {
            let unknown = fields.keys().filter(|name| !names.contains(name.as_str()));
            faults.extend(unknown.map(|name| format!("{name} is not described")));
        }
        faults
    }

    fn compare(&self, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
        if let Some(reference) = schema["$ref"].as_str() {
            self.compare(self.follow(reference), value, at, faults);
        }
        for part in list(&schema["allOf"]) {
            self.compare(part, value, at, faults);
        }
        let any = list(&schema["anyOf"]);
        if !any.is_empty() {
            let tried: Vec<_> = any.iter().map(|one| self.faults(one, value)).collect();
            if !tried.iter().any(Vec::is_empty) {
                faults.push(format!("{at} is none of: {tried:?}"));
            }
        }
        if !has_type(&schema["type"], value) {
            faults.push(format!("{at} is {value}, not {}", schema["type"]));
        }
        let words = list(&schema["enum"]);
        if !words.is_empty() && !words.contains(value) {
            faults.push(format!("{at} is {value}, none of {words:?}"));
        }
        for name in list(&schema["required"]).iter().filter_map(Value::as_str) {
            if value.get(name).is_none() {
                faults.push(format!("{at} lacks {name}"));
            }
        }
        if let (Some(fields), Some(value)) = (schema["properties"].as_object(), value.as_object()) {
            for (name, field) in fields {
                let Some(value) = value.get(name) else {
                    continue;
                };
                faults.extend(
                    self.faults(field, value)
                        .into_iter()
                        .map(|what| format!("{name}: {what}")),
                );
            }
        }
        if let (Some(items), Some(values)) = (schema.get("items"), value.as_array()) {
            faults.extend(values.iter().flat_map(|value| self.faults(items, value)));
        }
    }

    /// The fields that an object may have; none where anything goes.
    fn names<'a>(&'a self, schema: &'a Value) -> Option<BTreeSet<&'a str>> {
        let parts = list(&schema["allOf"]).iter();
        let led = schema["$ref"]
            .as_str()
            .map(|reference| self.follow(reference));
        let mut names: Option<BTreeSet<&str>> = None;
        if schema
            .get("additionalProperties")
            .is_some_and(|more| *more != false)
        {
            return None;
        }
        if let Some(fields) = schema["properties"].as_object() {
            names = Some(fields.keys().map(String::as_str).collect());
        }
        for part in parts.chain(led) {
            if let Some(more) = self.names(part) {
                names.get_or_insert_default().extend(more);
            }
        }
        names
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn has_type(named: &Value, value: &Value) -> bool {
    let is = |name: &Value| match name.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64(),
        Some("number") => value.is_number(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        _ => true,
    };
    match named {
        Value::Array(names) => names.iter().any(is),
        name => is(name),
    }
}
