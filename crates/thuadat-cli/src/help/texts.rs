//! The help in Vietnamese.

/// What the help says of an argument.
#[derive(Debug, Clone, Copy)]
pub(super) struct ArgumentText {
    /// What it is for.
    pub(super) help: &'static str,
    /// The word for its value, where that differs from the English one.
    pub(super) value: Option<&'static str>,
}

/// What a command is for.
pub(super) fn about(command: &str) -> Option<&'static str> {
    Some(match command {
        "thuadat" => "Kiểm tra bản đồ thửa đất: thửa nào có hình sai, các thửa chồng đè hoặc hở nhau ở đâu.",
        "check" => {
            "Kiểm tra các thửa của một bản đồ: từng thửa, các thửa với nhau, và hình thửa với thông tin ghi kèm."
        }

        "link" => {
            "Ghép sổ đăng ký giấy chứng nhận với bản đồ: mỗi dòng thuộc thửa nào, hoặc vì sao chưa ghép được."
        }
        "report" => "Lập báo cáo của chiến dịch: phiếu đánh giá, bảng dữ liệu phải nộp, tiến độ từng thửa.",
        "scorecard" => {
            "Mỗi xã, thôn, tờ bản đồ có bao nhiêu thửa đúng, đủ, sạch, sống, và vì sao các thửa khác chưa đạt."
        }
        "pl3" => {
            "Bảng PL3 (49 cột) điền theo sổ, bản đồ và kết quả ghép; ô còn thiếu được liệt kê, không điền đoán."
        }
        "sync" => {
            "Tiến độ từng thửa: số địa chính điện tử, đồng bộ 3 khối, khớp dân cư, vận hành, phân loại."
        }
        "vbdlis" => "Bảng nhập VBDLIS (61 cột), điền theo cách như vậy.",
        "rules" => "Liệt kê các quy tắc, hoặc giải thích một quy tắc kèm hình vẽ.",
        "schema" => "In lược đồ JSON (JSON Schema) của một báo cáo JSON.",
        "import" => {
            "Nhập bản đồ thửa đất, sổ đăng ký, bảng đối chiếu vào kho: mỗi tệp vào trọn vẹn, nhập lại tệp cũ không thay đổi gì."
        }
        "export" => "Xuất các thửa của kho ra tệp.",
        "store" => {
            "Tạo kho, cho biết kho có gì, chứng minh kho còn nguyên như đã ghi, xem lịch sử, hoàn tác, sao chép kho."
        }
        "edit" => {
            "Thay đổi các thửa của kho: chỉnh lý, tách, hợp, đổi số, bỏ thửa, chấp nhận phát hiện. Mỗi lần là một biến động."
        }
        "correct" => "Chỉnh lý ranh giới hoặc thông tin của thửa; thửa bên chung ranh giới được dời theo.",
        "split" => "Tách thửa thành các phần trong một tệp.",
        "merge" => "Hợp các thửa giáp nhau thành một thửa.",
        "renumber" => "Đổi số thửa, số tờ hoặc mã xã của thửa.",
        "retire" => "Bỏ thửa: thửa kết thúc và không có thửa nào thay thế.",
        "accept" => "Chấp nhận một phát hiện như hiện trạng.",
        "edit link" => "Quyết định dòng sổ thuộc các thửa nào; các lần ghép sau giữ nguyên.",
        "unlink" => "Quyết định dòng sổ không thuộc các thửa nào; các lần ghép sau giữ nguyên.",
        "history" => "Cho biết lịch sử của thửa: các lần thay đổi, thửa được lập từ đâu, đã thành thửa nào.",
        "undo" => "Hoàn tác một biến động, bằng một biến động mới.",
        "serve" => {
            "Phục vụ một kho hoặc bản đồ thửa đất cho QGIS, bản đồ web và mọi chương trình theo OGC, kèm trang bản đồ."
        }
        "key" => "Tạo, liệt kê và thu hồi khóa vào máy chủ.",
        "create" => "Tạo một khóa và in ra, chỉ một lần này.",
        "list" => "Liệt kê các khóa, không kèm phần bí mật.",
        "revoke" => "Thu hồi một khóa.",
        "tiles" => "Tạo ô bản đồ vectơ.",
        "migrate" => "Tạo kho mới, hoặc cập nhật kho cũ.",
        "info" => "Cho biết kho có gì.",
        "verify" => "Chứng minh kho còn nguyên như đã ghi: chuỗi nhật ký, từng thửa, chỉ mục không gian.",
        "copy" => {
            "Sao chép toàn bộ kho sang kho trống, cùng loại hoặc khác loại, và chứng minh hai kho giống nhau."
        }
        "backup" => "Sao lưu toàn bộ kho ra một tệp GeoPackage mới.",
        "restore" => "Khôi phục bản sao lưu vào kho mới hoặc kho trống.",
        "help" => "Hiện hướng dẫn này, hoặc hướng dẫn của một lệnh.",
        _ => return None,
    })
}

