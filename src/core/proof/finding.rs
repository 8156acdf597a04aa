//! What can be wrong with a pack, and how that is said.
//!
//! One file, because every kind of finding stands here once with its fields, its id and its words.

use crate::core::pack::Lang;

/// Something wrong with a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The line of the pack, from 1.
    pub line: usize,
    /// What is wrong.
    pub kind: FindingKind,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gravity {
    /// Some case would be decided or shown wrongly.
    Error,
    /// Nothing is wrong for the user, but it is hardly meant so.
    Warning,
}

/// What a name should have named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Referent {
    /// A slide, or `ours`.
    Slide,
    /// A step of the checklist.
    Step,
    /// A question.
    Question,
    /// A level of severity.
    Level,
    /// A desk.
    Desk,
    /// A channel.
    Channel,
    /// Opening hours.
    Hours,
    /// A phone menu.
    Menu,
    /// A warning.
    Warning,
    /// A section of the text for support.
    Section,
    /// A value of the question that asks for the language.
    Language,
}

/// The kinds of findings. `table` is a table's path in the pack, `row` the id of its row or its place, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the text of each kind, below, says what its fields are")]
pub enum FindingKind {
    /// A text is missing in a language.
    BlankText { field: String, lang: Lang },
    /// A text holds a control character.
    ControlCharacter { field: String },
    /// A label or title holds a character that is one or two cells wide, as the terminal pleases.
    AmbiguousWidth { field: String, character: char },
    /// An address is not `https`, not ASCII, names a user, or has no full host.
    BadUrl { url: String },
    /// A phone number is not digits and hyphens, or from abroad not `+` and digits.
    BadNumber { number: String },
    /// A key of a phone menu is not one of a phone's keys.
    BadMenuKey { key: String },
    /// A date is not written as it must be.
    BadDate { field: String, found: String },
    /// Opening hours cannot be read.
    BadHours { hours: String, problem: String },
    /// A response target cannot be read.
    BadTarget { row: String, found: String },
    /// A clock is neither `business` nor `elapsed`.
    BadClock { desk: String, found: String },
    /// A response row has an update but no first response.
    UpdateWithoutInitial { row: String },
    /// Two rows have the same id.
    DuplicateId { table: String, id: String },
    /// An id is not ASCII letters, digits, `-` and `_`.
    BadId { table: String, id: String },
    /// A question has the name of a derived input.
    ReservedId { id: String },
    /// A name names nothing.
    UnknownReference { table: String, row: String, found: String, referent: Referent },
    /// A question that plays a part cannot play it.
    UnfitRole { role: String, question: String },
    /// A choice has no values, or another kind of question has some that it cannot have.
    UnfitValues { question: String },
    /// A format, or keeping a text as typed, does not go with the kind of question.
    UnfitFormat { question: String },
    /// An example breaks the format that it explains.
    UnfitExample { question: String, example: String },
    /// The agent's notes would stand in the text for support.
    MemoInCaseText { table: String, row: String },
    /// A condition tests an input that does not exist.
    UnknownInput { table: String, row: String, input: String },
    /// A condition tests an input that is derived only later.
    InputNotYetKnown { table: String, row: String, input: String },
    /// A condition tests a text.
    TextTested { table: String, row: String, input: String },
    /// A condition tests a value that its input never has.
    ImpossibleValue { table: String, row: String, input: String, value: String },
    /// A question waits for itself.
    QuestionCycle { question: String },
    /// A row of table 1 tests an answer that the table does not list.
    InputNotListed { row: String, input: String },
    /// Answers with which a first-hit table decides nothing.
    Gap { table: String, combinations: usize, example: Vec<(String, Option<String>)> },
    /// A row that no case fits.
    DeadRow { table: String, row: String },
    /// A row that only cases fit which an earlier row decides.
    ShadowedRow { table: String, row: String, by: String },
    /// A question that no case asks.
    NeverAsked { question: String },
    /// An answer is required or needed where its question is not asked.
    NotAskable { table: String, row: String, answer: String },
    /// A decision tests an answer that is never named as missing.
    NeverNeeded { question: String, table: String },
    /// No row leads to a level.
    UnreachableLevel { level: String },
    /// No row leads to a desk.
    UnreachableDesk { desk: String },
    /// No row offers a channel.
    UnreachableChannel { channel: String },
    /// A desk that takes the case, but no channel to it.
    NoChannel { combinations: usize, example: Vec<(String, Option<String>)> },
    /// A channel is offered that the order does not place.
    UnorderedChannel { row: String, channel: String },
    /// Something that nothing refers to.
    Unused { table: String, id: String },
    /// There are more combinations than are looked at.
    TooManyCombinations { table: String, bound: usize },
}

