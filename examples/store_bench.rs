//! Measures the store on many made-up cases: opening, saving a key press, the list and the search.
//!
//! `cargo run --release --example store_bench [CASES] [FOLDER]`; 100,000 cases unless said. A folder given is kept and
//! used again.
#![allow(clippy::indexing_slicing, reason = "a generator over its own tables")]

use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use precase::core::case::{Act, ActKind, Memo, Origin};
use precase::store::{CaseId, Filter, Stage, Store, StoredCase};

/// A small generator of our own: the same cases every time.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.throw(words.len())]
    }
}

const THINGS: [&str; 14] = [
    "会議",
    "ログイン",
    "音声",
    "映像",
    "画面共有",
    "録画",
    "着信",
    "発信",
    "転送",
    "キュー",
    "通知",
    "招待メール",
    "デバイス",
    "VPN",
];
const FAULTS: [&str; 10] = [
    "できない",
    "途切れる",
    "遅延する",
    "表示されない",
    "エラーになる",
    "開始できない",
    "参加できない",
    "聞こえない",
    "映らない",
    "繰り返し失敗する",
];
const PLACES: [&str; 8] =
    ["東京本社", "大阪支店", "名古屋工場", "福岡営業所", "札幌", "自宅", "仙台", "横浜"];
const NAMES: [&str; 8] = ["佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村"];

const LONG: &str = "会議を開く 東京本社のPCで佐藤さんの予定を選ぶ 再起動、キャッシュの削除、別の回線での確認 \
     Error failed, please try again Windows 11 24H2 customer webex.com technical cloud zz9";

fn made_up(dice: &mut Dice, number: u32, now: DateTime<Utc>) -> StoredCase {
    let begun = now - TimeDelta::minutes(i64::from(number) * 5);
    let mut stored = StoredCase::new(CaseId::new(begun), begun);
    let (thing, fault, place, name) =
        (dice.pick(&THINGS), dice.pick(&FAULTS), dice.pick(&PLACES), dice.pick(&NAMES));
    let code = dice.throw(90_000) + 10_000;
    let site = dice.throw(400);
    let answers = &mut stored.case.answers;
    for (input, text) in [
        ("summary", format!("{place}で{thing}が{fault}")),
        ("purpose", "technical".to_owned()),
        ("deployment", "cloud".to_owned()),
        ("product", dice.pick(&["meetings", "calling", "contact-center", "messaging"]).to_owned()),
        ("plan", dice.pick(&["basic", "enhanced", "premium"]).to_owned()),
        ("language", "ja".to_owned()),
        ("impact_scope", dice.pick(&["single", "group", "wide", "organization"]).to_owned()),
        ("impact_pattern", dice.pick(&["continuous", "intermittent"]).to_owned()),
        ("impact_function", dice.pick(&["core", "major", "partial", "minor"]).to_owned()),
        ("site_url", format!("customer{site}.webex.com")),
        ("org_name", format!("株式会社{name}商事 {place}")),
        ("meeting_number", format!("25{code}{code}")),
        ("account_email", format!("user{code}@customer{site}.example.jp")),
        ("error_message", format!("Error {code}: {thing} failed, please try again")),
        (
            "steps",
            format!("1. {thing}を開く\n2. {place}のPCで{name}さんの予定を選ぶ\n3. {fault}ことを確認する"),
        ),
        ("tried", format!("再起動、キャッシュの削除、別の回線での確認。{dice}", dice = dice.pick(&THINGS))),
        ("app_version", format!("45.{}.0.{code}", dice.throw(12))),
        ("os", dice.pick(&["Windows 11 24H2", "macOS 15.6", "iOS 19"]).to_owned()),
        ("requester_name", format!("{name} 様")),
        ("contact_phone", format!("03-1234-{:04}", dice.throw(10_000))),
        ("ticket", format!("INC{number:07}")),
    ] {
        answers.set(input, &text, Origin::Agent);
    }
    stored.title = format!("[{thing}] {place}で{thing}が{fault}");
    stored.stage = match number {
        0..40 => Stage::Draft,
        40..400 => Stage::Opened,
        _ => Stage::Closed,
    };
    if stored.stage != Stage::Draft {
        stored.case.support.case_number = format!("6987{code}");
        stored.case.memos =
            vec![Memo { at: begun, text: format!("{name}様に折り返し。{thing}を待つ") }];
        stored.case.acts = vec![Act {
            kind: ActKind::Called,
            at: begun,
            desk: "desk".to_owned(),
            level: "S3".to_owned(),
            initial_due: None,
            update_due: None,
            note: String::new(),
        }];
    }
    if stored.stage == Stage::Opened {
        stored.next_due = Some(now + TimeDelta::minutes(i64::from(number)));
    }
    stored
}

