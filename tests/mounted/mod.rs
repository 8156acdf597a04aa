//! A session mounted on a fake terminal: keys go through the table of keys, screens come out as text.
//!
//! The outside is played: what is saved counts as saved, what is listed is what the test gave, what is copied is kept.

use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Asia::Tokyo;
use precase::config::Config;
use precase::core::calendar::Closures;
use precase::core::case::Origin;
use precase::core::moment::parse_instant;
use precase::core::pack::{Lang, Pack};
use precase::core::triage::Calendars;
use precase::keys::{Code, Key};
use precase::session::{Action, Effect, Session};
use precase::store::{CaseId, Stage, Summary};
use precase::text::grapheme_width;
use precase::tui::app::action_of;
use precase::tui::input::Input;
use precase::tui::screens;
use precase::tui::theme::Theme;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier};

const PACK: &str = include_str!("../../assets/packs/webex-japan.toml");

/// A holiday.
pub const HOLIDAY: &str = "2026-11-23T12:00";
/// While the Japan desk is open.
pub const MORNING: &str = "2026-11-24T10:00";
/// A Sunday night before a holiday.
pub const NIGHT: &str = "2026-11-22T21:02";

const PROFILES: &str = r#"
[profile.minato]
site_url = "minato-example.webex.com"
trial = false
deployment = "cloud"
product = "meetings"
plan = "enhanced"
contract = "flex-new"
language = "ja"
pin = true
cisco_account = true
org_name = "みなと商事"

[profile."北見"]
site_url = "kitami.webex.com"
plan = "basic"
language = "ja"
"#;

/// The shipped pack, read once: the screens are many.
pub fn shipped_pack() -> &'static Pack {
    static READ: LazyLock<Pack> = LazyLock::new(|| Pack::read(PACK).expect("the shipped pack"));
    &READ
}

/// A session with a size to draw it in.
pub struct Mounted {
    /// The session.
    pub session: Session,
    /// Columns and rows.
    pub area: Rect,
    /// What was copied last.
    pub copied: Option<String>,
    /// The cases that the store would list.
    pub listed: Vec<Summary>,
}

impl Mounted {
    /// The same session on another screen.
    #[allow(dead_code, reason = "not every test that mounts a screen changes its size")]
    pub fn resized(mut self, columns: u16, rows: u16) -> Self {
        self.area = Rect::new(0, 0, columns, rows);
        self
    }

    /// A blank case in a language, at an instant, on a screen.
    pub fn new(lang: Lang, at: &str, columns: u16, rows: u16) -> Self {
        let pack = shipped_pack().clone();
        let config = Config::read(PROFILES, &pack).expect("the profiles");
        let calendars = Calendars::new(&pack, &Closures::default()).expect("calendars");
        let session = Session::new(pack, config, calendars, lang, Tokyo, instant(at));
        Self { session, area: Rect::new(0, 0, columns, rows), copied: None, listed: Vec::new() }
    }

    /// The session with answers that had not been given so before, and its first question in hand again.
    pub fn with(mut self, answers: &[(&str, &str)]) -> Self {
        // The verdict is wanted once, when all are in.
        let (last, others) = answers.split_last().expect("answers");
        for (id, text) in others {
            self.session.stored.case.answers.set(id, text, Origin::Agent);
        }
        self.act(Action::Answer { id: last.0.to_owned(), text: last.1.to_owned() });
        let first = self.session.visible().first().cloned().unwrap_or_default();
        self.session.focus_on(&first);
        self
    }

    /// The session with a question in hand.
    pub fn at(mut self, id: &str) -> Self {
        assert!(self.session.visible().iter().any(|one| one == id), "{id} is not asked");
        self.session.focus_on(id);
        self
    }

    /// The session after keys, named as in [`key`], with blanks between.
    pub fn press(mut self, keys: &str) -> Self {
        for name in keys.split_whitespace() {
            self.input(Input::Key(key(name)));
        }
        self
    }

    /// The session after a text was typed.
    pub fn type_text(mut self, text: &str) -> Self {
        for character in text.chars() {
            self.input(Input::Key(Key::char(character)));
        }
        self
    }

    /// The session after a text was pasted.
    pub fn paste(mut self, text: &str) -> Self {
        self.input(Input::Paste(text.to_owned()));
        self
    }

    /// The session at a later instant.
    pub fn later(mut self, at: &str) -> Self {
        self.act(Action::Tick(instant(at)));
        self
    }

    /// One input, as the full screen hands it over.
    pub fn input(&mut self, input: Input) {
        self.session.field_width = screens::field_width(&self.session, self.area);
        if let Some(action) = action_of(self.session.context(), input) {
            self.act(action);
        }
    }

    fn act(&mut self, action: Action) {
        for effect in self.session.update(action) {
            let answer = match effect {
                Effect::Save => Action::CaseSaved { revision: self.session.stored.revision + 1 },
                Effect::List(_) => Action::Listed(self.listed.clone()),
                Effect::Copy { text, .. } => {
                    self.copied = Some(text);
                    continue;
                }
                _ => continue,
            };
            let _ = self.session.update(answer);
        }
    }

