//! The ways out: what leaves the program, by which key, and where it is shown instead; the phone menu key by key; spelling.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test may fail")]

#[allow(dead_code, reason = "other tests use the rest of it")]
mod mounted;

use mounted::{MORNING, Mounted, NIGHT};
use precase::core::case::ActKind;
use precase::core::dial::DialStyle;
use precase::core::pack::Lang;
use precase::keys::Command;
use precase::session::{Action, Dialog, Effect};

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
    ("severity", "S2"),
    ("site_url", "example.webex.com"),
    ("org_id", "96abc2aa-3dcc-11e5-a152-fe34819cdc9a"),
    ("summary", "password: hunter2 no longer works"),
    ("memo", "kept here"),
];

fn at(instant: &str) -> Mounted {
    Mounted::new(Lang::En, instant, 100, 40).with(DECIDED)
}

/// The way out with this text or label, as label, text and address.
fn way(mounted: &Mounted, wanted: &str) -> Option<(String, String, Option<String>)> {
    let ways = mounted.session.ways();
    let found = ways.into_iter().find(|way| way.text == wanted || way.label == wanted)?;
    Some((found.label, found.text, found.address))
}

/// Selects the way out with this text or label.
fn select(mut mounted: Mounted, wanted: &str) -> Mounted {
    let ways = mounted.session.ways();
    let place = ways.iter().position(|way| way.text == wanted || way.label == wanted).expect(wanted);
    let Some(Dialog::Ways { selected, .. }) = mounted.session.dialogs.last_mut() else { panic!("not open") };
    *selected = place;
    mounted
}

#[test]
fn everything_that_can_leave_is_listed_and_secrets_are_not() {
    let mounted = at(MORNING);
    for label in
        ["Case text", "Title", "Description", "the text for the requester", "Site URL", "Keys", "Dial string"]
    {
        assert!(way(&mounted, label).is_some(), "{label}");
    }
    for text in ["0120-339-836", "03-6434-6780", "2 1", "https://mycase.cloudapps.cisco.com/case"] {
        assert!(way(&mounted, text).is_some(), "{text}");
    }
    for way in mounted.session.ways() {
        assert!(!way.text.contains("hunter2"), "{way:?}");
        assert_ne!(way.text, "kept here");
        let safe = |address: &String| address.starts_with("https://") || address.starts_with("tel:");
        assert!(way.address.iter().all(safe), "{way:?}");
        // What opens is what the pack says, or digits: no word of the case.
        assert!(
            way.address.iter().all(|address| !address.contains("example") && !address.contains("96abc2aa"))
        );
    }
}

#[test]
fn a_dial_string_holds_the_shared_key_and_waits() {
    // Style, from abroad, the dial string, what opens for the number that is called from abroad.
    const TABLE: &[(DialStyle, bool, &str, &str)] = &[
        (DialStyle::Plain, false, "0120339836", "tel:0364346780"),
        (DialStyle::Comma, false, "0120339836,,2", "tel:0364346780,,2"),
        (DialStyle::Apple, false, "0120339836,,2;", "tel:0364346780,,2%3B"),
        (DialStyle::Apple, true, "+81364346780,,2;", "tel:+81364346780,,2%3B"),
        (DialStyle::P, true, "+81364346780pp2w", "tel:+81364346780pp2w"),
    ];
    for (style, abroad, dial, address) in TABLE {
        let mut mounted = at(MORNING).with(&[("pin", "false")]);
        mounted.session.config.dial = *style;
        mounted.session.config.from_abroad = *abroad;
        assert_eq!(way(&mounted, "Dial string").unwrap().1, *dial);
        let number = if *abroad { "+81364346780" } else { "03-6434-6780" };
        assert_eq!(way(&mounted, number).unwrap().2.as_deref(), Some(*address));
        assert_eq!(way(&mounted, "0120-339-836").unwrap().2.is_some(), !abroad);
    }
}

#[test]
fn one_key_copies_what_is_selected_and_the_same_key_elsewhere_the_case_text() {
    let mounted = at(MORNING).press("F8");
    assert!(mounted.copied.as_ref().unwrap().contains("example.webex.com"));
    let mounted = select(at(MORNING).press("F2 C-t"), "03-6434-6780").press("F8");
    assert_eq!(mounted.copied.as_deref(), Some("03-6434-6780"));
    let text = mounted.press("Esc F8").copied.unwrap();
    assert!(text.lines().count() > 5, "{text}");
}

#[test]
fn it_opens_with_the_answer_in_hand_selected() {
    let mounted = at(MORNING).at("org_id").press("C-t F8");
    assert_eq!(mounted.copied.as_deref(), Some("96abc2aa-3dcc-11e5-a152-fe34819cdc9a"));
    let mounted = at(MORNING).at("org_id").press("C-t C-t");
    assert!(mounted.session.dialogs.is_empty());
}

#[test]
fn only_addresses_are_opened_and_where_they_cannot_be_they_stand_bare() {
    let mut mounted = select(at(MORNING).press("F2 C-t"), "https://mycase.cloudapps.cisco.com/case");
    let effects = mounted.session.update(Action::Command(Command::OpenAddress));
    let [Effect::Open { address, .. }] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!(address, "https://mycase.cloudapps.cisco.com/case");
    mounted.session.update(Action::Shown(address.clone()));
    let screen = mounted.screen();
    let bare = |line: &str| line.trim() == "https://mycase.cloudapps.cisco.com/case";
    assert!(screen.lines().any(bare), "{screen}");
    // It goes away with the next step.
    assert!(!mounted.press("Down").screen().lines().any(bare));
    let mut mounted = select(at(MORNING).press("C-t"), "Title");
    assert_eq!(mounted.session.update(Action::Command(Command::OpenAddress)), []);
    assert_eq!(mounted.session.notice.as_deref(), Some("There is nothing to open here."));
}

