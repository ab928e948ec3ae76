//! Reading objects in place: their members one by one, and no name twice.

use std::collections::HashSet;

use super::cursor::{Broken, Cursor, Why};
use super::escape::decode;
use super::extent::value_end;
use super::keys::{Keys, Noted};
use super::names::{Known, Name, Word};
use super::text::{Json, Text};

/// How far an object was read.
#[derive(Clone, Copy)]
pub struct Progress {
    /// Where it starts.
    open: usize,
    /// Known names that came, by their numbers.
    pub(super) came: u64,
    /// The number of the last one.
    pub(super) last: u8,
    /// Must another member follow?
    pub(super) more: bool,
}

impl Progress {
    /// Nothing was read of the members of the object that starts here.
    pub(super) fn at(open: usize) -> Self {
        Progress { open, came: 0, last: 0, more: true }
    }
}

impl<'a> Cursor<'a> {
    /// Reads an object: `member` is called with the cursor at each member's value, and must go
    /// over exactly that value.
    #[inline(always)]
    pub fn object<F>(&mut self, mut member: F) -> Result<(), Broken>
    where
        F: FnMut(&mut Self, Text<'a>) -> Result<(), Broken>,
    {
        let open = self.at;
        let mut keys = Keys::new();
        let mut more = self.open_object()?;
        while more {
            let name_at = self.at;
            let name = self.text()?;
            let places = (open, name_at);
            match name.as_plain() {
                Some(plain) => self.note_name(&mut keys, plain, Word::of(plain), places)?,
                None => self.note_escaped(&mut keys, name, places)?,
            }
            self.colon()?;
            member(self, name)?;
            more = self.comma();
        }
        self.close_object(open, Some(keys))
    }

    /// Reads an object as [`object`](Self::object) does; of names that are known `member` is told
    /// what they mean.
    #[inline(always)]
    pub fn members<T, F>(&mut self, known: Known<T>, mut member: F) -> Result<(), Broken>
    where
        T: Copy,
        F: FnMut(&mut Self, Text<'a>, Option<T>) -> Result<(), Broken>,
    {
        self.each_member(known, |cursor, name, meaning| member(cursor, *name, meaning))
    }

    /// As [`members`](Self::members); names that are known are not copied.
    #[inline(always)]
    pub fn each_member<T, F>(&mut self, known: Known<T>, member: F) -> Result<(), Broken>
    where
        T: Copy,
        F: FnMut(&mut Self, &Text<'a>, Option<T>) -> Result<(), Broken>,
    {
        let progress = self.open_members()?;
        self.follow_members(known, progress, member)
    }

    /// Goes to the first member of an object.
    #[inline(always)]
    pub fn open_members(&mut self) -> Result<Progress, Broken> {
        let open = self.at;
        let more = self.open_object()?;
        Ok(Progress { more, ..Progress::at(open) })
    }

    /// Reads what was not read of the members of an object, as [`members`](Self::members) does.
    #[inline(always)]
    pub fn further_members<T, F>(
        &mut self,
        known: Known<T>,
        progress: Progress,
        mut member: F,
    ) -> Result<(), Broken>
    where
        T: Copy,
        F: FnMut(&mut Self, Text<'a>, Option<T>) -> Result<(), Broken>,
    {
        self.follow_members(known, progress, |cursor, name, meaning| member(cursor, *name, meaning))
    }

    /// The loop of all of these.
    #[inline(always)]
    fn follow_members<T, F>(
        &mut self,
        known: Known<T>,
        progress: Progress,
        mut member: F,
    ) -> Result<(), Broken>
    where
        T: Copy,
        F: FnMut(&mut Self, &Text<'a>, Option<T>) -> Result<(), Broken>,
    {
        let Progress { open, mut came, mut last, mut more } = progress;
        // Of names that are not known; most objects have none.
        let mut keys = None;
        let mut foreseen = known.foreseen(last, &self.bytes[self.at..]);
        while more {
            let other;
            let (name, text): (_, &Text<'a>) = match foreseen {
                Some((name, length)) => {
                    self.at += length;
                    if came & name.bit() != 0 {
                        return Err(self.twice(self.at - name.text.len() - 3));
                    }
                    self.skip_space();
                    (Some(name), &name.told)
                }
                None => {
                    let (name, text) = self.unforeseen(known, (last, came), &mut keys, open)?;
                    other = text;
                    (name, &other)
                }
            };
            if let Some(name) = name {
                (came, last) = (came | name.bit(), name.number);
            }
            member(self, text, name.map(|name| name.meaning))?;
            // Hardly anybody writes blanks before the comma and behind it.
            foreseen = known.foreseen_next(last, &self.bytes[self.at..]);
            if foreseen.is_none() {
                more = self.comma();
                if more {
                    foreseen = known.foreseen(last, &self.bytes[self.at..]);
                }
            }
        }
        self.close_object(open, keys)
    }

    /// Reads a member's name that is not the one that was foreseen after the last one.
    #[inline(never)]
    fn unforeseen<T: Copy>(
        &mut self,
        known: Known<T>,
        (last, came): (u8, u64),
        keys: &mut Option<Keys>,
        open: usize,
    ) -> Result<(Option<&'static Name<T>>, Text<'a>), Broken> {
        let name_at = self.at;
        let text = self.text()?;
        let spelled = text.decode();
        let word = Word::of(&spelled);
        let name = known.names.find(&spelled, word);
        match name {
            Some(name) => known.remember(last, name.number),
            None => {
                let keys = keys.get_or_insert_with(Keys::new);
                self.note_name(keys, &spelled, word, (open, name_at))?;
            }
        }
        self.colon()?;
        if name.is_some_and(|name| came & name.bit() != 0) {
            return Err(self.twice(name_at));
        }
        Ok((name, text))
    }

    /// The complaint that the name at an index is there a second time.
    #[cold]
    fn twice(&self, at: usize) -> Broken {
        Broken { at, why: Why::DuplicateName }
    }

    /// Goes to the first member of an object, if there is one.
    #[inline(always)]
    fn open_object(&mut self) -> Result<bool, Broken> {
        self.expect(b'{', "an object")?;
        self.descend()?;
        self.skip_space();
        Ok(self.peek() != b'}')
    }

    /// Goes to a member's value.
    #[inline(always)]
    fn colon(&mut self) -> Result<(), Broken> {
        self.skip_space();
        self.expect(b':', "a colon")?;
        self.skip_space();
        Ok(())
    }

    #[inline(always)]
    fn close_object(&mut self, open: usize, keys: Option<Keys>) -> Result<(), Broken> {
        self.expect(b'}', "a comma or the end of the object")?;
        self.depth -= 1;
        if keys.is_some_and(Keys::repeat) {
            self.names_since(open)?;
        }
        Ok(())
    }

    /// Notes a name of the object that starts at `open`.
    #[inline(always)]
    fn note_name(
        &self,
        keys: &mut Keys,
        name: &[u8],
        word: Word,
        (open, at): (usize, usize),
    ) -> Result<(), Broken> {
        match keys.note(name, word) {
            Noted::New => {}
            Noted::Suspect => keys.keep(self.names_since(open)?),
            Noted::Known => return Err(Broken { at, why: Why::DuplicateName }),
        }
        Ok(())
    }

    /// As [`note_name`](Self::note_name), of one that is spelled with escapes.
    #[cold]
    fn note_escaped(
        &self,
        keys: &mut Keys,
        name: Text<'a>,
        places: (usize, usize),
    ) -> Result<(), Broken> {
        let name = name.decode();
        self.note_name(keys, &name, Word::of(&name), places)
    }

    /// Reads an object as [`object`](Self::object) does, and hands it out as the text that it is.
    pub fn object_value<F>(&mut self, member: F) -> Result<Json<'a>, Broken>
    where
        F: FnMut(&mut Self, Text<'a>) -> Result<(), Broken>,
    {
        let start = self.at;
        let spaced_before = std::mem::replace(&mut self.spaced, false);
        self.object(member)?;
        let spaced = self.spaced;
        self.spaced |= spaced_before;
        Ok(Json::new(self.since(start), spaced))
    }

    /// Reads an object as [`members`](Self::members) does, and hands it out as the text that it is.
    #[inline(always)]
    pub fn members_value<T, F>(&mut self, known: Known<T>, member: F) -> Result<Json<'a>, Broken>
    where
        T: Copy,
        F: FnMut(&mut Self, Text<'a>, Option<T>) -> Result<(), Broken>,
    {
        let start = self.at;
        let spaced_before = std::mem::replace(&mut self.spaced, false);
        self.members(known, member)?;
        let spaced = self.spaced;
        self.spaced |= spaced_before;
        Ok(Json::new(self.since(start), spaced))
    }

    /// The decoded member names of the object that starts at `open`, as far as the cursor has
    /// come: equal fingerprints are not yet equal names. What was read already is not read again,
    /// only gone over: else objects inside of objects would each double the work.
    #[cold]
    fn names_since(&self, open: usize) -> Result<HashSet<Vec<u8>>, Broken> {
        let mut names = HashSet::new();
        let mut probe = Cursor::new(self.bytes, open + 1);
        loop {
            probe.skip_space();
            let at = probe.at;
            if at >= self.at || probe.peek() == b'}' {
                return Ok(names);
            }
            let name = probe.text()?;
            if !names.insert(decode(name.raw()).into_owned()) {
                return Err(Broken { at, why: Why::DuplicateName });
            }
            probe.skip_space();
            if probe.at >= self.at {
                return Ok(names);
            }
            probe.expect(b':', "a colon")?;
            probe.skip_space();
            probe.at = value_end(self.bytes, probe.at).unwrap_or(self.at);
            probe.skip_space();
            if probe.peek() != b',' {
                return Ok(names);
            }
            probe.at += 1;
        }
    }
}
