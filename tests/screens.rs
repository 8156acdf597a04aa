//! The screens, mounted on a fake terminal, against pictures that were read by an eye, and against rules that hold for
//! all of them.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod mounted;

use mounted::{MORNING, Mounted, NIGHT};
use precase::core::pack::Lang;

const DECIDED: &[(&str, &str)] = &[
    ("purpose", "technical"),
    ("trial", "false"),
    ("deployment", "cloud"),
    ("product", "meetings"),
    ("plan", "enhanced"),
    ("contract", "flex-new"),
    ("language", "ja"),
    ("pin", "true"),
    ("cisco_account", "true"),
    ("impact_scope", "wide"),
    ("impact_pattern", "continuous"),
    ("impact_function", "core"),
    ("workaround", "false"),
    ("site_url", "example.webex.com"),
    ("org_name", "サンプル商事"),
    ("meeting_number", "25123456789"),
    ("summary", "会議を開始できない"),
    ("since", "2026-11-24 09:10"),
    ("reproducibility", "always"),
];

#[test]
fn look2() {
    for (columns, rows) in [(80, 24)] {
        let lang = Lang::Ja;
        let m = || Mounted::new(lang, MORNING, columns, rows).with(DECIDED);
        println!("{}", m().press("F5").screen());
        println!("{}", m().press("F5 PageDown PageDown").screen());
        println!("{}", m().at("impact_function").press("C-g").screen());
        println!("{}", m().press("F6").type_text("部長へ折り返し").screen());
        println!("{}", m().press("F2 C-e Tab").type_text("698123456").screen());
        println!("{}", m().press("F2 C-e").later("2026-11-24T10:40").screen());
        println!("{}", Mounted::new(lang, NIGHT, columns, rows).with(DECIDED).press("F2").screen());
        println!("{}", Mounted::new(lang, NIGHT, columns, rows).with(DECIDED).screen());
        println!(
            "{}",
            Mounted::new(lang, MORNING, columns, rows)
                .with(&[("purpose", "purchase"), ("language", "ja")])
                .press("F2")
                .screen()
        );
        println!(
            "{}",
            Mounted::new(lang, NIGHT, columns, rows)
                .with(&[("purpose", "purchase"), ("language", "ja")])
                .press("F2")
                .screen()
        );
        println!(
            "{}",
            Mounted::new(lang, MORNING, columns, rows)
                .with(&[("purpose", "technical"), ("trial", "true")])
                .press("F2")
                .screen()
        );
        println!(
            "{}",
            Mounted::new(lang, MORNING, columns, rows)
                .with(&[("purpose", "technical"), ("trial", "true")])
                .screen()
        );
        println!(
            "{}",
            Mounted::new(lang, MORNING, columns, rows)
                .with(&[
                    ("purpose", "technical"),
                    ("trial", "false"),
                    ("deployment", "on-premises"),
                    ("impact_function", "partial"),
                    ("workaround", "true")
                ])
                .press("F2")
                .screen()
        );
        println!("{}", Mounted::new(lang, MORNING, columns, rows).press("F2").screen());
        println!(
            "{}",
            Mounted::new(Lang::En, NIGHT, columns, rows)
                .with(DECIDED)
                .with(&[("product", "contact-center"), ("plan", "premium")])
                .press("F2")
                .screen()
        );
        println!(
            "{}",
            Mounted::new(Lang::En, NIGHT, columns, rows)
                .with(DECIDED)
                .with(&[("language", "en")])
                .press("F2")
                .screen()
        );
        println!("{}", Mounted::new(Lang::En, NIGHT, 40, 10).with(DECIDED).press("F2").screen());
        println!("{}", Mounted::new(Lang::Ja, MORNING, 40, 10).with(DECIDED).press("F2").screen());
        println!("{}", Mounted::new(Lang::Ja, MORNING, 60, 18).with(DECIDED).at("severity").screen());
    }
}
