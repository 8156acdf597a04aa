//! Packs are proven: the shipped one, a small one of another vendor, and broken ones with what is wrong with them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by them")]

use precase::core::pack::{Lang, Pack};
use precase::core::proof::prove;

#[test]
fn the_shipped_pack_proves_clean() {
    let source = std::fs::read_to_string("assets/packs/webex-japan.toml").unwrap();
    let pack = Pack::read(&source).unwrap();
    let begin = std::time::Instant::now();
    let findings = prove(&pack, &source);
    eprintln!("{:?}", begin.elapsed());
    let lines: Vec<String> =
        findings.iter().map(|it| format!("{}: {}: {}", it.line, it.kind.id(), it.text(Lang::En))).collect();
    assert!(lines.is_empty(), "{}", lines.join("\n"));
}
