//! What must hold of an output and the source that it was made of.

use crate::findings::{Grades, Rule};

macro_rules! rules {
    ($($name:ident $id:literal $grades:literal: $title:literal; $remedy:literal)*) => {
        $(
            #[doc = $title]
            pub(super) static $name: Rule = Rule {
                id: $id,
                grades: Grades::of($grades),
                title: $title,
                remedy: $remedy,
                source: "idport, conversions",
                says: None,
            };
        )*

        /// All rules about conversions.
        pub static RULES: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    VE_001 "VE-001" "E": "every record of the source is in the output, or among the refused ones"; "The record is in neither. Convert again, and upload nothing of this output."
    VE_002 "VE-002" "E": "every user of the output comes from one record of the source, in its order, and no record gives two"; "The user was added, repeated, moved or given another id after the conversion, or another source was given. Convert again."
    VE_003 "VE-003" "E": "every value of a record is in the output, unless the target has no place for it"; "The value is not where the output should have it, or another one is. Convert again; if the output was not touched, this is a fault of idport."
    VE_004 "VE-004" "E": "every value in the output comes from the record, from the options, or is derived as the manual says"; "Nobody gave this value. Convert again; if the output was not touched, this is a fault of idport."
    VE_005 "VE-005" "E": "the report counts every loss exactly, and once"; "The report does not tell what was lost in this output. Trust the count that was found here, and convert again."
    VE_006 "VE-006" "E": "every row and membership of the output belongs to a user of the output"; "Nobody who was converted has this row. Convert again."
    VE_007 "VE-007" "E": "beside the users of a part stands what a conversion writes there, and nothing else"; "The list or member was added, changed or taken away, or stands there twice. Convert again."
    VE_008 "VE-008" "E": "every part that is a table begins with the headings that a conversion writes"; "The import does not know a column of this name, or takes it for another one. Convert again."
    VE_010 "VE-010" "E": "the inputs are those of the conversion"; "Give the files that the manifest names, as they were then: their digests differ, or their number."
    VE_011 "VE-011" "E": "every part that the manifest names is there, with its size and digest"; "Copy the output again, or convert again."
    VE_012 "VE-012" "E": "nothing is in the folder but parts and evidence"; "Take the file away before the folder is uploaded: no conversion put it there."
    VE_013 "VE-013" "E": "the output can be read by the reader of its format, to its end"; "The part is broken here. Convert again."
    VE_014 "VE-014" "E": "refused records are kept as they were, each with the reasons that it was refused for"; "The file of refused records or that of their findings is not what the source holds. Convert again, or take them from the source."
    VE_015 "VE-015" "E": "manifest and report count the records that there are, and their counts fit each other"; "The evidence is of another run, or was changed. Convert again."
}
