//! Text in columns: its encoding and the mark between its columns are found out, its records handed out one by one.

use super::cell::{RegisterCell, RegisterRow};
use super::error::RegisterError;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1258};
use encoding_rs_io::DecodeReaderBytesBuilder;
use flate2::read::MultiGzDecoder;
use std::borrow::Cow;
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
    /// How many line feeds it has.
    lines: u64,
    /// Whether it has two bytes a letter and one too many.
    ends_in_half_a_letter: bool,
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
        let mut file = Self {
            path: path.into(),
            encoding,
            delimiter: b',',
            lines: survey.lines,
            ends_in_half_a_letter: [UTF_16LE, UTF_16BE].contains(&encoding) && survey.length % 2 == 1,
            names_delimiter: false,
        };
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

    /// How many lines it has, more or less.
    pub(super) fn lines(&self) -> u64 {
        self.lines
    }

    /// Whether the encoding is one people use today.
    pub(super) fn is_unicode(&self) -> bool {
        [UTF_8, UTF_16LE, UTF_16BE].contains(&self.encoding)
    }

    /// Whether the last letter is cut in two, as where a copy was broken off.
    pub(super) fn ends_in_half_a_letter(&self) -> bool {
        self.ends_in_half_a_letter
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
            let line = first_line(&record, records.position());
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
            let cells = record.iter().map(|field| self.cell_of(field)).collect();
            let row = RegisterRow { row: line as u32, cells };
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

    /// The text with one byte for each letter of ASCII; letters of eight bits are decoded cell by cell.
    fn decoded(&self) -> io::Result<impl Read + use<>> {
        let bytes = bytes(&self.path)?;
        let text: Box<dyn Read> = if [UTF_16LE, UTF_16BE].contains(&self.encoding) {
            let decoding =
                DecodeReaderBytesBuilder::new().encoding(Some(self.encoding)).strip_bom(true).build(bytes);
            Box::new(decoding)
        } else {
            Box::new(without_mark(bytes)?)
        };
        // Every line ends: where a record ends tells where it began.
        Ok(io::BufReader::new(WithoutReturns { text, held: false }).chain(&b"\n"[..]))
    }

    /// A cell that is UTF-8 is so in a file of anything, as the header of one that was put together of two.
    fn cell_of(&self, field: &[u8]) -> RegisterCell {
        let text = match std::str::from_utf8(field) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) if self.is_unicode() => String::from_utf8_lossy(field),
            Err(_) => self.encoding.decode_without_bom_handling(field).0,
        };
        if text.is_empty() {
            RegisterCell::Empty
        } else if text.is_ascii() {
            RegisterCell::Text(text.into())
        } else {
            RegisterCell::Text(text.nfc().collect::<String>().into())
        }
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

/// The line a record begins in, from where the next may begin: its own position is that of the blank lines before it.
fn first_line(record: &csv::ByteRecord, end: &csv::Position) -> u64 {
    let breaks = record.as_slice().split(|&byte| byte == b'\n').count() - 1;
    // One whose quotation mark is never closed holds the last line feed too.
    (end.line() - 1 - breaks as u64).max(record.position().map_or(0, csv::Position::line))
}

/// Text with line feeds alone at the ends of lines, so that lines are counted as editors count them: lines may have ended
/// with both or, as on old Macintoshes, with a carriage return.
///
/// To be read in pieces of two bytes at least, as a [`io::BufReader`] does.
struct WithoutReturns<R> {
    text: R,
    /// Whether a carriage return was read and not yet handed out: what follows tells whether it goes.
    held: bool,
}

impl<R: Read> Read for WithoutReturns<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.len() < 2 {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        loop {
            let start = usize::from(self.held);
            buffer[0] = b'\r';
            let end = start + self.text.read(&mut buffer[start..])?;
            if end == start {
                self.held = false;
                buffer[0] = b'\n';
                return Ok(end);
            }
            self.held = buffer[end - 1] == b'\r';
            let end = end - usize::from(self.held);
            let mut kept = 0;
            for at in 0..end {
                let is_return = buffer[at] == b'\r';
                if !(is_return && at + 1 < end && buffer[at + 1] == b'\n') {
                    buffer[kept] = if is_return { b'\n' } else { buffer[at] };
                    kept += 1;
                }
            }
            if kept > 0 {
                return Ok(kept);
            }
        }
    }
}

/// The bytes behind the mark that says that they are UTF-8, where there is one.
fn without_mark(mut bytes: impl Read) -> io::Result<impl Read> {
    const MARK: &[u8] = b"\xef\xbb\xbf";
    let mut beginning = Vec::new();
    bytes.by_ref().take(MARK.len() as u64).read_to_end(&mut beginning)?;
    if beginning == MARK {
        beginning.clear();
    }
    Ok(io::Cursor::new(beginning).chain(bytes))
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
    is_binary: bool,
    /// Its bytes.
    length: u64,
    lines: u64,
    /// Letters of several bytes, as UTF-8 has them.
    wide_letters: u64,
    /// Places that are not UTF-8.
    damaged: u64,
    /// Lines that are not UTF-8.
    telling: Vec<u8>,
}

impl Survey {
    fn of(mut file: impl Read) -> io::Result<Self> {
        let mut survey = Self::default();
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
            for line in read.split(|&byte| byte == b'\n').filter(|line| std::str::from_utf8(line).is_err()) {
                if survey.telling.len() < SAMPLE_BYTES {
                    survey.telling.extend_from_slice(&line[..line.len().min(4096)]);
                    survey.telling.push(b'\n');
                }
            }
            survey.length += length as u64;
            survey.lines += read.split(|&byte| byte == b'\n').count() as u64 - 1;
            left_over.extend_from_slice(read);
            let taken = survey.take_letters(&left_over);
            left_over.drain(..taken);
        }
        survey.damaged += u64::from(!left_over.is_empty());
        survey.is_binary = survey.wide().is_none() && survey.beginning.contains(&0);
        Ok(survey)
    }

    /// Counts letters of several bytes and what is none; answers where a letter begins of which the end is not there yet.
    fn take_letters(&mut self, bytes: &[u8]) -> usize {
        let count = |text: &[u8]| text.iter().filter(|&&byte| byte >= 0xc0).count() as u64;
        let mut at = 0;
        while let Err(error) = std::str::from_utf8(&bytes[at..]) {
            let end = at + error.valid_up_to();
            self.wide_letters += count(&bytes[at..end]);
            let Some(length) = error.error_len() else { return end };
            self.damaged += 1;
            at = end + length;
        }
        self.wide_letters += count(&bytes[at..]);
        bytes.len()
    }

    /// Whether it is UTF-8, of which letters may be damaged: text of other encodings has hardly any that fit, as in none of them a
    /// letter that begins one of UTF-8 is followed by one that goes on with it.
    fn is_utf8(&self) -> bool {
        self.damaged <= self.wide_letters
    }

    fn encoding(&self) -> &'static Encoding {
        if let Some((encoding, _)) = Encoding::for_bom(&self.beginning) {
            return encoding;
        }
        self.wide().unwrap_or(if self.is_utf8() { UTF_8 } else { self.eight_bits() })
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
