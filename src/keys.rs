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

/// Where a key is pressed: what a key means depends on nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Context {
    /// A question with values to choose from.
    Choice,
    /// A question with a line of text.
    Line,
    /// A question with several lines of text.
    Lines,
    /// The call sheet.
    Sheet,
    /// A field of the call sheet.
    SheetField,
    /// The list of cases; letters go to its search.
    Cases,
    /// The reference; letters go to its search.
    Reference,
    /// The help; letters go to its filter.
    Help,
    /// A note being written.
    Memo,
    /// Reasons, to be read.
    Reading,
    /// What was found in a pasted text.
    Found,
    /// The profiles to choose from.
    Profiles,
    /// Everything that can leave the program.
    Ways,
    /// The phone menu, key by key.
    Stepper,
    /// A text that is read out.
    Spelling,
}

impl Context {
    /// All contexts.
    pub const ALL: [Self; 15] = [
        Self::Choice,
        Self::Line,
        Self::Lines,
        Self::Sheet,
        Self::SheetField,
        Self::Cases,
        Self::Reference,
        Self::Help,
        Self::Memo,
        Self::Reading,
        Self::Found,
        Self::Profiles,
        Self::Ways,
        Self::Stepper,
        Self::Spelling,
    ];

    /// True where characters are text and never commands.
    #[must_use]
    pub fn takes_text(self) -> bool {
        matches!(
            self,
            Self::Line
                | Self::Lines
                | Self::SheetField
                | Self::Cases
                | Self::Reference
                | Self::Help
                | Self::Memo
        )
    }
}

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Command {
    /// To the next question that is open; never answers anything.
    Advance,
    /// To the next question or item.
    Next,
    /// To the question or item before.
    Previous,
    /// To the next step.
    NextStep,
    /// To the step before.
    PreviousStep,
    /// To the next question that a decision needs.
    NextNeeded,
    /// The next value of a choice.
    ChooseNext,
    /// The value before.
    ChoosePrevious,
    /// Takes the answer away.
    Clear,
    /// Opens the call sheet.
    OpenSheet,
    /// Opens the list of cases.
    OpenCases,
    /// Opens the reference.
    OpenReference,
    /// Opens the help.
    OpenHelp,
    /// Opens the reasons.
    OpenReasons,
    /// Opens a note.
    OpenMemo,
    /// Opens the choice of profiles.
    OpenProfiles,
    /// Opens what other answers would change.
    OpenWhatIf,
    /// Opens the list of what can leave the program.
    OpenWays,
    /// Opens the selected address with what the system has for it.
    OpenAddress,
    /// Opens the phone menu, key by key.
    OpenStepper,
    /// Spells the selected item or the answer in hand.
    OpenSpelling,
    /// Closes what is open; back to the questions.
    Back,
    /// Takes a new sheet.
    TakeSheet,
    /// To the fields of the sheet for what support says.
    WriteSupport,
    /// One row further down.
    ScrollDown,
    /// One row up.
    ScrollUp,
    /// Records a call.
    Called,
    /// Records a filing.
    Filed,
    /// Records the first response, or an update.
    Responded,
    /// Records that the phone menu was as shown.
    MenuAsShown,
    /// Records that the phone menu differed.
    MenuDiffered,
    /// Closes the case, or opens it again.
    CloseCase,
    /// Copies the text for support.
    CopyText,
    /// Copies the text for the requester.
    CopyRequesterText,
    /// Copies the open cases as bullets for the team.
    CopyDigest,
    /// The other language, for the whole program.
    SwitchLanguage,
    /// Parks the case and begins another.
    NewCase,
    /// Takes up the unfinished case that is offered.
    Resume,
    /// Throws the case away; can be undone.
    Discard,
    /// Takes the last discarding back.
    UndoDiscard,
    /// Takes the selected item.
    Take,
    /// Takes over all that is marked of a pasted text.
    TakeMarked,
    /// Takes the selected case over from the window that has it in hand.
    TakeOver,
    /// Takes or leaves out one item.
    Toggle,
    /// One page up.
    PageUp,
    /// One page down.
    PageDown,
    /// Draws the screen anew.
    Redraw,
    /// Leaves; asks first while it was pressed once only.
    Interrupt,
    /// Leaves at once, with everything kept.
    Leave,
    /// Begins a new line.
    NewLine,
    /// Caret one to the left.
    Left,
    /// Caret one to the right.
    Right,
    /// Caret one word to the left.
    WordLeft,
    /// Caret one word to the right.
    WordRight,
    /// Caret to the start.
    Home,
    /// Caret to the end.
    End,
    /// Deletes backwards.
    DeleteBack,
    /// Deletes forwards.
    DeleteForward,
    /// Deletes a word backwards.
    DeleteWord,
    /// Deletes to the end of the line.
    KillToEnd,
    /// Takes the last change of the text back.
    Undo,
    /// Makes it again.
    Redo,
}

