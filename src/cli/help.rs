//! The command line in Japanese: clap's own sentences cannot be translated, so help and errors are made here from what clap
//! knows. English is clap's.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command};

use crate::core::clean::{clean, clean_line};
use crate::core::pack::Lang;

/// Japanese for every command and argument: the command's path below the program (`pack check`), the argument's id (empty
/// for the command itself), the words. A test holds that none is missing.
const JAPANESE: &[(&str, &str, &str)] = &[
    ("", "", "サポートに連絡する前の確認: シビラティ、窓口、電話で押すキー、応答期限"),
    ("", "lang", "表示言語: ja か en"),
    ("", "pack", "同梱のパックの代わりに使うパック"),
    ("", "config", "標準の設定ファイルの代わりに使うファイル"),
    ("", "data", "ケースを置くフォルダ（標準の場所の代わり）"),
    ("plain", "", "一行ずつの質問で進む（画面読み上げやパイプ向け）"),
    ("plain", "profile", "回答を入れておくプロファイルの名前"),
    ("plain", "at", "判定する日時（省略時は現在）"),
    ("route", "", "ケースファイルを判定する"),
    ("route", "file", "ケースファイル。- は標準入力"),
    ("route", "at", "判定する日時（省略時は現在）"),
    ("route", "format", "出力の形式"),
    ("now", "", "窓口が受付中かを表示する（日本の窓口が受付中なら終了コード 0、時間外なら 1）"),
    ("now", "at", "確認する日時（省略時は現在）"),
    ("now", "format", "出力の形式"),
    ("due", "", "応答期限とその計算を表示する。--open なら保存したケースの応答待ちを並べる"),
    ("due", "from", "受付の日時"),
    ("due", "plan", "サポートプラン"),
    ("due", "severity", "シビラティ"),
    ("due", "desk", "窓口"),
    ("due", "open", "代わりに、保存した全ケースの応答待ちの期限を近い順に並べる"),
    ("due", "at", "その一覧の日時（省略時は現在）"),
    ("due", "format", "出力の形式。line は --open のとき、いちばん近い期限を一行で（ステータスライン向け）"),
    ("cases", "", "保存したケースの一覧: ID、段階、件名、SR 番号、期限"),
    ("cases", "words", "ケースに含まれる語（すべてを含むもの）"),
    (
        "cases",
        "stage",
        "この段階だけ（繰り返せる）: draft, ready, opened, closed, discarded。省略時は破棄以外",
    ),
    ("cases", "format", "出力の形式"),
    ("digest", "", "対応中のケースの申し送り（箇条書き、次の行動が先頭）。メモと秘密情報は入らない"),
    ("digest", "at", "申し送りの日時（省略時は現在）"),
    ("export", "", "保存したケースを、よそで取り込める形で書き出す"),
    ("export", "id", "ケースの ID（precase cases で確認）"),
    ("export", "all", "破棄したもの以外の全ケース"),
    ("export", "format", "ファイルの形式。jsonl は一行に一ケース"),
    ("export", "with_memo", "メモと回答の変更履歴も含める"),
    ("export", "out", "標準出力の代わりに書き込むファイル"),
    ("import", "", "書き出したケースを取り込む（全部か、まったくなしか）。既にあるケースはそのまま残す"),
    ("import", "file", "export が書いた TOML か JSON Lines のファイル。- は標準入力"),
    ("import", "replace", "既にあるケースも置き換える（元の回答は履歴に残る）"),
    ("purge", "", "期限より古い完了・破棄ケースと、コピー・退避した文面を調べる。--yes で消す"),
    ("purge", "older_than", "保存期間。例: 90d。省略時は設定の [store] retention"),
    ("purge", "yes", "調べるだけでなく、消す"),
    ("doctor", "", "設定、データ、パック、端末を調べる（直すところがあれば終了コード 1）"),
    ("doctor", "format", "出力の形式"),
    ("extract", "", "招待メールやリンクから見つかった回答を表示する"),
    ("extract", "file", "読み取るファイル（省略時は標準入力）"),
    ("extract", "format", "出力の形式"),
    ("text", "", "そのまま貼り付けられるケース本文を表示する"),
    ("text", "file", "ケースファイル。- は標準入力"),
    ("text", "format", "本文の形式"),
    ("text", "at", "判定する日時（省略時は現在）"),
    ("text", "reader", "誰に宛てた文面か"),
    ("text", "out", "標準出力の代わりに書き込むファイル"),
    ("pack", "", "パックを扱う"),
    ("pack check", "", "パックを検査する: 形式、両言語の文面、リンク、表の網羅と無駄な行"),
    ("pack check", "file", "検査するパック（省略時は使用中のもの）"),
    ("config", "", "設定を扱う"),
    ("config show", "", "いまの設定を既定値も含めて表示する"),
    ("config check", "", "設定ファイルを読んで検査する"),
    ("config path", "", "設定ファイルの置き場所を表示する"),
    ("config sample", "", "すべての設定を説明つきで示した見本を表示する"),
    ("config", "", "設定を扱う"),
    ("config show", "", "有効な設定を既定値も含めて表示する"),
    ("config check", "", "設定ファイルを読み、問題がないかを表示する"),
    ("config path", "", "設定ファイルの置き場所を表示する"),
    ("config sample", "", "すべての設定を説明つきの見本として表示する"),
    ("completions", "", "シェルの補完スクリプトを表示する"),
    ("completions", "shell", "シェル"),
    ("man", "", "マニュアルページを表示する"),
];

