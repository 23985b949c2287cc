//! What GDAL complains of while we work, instead of on standard error.

use gdal_sys::CPLErr;
use std::cell::RefCell;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::marker::PhantomData;
use thuadat_core::Message;

/// Complaints kept of one piece of work; a broken file may make thousands.
const KEPT: usize = 20;

/// Collects what GDAL complains of in this thread for as long as it lives.
///
/// Collectors may be nested and are dropped in the reverse order of their making, as locals are.
pub(crate) struct Complaints {
    kept: Box<RefCell<Kept>>,
    /// GDAL's handlers belong to a thread, and so does this.
    _thread: PhantomData<*const ()>,
}

#[derive(Default)]
struct Kept {
    failures: Vec<String>,
    warnings: Vec<String>,
}

impl Complaints {
    /// Begins to collect.
    pub(crate) fn collect() -> Self {
        let kept = Box::<RefCell<Kept>>::default();
        let target: *const RefCell<Kept> = &raw const *kept;
        #[expect(unsafe_code, reason = "the safe bindings have only a handler for the whole process")]
        // SAFETY: `target` points into a box that lives until `drop` has taken the handler off again, and GDAL calls
        // the handler in this thread only.
        unsafe {
            gdal_sys::CPLPushErrorHandlerEx(Some(keep), target.cast_mut().cast::<c_void>());
        }
        Self { kept, _thread: PhantomData }
    }

    /// The failures since the last time they were asked for, the first ones if there are many.
    pub(crate) fn take_failures(&self) -> Vec<String> {
        std::mem::take(&mut self.kept.borrow_mut().failures)
    }

    /// Takes the failures so far for warnings.
    pub(crate) fn forgive(&self) {
        let mut kept = self.kept.borrow_mut();
        let failures = std::mem::take(&mut kept.failures);
        kept.warnings.extend(failures);
    }

    /// Whether a failure was reported and not yet taken.
    pub(crate) fn has_failures(&self) -> bool {
        !self.kept.borrow().failures.is_empty()
    }

    /// The warnings since the last time they were asked for, the first ones if there are many.
    pub(crate) fn take_warnings(&self) -> Vec<String> {
        std::mem::take(&mut self.kept.borrow_mut().warnings)
    }

    /// All failures as one line for a message; empty if there is none.
    pub(crate) fn said(&self) -> String {
        let mut failures = self.take_failures();
        failures.truncate(3);
        failures.join("; ")
    }
}

/// What GDAL said, quoted, for the middle of a sentence.
pub(crate) fn gdal_says(said: &str) -> Message {
    if said.is_empty() {
        Message { vi: "GDAL không cho biết lý do".to_owned(), en: "GDAL does not say why".to_owned() }
    } else {
        Message { vi: format!("GDAL báo “{said}”"), en: format!("GDAL says: {said}") }
    }
}

impl Drop for Complaints {
    fn drop(&mut self) {
        #[expect(unsafe_code, reason = "the safe bindings have only a handler for the whole process")]
        // SAFETY: takes off the handler `collect` put on in this same thread.
        unsafe {
            gdal_sys::CPLPopErrorHandler();
        }
    }
}

#[expect(unsafe_code, reason = "GDAL calls it from C")]
unsafe extern "C" fn keep(class: CPLErr::Type, _number: c_int, message: *const c_char) {
    // SAFETY: the handler in force in this thread is the one `collect` put on with a pointer to a living cell.
    let kept = unsafe { gdal_sys::CPLGetErrorHandlerUserData().cast::<RefCell<Kept>>().as_ref() };
    let (Some(kept), false) = (kept, message.is_null()) else { return };
    // SAFETY: GDAL passes a text that ends in zero and lives until we return.
    let message = unsafe { CStr::from_ptr(message) }.to_string_lossy();
    let mut kept = kept.borrow_mut();
    let list = match class {
        CPLErr::CE_Failure | CPLErr::CE_Fatal => &mut kept.failures,
        CPLErr::CE_Warning => &mut kept.warnings,
        _ => return,
    };
    if list.len() < KEPT && !list.iter().any(|said| *said == message) {
        list.push(message.trim().replace('\n', " "));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_gdal_says() {
        let complaints = Complaints::collect();
        assert!(!complaints.has_failures());
        assert!(gdal::spatial_ref::SpatialRef::from_definition("no such thing").is_err());
        assert!(gdal::spatial_ref::SpatialRef::from_epsg(99_999).is_err());
        assert!(complaints.has_failures());
        assert!(complaints.said().contains("crs not found"));
        assert!(!complaints.has_failures(), "taken");
    }
}
