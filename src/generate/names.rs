//! Names to invent people from, by culture: how they are written, and how an address spells them.
//!
//! Between them they hold what readers stumble over: many scripts, both directions, letters made
//! of several code points, letters outside the Basic Multilingual Plane, apostrophes, blanks.

/// A name as its bearer writes it, and in the lower-case ASCII of an e-mail address.
#[derive(Clone, Copy)]
pub(super) struct Name {
    pub(super) written: &'static str,
    pub(super) ascii: &'static str,
}

/// People who share a language, a way of putting names together, and a city.
pub(super) struct Culture {
    pub(super) locale: &'static str,
    pub(super) country: &'static str,
    pub(super) timezone: &'static str,
    pub(super) city: &'static str,
    pub(super) region: &'static str,
    pub(super) street: &'static str,
    pub(super) name_order: NameOrder,
    pub(super) given: &'static [Name],
    pub(super) family: &'static [Name],
}

/// How given and family name make a full name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum NameOrder {
    GivenFirst,
    FamilyFirst,
    /// Family first, nothing between.
    FamilyJoined,
}

const fn n(written: &'static str, ascii: &'static str) -> Name {
    Name { written, ascii }
}

use NameOrder::{FamilyFirst, FamilyJoined, GivenFirst};

pub(super) const CULTURES: &[Culture] = &[
    Culture {
        locale: "en-US",
        country: "US",
        timezone: "America/Los_Angeles",
        city: "Millbrook",
        region: "OR",
        street: "Quarry Lane",
        name_order: GivenFirst,
        given: &[n("Jane", "jane"), n("Liam", "liam"), n("Mary-Jane", "mary-jane"), n("O", "o")],
        family: &[n("Doe", "doe"), n("O'Brien", "o'brien"), n("Featherstonehaugh", "fanshaw")],
    },
    Culture {
        locale: "en-GB",
        country: "GB",
        timezone: "Europe/London",
        city: "Stoke-under-Fell",
        region: "Cumbria",
        street: "St. John's Road",
        name_order: GivenFirst,
        given: &[n("Siân", "sian"), n("Noah", "noah"), n("Anne Marie", "annemarie")],
        family: &[
            n("St. John", "stjohn"),
            n("Birchall-Oduya", "birchall"),
            n("Ó Briain", "obriain"),
        ],
    },
    Culture {
        locale: "de-DE",
        country: "DE",
        timezone: "Europe/Berlin",
        city: "Groß Köris",
        region: "Brandenburg",
        street: "Mühlenstraße",
        name_order: GivenFirst,
        given: &[n("Jürgen", "juergen"), n("Käthe", "kaethe"), n("Björn", "bjoern")],
        family: &[n("Müller", "mueller"), n("Weiß", "weiss"), n("von der Höh", "vonderhoeh")],
    },
    Culture {
        locale: "fr-FR",
        country: "FR",
        timezone: "Europe/Paris",
        city: "L'Haÿ-sur-Orge",
        region: "Île-de-France",
        street: "rue de l'Œuvre",
        name_order: GivenFirst,
        // The second one is written with a combining accent.
        given: &[
            n("François", "francois"),
            n("Ame\u{301}lie", "amelie"),
            n("Jean-Luc", "jean-luc"),
        ],
        family: &[n("Le Goff", "legoff"), n("d'Étampes", "d'etampes"), n("Lefèvre", "lefevre")],
    },
    Culture {
        locale: "es-MX",
        country: "MX",
        timezone: "America/Mexico_City",
        city: "San José Iturbide",
        region: "Guanajuato",
        street: "Calle Niño Perdido",
        name_order: GivenFirst,
        given: &[n("José", "jose"), n("Begoña", "begona"), n("Ñusta", "nusta")],
        family: &[n("García", "garcia"), n("Fernández-López", "fernandez"), n("Núñez", "nunez")],
    },
    Culture {
        locale: "pl-PL",
        country: "PL",
        timezone: "Europe/Warsaw",
        city: "Łęczna",
        region: "lubelskie",
        street: "ulica Źródlana",
        name_order: GivenFirst,
        given: &[n("Łukasz", "lukasz"), n("Zofia", "zofia"), n("Grażyna", "grazyna")],
        family: &[n("Wójcik", "wojcik"), n("Wiatrak", "wiatrak"), n("Żółć", "zolc")],
    },
    Culture {
        locale: "tr-TR",
        country: "TR",
        timezone: "Europe/Istanbul",
        city: "Iğdır",
        region: "Iğdır",
        street: "Çınar Sokağı",
        name_order: GivenFirst,
        // Their case mapping differs from that of other languages.
        given: &[n("İpek", "ipek"), n("Işıl", "isil"), n("Oğuz", "oguz")],
        family: &[n("Yılmaz", "yilmaz"), n("Şahin", "sahin"), n("Çığ", "cig")],
    },
    Culture {
        locale: "is-IS",
        country: "IS",
        timezone: "Atlantic/Reykjavik",
        city: "Þórshöfn",
        region: "Norðurland eystra",
        street: "Fjarðarvegur",
        name_order: GivenFirst,
        given: &[n("Guðrún", "gudrun"), n("Ægir", "aegir"), n("Sæþór", "saethor")],
        family: &[n("Þorsteinsdóttir", "thorsteinsdottir"), n("Ólafsson", "olafsson")],
    },
    Culture {
        locale: "uk-UA",
        country: "UA",
        timezone: "Europe/Kyiv",
        city: "Їжаківка",
        region: "Полтавська область",
        street: "вулиця Зелена",
        name_order: GivenFirst,
        given: &[n("Олена", "olena"), n("Дмитро", "dmytro"), n("Ґалина", "galyna")],
        family: &[n("Шевчук", "shevchuk"), n("Ємець", "yemets"), n("Щербак", "shcherbak")],
    },
    Culture {
        locale: "el-GR",
        country: "GR",
        timezone: "Europe/Athens",
        city: "Άνω Μηλιά",
        region: "Πιερία",
        street: "Οδός Ελιάς",
        name_order: GivenFirst,
        // The final sigma is another one of case mapping's traps.
        given: &[n("Ελένη", "eleni"), n("Νίκος", "nikos"), n("Σταύρος", "stavros")],
        family: &[n("Παπαδόπουλος", "papadopoulos"), n("Οικονόμου", "oikonomou")],
    },
    Culture {
        locale: "zh-CN",
        country: "CN",
        timezone: "Asia/Shanghai",
        city: "青石镇",
        region: "江苏省",
        street: "柳林路",
        name_order: FamilyJoined,
        given: &[n("伟", "wei"), n("晓燕", "xiaoyan"), n("思远", "siyuan")],
        family: &[n("王", "wang"), n("欧阳", "ouyang"), n("李", "li")],
    },
    Culture {
        locale: "ja-JP",
        country: "JP",
        timezone: "Asia/Tokyo",
        city: "青葉町",
        region: "宮城県",
        street: "さくら通り",
        name_order: FamilyJoined,
        given: &[n("太郎", "taro"), n("花子", "hanako"), n("エリカ", "erika")],
        // The first one begins outside the Basic Multilingual Plane.
        family: &[n("𠮷田", "yoshida"), n("山田", "yamada"), n("佐々木", "sasaki")],
    },
    Culture {
        locale: "ko-KR",
        country: "KR",
        timezone: "Asia/Seoul",
        city: "새터읍",
        region: "경기도",
        street: "느티나무길",
        name_order: FamilyJoined,
        given: &[n("민준", "minjun"), n("서연", "seoyeon"), n("하늘", "haneul")],
        family: &[n("김", "kim"), n("남궁", "namgung"), n("박", "bak")],
    },
    Culture {
        locale: "ar-EG",
        country: "EG",
        timezone: "Africa/Cairo",
        city: "كفر النخيل",
        region: "الجيزة",
        street: "شارع الزيتون",
        name_order: GivenFirst,
        given: &[n("محمد", "mohamed"), n("ليلى", "layla"), n("عبد الله", "abdullah")],
        family: &[n("العربي", "alarabi"), n("حسن", "hassan"), n("الشرقاوي", "elsharkawy")],
    },
    Culture {
        locale: "he-IL",
        country: "IL",
        timezone: "Asia/Jerusalem",
        city: "גבעת התמר",
        region: "הגליל",
        street: "רחוב הרימון",
        name_order: GivenFirst,
        given: &[n("שרה", "sarah"), n("נועם", "noam"), n("יעל", "yael")],
        // The second one has a sign for an apostrophe.
        family: &[n("כהן", "cohen"), n("ג׳ורג׳י", "georgi"), n("בן־דוד", "bendavid")],
    },
    Culture {
        locale: "hi-IN",
        country: "IN",
        timezone: "Asia/Kolkata",
        city: "नीमखेड़ा",
        region: "मध्य प्रदेश",
        street: "पीपल मार्ग",
        name_order: GivenFirst,
        given: &[n("अनन्या", "ananya"), n("प्रिया", "priya"), n("कृष्ण", "krishna")],
        family: &[n("शर्मा", "sharma"), n("पटेल", "patel"), n("त्रिपाठी", "tripathi")],
    },
    Culture {
        locale: "vi-VN",
        country: "VN",
        timezone: "Asia/Ho_Chi_Minh",
        city: "Suối Mơ",
        region: "Lâm Đồng",
        street: "đường Hoa Phượng",
        name_order: FamilyFirst,
        given: &[n("Ngọc", "ngoc"), n("Thị Hạnh", "hanh"), n("Đức", "duc")],
        family: &[n("Nguyễn", "nguyen"), n("Trần", "tran"), n("Phạm", "pham")],
    },
];
