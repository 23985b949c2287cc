//! The errors of profiles by stable name and in both languages.

use super::{ProfileError, listed};
use thuadat_core::Message;

impl ProfileError {
    /// Stable name, such as `profile-unknown`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownName { .. } => "profile-unknown",
            Self::Read { .. } => "profile-not-readable",
            Self::Syntax { .. } => "profile-syntax",
            Self::UnknownKey { .. } => "profile-key",
            Self::BadValue { .. } => "profile-value",
            Self::MissingKey { .. } => "profile-custom-rule",
            Self::BadExpression { .. } => "profile-expression",
            Self::BadSetting { .. } => "threshold-value",
        }
    }

    /// The sentence in both languages. What the system or the TOML reader says stands in it as it is.
    #[must_use]
    pub fn message(&self) -> Message {
        Message { vi: self.vietnamese(), en: self.to_string() }
    }

    fn vietnamese(&self) -> String {
        match self {
            Self::UnknownName { name, nearest } => format!(
                "không có bộ quy tắc nào tên là `{name}`{}; các bộ quy tắc có sẵn là {}, hoặc hãy ghi đường dẫn của một tệp TOML",
                suggestion(nearest.as_deref()),
                listed("và")
            ),
            Self::Read { path, source } => format!(
                "không đọc được bộ quy tắc {path}: hệ thống báo “{source}”; hãy kiểm tra lại đường dẫn và quyền đọc tệp"
            ),
            Self::Syntax { path, line, reason } => {
                format!("{path}, dòng {line}: sai cú pháp TOML: “{reason}”")
            }
            Self::UnknownKey { path, line, key, nearest } => format!(
                "{path}, dòng {line}: bộ quy tắc không có khóa `{key}`{}",
                suggestion(nearest.as_deref())
            ),
            Self::BadValue { path, line, key, value, expected } => {
                let value = if value.is_empty() { "trống" } else { value };
                format!("{path}, dòng {line}: `{key}` đang là {value}, phải là {}", expected.vi)
            }
            Self::MissingKey { path, line, key } => {
                format!("{path}, dòng {line}: quy tắc [[custom]] này thiếu `{key}`")
            }
            Self::BadExpression { path, line, rule, key, source } => {
                format!("{path}, dòng {line}: trong `{key}` của {rule}, {}", source.message().vi)
            }
            Self::BadSetting { key, value, expected } => {
                format!("{key} đang là {value}, phải là {}", expected.vi)
            }
        }
    }
}

fn suggestion(nearest: Option<&str>) -> String {
    nearest.map(|nearest| format!(" (ý bạn là `{nearest}`?)")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{ProfileDocument, named};

    fn check(error: &ProfileError, code: &str, vi: &str) {
        let message = error.message();
        assert_eq!((error.code(), message.vi.as_str()), (code, vi));
        assert_eq!(message.en, error.to_string());
    }

    fn check_file(text: &str, code: &str, vi: &str) {
        check(&ProfileDocument::parse(text, "p.toml").unwrap_err(), code, vi);
    }

    #[test]
    fn files_are_faulted_by_line_and_key() {
        check_file(
            "name = \"x\"\ntolerence_m = 1",
            "profile-key",
            "p.toml, dòng 2: bộ quy tắc không có khóa `tolerence_m` (ý bạn là `tolerance_m`?)",
        );
        check_file(
            "gap_width_m = \"wide\"",
            "profile-value",
            "p.toml, dòng 1: `gap_width_m` đang là \"wide\", phải là một số từ 0 đến 1000000000, hoặc \"unlimited\"",
        );
        check_file(
            "base = \"strikt\"",
            "profile-value",
            &format!("p.toml, dòng 1: `base` đang là \"strikt\", phải là {}", listed("hoặc")),
        );
        let broken = ProfileDocument::parse("name = = 1", "p.toml").unwrap_err();
        assert!(broken.message().vi.starts_with("p.toml, dòng 1: sai cú pháp TOML: “"), "{broken}");
        assert_eq!(broken.code(), "profile-syntax");
    }

    #[test]
    fn names_and_thresholds_are_faulted() {
        check(
            &named("vn-cadaster").unwrap_err(),
            "profile-unknown",
            "không có bộ quy tắc nào tên là `vn-cadaster` (ý bạn là `vn-cadastre`?); các bộ quy tắc có sẵn là \
             vn-cadastre, vn-cadastre-1-200, vn-cadastre-1-500, vn-cadastre-1-1000, vn-cadastre-1-2000, \
             vn-cadastre-1-5000, vn-cadastre-1-10000, strict và inspire, hoặc hãy ghi đường dẫn của một tệp TOML",
        );
        let strict = named("strict").unwrap();
        check(
            &strict.with_tolerance_m(-1.0).unwrap_err(),
            "threshold-value",
            "tolerance_m đang là -1, phải là một số từ 0 đến 100",
        );
        let missing = named("khong-co.toml").unwrap_err();
        let Message { vi, en } = missing.message();
        assert!(vi.starts_with("không đọc được bộ quy tắc khong-co.toml: hệ thống báo “"), "{vi}");
        assert!(en.starts_with("cannot read the profile khong-co.toml: "), "{en}");
    }
}
