//! A second reading of domain.md and contract.md: the verdict of `precase route --format json`, written as plain
//! conditions and sharing nothing with the program. Where the texts leave a choice, the comment says "Choice".
//! It is one file, and long, because it is read beside the two pages from top to bottom.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeDelta};
use serde_json::{Value, json};

use crate::clock::Calendar;

/// Answers by input id; booleans are the texts `true` and `false`.
pub type Answers = BTreeMap<String, String>;

/// Table 1 for some answers: a proposal, or the impact answers to ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proposal {
    /// A level, and whether the slide lists it.
    Level(&'static str, bool),
    /// Nothing yet; these impact answers are wanted. Empty where only the product is.
    Wants(Vec<&'static str>),
}

/// Table 2 for some answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Desk {
    Undecided,
    Blocked,
    PurchaseInJapanese,
    PurchaseInEnglish,
    OnPremises,
    English,
    EnglishOnlyProduct,
    EnglishOnlyContract,
    JapanOpen,
    JapanClosedUrgent,
    JapanClosedNotUrgent,
}

impl Desk {
    fn id(self) -> Option<&'static str> {
        match self {
            Self::Undecided | Self::Blocked => None,
            Self::PurchaseInJapanese | Self::JapanOpen | Self::JapanClosedNotUrgent => {
                Some("japan-cloud-tac")
            }
            Self::OnPremises => Some("japan-tac"),
            Self::PurchaseInEnglish
            | Self::English
            | Self::EnglishOnlyProduct
            | Self::EnglishOnlyContract
            | Self::JapanClosedUrgent => Some("global-cloud-tac"),
        }
    }
}

