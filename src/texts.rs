//! Every text of the program itself, one field each, Japanese and English side by side. What the pack says is not here.
//!
//! `{…}` in a text are filled in with [`fill`]. One file, because it is one table.

mod commands;

use chrono::{DateTime, Datelike, Timelike, Utc, Weekday};
use chrono_tz::Tz;

use crate::core::calendar::{DeskState, Holiday, Reason};
use crate::core::case::ActKind;
use crate::core::deadline::{Clock, Due, TargetRule};
use crate::core::document::{Located, Problem, Type};
use crate::core::formats::{self, SipKind};
use crate::core::ledger::DueKind;
use crate::core::moment::local_at;
use crate::core::pack::Lang;
pub use crate::core::pack::fill;
use crate::keys::{Code, Command, Key};

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident: $ja:literal, $en:literal;)*) => {
        /// The texts of one language.
        #[derive(Debug)]
        pub struct Texts {
            /// The language.
            pub lang: Lang,
            /// Cells that the word for a question's state takes.
            pub state_cells: usize,
            $($(#[$doc])* pub $name: &'static str,)*
        }

        const JA: Texts = Texts { lang: Lang::Ja, state_cells: 4, $($name: $ja,)* };
        const EN: Texts = Texts { lang: Lang::En, state_cells: 4, $($name: $en,)* };
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
    /// A reading, in a word.
    reading_short: "読み取り", "reading";
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
    /// A pasted text holds nothing to take over.
    paste_nothing: "貼り付けた文面に、取り込める項目はありませんでした。", "The pasted text holds nothing to take over.";
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

    // The full screen.
    /// All of it is on disk.
    saved: "保存済み", "saved";
    /// Not on disk.
    unsaved: "未保存", "not saved";
    /// A case without a title yet.
    new_case: "新しいケース", "new case";
    /// A stored case without a title.
    untitled: "（件名なし）", "(untitled)";
    /// The unfinished case is offered.
    offer: "前回の続きがあります: {title}  Ctrl-O で再開", "An unfinished case: {title}  Ctrl-O takes it up";
    /// The age of the pack.
    pack_age: "{name}  資料 {as_of} 時点・番号等の最終確認 {verified}", "{name}  as of {as_of}, numbers last verified {verified}";
    /// The verdict.
    verdict: "判定", "Verdict";
    /// Why.
    why: "理由", "Why";
    /// The state of a desk.
    state: "受付", "Now";
    /// A portal.
    file: "Web等", "Online";
    /// Between the items of a list.
    list_comma: "、", ", ";
    /// Closes soon.
    closes_soon: "あと{n}分で受付終了: 先に電話し、残りは通話中に確認", "closes in {n} min: call first, finish while waiting";
    /// How long a desk is open, where that is short.
    closes_in: "(あと{n}分)", "({n} min left)";
    /// Step: a required answer is absent.
    step_required: "必須", "must";
    /// Step: something is open.
    step_open: "未", "open";
    /// Step: done.
    step_done: "済", "done";
    /// Step: nothing applies.
    step_skipped: "不要", "skip";
    /// Question: done.
    state_done: "済", "done";
    /// Question: needed now.
    state_needed: "必要", "need";
    /// Question: required.
    state_required: "必須", "must";
    /// Question: open.
    state_open: "任意", "opt.";
    /// Question: whether it is needed hangs on other answers.
    state_later: "次に", "next";
    /// Question: not needed.
    state_unneeded: "不要", "skip";
    /// From a profile.
    from_profile: "プロファイル {name}", "from profile {name}";
    /// From a pasted text.
    from_paste: "貼り付けから", "from the pasted text";
    /// Several lines.
    several_lines: "Enter で改行、Tab で次の質問へ", "Enter begins a new line, Tab goes on";
    /// An example.
    example: "例: {example}", "Example: {example}";
    /// How it was read.
    read_as: "読み取り: {value}", "Read as: {value}";
    /// The moment could not be read.
    since_unread: "日時としては読み取れません（このまま本文に載ります）。例: 11/24 9:10、昨日15時ごろ",
        "Not understood as a time; it stands in the text as typed. Examples: 11/24 9:10, yesterday 3pm";
    /// The proposal.
    proposal: "提案", "Proposal";
    /// Help.
    help_title: "キー操作", "Keys";
    /// Filter.
    filter: "絞り込み", "Filter";
    /// Digits choose.
    digits_choose: "その番号の選択肢を選んで次へ（全角数字も可）", "Chooses that value and moves on (full-width digits too)";
    /// Reasons.
    reasons_title: "判定の理由（表・行・資料）", "Why: table, row, slide";
    /// The slide that a row follows.
    of_slide: "資料「{slide}」", "slide \"{slide}\"";
    /// Which decision waits for an answer.
    reason_decides: "（{what}の判定に必要）", "(decides: {what})";
    /// What must be in hand.
    reason_required: "必須情報", "in hand";
    /// What if.
    what_if_title: "別の答えならどうなるか", "What another answer would change";
    /// No what-if here.
    what_if_none: "この質問には選択肢がありません。", "This question has no values to compare.";
    /// Memo.
    memo_title: "メモ（時刻つき。サポートへの文面には入りません）", "Note (time-stamped; never in the text for support)";
    /// How to write a memo.
    memo_hint: "入力した内容はそのまま保存されます。F6 か Esc で閉じる。", "What you type is kept as you type. F6 or Esc closes.";
    /// Found.
    found_title: "貼り付けた文面から見つかった情報", "Found in the pasted text";
    /// A line of the pasted text.
    found_line: "{n} 行目", "line {n}";
    /// The old value.
    found_old: "現在", "now";
    /// The new value.
    found_new: "新", "new";
    /// Unanswered.
    unanswered: "（未回答）", "(unanswered)";
    /// Secrets were dropped.
    found_dropped: "取り込まない秘密情報: {kinds}", "Secrets left out: {kinds}";
    /// A kind of secret.
    secret_password: "パスワード", "password";
    /// A kind of secret.
    secret_host_key: "主催者キー", "host key";
    /// A kind of secret.
    secret_host_pin: "主催者 PIN", "host PIN";
    /// Profiles.
    profiles_title: "プロファイル（契約などの回答をまとめて入れる）", "Profiles (fill in what a contract answers)";
    /// A table.
    table: "表", "Table";
    /// A row.
    row: "行", "row";
    /// Japanese, as a language spoken.
    spoken_ja: "日本語", "Japanese";
    /// English, as a language spoken.
    spoken_en: "英語", "English";

    /// Search over cases.
    search_cases: "ケースを検索", "Search cases";
    /// Search over the reference.
    search_reference: "資料を検索", "Search the reference";
    /// Over the stages.
    cases_stage: "状態", "Stage";
    /// Over the deadlines.
    cases_due: "次の期限", "Next deadline";
    /// Over the titles.
    cases_title: "件名", "Title";
    /// No case.
    no_cases: "該当するケースはありません。", "There is no such case.";
    /// Stage: draft.
    stage_draft: "下書き", "draft";
    /// Stage: ready.
    stage_ready: "準備完了", "ready";
    /// Stage: opened.
    stage_opened: "対応中", "opened";
    /// Stage: closed.
    stage_closed: "完了", "closed";
    /// Stage: discarded.
    stage_discarded: "破棄", "thrown";
    /// The case in hand.
    in_hand: "編集中", "in hand";
    /// A deadline that has passed.
    overdue: "{time} の期限を{late}超過", "overdue since {time} ({late})";
    /// A deadline to come.
    due_in: "{time}まで (あと{left})", "by {time} ({left} left)";
    /// The sheet is out of date.
    sheet_outdated: "このシートを開いた後で判定が変わりました。Ctrl-R で今の判定に更新します。",
        "The verdict has changed since this sheet was taken. Ctrl-R takes the present one over.";
    /// Support's case number.
    case_number: "SR 番号", "SR no.";
    /// The engineer.
    engineer: "担当", "Engineer";
    /// The severity agreed.
    agreed_level: "合意した重大度", "Agreed";
    /// What to have at hand.
    at_hand: "手元に用意", "At hand";
    /// Cautions.
    cautions: "音声メニューの注意", "Phone menu";
    /// The text.
    case_text_heading: "ケース本文（F8 でコピー）", "Case text (F8 copies it)";

    /// A secret was left out.
    dropped: "取り込まなかった秘密情報", "secret left out";
    /// A pack is sound.
    pack_is_sound: "{name}: 問題はありません。", "{name}: sound.";

    /// The keys left and right.
    keys_sideways: "左右", "Left/Right";
    /// The keys up and down.
    keys_up_down: "上下", "Up/Down";

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
    /// Problem: no JSON.
    problem_json: "JSON として読めません: {what}", "not JSON: {what}";
    /// Problem: a value stands again.
    problem_repeated: "「{key}」の「{found}」が重複しています。", "\"{key}\" is \"{found}\" a second time.";
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

    // Over all cases.
    /// The digest.
    digest: "申し送り", "the digest";
    /// Its first line.
    digest_head: "対応中のケース {n}件（{time}）", "Open cases: {n} ({time})";
    /// Between two things to do.
    list_and: "。", "; ";
    /// Await the first response.
    await_initial: "初回応答を待つ", "Await the first response";
    /// Await the next update.
    await_update: "次の更新を待つ", "Await the next update";
    /// Await support, without a target.
    await_support: "サポートの応答を待つ", "Await support";
    /// Call or file.
    call_or_file: "電話または起票する", "Call or file";
    /// Ask what is missing.
    ask_missing: "残り{n}項目を確認する", "Ask what is missing ({n})";
    /// A deadline that was met.
    met: "{time} に応答", "answered {time}";
    /// A deadline that was missed.
    missed: "{time} に応答、{late}遅れ", "answered {time}, {late} late";
    /// What to do next.
    next_act: "次の行動", "Next";
    /// No deadline is open.
    no_open_deadline: "応答を待っている期限はありません。", "No deadline is open.";
    /// An exported case is not there.
    no_case_of_id: "{id}: このケースは保存されていません。", "{id}: there is no such case.";
    /// Imported.
    imported: "追加 {added}件、置き換え {replaced}件、そのまま {kept}件。", "{added} added, {replaced} replaced, {kept} left as they are.";
    /// A case was not imported because it is there.
    import_kept: "{id}: 保存済みのためそのままにしました（置き換えるには --replace）。",
        "{id}: is there already and was left as it is (--replace takes it over).";
    /// Purge: dry run.
    purge_would: "{date} より前に完了・破棄したケース {cases}件（本文 {bytes} バイト）と残りファイル {files}件が対象です。まだ何も消していません。--yes で消します。",
        "Closed or discarded before {date}: {cases} cases ({bytes} bytes of text), and {files} leftover files. Nothing was removed; --yes removes them.";
    /// Purge: done.
    purge_done: "{date} より前に完了・破棄したケース {cases}件（本文 {bytes} バイト）と残りファイル {files}件を消しました。",
        "Removed what was closed or discarded before {date}: {cases} cases ({bytes} bytes of text), and {files} leftover files.";
    /// Purge: no age given.
    purge_no_age: "--older-than 90d のように指定するか、設定 [store] retention = \"90d\" を書いてください。",
        "Give an age as --older-than 90d, or set [store] retention = \"90d\" in the configuration.";

    // Doctor.
    /// Nothing to mend.
    doctor_sound: "問題はありません。", "Nothing to mend.";
    /// Something to mend.
    doctor_mend: "直すところが {n}件あります。", "To mend: {n}.";
    /// State of a check: good.
    check_ok: "良", "ok";
    /// State of a check: to know.
    check_note: "参考", "note";
    /// State of a check: to mend.
    check_mend: "要対応", "mend";
    /// Program.
    check_program: "プログラム", "Program";
    /// Configuration.
    check_configuration: "設定", "Configuration";
    /// No configuration.
    check_no_configuration: "なし（{file}）", "none ({file})";
    /// Data folder.
    check_folder: "保存フォルダ", "Folder";
    /// Not there yet.
    check_absent: "{file}（まだありません）", "{file} (not there yet)";
    /// A mode.
    check_mode: "{file}（モード {mode}）", "{file} (mode {mode})";
    /// Others can read it.
    check_open_to_others: "他の利用者も読めます。chmod {mode} {file} で閉じてください。", "Others can read it: chmod {mode} {file}";
    /// Database.
    check_database: "データベース", "Database";
    /// Size with a mode.
    check_size: "{file}（{bytes} バイト、モード {mode}）", "{file} ({bytes} bytes, mode {mode})";
    /// Journal.
    check_journal: "ジャーナル", "Journal";
    /// Write-ahead log.
    check_wal: "WAL（synchronous=NORMAL）", "write-ahead log (synchronous=NORMAL)";
    /// Rollback journal.
    check_truncate: "ロールバック（このファイルシステムでは WAL が使えません。synchronous=FULL）",
        "rollback journal, since this file system has no shared memory (synchronous=FULL)";
    /// Schema version.
    check_schema: "スキーマ", "Schema";
    /// A version, and the newest known.
    check_version: "{found}（このプログラムは {known} まで）", "{found} (this program knows up to {known})";
    /// Integrity.
    check_integrity: "整合性検査", "Integrity";
    /// Cases by stage.
    check_cases: "ケース", "Cases";
    /// Leftover files.
    check_rescued: "退避ファイル", "Rescued files";
    /// What to do with them.
    check_rescued_hint: "保存できなかったケースです。precase route FILE で読めます。", "Cases that could not be saved; precase route FILE reads them.";
    /// Pack.
    check_pack: "資料パック", "Pack";
    /// Its age.
    check_pack_age: "{id}（資料 {as_of} 時点、最終確認 {verified}、{days}日前）", "{id} (as of {as_of}, verified {verified}, {days} days ago)";
    /// It was verified long ago.
    check_pack_old: "1年以上確認されていません。番号・メニュー・リンクを確かめてください。", "Not verified for more than a year: check numbers, menus and links.";
    /// Its proof.
    check_proof: "パックの検査", "Proof of the pack";
    /// Calendar.
    check_calendar: "祝日", "Holidays";
    /// Announced until.
    check_announced: "{hours}: {date} まで公表済み", "{hours}: announced until {date}";
    /// Beyond what is announced.
    check_calendar_ended: "公表済みの期間を過ぎています。以後は法律からの計算です。", "Past the announced dates; later ones are computed from the law.";
    /// Terminal.
    check_terminal: "端末", "Terminal";
    /// Menus.
    check_menu: "音声メニューの記録", "Phone menu";
    /// A menu act, how often and when last.
    check_noted: "{act} {note} {n}回（最後 {time}）", "{act} {note} {n} times (last {time})";
    /// Nothing.
    check_none: "なし", "none";

    /// The case could not be saved, and is kept in a file.
    save_failed: "保存できません。{why} 内容は {file} に退避しました。", "Not saved. {why} The case is kept in {file}.";
    /// The case could not be saved anywhere.
    save_failed_twice: "保存できません。{why} 退避もできません（{second}）。この画面を閉じないでください。",
        "Not saved. {why} It could not be kept elsewhere either ({second}). Do not close this window.";
    /// Leaving would lose the case.
    leave_unsaved: "もう一度終了を選ぶと、保存しないまま終了します。", "Leaving once more leaves without saving.";
    /// The store: permission denied.
    store_denied: "{file}: アクセス権がありません。", "{file}: permission denied.";
    /// The store: read only.
    store_read_only: "{file}: 読み取り専用です。", "{file}: can be read only.";
    /// The store: the disk is full.
    store_full: "{file}: ディスクに空きがありません。", "{file}: the disk is full.";
    /// The store: locked.
    store_busy: "{file}: 他のプログラムが使用中です。", "{file}: locked by another program.";
    /// The store: the file is gone.
    store_vanished: "{file}: 使用中にファイルがなくなりました。", "{file}: was removed while in use.";
    /// The store: a newer program's.
    store_too_new: "{file}: 新しいバージョンの precase のファイルです。", "{file}: written by a newer precase.";
    /// The store: damaged.
    store_corrupt: "{file}: 壊れているか、precase のファイルではありません（{why}）。", "{file}: damaged, or not a file of precase ({why}).";
    /// The store: another failure.
    store_io: "{file}: {why}", "{file}: {why}";
    /// The store: changed elsewhere.
    store_stale: "このケースは別の画面で変更されました。上書きはしていません。", "This case was changed in another window; nothing was overwritten.";
    /// The store: open elsewhere. The key is that of the list of cases.
    store_held: "別の画面で開いています（{who}、{time}から）。Ctrl-T で引き継ぎます。",
        "Open in another window ({who}, since {time}). Ctrl-T takes it over.";
    /// The store: taken over.
    store_taken: "このケースは別の画面に引き継がれました（{who}、{time}）。上書きはしていません。",
        "This case was taken over by another window ({who}, {time}); nothing was overwritten.";
    /// The store: no such case.
    store_not_found: "このケースは保存されていません。", "There is no such case any more.";
    /// The store: no folder.
    store_no_folder: "保存先のフォルダがわかりません。--data DIR で指定してください。", "There is no folder for the cases. Give one with --data DIR.";
    /// A text was written and handed to the terminal. Whether it arrived cannot be known.
    copy_done: "{what}（{n} 文字）を端末のクリップボードへ送り、{file} にも書きました。",
        "Sent {what} ({n} characters) to the terminal's clipboard and wrote it to {file}.";
    /// A text was handed to the terminal and could not be written.
    copy_without_file: "{what}（{n} 文字）を端末のクリップボードへ送りました。ファイルには書けません: {why}",
        "Sent {what} ({n} characters) to the terminal's clipboard. No file was written: {why}";
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
    /// Sheet: its instant.
    sheet_taken_at: "{time} 時点の判定です。", "Decided for {time}.";
    /// Sheet: the age of its facts.
    sheet_footer: "出典: {as_of} 時点の資料。番号・メニュー・リンクの確認: {verified}",
        "Source: as of {as_of}. Numbers, menus and links verified: {verified}";

    /// Machine field: no host of the vendor's.
    field_not_a_site: "サイトのホスト名ではありません。", "This is no host of a site.";
    /// Machine field: the vendor's own host.
    field_not_a_customer_site: "{found} はお客様のサイトではありません。", "{found} is no customer's site.";
    /// Machine field: the site of a free account.
    field_perhaps_trial: "{found} は無料アカウントのサイトの形です。トライアルではありませんか。",
        "{found} looks like the site of a free account. Is it a trial?";
    /// Machine field: no UUID.
    field_not_a_uuid: "ID（UUID）の形ではありません。", "This is no identifier (UUID).";
    /// Machine field: the identifier of something else.
    field_other_object: "別のものの ID です（{found}）。", "This identifies something else ({found}).";
    /// Machine field: no number.
    field_not_a_number: "数字以外の文字があります。", "It holds other characters than digits.";
    /// Machine field: too few or too many digits.
    field_digits: "{found} 桁です。{min} から {max} 桁のはずです。", "It has {found} digits; {min} to {max} are usual.";
    /// Machine field: no address.
    field_not_an_address: "user@host の形ではありません。", "It is not of the form user@host.";
    /// Machine field: a domain of the past.
    field_old_domain: "{found} は以前のドメインです。いまは {now} です。", "{found} is a domain of the past; today it is {now}.";
    /// Machine field: odd characters in the part before a domain.
    field_odd_subdomain: "「{found}」は文字か長さが普通ではありません。", "\"{found}\" has unusual characters or length.";
    /// Machine field: odd characters.
    field_odd_characters: "普通は使わない文字があります: {found}", "Unusual characters: {found}";

    /// Line by line: how it goes.
    plain_start: "一問ずつ進みます。番号か文字で答え、空行で次へ進みます。? で使い方が出ます。",
        "One question at a time. Answer with a number or a text; an empty line goes on. ? tells more.";
    /// Line by line: the commands.
    plain_help: "空行 次へ（回答はそのまま）\n番号か文字 答える（空白で始めると、次の記号も文字になります）\n- 前の質問へ\n> 次の必須の質問へ\n# 回答を取り消す\n! 判定の理由\n= いまの電話シート\n+文字 メモを残す\n< 招待メールなどを貼り付けて読み取る（. だけの行で終わり）\n* 前回の途中のケースを続ける\n? この説明\nq やめる（内容は残ります）",
        "empty line: go on, the answer stays\nnumber or text: answer (after a blank, the signs below are text as well)\n-: back to the question before\n>: on to the next required question\n#: take the answer away\n!: why the verdict is as it is\n=: the call sheet as it stands\n+text: keep a memo\n<: paste an invitation or a mail to be read (a line with only . ends it)\n*: take up the unfinished case\n?: this help\nq: leave; everything is kept";
    /// Line by line: how a text of several lines ends.
    plain_lines: "複数行。. だけの行で終わり", "several lines; a line with only . ends them";
    /// Line by line: the question is required.
    plain_required: "必須", "required";
    /// Line by line: the answer so far.
    plain_answered: "いまの回答: {answer}", "Answered: {answer}";
    /// What table 1 proposes, with its reason.
    plain_proposal: "提案: {level}（{text}）", "Proposed: {level} ({text})";
    /// Line by line: no such value.
    plain_choose: "「{found}」は選べません。1 から {n} の番号で答えてください。", "\"{found}\" is none of these. Answer with a number from 1 to {n}.";
    /// Line by line: a memo is kept.
    plain_memo_kept: "メモを残しました。", "The memo is kept.";
    /// Line by line: a memo without text.
    plain_memo_empty: "+ に続けて文字を入力してください。", "Type the memo behind the +.";
    /// Line by line: the answer was taken away.
    plain_cleared: "回答を取り消しました。", "The answer was taken away.";
    /// Line by line: paste now.
    plain_paste: "文面を貼り付けてください。. だけの行で終わります。", "Paste the text; a line with only . ends it.";
    /// Line by line: take it over?
    plain_take: "取り込みますか？ y / n", "Take this over? y / n";
    /// Line by line: nothing was taken over.
    plain_not_taken: "取り込みませんでした。", "Nothing was taken over.";
    /// Line by line: an unfinished case.
    plain_offer: "途中のケースがあります: {title}（{time}）。* で続けます。", "There is an unfinished case: {title} ({time}). * takes it up.";
    /// Line by line: no unfinished case.
    plain_no_offer: "途中のケースはありません。", "There is no unfinished case.";
    /// Line by line: the case is not taken by any desk.
    plain_blocked: "空行で終わります。- で前の質問に戻ります。", "An empty line ends here; - goes back.";
    /// Line by line: the input has ended.
    plain_ended: "途中で終わりました。ここまでの内容です。", "It ended before the last question. This is what is known.";
    /// Line by line: bytes that are no UTF-8.
    plain_replaced: "UTF-8 として読めない文字を置き換えました。", "Characters that are no UTF-8 were replaced.";
    /// Line by line: a line that is too long.
    plain_cut: "長すぎるため {n} バイトで切りました。", "Too long: cut at {n} bytes.";
    /// Where the requester finds it.
    find: "確認できる場所: {text}", "Where to find it: {text}";
    /// A text was handed to the system's clipboard. Whether it stays there cannot be known.
    copy_native: "{what}（{n} 文字）をシステムのクリップボードへ渡しました。控え: {file}",
        "Handed {what} ({n} characters) to the system's clipboard. Also in {file}";
    /// The same, without a file.
    copy_native_without_file: "{what}（{n} 文字）をシステムのクリップボードへ渡しました。ファイルには書けません: {why}",
        "Handed {what} ({n} characters) to the system's clipboard. No file was written: {why}";
    /// A text is in the file alone, as the configuration wants it.
    copy_file: "{what}（{n} 文字）を {file} に書きました。", "Wrote {what} ({n} characters) to {file}";
    /// A text is longer than terminals take.
    copy_too_long: "{what}（{n} 文字）は端末のクリップボードに送るには長すぎます。ファイルだけに書きました: {file}",
        "{what} ({n} characters) is longer than a terminal's clipboard takes; it is in this file alone: {file}";
    /// A text could not be copied at all.
    copy_failed: "{what}（{n} 文字）をコピーできません: {why}", "{what} ({n} characters) could not be copied: {why}";
    /// An address was handed to the system.
    way_opened: "{what} を開くよう、システムに渡しました: {address}", "Handed {what} to the system to open: {address}";
    /// An address cannot be handed over.
    way_failed: "開けません（{why}）。", "It cannot be opened ({why}). ";
    /// An address is not opened on this machine.
    way_elsewhere: "この端末では開けません。", "It cannot be opened on this machine. ";
    /// There is nothing to open.
    way_not_opened: "この項目に開く先はありません。", "There is nothing to open here.";
    /// What is ahead: heading.
    ahead_title: "早さの比較", "Which way is sooner";
    /// What is ahead: the desk closes.
    ahead_closes: "{time} に受付終了。電話はそれまでに", "The desk closes at {time}: call by then";
    /// What is ahead: by when the first response is due before closing.
    ahead_same_day: "{time} までに受け付けられれば、初回応答の期限は受付終了前", "Taken by {time}, the first response is due before it closes";
    /// What is ahead: what is missing.
    ahead_missing: "まだ未確認: {what}", "Still open: {what}";
    /// What is ahead: call now.
    ahead_call_now: "いま電話", "Call now";
    /// What is ahead: file now.
    ahead_file_now: "いま起票", "File now";
    /// What is ahead: call later.
    ahead_call_at: "{time}に電話", "Call {time}";
    /// What is ahead: file later.
    ahead_file_at: "{time}に起票", "File {time}";
    /// What is ahead: the first response.
    ahead_due: "初回応答 {time}まで", "first response by {time}";
    /// What is ahead: no target.
    ahead_no_due: "初回応答の目標なし", "no target for the first response";
    /// Ways out.
    ways_title: "持ち出し（コピー・開く・読み上げ）", "Ways out (copy, open, spell)";
    /// The whole text for support.
    way_case_text: "ケース本文", "Case text";
    /// The title.
    way_title: "タイトル", "Title";
    /// The text without the title.
    way_description: "説明", "Description";
    /// A dial string.
    way_dial: "ダイヤル文字列", "Dial string";
    /// The length of a text.
    way_characters: "{n} 文字", "{n} characters";
    /// It can be opened.
    way_can_open: "Ctrl-O で開く", "Ctrl-O opens it";
    /// The phone menu, key by key.
    stepper_title: "音声メニュー（一つずつ）", "The phone menu, key by key";
    /// What the voice should say.
    stepper_voice: "案内の内容", "The voice should say";
    /// All keys are pressed.
    stepper_done: "キーは以上です。担当者につながるのを待ちます。", "These were all the keys. Wait for somebody to answer.";
    /// From here on the variants of the menu differ.
    stepper_unsure: "ここからは案内によって違います。聞いてから押してください。",
        "From here on the menus differ: listen before you press.";
    /// No menu.
    stepper_none: "このシートの連絡手段に音声メニューのキーはありません。", "The phone of this sheet has no menu keys.";
    /// A text that is read out.
    spelling_title: "読み上げ: {what}", "Spell out: {what}";
    /// How far it was read.
    spelling_read: "{n} / {of} まで読みました", "{n} of {of} read";
    /// Nothing to spell.
    spelling_none: "読み上げる文字がありません。", "There is nothing to spell.";
    /// The note of a number from the configuration.
    own_number: "設定ファイルの番号", "from the configuration";
    /// The configuration is sound.
    config_is_sound: "{file}: 問題はありません。", "{file}: sound.";
    /// There is no configuration file.
    config_absent: "{file} はありません。既定値で動きます。", "There is no {file}; the defaults hold.";
    /// There is no place for a configuration file.
    config_no_folder: "設定ファイルの置き場所がわかりません。--config FILE で指定してください。",
        "There is no place for a configuration file. Name one with --config FILE.";
    /// A slide as a source.
    from_slide: "資料「{slide}」", "slide \"{slide}\"";
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
            Problem::NoJson(what) => fill(self.problem_json, &[("what", what)]),
            Problem::Repeated { key, found } => {
                fill(self.problem_repeated, &[("key", key), ("found", found)])
            }
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

    /// What is odd about the value of a machine field.
    #[must_use]
    pub fn odd_field(&self, problem: &formats::Problem) -> String {
        use formats::Problem as Odd;
        let with = |template: &str, found: &str| fill(template, &[("found", found)]);
        match problem {
            Odd::NotASite => self.field_not_a_site.to_owned(),
            Odd::NotACustomerSite(host) => with(self.field_not_a_customer_site, host),
            Odd::PerhapsTrialSite(host) => with(self.field_perhaps_trial, host),
            Odd::NotAUuid => self.field_not_a_uuid.to_owned(),
            Odd::OtherObject(kind) => with(self.field_other_object, kind),
            Odd::NotANumber => self.field_not_a_number.to_owned(),
            Odd::DigitsOutOfRange { found, min, max } => {
                let [found, min, max] = [found, min, max].map(ToString::to_string);
                fill(self.field_digits, &[("found", &found), ("min", &min), ("max", &max)])
            }
            Odd::NotAnAddress => self.field_not_an_address.to_owned(),
            Odd::OldDomain { found, now } => fill(self.field_old_domain, &[("found", found), ("now", now)]),
            Odd::OddSubdomain(text) => with(self.field_odd_subdomain, text),
            Odd::OddCharacters(text) => with(self.field_odd_characters, text),
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

    /// A language spoken at a desk.
    #[must_use]
    pub fn language(&self, id: &str) -> String {
        match Lang::parse(id) {
            Some(Lang::Ja) => self.spoken_ja.to_owned(),
            Some(Lang::En) => self.spoken_en.to_owned(),
            None => id.to_owned(),
        }
    }

    /// The day and the time of day.
    #[must_use]
    pub fn clock_of_day(&self, now: DateTime<Utc>, zone: Tz) -> String {
        let Some(local) = local_at(now, zone) else { return now.to_rfc3339() };
        let zone = if zone == Tz::Asia__Tokyo { "JST" } else { zone.name() };
        format!(
            "{}/{}({}) {:02}:{:02} {zone}",
            local.month(),
            local.day(),
            self.weekday(local.weekday()),
            local.hour(),
            local.minute()
        )
    }

    /// The time of day with its zone.
    #[must_use]
    pub fn time_of_day(&self, now: DateTime<Utc>, zone: Tz) -> String {
        let Some(local) = local_at(now, zone) else { return now.to_rfc3339() };
        let zone = if zone == Tz::Asia__Tokyo { "JST" } else { zone.name() };
        format!("{:02}:{:02} {zone}", local.hour(), local.minute())
    }

    /// Open or closed, and until when, in few cells.
    #[must_use]
    pub fn desk_state_short(&self, state: DeskState, now: DateTime<Utc>, zone: Tz) -> String {
        let word = match (state.reason, state.open) {
            (Reason::Unknown, _) => self.unknown,
            (_, true) => self.open,
            (_, false) => self.closed,
        };
        let Some(at) = state.changes_at else { return word.to_owned() };
        let template = if state.open { self.until } else { self.opens_at };
        format!("{word} {}", fill(template, &[("time", &self.clock_time(at, now, zone))]))
    }

    /// A span of time in its largest units.
    #[must_use]
    pub fn span(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> String {
        let minutes = (to - from).num_minutes();
        let (days, hours, left) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
        let ja = self.lang == Lang::Ja;
        match (days, hours) {
            (0, 0) if ja => format!("{left}分"),
            (0, 0) => format!("{left} min"),
            (0, _) if ja => format!("{hours}時間{left}分"),
            (0, _) => format!("{hours} h {left} min"),
            _ if ja => format!("{days}日{hours}時間"),
            _ => format!("{days} d {hours} h"),
        }
    }

    /// A key as it is named on keyboards.
    #[must_use]
    pub fn key(&self, key: Key) -> String {
        let ja = self.lang == Lang::Ja;
        let name = match key.code {
            Code::Char(' ') => "Space".to_owned(),
            Code::Char(character) if key.ctrl => character.to_ascii_uppercase().to_string(),
            Code::Char(character) => character.to_string(),
            Code::Enter => "Enter".to_owned(),
            Code::Esc => "Esc".to_owned(),
            Code::Tab => "Tab".to_owned(),
            Code::BackTab => "Shift-Tab".to_owned(),
            Code::Backspace => "BackSpace".to_owned(),
            Code::Delete => "Delete".to_owned(),
            Code::Insert => "Insert".to_owned(),
            Code::Up => (if ja { "上" } else { "Up" }).to_owned(),
            Code::Down => (if ja { "下" } else { "Down" }).to_owned(),
            Code::Left => (if ja { "左" } else { "Left" }).to_owned(),
            Code::Right => (if ja { "右" } else { "Right" }).to_owned(),
            Code::Home => "Home".to_owned(),
            Code::End => "End".to_owned(),
            Code::PageUp => "PageUp".to_owned(),
            Code::PageDown => "PageDown".to_owned(),
            Code::F(number) => format!("F{number}"),
        };
        let shift = if key.shift { "Shift-" } else { "" };
        if key.ctrl { format!("Ctrl-{shift}{name}") } else { format!("{shift}{name}") }
    }

    /// What a command does, in a word or two for the footer.
    #[must_use]
    pub fn command(&self, command: Command) -> &'static str {
        self.words_of(command).0
    }

    /// What a command does, as a sentence for the help.
    #[must_use]
    pub fn command_in_full(&self, command: Command) -> &'static str {
        self.words_of(command).1
    }

    /// The reading of a command in hiragana, by which the help can be filtered before conversion.
    #[must_use]
    pub fn command_reading(&self, command: Command) -> &'static str {
        commands::of(command).reading
    }

    fn words_of(&self, command: Command) -> (&'static str, &'static str) {
        let words = commands::of(command);
        match self.lang {
            Lang::Ja => words.ja,
            Lang::En => words.en,
        }
    }

    /// What a SIP address belongs to.
    #[must_use]
    pub fn sip_kind(&self, kind: &SipKind) -> &'static str {
        let (ja, en) = match kind {
            SipKind::Meeting => ("会議のアドレス", "a meeting's address"),
            SipKind::PersonalRoom => ("パーソナルルームのアドレス", "a personal room's address"),
            SipKind::User => ("ユーザのアドレス", "a user's address"),
            SipKind::Device => ("デバイスのアドレス", "a device's address"),
            SipKind::Lync => {
                ("Lync / Skype for Business 用のアドレス", "the form for Lync and Skype for Business")
            }
            SipKind::Short => ("番号だけの短いアドレス", "a short address by number"),
        };
        match self.lang {
            Lang::Ja => ja,
            Lang::En => en,
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

    /// The same instant in another zone, in brackets, where its time differs there: ` (London 01:30)`. Else nothing.
    #[must_use]
    pub fn beside(&self, at: DateTime<Utc>, zone: Tz, other: Option<Tz>) -> String {
        let there = other.and_then(|other| Some((other, local_at(at, other)?)));
        let (Some((other, there)), Some(here)) = (there, local_at(at, zone)) else { return String::new() };
        if there == here {
            return String::new();
        }
        let city = other.name().rsplit('/').next().unwrap_or_default().replace('_', " ");
        let day = if there.date() == here.date() {
            String::new()
        } else {
            format!(" {}/{}({})", there.month(), there.day(), self.weekday(there.weekday()))
        };
        format!(" ({city}{day} {:02}:{:02})", there.hour(), there.minute())
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
    /// differs too.
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
        text
    }

    /// A full date and time with its seconds where they are not zero.
    #[must_use]
    pub fn exact_time(&self, at: DateTime<Utc>, zone: Tz) -> String {
        let seconds = local_at(at, zone).map_or(0, |local| local.second());
        let text = self.full_time(at, zone);
        if seconds == 0 { text } else { format!("{text}:{seconds:02}") }
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

    /// A deadline as a clock time with what is left of it, or by how much it is over.
    #[must_use]
    pub fn deadline(&self, due: DateTime<Utc>, now: DateTime<Utc>, zone: Tz) -> String {
        let time = self.clock_time(due, now, zone);
        if due < now {
            return fill(self.overdue, &[("time", &time), ("late", &self.span(due, now))]);
        }
        fill(self.due_in, &[("time", &time), ("left", &self.span(now, due))])
    }

    /// What is due.
    #[must_use]
    pub fn due_kind(&self, kind: DueKind) -> &'static str {
        match kind {
            DueKind::Initial => self.initial_due,
            DueKind::Update => self.update_due,
        }
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
        let mut text = format!("{}: {} ({clock})\n", self.from, self.exact_time(from, zone));
        let targets = [(self.initial_due, Some(initial)), (self.update_due, update)];
        for (name, due) in targets {
            let Some(due) = due else {
                text += &format!("{name}: {}\n", self.no_target);
                continue;
            };
            let time = due.due.map_or(self.unknown.to_owned(), |at| self.exact_time(at, zone));
            text += &format!("{name}: {} ({})\n", fill(self.by, &[("time", &time)]), self.rule(due.rule));
            for span in &due.working {
                let minutes = fill(self.minutes, &[("n", &span.minutes().to_string())]);
                let (from, to) = (self.exact_time(span.from, zone), self.exact_time(span.to, zone));
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
