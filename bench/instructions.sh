#!/usr/bin/env bash
# Counts the instructions of the release build with callgrind, since times on a shared machine are noise, and fails where
# a count has grown by more than a tenth over the last figure below. A change that is wanted changes the figure.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! command -v valgrind >/dev/null; then
  echo 'skipped: valgrind is not here'
  exit 0
fi
target=${CARGO_TARGET_DIR:-target}
cargo build --quiet --release --locked
out=$(mktemp)
trap 'rm -f "$out"' EXIT
failed=0

# check NAME LIMIT ARGUMENTS…: an exit status of 1 is an answer too.
check() {
  local name=$1 last=$2 count
  shift 2
  valgrind --tool=callgrind --callgrind-out-file=/dev/null "$target/release/precase" --config /dev/null "$@" \
    >/dev/null 2>"$out" || [ $? -eq 1 ]
  count=$(sed -n 's/.*Collected : *\([0-9]*\).*/\1/p' "$out")
  printf '%-8s %12d instructions, last %d\n' "$name" "$count" "$last"
  [ "$count" -le $((last + last / 10)) ] || failed=1
}

check version 1140657 --version
check now     4594240 now --at 2026-11-24T10:00
check route   6901303 route --at 2026-11-24T10:00 tests/examples/route/02-s2-meetings-enhanced-before-closing.toml
check extract 5396132 extract tests/invites/07-ja-mail.txt
exit $failed
