//! A text as it grows line by line, plain or in Markdown.

/// How a text is marked up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// Plain lines.
    #[default]
    Plain,
    /// Markdown in which nothing that was typed acts as markup.
    Markdown,
}

/// A label with its value, a line each.
pub(super) struct Field {
    pub(super) label: String,
    pub(super) lines: Vec<String>,
    /// Somebody typed it: in Markdown it must not act as markup. The pack's own words need no such care.
    pub(super) typed: bool,
}

impl Field {
    /// Words of the pack.
    pub(super) fn of(label: &str, text: &str) -> Self {
        Self { label: label.to_owned(), lines: vec![text.to_owned()], typed: false }
    }

    /// Words that somebody typed.
    pub(super) fn typed(label: &str, text: &str) -> Self {
        Self { typed: true, ..Self::of(label, text) }
    }

    pub(super) fn on_one_line(self) -> Self {
        Self { lines: vec![self.lines.join(" ")], ..self }
    }
}

/// A text as it grows, in one of the forms.
pub(super) struct Page {
    form: Form,
    pub(super) text: String,
}

impl Page {
    pub(super) fn new(form: Form) -> Self {
        Self { form, text: String::new() }
    }

    /// A title in parts, each a field without a label.
    pub(super) fn title(&mut self, parts: &[Field]) {
        let text: String = parts.iter().map(|part| self.value(part, &part.lines.concat())).collect();
        match self.form {
            Form::Plain => self.push(&text),
            Form::Markdown => self.push(&format!("# {text}")),
        }
    }

    pub(super) fn heading(&mut self, title: &str) {
        self.gap();
        match self.form {
            Form::Plain => self.push(&format!("== {title} ==")),
            Form::Markdown => self.push(&format!("## {title}\n")),
        }
    }

    /// A field on a line of its own; several lines stand indented below its label.
    pub(super) fn field(&mut self, field: &Field) {
        if let [_] = field.lines.as_slice() {
            return self.joined(std::slice::from_ref(field));
        }
        match self.form {
            Form::Plain => {
                self.push(&format!("{}:", field.label));
                for line in &field.lines {
                    self.push(format!("  {line}").trim_end());
                }
            }
            // Each line break is a hard one, so that the lines stay as they were typed.
            Form::Markdown => {
                let lines: Vec<String> = field.lines.iter().map(|line| escape_line(line.trim())).collect();
                self.push(&format!("- **{}**:\\\n  {}", field.label, lines.join("\\\n  ")));
            }
        }
    }

    /// Several fields on one line.
    pub(super) fn joined(&mut self, fields: &[Field]) {
        if fields.is_empty() {
            return;
        }
        let part = |field: &Field| {
            let text = self.value(field, &field.lines.concat());
            match (self.form, field.label.as_str()) {
                (_, "") => text,
                (Form::Plain, label) => format!("{label}: {text}"),
                (Form::Markdown, label) => format!("**{label}**: {text}"),
            }
        };
        let line = fields.iter().map(part).collect::<Vec<_>>().join(" / ");
        match self.form {
            Form::Plain => self.push(&line),
            Form::Markdown => self.push(&format!("- {line}")),
        }
    }

    /// Words of the pack on a line of their own.
    pub(super) fn line(&mut self, text: &str) {
        self.joined(&[Field::of("", text)]);
    }

    /// Lines of a letter, set off by a blank line.
    pub(super) fn paragraph(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.gap();
        match self.form {
            Form::Plain => self.push(text),
            Form::Markdown => self.push(&text.replace('\n', "\\\n")),
        }
    }

    pub(super) fn numbered(&mut self, number: usize, label: &str, text: &str) {
        match self.form {
            Form::Plain => self.push(&format!("{number}. {label}: {text}")),
            Form::Markdown => self.push(&format!("{number}. **{label}**: {text}")),
        }
    }

    /// A line that belongs to the numbered one above.
    pub(super) fn below(&mut self, text: &str) {
        match self.form {
            Form::Plain => self.push(&format!("   {text}")),
            Form::Markdown => self.push(&format!("   - {text}")),
        }
    }

    /// One of the values to choose from, below the numbered line.
    pub(super) fn choice(&mut self, text: &str) {
        self.push(&format!("   - {text}"));
    }

    fn value(&self, field: &Field, text: &str) -> String {
        if self.form == Form::Markdown && field.typed { escape(text) } else { text.to_owned() }
    }

    pub(super) fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.push("");
        }
    }

    fn push(&mut self, line: &str) {
        self.text += line;
        self.text.push('\n');
    }
}

/// Escapes what Markdown could take for markup inside a line.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if r"\`*_#[]<>|~&".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// Escapes also what Markdown could take for markup at the beginning of a line.
fn escape_line(text: &str) -> String {
    let escaped = escape(text);
    let digits = escaped.chars().take_while(char::is_ascii_digit).count();
    match escaped.chars().nth(digits) {
        Some('-' | '+' | '=') if digits == 0 => format!("\\{escaped}"),
        Some(mark @ ('.' | ')')) if digits > 0 => escaped.replacen(mark, &format!("\\{mark}"), 1),
        _ => escaped,
    }
}
