#!/usr/bin/env bash
# Whole-process figures of the release build, side by side with the peers that are here: whiptail, and a program of your
# own in FLOOR (with its marker in FLOOR_MARKER) for what a terminal program costs at least. RUNS starts each, 10 unless
# said. Needs python3; uses hyperfine where it is.
set -euo pipefail
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-target}
cargo build --quiet --release --locked
precase=$(realpath "$target/release/precase")
measure() { printf '%-16s' "$1"; shift; python3 bench/terminal.py --runs "${RUNS:-10}" "$@"; }

if [ -n "${FLOOR:-}" ]; then
  measure floor --marker "${FLOOR_MARKER:-Item}" --keys 'down up' --quit q -- "$FLOOR"
fi
if command -v whiptail >/dev/null; then
  measure whiptail --marker Cancel --keys 'down up' --quit esc -- \
    whiptail --title READY --menu Pick 24 70 16 01 Alpha 02 Bravo 03 Charlie 04 Delta 05 Echo 06 Foxtrot 07 Golf 08 Hotel
fi
measure choosing --marker Purpose --keys 'right left' -- "$precase" --config /dev/null --lang en
measure typing --marker Purpose --start '1 2 pgdn pgdn' \
  --keys 't h e _ c u s t o m e r bs bs bs bs bs bs bs bs bs bs bs bs' -- "$precase" --config /dev/null --lang en
measure idle --marker Purpose --idle 10 --runs 1 -- "$precase" --config /dev/null --lang en

case=tests/examples/route/02-s2-meetings-enhanced-before-closing.toml
if command -v hyperfine >/dev/null; then
  hyperfine -N --warmup 20 --runs 200 "$precase --config /dev/null route $case" "$precase --config /dev/null --version"
fi
