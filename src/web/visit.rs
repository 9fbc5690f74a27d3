//! One request, looked at once: which address, who asks, what they sent.
//!
//! Permission is a type: a handler that wants an admin takes an [`Admin`], and only this file can make one.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::io::Read;
use std::ops::Deref;

use percent_encoding::percent_decode_str;
use rouille::Request;
use serde_json::{Map, Value};

use super::doors::Arrival;
use super::form::Form;
use crate::app::App;
use crate::salon::Refusal;
use crate::salon::time::{Now, Stamp};
use crate::salon::who::{Role, Scope, Who};
use crate::secrets;
use crate::store::{Result, Snapshot, sessions};

/// The cookie that holds a session's token.
pub const COOKIE: &str = "daybook_session";
/// Bodies are at most this long; the listener sees to it, too.
pub const LONGEST_BODY: u64 = 1024 * 1024;
/// A session's last use is noted at most this often, so that reading writes nothing.
const NOTE_USE_HOURS: i64 = 1;

/// A proof that somebody is signed in, whatever their role.
pub struct Member(Who);
/// A proof that an admin or the desk is signed in.
pub struct Desk(Who);
/// A proof that an admin is signed in.
pub struct Admin(Who);

impl Deref for Member {
    type Target = Who;
    fn deref(&self) -> &Who {
        &self.0
    }
}

impl Deref for Desk {
    type Target = Who;
    fn deref(&self) -> &Who {
        &self.0
    }
}

impl Deref for Admin {
    type Target = Who;
    fn deref(&self) -> &Who {
        &self.0
    }
}

/// One request.
pub struct Visit<'a> {
    /// The running program.
    pub app: &'a App,
    /// The request as it came.
    pub request: &'a Request,
    /// The present, read once.
    pub now: Now,
    /// How it came in.
    pub arrival: Arrival,
    segments: Vec<Cow<'a, str>>,
    parameters: OnceCell<Vec<(String, String)>>,
}

impl<'a> Visit<'a> {
    /// Takes a request in; refuses one that came under a name that isn't ours.
    pub fn new(app: &'a App, request: &'a Request) -> Result<Self> {
        let arrival = app.doors.admit(request)?;
        let path = request.raw_url().split('?').next().unwrap_or("");
        let segments = path
            .split('/')
            .skip(1)
            .map(|part| percent_decode_str(part).decode_utf8_lossy())
            .collect();
        Ok(Self {
            app,
            request,
            now: app.now(),
            arrival,
            segments,
            parameters: OnceCell::new(),
        })
    }

    /// The path's parts, decoded.
    pub fn segments(&self) -> &[Cow<'a, str>] {
        &self.segments
    }

    /// The path's part at this place as an id; anything that is no positive integer names nothing.
    pub fn id_at(&self, place: usize, noun: &'static str) -> Result<i64> {
        let text = self.segments.get(place).map_or("", AsRef::as_ref);
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        match text.parse::<i64>() {
            Ok(id) if digits && id > 0 => Ok(id),
            _ => Err(Refusal::NotFound(noun).into()),
        }
    }

    /// The id of `/api/X/:id`.
    pub fn id(&self, noun: &'static str) -> Result<i64> {
        self.id_at(2, noun)
    }

