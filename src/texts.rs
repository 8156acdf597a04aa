//! Every text of the program itself, one field each, Japanese and English side by side. What the pack says is not here.
//!
//! `{…}` in a text are filled in with [`fill`]. One file, because it is one table.

use chrono::{DateTime, Datelike, Timelike, Utc, Weekday};
use chrono_tz::Tz;

use crate::core::calendar::{DeskState, Holiday, Reason};
use crate::core::case::ActKind;
use crate::core::deadline::{Clock, Due, TargetRule};
use crate::core::document::{Located, Problem, Type};
use crate::core::moment::local_at;
use crate::core::pack::Lang;
pub use crate::core::pack::fill;

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident: $ja:literal, $en:literal;)*) => {
        /// The texts of one language.
        #[derive(Debug)]
        pub struct Texts {
            /// The language.
            pub lang: Lang,
            $($(#[$doc])* pub $name: &'static str,)*
        }

        const JA: Texts = Texts { lang: Lang::Ja, $($name: $ja,)* };
        const EN: Texts = Texts { lang: Lang::En, $($name: $en,)* };
    };
}

/// The texts in a language.
#[must_use]
pub fn texts(lang: Lang) -> &'static Texts {
    match lang {
        Lang::Ja => &JA,
        Lang::En => &EN,
    }
}

