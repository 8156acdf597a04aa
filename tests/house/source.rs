//! The sources as the house rules see them: code without comments, texts and tests; the texts beside it.

use std::path::{Path, PathBuf};

/// One source file.
pub struct Source {
    /// The path below the root, with `/` between its parts.
    pub path: String,
    /// The file as it is.
    pub whole: String,
    /// Code outside tests, line by line: comments left out, each text and character literal emptied.
    pub code: Vec<String>,
    /// Text and character literals outside tests: line, counted from 1, and content as it is written.
    pub literals: Vec<(usize, String)>,
}

impl Source {
    /// The first part of the module's path: `cli` for `src/cli/json.rs`.
    pub fn module(&self) -> &str {
        let below = self.path.strip_prefix("src/").unwrap_or(&self.path);
        below.split(['/', '.']).next().unwrap_or_default()
    }

    /// Lines of code: neither blank nor comment nor test.
    pub fn lines_of_code(&self) -> usize {
        self.code.iter().filter(|line| !line.trim().is_empty()).count()
    }

    /// The first comment of the file, its lines joined.
    pub fn first_comment(&self) -> String {
        let lines = self.whole.lines().take_while(|line| line.starts_with("//!"));
        lines.map(|line| line.trim_start_matches("//!").trim()).collect::<Vec<_>>().join(" ")
    }
}

/// The folder of the package.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder of the package whose names end so, in order.
pub fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// A path below the root, with `/` between its parts.
pub fn name_of(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/")
}

/// Every file of the library and the binary.
pub fn sources() -> Vec<Source> {
    let read = |path: &PathBuf| {
        let whole = std::fs::read_to_string(path).unwrap();
        let (code, literals) = without_tests(&take_apart(&whole));
        Source { path: name_of(path), whole, code, literals }
    };
    let sources: Vec<Source> = files("src", ".rs").iter().map(read).collect();
    assert!(sources.len() > 30, "only {} files below src", sources.len());
    sources
}

/// Code lines, and the literals that stood in them.
type Apart = (Vec<String>, Vec<(usize, String)>);

/// Takes a file apart. Knows what occurs in this project: line and block comments, texts plain, raw and of bytes,
/// characters, lifetimes.
pub fn take_apart(source: &str) -> Apart {
    let characters: Vec<char> = source.chars().collect();
    let at = |place: usize| characters.get(place).copied().unwrap_or('\0');
    let (mut code, mut literals) = (vec![String::new()], Vec::new());
    let mut place = 0;
    while place < characters.len() {
        let line = code.len();
        let before = place.checked_sub(1).map_or(' ', at);
        let word_before = before.is_alphanumeric() || before == '_';
        let (literal, next) = match at(place) {
            '/' if at(place + 1) == '/' => {
                while place < characters.len() && at(place) != '\n' {
                    place += 1;
                }
                continue;
            }
            '/' if at(place + 1) == '*' => {
                place += 2;
                while place < characters.len() && !(at(place) == '*' && at(place + 1) == '/') {
                    if at(place) == '\n' {
                        code.push(String::new());
                    }
                    place += 1;
                }
                place += 2;
                continue;
            }
            'r' if !word_before || before == 'b' => {
                let Some(found) = raw_text(&characters, place) else {
                    push(&mut code, 'r');
                    place += 1;
                    continue;
                };
                found
            }
            '"' => quoted(&characters, place, '"'),
            // A lifetime has no closing quote behind its first character.
            '\'' if at(place + 1) == '\\' || at(place + 2) == '\'' => quoted(&characters, place, '\''),
            '\n' => {
                code.push(String::new());
                place += 1;
                continue;
            }
            other => {
                push(&mut code, other);
                place += 1;
                continue;
            }
        };
        let breaks = literal.matches('\n').count();
        push(&mut code, '"');
        push(&mut code, '"');
        code.extend(std::iter::repeat_n(String::new(), breaks));
        literals.push((line, literal));
        place = next;
    }
    (code, literals)
}

fn push(code: &mut [String], character: char) {
    if let Some(line) = code.last_mut() {
        line.push(character);
    }
}

fn raw_text(characters: &[char], start: usize) -> Option<(String, usize)> {
    let hashes = characters[start + 1..].iter().take_while(|character| **character == '#').count();
    let open = start + 1 + hashes;
    if characters.get(open) != Some(&'"') {
        return None;
    }
    let closes = |place: usize| {
        characters.get(place + 1..=place + hashes).is_some_and(|run| run.iter().all(|c| *c == '#'))
    };
    let end = (open + 1..characters.len()).find(|place| characters[*place] == '"' && closes(*place))?;
    Some((characters[open + 1..end].iter().collect(), end + 1 + hashes))
}

fn quoted(characters: &[char], start: usize, quote: char) -> (String, usize) {
    let mut content = String::new();
    let mut place = start + 1;
    while let Some(character) = characters.get(place).copied().filter(|character| *character != quote) {
        content.push(character);
        place += 1;
        if character == '\\' {
            content.extend(characters.get(place));
            place += 1;
        }
    }
    (content, place + 1)
}

/// Leaves out what stands under `#[cfg(test)]` at the left margin, up to the brace that closes it there.
fn without_tests((code, literals): &Apart) -> Apart {
    let (mut inside, mut kept) = (false, Vec::new());
    let mut tested = vec![false; code.len() + 1];
    for (place, line) in code.iter().enumerate() {
        inside = inside || line.starts_with("#[cfg(test)]") || line.starts_with("#[cfg(all(test,");
        tested[place + 1] = inside;
        kept.push(if inside { String::new() } else { line.clone() });
        inside = inside && !line.starts_with('}');
    }
    (kept, literals.iter().filter(|(line, _)| !tested[*line]).cloned().collect())
}
