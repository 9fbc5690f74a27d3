//! What was found, as a table for the terminal that is Markdown, too.

use std::fmt::Display;

/// What is wanted of a number.
#[derive(Clone, Copy)]
pub enum Wanted {
    AtLeast(f64),
    AtMost(f64),
}

impl Wanted {
    fn holds(self, found: f64) -> bool {
        match self {
            Wanted::AtLeast(least) => found >= least,
            Wanted::AtMost(most) => found <= most,
        }
    }

    fn words(self) -> String {
        match self {
            Wanted::AtLeast(least) => format!("≥ {least}"),
            Wanted::AtMost(most) => format!("≤ {most}"),
        }
    }
}

const HEADINGS: [&str; 6] = ["measure", "at", "Daybook", "beside it", "found", "wanted"];

/// The findings, in their order.
#[derive(Default)]
pub struct Report {
    rows: Vec<[String; 6]>,
    missed: usize,
}

impl Report {
    /// Adds what was found, and says it at once.
    pub fn add(
        &mut self,
        at: (&str, String),
        pair: (String, String),
        found: (f64, &str),
        wanted: Wanted,
    ) {
        let held = wanted.holds(found.0);
        self.missed += usize::from(!held);
        let mark = if held { "" } else { " **missed**" };
        let row = [
            at.0.to_owned(),
            at.1,
            pair.0,
            pair.1,
            format!("{:.2}{}", found.0, found.1),
            format!("{}{}{mark}", wanted.words(), found.1),
        ];
        println!("{}", row.join("  ·  "));
        self.rows.push(row);
    }

    /// Prints the table.
    pub fn print(&self) {
        let width = |column: usize| {
            let cells = self.rows.iter().map(|row| row[column].chars().count());
            cells.chain([HEADINGS[column].len()]).max().unwrap_or(0)
        };
        let line = |cells: [&str; 6]| {
            let padded = cells.iter().enumerate().map(|(column, cell)| {
                let blanks = width(column).saturating_sub(cell.chars().count());
                format!(" {cell}{} ", " ".repeat(blanks))
            });
            println!("|{}|", padded.collect::<Vec<_>>().join("|"));
        };
        println!();
        line(HEADINGS);
        let rules: [String; 6] = std::array::from_fn(|column| "-".repeat(width(column)));
        line(rules.each_ref().map(String::as_str));
        self.rows
            .iter()
            .for_each(|row| line(row.each_ref().map(String::as_str)));
        match self.missed {
            0 => println!("\nAll of it is as wanted."),
            missed => println!("\n{missed} of {} are not as wanted.", self.rows.len()),
        }
    }
}

/// A rate, as a person reads it.
pub fn per_second(rate: impl Into<f64> + Display) -> String {
    let whole = rate.into().round() as u64;
    let (thousands, rest) = (whole / 1000, whole % 1000);
    if thousands > 0 {
        format!("{thousands},{rest:03}/s")
    } else {
        format!("{rest}/s")
    }
}

/// The middle of some numbers.
pub fn median(numbers: impl IntoIterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = numbers.into_iter().collect();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(0.0)
}
