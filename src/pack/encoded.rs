//! Records written for a target, still to be packed into parts.

/// The encoded records of a run, in the target's sections: the kinds of item that stand apart in
/// a part, such as the arrays of a payload.
pub struct Encoded {
    sections: Vec<Vec<u8>>,
    /// For each record the ends of its bytes, section by section.
    ends: Vec<usize>,
}

impl Encoded {
    /// No records, for a target with so many sections.
    pub fn new(sections: usize) -> Self {
        Encoded { sections: vec![Vec::new(); sections], ends: Vec::new() }
    }

    /// Forgets the records, and keeps the room taken.
    pub fn clear(&mut self) {
        self.sections.iter_mut().for_each(Vec::clear);
        self.ends.clear();
    }

    /// The bytes of a section, to append to.
    #[inline(always)]
    pub fn section(&mut self, index: usize) -> &mut Vec<u8> {
        &mut self.sections[index]
    }

    /// What was appended to a section since the last record.
    pub fn pending(&self, section: usize) -> &[u8] {
        &self.sections[section][self.end(self.len(), section)..]
    }

    /// What was appended since the last record is a record.
    pub fn keep_record(&mut self) {
        self.ends.extend(self.sections.iter().map(Vec::len));
    }

    /// Forgets what was appended since the last record.
    pub fn drop_record(&mut self) {
        for section in 0..self.sections.len() {
            let end = self.end(self.len(), section);
            self.sections[section].truncate(end);
        }
    }

    /// The number of records.
    pub fn len(&self) -> usize {
        self.ends.len() / self.sections.len()
    }

    /// Are there no records?
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The bytes of some records in a section.
    pub fn bytes(&self, section: usize, records: &std::ops::Range<usize>) -> &[u8] {
        &self.sections[section][self.end(records.start, section)..self.end(records.end, section)]
    }

    /// Where the first `records` records end in a section.
    fn end(&self, records: usize, section: usize) -> usize {
        match records.checked_sub(1) {
            Some(last) => self.ends[last * self.sections.len() + section],
            None => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_kept_apart_and_can_be_dropped() {
        let mut encoded = Encoded::new(2);
        for record in [b"a", b"b", b"c"] {
            encoded.section(0).extend_from_slice(record);
            encoded.section(1).extend_from_slice(&[record[0], record[0]]);
            if record == b"b" { encoded.drop_record() } else { encoded.keep_record() }
        }
        assert_eq!(encoded.len(), 2);
        assert_eq!(encoded.bytes(0, &(0..2)), b"ac");
        assert_eq!(encoded.bytes(1, &(1..2)), b"cc");
    }
}
