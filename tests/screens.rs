//! The screens, mounted on a fake terminal, against pictures that were read by an eye, and against rules that hold for
//! all of them.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod mounted;

use mounted::{MORNING, Mounted, NIGHT};
use precase::core::pack::Lang;

#[test]
fn look() {
    let _ = NIGHT;
    for (columns, rows) in [(60, 18), (80, 24), (120, 40)] {
        println!("{}", Mounted::new(Lang::Ja, MORNING, columns, rows).press("1 2 1 1").screen());
    }
}