/// The verdict, with the keys of the contract that this reading covers. `warnings` is a sorted list of ids.
pub fn route(answers: &Answers, at: NaiveDateTime, calendar: &Calendar) -> Value {
    let get = |id: &str| answers.get(id).map(String::as_str).filter(|text| !text.trim().is_empty());

    let technical = get("purpose") == Some("technical");
    let purchase = get("purpose") == Some("purchase");
    let cloud = technical && get("deployment") == Some("cloud");
    let on_premises = technical && get("deployment") == Some("on-premises");
    let open = calendar.is_open(at);

    // Severity: null while the purpose is unanswered, for a purchase, and for a trial.
    let proposal = propose(answers);
    let (proposed, listed) = match proposal {
        Proposal::Level(level, listed) => (Some(level), Some(listed)),
        Proposal::Wants(_) => (None, None),
    };
    let blocked = technical && get("trial") == Some("true");
    let overridden = get("severity");
    let level = if !technical || blocked {
        None
    } else if overridden.is_some() {
        overridden
    } else {
        proposed
    };
    let severity = match level {
        None => Value::Null,
        Some(level) => {
            let origin = if overridden.is_some() { "override" } else { "proposed" };
            json!({"level": level, "proposed": proposed, "origin": origin, "listed": listed})
        }
    };

    let desk = choose_desk(answers, level, open);
    assert_eq!(desk == Desk::Blocked, blocked);

    // Plan and product count outside tables 1 and 2 only once their questions are known to apply: on cloud.
    let plan = if cloud { get("plan") } else { None };
    let product = if cloud { get("product") } else { None };
    let paid = plan == Some("enhanced") || plan == Some("premium");
    let partner_row = cloud
        && !blocked
        && paid
        && get("partner_admin") == Some("true")
        && get("site_account") == Some("false");

    // What is missing: first the inputs of decisions.
    let mut wanted: Vec<&str> = Vec::new();
    if get("purpose").is_none() {
        wanted.push("purpose");
    }
    if purchase && get("language").is_none() {
        wanted.push("language");
    }
    if technical && !blocked {
        for id in ["trial", "deployment"] {
            if get(id).is_none() {
                wanted.push(id);
            }
        }
        if cloud {
            for id in ["product", "plan", "language", "cisco_account"] {
                if get(id).is_none() {
                    wanted.push(id);
                }
            }
            let contract_matters = paid
                && get("language") == Some("ja")
                && get("product").is_some()
                && get("product") != Some("contact-center");
            if contract_matters && get("contract").is_none() {
                wanted.push("contract");
            }
            if get("partner_admin") == Some("true") && paid && get("site_account").is_none() {
                wanted.push("site_account");
            }
            if desk.id() == Some("japan-cloud-tac") && get("pin").is_none() {
                wanted.push("pin");
            }
        }
        if overridden.is_none()
            && let Proposal::Wants(impact) = &proposal
        {
            wanted.extend(impact);
        }
    }
    let outcome = if blocked {
        "blocked"
    } else if wanted.is_empty() {
        "route"
    } else {
        "incomplete"
    };

    // Then what must be in hand, in checklist order, `severity_reason` last.
    let mut missing = wanted;
    if technical && !blocked {
        if cloud && get("site_url").is_none() {
            missing.push("site_url");
        }
        if cloud && get("org_id").is_none() && get("org_name").is_none() {
            missing.push("org_id");
        }
        if cloud && product == Some("messaging") && get("messenger_org").is_none() {
            missing.push("messenger_org");
        }
        if (on_premises || partner_row) && get("contract_number").is_none() {
            missing.push("contract_number");
        }
        if on_premises {
            for id in ["cisco_user_id", "product_name", "serial_number"] {
                if get(id).is_none() {
                    missing.push(id);
                }
            }
        }
        if cloud && product == Some("meetings") && get("meeting_number").is_none() {
            missing.push("meeting_number");
        }
        for id in ["since", "reproducibility", "summary"] {
            if get(id).is_none() {
                missing.push(id);
            }
        }
        if let (Some(chosen), Some(proposed)) = (overridden, proposed) {
            // S1 is the highest, and the ids sort so.
            let above = chosen < proposed;
            if above && get("severity_reason").is_none() {
                missing.push("severity_reason");
            }
        }
    }

    let changes_at = match desk.id() {
        Some("japan-cloud-tac" | "japan-tac") => calendar.changes_at(at),
        _ => None,
    };
    let desk_shown = match desk.id() {
        None => Value::Null,
        Some(id) => {
            let language = if id == "global-cloud-tac" { "en" } else { "ja" };
            let tier = if purchase || id == "japan-tac" {
                None
            } else if plan == Some("basic") {
                Some(1)
            } else if paid {
                Some(2)
            } else {
                None
            };
            let desk_open = if id == "global-cloud-tac" { true } else { open };
            json!({"id": id, "tier": tier, "language": language, "open": desk_open, "changes_at": instant(changes_at)})
        }
    };

    let channels = list_channels(answers, desk, level, at, calendar);
    let (response, business_dues) = respond(desk, level, plan, at, calendar);

    // Warnings.
    let mut warnings: BTreeSet<&str> = BTreeSet::new();
    if blocked {
        warnings.insert("trial-blocked");
    }
    if desk == Desk::EnglishOnlyProduct {
        warnings.insert("english-only-product");
    }
    if desk == Desk::EnglishOnlyContract {
        warnings.insert("english-only-contract");
    }
    // Choice: where the calendar does not know, the desk counts as closed.
    if desk == Desk::JapanClosedUrgent || desk == Desk::JapanClosedNotUrgent {
        warnings.insert("outside-hours");
    }
    if desk == Desk::PurchaseInJapanese && !open {
        warnings.insert("outside-hours");
    }
    if level == Some("S1") {
        warnings.insert("reachable-24h");
    }
    if level == Some("S2") && product == Some("meetings") {
        warnings.insert("s2-meetings-phone");
    }
    // Choice: "at a Cloud desk" wants a decided desk, not merely one that can only become a Cloud desk.
    let at_cloud_desk = desk.id() == Some("japan-cloud-tac") || desk.id() == Some("global-cloud-tac");
    if technical && at_cloud_desk && (level == Some("S2") || level == Some("S3") || level == Some("S4")) {
        warnings.insert("mail-not-accepted");
    }
    // Choice: "S1, S2 on Basic" names no desk, so level and plan are enough.
    if (level == Some("S1") || level == Some("S2")) && plan == Some("basic") {
        warnings.insert("scm-severity-limit");
    }
    // Choice: nothing is needed in hand for a trial, so its partner row does not apply.
    if partner_row {
        warnings.insert("contract-number-needed");
    }
    if level.is_some() && overridden.is_none() && listed == Some(false) {
        warnings.insert("severity-reading");
    }
    if channels.iter().any(|channel| !channel.keys.is_empty()) {
        warnings.insert("menu-technical-prompt");
    }
    let (month, day) = (at.month(), at.day());
    if (month == 12 && day >= 29) || (month == 1 && day <= 3) {
        warnings.insert("closure-possible");
    }
    // Choice: closures of days already gone tell nothing about the next change.
    if let Some(change) = changes_at
        && calendar.closed.iter().any(|closure| *closure >= at.date() && *closure <= change.date())
    {
        warnings.insert("closures-added");
    }
    let mut relied_on = vec![at];
    relied_on.extend(changes_at);
    relied_on.extend(channels.iter().filter_map(|channel| channel.available_at));
    relied_on.extend(business_dues);
    let last_announced = NaiveDate::from_ymd_opt(2027, 12, 31).unwrap();
    if relied_on.iter().any(|relied| relied.date() > last_announced) {
        warnings.insert("calendar-computed");
    }

    json!({
        "format": 1,
        "at": instant(Some(at)),
        "outcome": outcome,
        "severity": severity,
        "desk": desk_shown,
        "channels": channels.iter().map(Channel::show).collect::<Vec<_>>(),
        "response": response,
        "missing": missing,
        "warnings": warnings,
    })
}

