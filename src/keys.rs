//! Keys as the program names them: free of any terminal library, so that the table of keys, the tests and the
//! fronts speak of the same thing.

/// What was pressed, without its modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Code {
    /// A character as it was typed: `A` is `Char('A')`, never shift and `Char('a')`. Never a control character.
    Char(char),
    /// Enter, Return and the keypad's Enter.
    Enter,
    /// Escape.
    Esc,
    /// Tab without shift.
    Tab,
    /// Tab with shift.
    BackTab,
    /// Delete backwards; Ctrl-H arrives as this, since some terminals send it for the key.
    Backspace,
    /// Delete forwards.
    Delete,
    /// Insert.
    Insert,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// A function key, counted from 1.
    F(u8),
}

/// One key press, or one repetition of a held key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// What was pressed.
    pub code: Code,
    /// Ctrl was held. Letters are then lower case, whether shift was held or not: terminals cannot tell.
    pub ctrl: bool,
    /// Shift was held; never set for [`Code::Char`] and [`Code::BackTab`], which carry it already.
    pub shift: bool,
}

impl Key {
    /// The key without modifiers.
    #[must_use]
    pub const fn plain(code: Code) -> Self {
        Self { code, ctrl: false, shift: false }
    }

    /// The character, typed.
    #[must_use]
    pub const fn char(character: char) -> Self {
        Self::plain(Code::Char(character))
    }

    /// Ctrl and the character, which is given in lower case.
    #[must_use]
    pub const fn ctrl(character: char) -> Self {
        Self { code: Code::Char(character), ctrl: true, shift: false }
    }
}
