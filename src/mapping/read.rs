//! From the text of a mapping file to a mapping.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{MappingError, position, suggestion};
use super::file::{Constant, Default_, Drop, Effect, EffectKind, Mapping, Move, Placed, Role};
use super::place::{Place, TextField, is_names, place_names};
use crate::formats::{FORMATS, Format, Placement};
use crate::model::{Account, Field};

/// The tables that every mapping can have.
const TABLES: [&str; 3] = ["fields", "defaults", "roles"];
/// The key of the list of what is dropped.
const DROP: &str = "drop";
/// Attributes of this name hold fields on their way to a place of the target.
const LIFTED: &str = "field ";

impl Mapping {
    /// Reads a mapping for conversions to a format. `file` is how the file is called in messages.
    ///
    /// # Errors
    /// When the text is not TOML, a name is unknown, or an entry makes no sense.
    pub fn parse(file: &str, text: &str, to: &Format) -> Result<Mapping, MappingError> {
        let mapping =
            Mapping { file: file.to_owned(), text: text.to_owned(), ..Mapping::default() };
        let mut reader = Reading { mapping, to };
        let table = DeTable::parse(text).map_err(|error| {
            reader.error(&error.span().unwrap_or(0..0), error.message().to_owned())
        })?;
        for (key, value) in in_order(table.get_ref()) {
            reader.table(key, value)?;
        }
        Ok(reader.mapping)
    }
}

type Key<'i> = Spanned<std::borrow::Cow<'i, str>>;
type Value<'i> = Spanned<DeValue<'i>>;

/// The members of a table in the order of the file.
fn in_order<'t, 'i>(table: &'t DeTable<'i>) -> Vec<(&'t Key<'i>, &'t Value<'i>)> {
    let mut members: Vec<_> = table.iter().collect();
    members.sort_by_key(|(key, _)| key.span().start);
    members
}

struct Reading<'f> {
    mapping: Mapping,
    to: &'f Format,
}