/// Table 1, as the questions it comes down to.
pub fn propose(answers: &Answers) -> Proposal {
    let get = |id: &str| answers.get(id).map(String::as_str).filter(|text| !text.trim().is_empty());
    let scope = get("impact_scope");
    let pattern = get("impact_pattern");
    let function = get("impact_function");
    let workaround = get("workaround");
    // On-premises products fit no product row. An answered product counts here before its question applies.
    let on_premises = get("deployment") == Some("on-premises");
    let product = if on_premises { Some("on-premises") } else { get("product") };

    let wanting_workaround = Proposal::Wants(vec!["workaround"]);
    let mut wanting = Vec::new();
    if pattern.is_none() {
        wanting.push("impact_pattern");
    }
    if workaround.is_none() {
        wanting.push("workaround");
    }
    let complete = wanting.is_empty();
    let wanting = Proposal::Wants(wanting);

    // The first two rows look at the function alone.
    if function.is_none() {
        return Proposal::Wants(vec!["impact_function"]);
    }
    if function == Some("question") || function == Some("minor") {
        return Proposal::Level("S4", true);
    }
    // The third looks at the scope alone.
    if scope.is_none() {
        return Proposal::Wants(vec!["impact_scope"]);
    }
    if scope == Some("none") {
        return Proposal::Level("S4", true);
    }
    // All rows of S1 and S2 want "no workaround"; with one, the row for workarounds is the first that fits.
    if workaround == Some("true") {
        return Proposal::Level("S3", false);
    }

    if scope == Some("organization") && function == Some("core") {
        if pattern == Some("intermittent") {
            if workaround.is_none() {
                return wanting_workaround;
            }
            return Proposal::Level("S2", true);
        }
        if product.is_none() || !complete {
            return wanting;
        }
        let named =
            product == Some("calling") || product == Some("contact-center") || product == Some("meetings");
        return Proposal::Level("S1", named);
    }

    if scope == Some("organization") && function == Some("major") && pattern != Some("intermittent") {
        if product.is_none() || !complete {
            return wanting;
        }
        return Proposal::Level("S2", product == Some("contact-center"));
    }

    if scope == Some("wide") && function == Some("core") {
        if product == Some("meetings") {
            if workaround.is_none() {
                return wanting_workaround;
            }
            return Proposal::Level("S2", true);
        }
        if pattern != Some("intermittent") {
            if product.is_none() || !complete {
                return wanting;
            }
            return Proposal::Level("S2", product == Some("calling"));
        }
        if product.is_none() {
            // It could still be Meetings, whose row does not look at the pattern.
            return if workaround.is_none() { wanting_workaround } else { Proposal::Wants(vec![]) };
        }
    }

    // Only S3 is left; the row for workarounds comes first and wants that answer.
    if workaround.is_none() {
        return wanting_workaround;
    }
    if scope == Some("some") || scope == Some("single") {
        return Proposal::Level("S3", true);
    }
    if function == Some("partial") {
        return Proposal::Level("S3", true);
    }
    Proposal::Level("S3", false)
}

