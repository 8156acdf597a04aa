//! The words of every command: short for the footer, in full for the help, and its reading in hiragana.
//!
//! One match, so that a command without words does not compile.

use crate::keys::Command;

/// The words of a command.
pub struct Words {
    /// Japanese, short and in full.
    pub ja: (&'static str, &'static str),
    /// English, short and in full.
    pub en: (&'static str, &'static str),
    /// How the Japanese is read.
    pub reading: &'static str,
}

const fn words(
    ja: (&'static str, &'static str),
    reading: &'static str,
    en: (&'static str, &'static str),
) -> Words {
    Words { ja, en, reading }
}

/// The words of a command.
#[must_use]
#[expect(clippy::too_many_lines, reason = "one line a command")]
pub fn of(command: Command) -> Words {
    match command {
        Command::Advance => {
            words(("次へ", "次の未回答の質問へ進む"), "つぎへすすむ", ("on", "To the next open question"))
        }
        Command::Next => {
            words(("移動", "次の質問・項目へ"), "つぎ", ("move", "To the next question or item"))
        }
        Command::Previous => {
            words(("前", "前の質問・項目へ"), "まえ", ("back", "To the question or item before"))
        }
        Command::NextStep => {
            words(("ステップ", "次のステップへ"), "つぎのすてっぷ", ("step", "To the next step"))
        }
        Command::PreviousStep => {
            words(("前の段", "前のステップへ"), "まえのすてっぷ", ("prev. step", "To the step before"))
        }
        Command::NextNeeded => words(
            ("必須へ", "判定に必要・必須の未回答へ移動"),
            "ひっす",
            ("needed", "To the next question that is needed or required"),
        ),
        Command::ChooseNext => words(
            ("選ぶ", "次の選択肢を選ぶ（左右）"),
            "えらぶ",
            ("choose", "Chooses the next value (Left and Right)"),
        ),
        Command::ChoosePrevious => {
            words(("選ぶ", "前の選択肢を選ぶ"), "えらぶ", ("choose", "Chooses the value before"))
        }
        Command::Clear => words(("消す", "回答を取り消す"), "とりけす", ("clear", "Takes the answer away")),
        Command::OpenSheet => words(
            ("電話シート", "電話シートを開く・質問へ戻る"),
            "でんわしーと",
            ("sheet", "Opens the call sheet, or goes back to the questions"),
        ),
        Command::OpenCases => {
            words(("一覧", "ケース一覧を開く"), "けーすいちらん", ("cases", "Opens the list of cases"))
        }
        Command::OpenReference => {
            words(("資料", "資料の表を開く"), "しりょう", ("reference", "Opens the tables of the source"))
        }
        Command::OpenHelp => {
            words(("キー", "キー操作の一覧"), "きーそうさ へるぷ", ("keys", "Lists the keys"))
        }
        Command::OpenReasons => words(
            ("理由", "判定の理由（表・行・資料）を見る"),
            "りゆう",
            ("why", "Shows why: table, row and slide"),
        ),
        Command::OpenMemo => {
            words(("メモ", "時刻つきのメモを書く"), "めも", ("note", "Writes a time-stamped note"))
        }
        Command::OpenProfiles => words(
            ("プロファイル", "設定のプロファイルから回答を入れる"),
            "ぷろふぁいる",
            ("profile", "Fills in the answers of a profile"),
        ),
        Command::OpenWhatIf => words(
            ("もしも", "別の答えなら判定がどう変わるか"),
            "もしも",
            ("what if", "Shows what another answer would change"),
        ),
        Command::OpenWays => words(
            ("持ち出し", "コピー・開く・読み上げる項目の一覧"),
            "もちだし こぴー ひらく",
            ("ways out", "Lists what can be copied, opened or spelled"),
        ),
        Command::OpenAddress => words(
            ("開く", "選んだリンクを開く・電話アプリに渡す"),
            "ひらく でんわ",
            ("open", "Opens the selected link, or hands the number to the softphone"),
        ),
        Command::OpenStepper => words(
            ("音声メニュー", "音声メニューのキーを一つずつ表示"),
            "おんせいめにゅー",
            ("menu", "Shows the keys of the phone menu one by one"),
        ),
        Command::OpenSpelling => words(
            ("読み上げ", "一文字ずつの読み方を表示"),
            "よみあげ つうわひょう",
            ("spell", "Shows how to read it out letter by letter"),
        ),
        Command::Back => words(
            ("戻る", "閉じる・前の質問へ戻る"),
            "もどる とじる",
            ("back", "Closes what is open; else to the question before"),
        ),
        Command::TakeSheet => words(
            ("更新", "シートを今の判定に更新"),
            "こうしん",
            ("take over", "Takes the present verdict over into the sheet"),
        ),
        Command::WriteSupport => words(
            ("記入", "SR 番号・担当・合意したシビラティを書く"),
            "きにゅう",
            ("fill in", "To the fields: support's case number, engineer, severity agreed"),
        ),
        Command::ScrollDown => {
            words(("続き", "シートの続きを見る"), "つづき した", ("scroll", "Shows what stands further down"))
        }
        Command::ScrollUp => {
            words(("続き", "シートの上へ戻る"), "うえ", ("scroll", "Shows what stands further up"))
        }
        Command::Called => words(
            ("電話した", "電話した時刻を記録（応答期限の起点）"),
            "でんわした",
            ("called", "Records the call: the deadline runs from here"),
        ),
        Command::Filed => words(
            ("起票した", "起票した時刻を記録（応答期限の起点）"),
            "きひょうした",
            ("filed", "Records the filing: the deadline runs from here"),
        ),
        Command::Responded => words(
            ("応答あり", "初回応答・更新を受けた時刻を記録"),
            "おうとう",
            ("answered", "Records the first response, or an update"),
        ),
        Command::MenuAsShown => words(
            ("表示どおり", "音声メニューは表示どおりだった"),
            "ひょうじどおり",
            ("as shown", "The phone menu was as shown"),
        ),
        Command::MenuDiffered => words(
            ("違った", "音声メニューが表示と違った"),
            "ちがった",
            ("differed", "The phone menu differed"),
        ),
        Command::CloseCase => words(
            ("クローズ", "ケースを閉じる・再び開く"),
            "くろーず",
            ("close", "Closes the case, or opens it again"),
        ),
        Command::CopyText => words(
            ("コピー", "ケース本文をコピー（持ち出しの一覧では選んだ項目）"),
            "ほんぶんこぴー",
            ("copy", "Copies the text for support; in the list of ways out, what is selected"),
        ),
        Command::CopyRequesterText => words(
            ("依頼者文面", "依頼者向けの文面をコピー"),
            "いらいしゃ",
            ("copy reply", "Copies the text for the requester"),
        ),
        Command::CopyDigest => words(
            ("申し送り", "対応中のケースを申し送り文としてコピー"),
            "もうしおくり ひきつぎ こぴー",
            ("copy digest", "Copies the open cases as bullets for the team"),
        ),
        Command::SwitchLanguage => words(
            ("English", "表示言語を切り替える"),
            "げんご にほんご えいご",
            ("日本語", "Switches the language of the program"),
        ),
        Command::NewCase => words(
            ("新規", "今のケースを保管して新しいケースを始める"),
            "しんき あたらしい",
            ("new", "Parks the case and begins another"),
        ),
        Command::Resume => {
            words(("再開", "前回の続きを再開"), "さいかい つづき", ("resume", "Takes up the unfinished case"))
        }
        Command::Discard => words(
            ("破棄", "ケースを破棄（元に戻せます）"),
            "はき",
            ("discard", "Throws the case away; can be taken back"),
        ),
        Command::UndoDiscard => words(
            ("破棄の取消", "直前の破棄を元に戻す"),
            "はきとりけし",
            ("undo discard", "Takes the last discarding back"),
        ),
        Command::Take => words(
            ("決定", "選択中の項目を開く・使う"),
            "ひらく けってい",
            ("select", "Opens or uses what is selected"),
        ),
        Command::TakeMarked => words(
            ("取り込む", "[x] の付いた項目をすべて取り込む"),
            "とりこむ",
            ("take over", "Takes over all that is marked [x]"),
        ),
        Command::TakeOver => words(
            ("引き継ぐ", "別の画面で開いているケースを引き継ぐ"),
            "ひきつぐ",
            ("take over", "Takes over a case that is open in another window"),
        ),
        Command::Toggle => words(
            ("選択", "取り込むかどうかを切り替える"),
            "せんたく",
            ("take/leave", "Takes or leaves out the item"),
        ),
        Command::PageUp => words(("前ページ", "一画面上へ"), "まえぺーじ", ("page up", "One page up")),
        Command::PageDown => words(("ページ", "一画面下へ"), "つぎぺーじ", ("page", "One page down")),
        Command::Redraw => {
            words(("再描画", "画面を描き直す"), "さいびょうが", ("redraw", "Draws the screen anew"))
        }
        Command::Interrupt => words(
            ("終了", "もう一度押すと終了（内容は保存されます）"),
            "しゅうりょう",
            ("leave", "Leaves at the second press; everything is kept"),
        ),
        Command::Leave => words(
            ("終了", "終了（内容は保存されます）"),
            "しゅうりょう",
            ("leave", "Leaves; everything is kept"),
        ),
        Command::NewLine => words(("改行", "改行を入れる"), "かいぎょう", ("new line", "Begins a new line")),
        Command::Left => words(("左", "カーソルを左へ"), "ひだり", ("left", "Caret to the left")),
        Command::Right => words(("右", "カーソルを右へ"), "みぎ", ("right", "Caret to the right")),
        Command::WordLeft => {
            words(("前の語", "カーソルを前の語へ"), "まえのご", ("word left", "Caret to the word before"))
        }
        Command::WordRight => {
            words(("次の語", "カーソルを次の語へ"), "つぎのご", ("word right", "Caret to the next word"))
        }
        Command::Home => {
            words(("行頭", "カーソルを行頭へ"), "ぎょうとう", ("start", "Caret to the start of the line"))
        }
        Command::End => {
            words(("行末", "カーソルを行末へ"), "ぎょうまつ", ("end", "Caret to the end of the line"))
        }
        Command::DeleteBack => words(
            ("削除", "前の文字を消す（Ctrl-H も同じ）"),
            "さくじょ",
            ("delete", "Deletes the character before (also Ctrl-H)"),
        ),
        Command::DeleteForward => {
            words(("削除", "次の文字を消す"), "さくじょ", ("delete", "Deletes the character behind"))
        }
        Command::DeleteWord => {
            words(("語を削除", "前の語を消す"), "ごをさくじょ", ("delete word", "Deletes the word before"))
        }
        Command::KillToEnd => words(
            ("行末まで削除", "行末まで消す"),
            "ぎょうまつまでさくじょ",
            ("delete to end", "Deletes to the end of the line"),
        ),
        Command::Undo => words(
            ("元に戻す", "入力を元に戻す"),
            "もとにもどす",
            ("undo", "Takes the last change of the text back"),
        ),
        Command::Redo => {
            words(("やり直す", "元に戻した入力をやり直す"), "やりなおす", ("redo", "Makes it again"))
        }
    }
}
