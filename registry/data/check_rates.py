"""Recompute the sign coverage rates of a published snapshot, from its file alone.

    python3 check_rates.py snapshot-7.csv [sha256] [county | managing_body]     or the .json

Needs Python 3.10 and nothing else. Prints, for each kind of name, the four rates with both numbers;
kinds are never added together. The hash is that of the CSV. A JSON file says its own figures.
"""

import csv
import hashlib
import io
import json
import sys
from pathlib import Path

data, said = Path(sys.argv[1]).read_bytes(), sys.argv[2:]
text = data.decode("utf-8-sig")
published = json.loads(text) if text.startswith("{") else {}
for sha in () if published else (one.lower() for one in said if len(one) == 64):
    same = hashlib.sha256(data).hexdigest() == sha
    print("sha256:", "the same" if same else "DIFFERENT - this is not the published file")
rows = published.get("rows") or list(csv.DictReader(io.StringIO(text)))
by = next((one for one in said if len(one) < 64), "")
sums: dict[tuple[str, ...], list[int]] = {}
for row in rows:
    for kind, h in ((row["stratum"], ""), ("heritage", "heritage_")):
        good, bad = int(row[h + "signs_verified"]), int(row[h + "present_invalid"])
        names = 0 if h else int(row["in_scope"])
        new = [names * int(row["signed"]), names, int(row[h + "positions_verified"])]
        new += [int(row[h + "positions"]), good + bad, int(row[h + "signs"]), good, good + bad]
        key: tuple[str, ...] = (kind, row[by] or "-") if by else (kind,)
        sums[key] = [a + b for a, b in zip(sums.get(key, [0] * 8), new, strict=True)]
for key, n in sorted(item for item in sums.items() if any(item[1])):
    pairs = zip(("names", "positions", "verified", "good"), n[::2], n[1::2], strict=True)
    rates = (f"{k} {a}/{b} {100 * a / b if b else 0:.4f}%" for k, a, b in pairs)
    print(*key, *rates, sep="\t")
if published and not by:
    same = published["figures"] == {key[0]: n for key, n in sums.items() if any(n)}
    print("figures:", "the same" if same else "DIFFERENT - the file contradicts itself")
