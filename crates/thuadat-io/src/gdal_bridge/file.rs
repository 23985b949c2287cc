//! The beginning of a file wherever GDAL finds it: on disk, compressed, in an archive.

use std::ffi::{CString, c_void};
use std::path::Path;

/// The first bytes of a file, no more than asked for; none where GDAL cannot open it.
pub(crate) fn head_of(path: &Path, bytes: usize) -> Option<Vec<u8>> {
    let path = CString::new(path.to_string_lossy().as_bytes()).ok()?;
    let mut head = vec![0_u8; bytes];
    #[expect(unsafe_code, reason = "the safe bindings read no files but those in memory")]
    // SAFETY: both texts end in a zero; GDAL writes at most as many bytes as there is room for, and the file is closed once,
    // after the last use.
    let read = unsafe {
        let file = gdal_sys::VSIFOpenL(path.as_ptr(), c"rb".as_ptr());
        if file.is_null() {
            return None;
        }
        let read = gdal_sys::VSIFReadL(head.as_mut_ptr().cast::<c_void>(), 1, bytes, file);
        gdal_sys::VSIFCloseL(file);
        read
    };
    head.truncate(read);
    Some(head)
}
