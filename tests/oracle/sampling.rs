//! Cases in number: products over the inputs that one table looks at, and a repeatable random sample over all.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use crate::reading::Answers;

/// What is done with each case of an enumeration.
pub type Visit<'a> = dyn FnMut(&Answers, NaiveDateTime) + 'a;

/// The values of each decision input.
pub const DECISION_INPUTS: [(&str, &[&str]); 16] = [
    ("purpose", &["technical", "purchase"]),
    ("trial", &["false", "true"]),
    ("deployment", &["cloud", "on-premises"]),
    ("product", &["meetings", "messaging", "calling", "contact-center"]),
    ("plan", &["basic", "enhanced", "premium"]),
    ("contract", &["flex-new", "other-with-japanese", "other"]),
    ("language", &["ja", "en"]),
    ("pin", &["true", "false"]),
    ("cisco_account", &["true", "false"]),
    ("partner_admin", &["true", "false"]),
    ("site_account", &["true", "false"]),
    ("impact_scope", &["organization", "wide", "some", "single", "none"]),
    ("impact_pattern", &["continuous", "intermittent"]),
    ("impact_function", &["core", "major", "partial", "minor", "question"]),
    ("workaround", &["true", "false"]),
    ("severity", &["S1", "S2", "S3", "S4"]),
];

/// Texts that table 5 may require, and two that it never does.
pub const TEXTS: [&str; 15] = [
    "site_url",
    "org_name",
    "org_id",
    "messenger_org",
    "contract_number",
    "cisco_user_id",
    "product_name",
    "serial_number",
    "meeting_number",
    "since",
    "summary",
    "reproducibility",
    "severity_reason",
    "account_email",
    "memo",
];

/// A value that the case file accepts for a text.
pub fn text_value(id: &str) -> &'static str {
    match id {
        "site_url" => "example.webex.com",
        "org_id" => "96abc2aa-3dcc-11e5-a152-fe34819cdc9a",
        "meeting_number" => "25123456789",
        "account_email" => "user@example.com",
        "reproducibility" => "always",
        "since" => "2026-11-24 09:10",
        _ => "例示",
    }
}

/// Calls `visit` with every way to answer the ids left open in `dimensions`, `-` meaning unanswered, on top of
/// the answers of `fixed`.
pub fn product(fixed: &[(&str, &str)], dimensions: &[(&str, &[&str])], visit: &mut dyn FnMut(&Answers)) {
    let mut answers: Answers =
        fixed.iter().map(|(id, value)| ((*id).to_owned(), (*value).to_owned())).collect();
    descend(&mut answers, dimensions, visit);
}

fn descend(answers: &mut Answers, dimensions: &[(&str, &[&str])], visit: &mut dyn FnMut(&Answers)) {
    let Some(((id, values), rest)) = dimensions.split_first() else {
        visit(answers);
        return;
    };
    for value in *values {
        if *value == "-" {
            answers.remove(*id);
        } else {
            answers.insert((*id).to_owned(), (*value).to_owned());
        }
        descend(answers, rest, visit);
    }
    answers.remove(*id);
}

