//! People who do not exist: names that say so, identity numbers of people born in 2026.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

const SURNAMES: [&str; 12] =
    ["Nguyễn", "Hoàng", "Nông", "Lý", "Vi", "Triệu", "Lương", "Trần", "Hứa", "Đinh", "Dương", "Đàm"];
const MALE: [&str; 4] = ["Văn", "Hữu", "Đình", "Quang"];
const FEMALE: [&str; 3] = ["Thị", "Thu", "Thúy"];
/// Words for what is made up; nobody is called so.
const GIVEN: [&str; 20] = [
    "Thử Nghiệm",
    "Ví Dụ",
    "Bịa",
    "Giả Định",
    "Tưởng Tượng",
    "Hư Cấu",
    "Bản Mẫu",
    "Kiểm Tra",
    "Mô Phỏng",
    "Nháp",
    "Không Thật",
    "Minh Họa",
    "Thí Dụ",
    "Dữ Liệu",
    "Phép Thử",
    "Giả Lập",
    "Mẫu Thử",
    "Tạm Thời",
    "Tổng Hợp",
    "Chạy Thử",
];

/// A made-up person.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) identity_number: String,
    pub(super) gender: &'static str,
    pub(super) born: u16,
}

/// Somebody, of a gender where one is asked for.
pub(super) fn somebody(is_female: Option<bool>, random: &mut ChaCha8Rng) -> Person {
    let is_female = is_female.unwrap_or_else(|| random.random_bool(0.4));
    let middle = if is_female { pick(&FEMALE, random) } else { pick(&MALE, random) };
    let name = format!("{} {middle} {}", pick(&SURNAMES, random), pick(&GIVEN, random));
    // 020: Lạng Sơn; 2 and 3: born in this century; 26: in 2026, who holds no land.
    let sex_and_century = if is_female { 3 } else { 2 };
    let identity_number = format!("020{sex_and_century}26{:06}", random.random_range(0..1_000_000));
    let gender = if is_female { "Nữ" } else { "Nam" };
    Person { name, identity_number, gender, born: random.random_range(1938..1975) }
}

pub(super) fn pick<T: Copy>(from: &[T], random: &mut ChaCha8Rng) -> T {
    from[random.random_range(0..from.len())]
}