impl Finding {
    /// How much it matters.
    #[must_use]
    pub fn gravity(&self) -> Gravity {
        match self.kind {
            FindingKind::UnorderedChannel { .. } | FindingKind::Unused { .. } => Gravity::Warning,
            _ => Gravity::Error,
        }
    }

    /// What is wrong, in a sentence.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        match lang {
            Lang::Ja => self.kind.japanese(),
            Lang::En => self.kind.english(),
        }
    }
}

impl FindingKind {
    /// A name for the kind that never changes.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::BlankText { .. } => "blank-text",
            Self::ControlCharacter { .. } => "control-character",
            Self::AmbiguousWidth { .. } => "ambiguous-width",
            Self::BadUrl { .. } => "bad-url",
            Self::BadNumber { .. } => "bad-number",
            Self::BadMenuKey { .. } => "bad-menu-key",
            Self::BadDate { .. } => "bad-date",
            Self::BadHours { .. } => "bad-hours",
            Self::BadTarget { .. } => "bad-target",
            Self::BadClock { .. } => "bad-clock",
            Self::UpdateWithoutInitial { .. } => "update-without-initial",
            Self::DuplicateId { .. } => "duplicate-id",
            Self::BadId { .. } => "bad-id",
            Self::ReservedId { .. } => "reserved-id",
            Self::UnknownReference { .. } => "unknown-reference",
            Self::UnfitRole { .. } => "unfit-role",
            Self::UnfitValues { .. } => "unfit-values",
            Self::UnfitFormat { .. } => "unfit-format",
            Self::UnfitExample { .. } => "unfit-example",
            Self::MemoInCaseText { .. } => "memo-in-case-text",
            Self::UnknownInput { .. } => "unknown-input",
            Self::InputNotYetKnown { .. } => "input-not-yet-known",
            Self::TextTested { .. } => "text-tested",
            Self::ImpossibleValue { .. } => "impossible-value",
            Self::QuestionCycle { .. } => "question-cycle",
            Self::InputNotListed { .. } => "input-not-listed",
            Self::Gap { .. } => "gap",
            Self::DeadRow { .. } => "dead-row",
            Self::ShadowedRow { .. } => "shadowed-row",
            Self::NeverAsked { .. } => "never-asked",
            Self::NotAskable { .. } => "not-askable",
            Self::NeverNeeded { .. } => "never-needed",
            Self::UnreachableLevel { .. } => "unreachable-level",
            Self::UnreachableDesk { .. } => "unreachable-desk",
            Self::UnreachableChannel { .. } => "unreachable-channel",
            Self::NoChannel { .. } => "no-channel",
            Self::UnorderedChannel { .. } => "unordered-channel",
            Self::Unused { .. } => "unused",
            Self::TooManyCombinations { .. } => "too-many-combinations",
        }
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each kind")]
    fn english(&self) -> String {
        match self {
            Self::BlankText { field, lang: Lang::Ja } => format!("{field}: the Japanese text is blank"),
            Self::BlankText { field, lang: Lang::En } => format!("{field}: the English text is blank"),
            Self::ControlCharacter { field } => format!("{field}: holds a control character"),
            Self::AmbiguousWidth { field, character } => format!(
                "{field}: U+{:04X} is one or two cells wide, depending on the terminal",
                u32::from(*character)
            ),
            Self::BadUrl { url } => {
                format!("\"{url}\" is no clean address: https://host.domain/… in ASCII, without a user")
            }
            Self::BadNumber { number } => {
                format!("\"{number}\" is no phone number: digits and hyphens, from abroad + and digits")
            }
            Self::BadMenuKey { key } => format!("\"{key}\" is no key of a phone: one of 0 to 9, * and #"),
            Self::BadDate { field, found } => {
                format!(
                    "{field} = \"{found}\" is no date: YYYY-MM, or a day YYYY-MM-DD where one was verified"
                )
            }
            Self::BadHours { hours, problem } => format!("hours.{hours}: {problem}"),
            Self::BadTarget { row, found } => {
                format!("response row {row}: \"{found}\" is no target: 15m, 24h or next-business-day")
            }
            Self::BadClock { desk, found } => {
                format!("desk {desk}: clock = \"{found}\" is neither business nor elapsed")
            }
            Self::UpdateWithoutInitial { row } => {
                format!("response row {row}: an update without a first response is never shown")
            }
            Self::DuplicateId { table, id } => format!("{table}: the id {id} stands there twice"),
            Self::BadId { table, id } => {
                format!("{table}: the id \"{id}\" is not of ASCII letters, digits, - and _")
            }
            Self::ReservedId { id } => format!("questions: {id} is the name of an input that is derived"),
            Self::UnknownReference { table, row, found, referent } => {
                format!("{table}, {row}: \"{found}\" is {}", referent.english())
            }
            Self::UnfitRole { role, question } => {
                format!("roles.{role}: the question {question} has not the kind or the values for it")
            }
            Self::UnfitValues { question } => format!(
                "question {question}: a choice has values, a yes-no question at most true and false, others none"
            ),
            Self::UnfitFormat { question } => {
                format!("question {question}: a format is for a line, and only texts are kept as typed")
            }
            Self::UnfitExample { question, example } => {
                format!("question {question}: the example \"{example}\" is not of the format it explains")
            }
            Self::MemoInCaseText { table, row } => {
                format!("{table}, {row}: the agent's notes never go to support")
            }
            Self::UnknownInput { table, row, input } => format!("{table}, {row}: there is no input {input}"),
            Self::InputNotYetKnown { table, row, input } => {
                format!("{table}, {row}: {input} is not known yet where this is evaluated")
            }
            Self::TextTested { table, row, input } => {
                format!("{table}, {row}: {input} is a text; only choices and yes-no questions can be tested")
            }
            Self::ImpossibleValue { table, row, input, value } => {
                format!("{table}, {row}: {input} is never \"{value}\"")
            }
            Self::QuestionCycle { question } => {
                format!("question {question}: whether it is asked depends on its own answer")
            }
            Self::InputNotListed { row, input } => {
                format!("severity, {row}: tests {input}, which severity.inputs does not list")
            }
            Self::Gap { table, combinations, example } => format!(
                "{table}: no row decides {combinations} combination(s) of its inputs, such as {}",
                list(example, "not applicable")
            ),
            Self::DeadRow { table, row } => format!("{table}, {row}: no case fits this row"),
            Self::ShadowedRow { table, row, by } => {
                format!("{table}, {row}: every case that fits is decided by an earlier row, such as {by}")
            }
            Self::NeverAsked { question } => format!("question {question}: no case asks it"),
            Self::NotAskable { table, row, answer } => {
                format!("{table}, {row}: {answer} is not asked where this row wants its answer")
            }
            Self::NeverNeeded { question, table } => {
                format!(
                    "{table}: depends on {question}, which no row of needed names: it could stay undecided"
                )
            }
            Self::UnreachableLevel { level } => {
                format!("level {level}: no row proposes it, no answer chooses it")
            }
            Self::UnreachableDesk { desk } => format!("desk {desk}: no case comes there"),
            Self::UnreachableChannel { channel } => format!("channel {channel}: no case is offered it"),
            Self::NoChannel { combinations, example } => format!(
                "channel.rows: {combinations} combination(s) have a desk but no channel to it, such as {}",
                list(example, "not applicable")
            ),
            Self::UnorderedChannel { row, channel } => {
                format!("channel.order, {row}: does not place the channel {channel}, which is offered there")
            }
            Self::Unused { table, id } => format!("{table}: nothing refers to {id}"),
            Self::TooManyCombinations { table, bound } => {
                format!("{table}: more than {bound} combinations; not proven")
            }
        }
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each kind")]
    fn japanese(&self) -> String {
        match self {
            Self::BlankText { field, lang: Lang::Ja } => format!("{field}: 日本語の文が空です"),
            Self::BlankText { field, lang: Lang::En } => format!("{field}: 英語の文が空です"),
            Self::ControlCharacter { field } => format!("{field}: 制御文字が含まれています"),
            Self::AmbiguousWidth { field, character } => {
                format!(
                    "{field}: U+{:04X} の表示幅は端末によって 1 桁または 2 桁になります",
                    u32::from(*character)
                )
            }
            Self::BadUrl { url } => {
                format!(
                    "「{url}」は使える URL ではありません（https、ASCII のみ、ユーザー名なし、ドメイン付きホスト）"
                )
            }
            Self::BadNumber { number } => {
                format!("「{number}」は電話番号ではありません（数字とハイフン、国際表記は + と数字）")
            }
            Self::BadMenuKey { key } => format!("「{key}」は電話のキーではありません（0～9、*、#）"),
            Self::BadDate { field, found } => {
                format!("{field} = \"{found}\" は日付ではありません（YYYY-MM、確認日は YYYY-MM-DD も可）")
            }
            Self::BadHours { hours, problem } => {
                format!("hours.{hours}: 受付時間を読み取れません: {problem}")
            }
            Self::BadTarget { row, found } => format!(
                "response の行 {row}: 「{found}」は応答目標ではありません（15m、24h、next-business-day）"
            ),
            Self::BadClock { desk, found } => {
                format!("窓口 {desk}: clock = \"{found}\" は business でも elapsed でもありません")
            }
            Self::UpdateWithoutInitial { row } => {
                format!("response の行 {row}: 初回応答のない更新間隔は表示されません")
            }
            Self::DuplicateId { table, id } => format!("{table}: ID {id} が重複しています"),
            Self::BadId { table, id } => {
                format!("{table}: ID「{id}」に使えるのは ASCII の英数字、-、_ だけです")
            }
            Self::ReservedId { id } => format!("questions: {id} は導出される入力の名前です"),
            Self::UnknownReference { table, row, found, referent } => {
                format!("{table} の {row}: 「{found}」という{}はありません", referent.japanese())
            }
            Self::UnfitRole { role, question } => {
                format!("roles.{role}: 質問 {question} の種類または値がこの役割に合いません")
            }
            Self::UnfitValues { question } => format!(
                "質問 {question}: choice には values が必要です。yes-no は true と false のみ、ほかの種類は values なしです"
            ),
            Self::UnfitFormat { question } => {
                format!("質問 {question}: format は line のみ、verbatim は文章の質問のみです")
            }
            Self::UnfitExample { question, example } => {
                format!("質問 {question}: 例「{example}」が書式に合いません")
            }
            Self::MemoInCaseText { table, row } => {
                format!("{table} の {row}: メモはサポートへの文面に入れられません")
            }
            Self::UnknownInput { table, row, input } => {
                format!("{table} の {row}: 入力 {input} はありません")
            }
            Self::InputNotYetKnown { table, row, input } => {
                format!("{table} の {row}: {input} はこの表を評価する時点ではまだ決まっていません")
            }
            Self::TextTested { table, row, input } => {
                format!(
                    "{table} の {row}: {input} は文章です。条件にできるのは選択と「はい・いいえ」だけです"
                )
            }
            Self::ImpossibleValue { table, row, input, value } => {
                format!("{table} の {row}: {input} が「{value}」になることはありません")
            }
            Self::QuestionCycle { question } => {
                format!("質問 {question}: 表示の条件が自身の回答に依存しています")
            }
            Self::InputNotListed { row, input } => {
                format!("severity の {row}: severity.inputs にない {input} を条件にしています")
            }
            Self::Gap { table, combinations, example } => format!(
                "{table}: どの行にも当てはまらない組み合わせが {combinations} 通りあります（例: {}）",
                list(example, "対象外")
            ),
            Self::DeadRow { table, row } => {
                format!("{table} の {row}: この行に当てはまるケースはありません")
            }
            Self::ShadowedRow { table, row, by } => {
                format!("{table} の {row}: 当てはまるケースはすべて上の行（{by} など）で決まります")
            }
            Self::NeverAsked { question } => format!("質問 {question}: 表示されるケースがありません"),
            Self::NotAskable { table, row, answer } => {
                format!("{table} の {row}: この行が求める {answer} の質問が表示されません")
            }
            Self::NeverNeeded { question, table } => {
                format!("{table}: 判定に使う {question} が needed のどの行にもなく、未決定のままになりえます")
            }
            Self::UnreachableLevel { level } => {
                format!("レベル {level}: 提案する行も選べる回答もありません")
            }
            Self::UnreachableDesk { desk } => format!("窓口 {desk}: 振り分けられるケースがありません"),
            Self::UnreachableChannel { channel } => {
                format!("連絡手段 {channel}: 提示されるケースがありません")
            }
            Self::NoChannel { combinations, example } => format!(
                "channel.rows: 窓口はあるのに連絡手段がない組み合わせが {combinations} 通りあります（例: {}）",
                list(example, "対象外")
            ),
            Self::UnorderedChannel { row, channel } => {
                format!("channel.order の {row}: 提示される連絡手段 {channel} の順序がありません")
            }
            Self::Unused { table, id } => format!("{table}: {id} はどこからも参照されていません"),
            Self::TooManyCombinations { table, bound } => {
                format!("{table}: 組み合わせが {bound} 通りを超えるため証明していません")
            }
        }
    }
}