/// Table 2 from the top; undecided where a row that could still fit looks at something unanswered.
fn choose_desk(answers: &Answers, level: Option<&str>, open: bool) -> Desk {
    let get = |id: &str| answers.get(id).map(String::as_str).filter(|text| !text.trim().is_empty());
    let plan = get("plan");
    let product = get("product");
    let contract = get("contract");
    let language = get("language");

    if get("purpose").is_none() {
        return Desk::Undecided;
    }
    if get("purpose") == Some("purchase") {
        if language.is_none() {
            return Desk::Undecided;
        }
        return if language == Some("ja") { Desk::PurchaseInJapanese } else { Desk::PurchaseInEnglish };
    }
    if get("trial").is_none() {
        return Desk::Undecided;
    }
    if get("trial") == Some("true") {
        return Desk::Blocked;
    }
    if get("deployment").is_none() {
        return Desk::Undecided;
    }
    if get("deployment") == Some("on-premises") {
        return Desk::OnPremises;
    }
    if language.is_none() {
        return Desk::Undecided;
    }
    if language == Some("en") {
        return Desk::English;
    }
    // From here on the requester wants Japanese, for a cloud product.
    let paid = plan == Some("enhanced") || plan == Some("premium");
    let may_be_paid = plan != Some("basic");
    let may_be_contact_center = product.is_none() || product == Some("contact-center");
    if may_be_contact_center && may_be_paid {
        if product.is_none() || plan.is_none() {
            return Desk::Undecided;
        }
        return Desk::EnglishOnlyProduct;
    }
    if may_be_paid && contract.is_none() {
        return Desk::Undecided;
    }
    if may_be_paid && contract == Some("other") {
        return if paid { Desk::EnglishOnlyContract } else { Desk::Undecided };
    }
    if open {
        return Desk::JapanOpen;
    }
    match level {
        None => Desk::Undecided,
        Some("S1" | "S2") => Desk::JapanClosedUrgent,
        Some(_) => Desk::JapanClosedNotUrgent,
    }
}

struct Channel {
    id: &'static str,
    available: bool,
    available_at: Option<NaiveDateTime>,
    numbers: Vec<&'static str>,
    keys: Vec<&'static str>,
    url: Option<&'static str>,
    say: Option<&'static str>,
    mandatory: bool,
}

impl Channel {
    fn new(id: &'static str) -> Self {
        Self {
            id,
            available: true,
            available_at: None,
            numbers: vec![],
            keys: vec![],
            url: None,
            say: None,
            mandatory: false,
        }
    }

    fn show(&self) -> Value {
        json!({
            "id": self.id, "available": self.available, "available_at": instant(self.available_at),
            "numbers": self.numbers, "keys": self.keys, "url": self.url, "say": self.say,
            "mandatory": self.mandatory,
        })
    }
}

/// Table 3. Empty unless everything is answered that this very list depends on.
fn list_channels(
    answers: &Answers,
    desk: Desk,
    level: Option<&str>,
    at: NaiveDateTime,
    calendar: &Calendar,
) -> Vec<Channel> {
    let get = |id: &str| answers.get(id).map(String::as_str).filter(|text| !text.trim().is_empty());
    let open = calendar.is_open(at);
    let opening = if open { None } else { calendar.next_opening(at) };
    let numbers = vec!["0120-339-836", "03-6434-6780"];
    let interpreter = "Japanese interpreter, please";
    let case_manager = "https://mycase.cloudapps.cisco.com/case";
    let contact_page = "https://help.webex.com/contact";

    if desk == Desk::Undecided || desk == Desk::Blocked {
        return vec![];
    }

    // A purchase has one channel.
    if desk == Desk::PurchaseInJapanese {
        let keys = vec!["2", "3"];
        let base = Channel::new("phone-japan");
        return vec![Channel { available: open, available_at: opening, numbers, keys, ..base }];
    }
    if desk == Desk::PurchaseInEnglish {
        return vec![Channel { url: Some(contact_page), ..Channel::new("phone-global") }];
    }

    // All others depend on the level, at least for their order.
    let Some(level) = level else { return vec![] };
    let urgent = level == "S1" || level == "S2";

    if desk == Desk::OnPremises {
        let phone = Channel {
            available: open,
            available_at: opening,
            mandatory: level == "S1",
            ..Channel::new("phone-japan-tac")
        };
        let scm = Channel { url: Some(case_manager), ..Channel::new("scm") };
        let mail = Channel { available: open, available_at: opening, ..Channel::new("mail") };
        if urgent && open {
            return vec![phone, scm, mail];
        }
        // S3, S4; and while closed the phone goes behind SCM for S1, S2 too.
        return vec![scm, phone, mail];
    }

    // Cloud desks. Chat and the duty to phone depend on the product.
    let Some(product) = get("product") else { return vec![] };
    let mandatory = level == "S1" || (level == "S2" && product == "meetings");

    let mut phones = vec![];
    if desk == Desk::JapanOpen || desk == Desk::JapanClosedNotUrgent {
        // The keys depend on the PIN.
        let keys = match get("pin") {
            None => return vec![],
            Some("true") => vec!["2", "1"],
            Some(_) => vec!["2", "2"],
        };
        let base = Channel::new("phone-japan");
        phones.push(Channel { available: open, available_at: opening, numbers, keys, mandatory, ..base });
    } else if desk == Desk::JapanClosedUrgent {
        phones.push(Channel { numbers, say: Some(interpreter), mandatory, ..Channel::new("phone-japan") });
    }
    if desk != Desk::JapanOpen {
        let say = if get("language") == Some("ja") { Some(interpreter) } else { None };
        phones.push(Channel { url: Some(contact_page), say, mandatory, ..Channel::new("phone-global") });
    }

    // Choice: for S3 and S4 the portal does not depend on the plan, and where the plan rules the portal out,
    // it does not depend on the account.
    let mut portal = vec![];
    let portal_takes_it = if urgent {
        match get("plan") {
            None => return vec![],
            Some(plan) => plan == "enhanced" || plan == "premium",
        }
    } else {
        true
    };
    if portal_takes_it {
        match get("cisco_account") {
            None => return vec![],
            Some("true") => portal.push(Channel { url: Some(case_manager), ..Channel::new("scm") }),
            Some(_) => {
                let url = Some("https://mycase.cloudapps.cisco.com/attendeeCaseCreate");
                portal.push(Channel { url, ..Channel::new("scm-attendee") });
            }
        }
    }

    let mut in_order = vec![];
    if urgent {
        in_order.extend(phones);
        in_order.extend(portal);
    } else {
        in_order.extend(portal);
        in_order.extend(phones);
    }
    if product == "meetings" {
        in_order.push(Channel { url: Some("https://www.webex.com/ja/index.html"), ..Channel::new("chat") });
    }

    // What is closed comes after all that is available.
    let (mut to_try, later): (Vec<_>, Vec<_>) = in_order.into_iter().partition(|channel| channel.available);
    to_try.extend(later);
    to_try
}

