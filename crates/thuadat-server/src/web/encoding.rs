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

/// Which packings a client takes (RFC 9110, section 12.5.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Accepted {
    best: Encoding,
    /// Whether it takes bytes as they are.
    takes_plain: bool,
}

impl Accepted {
    /// What a request says. Parts that make no sense are as if they were not there.
    pub(crate) fn of_request(headers: &HeaderMap) -> Self {
        let lines = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
        let weights: Vec<(&str, f64)> = lines.flat_map(|line| line.split(',')).filter_map(weighed).collect();
        let named = |name: &str| {
            weights.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, weight)| *weight)
        };
        let any = named("*");
        let weight_of = |encoding: Encoding| {
            let other_name = if encoding == Encoding::Gzip { named("x-gzip") } else { None };
            named(encoding.name()).or(other_name).or(any).unwrap_or(0.0)
        };
        let all = Encoding::ALL.into_iter().map(|encoding| (encoding, weight_of(encoding)));
        let heavier = |best: (Encoding, f64), one: (Encoding, f64)| if one.1 > best.1 { one } else { best };
        let (mut best, weight) = all.fold((Encoding::Identity, 0.0), heavier);
        let plain = named("identity");
        // Who names plain bytes and likes them better than any packing gets them.
        if plain.is_some_and(|plain| plain > weight) {
            best = Encoding::Identity;
        }
        Self { best, takes_plain: plain.or(any).is_none_or(|weight| weight > 0.0) }
    }

    /// How an answer of so many bytes is packed: few bytes are not worth it.
    pub(crate) fn for_length(self, length: usize) -> Encoding {
        if length < SMALL && self.takes_plain { Encoding::Identity } else { self.best }
    }

    /// Whether there is nothing that could be sent.
    pub(crate) fn is_nothing(self) -> bool {
        self.best == Encoding::Identity && !self.takes_plain
    }
}

/// A part of the header and its weight, from 0 to 1; none where it makes no sense.
fn weighed(part: &str) -> Option<(&str, f64)> {
    let mut pieces = part.split(';').map(str::trim);
    let name = pieces.next().filter(|name| !name.is_empty())?;
    let Some(weight) = pieces.next() else { return Some((name, 1.0)) };
    let weight = weight.strip_prefix("q=").or_else(|| weight.strip_prefix("Q="))?;
    let is_number = weight.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let weight: f64 = weight.parse().ok().filter(|_| is_number)?;
    (0.0..=1.0).contains(&weight).then_some((name, weight))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How few and many bytes are sent; none where nothing can be.
    fn check(accepted: &[&'static str], expected: Option<(Encoding, Encoding)>) {
        let mut headers = HeaderMap::new();
        for line in accepted {
            headers.append(header::ACCEPT_ENCODING, HeaderValue::from_static(line));
        }
        let read = Accepted::of_request(&headers);
        let found = (!read.is_nothing()).then(|| (read.for_length(SMALL - 1), read.for_length(SMALL)));
        assert_eq!(found, expected, "{accepted:?}");
    }

    #[test]
    fn the_best_that_is_taken() {
        use Encoding::{Brotli, Gzip, Identity, Zstd};
        for (accepted, many) in [
            ("", Identity),
            ("identity", Identity),
            ("gzip", Gzip),
            ("x-gzip", Gzip),
            ("GZIP", Gzip),
            ("gzip, deflate, br, zstd", Brotli),
            ("gzip;q=1.0, br;q=0.5", Gzip),
            ("br;q=0, *;q=0.1", Gzip),
            ("br; q=0.2 , gzip ;q=0.9", Gzip),
            ("zstd", Zstd),
            ("*", Brotli),
            ("gzip;q=0", Identity),
            ("gzip;q=0.5, identity", Identity),
            ("gzip, identity;q=0.5", Gzip),
            ("gzip;q=0.5, identity;q=0.5", Gzip),
            ("gzip;q=nonsense", Identity),
            ("gzip;q=NaN, br;q=-1, zstd;q=2", Identity),
            ("identity;q=nonsense", Identity),
            ("deflate", Identity),
            (",,;q=1", Identity),
        ] {
            check(&[accepted], Some((Identity, many)));
        }
        check(&[], Some((Identity, Identity)));
        check(&["deflate", "gzip;q=0.3"], Some((Identity, Gzip)));
        // Who takes nothing plain gets small answers packed, too.
        for accepted in ["gzip, identity;q=0", "gzip, *;q=0", "identity;q=0, gzip;q=0.1"] {
            check(&[accepted], Some((Gzip, Gzip)));
        }
        check(&["identity;q=0, *"], Some((Brotli, Brotli)));
        check(&["*;q=0, identity;q=0.1"], Some((Identity, Identity)));
        for nothing in ["*;q=0", "identity;q=0", "identity;q=0, deflate", "gzip;q=0, *;q=0"] {
            check(&[nothing], None);
        }
    }
}
