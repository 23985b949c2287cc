use super::*;

/// Columns of one made-up parcel.
struct Columns<'a>(&'a [Name]);

impl<'a> Row<'a> for Columns<'a> {
    fn value(&self, name: usize) -> Value<'a> {
        let Name::Column(column) = &self.0[name] else { panic!("only columns here") };
        match column.as_str() {
            "ten" => Value::Number(10.0),
            "zero" => Value::Number(0.0),
            "rice" => Value::Text("LUC".into()),
            "Ghi chú" => Value::Text("Đất có tranh chấp".into()),
            "digits" => Value::Text("1234,5".into()),
            "yes" => Value::Boolean(true),
            "day" => Value::Text("2014-05-19".into()),
            // What is called `nothing` among them.
            _ => Value::Null,
        }
    }
}

#[derive(Debug, PartialEq)]
enum Answer {
    True,
    False,
    Unknown,
    Clash,
}

fn check(text: &str, expected: &Answer) {
    let expression = Expression::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let answer = match expression.evaluate(&Columns(expression.names())) {
        Value::Boolean(true) => Answer::True,
        Value::Boolean(false) => Answer::False,
        Value::Null => Answer::Unknown,
        Value::Clash(_) => Answer::Clash,
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(answer, *expected, "{text}");
}

#[test]
fn conditions_are_decided_as_sql_decides_them() {
    use Answer::{Clash, False, True, Unknown};
    for (text, expected) in [
        ("ten = 10 AND rice = 'LUC'", True),
        ("ten <> 10 or rice != 'LUC'", False),
        ("ten > 9.5 AND ten >= 10 AND ten < 1e2 AND ten <= 10", True),
        ("ten BETWEEN 10 AND 12", True),
        ("ten NOT BETWEEN 10 AND 12", False),
        ("rice IN ('CLN', 'LUC')", True),
        ("rice NOT IN ('CLN')", True),
        ("rice LIKE 'L%' AND rice NOT LIKE '%Z'", True),
        ("rice ILIKE 'l_c'", True),
        ("\"Ghi chú\" LIKE '%tranh chấp%'", True),
        ("CASEI(\"Ghi chú\") = CASEI('ĐẤT CÓ TRANH CHẤP')", True),
        ("CASEI(ACCENTI(\"Ghi chú\")) LIKE 'dat co%'", True),
        ("yes", True),
        ("NOT yes", False),
        ("yes = TRUE", True),
        ("ten - 2 * 3 = 4", True),
        ("(ten - 2) * 3 = 24 AND ten % 3 = 1 AND -ten < 0", True),
        ("ABS(zero - 3) = 3 AND ROUND(ten / 3, 2) = 3.33 AND ROUND(ten / 3) = 3 AND SQRT(16) = 4", True),
        ("LENGTH(rice) = 3 AND LOWER(rice) = 'luc' AND UPPER('đ') = 'Đ' AND TRIM(' a ') = 'a'", True),
        ("NUMBER(digits) = 1234.5 AND TEXT(ten) = '10'", True),
        ("COALESCE(nothing, ten) = 10", True),
        ("day < DATE '2015-01-01' AND day >= DATE('2014-05-19')", True),
        ("rice = 'it''s'", False),
        // Something missing.
        ("nothing = 10", Unknown),
        ("NOT (nothing = 10)", Unknown),
        ("nothing = 10 AND ten = 11", False),
        ("nothing = 10 OR ten = 10", True),
        ("nothing = 10 AND ten = 10", Unknown),
        ("nothing IS NULL AND ten IS NOT NULL", True),
        ("nothing IN (1, 2)", Unknown),
        ("ten IN (1, nothing)", Unknown),
        ("nothing LIKE '%'", Unknown),
        ("ten / zero > 1", Unknown),
        ("NUMBER(rice) IS NULL", True),
        // Values that do not go together are not taken for missing.
        ("rice > 3", Clash),
        ("rice + 1 > 3", Clash),
        ("ten LIKE 'a%'", Clash),
        ("ABS(rice) IS NULL", Clash),
        ("ten", Clash),
        ("NOT rice", Clash),
        ("yes = 1", Clash),
        ("ten = 11 AND rice > 3", False),
        ("rice > 3 AND ten = 11", False),
        ("ten = 10 OR rice > 3", True),
        ("nothing = 1 AND rice > 3", Clash),
        ("NOT (rice > 3)", Clash),
    ] {
        check(text, &expected);
    }
}

fn check_error(text: &str, character: usize, near: &str, en: &str) {
    let error = Expression::parse(text).expect_err(text);
    assert_eq!((error.character, error.near.as_str()), (character, near), "{text}: {error}");
    assert!(error.problem.en.contains(en), "{text}: {}", error.problem.en);
    assert!(error.message().vi.starts_with("ở ký tự thứ "), "{}", error.message().vi);
}

#[test]
fn errors_name_the_place_and_what_was_expected() {
    check_error("ten = 10 AND area_m2 <", 23, "", "a name, a value or a condition is expected");
    check_error("", 1, "", "a name, a value or a condition is expected");
    check_error("(ten < 3", 9, "", "`)` is expected");
    check_error("ten beetwen 3 AND 4", 5, "beetwen", "conditions are joined by AND or OR");
    check_error("diện tích > 3", 6, "tích", "a name with blanks stands in double quotes");
    check_error("ten < 36,5", 9, ",", "decimals follow a point");
    check_error("rice = 'LUC", 8, "'LUC", "the closing `'` is missing");
    check_error("\"diện tích > 3", 1, "\"diện", "the closing `\"` is missing");
    check_error("rice = ‘LUC’", 8, "‘LUC’", "use straight quotes");
    check_error("rice = 'x≤' AND ten ≤ 3", 21, "≤", "write `<=`");
    check_error("[diện tích] > 3", 1, "[diện", "is put in double quotes");
    check_error("đất > 1 &&\nten > 3", 9, "&&", "use AND");
    check_error("ten = 1\n  AND tén + > 2", 21, ">", "a name, a value or a condition is expected");
    check_error("thua.dat = 1", 1, "thua.dat", "a name with a point in it stands in double quotes");
    check_error("ten = NULL", 1, "ten = NULL", "IS NULL");
    check_error("rice LIKE ten", 11, "ten", "a pattern in single quotes");
    check_error("ten IN (SELECT 1)", 1, "ten IN (SELECT 1)", "cannot use this part of SQL");
    check_error("ABBS(ten) > 1", 1, "ABBS(ten)", "did you mean `ABS`?");
    check_error("ABS(ten, 2) > 1", 1, "ABS(ten, 2)", "ABS takes 1 values, here are 2");
    check_error("day > DATE '2014-5'", 12, "'2014-5'", "a date is expected");
    check_error("area_m2", 1, "area_m2", "a condition is expected, such as");
    check_error("land_use > 3", 1, "land_use > 3", "text is compared with a number");
    check_error("area_m2 = '36'", 1, "area_m2 = '36'", "a number is compared with text");
    check_error("land_use + 1 > 3", 1, "land_use", "a number is needed here, but this is text");
    check_error("CASE WHEN ten THEN 1 END", 1, "CASE WHEN ten THEN 1 END", "cannot use this part of SQL");
}

#[test]
fn names_mean_facts_unless_they_are_quoted() {
    let expression = Expression::parse("AREA_M2 > \"area_m2\" AND diện_tích > area_m2").unwrap();
    let column = |name: &str| Name::Column(name.to_owned());
    assert_eq!(expression.names(), [Name::Fact(Fact::Area), column("area_m2"), column("diện_tích")]);
}

#[test]
fn letters_and_their_marks_may_come_apart() {
    let expression = Expression::parse("die\u{323}\u{302}n_ti\u{301}ch > 3").unwrap();
    assert_eq!(expression.names(), [Name::Column("diện_tích".to_owned())]);
}

#[test]
fn long_and_deep_expressions_do_no_harm() {
    let long = vec!["ten = 1"; 250].join(" OR ");
    check(&long, &Answer::False);
    for text in [
        format!("{}ten{} = 1", "(".repeat(2000), ")".repeat(2000)),
        format!("{} = 1", vec!["ten"; 450].join("+")),
        format!("{}yes", "NOT ".repeat(2000)),
        "ten = 1 OR ".repeat(2000),
    ] {
        assert!(Expression::parse(&text).is_err(), "{}", &text[..20]);
    }
}

proptest::proptest! {
    #[test]
    fn no_text_makes_the_reading_panic(text in "[a-z0-9 'đ\"()<>=+,.*%-]{0,40}") {
        let _ = Expression::parse(&text);
    }

    #[test]
    fn no_words_make_the_evaluation_panic(
        words in proptest::collection::vec(
            proptest::sample::select(vec![
                "ten", "rice", "nothing", "yes", "(", ")", "AND", "OR", "NOT", "=", "<", "+", "/", "'a'", "1",
                "IS NULL", "IN", ",", "LIKE", "BETWEEN", "ABS", "ROUND", "COALESCE", "TEXT",
            ]),
            0..16,
        )
    ) {
        if let Ok(expression) = Expression::parse(&words.join(" ")) {
            expression.evaluate(&Columns(expression.names()));
        }
    }
}
