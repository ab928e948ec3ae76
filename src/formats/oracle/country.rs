//! Codes of countries.

/// The codes of two letters that ISO 3166-1 assigns, in order.
const ASSIGNED: &str = "ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZ\
CACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGP\
GQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMA\
MCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQA\
RERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUSUYUZVAVC\
VEVGVIVNVUWFWSYEYTZAZMZW";

/// Is this the code of a country, in any letter case?
pub(super) fn is_country(text: &[u8]) -> bool {
    let Ok([first, second]) = <[u8; 2]>::try_from(text) else { return false };
    let code = [first.to_ascii_uppercase(), second.to_ascii_uppercase()];
    ASSIGNED.as_bytes().chunks_exact(2).any(|known| known == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_assigned() {
        let codes: Vec<_> = ASSIGNED.as_bytes().chunks_exact(2).collect();
        assert_eq!(codes.len(), 249);
        assert!(codes.is_sorted_by(|one, next| one < next));
        assert!(["US", "gb", "Ss", "AX"].iter().all(|code| is_country(code.as_bytes())));
        assert!(
            ["UK", "EU", "XK", "GBR", "1a", "", "é"]
                .iter()
                .all(|code| !is_country(code.as_bytes()))
        );
    }
}
