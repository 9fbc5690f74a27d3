//! From the rows of a list to clients as the salon would enter them. A row that can't be entered whole is refused with
//! what is wrong with it: half a client is worse than one that is told of.

use chrono::NaiveDate;

use super::cells::{is_blank, is_yes, language, one_line, several_lines, spoilt};
use super::columns::{self, Column};
use super::table::{self, Row};
use super::{dates, text};
use crate::salon::client::{self, Client, Wish};
use crate::salon::time::Now;
use crate::salon::{Fields, Refusal, email, phone};

/// The header is among the first rows; some programs put a title above it.
const HEADER_WITHIN: usize = 5;

/// A list of clients as it was read.
#[derive(Debug)]
pub struct List {
    /// The columns that were understood: the name in the file, and the client's field that it goes to.
    pub columns: Vec<(String, &'static str)>,
    /// The columns of which nothing is known; what they hold stays behind.
    pub ignored: Vec<String>,
    /// The rows below the header.
    pub rows: Vec<Entry>,
}

/// A row of the list.
#[derive(Debug)]
pub struct Entry {
    /// The line of the file on which it begins.
    pub line: u64,
    /// Whom it is about, as far as it says.
    pub name: String,
    /// The client, without an id as yet; or what is wrong.
    pub client: Result<Client, Fields>,
}

/// Reads a list of clients; `country` is the salon's. The error is a sentence for a person.
pub fn read(bytes: &[u8], country: &str, now: &Now) -> Result<List, String> {
    let rows = table::rows(&text::decode(bytes)?)?;
    let header = rows.iter().take(HEADER_WITHIN).position(is_header);
    let header = header.ok_or_else(|| no_header(&rows))?;
    let (above, rows) = rows.split_at(header + 1);
    let header = &above[header].cells;
    let reader = Reader {
        kinds: header.iter().map(|name| columns::named(name)).collect(),
        order: order(header, rows, country),
        today: now.wall().date(),
    };
    let known = |name: &String| Some((name.clone(), columns::named(name)?.field()));
    let unknown = |name: &&String| columns::named(name).is_none() && !name.is_empty();
    Ok(List {
        columns: header.iter().filter_map(known).collect(),
        ignored: header.iter().filter(unknown).cloned().collect(),
        rows: rows.iter().map(|row| reader.entry(row, now)).collect(),
    })
}

fn is_header(row: &Row) -> bool {
    let names = |column| matches!(column, Column::Name | Column::FirstName | Column::LastName);
    row.cells
        .iter()
        .filter_map(|cell| columns::named(cell))
        .any(names)
}

fn no_header(rows: &[Row]) -> String {
    match rows.first() {
        None => "The file is empty.".to_owned(),
        Some(first) => format!(
            "No column holds a name: the first line must name the columns, such as First name, Last name, E-mail, \
             Mobile. It says: {}",
            first.cells.join(", ").chars().take(200).collect::<String>()
        ),
    }
}

fn order(header: &[String], rows: &[Row], country: &str) -> dates::Order {
    let is_birthday = |name: &String| columns::named(name) == Some(Column::Birthday);
    let place = header.iter().position(is_birthday);
    let dates = rows.iter().filter_map(|row| row.cells.get(place?));
    dates::order(dates.map(String::as_str), country)
}

/// What is known of all rows.
struct Reader {
    kinds: Vec<Option<Column>>,
    order: dates::Order,
    today: NaiveDate,
}

impl Reader {
    fn entry(&self, row: &Row, now: &Now) -> Entry {
        let name = self.name(row);
        let mut wrong = Fields::new();
        if row.cells.len() > self.kinds.len()
            && row.cells[self.kinds.len()..].iter().any(|c| !c.is_empty())
        {
            wrong.wrong(
                "line",
                "has more cells than there are columns: a quotation mark or a separator is missing",
            );
        }
        if name.is_empty() {
            wrong.wrong("name", "is missing");
        }
        let wish = Wish {
            name: Some(limited(
                &mut wrong,
                "name",
                name.clone(),
                client::LONGEST_NAME,
            )),
            email: Some(self.email(row, &mut wrong)),
            phone: Some(self.phone(row, &mut wrong)),
            notes: Some(self.notes(row, &mut wrong)),
            alert: Some(limited(
                &mut wrong,
                "alert",
                self.all(row, Column::Alert),
                client::LONGEST_ALERT,
            )),
            language: Some(language(self.first(row, Column::Language)).to_owned()),
            birthday: Some(self.birthday(row, &mut wrong)),
            marketing_consent: Some(self.consents(row)),
            wrong,
        };
        let client = wish.fresh(now.stamp).map_err(|refusal| match refusal {
            Refusal::Invalid(fields) => fields,
            other => one_wrong(&other.to_string()),
        });
        Entry {
            line: row.line,
            name,
            client,
        }
    }