/// What an argument is for, by its id.
pub(super) fn argument(id: &str) -> Option<ArgumentText> {
    let (help, value) = match id {
        "input" => (
            "Bản đồ thửa đất: GeoPackage, shapefile, GeoJSON, FlatGeobuf, GML, DXF, DGN V7, FileGDB, kể cả tệp nén .gz và \
             .zip; dấu `-` là GeoJSON từ đầu vào chuẩn. Nếu có nhiều tệp, các tệp được kiểm tra chung với nhau",
            Some("TỆP"),
        ),
        "import_source" => (
            "Bản đồ thửa đất, hoặc sổ đăng ký, bảng đối chiếu số tờ, mã xã. Mỗi tệp vào trọn vẹn hoặc không vào gì",
            Some("TỆP"),
        ),
        "into" => (
            "Kho để nhập vào: tệp GeoPackage, được tạo nếu chưa có, hoặc postgres://máy-chủ/cơ-sở-dữ-liệu",
            Some("KHO"),
        ),
        "keep_crs" => (
            "Hệ tọa độ của bản đồ, thay cho hệ mà tệp khai báo: mã EPSG, kinh tuyến trục của múi VN-2000 (107°15') hoặc tên tỉnh \
             (Lạng Sơn)",
            None,
        ),
        "keep_quiet" => ("Không hiện tiến độ, lưu ý và tóm tắt; xem kết quả qua mã kết thúc", None),
        "keep_zone" => (
            "Múi tính bằng mét để lưu dữ liệu kinh độ, vĩ độ; nếu không nêu, dùng múi phù hợp với vị trí",
            None,
        ),
        "author" => {
            ("Người nhập, ghi vào biến động; nếu không nêu, dùng tên người dùng của hệ thống", Some("TÊN"))
        }
        "reason" => ("Lý do, ghi vào biến động; nếu không nêu, dùng tên tệp", Some("LÝ_DO")),
        "export_store" => ("Kho cần xuất", Some("KHO")),
        "export_quiet" | "tiles_quiet" => {
            ("Không hiện tiến độ và tóm tắt; xem kết quả qua mã kết thúc", None)
        }
        "store" => ("Kho: tệp GeoPackage, hoặc postgres://máy-chủ/cơ-sở-dữ-liệu", Some("KHO")),
        "layer" | "served_layer" => ("Lớp cần đọc, khi tệp có nhiều lớp", Some("LỚP")),
        "crs" => (
            "Hệ tọa độ của dữ liệu, thay cho hệ mà tệp khai báo: mã EPSG, kinh tuyến trục của múi VN-2000 (107°15') hoặc tên \
             tỉnh (Lạng Sơn). TỆP=EPSG:n là riêng cho một trong nhiều tệp; dùng được nhiều lần",
            None,
        ),
        "zone" => (
            "Múi tính bằng mét dùng để kiểm tra; nếu không nêu, tọa độ mét được giữ nguyên, còn kinh độ, vĩ độ được chuyển \
             sang múi phù hợp với vị trí",
            None,
        ),
        "id" => ("Cột phân biệt các đối tượng, thay cho số thứ tự trong tệp", Some("CỘT")),
        "map" => (
            "Cột chứa một thông tin: commune (mã xã), sheet (số tờ), number (số thửa), recorded-area (diện tích ghi), \
             legal-area (diện tích pháp lý), parcel-code (mã định danh thửa đất), land-use (loại đất) và land-use-area (diện \
             tích loại đất), kèm land-use-2, land-use-3, land-use-area-2, land-use-area-3. Các cột khác được tự nhận ra",
            Some("THÔNG_TIN=CỘT"),
        ),
        "map_to_link" => (
            "Cột của bản đồ chứa một thông tin: commune (mã xã), sheet (số tờ), number (số thửa), recorded-area (diện tích ghi), \
             legal-area (diện tích pháp lý), parcel-code (mã định danh thửa đất), land-use (loại đất), holder (tên người sử dụng đất, chỉ để so \
             với sổ, không bao giờ hiện ra). Các cột khác được tự nhận ra",
            Some("THÔNG_TIN=CỘT"),
        ),
        "replace" => (
            "Cho phép một sổ thay sổ cùng tên trong kho, dù tệp không còn nói gì về hơn nửa số dòng của sổ cũ",
            None,
        ),
        "map_in_unicode" => (
            "Khi đọc, chuyển chữ TCVN3, VNI trong các thông tin và cột của bản đồ sang Unicode; nếu không nêu thì giữ nguyên",
            None,
        ),
        "linework" => (
            "Có tạo thửa từ các đường của bản vẽ (DXF, DGN) hay không: auto (khi phần lớn là đường rời), yes (luôn tạo), no \
             (không tạo, chỉ lấy đường khép kín và vùng)",
            Some("KHI"),
        ),
        "boundary_levels" => (
            "Lớp (level, layer) chứa ranh giới của bản vẽ gồm các đường rời; nếu không nêu thì tự nhận theo nội dung",
            Some("LỚP"),
        ),
        "label_levels" => {
            ("Lớp chứa nhãn thửa của bản vẽ; nếu không nêu thì tự nhận theo nội dung", Some("LỚP"))
        }
        "line_styles" => (
            "Kiểu đường dùng để vẽ ranh giới, `*` là mọi kiểu; nếu không nêu thì chỉ lấy nét liền, vì nét đứt là ranh giới \
             theo giấy tờ",
            Some("KIỂU"),
        ),
        "label_form" => (
            "Hai số nguyên trong một nhãn là gì: sheet/number (số tờ/số thửa) hoặc number/area (số thửa/diện tích); nếu \
             không nêu thì tự nhận theo diện tích các vùng",
            Some("DẠNG"),
        ),
        "profile" => (
            "Bộ quy tắc: vn-cadastre (mặc định), vn-cadastre-1-200 (đến -1-10000, theo tỷ lệ bản đồ), strict, inspire, \
             hoặc một tệp TOML",
            Some("TỆP|TÊN"),
        ),
        "tolerance" => ("Chồng đè và khe hở rộng không quá chừng này mét chỉ là ghi chú", None),
        "gap_width" => {
            ("Khoảng trống kín rộng hơn chừng này mét được coi là đất ngoài lớp thửa và chỉ là ghi chú", None)
        }
        "only" => (
            "Chỉ chạy quy tắc này: mã đầy đủ (`topology/overlap`), phần cuối của mã (`overlap`) hoặc cả nhóm \
             (`geometry/*`). Dùng được nhiều lần",
            Some("QUY_TẮC"),
        ),
        "skip" => ("Không chạy quy tắc này; cách ghi như ở --only", Some("QUY_TẮC")),
        "bbox" => (
            "Chỉ báo về các thửa chạm vào khung này, theo tọa độ dùng để kiểm tra (đông trước, bắc sau) hoặc theo kinh độ, \
             vĩ độ. Các thửa lân cận vẫn được đem so sánh",
            Some("XMIN,YMIN,XMAX,YMAX"),
        ),
        "sheet" => (
            "Chỉ báo về các thửa của tờ bản đồ này. Các thửa lân cận vẫn được đem so sánh. Dùng được nhiều lần",
            Some("TỜ"),
        ),
        "known_land" => (
            "Đường, sông suối và đất khác không phải thửa: khe hở nằm trong đó được coi là đúng, chỉ đếm chứ không báo. \
             Dùng được nhiều lần",
            Some("TỆP"),
        ),
        "commune_boundary" => (
            "Địa giới xã; thửa vượt ra ngoài sẽ bị báo. Nếu tệp có nhiều xã, mỗi thửa được so với xã theo mã của mình",
            Some("TỆP"),
        ),
        "sheet_frames" => {
            ("Khung các tờ bản đồ, có cột số tờ; thửa vượt ra ngoài khung của tờ mình sẽ bị báo", Some("TỆP"))
        }
        "stream" => (
            "Kiểm tra từng ô, dùng khi có nhiều thửa hơn bộ nhớ chứa được; các thửa được giữ trong một tệp tạm (biến TMPDIR chỉ \
             thư mục). Mã định danh nằm ngoài thửa và các quy tắc tự đặt khi đó không được xét; báo cáo có nêu rõ",
            None,
        ),
        "parcels" => (
            "Bản đồ thửa đất, mọi định dạng mà `thuadat check` đọc được; nếu có nhiều tệp thì gộp chung",
            Some("BẢN_ĐỒ"),
        ),
        "register" => (
            "Sổ đăng ký giấy chứng nhận: bảng tính hoặc tệp văn bản có cột, các cột được nhận ra theo tiêu đề. Dùng được \
             nhiều lần",
            Some("TỆP"),
        ),
        "worksheet" => ("Trang tính cần đọc, thay cho mọi trang có dạng sổ đăng ký", Some("TÊN")),
        "renumbering" => (
            "Bảng đối chiếu tờ bản đồ: mã xã cũ, số tờ cũ, tỷ lệ, mã xã mới, số tờ mới. Dùng được nhiều lần",
            Some("TỆP"),
        ),
        "units" => (
            "Bảng đối chiếu mã xã cũ – mới (mã cũ, mã mới, tên, ngày), thay cho danh mục có sẵn của thuadat",
            Some("TỆP"),
        ),
        "link_report" => (
            "Ghi báo cáo; đuôi tệp cho biết loại: .html, .xlsx, .json, .gpkg (các lớp cho QGIS), .geojson. Dùng được nhiều lần",
            Some("TỆP"),
        ),
        "review" => (
            "Ghi các dòng cần người quyết định ra tệp bảng tính (.xlsx) có cột quyết định. Quyết định có sẵn trong tệp cũ được dùng \
             và giữ lại",
            Some("TỆP"),
        ),
        "decisions" => {
            ("Dùng các quyết định cán bộ đã ghi vào tệp xem xét. Dùng được nhiều lần", Some("TỆP"))
        }
        "link_format" => (
            "Nội dung in ra đầu ra chuẩn: text (bản tóm tắt cho người đọc) hoặc json (toàn bộ báo cáo, theo \
             docs/link.schema.json)",
            Some("LOẠI"),
        ),
        "fact" => (
            "Cột của bản đồ chứa thông tin cho chiến dịch: village (thôn), operated (vận hành 24/7), last-change (ngày cập nhật), \
             issued-number (đã xuất số địa chính điện tử), three-blocks (đồng bộ 3 khối), scan (hồ sơ quét), population (khớp dân \
             cư), class (phân loại). Các cột khác được tự nhận ra",
            Some("THÔNG_TIN=CỘT"),
        ),
        "classes" => (
            "Tệp TOML về phân nhóm, tiêu chí, trường bắt buộc và tên cột; mục nào có trong tệp thì thay cho mục của thuadat",
            Some("TỆP"),
        ),
        "sheet_parcels" => (
            "Bản đồ thửa đất; nếu không nêu, các dòng chỉ được xếp lại theo đúng cột của bảng",
            Some("BẢN_ĐỒ"),
        ),
        "without_certificate" => (
            "Thêm dòng cho các thửa chưa có giấy; VBDLIS nhận ra chúng theo số phát hành `CHUACOGIAY_…`",
            None,
        ),
        "unicode" => ("Chuyển chữ TCVN3, VNI sang Unicode; nếu không nêu thì giữ nguyên như đã nhập", None),
        "report_output" => (
            "Ghi báo cáo ra tệp; đuôi tệp quyết định loại: .html, .xlsx, .json với phiếu đánh giá; .xlsx, .csv với bảng dữ liệu; \
             .xlsx, .csv, .json với tiến độ. Dùng được nhiều lần",
            Some("TỆP"),
        ),
        "public" => ("Bỏ mọi thông tin về người, dùng khi báo cáo được chuyển cho nơi khác", None),
        "report_format" => (
            "Nội dung in ra đầu ra chuẩn: text (bản tóm tắt cho người đọc) hoặc json (toàn bộ báo cáo)",
            Some("LOẠI"),
        ),
        "schema_of" => {
            ("Báo cáo cần lược đồ: check, link, scorecard, sheet (pl3, vbdlis) hoặc sync", Some("LỆNH"))
        }
        "accept" => (
            "Bảng CSV các phát hiện đã được chấp nhận: id, who, when, why (mã phát hiện, người chấp nhận, ngày, lý do). \
             Các phát hiện này vẫn có trong báo cáo nhưng không tính là lỗi",
            Some("TỆP"),
        ),
        "baseline" => (
            "Báo cáo JSON của lần kiểm tra trước; cho biết phát hiện nào mới, nào đã hết, nào còn nguyên",
            Some("CŨ.json"),
        ),

        "rule" => (
            "Quy tắc cần giải thích: mã đầy đủ (`topology/overlap`) hoặc phần cuối (`overlap`); nếu không nêu thì liệt kê tất cả",
            Some("QUY_TẮC"),
        ),
        "pages" => ("Ghi trang của mọi quy tắc, kèm hình vẽ, vào thư mục này", Some("THƯ_MỤC")),
        "lang" => ("Ngôn ngữ hiển thị: vi hoặc en; nếu không nêu thì theo ngôn ngữ của máy", None),
        "report" => (
            "Ghi báo cáo; đuôi tệp quyết định loại báo cáo: .html, .gpkg, .geojson, .json, .xlsx. Dùng được nhiều lần",
            Some("TỆP"),
        ),
        "format" => (
            "Nội dung in ra đầu ra chuẩn: text (bản tóm tắt cho người đọc), json (toàn bộ báo cáo, theo \
             docs/report.schema.json) hoặc geojson (các phát hiện, tọa độ WGS 84)",
            Some("LOẠI"),
        ),
        "quiet" => (
            "Không hiện tiến độ, lưu ý; không hiện bản tóm tắt, trừ khi dùng --format. Kết quả xem ở mã kết thúc",
            None,
        ),
        "threads" => ("Số luồng xử lý; nếu không nêu, mỗi bộ xử lý một luồng", None),
        "help" => ("Hiện hướng dẫn này", None),
        "version" => ("Hiện phiên bản", None),
        _ => return of_copying_and_serving(id),
    };
    Some(ArgumentText { help, value })
}