/// One line of the table of keys.
#[derive(Debug, Clone, Copy)]
pub struct Binding {
    /// Where it holds.
    pub contexts: &'static [Context],
    /// The key.
    pub key: Key,
    /// What it does.
    pub command: Command,
    /// Its place in the footer, smaller first; none: only in the help.
    pub footer: Option<u8>,
}

use Context as In;

const EVERYWHERE: &[In] = &In::ALL;
const QUESTIONS: &[In] = &[In::Choice, In::Line, In::Lines];
const TEXTS: &[In] = &[In::Line, In::Lines, In::SheetField, In::Cases, In::Reference, In::Help, In::Memo];
const LISTS: &[In] =
    &[In::Cases, In::Reference, In::Help, In::Reading, In::Found, In::Profiles, In::Ways, In::Sheet];
const ASIDE: &[In] = &[
    In::Sheet,
    In::SheetField,
    In::Cases,
    In::Reference,
    In::Help,
    In::Memo,
    In::Reading,
    In::Found,
    In::Profiles,
    In::Ways,
    In::Stepper,
    In::Spelling,
];
const BY_BITS: &[In] = &[In::Stepper, In::Spelling];
const SHEETS: &[In] = &[In::Sheet, In::SheetField];

const fn bind(contexts: &'static [In], key: Key, command: Command, footer: Option<u8>) -> Binding {
    Binding { contexts, key, command, footer }
}

const fn f(number: u8) -> Key {
    Key::plain(Code::F(number))
}

const fn plain(code: Code) -> Key {
    Key::plain(code)
}

const fn with_ctrl(code: Code) -> Key {
    Key { code, ctrl: true, shift: false }
}

