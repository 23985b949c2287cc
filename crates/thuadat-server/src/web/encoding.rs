//! Answers made smaller, as the client takes them.

use axum::http::{HeaderMap, HeaderValue, header};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

/// How the bytes of an answer are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Encoding {
    Identity,
    Gzip,
    Brotli,
    Zstd,
}

/// Below so many bytes packing costs more than it saves.
const SMALL: usize = 256;
/// Higher levels save little and make a tile wait.
const BROTLI_LEVEL: i32 = 5;
const GZIP_LEVEL: u32 = 6;

impl Encoding {
    /// In the order they are chosen where a client takes them alike: the smallest answers first.
    const ALL: [Self; 3] = [Self::Brotli, Self::Gzip, Self::Zstd];

    /// What a client takes best (RFC 9110, section 12.5.3).
    pub(crate) fn of_request(headers: &HeaderMap) -> Self {
        let Some(accepted) = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok())
        else {
            return Self::Identity;
        };
        let weights: Vec<(&str, f64)> = accepted.split(',').map(weighed).collect();
        let weight_of = |name: &str| {
            let named = weights.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
            let any = || weights.iter().find(|(known, _)| *known == "*");
            named.or_else(any).map_or(0.0, |(_, weight)| *weight)
        };
        let best = Self::ALL.into_iter().map(|encoding| (encoding, weight_of(encoding.name())));
        let heavier = |best: (Self, f64), one: (Self, f64)| if one.1 > best.1 { one } else { best };
        best.fold((Self::Identity, 0.0), heavier).0
    }

    /// Its name in headers.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Gzip => "gzip",
            Self::Brotli => "br",
            Self::Zstd => "zstd",
        }
    }

    /// The header that names it; none where nothing is packed.
    pub(crate) fn header(self) -> Option<HeaderValue> {
        (self != Self::Identity).then(|| HeaderValue::from_static(self.name()))
    }

    /// Itself, or nothing at all where so few bytes are not worth it.
    pub(crate) fn for_length(self, length: usize) -> Self {
        if length < SMALL { Self::Identity } else { self }
    }

    /// The bytes, packed. The same bytes give the same packed ones.
    pub(crate) fn pack(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Identity => bytes.to_vec(),
            Self::Gzip => {
                let mut encoder = GzEncoder::new(Vec::new(), Compression::new(GZIP_LEVEL));
                let written = encoder.write_all(bytes);
                written.and_then(|()| encoder.finish()).expect("writing into memory does not fail")
            }
            Self::Brotli => {
                let parameters =
                    brotli::enc::BrotliEncoderParams { quality: BROTLI_LEVEL, ..Default::default() };
                let mut packed = Vec::new();
                brotli::BrotliCompress(&mut &bytes[..], &mut packed, &parameters)
                    .expect("writing into memory does not fail");
                packed
            }
            Self::Zstd => {
                ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
            }
        }
    }
}

/// A part of the header and its weight, from 0 to 1.
fn weighed(part: &str) -> (&str, f64) {
    let mut pieces = part.split(';').map(str::trim);
    let name = pieces.next().unwrap_or_default();
    let weight = pieces.find_map(|piece| piece.strip_prefix("q=").or_else(|| piece.strip_prefix("Q=")));
    (name, weight.map_or(1.0, |weight| weight.parse().unwrap_or(0.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(accepted: &'static str, expected: Encoding) {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted));
        assert_eq!(Encoding::of_request(&headers), expected, "{accepted}");
    }

    #[test]
    fn the_best_that_is_taken() {
        check("", Encoding::Identity);
        check("identity", Encoding::Identity);
        check("gzip", Encoding::Gzip);
        check("gzip, deflate, br, zstd", Encoding::Brotli);
        check("gzip;q=1.0, br;q=0.5", Encoding::Gzip);
        check("br;q=0, *;q=0.1", Encoding::Gzip);
        check("zstd", Encoding::Zstd);
        check("gzip;q=nonsense", Encoding::Identity);
        assert_eq!(Encoding::of_request(&HeaderMap::new()), Encoding::Identity);
    }
}
