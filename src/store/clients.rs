//! The clients table: finding, listing, searching, saving. Those merged into others or erased are in no list.

use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::listing::{self, Conditions, Listing, Place};
use super::types::Day;
use super::{Result, Write};
use crate::salon::client::Client;
use crate::salon::phone;
use crate::salon::search::{Needle, Search};

/// The columns of [`Client`], in the order that [`from_row`] reads them.
const COLUMNS: &str =
    "c.id, c.name, c.email, c.phone, c.phone_digits, c.notes, c.alert, c.language, c.birthday,
    c.marketing_consent, c.walk_in, c.created_at, c.updated_at";

/// In the book, not merged into another and not erased; as the index `clients_name` has it.
const PRESENT: &str = "c.merged_into IS NULL AND c.erased_at IS NULL";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Client> {
    Ok(Client {
        id: row.get(0)?,
        name: row.get(1)?,
        email: row.get(2)?,
        phone: row.get(3)?,
        phone_digits: row.get(4)?,
        notes: row.get(5)?,
        alert: row.get(6)?,
        language: row.get(7)?,
        birthday: row.get::<_, Option<Day>>(8)?.map(|day| day.0),
        marketing_consent: row.get(9)?,
        walk_in: row.get(10)?,
        created_at: row.get(11)?,
        updated_at: row.get(12)?,
    })
}

/// One client; one who was erased is still there, without a name, for the bookings that tell of them.
pub fn find(connection: &Connection, id: i64) -> Result<Option<Client>> {
    let mut found = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM clients AS c WHERE c.id = :id AND c.merged_into IS NULL"
    ))?;
    Ok(found
        .query_row(named_params! { ":id": id }, from_row)
        .optional()?)
}

/// The clients that a search finds, or all; by name.
#[derive(Debug, Clone)]
pub struct List {
    search: Search,
    /// What was found is kept by the connection: a search that finds everybody is carried out once, not for each
    /// stretch of its answer.
    gathered: bool,
}

impl List {
    /// The list of what was typed.
    pub fn of(search: Search) -> Self {
        Self {
            search,
            gathered: false,
        }
    }

    /// The ids that the full-text tables find, as SQL; none where everybody is meant.
    fn found(&self, conditions: &mut Conditions) -> Option<String> {
        let terms = (0..).zip(&self.search.0);
        let terms: Vec<_> = terms
            .map(|(number, needles)| found(number, needles, conditions))
            .collect();
        (!terms.is_empty()).then(|| terms.join(" INTERSECT "))
    }

    /// Where the rows come from: the table by name, or what was found, looked up by id.
    fn source(&self, conditions: &mut Conditions) -> String {
        if self.gathered {
            conditions.require("EXISTS (SELECT 1 FROM temp.found WHERE id = c.id)");
            return "clients AS c".to_owned();
        }
        match self.found(conditions) {
            Some(found) => format!("({found}) AS found CROSS JOIN clients AS c ON c.id = found.id"),
            None => "clients AS c".to_owned(),
        }
    }

    fn query(&self, place: Place<'_, Client>, limit: i64) -> (String, Conditions) {
        let mut conditions = Conditions::default();
        let source = self.source(&mut conditions);
        conditions.require(PRESENT);
        if let Place::After(last) = place {
            // The first condition is what the index begins at; a row of values with a collation it can't.
            conditions.require(
                "c.name COLLATE NOCASE >= :last_name
                 AND (c.name COLLATE NOCASE > :last_name OR c.id > :last_id)",
            );
            conditions.value(":last_name", last.name.clone());
            conditions.value(":last_id", last.id);
        }
        conditions.value(":limit", limit);
        conditions.value(":offset", listing::offset(place));
        let sql = format!(
            "SELECT {COLUMNS} FROM {source} WHERE {}
             ORDER BY c.name COLLATE NOCASE, c.id LIMIT :limit OFFSET :offset",
            conditions.sql()
        );
        (sql, conditions)
    }

    /// The list's SQL from a place on, for whoever asks SQLite how it would go about it.
    pub fn sql(&self, place: Place<'_, Client>) -> String {
        self.query(place, 1).0
    }
}

impl Listing for List {
    type Row = Client;

