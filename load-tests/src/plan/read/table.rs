//! Reads values of one table of the file, and notes what is wrong with them.

use std::ops::{Range, RangeInclusive};
use std::time::Duration;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys::Section;
use super::problem::Notes;
use crate::plan::Spread;
use crate::plan::limits::{LISTED_MAX, SECONDS_MAX};

/// A table, and what it may hold.
pub(super) struct Table<'s> {
    section: &'static Section,
    table: &'s DeTable<'s>,
    span: Range<usize>,
    notes: &'s Notes<'s>,
}

type Value<'s> = &'s Spanned<DeValue<'s>>;

impl<'s> Table<'s> {
    /// Notes every key that the section does not have.
    pub(super) fn new(
        section: &'static Section,
        table: &'s DeTable<'s>,
        span: Range<usize>,
        notes: &'s Notes<'s>,
    ) -> Table<'s> {
        for key in table.keys() {
            if !section.keys.iter().any(|known| known.name == key.get_ref().as_ref()) {
                let known: Vec<&str> = section.keys.iter().map(|known| known.name).collect();
                let (name, known) = (key.get_ref(), known.join(", "));
                let what = format!("{} has no key `{name}`: it has {known}", section.name);
                notes.problem(&key.span(), what);
            }
        }
        Table { section, table, span, notes }
    }

    fn get(&self, key: &'static str) -> Option<Value<'s>> {
        self.notes.asked(self.section.name, key);
        self.table.get(key)
    }

    /// Notes a problem with a key's value, or with the table where it is absent.
    pub(super) fn problem(&self, key: &str, what: String) {
        let span = self.table.get(key).map_or_else(|| self.span.clone(), Spanned::span);
        self.notes.problem(&span, what);
    }

    /// Whether the key is given.
    pub(super) fn has(&self, key: &'static str) -> bool {
        self.get(key).is_some()
    }

    /// Notes that the key may not be given.
    pub(super) fn without(&self, key: &'static str, why: &str) {
        if self.has(key) {
            self.problem(key, format!("`{key}` has no meaning {why}"));
        }
    }

    fn wrong(&self, key: &str, value: Value<'_>, should: &str) {
        let found = match value.get_ref() {
            DeValue::String(text) => format!("\"{text}\""),
            DeValue::Integer(number) => number.as_str().to_owned(),
            DeValue::Float(number) => number.as_str().to_owned(),
            other => format!("a {}", other.type_str()),
        };
        self.notes.problem(&value.span(), format!("`{key}` should be {should}, not {found}"));
    }

    /// Notes that a key is missing, if it is.
    pub(super) fn needed<T>(&self, key: &'static str, value: Option<T>) -> Option<T> {
        if value.is_none() && self.table.get(key).is_none() {
            let form = self.section.keys.iter().find(|it| it.name == key).map_or("", |it| it.form);
            let what = format!("{} needs `{key}`: {form}", self.section.name);
            self.notes.problem(&self.span, what);
        }
        value
    }

    pub(super) fn text(&self, key: &'static str) -> Option<String> {
        let value = self.get(key)?;
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.wrong(key, value, "a text in quotes");
        }
        text.map(str::to_owned)
    }

    pub(super) fn texts(&self, key: &'static str) -> Vec<(String, Range<usize>)> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let DeValue::Array(list) = value.get_ref() else {
            self.wrong(key, value, "a list of texts in quotes");
            return Vec::new();
        };
        let mut texts = Vec::new();
        for it in list.iter().take(LISTED_MAX) {
            match it.get_ref().as_str() {
                Some(text) => texts.push((text.to_owned(), it.span())),
                None => self.wrong(key, it, "a list of texts in quotes"),
            }
        }
        texts
    }

    pub(super) fn flag(&self, key: &'static str) -> Option<bool> {
        let value = self.get(key)?;
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong(key, value, "true or false");
        }
        flag
    }

    pub(super) fn number(&self, key: &'static str, within: RangeInclusive<f64>) -> Option<f64> {
        let value = self.get(key)?;
        let number = number(value.get_ref()).filter(|number| within.contains(number));
        if number.is_none() {
            self.wrong(
                key,
                value,
                &format!("a number from {} to {}", within.start(), within.end()),
            );
        }
        number
    }

    pub(super) fn share(&self, key: &'static str) -> Option<f64> {
        self.number(key, 0.0..=1.0)
    }

    pub(super) fn count(&self, key: &'static str, within: RangeInclusive<u32>) -> Option<u32> {
        let value = self.get(key)?;
        let whole = match value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str().parse().ok(),
            _ => None,
        };
        let whole = whole.filter(|number| within.contains(number));
        if whole.is_none() {
            let should = format!("a whole number from {} to {}", within.start(), within.end());
            self.wrong(key, value, &should);
        }
        whole
    }

    pub(super) fn time(&self, key: &'static str) -> Option<Duration> {
        let value = self.get(key)?;
        self.as_time(key, value)
    }

    fn as_time(&self, key: &str, value: Value<'_>) -> Option<Duration> {
        let time = value.get_ref().as_str().and_then(time);
        if time.is_none() {
            self.wrong(
                key,
                value,
                "a time up to 24h in quotes, such as \"500ms\", \"1.5s\" or \"2m\"",
            );
        }
        time
    }

    pub(super) fn choice<T: Copy>(&self, key: &'static str, of: &[(&str, T)]) -> Option<T> {
        let value = self.get(key)?;
        let text = value.get_ref().as_str();
        let chosen = of.iter().find(|(name, _)| Some(*name) == text).map(|(_, it)| *it);
        if chosen.is_none() {
            let all: Vec<&str> = of.iter().map(|(name, _)| *name).collect();
            self.wrong(key, value, &format!("one of {}", all.join(", ")));
        }
        chosen
    }

    pub(super) fn spread(&self, key: &'static str) -> Option<Spread> {
        const SHOULD: &str = "a distribution: { fixed = \"2s\" }, { uniform = [\"1s\", \"4s\"] }, \
            { exponential = \"2s\" } or { lognormal = { median = \"2s\", sigma = 0.8 } }";
        let value = self.get(key)?;
        let one = match value.get_ref() {
            DeValue::Table(table) if table.len() == 1 => table.iter().next(),
            _ => None,
        };
        let Some((kind, of)) = one else {
            self.wrong(key, value, SHOULD);
            return None;
        };
        match (kind.get_ref().as_ref(), of.get_ref()) {
            ("fixed", _) => self.as_time(key, of).map(Spread::Fixed),
            ("exponential", _) => self.as_time(key, of).map(Spread::Exponential),
            ("uniform", DeValue::Array(ends)) if ends.len() == 2 => {
                let mut ends = ends.iter().map(|end| self.as_time(key, end));
                let (least, most) = (ends.next()??, ends.next()??);
                if least > most {
                    self.problem(key, format!("`{key}` should have the shorter time first"));
                }
                Some(Spread::Uniform(least, most))
            }
            ("lognormal", DeValue::Table(its)) if its.len() == 2 => {
                let sigma = its.get("sigma").and_then(|sigma| number(sigma.get_ref()));
                let sigma = sigma.filter(|sigma| (0.0..=4.0).contains(sigma));
                match (its.get("median"), sigma) {
                    (Some(median), Some(sigma)) => {
                        self.as_time(key, median).map(|median| Spread::LogNormal { median, sigma })
                    }
                    _ => {
                        self.wrong(key, of, "{ median = \"2s\", sigma = 0.8 }, sigma from 0 to 4");
                        None
                    }
                }
            }
            _ => {
                self.wrong(key, value, SHOULD);
                None
            }
        }
    }

    pub(super) fn table(&self, key: &'static str, of: &'static Section) -> Option<Table<'s>> {
        let value = self.get(key)?;
        match value.get_ref() {
            DeValue::Table(table) => Some(Table::new(of, table, value.span(), self.notes)),
            _ => {
                self.wrong(key, value, &format!("a table, {}", of.name));
                None
            }
        }
    }

    pub(super) fn tables(&self, key: &'static str, of: &'static Section) -> Vec<Table<'s>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let DeValue::Array(list) = value.get_ref() else {
            self.wrong(key, value, &format!("tables, each headed {}", of.name));
            return Vec::new();
        };
        if list.len() > LISTED_MAX {
            self.problem(key, format!("there are more than {LISTED_MAX} of {}", of.name));
        }
        let mut tables = Vec::new();
        for it in list.iter().take(LISTED_MAX) {
            match it.get_ref() {
                DeValue::Table(table) => {
                    tables.push(Table::new(of, table, it.span(), self.notes));
                }
                _ => self.wrong(key, it, &format!("tables, each headed {}", of.name)),
            }
        }
        tables
    }
}

fn number(value: &DeValue<'_>) -> Option<f64> {
    let text = match value {
        DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
        DeValue::Float(number) => number.as_str(),
        _ => return None,
    };
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// A time such as `500ms`, `1.5s`, `2m` or `1h`, up to a day.
pub(super) fn time(text: &str) -> Option<Duration> {
    let start = text.find(|it: char| it.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at_checked(start)?;
    let each = match unit {
        "ms" => 0.001,
        "s" => 1.0,
        "m" => 60.0,
        "h" => 3_600.0,
        _ => return None,
    };
    let plain = number.bytes().all(|it| it.is_ascii_digit() || it == b'.');
    let number: f64 = number.parse().ok().filter(|_| plain)?;
    let seconds = number * each;
    // Rounded to a microsecond, so that 0.1s is 100ms.
    (seconds <= SECONDS_MAX as f64).then(|| Duration::from_micros((seconds * 1e6).round() as u64))
}
