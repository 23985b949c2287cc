//! The name somebody may have meant.

/// The name most like the wanted one, where one is near enough to be meant: at most a third of its letters differ.
pub(crate) fn nearest<'a>(wanted: &str, names: &'a [String]) -> Option<&'a str> {
    let wanted = wanted.to_lowercase();
    let limit = (wanted.chars().count() / 3).max(1);
    names
        .iter()
        .map(|name| (strsim::damerau_levenshtein(&wanted, &name.to_lowercase()), name))
        .filter(|&(distance, _)| distance <= limit)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, name)| name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_only_what_may_be_meant() {
        let names = ["ThuaDat", "RanhGioi", "Nha"].map(str::to_owned);
        assert_eq!(nearest("thuadta", &names), Some("ThuaDat"));
        assert_eq!(nearest("ranh_gioi", &names), Some("RanhGioi"));
        assert_eq!(nearest("roads", &names), None);
    }
}
