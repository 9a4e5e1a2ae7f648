#!/usr/bin/env bash
# Runs the crate and other programs on the same queries and the same file, and prints a table for each
# number of events; by default 10,000 and 100,000.
#
#   benches/peers/run.sh 10000 100000 1000000
#   benches/peers/run.sh reading 1300000
#
# With `reading`, a file of GDELT 2.0 rows is read: your own, or a synthetic one with the given number of
# rows, by default 1,300,000, about 500 MB.
# Needs Rust, Python 3.12 or later (PYTHON names it) and PyPI. Takes some minutes.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."

target=${CARGO_TARGET_DIR:-target}
work=$target/peers
mkdir -p "$work"
[[ -x $work/venv/bin/python ]] || "${PYTHON:-python3}" -m venv "$work/venv"
# One by one, so that a program that cannot be installed does not prevent the others.
while read -r peer; do
  "$work/venv/bin/pip" install --quiet --disable-pip-version-check "$peer" || echo "not installed: $peer" >&2
done <"$here/requirements.txt"

if [[ ${1-} == reading ]]; then
  file=${2:-1300000}
  [[ -e $file ]] || file=$work/gdelt-$file.tsv
  [[ -e $file ]] || cargo bench --quiet --bench peers -- write-gdelt "${2:-1300000}" "$file"
  "$work/venv/bin/python" "$here/reading.py" "$file"
  exit
fi

if (($# == 0)); then set -- 10000 100000; fi
for events; do
  file=$work/events-$events.csv
  cargo bench --quiet --features motifs,watch --bench peers -- write "$events" "$file"
  "$work/venv/bin/python" "$here/compare.py" "$file"
done
