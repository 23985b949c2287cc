//! Text in columns: its encoding and the mark between its columns are found out, its records handed out one by one.

use super::cell::{RegisterCell, RegisterRow};
use super::error::RegisterError;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1258};
use encoding_rs_io::DecodeReaderBytesBuilder;
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use thuadat_core::{LegacyEncoding, Lettering, Message};
use unicode_normalization::UnicodeNormalization;

/// A file of text in columns, understood.
#[derive(Debug)]
pub(super) struct TextFile {
    path: PathBuf,
    encoding: &'static Encoding,
    delimiter: u8,
    /// Whether the first line says which mark parts the columns, as Excel writes it: `sep=;`.
    names_delimiter: bool,
}

/// Marks that may stand between columns, the likelier first.
const DELIMITERS: [u8; 4] = [b';', b'\t', b',', b'|'];
/// So much of the beginning tells the mark between columns.
const SAMPLE_BYTES: usize = 64 << 10;
/// A field longer than this is a quotation mark that nobody closed.
const LONGEST_FIELD: usize = 100_000;

impl TextFile {
    /// Reads the file once to find out how it is written.
    pub(super) fn open(path: &Path) -> Result<Self, RegisterError> {
        let not_readable = |source| RegisterError::NotReadable { path: path.into(), source };
        let survey = Survey::of(bytes(path).map_err(not_readable)?).map_err(not_readable)?;
        if survey.is_binary {
            return Err(RegisterError::NotATable {
                path: path.into(),
                reason: Message { vi: "đây không phải văn bản".into(), en: "it is no text".into() },
            });
        }
        let encoding = survey.encoding();
        let mut file = Self { path: path.into(), encoding, delimiter: b',', names_delimiter: false };
        let mut sample = Vec::new();
        file.decoded()
            .map_err(not_readable)?
            .take(SAMPLE_BYTES as u64)
            .read_to_end(&mut sample)
            .map_err(not_readable)?;
        file.recognise_delimiter(&sample);
        Ok(file)
    }

    /// The name of the encoding.
    pub(super) fn encoding_name(&self) -> &'static str {
        self.encoding.name()
    }

    /// Whether the encoding is one people use today.
    pub(super) fn is_unicode(&self) -> bool {
        [UTF_8, UTF_16LE, UTF_16BE].contains(&self.encoding)
    }

    /// Hands out the records that hold anything, in their order, until told to stop.
    pub(super) fn rows(
        &self,
        take: &mut dyn FnMut(RegisterRow) -> ControlFlow<()>,
    ) -> Result<(), RegisterError> {
        let not_readable = |source| RegisterError::NotReadable { path: self.path.clone(), source };
        let mut records = self.records(self.decoded().map_err(not_readable)?);
        let mut record = csv::ByteRecord::new();
        let mut columns = 0;
        loop {
            match records.read_byte_record(&mut record) {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                Err(error) => return Err(not_readable(io::Error::other(error))),
            }
            let line = record.position().map_or(0, csv::Position::line);
            columns = columns.max(if columns == 0 { record.len() } else { 0 });
            let holds_rows = |field: &&[u8]| field.len() > LONGEST_FIELD || self.holds_a_row(field, columns);
            if let Some(field) = record.iter().find(holds_rows) {
                return Err(RegisterError::OpenQuotation {
                    path: self.path.clone(),
                    line,
                    letters: field.len(),
                });
            }
            let is_note = line <= 1 && self.names_delimiter;
            let row = RegisterRow { row: line as u32, cells: record.iter().map(cell_of).collect() };
            if !is_note && !row.is_empty() && take(row).is_break() {
                return Ok(());
            }
        }
    }

    /// Whether a field has whole rows in it, as one has whose quotation mark is never closed.
    fn holds_a_row(&self, field: &[u8], columns: usize) -> bool {
        columns > 2
            && field.contains(&b'\n')
            && field.split(|&byte| byte == self.delimiter).count() >= columns
    }

    fn decoded(&self) -> io::Result<impl Read + use<>> {
        let text = DecodeReaderBytesBuilder::new()
            .encoding(Some(self.encoding))
            .strip_bom(true)
            .build(bytes(&self.path)?);
        Ok(WithoutReturns { text, held: false })
    }

    fn records<R: Read>(&self, text: R) -> csv::Reader<R> {
        csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            .from_reader(text)
    }

    /// The mark that parts most lines of the sample into the same number of columns, and into most of them.
    fn recognise_delimiter(&mut self, sample: &[u8]) {
        if let Some(&mark) = sample.strip_prefix(b"sep=").and_then(|rest| rest.first())
            && DELIMITERS.contains(&mark)
        {
            (self.delimiter, self.names_delimiter) = (mark, true);
            return;
        }
        let mut best = 1;
        for mark in DELIMITERS {
            let tried = Self { delimiter: mark, path: PathBuf::new(), ..*self };
            let mut widths: Vec<usize> = tried
                .records(sample)
                .byte_records()
                .take(60)
                .filter_map(Result::ok)
                .map(|record| record.len())
                .collect();
            widths.sort_unstable();
            let usual = widths.get(widths.len() / 2).copied().unwrap_or(0);
            if usual > best {
                (best, self.delimiter) = (usual, mark);
            }
        }
    }
}

/// Text with line feeds alone at the ends of lines, so that lines are counted as editors count them.
struct WithoutReturns<R> {
    text: R,
    /// Whether a carriage return was read and not yet handed out.
    held: bool,
}

