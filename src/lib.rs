//! precase: what a helpdesk agent goes through before calling support.
//!
//! An agent asks a requester the questions of a checklist. From the answers and the instant the program decides the
//! severity to propose, the desk that answers, the channels in the order to try, the phone keys and the time by which
//! support must respond; and it writes the text to paste into the case. Every fact and every rule is data in a *pack*
//! (`assets/packs/`); the program knows how to evaluate, to count time and to show.
//!
//! # The map
//!
//! Dependencies point one way: `main`, then the fronts (`cli`, `plain`, `tui`), then what they share (`outside`,
//! `session`), then `core`. What `cli` starts, `plain` among it, it may name; else no front names another.
//!
//! | module | what stands there |
//! | --- | --- |
//! | `core` | what computes: answers, tables, clocks and texts in, decisions out |
//! | `core::pack` | the types of a pack and the reading of it, with the line of every error |
//! | `core::table` | decision tables in the sense of DMN: conditions, hit policies, three-valued evaluation |
//! | `core::triage` | pack, answers and instant to a verdict: severity, desk, channels, targets, what is missing, why |
//! | `core::calendar` | Japan's holidays from the law, desk hours, closures, the next change |
//! | `core::deadline` | response targets to instants, with their working |
//! | `core::ledger` | the deadlines of a case: what its acts promised, what was kept, what is due next |
//! | `core::moment` | instants as people and programs write them |
//! | `core::since` | the time a problem began, as people say it |
//! | `core::case` | one case: answers with their origin, notes, what was done and when |
//! | `core::case_file` | answers as TOML, read strictly, written so that they read back the same |
//! | `core::document` | TOML of the user's: each problem with line, column, what was found, what is allowed |
//! | `core::compare` | before a desk closes, and while it is closed: each way to reach support, side by side |
//! | `core::contradiction` | answers that contradict each other |
//! | `core::case_text` | the texts to paste, for support and for the requester |
//! | `core::case_text::page` | a text as it grows line by line, plain or in Markdown |
//! | `core::case_text::requester` | the mail to the requester |
//! | `core::clean` | the one door for foreign text, and the foldings of machine fields and kana |
//! | `core::dial` | dial strings and `tel:` addresses |
//! | `core::spelling` | groups and words in which a text is read out |
//! | `core::formats` | machine fields: the canonical value, grouped for reading, and what is wrong with it |
//! | `core::formats::words` | the hosts, digit counts and labels by which fields and pasted texts are read, as data |
//! | `core::mail` | bytes of any charset, mails, calendar files and web pages as passages of plain lines |
//! | `core::mail::calendar_file` | calendar files |
//! | `core::mail::charset` | bytes of unknown charset |
//! | `core::mail::page` | web pages and HTML mails |
//! | `core::extract` | answers found in a pasted text; secrets are dropped |
//! | `core::extract::labels` | labels in running text |
//! | `core::extract::links` | hosts, addresses, links within links |
//! | `core::extract::meeting` | which meeting, where a text holds several |
//! | `core::extract::secrets` | secrets: named by kind, kept from every value |
//! | `core::proof` | what a pack must be beyond its schema |
//! | `core::proof::names` | ids and references |
//! | `core::proof::conditions` | conditions: on known inputs, for values they can have |
//! | `core::proof::space` | all combinations of inputs that can occur |
//! | `core::proof::tables` | tables complete, without dead rows, everything reached |
//! | `core::proof::texts` | texts, addresses, numbers, keys, and the slides they cite |
//! | `core::proof::finding` | what can be wrong, and how that is said |
//! | `config` | the configuration file, read and written |
//! | `keys` | keys, commands, and the one table that binds them |
//! | `texts` | every text of the program itself, Japanese and English side by side |
//! | `texts::commands` | the words of every command |
//! | `text` | width in cells, cutting, Japanese line breaking, folding for search |
//! | `field` | a text field: content, caret, undo, the part that a box shows |
//! | `sheet` | the call sheet as data |
//! | `sheet::builder` | from a verdict to the sheet |
//! | `sheet::ahead` | what is ahead, before a desk closes and while one is closed |
//! | `sheet::possible` | what is still possible where a decision is open |
//! | `sheet::lines` | the sheet on plain lines |
//! | `session` | one case in hand, its verdict, and where the agent is: `update(action)` gives effects |
//! | `session::places` | the questions as the agent sees them, and what each waits for |
//! | `session::words` | answers and facts in the session's language |
//! | `session::found` | what was found in a pasted text, to be taken or left out |
//! | `session::ways` | what can leave the program: copied, opened, spelled |
//! | `session::stepper` | what is gone through bit by bit: a phone menu, a text that is read out |
//! | `session::sheet_state` | the sheet while it is open |
//! | `store` | the cases on disk, behind a small set of verbs; all SQL |
//! | `store::place` | the folder and the file: who may read them, how SQLite treats it |
//! | `store::migrations` | the schema as a list of steps |
//! | `store::rows` | a case as rows, and back |
//! | `store::search` | the list of cases and the search in it |
//! | `store::owners` | which window owns a case |
//! | `store::rescue` | where a case goes when the database cannot take it |
//! | `store::error` | what can go wrong with the store |
//! | `exchange` | cases handed over: as tables that read back the same, without the agent's own notes unless asked for |
//! | `digest` | the open cases as bullets for the team, what to do next first |
//! | `outside` | performs the session's effects, the same for every front |
//! | `outside::clipboard` | into the system's clipboard or the terminal's, and an address to what opens it |
//! | `cli` | the command line: arguments in, one answer or one error out, and an exit status |
//! | `cli::cases` | the commands over stored cases: deadlines, list, digest, hand-over, purge |
//! | `cli::doctor` | where everything lies, in what state, and what is to be mended |
//! | `cli::help` | help and errors of the command line in Japanese |
//! | `cli::json` | the JSON of the stable interface |
//! | `cli::json_document` | JSON Lines with the place of every key, for the reader of exported cases |
//! | `plain` | the walk as numbered questions on plain lines |
//! | `plain::lines` | lines of bytes from anywhere, as text |
//! | `tui` | the full screen |
//! | `tui::app` | input to actions, effects to the outside, a frame at the end |
//! | `tui::run` | the loop: wait, take all that came, draw once |
//! | `tui::input` | bytes or console events to keys and pastes |
//! | `tui::terminal` | the terminal taken over, watched, and given back on every way out |
//! | `tui::terminal::unix` | termios, signals and poll |
//! | `tui::terminal::windows` | the console |
//! | `tui::backend` | from a drawn frame to the fewest bytes that show it |
//! | `tui::theme` | roles named by what they mean, and their colours |
//! | `tui::page` | rows of styled text with a caret |
//! | `tui::wide` | characters two columns wide, where something is drawn over them |
//! | `tui::screens` | what is drawn of a session |
//! | `tui::screens::case` | the questions |
//! | `tui::screens::verdict` | the live verdict, line by line, and the panel of it |
//! | `tui::screens::strip` | the live verdict where there is little room |
//! | `tui::screens::reasons` | why each line of the verdict stands |
//! | `tui::screens::sheet` | the call sheet |
//! | `tui::screens::others` | the list of cases and the reference |
//! | `tui::screens::ways` | the ways out, the phone menu key by key, a text that is read out |
//! | `tui::screens::dialogs` | help, what if, notes, what was found, profiles |
//!
//! # The glossary
//!
//! | word | meaning |
//! | --- | --- |
//! | agent | the helpdesk person at the keyboard; the program's user |
//! | requester | the person with the problem, whom the agent asks |
//! | case | one problem to be brought to support |
//! | checklist | the questions asked before a case is opened |
//! | question, answer | one input of the checklist, and what was said to it; a value of a choice, or a text |
//! | step | a group of questions that are asked together |
//! | profile | answers that an organisation's cases have in common, from the configuration |
//! | pack | the TOML file that holds all facts, tables, questions and words about a vendor's support |
//! | slide | the page of the source that a fact was taken from |
//! | role | a question, or a table, that the program itself must know: severity, desk, channel, response, question |
//! | severity | how grave a case is; a proposal until support and the customer agree |
//! | desk | who answers at support |
//! | channel | a way to reach a desk: phone, portal, chat, mail |
//! | keys (of a channel) | the numbers to press in a phone menu |
//! | response target | the time to the first response, and between updates; on the desk's clock or the wall's |
//! | verdict | all that is decided of a case at an instant, each part with its table, row and slide |
//! | outcome | decided, not taken, or undecided for want of an answer |
//! | call sheet | the one screen that an agent reads from while calling |
//! | case text | the text to paste into the case |
//! | act | what was done with a case (called, filed, answered), with its instant and what was known then |
//! | memo | a note with its time; never part of a text that leaves |
//! | front | what an agent meets: full screen, plain lines, command line |
//! | effect | what the session wants done outside, and a front has done |
//!
//! # The invariants
//!
//! 1. `core` computes. It reads no file, no clock and no environment, and knows no terminal; time and language are
//!    arguments. Bad input never aborts: part of the answers gives part of a verdict, and named problems.
//! 2. Rules are data. No number, hour, question, link or row of a table stands in Rust; the roles above do, and the law
//!    of holidays, the arithmetic of clocks, the reading of texts.
//! 3. Every verdict says why: which table, which row, which slide.
//! 4. Only `cli` knows JSON, only `store` knows SQL, only `tui` draws. There are no statics and no thread-locals.
//! 5. `session` does no input or output. It returns effects; `outside` and the front perform them.
//! 6. Drawing takes `&Session` and changes nothing. A screen is a variant of an enum, dialogues are a stack.
//! 7. The three fronts reach the same verdict, since none of them decides anything.
//! 8. One table of keys feeds lookup, footer, help and README; one table of texts holds both languages.
//! 9. What is shown as saved is on disk. On leaving, the terminal is restored first.
//! 10. The program makes no network connection and starts no other program but what the system
//!     opens an address with, at a key of the agent's.
//!
//! `tests/house.rs` reads the sources and keeps what of this can be read there.
#![forbid(unsafe_code)]
#![warn(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod cli;
pub mod config;
pub mod core;
pub mod digest;
pub mod exchange;
pub mod field;
pub mod keys;
pub mod outside;
pub mod plain;
pub mod session;
pub mod sheet;
pub mod store;
pub mod text;
pub mod texts;
pub mod tui;
