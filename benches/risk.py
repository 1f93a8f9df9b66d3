"""Times `filigrane risk` beside polars and the numpy floor on the same file, in one run.

usage: risk.py BENCH_FOLDER FILIGRANE TABLE.parquet [--subsets]

BENCH_FOLDER holds bench_group.py and floor_numpy.py. Each tool runs three times, alternating; the best is kept.
`in_process` leaves out start and reading where the tool says so; `process` is the whole command.
"""
import itertools
import json
import pathlib
import re
import resource
import subprocess
import sys
import time

bench, filigrane, table = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
QI = ["court", "birth_year", "gender", "profession", "commune", "family"]


def timed(command):
    start = time.time()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return time.time() - start, done.stdout, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


def ours(*options):
    return [filigrane, "risk", table, "--qi", ",".join(QI), "--sensitive", "health", "--format", "json", *options]


best = {}


def keep(name, value):
    best[name] = min(value, best.get(name, value))


for _ in range(3):
    seconds, out, _ = timed(ours())
    keep("filigrane_process", seconds)
    mine = json.loads(out)
    seconds, out, _ = timed([sys.executable, str(bench / "bench_group.py"), table, "polars", "hi"])
    keep("polars_process", seconds)
    theirs = json.loads(out)
    keep("polars_klt", theirs["s_total_klt"])
    keep("polars_read_and_klt", theirs["s_total_klt"] + theirs["s_read"])
assert (mine["k"], mine["classes"], mine["l_distinct"]) == (theirs["k"], theirs["classes"], theirs["l"])
assert abs(mine["t_equal"] - theirs["t"]) < 1e-12
print(json.dumps({key: round(value, 3) for key, value in best.items()}))
print(json.dumps({
    "polars_klt / filigrane_process": round(best["polars_klt"] / best["filigrane_process"], 1),
    "polars_process / filigrane_process": round(best["polars_process"] / best["filigrane_process"], 1),
}))

if "--subsets" in sys.argv:
    seconds, out, _ = timed(ours("--subsets"))
    start, _, _ = timed(ours())
    # The floor, subset by subset: what it does for its own set of attributes, after the codes are made.
    source = (bench / "floor_numpy.py").read_text(encoding="utf-8")
    names = re.search(r"QI=\{.*?\}\[qs\]", source).group(0)
    floor = 0.0
    for size in range(1, len(QI) + 1):
        for subset in itertools.combinations(QI, size):
            script = source.replace(names, f"QI={list(subset)!r}")
            one = json.loads(subprocess.run([sys.executable, "-c", script, table, "hi"], check=True, capture_output=True, text=True).stdout)
            floor += one["s_pack"] + one["s_sort"] + one["s_metrics"]
    print(json.dumps({"subsets_process": round(seconds, 2), "subsets_beyond_the_first": round(seconds - start, 2), "numpy_floor_63": round(floor, 2)}))