#[test]
fn the_menu_is_gone_through_key_by_key_and_its_wording_is_kept() {
    let mounted = at(MORNING).with(&[("pin", "false")]).press("F2 C-g");
    let shows = |mounted: &Mounted, words: &[&str]| {
        let screen = mounted.screen();
        words.iter().for_each(|word| assert!(screen.contains(word), "{word} in\n{screen}"));
    };
    shows(&mounted, &["[>]2", "0 / 2", "Japanese"]);
    assert!(!mounted.screen().contains("listen before you press"));
    let mounted = mounted.press("Right");
    shows(&mounted, &["[x]2", "[>]2", "Without a PIN", "listen before you press"]);
    let mounted = mounted.press("Enter Enter Right");
    shows(&mounted, &["2 / 2", "These were all the keys"]);
    let mounted = mounted.press("Left Left Left C-g");
    shows(&mounted, &["[>]2", "Menu as shown  2026-11-24(Tue) 10:00 (tips)"]);
    let mounted = mounted.press("C-t");
    let acts: Vec<ActKind> = mounted.session.stored.case.acts.iter().map(|act| act.kind).collect();
    assert_eq!(acts, [ActKind::MenuAsShown, ActKind::MenuDiffered]);
    let mounted = mounted.press("Esc");
    assert!(mounted.session.dialogs.is_empty());
    let mut sheet = mounted;
    sheet.area.height = 80;
    shows(&sheet, &["Menu differed  2026-11-24(Tue) 10:00 (tips)"]);
}

#[test]
fn where_the_phone_has_no_keys_nothing_opens_and_it_says_so() {
    let mounted = at(NIGHT).press("F2 C-g");
    assert!(mounted.session.dialogs.is_empty());
    assert_eq!(mounted.session.notice.as_deref(), Some("The phone of this sheet has no menu keys."));
}

#[test]
fn what_is_read_out_is_marked_as_it_is_read() {
    let mounted = at(MORNING).at("org_id").press("C-f");
    assert!(mounted.screen().contains("0 of 8 read"), "{}", mounted.screen());
    let mounted = mounted.press("Right Right Left Right");
    let screen = mounted.screen();
    for word in ["2 of 8 read", "[x] 96ab", "nine  six  alpha  bravo", "[>]   -  3  d  c  c", "[ ] -11e5"] {
        assert!(screen.contains(word), "{word} in\n{screen}");
    }
    let mounted = mounted.press(&"Enter ".repeat(20));
    assert!(mounted.screen().contains("8 of 8 read"));
    // From the ways out too, and back to them.
    let mounted = select(at(MORNING).press("C-t"), "2 1").press("C-w");
    assert!(mounted.screen().contains("[>]   2"), "{}", mounted.screen());
    assert!(matches!(mounted.press("Esc").session.dialogs.last(), Some(Dialog::Ways { .. })));
    let mounted = at(MORNING).at("org_name").press("C-f");
    assert_eq!(mounted.session.notice.as_deref(), Some("There is nothing to spell."));
}

#[test]
fn before_the_desk_closes_and_while_it_is_closed_the_ways_stand_side_by_side() {
    let mounted = at("2026-11-24T16:20").press("F2");
    for (mounted, words) in [
        (&mounted, &["call by then", "Taken by 16:30", "Call now", "by 16:50", "Call 17:00", "by 17:30"][..]),
        (&at(NIGHT).press("F2"), &["File now", "Call now", "Call 11/24(Tue) 09:00"]),
        (&at(NIGHT).press("F5").resized(100, 300), &["File now", "Call now", "Call 11/24(Tue) 09:00"]),
    ] {
        let screen = mounted.screen();
        words.iter().for_each(|word| assert!(screen.contains(word), "{word} in\n{screen}"));
    }
    // Once support was called nothing is compared any more.
    assert!(!at(NIGHT).press("F2 C-e").screen().contains("File now"));
}

#[test]
fn the_time_of_another_zone_stands_beside_a_deadline_where_it_differs() {
    // The zone, what stands beside 10:30 in Tokyo.
    const TABLE: &[(chrono_tz::Tz, &str)] = &[
        (chrono_tz::Europe::London, "by 10:30 (30 min, counts only while the desk is open) (London 01:30)"),
        (chrono_tz::America::New_York, "(New York 11/23(Mon) 20:30)"),
        (chrono_tz::Asia::Seoul, "open)"),
    ];
    for (zone, words) in TABLE {
        let mut mounted = at(MORNING);
        mounted.session.config.display.zone = Some(*zone);
        let mounted = mounted.press("F2");
        let screen = mounted.screen();
        assert!(screen.contains(words), "{words} in\n{screen}");
    }
    let mut mounted = at(MORNING);
    mounted.session.config.display.zone = Some(chrono_tz::Asia::Seoul);
    assert!(!mounted.press("F2").screen().contains("Seoul"));
}

#[test]
fn no_size_and_no_language_breaks_them() {
    for (columns, rows) in [(1, 1), (7, 4), (20, 6), (40, 10), (80, 24), (500, 200)] {
        for keys in ["C-t", "C-t C-w", "F2 C-t Down Down C-w Right", "F2 C-g Right Right Right"] {
            let mounted = Mounted::new(Lang::Ja, MORNING, 80, 24).with(DECIDED).at("org_id").press(keys);
            assert!(!mounted.resized(columns, rows).screen().is_empty());
        }
    }
}