    fn gathered(self, connection: &Connection) -> Result<Self> {
        let mut conditions = Conditions::default();
        let Some(found) = self.found(&mut conditions) else {
            return Ok(self);
        };
        connection.execute("CREATE TEMP TABLE found (id INTEGER PRIMARY KEY)", [])?;
        let insert = format!("INSERT INTO temp.found {found}");
        connection.execute(&insert, conditions.values().as_slice())?;
        Ok(Self {
            gathered: true,
            ..self
        })
    }

    fn rows(
        &self,
        connection: &Connection,
        place: Place<'_, Client>,
        limit: i64,
    ) -> Result<Vec<Client>> {
        let (sql, conditions) = self.query(place, limit);
        let mut rows = connection.prepare_cached(&sql)?;
        let rows = rows.query_map(conditions.values().as_slice(), from_row)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn count(&self, connection: &Connection) -> Result<i64> {
        if self.search.0.is_empty() {
            let mut counted = connection.prepare_cached("SELECT present FROM client_count")?;
            return Ok(counted.query_row([], |row| row.get(0))?);
        }
        let mut conditions = Conditions::default();
        let source = self.source(&mut conditions);
        let sql = format!("SELECT count(*) FROM {source} WHERE {PRESENT}");
        let mut counted = connection.prepare_cached(&sql)?;
        Ok(counted.query_row(conditions.values().as_slice(), |row| row.get(0))?)
    }
}

/// The ids of clients with one of these needles, as SQL: short ones begin a word, longer ones are anywhere, numbers
/// begin the telephone number.
fn found(term: usize, needles: &[Needle], conditions: &mut Conditions) -> String {
    let (mut words, mut parts) = (Vec::new(), Vec::new());
    for needle in needles {
        let text = needle.text().replace('"', "\"\"");
        match needle {
            Needle::Beginning(_) => words.push(format!("\"{text}\" *")),
            Needle::Part(_) => parts.push(format!("\"{text}\"")),
            Needle::Number(_) => parts.push(format!("phone_digits : ^ \"{text}\"")),
        }
    }
    let mut sources = Vec::new();
    for (table, needles) in [("client_words", words), ("client_parts", parts)] {
        if !needles.is_empty() {
            let name = format!(":{table}_{term}");
            sources.push(format!(
                "SELECT rowid AS id FROM {table} WHERE {table} MATCH {name}"
            ));
            conditions.value(name, needles.join(" OR "));
        }
    }
    format!("SELECT id FROM ({})", sources.join(" UNION "))
}

/// Somebody whom a list of another program's may name.
#[derive(Debug, Clone)]
pub struct Known {
    /// The record.
    pub client: Client,
    /// The telephone number as [`phone::digits`] has it.
    pub digits: String,
    /// It was merged into another.
    pub merged: bool,
    /// The line of the list that named them first; none: the book did.
    pub row: Option<u64>,
}

impl Known {
    /// Somebody who is not in the book yet.
    pub fn of(client: &Client) -> Self {
        Self {
            client: client.clone(),
            digits: String::new(),
            merged: false,
            row: None,
        }
    }
}

/// Everybody whom the book knows, also under names and addresses that were merged into others. Those in the book come
/// first.
pub fn known(connection: &Connection) -> Result<Vec<Known>> {
    let mut found = connection.prepare_cached(&format!(
        "SELECT {COLUMNS}, c.merged_into IS NOT NULL FROM clients AS c WHERE c.erased_at IS NULL
         ORDER BY c.merged_into IS NOT NULL, c.id"
    ))?;
    let known = found.query_map([], |row| {
        let client = from_row(row)?;
        Ok(Known {
            digits: client.phone_digits.clone(),
            client,
            merged: row.get(13)?,
            row: None,
        })
    })?;
    Ok(known.collect::<rusqlite::Result<_>>()?)
}

/// Enters a new client and answers the id.
pub fn insert(write: &Write<'_>, client: &Client) -> Result<i64> {
    let mut insert = write.prepare_cached(
        "INSERT INTO clients (name, email, phone, phone_digits, notes, alert, language, birthday, marketing_consent,
            created_at, updated_at)
         VALUES (:name, :email, :phone, :digits, :notes, :alert, :language, :birthday, :consent, :created_at,
            :updated_at)",
    )?;
    insert.execute(named_params! {
        ":name": client.name, ":email": client.email, ":phone": client.phone,
        ":digits": phone::digits(&client.phone, &write.settings().country),
        ":notes": client.notes, ":alert": client.alert, ":language": client.language,
        ":birthday": client.birthday.map(Day), ":consent": client.marketing_consent,
        ":created_at": client.created_at, ":updated_at": client.updated_at,
    })?;
    Ok(write.last_insert_rowid())
}