/// Every case of the products: small enough to be complete, large enough for each table.
pub fn for_each_product(visit: &mut Visit) {
    let open = moment("2026-11-24T10:00:00");
    let closed = moment("2026-11-23T11:00:00");
    let late = moment("2026-11-20T16:50:00");
    let products: &[&str] = &["-", "meetings", "messaging", "calling", "contact-center"];
    let plans: &[&str] = &["-", "basic", "enhanced", "premium"];
    let contracts: &[&str] = &["-", "flex-new", "other-with-japanese", "other"];
    let languages: &[&str] = &["-", "ja", "en"];
    let either: &[&str] = &["-", "true", "false"];
    let levels: &[&str] = &["-", "S1", "S2", "S3", "S4"];
    let deployments: &[&str] = &["-", "cloud", "on-premises"];
    let scopes: &[&str] = &["-", "organization", "wide", "some", "single", "none"];
    let functions: &[&str] = &["-", "core", "major", "partial", "minor", "question"];
    let impact: [(&str, &[&str]); 4] = [
        ("impact_scope", scopes),
        ("impact_pattern", &["-", "continuous", "intermittent"]),
        ("impact_function", functions),
        ("workaround", either),
    ];

    // Table 1.
    let mut dimensions =
        vec![("deployment", deployments), ("product", products), ("severity", &["-", "S1", "S2", "S4"][..])];
    dimensions.extend(impact);
    let fixed = [("purpose", "technical"), ("trial", "false"), ("language", "ja"), ("plan", "basic")];
    product(&fixed, &dimensions, &mut |answers| {
        visit(answers, open);
        visit(answers, closed);
    });

    // Table 2.
    let dimensions = [
        ("purpose", &["-", "technical", "purchase"][..]),
        ("trial", either),
        ("deployment", deployments),
        ("product", products),
        ("plan", plans),
        ("contract", contracts),
        ("language", languages),
        ("severity", levels),
    ];
    product(&[], &dimensions, &mut |answers| {
        visit(answers, open);
        visit(answers, closed);
    });

    // Table 3.
    let dimensions = [
        ("product", products),
        ("plan", plans),
        ("contract", &["-", "flex-new", "other"]),
        ("language", languages),
        ("cisco_account", either),
        ("pin", either),
        ("severity", levels),
    ];
    let fixed = [("purpose", "technical"), ("trial", "false"), ("deployment", "cloud")];
    product(&fixed, &dimensions, &mut |answers| {
        visit(answers, open);
        visit(answers, closed);
    });
    let dimensions = [
        ("product", products),
        ("plan", plans),
        ("language", languages),
        ("severity", levels),
        ("pin", either),
    ];
    let fixed = [("purpose", "technical"), ("trial", "false"), ("deployment", "on-premises")];
    product(&fixed, &dimensions, &mut |answers| {
        visit(answers, open);
        visit(answers, closed);
    });

    // Table 4, at every instant.
    let dimensions = [
        ("deployment", &["cloud", "on-premises"][..]),
        ("plan", &["basic", "enhanced", "premium"]),
        ("language", &["ja", "en"]),
        ("severity", &["S1", "S2", "S3", "S4"]),
    ];
    let fixed = [
        ("purpose", "technical"),
        ("trial", "false"),
        ("product", "meetings"),
        ("contract", "flex-new"),
        ("cisco_account", "true"),
        ("pin", "true"),
    ];
    product(&fixed, &dimensions, &mut |answers| {
        for at in instants() {
            visit(answers, at);
        }
    });
    for language in ["ja", "en"] {
        product(&[("purpose", "purchase"), ("language", language)], &[], &mut |answers| {
            for at in instants() {
                visit(answers, at);
            }
        });
    }

    // Table 5: the partner's row, then each text.
    let dimensions = [
        ("purpose", &["-", "technical", "purchase"][..]),
        ("trial", either),
        ("deployment", deployments),
        ("product", products),
        ("plan", plans),
        ("partner_admin", either),
        ("site_account", either),
        ("contract_number", &["-", "200123456"]),
    ];
    product(&[("language", "ja"), ("contract", "flex-new")], &dimensions, &mut |answers| {
        visit(answers, late);
    });
    let answered: &[&str] = &["-", "1"];
    let dimensions = [
        ("deployment", deployments),
        ("product", products),
        ("site_url", &["-", "example.webex.com"][..]),
        ("org_name", answered),
        ("org_id", answered),
        ("messenger_org", answered),
        ("contract_number", answered),
        ("serial_number", answered),
        ("meeting_number", &["-", "25123456789"]),
        ("summary", answered),
        ("severity_reason", answered),
    ];
    let fixed = [
        ("purpose", "technical"),
        ("severity", "S1"),
        ("impact_function", "question"),
        ("plan", "enhanced"),
        ("partner_admin", "true"),
        ("site_account", "false"),
    ];
    product(&fixed, &dimensions, &mut |answers| visit(answers, open));
}