texts! {
    /// Severity.
    severity: "シビラティ", "Severity";
    /// Desk.
    desk: "窓口", "Desk";
    /// Phone.
    phone: "電話", "Phone";
    /// Open.
    open: "受付中", "open";
    /// Closed.
    closed: "時間外", "closed";
    /// Always open.
    always_open: "24時間365日", "around the clock";
    /// Open or closed is not known.
    unknown: "不明", "unknown";
    /// Yes.
    yes: "はい", "yes";
    /// No.
    no: "いいえ", "no";
    /// Not decided yet.
    undecided: "未定", "undecided";
    /// Until an instant.
    until: "{time}まで", "until {time}";
    /// From an instant.
    opens_at: "{time}から", "opens {time}";
    /// It was proposed.
    proposed: "提案", "proposed";
    /// Chosen by the agent in place of a proposal.
    override_of: "手動（提案 {level}）", "chosen (proposed {level})";
    /// Chosen by the agent where nothing is proposed.
    override_alone: "手動", "chosen";
    /// Quoted from the slide.
    listed: "資料に記載", "on the slide";
    /// A reading, no quotation.
    reading: "資料に明記のない読み取り", "reading, not a quotation";
    /// Inferred from an order.
    inferred: "並び順からの推定", "inferred from their order";
    /// Unconfirmed.
    unconfirmed: "要確認", "to be confirmed";
    /// A slide.
    slide: "資料", "slide";
    /// Of our own, not from a slide.
    ours: "本ツール独自", "ours";
    /// Tier.
    tier: "Tier {tier}", "Tier {tier}";
    /// First response due.
    initial_due: "初回応答", "First response";
    /// Update due.
    update_due: "次の更新", "Next update";
    /// No target.
    no_target: "目標なし", "no target";
    /// By an instant.
    by: "{time}まで", "by {time}";
    /// The rule is next business day.
    next_business_day: "翌営業日", "next business day";
    /// Minutes.
    minutes: "{n}分", "{n} min";
    /// Hours.
    hours: "{n}時間", "{n} h";
    /// Keys to press.
    keys: "プッシュ", "Keys";
    /// The sentence to say.
    say: "伝える一言", "Say";
    /// Mandatory.
    mandatory: "必須", "mandatory";
    /// Not available now.
    not_now: "いまは時間外", "closed now";
    /// What is missing.
    missing: "未確認", "Missing";
    /// Nothing is missing.
    nothing_missing: "不足なし", "nothing missing";
    /// Warnings.
    warnings: "注意", "Mind";
    /// Links.
    links: "リンク", "Links";
    /// If the call does not connect.
    fallbacks: "つながらないとき", "If you cannot get through";
    /// Evidence that expires.
    evidence: "証跡の期限", "Evidence expires";
    /// Channels.
    channels: "連絡手段", "Channels";
    /// The case is blocked.
    blocked: "受付対象外", "not taken";
    /// The outcome is a route.
    routed: "決定", "decided";
    /// The outcome is incomplete.
    incomplete: "未決定（回答待ち）", "incomplete";
    /// What is still possible.
    still_possible: "可能性: {what}", "still possible: {what}";
    /// Which question decides it.
    decided_by: "決め手: {what}", "decided by: {what}";
    /// Nothing was found.
    nothing_found: "見つかりませんでした。", "Nothing was found.";
    /// Working of a deadline.
    working: "計算", "Working";
    /// From.
    from: "起点", "From";
    /// The clock counts business time.
    clock_business: "受付時間内のみ計時", "counts only while the desk is open";
    /// The clock counts all time.
    clock_elapsed: "24時間計時", "counts around the clock";

    /// Reason: open.
    reason_hours: "受付時間内", "within hours";
    /// Reason: before opening.
    reason_before: "受付開始前", "before opening";
    /// Reason: after closing.
    reason_after: "受付終了後", "after closing";
    /// Reason: weekend.
    reason_weekend: "土日", "weekend";
    /// Reason: holiday.
    reason_holiday: "祝日", "public holiday";
    /// Reason: closure.
    reason_closure: "設定された休業日", "configured closure";
    /// Reason: unknown.
    reason_unknown: "暦の範囲外", "outside the calendar";

    /// The input method is on.
    input_method_is_on: "IME がオンです。半角/全角キーでオフにすると、この画面の文字キーが使えます。",
        "The input method is on; switch it off to use letter keys here.";
    /// No profile in the configuration.
    no_profiles: "設定ファイルに [profile.名前] がありません。", "The configuration has no [profile.NAME].";
    /// A profile was applied.
    profile_applied: "プロファイル {name} から {n} 項目を入れました。", "{n} answers filled in from profile {name}.";
    /// Everything is saved.
    all_saved: "すべて保存済みです。", "Everything is saved.";
    /// Not everything is saved.
    not_saved: "未保存の内容があります。", "Not everything is saved.";
    /// Leave at the second press.
    press_again_to_leave: "もう一度 Ctrl-C で終了します。", "Press Ctrl-C again to leave.";
    /// A value became its canonical form.
    folded: "{before} を {after} にそろえました。", "{before} -> {after}";
    /// The last question, with open ones before.
    end_with_open: "最後の質問です。未回答の必須項目があります（Ctrl-N で移動）。", "This was the last question; required ones are open (Ctrl-N).";
    /// The last question, all done.
    end_all_done: "必要な項目はそろいました。F2 で電話シートを開きます。", "All that is needed is answered. F2 opens the call sheet.";
    /// Values were taken over from a pasted text.
    taken_over: "貼り付けた文面から {n} 項目を取り込みました。", "{n} answers taken over from the pasted text.";
    /// The case was parked.
    parked: "前のケースを保管し、新しいケースを始めました（F3 で一覧）。", "The case is parked; this is a new one (F3 lists all).";
    /// The case was discarded.
    discarded: "ケースを破棄しました。Ctrl-Y で元に戻せます。", "The case is discarded. Ctrl-Y takes that back.";
    /// An act was recorded.
    act_recorded: "{act}を {time} で記録しました。", "{act} recorded at {time}.";
    /// A text was made.
    copied: "{what}をコピーしました（{n} 文字）。", "{what} copied ({n} characters).";
    /// The text for support.
    text_for_support: "ケース本文", "the case text";
    /// The text for the requester.
    text_for_requester: "依頼者向けの文面", "the text for the requester";
    /// Act: called.
    act_called: "電話", "Call";
    /// Act: filed.
    act_filed: "起票", "Filing";
    /// Act: first response.
    act_first_response: "初回応答", "First response";
    /// Act: update.
    act_update: "更新", "Update";
    /// Act: menu as shown.
    act_menu_as_shown: "「音声メニューは表示どおり」", "Menu as shown";
    /// Act: menu differed.
    act_menu_differed: "「音声メニューが違った」", "Menu differed";
    /// Act: closed.
    act_closed: "クローズ", "Closing";
    /// Act: reopened.
    act_reopened: "再オープン", "Reopening";

    /// Not a terminal.
    no_terminal: "端末ではないため全画面を開けません。precase plain（行単位）か precase route FILE（判定のみ）を使ってください。",
        "This is no terminal, so the full screen cannot open. Use precase plain (line by line) or precase route FILE (decision only).";
    /// Usage: see help.
    see_help: "使い方は precase --help を参照してください。", "See precase --help.";
    /// A file is not there.
    no_such_file: "{file}: ファイルがありません。", "{file}: no such file.";
    /// A file cannot be read.
    cannot_read: "{file}: 読めません: {why}", "{file}: cannot be read: {why}";
    /// A file cannot be written.
    cannot_write: "{file}: 書けません: {why}", "{file}: cannot be written: {why}";
    /// A file is no UTF-8.
    not_utf8: "{file}: UTF-8 ではありません（{offset} バイト目）。", "{file}: not UTF-8 (at byte {offset}).";
    /// An instant cannot be read.
    bad_instant: "{flag}: 「{found}」は日時として読めません。例: 2026-11-24T10:00、2026-11-24T10:00:00+09:00",
        "{flag}: \"{found}\" is no instant. Examples: 2026-11-24T10:00, 2026-11-24T10:00:00+09:00";
    /// A value is not allowed.
    bad_value: "{flag}: 「{found}」は使えません。使える値: {allowed}", "{flag}: \"{found}\" is not allowed. Allowed: {allowed}";
    /// A desk has no response targets.
    no_targets: "{flag}: 「{found}」の応答目標は資料にありません。使える値: {allowed}",
        "{flag}: the deck has no response targets for \"{found}\". Allowed: {allowed}";
    /// No target for this combination.
    no_target_row: "この組み合わせの応答目標はありません。", "There is no response target for this combination.";
    /// A removal removes nothing.
    useless_removal: "設定 [calendar] open = \"{date}\": 祝日ではないため、何も変わりません。",
        "configuration [calendar] open = \"{date}\" removes nothing: it is no holiday.";

    /// Problem: syntax.
    problem_syntax: "TOML として読めません: {what}", "not TOML: {what}";
    /// Problem: key missing.
    problem_missing: "「{key}」がありません。必須です。", "\"{key}\" is missing; it is required.";
    /// Problem: newer format.
    problem_newer: "形式 {found} は新しいバージョンのものです。このプログラムが読めるのは {known} までです。",
        "format {found} belongs to a newer program; this one reads up to {known}.";
    /// Problem: unknown key.
    problem_key: "「{found}」という項目はありません。", "unknown key \"{found}\".";
    /// The nearest key.
    problem_nearest: "「{nearest}」ではありませんか。", "Did you mean \"{nearest}\"?";
    /// What is allowed.
    problem_allowed: "使えるもの: {allowed}", "Allowed: {allowed}.";
    /// Problem: wrong type.
    problem_type: "「{key}」には{wanted}が必要ですが、{found}が書かれています。", "\"{key}\" must be {wanted}, but is {found}.";
    /// Problem: unknown value.
    problem_value: "「{key}」に「{found}」は使えません。使えるもの: {allowed}", "\"{key}\" cannot be \"{found}\". Allowed: {allowed}.";
    /// A text.
    type_text: "文字列", "text in quotes";
    /// A whole number.
    type_integer: "整数", "a whole number";
    /// A number.
    type_float: "小数", "a number with a fraction";
    /// A truth value.
    type_bool: "true か false", "true or false";
    /// A date.
    type_datetime: "引用符のない日時", "a date without quotes";
    /// A list.
    type_list: "配列", "a list";
    /// A table.
    type_table: "テーブル", "a table";

    /// Sheet: the row that proposes the severity.
    sheet_basis: "根拠", "Basis";
    /// Sheet: why.
    sheet_reason: "理由", "Why";
    /// Sheet: open or closed.
    sheet_state: "受付状況", "State";
    /// Sheet: what presses.
    sheet_soon: "急ぎ", "Hurry";
    /// Sheet: the desk closes soon.
    sheet_closes_in: "あと{n}分で受付終了です。先に電話し、待つ間に残りを確認してください。",
        "Closes in {n} min: call first, finish while waiting.";
    /// Sheet: the first channel to try.
    sheet_first: "最初の連絡手段", "First try";
    /// Sheet: what was done.
    sheet_done: "連絡済み", "Done";
    /// Sheet: what to read out.
    sheet_at_hand: "手元に置く情報", "At hand to read out";
    /// Sheet: where the phone menu says something else.
    sheet_cautions: "音声案内が違うとき", "If the menu differs";
    /// Sheet: the keys of another variant.
    sheet_then_keys: "その場合のプッシュ: {keys}", "keys then: {keys}";
    /// Sheet: evidence has expired.
    sheet_expired: "{time}に期限切れ", "expired {time}";
    /// Sheet: evidence can be had from.
    sheet_from: "{time}以降", "from {time}";
    /// Sheet: evidence can be had so long.
    sheet_within_hours: "発生から{length}まで", "up to {length} after it began";
    /// Sheet: evidence can be had only later.
    sheet_after_hours: "発生から{length}以降", "from {length} after it began";
    /// Sheet: days.
    sheet_days: "{n}日", "{n} days";
    /// Sheet: between two things of one list.
    sheet_joint: "、", ", ";
    /// Sheet: its instant.
    sheet_taken_at: "{time} 時点の判定です。", "Decided for {time}.";
    /// Sheet: the age of its facts.
    sheet_footer: "出典: {as_of} 時点の資料。番号・メニュー・リンクの確認: {verified}",
        "Source: as of {as_of}. Numbers, menus and links verified: {verified}";
}

