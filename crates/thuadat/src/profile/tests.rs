use super::*;
use thuadat_core::{Mode, Profile, Rule, RuleSetting, Severity};

#[test]
fn strict_file_equals_the_strict_profile_of_the_core() {
    assert_eq!(named("strict").unwrap().profile, Profile::strict());
}

#[test]
fn built_in_profiles_state_every_threshold_with_its_basis() {
    for name in names() {
        let document = named(name).unwrap();
        assert_eq!(document.profile.name, name);
        for &threshold in Threshold::ALL {
            let basis = document.basis.iter().find(|basis| basis.threshold == threshold);
            let basis = basis.unwrap_or_else(|| panic!("{name}: {threshold:?} has no basis"));
            assert!(!basis.source.vi.is_empty() && !basis.source.en.is_empty() && basis.date.len() == 10);
        }
    }
}

#[test]
fn default_profile_grades_by_twice_the_point_error() {
    let profile = named(DEFAULT).unwrap().profile;
    assert_eq!(profile.mode, Mode::Tolerant(0.14));
    assert_eq!(profile.severity(Rule::MissingVertex), Some(Severity::Warning));
}

#[test]
fn profiles_by_scale_tolerate_twice_the_point_error_of_their_scale() {
    let expected =
        [(200.0, 0.1), (500.0, 0.14), (1000.0, 0.3), (2000.0, 0.6), (5000.0, 3.0), (10_000.0, 6.0)];
    for (scale, tolerance_m) in expected {
        let document = named(&format!("vn-cadastre-1-{scale}")).unwrap();
        assert_eq!(document.profile.mode, Mode::Tolerant(tolerance_m), "1:{scale}");
        assert_eq!(Threshold::Scale.value(&document.profile), Some(scale));
        assert!(
            document.profile.gap_width_m > Some(tolerance_m),
            "a gap above the tolerance can be an error"
        );
        let basis = document.basis.iter().find(|basis| basis.threshold == Threshold::Tolerance).unwrap();
        assert!(!basis.verified && basis.source.vi.contains(&format!("1:{scale}")), "{}", basis.source.vi);
    }
    let (plain, by_scale) = (named(DEFAULT).unwrap(), named("vn-cadastre-1-500").unwrap());
    let renamed = Profile { name: plain.profile.name.clone(), ..by_scale.profile };
    assert_eq!(renamed, plain.profile, "the default is that of 1:500");
}

#[test]
fn inspire_leaves_out_what_is_vietnamese() {
    let profile = named("inspire").unwrap().profile;
    assert_eq!((profile.mode, profile.severity(Rule::Gap)), (Mode::Strict, Some(Severity::Warning)));
    for rule in [Rule::LegalAreaDiffers, Rule::AxesSwapped, Rule::OutsideZone] {
        assert_eq!(profile.severity(rule), None);
    }
}

#[test]
fn file_states_only_what_differs() {
    let text = "tolerance_m = 0.3\n[severities]\n\"number/missing\" = \"off\"";
    let document = ProfileDocument::parse(text, "maps/scale-1000.toml").unwrap();
    let mut expected = named(DEFAULT).unwrap().profile;
    expected.name = "scale-1000".to_owned();
    expected.mode = Mode::Tolerant(0.3);
    expected.severities.insert(Rule::NumberMissing, RuleSetting::Off);
    assert_eq!(document.profile, expected);
    assert!(
        !document.basis.iter().any(|basis| basis.threshold == Threshold::Tolerance),
        "the old basis is gone"
    );
}

#[test]
fn settings_for_one_run_say_who_made_them() {
    let document = named("strict").unwrap().with_tolerance_m(0.5).unwrap().with_gap_width_m(2.0).unwrap();
    assert_eq!((document.profile.mode, document.profile.gap_width_m), (Mode::Tolerant(0.5), Some(2.0)));
    assert_eq!(document.basis.len(), Threshold::ALL.len());
    for refused in [-0.1, f64::NAN, f64::INFINITY] {
        assert!(named("strict").unwrap().with_tolerance_m(refused).is_err(), "{refused}");
    }
}

