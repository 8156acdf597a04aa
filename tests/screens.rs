//! The screens, mounted on a fake terminal, against pictures that were read by an eye, and against rules that hold for
//! all of them.
//!
//! The pictures are in `tests/snapshots`, at fixed instants and sizes. `INSTA_UPDATE=always` writes them anew, to be read
//! again before they are kept.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::large_stack_arrays,
    reason = "a test may fail"
)]

mod mounted;

use mounted::{HOLIDAY, MORNING, Mounted, NIGHT, cells, summary};
use precase::core::pack::Lang;
use precase::keys::{Code, Context, KEYS, Key, command_of, footer_of};
use precase::store::{Stage, Summary};
use precase::text::{Ambiguous, graphemes, width};
use precase::texts::texts;
use precase::tui::theme::{Role, Theme};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

/// A Meetings case with every decision made and all in hand: S2.
const MEETINGS: &[(&str, &str)] = &[
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
    ("org_name", "Sample Trading"),
    ("meeting_number", "25123456789"),
    ("summary", "会議を開始できない"),
    ("since", "2026-11-24 09:10"),
    ("reproducibility", "always"),
];

const PURCHASE: &[(&str, &str)] = &[("purpose", "purchase"), ("language", "ja")];

const TRIAL: &[(&str, &str)] = &[("purpose", "technical"), ("trial", "true")];

const ON_PREMISES: &[(&str, &str)] = &[
    ("purpose", "technical"),
    ("trial", "false"),
    ("deployment", "on-premises"),
    ("impact_function", "partial"),
    ("impact_scope", "some"),
    ("workaround", "false"),
];

const INVITATION: &str = "件名: 第3回 移行準備会議\n\n日時: 2026年11月24日 10:00\n参加する:\n\
    https://minato-example.webex.com/minato-example/j.php?MTID=m0123456789abcdef0123456789abcdef\n\
    ミーティング番号 (アクセス コード): 2518 830 6427\nパスワード: uS3cret9\n";

/// Where the pictures are taken.
const SIZES: [(u16, u16); 3] = [(60, 18), (80, 24), (120, 40)];
/// Where the rules are tried beside.
const MORE_SIZES: [(u16, u16); 8] =
    [(59, 17), (40, 10), (100, 30), (200, 60), (79, 25), (20, 5), (3, 3), (1, 1)];

