use super::page::FILES;
use super::{TextCanvas, explain_rule, list_rules, page};
use crate::profile::{self, Threshold};
use crate::{Language, handbook::svg};
use thuadat_core::Rule;

#[test]
fn every_rule_has_a_page() {
    for &rule in Rule::ALL {
        let id = rule.id();
        assert!(
            FILES.iter().any(|(known, _)| *known == id),
            "the rule {id} has no page in the handbook: write crates/thuadat/rules/{id}.toml like its neighbours, add \
             \"{id}\" to the list in crates/thuadat/src/handbook/page.rs, and run `cargo xtask rules`"
        );
    }
}

#[test]
fn every_page_says_everything_in_both_languages() {
    for &rule in Rule::ALL {
        let Some(page) = page(rule) else { continue };
        for language in Language::ALL {
            let chapter = page.chapter(language);
            for text in [&chapter.meaning, &chapter.why, &chapter.how, &chapter.remedy] {
                assert!(text.len() > 20, "{}: {text:?} says little", rule.id());
                assert!(text.trim_end().ends_with('.'), "{}: {text:?} is no sentence", rule.id());
            }
            let has_example = page.example.is_some() || chapter.example.is_some();
            assert!(has_example, "{} has no example", rule.id());
        }
        for key in &page.thresholds {
            assert!(
                Threshold::ALL.iter().any(|known| known.key() == key),
                "{}: no threshold {key}",
                rule.id()
            );
        }
    }
}

#[test]
fn every_example_breaks_its_rule_and_can_be_drawn() {
    for &rule in Rule::ALL {
        let Some(example) = page(rule).and_then(|page| page.example.as_ref()) else { continue };
        let run = example.run(rule);
        assert!(!run.findings.is_empty(), "the example of {} does not break it", rule.id());
        assert!(TextCanvas::of(&run).is_some() == svg::draw(&run).is_some());
    }
}

#[test]
fn drawings_show_boundaries_names_and_what_is_wrong() {
    let run = page(Rule::Overlap).unwrap().example.as_ref().unwrap().run(Rule::Overlap);
    let drawing = TextCanvas::of(&run).unwrap().to_string();
    let [first, second] = [0, 1].map(|parcel| run.parcels.name(parcel).to_string());
    assert!(drawing.contains(&first) && drawing.contains(&second), "{drawing}");
    assert!(
        drawing.lines().count() > 4 && drawing.lines().all(|line| line.chars().count() <= 56),
        "{drawing}"
    );
    let drawing = svg::draw(&run).unwrap();
    assert!(drawing.contains("fill=\"#b3261e\"") && drawing.contains(&first), "{drawing}");
}

#[test]
fn a_terminal_lists_and_explains() {
    let document = profile::named(profile::DEFAULT).unwrap();
    let mut list = Vec::new();
    list_rules(&document, Language::Vi, &mut list).unwrap();
    let list = String::from_utf8(list).unwrap();
    assert!(
        Rule::ALL.iter().all(|rule| list.contains(rule.id()) && list.contains(rule.title().vi)),
        "{list}"
    );
    let mut text = Vec::new();
    explain_rule(Rule::Overlap, &document, &Language::ALL, &mut text).unwrap();
    let text = String::from_utf8(text).unwrap();
    for word in
        ["Ý nghĩa", "What it means", "Vì sao quan trọng", "tolerance_m = 0,14 m", "tolerance_m = 0.14 m"]
    {
        assert!(text.contains(word), "{word}: {text}");
    }
}