    /// A query parameter, decoded; an empty one counts as not given.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.values(name).next().filter(|value| !value.is_empty())
    }

    /// Every value that a query parameter was given.
    fn values<'v>(&'v self, name: &str) -> impl Iterator<Item = &'v str> {
        let all = self.parameters.get_or_init(|| {
            let pairs = url::form_urlencoded::parse(self.request.raw_query_string().as_bytes());
            pairs
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect()
        });
        let own = all.iter().filter(move |(given, _)| given == name);
        own.map(|(_, value)| value.as_str())
    }

    /// The query parameters as a form, so that what is wrong in them is told like what is wrong in a body. Of one
    /// that is given twice, nobody knows which is meant.
    pub fn query(&self, names: &[&str]) -> Form {
        let given = names.iter().filter_map(|name| {
            Some((
                (*name).to_owned(),
                Value::String(self.parameter(name)?.to_owned()),
            ))
        });
        let mut form = Form::of_query(given.collect(), self.now.zone);
        for name in names.iter().filter(|name| self.values(name).count() > 1) {
            form.wrong.wrong(name, "is given more than once");
        }
        form
    }

    /// The body as a form.
    pub fn form(&self) -> Result<Form> {
        Ok(Form::of_body(self.body()?, self.now.zone))
    }

    /// The body as a JSON object; an empty body counts as `{}`.
    pub fn body(&self) -> Result<Map<String, Value>> {
        let bytes = self.bytes()?;
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(Map::new());
        }
        let kind = self.request.header("Content-Type").unwrap_or("");
        if !kind
            .split(';')
            .next()
            .unwrap_or("")
            .trim()
            .eq_ignore_ascii_case("application/json")
        {
            return Err(Refusal::NotJson.into());
        }
        match serde_json::from_slice(&bytes) {
            Ok(Value::Object(object)) => Ok(object),
            Ok(_) => Err(Refusal::Malformed("The body must be a JSON object.".to_owned()).into()),
            Err(error) => {
                Err(Refusal::Malformed(format!("The body is not valid JSON: {error}.")).into())
            }
        }
    }

    /// The body as it came.
    pub fn bytes(&self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        if let Some(data) = self.request.data() {
            data.take(LONGEST_BODY + 1)
                .read_to_end(&mut bytes)
                .map_err(anyhow::Error::from)?;
        }
        if bytes.len() as u64 > LONGEST_BODY {
            return Err(Refusal::TooLarge.into());
        }
        Ok(bytes)
    }

    /// Proof that somebody is signed in.
    pub fn member(&self) -> Result<Member> {
        if self.changes_something() {
            self.member_whom(|hash| self.app.db.holder_about_to_write(hash, self.now.stamp))
        } else {
            self.app.db.look(|book| self.member_in(book))
        }
    }

    /// Proof that somebody is signed in, as this snapshot has it.
    pub fn member_in(&self, book: &Snapshot<'_>) -> Result<Member> {
        self.member_whom(|hash| book.holder(hash, self.now.stamp))
    }

    /// Proof that somebody is signed in, who holds the session of a token's hash.
    fn member_whom(
        &self,
        holder: impl FnOnce(&str) -> Result<Option<(Who, Stamp)>>,
    ) -> Result<Member> {
        let (token, by_cookie) = self.token().ok_or(Refusal::NotLoggedIn)?;
        let holder = holder(&secrets::hash_token(&token))?;
        let (mut who, last_seen) = holder.ok_or(Refusal::NotLoggedIn)?;
        // A browser sends the cookie along with whatever another site makes it send; a token it does not.
        if by_cookie && self.changes_something() && !self.is_same_origin().unwrap_or(false) {
            return Err(Refusal::CrossSite.into());
        }
        let personal_agenda = self.app.db.settings().staff_personal_agenda_enabled;
        who.scope = Scope::of(who.role, who.staff_id, personal_agenda);
        let long_ago = last_seen.plus_hours(NOTE_USE_HOURS) <= self.now.stamp;
        if long_ago && !self.app.db.is_read_only() {
            self.note_use(who.session_id);
        }
        Ok(Member(who))
    }

    /// Where the disk is full, people must still be able to look.
    fn note_use(&self, session_id: i64) {
        let noted = self
            .app
            .db
            .write(|book| sessions::seen(book, session_id, self.now.stamp));
        if let Err(error) = noted {
            log::warn!("a session's use could not be noted: {error}");
        }
    }

    /// Refuses a change that another site makes a browser send; for calls that need no sign-in.
    pub fn refuse_foreign(&self) -> Result<()> {
        if self.changes_something() && self.is_same_origin() == Some(false) {
            return Err(Refusal::CrossSite.into());
        }
        Ok(())
    }

    /// Proof that an admin or the desk is signed in.
    pub fn desk(&self) -> Result<Desk> {
        match self.member()?.0 {
            who if who.role != Role::Staff => Ok(Desk(who)),
            _ => Err(Refusal::Forbidden("Only the front desk and admins may do this.").into()),
        }
    }

    /// Proof that an admin is signed in.
    pub fn admin(&self) -> Result<Admin> {
        match self.member()?.0 {
            who if who.role == Role::Admin => Ok(Admin(who)),
            _ => Err(Refusal::Forbidden("Only an admin may do this.").into()),
        }
    }

    /// The session's token, and whether it came as a cookie.
    fn token(&self) -> Option<(String, bool)> {
        let bearer = self.request.header("Authorization").and_then(|header| {
            let (scheme, token) = header.split_once(' ')?;
            scheme
                .eq_ignore_ascii_case("bearer")
                .then(|| (token.trim().to_owned(), false))
        });
        // A proxy's own password for the whole site stands in the same header and says nothing to us.
        bearer.or_else(|| {
            let cookies = self.request.header("Cookie")?;
            let mut pairs = cookies
                .split(';')
                .filter_map(|pair| pair.trim().split_once('='));
            pairs
                .find(|(name, _)| *name == COOKIE)
                .map(|(_, token)| (token.to_owned(), true))
        })
    }

    fn changes_something(&self) -> bool {
        !matches!(self.request.method(), "GET" | "HEAD" | "OPTIONS")
    }

    fn is_same_origin(&self) -> Option<bool> {
        self.arrival.same_origin(self.request)
    }
}