/// A screen by its name.
type Scene = (&'static str, fn(Lang, u16, u16) -> Mounted);

const SCENES: &[Scene] = &[
    ("first", |lang, columns, rows| Mounted::new(lang, MORNING, columns, rows)),
    ("impact", |lang, columns, rows| Mounted::new(lang, MORNING, columns, rows).press("1 2 1 1")),
    ("text_field", |lang, columns, rows| {
        let walked = Mounted::new(lang, NIGHT, columns, rows).with(MEETINGS).at("org_name");
        walked.press("Home C-k").type_text("ﾐﾅﾄ商事 𠮷田ビル支店").press("Left Left")
    }),
    ("several_lines", |lang, columns, rows| {
        let walked = Mounted::new(lang, MORNING, columns, rows).with(MEETINGS).at("steps");
        let typed = walked.type_text("1. アプリを開く").press("Enter").type_text("2. 会議の「開始」を押す");
        typed.press("Enter").type_text("3. 「接続できません」と出る。もう一度押しても変わらない。")
    }),
    ("wrong_number", |lang, columns, rows| {
        let walked = Mounted::new(lang, MORNING, columns, rows).with(MEETINGS).at("meeting_number");
        walked.press("End Backspace Backspace Backspace Backspace").type_text("－")
    }),
    ("severity", |lang, columns, rows| {
        Mounted::new(lang, MORNING, columns, rows).with(MEETINGS).at("severity")
    }),
    ("severity_reason", |lang, columns, rows| {
        Mounted::new(lang, MORNING, columns, rows).with(MEETINGS).at("severity").press("1")
    }),
    ("contradiction", |lang, columns, rows| {
        let contradicted = [("affected_users", "single"), ("impact_scope", "organization")];
        Mounted::new(lang, MORNING, columns, rows).with(MEETINGS).with(&contradicted).at("impact_scope")
    }),
    ("closing_soon", |lang, columns, rows| {
        Mounted::new(lang, "2026-11-24T16:46", columns, rows).with(MEETINGS)
    }),
    ("holiday", |lang, columns, rows| Mounted::new(lang, HOLIDAY, columns, rows).with(MEETINGS)),
    ("blocked", |lang, columns, rows| Mounted::new(lang, MORNING, columns, rows).with(TRIAL)),
    ("sheet_open", |lang, columns, rows| {
        Mounted::new(lang, MORNING, columns, rows).with(MEETINGS).press("F2")
    }),
    ("sheet_closed", |lang, columns, rows| {
        Mounted::new(lang, NIGHT, columns, rows).with(MEETINGS).press("F2")
    }),
    ("sheet_undecided", |lang, columns, rows| Mounted::new(lang, MORNING, columns, rows).press("1 2 1 1 F2")),
    ("sheet_blocked", |lang, columns, rows| {
        Mounted::new(lang, MORNING, columns, rows).with(TRIAL).press("F2")
    }),
    ("sheet_purchase", |lang, columns, rows| {
        Mounted::new(lang, MORNING, columns, rows).with(PURCHASE).press("F2")
    }),
    ("sheet_on_premises", |lang, columns, rows| {
        Mounted::new(lang, MORNING, columns, rows).with(ON_PREMISES).press("F2")
    }),
    ("sheet_called", |lang, columns, rows| {
        let called = Mounted::new(lang, MORNING, columns, rows).with(MEETINGS).press("F2 C-e");
        called.later("2026-11-24T10:10").press("Tab").type_text("698123456")
    }),
    ("cases", |lang, columns, rows| {
        let mut mounted = Mounted::new(lang, MORNING, columns, rows).with(MEETINGS);
        mounted.listed = listed();
        mounted.press("F3 Down")
    }),
    ("reference", |lang, columns, rows| {
        Mounted::new(lang, MORNING, columns, rows).press("F4").type_text("premium s1")
    }),
    ("help", |lang, columns, rows| Mounted::new(lang, MORNING, columns, rows).press("F1").type_text("めも")),
    ("reasons", |lang, columns, rows| Mounted::new(lang, MORNING, columns, rows).with(MEETINGS).press("F5")),
    ("what_if", |lang, columns, rows| {
        Mounted::new(lang, MORNING, columns, rows).with(MEETINGS).at("workaround").press("C-g")
    }),
    ("memo", |lang, columns, rows| {
        let written = Mounted::new(lang, MORNING, columns, rows).with(MEETINGS).press("F6");
        let written = written.type_text("部長へ折り返し").press("F6").later("2026-11-24T10:07").press("F6");
        written.type_text("別の会議でも同じ症状。")
    }),
    ("found", |lang, columns, rows| {
        Mounted::new(lang, MORNING, columns, rows).press("1 2 1 1").paste(INVITATION).press("Down Right")
    }),
    ("found_taken", |lang, columns, rows| {
        Mounted::new(lang, MORNING, columns, rows).press("1 2 1 1").paste(INVITATION).press("C-t")
    }),
    ("profiles", |lang, columns, rows| Mounted::new(lang, MORNING, columns, rows).press("F7 Down")),
];

/// Scenes of which one size is enough to be read.
const ASIDE: [&str; 8] = [
    "wrong_number",
    "severity_reason",
    "contradiction",
    "closing_soon",
    "blocked",
    "sheet_called",
    "what_if",
    "found_taken",
];

fn listed() -> Vec<Summary> {
    let title = "[Webex Calling] 本社の外線がつながらない";
    vec![
        summary(title, Stage::Opened, "698123456", Some("2026-11-24T09:40"), Some("kitami.webex.com")),
        summary("[Webex Meetings] 録画が残らない", Stage::Opened, "", Some("2026-11-25T17:00"), None),
        summary("", Stage::Draft, "", None, None),
        summary("[Webex Messaging] 検索が遅い", Stage::Closed, "698000111", None, Some("oak.webex.com")),
    ]
}

/// Looks at every scene in both languages on screens of these sizes, made once: what a case is does not depend on them.
fn look_at_all(sizes: &[(u16, u16)], look: impl Fn(&str, &Mounted)) {
    for (name, mut mounted) in all_scenes(&[(80, 24)]) {
        for (columns, rows) in sizes {
            mounted.area = Rect::new(0, 0, *columns, *rows);
            look(&format!("{name} at {columns}x{rows}"), &mounted);
        }
    }
}

/// Every scene in both languages at every size.
fn all_scenes(sizes: &[(u16, u16)]) -> impl Iterator<Item = (String, Mounted)> + '_ {
    sizes.iter().flat_map(|(columns, rows)| {
        [Lang::Ja, Lang::En].into_iter().flat_map(move |lang| {
            SCENES.iter().map(move |(name, make)| {
                (format!("{name}_{}_{columns}x{rows}", lang.id()), make(lang, *columns, *rows))
            })
        })
    })
}

