#!/usr/bin/env bash
# Filigrane and other tools on the same generated text, in turn, in one run: prints processor seconds,
# MB of text per processor-second and ratios.
#
#   benches/peers.sh [MiB of text, 64 by default] [rounds, 5 by default]
#
# The generator and the patterns of the peers stand outside the project, in $FILIGRANE_SHARED/peers/bench.
# What is not installed is named and left out: ripgrep (rg), python3, presidio-analyzer (pip).
set -euo pipefail
cd "$(dirname "$0")/.."
mib="${1:-64}"
rounds="${2:-5}"
bench="${FILIGRANE_SHARED:-$PWD/../shared}/peers/bench"
if [ ! -f "$bench/gen_corpus.py" ]; then
  echo "peers: skipped, no generator in $bench (set FILIGRANE_SHARED)" >&2
  exit 0
fi
command -v python3 > /dev/null || { echo "peers: skipped, python3 is absent" >&2; exit 0; }

# $FILIGRANE_BIN and $REGEX_BASELINE name programs that are built already.
if [ -z "${FILIGRANE_BIN:-}" ] || [ -z "${REGEX_BASELINE:-}" ]; then
  cargo build --release --quiet --bin filigrane --example regex_baseline
fi
target="${CARGO_TARGET_DIR:-target}/release"
bin="$(realpath "${FILIGRANE_BIN:-$target/filigrane}")"
baseline="$(realpath "${REGEX_BASELINE:-$target/examples/regex_baseline}")"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 "$bench/gen_corpus.py" "$mib" 42
# One decision a line, as Judilibre's exports; the first two hundred apart, for slow tools.
python3 - << 'PY'
import json
texts = [text for text in open("corpus_fr.txt", encoding="utf-8").read().split("\f\n") if text.strip()]
with open("corpus.jsonl", "w", encoding="utf-8") as out:
    for rank, text in enumerate(texts):
        out.write(json.dumps({"id": f"d{rank:06}", "text": text}, ensure_ascii=False) + "\n")
with open("part.txt", "w", encoding="utf-8", newline="") as out:
    out.write("\f\n".join(texts[:200]))
print(sum(len(text.encode()) for text in texts[:30]), file=open("thirty.bytes", "w"))
PY
head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n' > key

cat > pyre.py << 'PY'
import re, sys
patterns = [re.compile(line.rstrip("\n")) for line in open(sys.argv[1], encoding="utf-8")]
text = open("part.txt", encoding="utf-8", newline="").read()
print(sum(1 for pattern in patterns for _ in pattern.finditer(text)))
PY

scan() { "$bin" scan corpus.jsonl --out run --force --key-file key --progress never "$@"; }
# name, bytes read, command
names=() sizes=() commands=()
add() { names+=("$1"); sizes+=("$2"); commands+=("$3"); }
whole=$(stat -c %s corpus_fr.txt) part=$(stat -c %s part.txt)
add "filigrane, identifiers, 1 thread" "$whole" "scan --engines identifiers --threads 1"
add "filigrane, everything, 1 thread" "$whole" "scan --threads 1"
add "filigrane, everything, 2 threads" "$whole" "scan --threads 2"
add "regex crate, 15 patterns, ASCII words" "$whole" "$baseline $bench/patterns_asciib.txt corpus_fr.txt"
add "python re, 15 patterns" "$part" "python3 pyre.py $bench/patterns_py.txt"
if command -v rg > /dev/null; then
  add "ripgrep, 15 patterns, ASCII words" "$whole" "rg -j1 --no-config --count-matches -f $bench/patterns_asciib.txt corpus_fr.txt"
else
  echo "absent: ripgrep (rg)"
fi
if python3 -c "import presidio_analyzer, spacy" 2> /dev/null; then
  add "Presidio, French recognisers" "$(cat thirty.bytes)" "python3 $bench/bench_presidio.py direct_fr 30 1"
else
  echo "absent: presidio-analyzer (pip install presidio-analyzer spacy)"
fi

TIMEFORMAT='%R %U %S'
for _ in $(seq "$rounds"); do
  for rank in "${!names[@]}"; do
    { time ${commands[$rank]} > /dev/null 2>&1; } 2>> "times.$rank"
  done
done
for rank in "${!names[@]}"; do
  # Median of processor seconds, with the wall clock of the same round.
  awk '{print $2 + $3, $1}' "times.$rank" | sort -n | awk -v name="${names[$rank]}" -v size="${sizes[$rank]}" \
    '{cpu[NR] = $1; wall[NR] = $2} END {m = int((NR + 1) / 2); printf "%s|%.2f|%.2f|%.1f\n", name, cpu[m], wall[m], size / 1e6 / cpu[m]}'
done > table
reference=$(awk -F'|' 'NR == 1 {print $4}' table)
printf '%-38s %9s %9s %10s %8s\n' tool "CPU (s)" "wall (s)" "MB/CPU-s" "ratio"
awk -F'|' -v reference="$reference" '{printf "%-38s %9s %9s %10s %8.1f\n", $1, $2, $3, $4, reference / $4}' table
echo "ratio: filigrane, identifiers, 1 thread, over the tool"
