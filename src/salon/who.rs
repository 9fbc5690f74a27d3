//! Who asks, and how much of the book they may see.

use serde::Serialize;

/// What a user may do; `contract` section 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// May do all.
    Admin,
    /// The receptionist: everybody's bookings, time off, payments.
    Desk,
    /// A stylist: bookings, clients, waitlist.
    Staff,
}

impl Role {
    /// The name in the API and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Role::Admin => "admin",
            Role::Desk => "desk",
            Role::Staff => "staff",
        }
    }

    /// The role of that name.
    pub fn named(name: &str) -> Option<Self> {
        [Role::Admin, Role::Desk, Role::Staff]
            .into_iter()
            .find(|role| role.name() == name)
    }
}

/// Whose bookings a query may return. Every query that could leak takes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Everybody's.
    All,
    /// Those of one staff member: the personal agenda.
    Only(i64),
}

impl Scope {
    /// That of a user: with personal agendas, staff have their own; one who is nobody in particular has an empty one.
    pub fn of(role: Role, staff_id: Option<i64>, personal_agenda: bool) -> Self {
        if role == Role::Staff && personal_agenda {
            Scope::Only(staff_id.unwrap_or(0))
        } else {
            Scope::All
        }
    }

    /// Whether bookings of this staff member are within it.
    pub fn covers(self, staff_id: i64) -> bool {
        match self {
            Scope::All => true,
            Scope::Only(own) => own == staff_id,
        }
    }

    /// The one staff member it is limited to; for SQL, where null means everybody.
    pub fn staff_id(self) -> Option<i64> {
        match self {
            Scope::All => None,
            Scope::Only(own) => Some(own),
        }
    }
}

/// The user who asks.
#[derive(Debug, Clone)]
pub struct Who {
    /// The user's id.
    pub user_id: i64,
    /// The session's id; event streams end with it.
    pub session_id: i64,
    /// The user's name, as the audit log keeps it.
    pub name: String,
    /// The sign-in address.
    pub email: String,
    /// The role.
    pub role: Role,
    /// The staff member that this user is, if any.
    pub staff_id: Option<i64>,
    /// Whose bookings this user may see and touch.
    pub scope: Scope,
}

/// Who changed something: the audit log's and the letter caps' view of it.
#[derive(Debug, Clone, Copy)]
pub enum Actor<'a> {
    /// Somebody signed in.
    User(&'a Who),
    /// The client, through a link in a letter.
    Client,
    /// Daybook itself, when a moment came.
    Daybook,
}

impl Actor<'_> {
    /// The user's id, where a user did it.
    pub fn user_id(&self) -> Option<i64> {
        match self {
            Actor::User(who) => Some(who.user_id),
            Actor::Client | Actor::Daybook => None,
        }
    }

    /// The name that the audit log keeps.
    pub fn name(&self) -> &str {
        match self {
            Actor::User(who) => &who.name,
            Actor::Client => "client",
            Actor::Daybook => "daybook",
        }
    }

    /// Whose bookings the actor may touch.
    pub fn scope(&self) -> Scope {
        match self {
            Actor::User(who) => who.scope,
            Actor::Client | Actor::Daybook => Scope::All,
        }
    }
}