fn every_size() -> Vec<(u16, u16)> {
    SIZES.into_iter().chain(MORE_SIZES).collect()
}

// Pictures

#[test]
fn the_screens_are_as_they_were_read() {
    for (name, mounted) in all_scenes(&SIZES) {
        let aside = ASIDE.iter().any(|scene| name.starts_with(scene)) && mounted.area.width != 80;
        if !aside {
            insta::assert_snapshot!(name, mounted.screen());
        }
    }
}

#[test]
fn one_question_at_a_time_keeps_level_desk_and_number_in_sight() {
    for (columns, rows) in [(59, 17), (40, 10)] {
        for lang in [Lang::Ja, Lang::En] {
            let mounted = Mounted::new(lang, MORNING, columns, rows).with(MEETINGS).at("workaround");
            let screen = mounted.screen();
            for part in ["S2", "Japan Cloud TAC", "0120-339-836"] {
                assert!(screen.contains(part), "{part} at {columns}x{rows}:\n{screen}");
            }
            insta::assert_snapshot!(format!("alone_{}_{columns}x{rows}", lang.id()), screen);
            let sheet = mounted.press("F2").screen();
            insta::assert_snapshot!(format!("alone_sheet_{}_{columns}x{rows}", lang.id()), sheet);
        }
    }
}

#[test]
fn each_theme_looks_designed() {
    for (name, theme) in [("dark", Theme::Dark), ("light", Theme::Light), ("plain", Theme::Plain)] {
        let mounted = Mounted::new(Lang::Ja, MORNING, 80, 24).with(MEETINGS).at("severity").press("1");
        insta::assert_snapshot!(format!("theme_{name}_case"), mounted.styled(theme));
        insta::assert_snapshot!(format!("theme_{name}_sheet"), mounted.press("F2").styled(theme));
    }
}

// What holds on every screen

#[test]
fn no_screen_holds_a_character_of_ours_that_terminals_measure_differently() {
    look_at_all(&every_size(), |name, mounted| {
        let (buffer, _) = mounted.draw(Theme::Dark);
        for row in cells(&buffer) {
            for (x, symbol) in row {
                let doubtful = symbol.width() != symbol.width_cjk();
                assert!(!doubtful, "{symbol:?} in column {x} of {name}");
            }
        }
    });
}

#[test]
fn the_texts_of_program_and_pack_hold_no_character_that_terminals_measure_differently() {
    for lang in [Lang::Ja, Lang::En] {
        let all = format!("{:?}", texts(lang));
        let pack = mounted::shipped_pack();
        let shown: Vec<String> = pack
            .questions
            .iter()
            .map(|question| format!("{:?} {:?}", question.ask, question.values))
            .collect();
        for text in shown.iter().chain([&all]) {
            let doubtful = graphemes(text, Ambiguous::Narrow)
                .find(|grapheme| grapheme.text.width() != grapheme.text.width_cjk());
            assert!(doubtful.is_none(), "{:?}", doubtful.map(|grapheme| grapheme.text));
        }
    }
}

#[test]
fn the_cursor_is_on_the_screen() {
    look_at_all(&every_size(), |name, mounted| {
        let (_, cursor) = mounted.draw(Theme::Dark);
        assert!(cursor.x < mounted.area.width && cursor.y < mounted.area.height, "{cursor} of {name}");
    });
}

