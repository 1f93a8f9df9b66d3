"""Links generated decisions with Filigrane and, if asked, with splink, in one run on one machine.

usage: chains.py GENERATOR FILIGRANE N_FIRST N_SECOND FOLDER [--splink]

GENERATOR is splink_chain.py: what precedes its use of splink makes the two tables, the rest times splink.
Needs numpy, pandas, pyarrow (and splink, duckdb with --splink). Prints one JSON line a tool.
"""
import json
import pathlib
import subprocess
import sys
import time

generator, filigrane, first, second, folder = sys.argv[1:6]
source = pathlib.Path(generator).read_text(encoding="utf-8")
folder = pathlib.Path(folder)
folder.mkdir(parents=True, exist_ok=True)
tables = [folder / "first.parquet", folder / "second.parquet"]
if not all(table.exists() for table in tables):
    argv = sys.argv
    sys.argv = [generator, first, second]
    scope = {"__name__": "generator"}
    exec(compile(source.split("import splink")[0], generator, "exec"), scope)
    sys.argv = argv
    scope["ca"].drop(columns=["rgn"]).to_parquet(tables[0])
    scope["cc"].drop(columns=["rgn"]).to_parquet(tables[1])
for options in ([], ["--without-numbers"]):
    start = time.time()
    out = subprocess.run(
        [filigrane, "quality", "chains", *map(str, tables), "--truth", "cid", *options],
        check=True, capture_output=True, text=True,
    ).stdout
    measure = json.loads(out)
    print(json.dumps({"tool": "filigrane", "options": options, "seconds_process": round(time.time() - start, 2), **measure}))
if "--splink" in sys.argv:
    out = subprocess.run([sys.executable, generator, first, second], check=True, capture_output=True, text=True).stdout
    print(json.dumps({"tool": "splink", **json.loads(out.splitlines()[-1])}))
