//! The help of links in a store in Vietnamese.

use super::texts::ArgumentText;

/// What an argument is for, by its id.
pub(super) fn argument(id: &str) -> Option<ArgumentText> {
    let (help, value) = match id {
        "linked_maps" => (
            "Bản đồ thửa đất, ở mọi định dạng mà `thuadat check` đọc được; nhiều tệp được xét chung. Hoặc một kho: ghép các sổ và bảng đối \
             chiếu có trong kho",
            Some("BẢN_ĐỒ"),
        ),
        "linked_registers" => (
            "Sổ đăng ký giấy chứng nhận: bảng tính hoặc văn bản theo cột; các cột được nhận ra theo tiêu đề. Dùng được nhiều lần. Không nêu thì \
             ghép các sổ của kho",
            Some("TỆP"),
        ),
        "save_links" => (
            "Lưu kết quả ghép vào kho thành một biến động; những gì cán bộ đã quyết định trong kho được giữ nguyên",
            None,
        ),
        "save_links_who" => {
            ("Người lưu, ghi vào biến động; nếu không nêu, dùng tên người dùng của hệ thống", Some("TÊN"))
        }
        "linked_entry" => (
            "Dòng sổ: tệp:dòng như trong báo cáo, tệp:trang tính:dòng, hoặc # và số của dòng trong kho; thêm @ và biến động đã thay đổi dòng \
             lần cuối nếu muốn nêu điều đã xem",
            Some("DÒNG_SỔ"),
        ),
        "linked_parcels" => {
            ("Mọi thửa của dòng sổ: mã xã/số tờ/số thửa, hoặc # và số của thửa trong kho", Some("THỬA"))
        }
        "unlinked_parcels" => {
            ("Các thửa không phải của dòng sổ; không nêu thì dòng sổ không có thửa nào", Some("THỬA"))
        }
        _ => return None,
    };
    Some(ArgumentText { help, value })
}