/// The same, of the commands that copy and serve.
fn of_copying_and_serving(id: &str) -> Option<ArgumentText> {
    let (help, value) = match id {
        "copy_from" => ("Kho cần sao chép", Some("KHO")),
        "copy_to" => ("Kho nhận: tệp GeoPackage mới, hoặc kho chưa có gì", Some("KHO_MỚI")),
        "backup_of" => ("Kho cần sao lưu", Some("KHO")),
        "backup_file" => ("Tệp GeoPackage để ghi, chưa có", Some("TỆP")),
        "restored_from" => ("Tệp sao lưu", Some("TỆP")),
        "restored_to" => ("Kho nhận: tệp GeoPackage mới, hoặc kho chưa có gì", Some("KHO")),
        "served" => (
            "Dữ liệu cần phục vụ: một kho (tệp GeoPackage, postgres://máy-chủ/cơ-sở-dữ-liệu), hoặc bản đồ thửa đất ở mọi định \
             dạng mà `thuadat check` đọc được. Dữ liệu chỉ được đọc, trừ chỉnh lý của người có khóa",
            Some("KHO|TỆP"),
        ),
        "served_crs" => (
            "Hệ tọa độ của tệp, thay cho hệ mà tệp khai báo: mã EPSG, kinh tuyến trục của múi VN-2000 (107°15') hoặc tên tỉnh \
             (Lạng Sơn)",
            None,
        ),
        "listen" => (
            "Địa chỉ và cổng để nghe; cổng 0 là cổng trống bất kỳ. Nếu không nêu, chỉ máy này truy cập được, ở 127.0.0.1:8080",
            Some("ĐỊA_CHỈ:CỔNG"),
        ),
        "public_url" => (
            "Địa chỉ mà người dùng truy cập, nếu khác: https://máy-chủ/đường-dẫn. Các liên kết được tạo theo địa chỉ này, mọi trang \
             nằm dưới đường dẫn của nó",
            None,
        ),
        "serve_config" => (
            "Tệp thiết lập (TOML). Biến môi trường được ưu tiên hơn tệp (`THUADAT_LISTEN` là `listen`), đối số được ưu tiên hơn cả hai",
            Some("TỆP.toml"),
        ),
        "serve_set" => {
            ("Một thiết lập theo tên, ví dụ `max_connections=100`. Dùng được nhiều lần", Some("TÊN=GIÁ_TRỊ"))
        }
        "serve_keys" => (
            "Tệp khóa, tạo bằng `thuadat key create`. Nếu không nêu, mọi người đều chỉ xem được phần công khai",
            Some("TỆP.toml"),
        ),
        "read_only" => ("Không cho thay đổi gì, dù ai yêu cầu", None),
        "show_config" => (
            "In mọi thiết lập thành một tệp có cùng ý nghĩa, kèm nơi đã nêu từng thiết lập, rồi kết thúc",
            None,
        ),
        "role" => (
            "Người có khóa được làm gì: viewer (xem), officer (xem cả ai thay đổi hồ sơ và vì sao), editor (thay đổi), admin; vai trò sau gồm \
             các vai trò trước",
            Some("VAI_TRÒ"),
        ),
        "key_communes" => {
            ("Mã các xã mà khóa dùng được, cách nhau bằng dấu phẩy; nếu không nêu thì mọi xã", Some("MÃ"))
        }
        "expires" => ("Ngày cuối cùng dùng được, theo giờ Việt Nam, hoặc một thời điểm", Some("NGÀY")),
        "label" => ("Khóa dùng để làm gì, để nhận ra trong danh sách", Some("CHỮ")),
        "key_name" => ("Tên khóa, như trong danh sách", Some("TÊN")),
        "key_file" => ("Tệp khóa; được tạo nếu chưa có", Some("TỆP.toml")),
        "serve_quiet" => ("Không ghi nhật ký từng yêu cầu, chỉ ghi sự cố", None),
        "tiles_to" => ("Tệp cần ghi, có đuôi .pmtiles", Some("TỆP.pmtiles")),
        "zooms" => ("Các mức phóng cần ghi", Some("ĐẦU-CUỐI")),
        _ => return super::edit_texts::argument(id),
    };
    Some(ArgumentText { help, value })
}
