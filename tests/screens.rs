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
fn look() {
    for lang in [Lang::Ja, Lang::En] {
        for (columns, rows) in [(60, 18), (80, 24), (59, 17), (40, 10), (120, 40)] {
            println!("=== {lang:?} {columns}x{rows}");
            let m = || Mounted::new(lang, MORNING, columns, rows).with(DECIDED);
            println!("{}", m().at("severity").screen());
            println!("{}", m().at("severity").press("1").screen());
            println!("{}", m().at("since").screen());
            println!("{}", m().press("F2").screen());
            println!("{}", m().later("2026-11-24T16:46").press("F2").screen());
        }
    }
    let _ = NIGHT;
}