/// The table of keys: lookup, footer, help, README and tests all read it. The first line that fits holds.
///
/// Ctrl-I, M, J, `[`, `\`, Space, A, B, S, Q, V, Z and F11 are never in it: terminals, multiplexers and shells need them.
pub const KEYS: &[Binding] = &[
    bind(EVERYWHERE, f(1), Command::OpenHelp, Some(90)),
    bind(QUESTIONS, f(2), Command::OpenSheet, Some(18)),
    bind(EVERYWHERE, f(2), Command::OpenSheet, None),
    bind(QUESTIONS, f(3), Command::OpenCases, Some(60)),
    bind(EVERYWHERE, f(3), Command::OpenCases, None),
    bind(QUESTIONS, f(4), Command::OpenReference, Some(70)),
    bind(EVERYWHERE, f(4), Command::OpenReference, None),
    bind(QUESTIONS, f(5), Command::OpenReasons, Some(50)),
    bind(SHEETS, f(5), Command::OpenReasons, Some(51)),
    bind(EVERYWHERE, f(5), Command::OpenReasons, None),
    bind(QUESTIONS, f(6), Command::OpenMemo, Some(55)),
    bind(SHEETS, f(6), Command::OpenMemo, Some(47)),
    bind(EVERYWHERE, f(6), Command::OpenMemo, None),
    bind(QUESTIONS, f(7), Command::OpenProfiles, Some(65)),
    bind(EVERYWHERE, f(7), Command::OpenProfiles, None),
    bind(QUESTIONS, f(8), Command::CopyText, Some(45)),
    bind(SHEETS, f(8), Command::CopyText, Some(30)),
    bind(&[In::Ways], f(8), Command::CopyText, Some(2)),
    bind(EVERYWHERE, f(8), Command::CopyText, None),
    bind(EVERYWHERE, f(9), Command::SwitchLanguage, None),
    bind(QUESTIONS, f(10), Command::Leave, Some(67)),
    bind(EVERYWHERE, f(10), Command::Leave, None),
    bind(&[In::Cases], f(12), Command::NewCase, Some(32)),
    bind(EVERYWHERE, f(12), Command::NewCase, None),
    bind(EVERYWHERE, Key::ctrl('c'), Command::Interrupt, None),
    bind(EVERYWHERE, Key::ctrl('l'), Command::Redraw, None),
    bind(&[In::Cases], Key::ctrl('y'), Command::UndoDiscard, Some(31)),
    bind(EVERYWHERE, Key::ctrl('y'), Command::UndoDiscard, None),
    bind(EVERYWHERE, Key::ctrl('p'), Command::CopyRequesterText, None),
    bind(QUESTIONS, Key::ctrl('n'), Command::NextNeeded, Some(30)),
    bind(QUESTIONS, Key::ctrl('g'), Command::OpenWhatIf, None),
    bind(QUESTIONS, Key::ctrl('o'), Command::Resume, None),
    bind(QUESTIONS, Key::ctrl('x'), Command::Discard, None),
    bind(&[In::Cases], Key::ctrl('x'), Command::Discard, Some(30)),
    bind(&[In::Cases], Key::ctrl('d'), Command::CopyDigest, Some(31)),
    bind(&[In::Cases], Key::ctrl('t'), Command::TakeOver, None),
    bind(SHEETS, Key::ctrl('e'), Command::Called, Some(10)),
    bind(SHEETS, Key::ctrl('f'), Command::Filed, Some(11)),
    bind(SHEETS, Key::ctrl('d'), Command::Responded, Some(35)),
    bind(SHEETS, Key::ctrl('r'), Command::TakeSheet, Some(36)),
    bind(SHEETS, Key::ctrl('t'), Command::OpenWays, Some(26)),
    bind(SHEETS, Key::ctrl('g'), Command::OpenStepper, Some(32)),
    bind(QUESTIONS, Key::ctrl('t'), Command::OpenWays, Some(47)),
    bind(&[In::Line], Key::ctrl('f'), Command::OpenSpelling, None),
    bind(&[In::Ways], Key::ctrl('o'), Command::OpenAddress, Some(3)),
    bind(&[In::Ways], Key::ctrl('w'), Command::OpenSpelling, Some(4)),
    bind(&[In::Ways], Key::ctrl('t'), Command::OpenWays, None),
    bind(&[In::Ways], plain(Code::Enter), Command::Next, None),
    bind(&[In::Stepper], Key::ctrl('g'), Command::MenuAsShown, Some(3)),
    bind(&[In::Stepper], Key::ctrl('t'), Command::MenuDiffered, Some(4)),
    bind(BY_BITS, plain(Code::Right), Command::Next, Some(1)),
    bind(BY_BITS, plain(Code::Left), Command::Previous, None),
    bind(BY_BITS, plain(Code::Enter), Command::Next, None),
    bind(BY_BITS, plain(Code::Down), Command::Next, None),
    bind(BY_BITS, plain(Code::Up), Command::Previous, None),
    bind(SHEETS, Key::ctrl('x'), Command::CloseCase, None),
    bind(&[In::Choice, In::Line], plain(Code::Enter), Command::Advance, Some(1)),
    bind(&[In::Lines, In::Memo], plain(Code::Enter), Command::NewLine, Some(2)),
    bind(&[In::SheetField], plain(Code::Enter), Command::Next, Some(1)),
    bind(&[In::Sheet], plain(Code::Enter), Command::WriteSupport, None),
    bind(&[In::Cases, In::Profiles], plain(Code::Enter), Command::Take, Some(1)),
    bind(&[In::Reference], plain(Code::Enter), Command::Next, None),
    bind(&[In::Help, In::Reading], plain(Code::Enter), Command::Back, Some(1)),
    bind(&[In::Found], plain(Code::Enter), Command::Next, None),
    bind(&[In::Found], Key::ctrl('t'), Command::TakeMarked, Some(1)),
    bind(&[In::Found], plain(Code::Right), Command::Toggle, Some(2)),
    bind(&[In::Found], plain(Code::Left), Command::Toggle, None),
    bind(&[In::Found], Key::char(' '), Command::Toggle, None),
    bind(QUESTIONS, plain(Code::Esc), Command::Back, Some(80)),
    bind(&[In::Help, In::Reading], plain(Code::Esc), Command::Back, None),
    bind(ASIDE, plain(Code::Esc), Command::Back, Some(25)),
    bind(&[In::Lines], plain(Code::Tab), Command::Next, Some(4)),
    bind(QUESTIONS, plain(Code::Tab), Command::Next, None),
    bind(QUESTIONS, plain(Code::BackTab), Command::Previous, None),
    bind(&[In::Sheet], plain(Code::Tab), Command::WriteSupport, Some(16)),
    bind(&[In::SheetField], plain(Code::Tab), Command::Next, None),
    bind(SHEETS, plain(Code::BackTab), Command::Previous, None),
    bind(&[In::Memo], plain(Code::Tab), Command::Back, None),
    bind(EVERYWHERE, plain(Code::Tab), Command::Next, None),
    bind(EVERYWHERE, plain(Code::BackTab), Command::Previous, None),
    bind(QUESTIONS, plain(Code::PageDown), Command::NextStep, Some(46)),
    bind(QUESTIONS, plain(Code::PageUp), Command::PreviousStep, None),
    bind(&[In::Choice, In::Line], plain(Code::Down), Command::Next, Some(4)),
    bind(&[In::Choice, In::Line], plain(Code::Up), Command::Previous, None),
    // In several lines the arrows move the caret first; at the last row they go on.
    bind(&[In::Lines], plain(Code::Down), Command::Next, None),
    bind(&[In::Lines], plain(Code::Up), Command::Previous, None),
    bind(&[In::Memo], plain(Code::Down), Command::Next, None),
    bind(&[In::Memo], plain(Code::Up), Command::Previous, None),
    bind(&[In::SheetField], plain(Code::Down), Command::Next, None),
    bind(&[In::SheetField], plain(Code::Up), Command::Previous, None),
    bind(&[In::Sheet], plain(Code::Down), Command::ScrollDown, Some(20)),
    bind(&[In::Sheet], plain(Code::Up), Command::ScrollUp, None),
    bind(LISTS, plain(Code::Down), Command::Next, Some(20)),
    bind(LISTS, plain(Code::Up), Command::Previous, None),
    bind(LISTS, plain(Code::PageDown), Command::PageDown, Some(26)),
    bind(LISTS, plain(Code::PageUp), Command::PageUp, None),
    bind(&[In::Choice], plain(Code::Right), Command::ChooseNext, Some(0)),
    bind(&[In::Choice], plain(Code::Left), Command::ChoosePrevious, None),
    bind(&[In::Choice], plain(Code::Delete), Command::Clear, Some(66)),
    bind(&[In::Choice], plain(Code::Backspace), Command::Clear, None),
    bind(TEXTS, plain(Code::Left), Command::Left, None),
    bind(TEXTS, plain(Code::Right), Command::Right, None),
    bind(TEXTS, with_ctrl(Code::Left), Command::WordLeft, None),
    bind(TEXTS, with_ctrl(Code::Right), Command::WordRight, None),
    bind(TEXTS, plain(Code::Home), Command::Home, None),
    bind(TEXTS, plain(Code::End), Command::End, None),
    bind(TEXTS, plain(Code::Backspace), Command::DeleteBack, None),
    bind(TEXTS, plain(Code::Delete), Command::DeleteForward, None),
    bind(TEXTS, Key::ctrl('w'), Command::DeleteWord, None),
    bind(TEXTS, Key::ctrl('k'), Command::KillToEnd, None),
    bind(TEXTS, Key::ctrl('u'), Command::Undo, None),
    bind(&[In::Line, In::Lines, In::Memo], Key::ctrl('r'), Command::Redo, None),
];

/// What a key does in a context.
#[must_use]
pub fn command_of(context: Context, key: Key) -> Option<Command> {
    KEYS.iter()
        .find(|binding| binding.key == key && binding.contexts.contains(&context))
        .map(|binding| binding.command)
}

/// The lines of the table that a context's footer shows, in order.
#[must_use]
pub fn footer_of(context: Context) -> Vec<&'static Binding> {
    let mut shown: Vec<&Binding> = KEYS
        .iter()
        .filter(|binding| binding.footer.is_some() && binding.contexts.contains(&context))
        .filter(|binding| command_of(context, binding.key) == Some(binding.command))
        .collect();
    shown.sort_by_key(|binding| binding.footer);
    shown
}
