//! Texts of fields as GDAL holds them.

use gdal::vector::Feature;
use std::ffi::{CStr, CString, c_int};

/// Shows the bytes of a text field where they lie; not at all where the field is empty. The safe bindings make a string
/// of each, and put question marks where the bytes are no UTF-8.
pub(crate) fn with_bytes_of_field(feature: &Feature<'_>, index: usize, look: impl FnOnce(&[u8])) {
    let Ok(index) = c_int::try_from(index) else { return };
    #[expect(unsafe_code, reason = "the safe bindings lose bytes that are no UTF-8")]
    // SAFETY: the feature is alive while it is borrowed, and GDAL answers a number that is no field's with zero. The text
    // belongs to the feature, ends in a zero, and stays until the feature is next asked for a text, which `look`
    // cannot do.
    unsafe {
        let feature = feature.c_feature();
        if gdal_sys::OGR_F_IsFieldSetAndNotNull(feature, index) == 0 {
            return;
        }
        let text = gdal_sys::OGR_F_GetFieldAsString(feature, index);
        if !text.is_null() {
            look(CStr::from_ptr(text).to_bytes());
        }
    }
}

/// Whether a feature has a value in a field. Some formats leave out what is empty, and the safe bindings answer such a number with
/// zero.
pub(crate) fn has_value(feature: &Feature<'_>, index: usize) -> bool {
    let Ok(index) = c_int::try_from(index) else { return false };
    #[expect(unsafe_code, reason = "the safe bindings know of null, not of what is not there")]
    // SAFETY: the feature is alive while it is borrowed, and GDAL answers a number that is no field's with zero.
    unsafe {
        gdal_sys::OGR_F_IsFieldSetAndNotNull(feature.c_feature(), index) != 0
    }
}

/// How a feature is drawn, in GDAL's language of styles, such as `PEN(c:#000000,p:"4g 2g")`; none where nobody says.
pub(crate) fn pen_of(feature: &Feature<'_>) -> Option<String> {
    #[expect(unsafe_code, reason = "the safe bindings do not have OGR_F_GetStyleString")]
    // SAFETY: the feature is alive while it is borrowed; the text belongs to it, ends in a zero, and is copied at once.
    unsafe {
        let style = gdal_sys::OGR_F_GetStyleString(feature.c_feature());
        (!style.is_null()).then(|| CStr::from_ptr(style).to_string_lossy().into_owned())
    }
}

/// Says how a feature is drawn, in GDAL's language of styles, in bytes of any encoding; what follows a zero is left out.
pub(crate) fn set_pen(feature: &mut Feature<'_>, style: &[u8]) {
    let end = style.iter().position(|&byte| byte == 0).unwrap_or(style.len());
    let Ok(style) = CString::new(&style[..end]) else { return };
    #[expect(unsafe_code, reason = "the safe bindings do not have OGR_F_SetStyleString")]
    // SAFETY: the feature is alive and ours alone; the text ends in a zero and is copied.
    unsafe {
        gdal_sys::OGR_F_SetStyleString(feature.c_feature(), style.as_ptr());
    }
}