/// Any error ends the measurement.
type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Median and worst of 21 runs, in milliseconds.
fn measure(mut run: impl FnMut() -> Outcome<usize>) -> Outcome<(f64, f64, usize)> {
    let mut times = Vec::new();
    let mut hits = 0;
    for _ in 0..21 {
        let start = Instant::now();
        hits = run()?;
        times.push(start.elapsed());
    }
    times.sort_unstable();
    let milliseconds = |time: Duration| time.as_secs_f64() * 1_000.0;
    Ok((milliseconds(times[10]), milliseconds(times[20]), hits))
}

fn main() -> Outcome<()> {
    let mut out = std::io::stdout().lock();
    let mut arguments = std::env::args().skip(1);
    let cases: u32 = arguments.next().map_or(Ok(100_000), |text| text.parse())?;
    let temporary = tempfile::tempdir()?;
    let folder = arguments.next().map_or_else(|| temporary.path().to_path_buf(), PathBuf::from);
    let now = DateTime::from_timestamp(1_795_000_000, 0).ok_or("no such instant")?;
    let fold: fn(&str) -> String = str::to_lowercase;

    let mut store = Store::open(&folder, fold)?;
    let filter = |text: &str, stages: &[Stage]| Filter {
        stages: stages.to_vec(),
        text: text.to_owned(),
        shown: vec!["ticket".to_owned(), "site_url".to_owned()],
        limit: 50,
        offset: 0,
    };
    if store.list(&filter("", &Stage::ALL))?.is_empty() {
        let start = Instant::now();
        let mut dice = Dice(42);
        let made: Vec<_> = (0..cases).map(|number| (made_up(&mut dice, number, now), Vec::new())).collect();
        for some in made.chunks(5_000) {
            store.import(some)?;
        }
        writeln!(out, "made {cases} cases in {:.1} s", start.elapsed().as_secs_f64())?;
    }
    writeln!(out, "{} MB on disk", store.size() / 1_000_000)?;

    let report = |out: &mut dyn Write, what: &str, (median, worst, hits): (f64, f64, usize)| {
        writeln!(out, "{what:<44} {median:8.3} ms, worst {worst:8.3} ms, {hits} lines")
    };
    let times = measure(|| Ok(usize::from(Store::open(&folder, fold)?.schema_version()? > 0)))?;
    report(&mut out, "open (a second window)", times)?;
    store.close()?;
    let times = measure(|| {
        let store = Store::open(&folder, fold)?;
        let lines = usize::from(store.latest_draft()?.is_some());
        store.close()?;
        Ok(lines)
    })?;
    report(&mut out, "open alone, look for a draft, close", times)?;

    let mut store = Store::open(&folder, fold)?;
    let mut stored = StoredCase::new(CaseId::new(now), now);
    let mut typed = String::new();
    let times = measure(|| {
        typed.push('あ');
        stored.case.answers.set("summary", &typed, Origin::Agent);
        stored.revision = store.save(&stored, stored.revision, now)?;
        Ok(1)
    })?;
    report(&mut out, "save a key press", times)?;
    store.discard(stored.id, stored.revision, now)?;

    let open = [Stage::Draft, Stage::Ready, Stage::Opened];
    for (what, text, stages) in [
        ("list, open cases", "", &open[..]),
        ("list, all", "", &Stage::ALL[..]),
        ("list, drafts", "", &[Stage::Draft][..]),
        ("list, ready (none)", "", &[Stage::Ready][..]),
        ("search 会議", "会議", &Stage::ALL[..]),
        ("search ログ", "ログ", &Stage::ALL[..]),
        ("search の", "の", &Stage::ALL[..]),
        ("search VPN 途切れる 東京", "VPN 途切れる 東京", &Stage::ALL[..]),
        ("search 札幌 仙台 (rare together)", "札幌 仙台", &Stage::ALL[..]),
        ("search INC0077777 (one)", "INC0077777", &Stage::ALL[..]),
        ("search customer123.", "customer123.", &Stage::ALL[..]),
        ("search 7 (one digit)", "7", &Stage::ALL[..]),
        ("search 鬱 (none)", "鬱", &Stage::ALL[..]),
        ("search 憂鬱 (none)", "憂鬱", &Stage::ALL[..]),
        ("search zz (none)", "zz", &Stage::ALL[..]),
        ("search 会議, drafts only", "会議", &[Stage::Draft][..]),
        ("search technical cloud 鬱", "technical cloud 鬱", &Stage::ALL[..]),
        ("search 議会議 (none)", "議会議", &Stage::ALL[..]),
        ("search user12 INC00", "user12 INC00", &Stage::ALL[..]),
        ("search 12 45", "12 45 78", &Stage::ALL[..]),
        ("search zz9 in all words of a long text", LONG, &Stage::ALL[..]),
    ] {
        let times = measure(|| Ok(store.list(&filter(text, stages))?.len()))?;
        report(&mut out, what, times)?;
    }
    Ok(())
}