#[test]
fn the_cursor_stands_at_the_caret_of_the_field() {
    for lang in [Lang::Ja, Lang::En] {
        for (columns, rows) in SIZES.into_iter().chain([(59, 17), (40, 10)]) {
            let typing = |mounted: Mounted| mounted.type_text("か゚𠮷ｶﾞab");
            let question = Mounted::new(lang, MORNING, columns, rows).with(MEETINGS);
            let places = vec![
                question.at("summary").press("End"),
                Mounted::new(lang, MORNING, columns, rows).with(MEETINGS).at("steps"),
                Mounted::new(lang, MORNING, columns, rows).with(MEETINGS).press("F2 Tab"),
                Mounted::new(lang, MORNING, columns, rows).press("F3"),
                Mounted::new(lang, MORNING, columns, rows).press("F4"),
                Mounted::new(lang, MORNING, columns, rows).press("F1"),
                Mounted::new(lang, MORNING, columns, rows).press("F6"),
            ];
            for (at, place) in places.into_iter().enumerate() {
                let mounted = typing(place);
                let (buffer, cursor) = mounted.draw(Theme::Dark);
                let row = &cells(&buffer)[usize::from(cursor.y)];
                let before: String =
                    row.iter().filter(|(x, _)| *x < cursor.x).map(|(_, symbol)| *symbol).collect();
                assert!(
                    before.ends_with("ab"),
                    "place {at} at {columns}x{rows}: {before:?}\n{}",
                    mounted.screen()
                );
                assert!(buffer[(cursor.x - 1, cursor.y)].modifier.contains(Modifier::UNDERLINED));
            }
        }
    }
}

#[test]
fn what_is_typed_stands_in_the_upper_half() {
    look_at_all(&SIZES, |name, mounted| {
        let typing = mounted.session.typing().is_some();
        let (_, cursor) = mounted.draw(Theme::Dark);
        // The fields of the sheet stand below what is read out.
        let on_sheet = name.starts_with("sheet");
        assert!(!typing || on_sheet || cursor.y <= mounted.area.height / 2, "{cursor} of {name}");
    });
}

#[test]
fn the_state_of_the_desk_is_on_every_screen() {
    look_at_all(&SIZES, |name, mounted| {
        let texts = texts(mounted.session.lang);
        let title = mounted.screen().lines().next().unwrap_or_default().to_owned();
        assert!(title.contains(texts.open) || title.contains(texts.closed), "{title} of {name}");
    });
}

#[test]
fn a_desk_about_to_close_says_so_in_the_title() {
    for (columns, rows) in SIZES.into_iter().chain([(59, 17), (40, 10)]) {
        let at = |instant| Mounted::new(Lang::Ja, instant, columns, rows).screen();
        let title = |screen: String| screen.lines().next().unwrap_or_default().to_owned();
        assert!(title(at("2026-11-24T16:46")).contains("あと14分"), "{}", title(at("2026-11-24T16:46")));
        assert!(!title(at("2026-11-24T15:59")).contains("あと"));
    }
}

#[test]
fn the_first_rows_of_the_sheet_hold_what_the_call_needs() {
    for (lang, due) in [(Lang::Ja, "10:30まで"), (Lang::En, "by 10:30")] {
        let sheet = Mounted::new(lang, MORNING, 80, 24).with(MEETINGS).press("F2").screen();
        let upper: Vec<&str> = sheet.lines().take(14).collect();
        let upper = upper.join("\n");
        for part in ["S2", "Japan Cloud TAC", "0 1 2 0 - 3 3 9 - 8 3 6", "   2   ", "   1   ", due, "11/25"] {
            assert!(upper.contains(part), "{part} in\n{upper}");
        }
        let night = Mounted::new(lang, NIGHT, 80, 24).with(MEETINGS).press("F2").screen();
        let upper: Vec<&str> = night.lines().take(14).collect();
        assert!(upper.join("\n").contains("Japanese interpreter, please"));
    }
}

// Keys

const CONTEXTS: [Context; Context::ALL.len()] = Context::ALL;

#[test]
fn every_key_of_the_footer_does_what_it_says() {
    for context in CONTEXTS {
        let mut keys: Vec<Key> = Vec::new();
        for binding in footer_of(context) {
            assert_eq!(command_of(context, binding.key), Some(binding.command), "{context:?}");
            assert!(!keys.contains(&binding.key), "{:?} twice in {context:?}", binding.key);
            keys.push(binding.key);
        }
        assert!(!keys.is_empty(), "{context:?} has no footer");
    }
}