    /// What the columns of a kind say, as far as they say anything.
    fn cells<'a>(&'a self, row: &'a Row, kind: Column) -> impl Iterator<Item = &'a str> {
        let cells = self.kinds.iter().zip(&row.cells);
        cells
            .filter(move |(column, _)| **column == Some(kind))
            .map(|(_, cell)| cell.as_str())
            .filter(|cell| !is_blank(cell))
    }

    fn first<'a>(&'a self, row: &'a Row, kind: Column) -> &'a str {
        self.cells(row, kind).next().unwrap_or_default()
    }

    fn all(&self, row: &Row, kind: Column) -> String {
        let said: Vec<String> = self.cells(row, kind).map(several_lines).collect();
        said.join("\n")
    }

    /// First and last name where there are any, else the whole name.
    fn name(&self, row: &Row) -> String {
        let parts = [Column::FirstName, Column::Infix, Column::LastName];
        let parts: Vec<&str> = parts
            .into_iter()
            .map(|part| self.first(row, part))
            .collect();
        let name = parts.join(" ");
        let name = if name.trim().is_empty() {
            self.first(row, Column::Name)
        } else {
            &name
        };
        one_line(name)
    }

    fn email(&self, row: &Row, wrong: &mut Fields) -> String {
        let typed = one_line(self.first(row, Column::Email));
        let typed = limited(wrong, "email", typed, email::LONGEST);
        email::read(&typed).unwrap_or_else(|what| {
            wrong.wrong("email", what);
            String::new()
        })
    }

    fn phones<'a>(&'a self, row: &'a Row) -> impl Iterator<Item = &'a str> {
        self.cells(row, Column::Mobile)
            .chain(self.cells(row, Column::Phone))
    }

    fn phone(&self, row: &Row, wrong: &mut Fields) -> String {
        let number = one_line(self.phones(row).next().unwrap_or_default());
        if spoilt(&number) {
            let what = format!(
                "was shortened to {number} by a spreadsheet: keep that column as text and export again"
            );
            wrong.wrong("phone", what);
        }
        let number = limited(wrong, "phone", number, client::LONGEST_PHONE);
        phone::read(&number).unwrap_or_else(|what| {
            wrong.wrong("phone", what);
            String::new()
        })
    }

    /// Notes, and a second telephone number, which has no other place.
    fn notes(&self, row: &Row, wrong: &mut Fields) -> String {
        let mut notes = self.all(row, Column::Notes);
        let mut numbers = self.phones(row);
        let first = numbers.next().unwrap_or_default();
        for number in numbers.filter(|number| *number != first) {
            let between = if notes.is_empty() { "" } else { "\n" };
            notes.push_str(between);
            notes.push_str(&one_line(number));
        }
        limited(wrong, "notes", notes, client::LONGEST_NOTES)
    }

    fn birthday(&self, row: &Row, wrong: &mut Fields) -> Option<NaiveDate> {
        dates::read(self.first(row, Column::Birthday), self.order, self.today).unwrap_or_else(
            |what| {
                wrong.wrong("birthday", what);
                None
            },
        )
    }

