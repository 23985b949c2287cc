//! Rows in the binary form of COPY (`PostgreSQL` documentation, COPY, "Binary Format").

/// What stands before the first row: no flags, nothing more of a header.
pub(super) const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// What stands behind the last row.
pub(super) const TRAILER: &[u8] = &(-1_i16).to_be_bytes();

const NULL: &[u8] = &(-1_i32).to_be_bytes();

/// One row being written.
#[derive(Default)]
pub(super) struct CopyRow {
    bytes: Vec<u8>,
}

impl CopyRow {
    /// Begins another row, of so many fields.
    pub(super) fn begin(&mut self, fields: i16) {
        self.bytes.clear();
        self.bytes.extend_from_slice(&fields.to_be_bytes());
    }

    pub(super) fn bigint(&mut self, value: Option<i64>) {
        self.field(value.map(i64::to_be_bytes).as_ref().map(<[u8; 8]>::as_slice));
    }

    pub(super) fn double(&mut self, value: Option<f64>) {
        self.field(value.map(f64::to_be_bytes).as_ref().map(<[u8; 8]>::as_slice));
    }

    pub(super) fn text(&mut self, value: Option<&str>) {
        self.field(value.map(str::as_bytes));
    }

    pub(super) fn field(&mut self, value: Option<&[u8]>) {
        match value {
            None => self.bytes.extend_from_slice(NULL),
            Some(value) => {
                self.bytes.extend_from_slice(&(value.len() as i32).to_be_bytes());
                self.bytes.extend_from_slice(value);
            }
        }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}