impl Reading<'_> {
    fn table(&mut self, key: &Key<'_>, value: &Value<'_>) -> Result<(), MappingError> {
        let name = key.get_ref().as_ref();
        if name == self.to.name {
            return self.target(key, value);
        }
        if FORMATS.iter().any(|format| format.name == name) {
            let what = format!(
                "[{name}] is for another target, and this run writes {}; give each target a mapping file of its own",
                self.to.name
            );
            return Err(self.error(&key.span(), what));
        }
        let read = match name {
            "fields" => Self::field,
            "defaults" => Self::default,
            "roles" => Self::role,
            _ => {
                let known: Vec<_> = TABLES.iter().copied().chain([self.to.name]).collect();
                let what = format!("there is no table [{name}]{}", suggestion(name, &known));
                return Err(self.error(&key.span(), what));
            }
        };
        let DeValue::Table(table) = value.get_ref() else {
            return Err(self.error(&value.span(), format!("{name} must be a table: [{name}]")));
        };
        in_order(table).into_iter().try_for_each(|(key, value)| read(self, key, value))
    }

    fn field(&mut self, key: &Key<'_>, value: &Value<'_>) -> Result<(), MappingError> {
        if key.get_ref() == DROP {
            return self.drops(value);
        }
        let from = self.place(key.get_ref(), &key.span())?;
        let to = self.place(self.text(value)?, &value.span())?;
        if from == to {
            return Ok(());
        }
        if !from.is_source() {
            let what = format!("{} cannot be moved; it can be dropped", from.name());
            return Err(self.error(&key.span(), what));
        }
        if !to.is_target() {
            return Err(self.error(&value.span(), format!("nothing can be moved to {}", to.name())));
        }
        let are_names = |place: &Place| matches!(place, Place::List(field) if is_names(*field));
        if are_names(&from) != are_names(&to) {
            let what = format!("{} and {} hold different things", from.name(), to.name());
            return Err(self.error(&value.span(), what));
        }
        self.refuse_dropped(&from, &key.span())?;
        let effect = self.effect(EffectKind::Moved, &from, &key.span())?;
        self.mapping.moves.push(Move { from, to, effect });
        Ok(())
    }

    fn drops(&mut self, value: &Value<'_>) -> Result<(), MappingError> {
        let DeValue::Array(list) = value.get_ref() else {
            let what = "drop must be a list of names: drop = [\"photos\"]".to_owned();
            return Err(self.error(&value.span(), what));
        };
        for name in list.iter() {
            let place = self.place(self.text(name)?, &name.span())?;
            if matches!(place, Place::Email(_) | Place::Phone(_)) {
                let what = format!("{} cannot be dropped alone; drop the whole list", place.name());
                return Err(self.error(&name.span(), what));
            }
            if self.mapping.moves.iter().any(|one| one.from == place) {
                let what = format!("{} is moved elsewhere already", place.name());
                return Err(self.error(&name.span(), what));
            }
            self.refuse_dropped(&place, &name.span())?;
            let effect = self.effect(EffectKind::Dropped, &place, &name.span())?;
            self.mapping.drops.push(Drop { place, effect });
        }
        Ok(())
    }

    fn refuse_dropped(&self, place: &Place, span: &Range<usize>) -> Result<(), MappingError> {
        match self.mapping.drops.iter().any(|one| one.place == *place) {
            true => Err(self.error(span, format!("{} is dropped already", place.name()))),
            false => Ok(()),
        }
    }

    fn default(&mut self, key: &Key<'_>, value: &Value<'_>) -> Result<(), MappingError> {
        let place = self.place(key.get_ref(), &key.span())?;
        let value = match (value.get_ref(), &place) {
            (DeValue::String(text), _) => Constant::Text(text.clone().into_owned()),
            (DeValue::Boolean(truth), Place::Attribute(_)) => Constant::Literal(truth.to_string()),
            (DeValue::Integer(number), Place::Attribute(_)) if number.radix() == 10 => {
                Constant::Literal(number.as_str().trim_start_matches('+').to_owned())
            }
            (DeValue::Float(number), Place::Attribute(_)) if is_json_number(number.as_str()) => {
                Constant::Literal(number.as_str().to_owned())
            }
            (_, Place::Attribute(_)) => {
                let what = "a default is text, a number, true or false".to_owned();
                return Err(self.error(&value.span(), what));
            }
            _ => return Err(self.error(&value.span(), "this must be text".to_owned())),
        };
        match place {
            Place::Text(TextField::UserName) => {
                let what = "userName has no default: no two users can share it".to_owned();
                return Err(self.error(&key.span(), what));
            }
            Place::Text(_) | Place::Attribute(_) => {}
            _ => {
                let what = format!("{} has no default; fields of one text have", place.name());
                return Err(self.error(&key.span(), what));
            }
        }
        let effect = self.effect(EffectKind::Filled, &place, &key.span())?;
        self.mapping.defaults.push(Default_ { place, value, effect });
        Ok(())
    }

    fn role(&mut self, key: &Key<'_>, value: &Value<'_>) -> Result<(), MappingError> {
        let to = match value.get_ref() {
            DeValue::String(name) if !name.is_empty() => Some(name.clone().into_owned()),
            DeValue::Boolean(false) => None,
            _ => {
                let what = "a role gets another name, or false to drop it".to_owned();
                return Err(self.error(&value.span(), what));
            }
        };
        let from = key.get_ref().clone().into_owned();
        if to.as_ref() == Some(&from) {
            return Ok(());
        }
        let kind = if to.is_some() { EffectKind::Moved } else { EffectKind::Dropped };
        let effect = self.effect(kind, &Place::List(Field::Roles), &key.span())?;
        self.mapping.roles.push(Role { from, to, effect });
        Ok(())
    }

    /// The tables that only the target understands.
    fn target(&mut self, key: &Key<'_>, value: &Value<'_>) -> Result<(), MappingError> {
        let name = self.to.name;
        let Some(placing) = self.to.placing else {
            let what =
                format!("{name} has no places of its own; [fields] sends values to all others");
            return Err(self.error(&key.span(), what));
        };
        let DeValue::Table(tables) = value.get_ref() else {
            let what = format!("{name} must be a table: [{name}.{}]", placing.table);
            return Err(self.error(&value.span(), what));
        };
        for (key, value) in in_order(tables) {
            let table = key.get_ref().as_ref();
            let DeValue::Table(places) = value.get_ref() else {
                let what = format!("write a table here: [{name}.{}]", placing.table);
                return Err(self.error(&key.span(), what));
            };
            if table != placing.table {
                let known = suggestion(table, &[placing.table]);
                let what = format!("there is no table [{name}.{table}]{known}");
                return Err(self.error(&key.span(), what));
            }
            for (key, value) in in_order(places) {
                self.placement(key, value, placing.check)?;
            }
        }
        Ok(())
    }

    fn placement(
        &mut self,
        key: &Key<'_>,
        value: &Value<'_>,
        check: fn(&str) -> Result<(), String>,
    ) -> Result<(), MappingError> {
        let from = self.place(key.get_ref(), &key.span())?;
        let place = self.text(value)?.to_owned();
        check(&place).map_err(|what| self.error(&value.span(), what))?;
        let taken = |other: &Placement| other.place.eq_ignore_ascii_case(&place);
        if self.mapping.placements.iter().any(taken) {
            let what = format!("{place} is the place of something else already");
            return Err(self.error(&value.span(), what));
        }
        let effect = self.effect(EffectKind::Moved, &from, &key.span())?;
        let attribute = match &from {
            Place::Attribute(name) => name.clone(),
            Place::Text(_) | Place::Kept(_) => {
                let name = format!("{LIFTED}{}", from.name());
                let to = Place::Attribute(name.clone());
                self.mapping.lifts.push(Move { from: from.clone(), to, effect });
                name
            }
            _ => {
                let what = format!("{} has no place of its own in the target", from.name());
                return Err(self.error(&key.span(), what));
            }
        };
        self.mapping.placed.push(Placed { from, effect });
        self.mapping.placements.push(Placement { attribute, place });
        Ok(())
    }

    fn place(&self, name: &str, span: &Range<usize>) -> Result<Place, MappingError> {
        Place::named(name).ok_or_else(|| {
            let what = format!("there is no field {name:?}{}", suggestion(name, &place_names()));
            self.error(span, what)
        })
    }

    fn text<'v>(&self, value: &'v Value<'_>) -> Result<&'v str, MappingError> {
        match value.get_ref() {
            DeValue::String(text) => Ok(text),
            _ => {
                Err(self
                    .error(&value.span(), "this must be the name of a place, in quotes".to_owned()))
            }
        }
    }

    fn effect(
        &mut self,
        kind: EffectKind,
        place: &Place,
        span: &Range<usize>,
    ) -> Result<usize, MappingError> {
        let number = self.mapping.effects.len();
        if number == Account::EFFECTS {
            let what = format!("a mapping has at most {} entries", Account::EFFECTS);
            return Err(self.error(span, what));
        }
        let effect = Effect::new(kind, place.clone(), span.start, &self.mapping.text);
        self.mapping.effects.push(effect);
        Ok(number)
    }

    fn error(&self, span: &Range<usize>, what: String) -> MappingError {
        let (line, column) = position(&self.mapping.text, span.start);
        MappingError { file: self.mapping.file.clone(), line, column, what }
    }
}

fn is_json_number(text: &str) -> bool {
    text.parse::<f64>().is_ok_and(f64::is_finite) && serde_json::from_str::<f64>(text).is_ok()
}