    /// Consent is never assumed: only a plain yes is one, and where two columns differ there is none.
    fn consents(&self, row: &Row) -> bool {
        let mut said = self.cells(row, Column::Consent).peekable();
        said.peek().is_some() && said.all(is_yes)
    }
}

fn limited(wrong: &mut Fields, field: &str, text: String, longest: usize) -> String {
    if text.chars().count() > longest {
        wrong.wrong(
            field,
            format!("is longer than {longest} characters: is a quotation mark missing?"),
        );
    }
    text
}

fn one_wrong(what: &str) -> Fields {
    let mut fields = Fields::new();
    fields.wrong("line", what);
    fields
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use chrono_tz::Europe::Amsterdam;

    use super::*;

    fn read_one(text: &str) -> Client {
        let now = Now::new("2026-03-23T08:00:00Z".parse().unwrap(), Amsterdam);
        let mut list = read(text.as_bytes(), "NL", &now).unwrap();
        assert_eq!(list.rows.len(), 1, "{text}");
        list.rows.remove(0).client.unwrap()
    }

    fn wrong(text: &str) -> String {
        let now = Now::new("2026-03-23T08:00:00Z".parse().unwrap(), Amsterdam);
        read(text.as_bytes(), "NL", &now).unwrap().rows[0]
            .client
            .as_ref()
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn a_row_becomes_a_client() {
        let client = read_one(
            "Voornaam;Tussenvoegsel;Achternaam;E-mail;Mobiel;Telefoon;Geboortedatum;Notities;Allergieën;Taal;Nieuwsbrief\n\
             Eva;van  den;Berg;eva@a.example;06 1234 5678;020 123 4567;24-03-1985;\"koffie\r\n2 suiker\";noten;Nederlands;ja\n",
        );
        assert_eq!(client.name, "Eva van den Berg");
        assert_eq!(
            (client.email.as_str(), client.phone.as_str()),
            ("eva@a.example", "06 1234 5678")
        );
        assert_eq!(client.notes, "koffie\n2 suiker\n020 123 4567");
        assert_eq!(
            (client.alert.as_str(), client.language.as_str()),
            ("noten", "nl")
        );
        assert_eq!(client.birthday.unwrap().to_string(), "1985-03-24");
        assert!(client.marketing_consent);
    }

    #[test]
    fn consent_is_only_what_plainly_says_yes() {
        for (said, consents) in [
            ("yes", true),
            ("Subscribed", true),
            ("", false),
            ("Unknown", false),
            ("2024-01-01", false),
            ("no", false),
        ] {
            let text = format!("Name,Email Subscription Status,x\nAda,{said},1\n");
            assert_eq!(read_one(&text).marketing_consent, consents, "{said}");
        }
        assert!(!read_one("Name,Accepts SMS Marketing\nAda,yes\n").marketing_consent);
        assert!(!read_one("Name,Newsletter,Accepts marketing\nAda,yes,no\n").marketing_consent);
    }

    #[test]
    fn what_is_wrong_is_said_for_the_whole_row() {
        assert_eq!(wrong("Name,E-mail\n,ada@a.example\n"), "name is missing");
        assert_eq!(
            wrong("Name,E-mail,Mobile,Birthday\nAda,ada,3.16123E+10,31/31/1985\n"),
            "birthday can't be read: 31/31/1985; email must be an e-mail address such as ada@example.com; \
             phone was shortened to 3.16123E+10 by a spreadsheet: keep that column as text and export again"
        );
        assert!(wrong("Name,Notes\nAda,a,b\n").contains("more cells than there are columns"));
    }

    #[test]
    fn a_file_without_names_is_refused_in_words() {
        let now = Now::new("2026-03-23T08:00:00Z".parse().unwrap(), Amsterdam);
        assert_eq!(read(b"", "", &now).unwrap_err(), "The file is empty.");
        let sentence = read(b"1,2,3\n4,5,6\n", "", &now).unwrap_err();
        assert!(sentence.starts_with("No column holds a name"), "{sentence}");
        let titled = read(
            b"Client list of Salon Mila\n\nClient Name,Mobile\nAda,06 1\n",
            "",
            &now,
        )
        .unwrap();
        assert_eq!(titled.rows[0].name, "Ada");
        assert_eq!(titled.rows[0].line, 4);
    }
}
