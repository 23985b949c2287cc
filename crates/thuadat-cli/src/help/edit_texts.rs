//! The help of edits in Vietnamese, of exports, and of what looks back.

use super::texts::ArgumentText;

/// What an argument is for, by its id.
pub(super) fn argument(id: &str) -> Option<ArgumentText> {
    let (help, value) = match id {
        "edit_store" => ("Kho cần thay đổi", Some("KHO")),
        "parcel" => (
            "Thửa: mã xã/số tờ/số thửa, hoặc # và số của thửa trong kho; thêm @ và lần thay đổi nếu muốn nêu lần đã xem",
            Some("THỬA"),
        ),
        "edit_parcels" => (
            "Các thửa: mã xã/số tờ/số thửa, hoặc # và số của thửa trong kho; thêm @ và lần thay đổi nếu muốn nêu lần đã xem",
            Some("THỬA"),
        ),
        "past_parcel" => ("Thửa: mã xã/số tờ/số thửa, hoặc # và số của thửa trong kho", Some("THỬA")),
        "shape" => {
            ("Tệp có hình mới của thửa: hình duy nhất trong tệp, hoặc hình mang đúng số thửa", Some("TỆP"))
        }
        "shape_crs" => ("Hệ tọa độ của tệp, thay cho hệ mà tệp khai báo", None),
        "parts" => ("Tệp chỉ gồm các phần; đỉnh của thửa được giữ, đỉnh mới nằm trên cạnh thửa", Some("TỆP")),
        "part_numbers" => (
            "Số thửa của các phần, theo thứ tự của tệp; nếu không nêu thì lấy theo tệp, hoặc các số tiếp theo của tờ",
            Some("SỐ"),
        ),
        "merged_number" => ("Số của thửa hợp thành; nếu không nêu thì lấy số tiếp theo của tờ", Some("SỐ")),
        "new_number" => ("Số thửa mới", Some("SỐ")),
        "new_sheet" => ("Số tờ mới", Some("TỜ")),
        "new_commune" => ("Mã xã mới", Some("MÃ")),
        "seen_version" => ("Lần thay đổi của thửa mà bạn đã xem; nếu thửa đã khác thì không thực hiện", None),
        "alone" => ("Giữ nguyên các thửa bên; nếu không nêu, thửa bên chung ranh giới được dời theo", None),
        "move_ground" => (
            "Cho phép thửa bên thêm, bớt đất quá mức bộ quy tắc cho phép giữa hai lần xác định diện tích; nếu không nêu thì bị từ chối",
            None,
        ),
        "recorded_area" => ("Diện tích ghi trên bản đồ, mét vuông", None),
        "legal_area" => ("Diện tích pháp lý, mét vuông", None),
        "land_use" => ("Loại đất, ví dụ ODT+CLN", Some("MÃ")),
        "parcel_code" => ("Mã định danh thửa đất", Some("MÃ")),
        "finding" => ("Mã phát hiện, như trong báo cáo", Some("MÃ")),
        "why" | "save_links_why" => ("Lý do, ghi vào biến động", Some("LÝ_DO")),
        "who" => (
            "Người thực hiện, ghi vào biến động; nếu không nêu, dùng tên người dùng của hệ thống",
            Some("TÊN"),
        ),
        "edit_profile" => (
            "Bộ quy tắc dùng để kiểm tra xung quanh; nếu không nêu, dùng bộ mà kho giữ phát hiện theo, hoặc vn-cadastre",
            Some("TÊN|TỆP"),
        ),
        "edit_allow" => (
            "Quy tắc mà lỗi mới không bị coi là lý do từ chối, ví dụ `topology/overlap`. Dùng được nhiều lần",
            Some("QUY_TẮC"),
        ),
        "edit_json" => ("In việc đã làm theo JSON", None),
        "history_json" => ("In theo JSON", None),
        "undone_record" => ("Số của biến động cần hoàn tác", Some("BIẾN_ĐỘNG")),
        "info_at" => (
            "Kho có gì lúc hết một ngày theo giờ Việt Nam (2026-07-01), hoặc lúc ghi trong biến động",
            Some("NGÀY"),
        ),
        "to" => (
            "Tệp cần ghi, có đuôi .gpkg, .geojson, .fgb, .shp, .gml, .parquet, .dxf, .dgn, .csv hoặc .xlsx. Không ghi thông tin nào về \
             người",
            Some("TỆP"),
        ),
        "export_public" => (
            "Chỉ những gì ai cũng được xem; không nêu thì cũng vậy: tệp xuất không có thông tin nào về người",
            None,
        ),
        "export_profile" => (
            "Bộ quy tắc, hoặc tệp bộ quy tắc, có mục [drawing] cho biết bản vẽ có gì ở lớp nào",
            Some("TÊN|TỆP"),
        ),
        "export_crs" => ("Hệ tọa độ của các thửa cần xuất, khi kho có nhiều hệ", None),
        "export_at" => (
            "Như lúc hết một ngày theo giờ Việt Nam (2026-07-01), hoặc lúc ghi trong biến động",
            Some("NGÀY"),
        ),
        "verify_findings" => ("So cả các phát hiện kho giữ với việc kiểm tra lại toàn bộ", None),
        "save" => (
            "Lưu phát hiện vào kho được kiểm tra; sau đó mỗi biến động tự cập nhật. Không dùng cùng các tùy chọn làm thay đổi bộ quy tắc",
            None,
        ),
        _ => return super::link_texts::argument(id),
    };
    Some(ArgumentText { help, value })
}
