//! Protocol Buffers, as far as vector tiles need them.

/// What follows a field's number.
#[derive(Clone, Copy)]
enum Kind {
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
}

pub(crate) fn varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Signed numbers near zero in few bytes.
pub(crate) const fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

fn key(field: u32, kind: Kind, out: &mut Vec<u8>) {
    varint(u64::from(field << 3 | kind as u32), out);
}

pub(crate) fn varint_field(field: u32, value: u64, out: &mut Vec<u8>) {
    key(field, Kind::Varint, out);
    varint(value, out);
}

pub(crate) fn double_field(field: u32, value: f64, out: &mut Vec<u8>) {
    key(field, Kind::Fixed64, out);
    out.extend_from_slice(&value.to_le_bytes());
}

pub(crate) fn bytes_field(field: u32, bytes: &[u8], out: &mut Vec<u8>) {
    key(field, Kind::Bytes, out);
    varint(bytes.len() as u64, out);
    out.extend_from_slice(bytes);
}

/// Numbers one after the other under one length.
pub(crate) fn packed_field(field: u32, values: &[u32], scratch: &mut Vec<u8>, out: &mut Vec<u8>) {
    scratch.clear();
    for &value in values {
        varint(u64::from(value), scratch);
    }
    bytes_field(field, scratch, out);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_protocol_buffers_write_them() {
        let cases: [(u64, &[u8]); 5] = [
            (0, &[0]),
            (127, &[127]),
            (128, &[0x80, 1]),
            (300, &[0xac, 2]),
            (u64::from(u32::MAX), &[255, 255, 255, 255, 15]),
        ];
        for (value, bytes) in cases {
            let mut out = Vec::new();
            varint(value, &mut out);
            assert_eq!(out, bytes, "{value}");
        }
        for (value, written) in [(0, 0), (-1, 1), (1, 2), (-2, 3), (2_147_483_647, 4_294_967_294)] {
            assert_eq!(zigzag(value), written);
        }
    }
}