/// Random cases: the same ones for the same seed.
pub fn for_each_random(seed: u64, count: u32, visit: &mut Visit) {
    let mut dice = Dice(seed);
    let instants = instants();
    for _ in 0..count {
        let mut answers = Answers::new();
        // Percentage of inputs left open, so that nearly complete cases and nearly empty ones both abound.
        let open_inputs = dice.choose(&[0, 3, 10, 25, 60]);
        let open_texts = dice.choose(&[0, 0, 10, 50, 100]);
        // Most cases are technical ones on cloud, without a trial: the others end early.
        let usual = dice.below(100) < 70;
        for (id, values) in DECISION_INPUTS {
            let leave_open = if id == "severity" { 65 } else { *open_inputs };
            if dice.below(100) < leave_open {
                continue;
            }
            let value = if usual && matches!(id, "purpose" | "trial" | "deployment") {
                values.first().unwrap()
            } else if id == "impact_function" && dice.below(100) < 50 {
                // The rows for questions and for no effect end table 1 early.
                dice.choose(&["core", "major"])
            } else if id == "impact_scope" && dice.below(100) < 50 {
                dice.choose(&["organization", "wide"])
            } else {
                dice.choose(values)
            };
            answers.insert(id.to_owned(), (*value).to_owned());
        }
        for id in TEXTS {
            if dice.below(100) >= *open_texts {
                answers.insert(id.to_owned(), text_value(id).to_owned());
            }
        }
        let at = if dice.below(100) < 60 { *dice.choose(&instants) } else { random_instant(&mut dice) };
        visit(&answers, at);
    }
}

/// Instants of every kind: both sides of each boundary, holidays, chains of them, year ends, unknown years.
pub fn instants() -> Vec<NaiveDateTime> {
    let mut list = Vec::new();
    let days = [
        // A Tuesday after a holiday, the holiday itself, the Friday before it, the weekend between.
        "2026-11-24",
        "2026-11-23",
        "2026-11-20",
        "2026-11-21",
        "2026-11-22",
        // Before the run of Respect for the Aged Day, citizens' holiday and equinox; and inside it.
        "2026-09-18",
        "2026-09-22",
        // Golden Week with a substitute holiday on the Wednesday.
        "2026-05-01",
        "2026-05-06",
        // Year ends, within the announced dates and across their edge.
        "2026-12-28",
        "2026-12-29",
        "2026-12-31",
        "2027-01-01",
        "2027-01-02",
        "2027-01-03",
        "2027-01-04",
        "2027-12-29",
        "2027-12-30",
        "2027-12-31",
        "2028-01-01",
        "2028-01-03",
        "2028-01-04",
        // A leap day, the shifted holidays of 2020 and 2021, the ten days of 2019.
        "2028-02-29",
        "2020-07-22",
        "2021-07-21",
        "2019-04-26",
        "2019-05-02",
        // Edges of the known years and of the list.
        "1999-12-31",
        "2000-01-01",
        "2000-01-03",
        "2035-12-21",
        "2100-01-04",
        "2100-06-15",
    ];
    let times = [
        "00:00:00", "08:59:59", "09:00:00", "12:34:56", "16:29:59", "16:45:00", "16:59:59", "17:00:00",
        "23:59:59",
    ];
    for day in days {
        for time in times {
            list.push(moment(&format!("{day}T{time}")));
        }
    }
    list
}

/// A moment in Tokyo.
pub fn moment(text: &str) -> NaiveDateTime {
    text.parse().unwrap_or_else(|_| format!("{text}:00").parse().expect("an instant"))
}

/// From 2000 to the middle of December 2035, where the holiday list still covers every deadline.
fn random_instant(dice: &mut Dice) -> NaiveDateTime {
    let first = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap();
    let last = NaiveDate::from_ymd_opt(2035, 12, 15).unwrap();
    let days = u64::try_from((last - first).num_days()).unwrap();
    let day = i64::try_from(dice.below(days)).unwrap();
    let second = i64::try_from(dice.below(86_400)).unwrap();
    first.and_hms_opt(0, 0, 0).unwrap() + TimeDelta::days(day) + TimeDelta::seconds(second)
}

/// Marsaglia's xorshift with 64 bits: repeatable everywhere. The seed must not be zero.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        // The low bits of xorshift are its weakest.
        (self.0 >> 16) % bound
    }

    fn choose<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        let index = self.below(list.len() as u64);
        &list[usize::try_from(index).unwrap()]
    }
}