/// Table 4, and those of its instants that the calendar of business days decided.
fn respond(
    desk: Desk,
    level: Option<&str>,
    plan: Option<&str>,
    at: NaiveDateTime,
    calendar: &Calendar,
) -> (Value, Vec<NaiveDateTime>) {
    let (Some(level), Some(plan)) = (level, plan) else { return (Value::Null, vec![]) };
    let japan = match desk.id() {
        Some("japan-cloud-tac") => true,
        Some("global-cloud-tac") => false,
        _ => return (Value::Null, vec![]),
    };
    let urgent = level == "S1" || level == "S2";

    let minutes = if plan == "basic" {
        if urgent { Some(60) } else { None }
    } else if plan == "enhanced" {
        if urgent {
            Some(30)
        } else if level == "S3" {
            Some(90)
        } else {
            Some(120)
        }
    } else if urgent {
        Some(15)
    } else if level == "S3" {
        Some(30)
    } else {
        Some(90)
    };
    let hours = if plan == "basic" {
        None
    } else if plan == "enhanced" && !urgent {
        Some(48)
    } else {
        Some(24)
    };

    let mut business_dues = vec![];
    let (initial_rule, initial_due) = match minutes {
        // Due by the Japanese business day at either desk, so this one rests on the calendar at both.
        None => {
            let due = calendar.next_business_day(at);
            business_dues.extend(due);
            ("next-business-day".to_owned(), due)
        }
        Some(minutes) if japan => {
            let due = calendar.after_open_minutes(at, minutes);
            business_dues.extend(due);
            (format!("{minutes}m"), due)
        }
        Some(minutes) => (format!("{minutes}m"), Some(at + TimeDelta::minutes(minutes))),
    };
    let update = match hours {
        None => Value::Null,
        Some(hours) if japan => {
            let due = calendar.after_hours_while_open(at, hours);
            business_dues.extend(due);
            json!({"rule": format!("{hours}h"), "due": instant(due)})
        }
        Some(hours) => {
            json!({"rule": format!("{hours}h"), "due": instant(Some(at + TimeDelta::hours(hours)))})
        }
    };
    let response = json!({
        // Choice: the clock is the desk's, also where the rule is the next business day.
        "clock": if japan { "business" } else { "elapsed" },
        "initial": {"rule": initial_rule, "due": instant(initial_due)},
        "update": update,
    });
    (response, business_dues)
}

/// RFC 3339 in +09:00, or null.
fn instant(at: Option<NaiveDateTime>) -> Value {
    at.map_or(Value::Null, |at| Value::String(at.format("%Y-%m-%dT%H:%M:%S+09:00").to_string()))
}
