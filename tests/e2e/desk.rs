//! The program as the tests start it, its keys, and its store as it lies on disk.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use precase::core::pack::Pack;
use precase::store::{CaseId, Filter, Stage, Store, StoredCase};
use precase::text::fold;

use super::pty::{Program, Pty};

pub const F2: &str = "\x1bOQ";
pub const F3: &str = "\x1bOR";
pub const F6: &str = "\x1b[17~";
pub const F8: &str = "\x1b[19~";
pub const F10: &str = "\x1b[21~";
pub const F12: &str = "\x1b[24~";
pub const PAGE_DOWN: &str = "\x1b[6~";
pub const RIGHT: &str = "\x1b[C";
pub const CTRL_C: &str = "\x03";
pub const CTRL_L: &str = "\x0c";
pub const CTRL_O: &str = "\x0f";
pub const CTRL_T: &str = "\x14";
/// What follows the last byte of a frame.
pub const END_OF_FRAME: &[u8] = b"\x1b[?2026l";

pub fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_precase"))
}

pub fn pack() -> Pack {
    Pack::read(include_str!("../../assets/packs/webex-japan.toml")).unwrap()
}

pub fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// Opens the full screen over the cases in a folder and waits for its first frame.
pub fn open(data: &Path) -> Pty {
    open_at(data, (120, 40), &[])
}

pub fn open_at(data: &Path, size: (u16, u16), environment: &[(&str, &str)]) -> Pty {
    let arguments = ["--data", data.to_str().unwrap()];
    let mut pty = Pty::start(&Program { file: program(), arguments: &arguments, size, environment });
    first_frame(&mut pty);
    pty
}

/// Opens it through a shell, which prepares what the program is to find: `$PRECASE` is the program, `$DATA` its folder.
pub fn open_through_shell(script: &str, data: &Path) -> Pty {
    let environment = [("PRECASE", program().to_str().unwrap()), ("DATA", data.to_str().unwrap())];
    let mut pty = Pty::start(&Program {
        file: Path::new("/bin/sh"),
        arguments: &["-c", script],
        size: (120, 40),
        environment: &environment,
    });
    first_frame(&mut pty);
    pty
}

fn first_frame(pty: &mut Pty) {
    pty.wait_for_bytes("the first frame", |raw| {
        raw.windows(END_OF_FRAME.len()).any(|window| window == END_OF_FRAME)
    });
}

/// A disk of a process's own can be mounted.
pub const MOUNTING: &str = "unshare -m mount -t tmpfs none /tmp";
/// The program can be started as somebody else.
pub const SOMEBODY_ELSE: &str = "setpriv --reuid=54321 --regid=54321 --clear-groups \"$PRECASE\" --version";

/// True, with a word, where what a test needs cannot be done: mostly where it is not the superuser who runs it.
pub fn is_skipped(needed: &str) -> bool {
    let mut shell = std::process::Command::new("/bin/sh");
    let output = shell.args(["-c", needed]).env("PRECASE", program()).output().unwrap();
    if !output.status.success() {
        let why = String::from_utf8_lossy(&output.stderr);
        let _ = writeln!(std::io::stderr(), "skipped, for this fails: {needed}: {why}");
    }
    !output.status.success()
}

/// The cases of a folder as they lie on disk.
pub fn stored(data: &Path) -> Vec<StoredCase> {
    let mut store = Store::open(data, fold).unwrap();
    assert_eq!(store.integrity().unwrap(), Vec::<String>::new());
    let filter = Filter {
        stages: Stage::ALL.to_vec(),
        text: String::new(),
        shown: Vec::new(),
        limit: 100_000,
        offset: 0,
    };
    let rows = store.list(&filter).unwrap();
    rows.into_iter().map(|row| store.load(row.id).unwrap()).collect()
}

/// The one case of a folder.
pub fn the_case(data: &Path) -> StoredCase {
    let mut cases = stored(data);
    assert_eq!(cases.len(), 1, "{cases:#?}");
    cases.remove(0)
}

pub fn answer(data: &Path, id: &str) -> Option<String> {
    the_case(data).case.answers.get(id).map(str::to_owned)
}

pub fn answers_of(stored: &StoredCase) -> BTreeMap<String, String> {
    stored.case.answers.iter().map(|(id, answer)| (id.to_owned(), answer.text.clone())).collect()
}

/// A folder with one stored draft, and the draft.
pub fn folder_with_a_draft(summary: &str) -> (tempfile::TempDir, CaseId) {
    let folder = folder();
    let now = chrono::DateTime::from_timestamp(1_795_000_000, 0).unwrap();
    let mut draft = StoredCase::new(CaseId::new(now), now);
    draft.case.answers = [("summary", summary)].into_iter().collect();
    summary.clone_into(&mut draft.title);
    let mut store = Store::open(folder.path(), fold).unwrap();
    store.save(&draft, 0, now).unwrap();
    (folder, draft.id)
}

/// The files below a folder. A file that is looked into loses this process's locks on it, so only names are taken.
pub fn names(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

/// The files below a folder with what is in them.
pub fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    names(folder).into_iter().map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
}

pub fn holds(bytes: &[u8], text: &str) -> bool {
    super::pty::count(bytes, text.as_bytes()) > 0
}

/// A pseudo-random number generator (xorshift): the same numbers in every run.
pub struct Dice(pub u64);

impl Dice {
    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % limit
    }
}
