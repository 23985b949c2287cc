//! Reading fewer columns.

use gdal::vector::LayerAccess;
use std::ffi::{CString, c_char, c_int};

/// Whether a column of whole numbers holds true and false.
pub(crate) fn is_boolean(layer: &impl LayerAccess, index: usize) -> bool {
    let Ok(index) = c_int::try_from(index) else { return false };
    #[expect(unsafe_code, reason = "the safe bindings do not have OGR_Fld_GetSubType")]
    // SAFETY: the layer is alive and owns its definition; a number that is no field's is answered with null, which is
    // asked for nothing.
    unsafe {
        let field = gdal_sys::OGR_FD_GetFieldDefn(layer.defn().c_defn(), index);
        !field.is_null() && gdal_sys::OGR_Fld_GetSubType(field) == gdal_sys::OGRFieldSubType::OFSTBoolean
    }
}

/// Tells the layer which fields not to read; a layer that cannot leave fields out reads them all.
pub(crate) fn ignore_fields(layer: &impl LayerAccess, names: &[String]) {
    let names: Vec<CString> = names.iter().filter_map(|name| CString::new(name.as_str()).ok()).collect();
    let mut pointers: Vec<*const c_char> = names.iter().map(|name| name.as_ptr()).collect();
    pointers.push(std::ptr::null());
    #[expect(unsafe_code, reason = "the safe bindings do not have OGR_L_SetIgnoredFields")]
    // SAFETY: the layer is alive; the list ends in a null pointer and, with its texts, outlives the call, which copies.
    unsafe {
        gdal_sys::OGR_L_SetIgnoredFields(layer.c_layer(), pointers.as_mut_ptr());
    }
}