impl Texts {
    /// A problem of a document, with the place where it stands: `file:line:column: …`.
    #[must_use]
    pub fn located(&self, file: &str, located: &Located) -> String {
        format!("{file}:{}:{}: {}", located.line, located.column, self.problem(&located.problem))
    }

    /// A problem of a document.
    #[must_use]
    pub fn problem(&self, problem: &Problem) -> String {
        match problem {
            Problem::Syntax(what) => fill(self.problem_syntax, &[("what", what)]),
            Problem::MissingKey(key) => fill(self.problem_missing, &[("key", key)]),
            Problem::NewerFormat { found, known } => {
                fill(self.problem_newer, &[("found", &found.to_string()), ("known", &known.to_string())])
            }
            Problem::UnknownKey { found, nearest, allowed } => {
                let mut sentence = fill(self.problem_key, &[("found", found)]);
                if let Some(nearest) = nearest {
                    sentence += " ";
                    sentence += &fill(self.problem_nearest, &[("nearest", nearest)]);
                }
                if !allowed.is_empty() {
                    sentence += " ";
                    sentence += &fill(self.problem_allowed, &[("allowed", &allowed.join(", "))]);
                }
                sentence
            }
            Problem::WrongType { key, found, wanted } => fill(
                self.problem_type,
                &[("key", key), ("found", self.type_name(*found)), ("wanted", self.type_name(*wanted))],
            ),
            Problem::UnknownValue { key, found, allowed } => {
                fill(self.problem_value, &[("key", key), ("found", found), ("allowed", &allowed.join(", "))])
            }
        }
    }

