//! The look: roles named by what they mean, and the colours they have in each theme.

use ratatui::style::{Color, Modifier, Style};

/// Which colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// For a dark background.
    #[default]
    Dark,
    /// For a light background.
    Light,
    /// No colour at all: bold, underlined and reversed carry the meaning.
    Plain,
}

/// What a text means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Text.
    Body,
    /// What explains, and may be overlooked.
    Dim,
    /// A heading.
    Heading,
    /// What is selected.
    Selected,
    /// Settled, open, in time.
    Good,
    /// Pressing, closed, late.
    Pressing,
    /// What is typed into.
    Field,
    /// Bars at the top and the bottom.
    Bar,
    /// To be read across a desk.
    Large,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 9] = [
        Self::Body,
        Self::Dim,
        Self::Heading,
        Self::Selected,
        Self::Good,
        Self::Pressing,
        Self::Field,
        Self::Bar,
        Self::Large,
    ];
}

impl Theme {
    /// The style of a role. Blue and orange carry good and pressing: they differ for every kind of colour sight.
    #[must_use]
    pub fn style(self, role: Role) -> Style {
        let plain = Style::new();
        let (blue, orange, dim, bar) = match self {
            Self::Dark => {
                (Color::Indexed(117), Color::Indexed(215), Color::Indexed(248), Color::Indexed(236))
            }
            Self::Light => {
                (Color::Indexed(25), Color::Indexed(130), Color::Indexed(240), Color::Indexed(254))
            }
            Self::Plain => {
                return match role {
                    Role::Body | Role::Dim | Role::Good => plain,
                    Role::Heading | Role::Pressing => plain.add_modifier(Modifier::BOLD),
                    Role::Field => plain.add_modifier(Modifier::UNDERLINED),
                    Role::Selected | Role::Bar => plain.add_modifier(Modifier::REVERSED),
                    Role::Large => plain.add_modifier(Modifier::BOLD | Modifier::REVERSED),
                };
            }
        };
        match role {
            Role::Body => plain,
            Role::Dim => plain.fg(dim),
            Role::Heading => plain.add_modifier(Modifier::BOLD),
            Role::Selected => plain.fg(blue).add_modifier(Modifier::BOLD),
            Role::Good => plain.fg(blue),
            Role::Pressing => plain.fg(orange).add_modifier(Modifier::BOLD),
            Role::Field => plain.add_modifier(Modifier::UNDERLINED),
            Role::Bar => match self {
                Self::Light => plain.fg(Color::Indexed(234)).bg(bar),
                _ => plain.fg(Color::Indexed(253)).bg(bar),
            },
            Role::Large => plain.add_modifier(Modifier::BOLD | Modifier::REVERSED),
        }
    }
}