#[test]
fn bad_files_are_refused_by_line_and_key() {
    let check = |text: &str, expected: &str| {
        let error = ProfileDocument::parse(text, "p.toml").unwrap_err().to_string();
        assert_eq!(error, expected, "{text}");
    };
    check(
        "name = \"x\"\ntolerence_m = 1",
        "p.toml, line 2: no profile has a key `tolerence_m` (did you mean `tolerance_m`?)",
    );
    check("colour = 1", "p.toml, line 1: no profile has a key `colour`");
    check("lattice_m = 0", "p.toml, line 1: `lattice_m` is 0, must be a number from 0.000001 to 0.01");
    check(
        "gap_width_m = \"wide\"",
        "p.toml, line 1: `gap_width_m` is \"wide\", must be a number from 0 to 1000000000, or \"unlimited\"",
    );
    check(
        "tolerance_m = nan",
        "p.toml, line 1: `tolerance_m` is nan, must be a number from 0 to 100, or \"strict\"",
    );
    check("base = \"strikt\"", &format!("p.toml, line 1: `base` is \"strikt\", must be {}", listed("or")));
    check(
        "[severities]\n\"topology/overlaps\" = \"note\"",
        "p.toml, line 2: no profile has a key `topology/overlaps` (did you mean `topology/overlap`?)",
    );
    check(
        "[severities]\n\"topology/gap\" = \"fatal\"",
        "p.toml, line 2: `topology/gap` is \"fatal\", must be \"error\", \"warning\", \"note\" or \"off\"",
    );
    check(
        "tolerance_m = { value = 1, sauce = \"x\" }",
        "p.toml, line 1: no profile has a key `sauce` (did you mean `source`?)",
    );
}

#[test]
fn broken_toml_names_the_line() {
    let error = ProfileDocument::parse("name = \"x\"\nlattice_m = = 1", "p.toml").unwrap_err();
    assert!(matches!(error, ProfileError::Syntax { line: 2, .. }), "{error}");
}

#[test]
fn unknown_name_suggests_the_nearest() {
    let error = named("vn-cadaster").unwrap_err().to_string();
    assert!(error.contains("did you mean `vn-cadastre`?"), "{error}");
    assert!(matches!(named("missing.toml").unwrap_err(), ProfileError::Read { .. }));
}

#[test]
fn codes_may_be_held_against_the_lists_of_a_day() {
    let document = ProfileDocument::parse("codes_at = 2025-06-30", "p.toml").unwrap();
    assert_eq!(document.profile.codes_at, Some(thuadat_core::Day::new(2025, 6, 30)));
    let error = ProfileDocument::parse("codes_at = 2025", "p.toml").unwrap_err().to_string();
    assert_eq!(
        error,
        "p.toml, line 1: `codes_at` is 2025, must be a date such as 2025-06-30, without quotes"
    );
}

#[test]
fn levels_of_drawings_are_those_of_the_profile() {
    let of = |text: &str| ProfileDocument::parse(text, "p.toml").map(|document| document.drawing);
    let built_in = DrawingStyle::default();
    for name in names() {
        assert_eq!(named(name).unwrap().drawing, built_in, "{name}");
    }
    let levels = &built_in.levels;
    assert_eq!((&*levels.boundaries, &*levels.numbers), ("10", "13"));
    let own = of("[drawing]\nboundaries = \"RANH_THUA\"\nareas = 14\ntext_height_mm = 3").unwrap();
    assert_eq!((&*own.levels.boundaries, &*own.levels.areas), ("RANH_THUA", "14"));
    assert_eq!((own.levels.numbers, own.text_height_mm), (built_in.levels.numbers.clone(), 3.0));
    for (text, expected) in [
        (
            "[drawing]\nboundarys = 1",
            "p.toml, line 2: no profile has a key `boundarys` (did you mean `boundaries`?)",
        ),
        (
            "[drawing]\nareas = 1.5",
            "p.toml, line 2: `areas` is 1.5, must be a number from 1 to 63, or the name of a layer",
        ),
        (
            "[drawing]\ntext_height_mm = 0",
            "p.toml, line 2: `text_height_mm` is 0, must be a number from 0.5 to 50",
        ),
        ("drawing = 3", "p.toml, line 1: `drawing` is 3, must be a table"),
    ] {
        assert_eq!(of(text).unwrap_err().to_string(), expected);
    }
}