    fn type_name(&self, of: Type) -> &'static str {
        match of {
            Type::Text => self.type_text,
            Type::Integer => self.type_integer,
            Type::Float => self.type_float,
            Type::Bool => self.type_bool,
            Type::Datetime => self.type_datetime,
            Type::List => self.type_list,
            Type::Table => self.type_table,
        }
    }

    /// Why a desk is open or closed.
    #[must_use]
    pub fn reason(&self, reason: Reason) -> &'static str {
        match reason {
            Reason::Hours => self.reason_hours,
            Reason::BeforeHours => self.reason_before,
            Reason::AfterHours => self.reason_after,
            Reason::Weekend => self.reason_weekend,
            Reason::Holiday => self.reason_holiday,
            Reason::Closure => self.reason_closure,
            Reason::Unknown => self.reason_unknown,
        }
    }

    /// An act.
    #[must_use]
    pub fn act(&self, kind: ActKind) -> &'static str {
        match kind {
            ActKind::Called => self.act_called,
            ActKind::Filed => self.act_filed,
            ActKind::FirstResponse => self.act_first_response,
            ActKind::Update => self.act_update,
            ActKind::MenuAsShown => self.act_menu_as_shown,
            ActKind::MenuDiffered => self.act_menu_differed,
            ActKind::Closed => self.act_closed,
            ActKind::Reopened => self.act_reopened,
        }
    }

    /// A holiday.
    #[must_use]
    pub fn holiday(&self, holiday: Holiday) -> &'static str {
        match self.lang {
            Lang::Ja => holiday.ja,
            Lang::En => holiday.en,
        }
    }

    /// A weekday, short.
    #[must_use]
    pub fn weekday(&self, day: Weekday) -> &'static str {
        let (ja, en) = match day {
            Weekday::Mon => ("月", "Mon"),
            Weekday::Tue => ("火", "Tue"),
            Weekday::Wed => ("水", "Wed"),
            Weekday::Thu => ("木", "Thu"),
            Weekday::Fri => ("金", "Fri"),
            Weekday::Sat => ("土", "Sat"),
            Weekday::Sun => ("日", "Sun"),
        };
        match self.lang {
            Lang::Ja => ja,
            Lang::En => en,
        }
    }

    /// A clock time with its date where that is not the date of `now`: `10:30`, `11/25(水) 09:10`, with the year where that
    /// differs too. Seconds are shown where they are not zero.
    #[must_use]
    pub fn clock_time(&self, at: DateTime<Utc>, now: DateTime<Utc>, zone: Tz) -> String {
        let (Some(at), Some(now)) = (local_at(at, zone), local_at(now, zone)) else { return at.to_rfc3339() };
        let mut text = String::new();
        if at.date() != now.date() {
            if at.year() != now.year() {
                text += &format!("{}/", at.year());
            }
            text += &format!("{}/{}({}) ", at.month(), at.day(), self.weekday(at.weekday()));
        }
        text += &format!("{:02}:{:02}", at.hour(), at.minute());
        if at.second() != 0 {
            text += &format!(":{:02}", at.second());
        }
        text
    }

    /// A full date and time: `2026-11-24(火) 10:30`.
    #[must_use]
    pub fn full_time(&self, at: DateTime<Utc>, zone: Tz) -> String {
        let Some(local) = local_at(at, zone) else { return at.to_rfc3339() };
        format!(
            "{}({}) {:02}:{:02}",
            local.format("%Y-%m-%d"),
            self.weekday(local.weekday()),
            local.hour(),
            local.minute()
        )
    }

    /// The state of a desk in one line: open or closed, until when, why. A desk without a state never closes.
    #[must_use]
    pub fn desk_state(&self, state: Option<DeskState>, now: DateTime<Utc>, zone: Tz) -> String {
        let Some(state) = state else { return format!("{} ({})", self.open, self.always_open) };
        let change = state.changes_at.map(|at| self.clock_time(at, now, zone));
        let mut text = match (state.reason, state.open) {
            (Reason::Unknown, _) => self.unknown.to_owned(),
            (_, true) => self.open.to_owned(),
            (_, false) => self.closed.to_owned(),
        };
        let reason = match state.holiday {
            Some(holiday) if state.reason == Reason::Holiday => {
                format!("{} {}", self.reason(state.reason), self.holiday(holiday))
            }
            _ => self.reason(state.reason).to_owned(),
        };
        if let Some(change) = change {
            let template = if state.open { self.until } else { self.opens_at };
            text += " ";
            text += &fill(template, &[("time", &change)]);
        }
        format!("{text} ({reason})")
    }

    /// Deadlines with their working, a line each.
    #[must_use]
    pub fn due_lines(
        &self,
        from: DateTime<Utc>,
        clock: Clock,
        initial: &Due,
        update: Option<&Due>,
        zone: Tz,
    ) -> String {
        let clock = match clock {
            Clock::Business => self.clock_business,
            Clock::Elapsed => self.clock_elapsed,
        };
        let mut text = format!("{}: {} ({clock})\n", self.from, self.full_time(from, zone));
        let targets = [(self.initial_due, Some(initial)), (self.update_due, update)];
        for (name, due) in targets {
            let Some(due) = due else {
                text += &format!("{name}: {}\n", self.no_target);
                continue;
            };
            let time = due.due.map_or(self.unknown.to_owned(), |at| self.full_time(at, zone));
            text += &format!("{name}: {} ({})\n", fill(self.by, &[("time", &time)]), self.rule(due.rule));
            for span in &due.working {
                let minutes = fill(self.minutes, &[("n", &span.minutes().to_string())]);
                let (from, to) = (self.full_time(span.from, zone), self.full_time(span.to, zone));
                text += &format!("  {}: {from} - {to} = {minutes}\n", self.working);
            }
        }
        text
    }

    /// A target rule in words.
    #[must_use]
    pub fn rule(&self, rule: TargetRule) -> String {
        match rule {
            TargetRule::Minutes(n) => fill(self.minutes, &[("n", &n.to_string())]),
            TargetRule::Hours(n) => fill(self.hours, &[("n", &n.to_string())]),
            TargetRule::NextBusinessDay => self.next_business_day.to_owned(),
        }
    }
}
