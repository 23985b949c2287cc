//! People who do not exist: names that say so, identity numbers of a country there is not.

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
    let number: u32 = random.random_range(0..1_000_000);
    let born: u16 = random.random_range(1938..1975);
    // 999: no country has the code; 0 and 1: born in the last century.
    let identity_number = format!("999{}{:02}{number:06}", u8::from(is_female), born % 100);
    let gender = if is_female { "Nữ" } else { "Nam" };
    Person { name, identity_number, gender, born }
}

pub(super) fn pick<T: Copy>(from: &[T], random: &mut ChaCha8Rng) -> T {
    from[random.random_range(0..from.len())]
}