    /// The cells and the place of the cursor.
    pub fn draw(&self, theme: Theme) -> (Buffer, Position) {
        let mut buffer = Buffer::empty(self.area);
        let cursor = screens::paint(&self.session, theme, self.area, &mut buffer);
        (buffer, cursor)
    }

    /// The rows as they are read, and the cursor.
    pub fn screen(&self) -> String {
        let (buffer, cursor) = self.draw(Theme::Dark);
        format!("{}\ncursor: {}, {}", rows(&buffer).join("\n"), cursor.x, cursor.y)
    }

    /// The rows with a mark where the style changes.
    pub fn styled(&self, theme: Theme) -> String {
        let (buffer, _) = self.draw(theme);
        styled_rows(&buffer).join("\n")
    }
}

/// An instant as the command line takes it.
pub fn instant(text: &str) -> DateTime<Utc> {
    parse_instant(text, Tokyo).expect("an instant")
}

/// A case as the store lists it.
pub fn summary(title: &str, stage: Stage, number: &str, due: Option<&str>, site: Option<&str>) -> Summary {
    let updated_at = instant(MORNING) - TimeDelta::hours(2);
    Summary {
        id: CaseId::new(updated_at),
        revision: 3,
        stage,
        title: title.to_owned(),
        case_number: number.to_owned(),
        updated_at,
        next_due: due.map(instant),
        opened_at: None,
        answers: vec![site.map(str::to_owned)],
    }
}

/// A key by its name: `F2`, `C-n`, `Enter`, `S-Tab`, `a`.
pub fn key(name: &str) -> Key {
    if let Some(letter) = name.strip_prefix("C-").and_then(|rest| rest.chars().next()) {
        return Key::ctrl(letter);
    }
    if let Some(number) = name.strip_prefix('F').and_then(|rest| rest.parse().ok()) {
        return Key::plain(Code::F(number));
    }
    let code = match name {
        "Enter" => Code::Enter,
        "Esc" => Code::Esc,
        "Tab" => Code::Tab,
        "S-Tab" => Code::BackTab,
        "Backspace" => Code::Backspace,
        "Delete" => Code::Delete,
        "Up" => Code::Up,
        "Down" => Code::Down,
        "Left" => Code::Left,
        "Right" => Code::Right,
        "Home" => Code::Home,
        "End" => Code::End,
        "PageUp" => Code::PageUp,
        "PageDown" => Code::PageDown,
        other => {
            let mut characters = other.chars();
            match (characters.next(), characters.next()) {
                (Some(character), None) => Code::Char(character),
                _ => panic!("no key {other}"),
            }
        }
    };
    Key::plain(code)
}

/// The rows of a buffer, a wide character once, without the blanks at their ends.
pub fn rows(buffer: &Buffer) -> Vec<String> {
    cells(buffer)
        .into_iter()
        .map(|row| row.iter().map(|(_, symbol)| *symbol).collect::<String>().trim_end().to_owned())
        .collect()
}

/// The cells of each row that begin a character, with their column.
pub fn cells(buffer: &Buffer) -> Vec<Vec<(u16, &str)>> {
    let area = buffer.area;
    (area.top()..area.bottom())
        .map(|y| {
            let mut row = Vec::new();
            let mut x = area.left();
            while x < area.right() {
                let symbol = buffer[(x, y)].symbol();
                row.push((x, symbol));
                x += u16::try_from(grapheme_width(symbol).max(1)).expect("a narrow symbol");
            }
            row
        })
        .collect()
}

fn styled_rows(buffer: &Buffer) -> Vec<String> {
    let plain = (Color::Reset, Color::Reset, Modifier::empty());
    let mut lines = Vec::new();
    for (y, row) in cells(buffer).into_iter().enumerate() {
        let mut line = String::new();
        let mut before = plain;
        for (x, symbol) in row {
            let cell = &buffer[(x, u16::try_from(y).expect("a row"))];
            let style = (cell.fg, cell.bg, cell.modifier);
            if style != before {
                line += &style_name(style);
                before = style;
            }
            line += symbol;
        }
        lines.push(line.trim_end().to_owned());
    }
    lines
}

fn style_name((fg, bg, modifier): (Color, Color, Modifier)) -> String {
    let colour = |colour: Color| match colour {
        Color::Reset => String::new(),
        Color::Indexed(number) => number.to_string(),
        other => format!("{other:?}"),
    };
    let mut name = colour(fg);
    if bg != Color::Reset {
        name += &format!("/{}", colour(bg));
    }
    for (bit, letter) in [(Modifier::BOLD, '!'), (Modifier::UNDERLINED, '_'), (Modifier::REVERSED, '^')] {
        if modifier.contains(bit) {
            name.push(letter);
        }
    }
    format!("{{{name}}}")
}