#[test]
fn every_key_of_a_footer_on_the_screen_is_bound_there() {
    look_at_all(&SIZES, |name, mounted| {
        let texts = texts(mounted.session.lang);
        let context = mounted.session.context();
        let screen = mounted.screen();
        let footer = screen.lines().rev().nth(1).unwrap_or_default().to_owned();
        let known: Vec<&str> =
            footer_of(context).iter().map(|binding| texts.command(binding.command)).collect();
        for hint in footer.trim().split("  ") {
            let words = hint.split_once(' ').map(|(_, words)| words).unwrap_or_default();
            assert!(known.contains(&words), "{hint:?} in the footer of {name}");
        }
        let help = format!("F1 {}", texts.command(precase::keys::Command::OpenHelp));
        assert!(footer.contains(&help), "{footer} of {name}");
    });
}

#[test]
fn keys_that_terminals_need_are_bound_to_nothing() {
    let taken = ['i', 'm', 'j', '[', '\\', ' ', 'a', 'b', 's', 'q', 'v', 'z', 'h'];
    for binding in KEYS {
        let free = match binding.key.code {
            Code::Char(character) if binding.key.ctrl => !taken.contains(&character),
            Code::F(number) => number != 11,
            _ => true,
        };
        assert!(free, "{:?}", binding.key);
    }
}

#[test]
fn every_dialogue_is_left_by_escape_and_without_it() {
    let ways: [(&str, &str); 6] =
        [("F1", "F1"), ("F5", "Enter"), ("C-g", "Enter"), ("F6", "F6"), ("F7", "Enter"), ("F2", "F2")];
    for (open, close) in ways {
        for way in [close, "Esc"] {
            let mounted = Mounted::new(Lang::Ja, MORNING, 80, 24).with(MEETINGS).press(open).press(way);
            assert!(mounted.session.dialogs.is_empty(), "{open} is not left by {way}");
            assert_eq!(mounted.session.screen, precase::session::Screen::Case, "{open} {way}");
        }
    }
}

#[test]
fn full_width_digits_choose_and_kana_tell_that_the_input_method_is_on() {
    let mounted = Mounted::new(Lang::Ja, MORNING, 80, 24).type_text("１");
    assert_eq!(mounted.session.answer("purpose"), Some("technical"));
    let mounted = Mounted::new(Lang::Ja, MORNING, 80, 24).type_text("あ");
    assert_eq!(mounted.session.answer("purpose"), None);
    assert!(mounted.screen().contains("IME がオンです"));
}

#[test]
fn escape_leaves_the_field_of_the_sheet_before_the_sheet() {
    let mounted =
        Mounted::new(Lang::Ja, MORNING, 80, 24).with(MEETINGS).press("F2 Tab").type_text("69").press("Esc");
    assert_eq!(mounted.session.context(), Context::Sheet);
    assert_eq!(mounted.session.stored.case.support.case_number, "69");
    assert_eq!(mounted.press("Esc").session.context(), Context::Choice);
}

// Answers

#[test]
fn going_back_and_through_every_question_changes_no_answer() {
    let mounted = Mounted::new(Lang::Ja, MORNING, 80, 24).with(MEETINGS);
    let before = mounted.session.stored.case.answers.clone();
    let steps = mounted.session.visible().len();
    let walked = (0..steps).fold(mounted, |mounted, _| mounted.press("Tab"));
    let walked = (0..steps).fold(walked, |mounted, _| mounted.press("S-Tab"));
    let walked = walked.press("Enter Enter Enter Enter Esc Esc PageDown PageDown PageUp C-n");
    assert_eq!(walked.session.stored.case.answers, before);
}

#[test]
fn the_profile_of_a_site_that_is_pasted_answers_what_the_contract_says() {
    let mounted = Mounted::new(Lang::Ja, MORNING, 80, 24).press("1 2 1 1").paste(INVITATION).press("C-t");
    assert_eq!(mounted.session.answer("site_url"), Some("minato-example.webex.com"));
    assert_eq!(mounted.session.answer("plan"), Some("enhanced"));
    assert!(mounted.at("plan").screen().contains("(プロファイル minato)"));
}

#[test]
fn the_profile_of_a_site_that_is_typed_answers_when_the_field_is_left() {
    let mounted = Mounted::new(Lang::Ja, MORNING, 80, 24).press("1 2 1 1").at("site_url");
    let mounted = mounted.type_text("https://kitami.webex.com/meet/abe");
    assert_eq!(mounted.session.answer("plan"), None);
    let mounted = mounted.press("Tab");
    assert_eq!(mounted.session.answer("site_url"), Some("kitami.webex.com"));
    assert_eq!(mounted.session.answer("plan"), Some("basic"));
}