const JAPANESE_TEMPLATE: &str = "{about}\n\n使い方: {usage}\n\n{all-args}";

/// The command in a language.
#[must_use]
pub fn in_language(command: Command, lang: Lang) -> Command {
    match lang {
        Lang::En => command,
        Lang::Ja => translate(command, ""),
    }
}

fn translate(command: Command, path: &str) -> Command {
    let below: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    let mut command = command
        .help_template(JAPANESE_TEMPLATE)
        .subcommand_help_heading("コマンド")
        .disable_help_flag(true)
        .mut_args(|arg: Arg| {
            let words = japanese(path, arg.get_id().as_str());
            let heading = if arg.is_positional() { "引数" } else { "オプション" };
            let arg = arg.help_heading(heading);
            match words {
                Some(words) => arg.help(words),
                None => arg,
            }
        })
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .action(clap::ArgAction::Help)
                .help("この説明を表示する")
                .help_heading("オプション"),
        );
    if path.is_empty() {
        command = command.disable_version_flag(true).arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(clap::ArgAction::Version)
                .help("バージョンを表示する")
                .help_heading("オプション"),
        );
    }
    if let Some(words) = japanese(path, "") {
        command = command.about(words);
    }
    for name in below {
        let path = if path.is_empty() { name.clone() } else { format!("{path} {name}") };
        command = command.mut_subcommand(&name, |sub| translate(sub, &path));
    }
    command
}

fn japanese(path: &str, argument: &str) -> Option<&'static str> {
    JAPANESE.iter().find(|(of, id, _)| *of == path && *id == argument).map(|(_, _, words)| *words)
}

/// What is wrong with a command line, as a sentence.
#[must_use]
pub fn refusal(error: &clap::Error, lang: Lang) -> String {
    if lang == Lang::En {
        // It quotes what was given as it was given.
        let rendered = error.to_string();
        return clean(rendered.trim_start_matches("error: ").trim_end()).into_owned();
    }
    let context = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(clean_line(text).into_owned()),
        Some(ContextValue::Strings(texts)) => Some(clean_line(&texts.join(", ")).into_owned()),
        Some(ContextValue::StyledStr(text)) => Some(clean_line(&text.to_string()).into_owned()),
        _ => None,
    };
    let argument = context(ContextKind::InvalidArg).unwrap_or_default();
    let value = context(ContextKind::InvalidValue).unwrap_or_default();
    let mut sentence = match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => format!("{argument} に値がありません。"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("{argument} に「{value}」は使えません。")
        }
        ErrorKind::UnknownArgument => format!("「{argument}」という引数はありません。"),
        ErrorKind::InvalidSubcommand => {
            let found = context(ContextKind::InvalidSubcommand).unwrap_or_default();
            format!("「{found}」というコマンドはありません。")
        }
        ErrorKind::MissingRequiredArgument => format!("必要な引数がありません: {argument}"),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "コマンドが足りません。".to_owned()
        }
        ErrorKind::ArgumentConflict => {
            let other = context(ContextKind::PriorArg).unwrap_or_default();
            if other.is_empty() || other == argument {
                format!("{argument} は一度だけ指定できます。")
            } else {
                format!("{argument} は {other} と一緒には使えません。")
            }
        }
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("{argument} の値の数が合いません。")
        }
        ErrorKind::InvalidUtf8 => "引数に UTF-8 でない文字があります。".to_owned(),
        _ => error.to_string(),
    };
    if let Some(allowed) = context(ContextKind::ValidValue).or_else(|| context(ContextKind::ValidSubcommand))
    {
        sentence += &format!(" 使えるもの: {allowed}");
    }
    let nearest = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    if let Some(nearest) = nearest.into_iter().find_map(context) {
        sentence += &format!(" 「{nearest}」ではありませんか。");
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(command: &Command, path: &str) {
        assert!(japanese(path, "").is_some(), "no Japanese for the command {path:?}");
        for argument in
            command.get_arguments().filter(|one| !["help", "version"].contains(&one.get_id().as_str()))
        {
            // Global arguments stand in every command; their words stand once.
            let id = argument.get_id().as_str();
            let known = japanese(path, id).or_else(|| japanese("", id).filter(|_| argument.is_global_set()));
            assert!(known.is_some(), "no Japanese for {id} of {path:?}");
        }
        for sub in command.get_subcommands() {
            let path = if path.is_empty() {
                sub.get_name().to_owned()
            } else {
                format!("{path} {}", sub.get_name())
            };
            check(sub, &path);
        }
    }

    #[test]
    fn every_command_and_argument_has_japanese_words() {
        check(&<super::super::Arguments as clap::CommandFactory>::command(), "");
    }

    #[test]
    fn the_japanese_command_line_is_sound() {
        in_language(<super::super::Arguments as clap::CommandFactory>::command(), Lang::Ja).debug_assert();
    }
}