impl<R: Read> Read for WithoutReturns<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.len() < 2 {
            return if buffer.is_empty() { Ok(0) } else { self.read_one(buffer) };
        }
        loop {
            let start = usize::from(self.held);
            buffer[0] = b'\r';
            let end = start + self.text.read(&mut buffer[start..])?;
            if end == start {
                self.held = false;
                return Ok(end);
            }
            self.held = buffer[end - 1] == b'\r';
            let end = end - usize::from(self.held);
            let mut kept = 0;
            for at in 0..end {
                if !(buffer[at] == b'\r' && at + 1 < end && buffer[at + 1] == b'\n') {
                    buffer[kept] = buffer[at];
                    kept += 1;
                }
            }
            if kept > 0 {
                return Ok(kept);
            }
        }
    }
}

impl<R: Read> WithoutReturns<R> {
    fn read_one(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if std::mem::take(&mut self.held) {
            buffer[0] = b'\r';
            return Ok(1);
        }
        self.text.read(buffer)
    }
}

fn cell_of(field: &[u8]) -> RegisterCell {
    let text = String::from_utf8_lossy(field);
    if text.is_empty() {
        RegisterCell::Empty
    } else if text.is_ascii() {
        RegisterCell::Text(text.into())
    } else {
        RegisterCell::Text(text.nfc().collect::<String>().into())
    }
}

/// The bytes of a file, unpacked where they are packed.
fn bytes(path: &Path) -> io::Result<Box<dyn Read>> {
    let mut file = File::open(path)?;
    let mut beginning = [0; 2];
    let length = file.read(&mut beginning)?;
    let file = io::Cursor::new(beginning).take(length as u64).chain(file);
    Ok(if beginning == [0x1f, 0x8b] { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) })
}

/// What a walk over all bytes of a file tells of its encoding.
#[derive(Default)]
struct Survey {
    beginning: Vec<u8>,
    is_utf8: bool,
    is_binary: bool,
    /// Bytes that are not ASCII, with what stands around them.
    telling: Vec<u8>,
}

impl Survey {
    fn of(mut file: impl Read) -> io::Result<Self> {
        let mut survey = Self { is_utf8: true, ..Self::default() };
        let mut chunk = vec![0; 1 << 16];
        let mut left_over = Vec::new();
        loop {
            let length = file.read(&mut chunk)?;
            if length == 0 {
                break;
            }
            let read = &chunk[..length];
            if survey.beginning.len() < 4096 {
                survey.beginning.extend_from_slice(&read[..length.min(4096)]);
            }
            for line in read.split(|&byte| byte == b'\n').filter(|line| !line.is_ascii()) {
                if survey.telling.len() < SAMPLE_BYTES {
                    survey.telling.extend_from_slice(&line[..line.len().min(4096)]);
                    survey.telling.push(b'\n');
                }
            }
            left_over.extend_from_slice(read);
            match std::str::from_utf8(&left_over) {
                Ok(_) => left_over.clear(),
                Err(error) if error.error_len().is_none() => drop(left_over.drain(..error.valid_up_to())),
                Err(_) => {
                    survey.is_utf8 = false;
                    left_over.clear();
                }
            }
        }
        survey.is_utf8 &= left_over.is_empty();
        survey.is_binary = survey.wide().is_none() && survey.beginning.contains(&0);
        Ok(survey)
    }

    fn encoding(&self) -> &'static Encoding {
        if let Some((encoding, _)) = Encoding::for_bom(&self.beginning) {
            return encoding;
        }
        self.wide().unwrap_or(if self.is_utf8 { UTF_8 } else { self.eight_bits() })
    }

    /// Text of two bytes a letter has a zero in nearly every other place.
    fn wide(&self) -> Option<&'static Encoding> {
        if let Some((encoding, _)) = Encoding::for_bom(&self.beginning) {
            return Some(encoding).filter(|encoding| [UTF_16LE, UTF_16BE].contains(encoding));
        }
        let pairs = self.beginning.len() / 2;
        let zeros = |at: usize| self.beginning.chunks_exact(2).filter(|pair| pair[at] == 0).count();
        match (zeros(0), zeros(1)) {
            (0, high) if pairs > 3 && high * 3 > pairs => Some(UTF_16LE),
            (high, 0) if pairs > 3 && high * 3 > pairs => Some(UTF_16BE),
            _ => None,
        }
    }

    /// The encoding that makes Vietnamese of most words; fonts of before Unicode are dealt with later, cell by cell, and stand on
    /// Latin letters.
    fn eight_bits(&self) -> &'static Encoding {
        let score = |encoding: &'static Encoding| {
            let text = encoding.decode_without_bom_handling(&self.telling).0;
            let composed: String = text.nfc().collect();
            composed
                .split_whitespace()
                .map(|word| match Lettering::of(word) {
                    Lettering::Plain => i64::from(!word.is_ascii()),
                    Lettering::Legacy(LegacyEncoding::Tcvn3 | LegacyEncoding::Vni) => {
                        i64::from(encoding == WINDOWS_1252)
                    }
                    Lettering::Foreign => -1,
                })
                .sum::<i64>()
        };
        if score(WINDOWS_1258) > score(WINDOWS_1252) { WINDOWS_1258 } else { WINDOWS_1252 }
    }
}