#[test]
fn another_profile_replaces_what_the_first_one_answered_and_nothing_else() {
    let mounted = Mounted::new(Lang::Ja, MORNING, 80, 24).press("1 2 1 2 F7 Enter");
    assert_eq!(mounted.session.answer("plan"), Some("enhanced"));
    assert_eq!(mounted.session.answer("product"), Some("messaging"));
    let mounted = mounted.press("F7 Down Enter");
    assert_eq!(mounted.session.answer("plan"), Some("basic"));
    assert_eq!(mounted.session.answer("product"), Some("messaging"));
}

#[test]
fn an_answer_of_a_profile_that_was_taken_away_stays_away() {
    let mounted = Mounted::new(Lang::Ja, MORNING, 80, 24).press("1 2 1 1 F7 Enter").at("cisco_account");
    let mounted = mounted.press("Delete Down Down Up");
    assert_eq!(mounted.session.answer("cisco_account"), None);
}

// Colours

/// The colour of a place in the xterm palette of 256.
fn rgb(colour: u8) -> [u8; 3] {
    match colour {
        16..=231 => {
            let level = |at: u8| if at == 0 { 0 } else { 55 + 40 * at };
            let at = colour - 16;
            [level(at / 36), level(at / 6 % 6), level(at % 6)]
        }
        232.. => [8 + 10 * (colour - 232); 3],
        _ => panic!("the first 16 colours are the user's own"),
    }
}

/// Relative luminance as WCAG 2 defines it.
fn luminance(colour: [u8; 3]) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.039_28 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    let [red, green, blue] = colour.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn every_colour_is_read_on_its_background() {
    for (theme, ground) in [(Theme::Dark, [0; 3]), (Theme::Light, [255; 3])] {
        for role in Role::ALL {
            let style = theme.style(role);
            let colour = |colour: Option<Color>| match colour {
                Some(Color::Indexed(number)) => Some(rgb(number)),
                None | Some(Color::Reset) => None,
                Some(other) => panic!("{other:?} depends on the terminal's own palette"),
            };
            let text = colour(style.fg).unwrap_or_else(|| ground.map(|part| 255 - part));
            let behind = colour(style.bg).unwrap_or(ground);
            let ratio = contrast(text, behind);
            assert!(ratio >= 4.5, "{role:?} of {theme:?}: {ratio:.2}");
        }
    }
}

#[test]
fn without_colour_nothing_is_coloured_and_what_presses_differs_from_text() {
    for role in Role::ALL {
        let style = Theme::Plain.style(role);
        assert_eq!((style.fg, style.bg), (None, None), "{role:?}");
    }
    for role in [Role::Pressing, Role::Selected, Role::Field, Role::Large, Role::Bar] {
        assert_ne!(Theme::Plain.style(role), Theme::Plain.style(Role::Body), "{role:?}");
    }
}

#[test]
fn the_columns_of_a_screen_end_where_the_screen_ends() {
    look_at_all(&every_size(), |name, mounted| {
        let (buffer, _) = mounted.draw(Theme::Dark);
        for (y, row) in cells(&buffer).into_iter().enumerate() {
            let taken: usize = row.iter().map(|(_, symbol)| width(symbol).max(1)).sum();
            assert_eq!(taken, usize::from(mounted.area.width), "row {y} of {name}");
        }
    });
}

/// Reported: with the desk closed and S3, the keys of the Japan line stood beside the number of the global desk.
#[test]
fn keys_stand_only_beside_the_phone_they_belong_to() {
    for lang in [Lang::Ja, Lang::En] {
        for (instant, shown) in [(MORNING, true), (NIGHT, false)] {
            for (columns, rows) in [(80, 24), (120, 40)] {
                let minor = Mounted::new(lang, instant, columns, rows)
                    .with(MEETINGS)
                    .with(&[("impact_scope", "some")]);
                let screen = minor.screen();
                let keys = minor.session.texts().keys;
                assert!(screen.contains("S3"), "{screen}");
                assert_eq!(screen.contains(keys), shown, "{instant}\n{screen}");
            }
        }
    }
}