impl Referent {
    fn english(self) -> &'static str {
        match self {
            Self::Slide => "no slide, nor \"ours\"",
            Self::Step => "no step",
            Self::Question => "no question",
            Self::Level => "no level",
            Self::Desk => "no desk",
            Self::Channel => "no channel",
            Self::Hours => "no opening hours",
            Self::Menu => "no phone menu",
            Self::Warning => "no warning",
            Self::Section => "no section of the case text",
            Self::Language => "no value of the question for the language",
        }
    }

    fn japanese(self) -> &'static str {
        match self {
            Self::Slide => "スライド（または ours）",
            Self::Step => "ステップ",
            Self::Question => "質問",
            Self::Level => "レベル",
            Self::Desk => "窓口",
            Self::Channel => "連絡手段",
            Self::Hours => "受付時間",
            Self::Menu => "電話メニュー",
            Self::Warning => "注意",
            Self::Section => "文面の区分",
            Self::Language => "言語の値",
        }
    }
}

fn list(example: &[(String, Option<String>)], absent: &str) -> String {
    let one = |(input, value): &(String, Option<String>)| match value {
        Some(value) => format!("{input} = {value}"),
        None => format!("{input}: {absent}"),
    };
    example.iter().map(one).collect::<Vec<_>>().join(", ")
}