/// Saves a client that exists.
pub fn update(write: &Write<'_>, client: &Client) -> Result<()> {
    let mut update = write.prepare_cached(
        "UPDATE clients SET name = :name, email = :email, phone = :phone, phone_digits = :digits, notes = :notes,
            alert = :alert, language = :language, birthday = :birthday, marketing_consent = :consent,
            updated_at = :updated_at
         WHERE id = :id",
    )?;
    update.execute(named_params! {
        ":id": client.id, ":name": client.name, ":email": client.email, ":phone": client.phone,
        ":digits": phone::digits(&client.phone, &write.settings().country),
        ":notes": client.notes, ":alert": client.alert, ":language": client.language,
        ":birthday": client.birthday.map(Day), ":consent": client.marketing_consent,
        ":updated_at": client.updated_at,
    })?;
    Ok(())
}

/// Deletes a client whom nothing names.
pub fn delete(write: &Write<'_>, client: &Client) -> Result<()> {
    let outcome = write
        .prepare_cached("DELETE FROM clients WHERE id = :id")?
        .execute(named_params! { ":id": client.id });
    super::deleted(outcome, || {
        format!(
            "{} can't be deleted: there are bookings, waitlist entries or letters of this client. \
             An admin can erase the personal details instead.",
            client.name
        )
    })
}

/// Whether this client asked to be forgotten; nothing personal may be written down again.
pub fn is_erased(connection: &Connection, id: i64) -> Result<bool> {
    let mut found = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM clients WHERE id = :id AND erased_at IS NOT NULL)",
    )?;
    Ok(found.query_row(named_params! { ":id": id }, |row| row.get(0))?)
}

/// Ends the links in letters that this client has; answers the bookings whose links ended, with their staff.
pub fn end_links(write: &Write<'_>, id: i64) -> Result<Vec<(i64, i64)>> {
    write
        .prepare_cached("UPDATE clients SET unsubscribe_token = NULL WHERE id = :id")?
        .execute(named_params! { ":id": id })?;
    // A letter that was written and surely has not left holds such a link, so it is written anew.
    write
        .prepare_cached("UPDATE letters SET message = NULL WHERE client_id = :id AND sent_at IS NULL AND maybe_sent = 0")?
        .execute(named_params! { ":id": id })?;
    let mut update = write.prepare_cached(
        "UPDATE bookings SET provisional_token = NULL, feedback_token = NULL
         WHERE client_id = :id AND (provisional_token IS NOT NULL OR feedback_token IS NOT NULL)
         RETURNING id, staff_id",
    )?;
    let ended = update.query_map(named_params! { ":id": id }, |row| {
        Ok((row.get(0)?, row.get(1)?))
    })?;
    Ok(ended.collect::<rusqlite::Result<_>>()?)
}

/// Reads all telephone numbers anew; for when the salon says which country it is in.
pub fn reread_phones(write: &Write<'_>, country: &str) -> Result<()> {
    let mut numbers =
        write.prepare("SELECT id, phone, phone_digits FROM clients WHERE phone <> ''")?;
    let numbers = numbers
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<Vec<(i64, String, String)>>>()?;
    let mut update =
        write.prepare_cached("UPDATE clients SET phone_digits = :digits WHERE id = :id")?;
    for (id, number, before) in numbers {
        let digits = phone::digits(&number, country);
        if digits != before {
            update.execute(named_params! { ":digits": digits, ":id": id })?;
        }
    }
    Ok(())
}

/// The built-in client for those who walk in.
pub fn walk_in(connection: &Connection) -> Result<i64> {
    let mut found = connection.prepare_cached("SELECT id FROM clients WHERE walk_in = 1")?;
    Ok(found.query_row([], |row| row.get(0))?)
}
