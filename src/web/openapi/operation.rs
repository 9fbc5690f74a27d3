//! What is said of a route beside what its guard says of it by itself.

/// One call.
pub struct Operation {
    /// The method, as in the table of routes.
    pub method: &'static str,
    /// The path, as in the table of routes.
    pub path: &'static str,
    /// What it does, in a line.
    pub says: &'static str,
    /// Its query and header parameters, by their names among the nouns' `parameters`.
    pub asks: &'static [&'static str],
    /// Its body, by its name among the nouns' `bodies`, and the fields that must be there.
    pub takes: Option<(&'static str, &'static [&'static str])>,
    /// What it answers when all is well.
    pub gives: Gives,
    /// The statuses of refusals that neither guard, path nor body foretell.
    pub may: &'static [u16],
}

/// What a call answers when all is well; the names are among the nouns' `schemas`.
#[derive(Clone, Copy)]
pub enum Gives {
    /// One object.
    One(&'static str),
    /// A list: the whole array, or a page of it.
    List(&'static str),
    /// An array, always whole.
    All(&'static str),
    /// Something that is no JSON, of this media type.
    Media(&'static str),
}

const fn call(method: &'static str, path: &'static str, says: &'static str) -> Operation {
    Operation {
        method,
        path,
        says,
        asks: &[],
        takes: None,
        gives: Gives::One("Done"),
        may: &[],
    }
}

pub(super) const fn get(path: &'static str, says: &'static str) -> Operation {
    call("GET", path, says)
}

pub(super) const fn post(path: &'static str, says: &'static str) -> Operation {
    call("POST", path, says)
}

pub(super) const fn put(path: &'static str, says: &'static str) -> Operation {
    call("PUT", path, says)
}

pub(super) const fn delete(path: &'static str, says: &'static str) -> Operation {
    call("DELETE", path, says)
}

impl Operation {
    pub(super) const fn asks(self, asks: &'static [&'static str]) -> Self {
        Self { asks, ..self }
    }

    pub(super) const fn takes(self, body: &'static str, required: &'static [&'static str]) -> Self {
        Self {
            takes: Some((body, required)),
            ..self
        }
    }

    pub(super) const fn gives(self, gives: Gives) -> Self {
        Self { gives, ..self }
    }

    pub(super) const fn may(self, may: &'static [u16]) -> Self {
        Self { may, ..self }
    }
}
