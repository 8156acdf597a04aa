//! Ways out: everything that can leave the program, each to be copied, opened or spelled.

use crate::core::case_text::{CaseText, Form};
use crate::core::dial::{dial_string, digits_to_dial, tel_uri};
use crate::core::triage::Verdict;
use crate::session::{Dialog, Effect, Screen, Session};
use crate::sheet::Sheet;

/// One thing that can leave the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// What it is called.
    pub label: String,
    /// What is copied.
    pub text: String,
    /// What is opened: an https address of the pack, or `tel:` for the system's softphone.
    pub address: Option<String>,
    /// The answer it is, by id.
    pub answer: Option<String>,
}

impl Way {
    fn of(label: &str, text: String) -> Self {
        Self { label: label.to_owned(), text, address: None, answer: None }
    }
}

impl Session {
    /// The verdict in view: the sheet's while it is open, else that of now.
    #[must_use]
    pub fn verdict_in_view(&self) -> &Verdict {
        match &self.sheet {
            Some(sheet) if self.screen == Screen::Sheet => &sheet.verdict,
            _ => &self.verdict,
        }
    }

    /// The sheet of the verdict in view.
    #[must_use]
    pub fn sheet_in_view(&self) -> Sheet {
        let case = &self.stored.case;
        Sheet::new(&self.pack, &self.calendars, case, self.verdict_in_view(), self.texts())
            .beside(self.config.display.zone, self.texts())
    }

    /// All ways out, in the order shown: texts, answers, phone, addresses.
    #[must_use]
    pub fn ways(&self) -> Vec<Way> {
        let (texts, pack) = (self.texts(), &self.pack);
        let verdict = self.verdict_in_view();
        let text = CaseText::new(pack, &self.stored.case, verdict, self.lang, self.zone);
        let mut ways = vec![
            Way::of(texts.way_case_text, text.support(Form::Plain)),
            Way::of(texts.way_title, text.title()),
            Way::of(texts.way_description, text.description(Form::Plain)),
            Way::of(texts.text_for_requester, text.requester(Form::Plain)),
        ];
        for id in self.visible() {
            let question = pack.question(id).filter(|question| question.is_text() && *id != pack.roles.memo);
            let Some(value) = question.and_then(|_| text.value(id)) else { continue };
            ways.push(Way { answer: Some(id.clone()), ..Way::of(self.label_of(id), value) });
        }
        let sheet = self.sheet_in_view();
        for channel in &sheet.channels {
            let spec = pack.find_channel(&channel.id).filter(|spec| spec.phone);
            let called = sheet.phone.as_ref().filter(|phone| phone.channel == channel.id);
            let keys: Vec<&str> = channel.keys.iter().map(|key| key.key.as_str()).collect();
            let shared = called.and_then(|phone| keys.get(..phone.shared_keys)).unwrap_or_default();
            let goes_on = called.is_some_and(|phone| phone.goes_on);
            let mut dialled = None;
            for number in spec.map(|spec| spec.numbers.as_slice()).unwrap_or_default() {
                let digits = digits_to_dial(&number.number, &number.international, self.config.from_abroad);
                let dial = digits.map(|digits| dial_string(self.config.dial, &digits, shared, goes_on));
                let label = texts.in_brackets(&channel.name, number.note.get(self.lang));
                let shown = if self.config.from_abroad && !number.international.is_empty() {
                    &number.international
                } else {
                    &number.number
                };
                ways.push(Way { address: dial.as_deref().map(tel_uri), ..Way::of(&label, shown.clone()) });
                dialled = dialled.or(dial);
            }
            if !keys.is_empty() {
                ways.push(Way::of(texts.keys, keys.join(" ")));
            }
            if let Some(dial) = dialled {
                ways.push(Way { address: Some(tel_uri(&dial)), ..Way::of(texts.way_dial, dial) });
            }
        }
        let channels = sheet.channels.iter().filter_map(|one| Some((one.name.as_str(), one.url.as_ref()?)));
        let links = sheet.links.iter().map(|link| (link.text.as_str(), &link.url));
        for (label, url) in channels.chain(links) {
            if ways.iter().all(|way| way.text != *url) {
                let address = url.starts_with("https://").then(|| url.clone());
                ways.push(Way { address, ..Way::of(label, url.clone()) });
            }
        }
        ways
    }

    /// The list of ways out, with the answer in hand selected.
    pub(super) fn ways_dialog(&self) -> Dialog {
        let in_hand = (self.screen == Screen::Case).then_some(self.focus.as_str());
        let place = self.ways().iter().position(|way| in_hand.is_some() && way.answer.as_deref() == in_hand);
        Dialog::Ways { selected: place.unwrap_or(0), address: None }
    }

    /// The selected way out, while they are open.
    #[must_use]
    pub fn selected_way(&self) -> Option<Way> {
        match self.dialogs.last() {
            Some(Dialog::Ways { selected, .. }) => self.ways().into_iter().nth(*selected),
            _ => None,
        }
    }

    /// Opens what is selected.
    pub(super) fn open_way(&mut self, effects: &mut Vec<Effect>) {
        let Some(way) = self.selected_way() else { return };
        match way.address {
            Some(address) => effects.push(Effect::Open { what: way.label, address }),
            None => self.notice = Some(self.texts().way_not_opened.to_owned()),
        }
    }

    /// An address that could not be opened here is shown instead.
    pub(super) fn show_address(&mut self, shown: String) {
        if let Some(Dialog::Ways { address, .. }) = self.dialogs.last_mut() {
            *address = Some(shown);
        }
    }
}
