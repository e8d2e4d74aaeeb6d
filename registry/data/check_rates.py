"""Recompute the sign coverage rates of a published snapshot, from its file alone.

    python3 check_rates.py snapshot-7.csv [sha256]      or the .json

Needs Python 3.10 and nothing else. Prints, for each kind of name, the four rates with both numbers.
Kinds are never added together. With a second argument it also compares the file's own hash.
"""

import csv
import hashlib
import io
import json
import sys
from pathlib import Path

data = Path(sys.argv[1]).read_bytes()
if len(sys.argv) > 2:
    same = hashlib.sha256(data).hexdigest() == sys.argv[2].lower()
    print("sha256:", "the same" if same else "DIFFERENT - this is not the published file")
text = data.decode("utf-8-sig")
published = json.loads(text) if text.lstrip().startswith("{") else {}
rows = published.get("rows") or list(csv.DictReader(io.StringIO(text)))
sums: dict[str, list[int]] = {}
for row in rows:
    n = {key: int(value) for key, value in row.items() if str(value).isdigit()}
    parts = [(row["stratum"], "", n["in_scope"], n["in_scope"] * n["signed"])]
    parts.append(("heritage", "heritage_", 0, 0))
    for stratum, p, names, signed in parts:
        checked = n[p + "signs_verified"] + n[p + "present_invalid"]
        new = [names, signed, n[p + "positions"], n[p + "positions_verified"], n[p + "signs"]]
        new += [checked, n[p + "signs_verified"]]
        old = sums.get(stratum, [0] * len(new))
        sums[stratum] = [a + b for a, b in zip(old, new, strict=True)]
for stratum, (names, signed, places, filled, signs, checked, good) in sorted(sums.items()):
    pairs = {"names": (signed, names), "positions": (filled, places)}
    pairs |= {"verified": (checked, signs), "good": (good, checked)}
    rates = (f"{k} {a}/{b} {100 * a / b if b else 0:.4f}%" for k, (a, b) in pairs.items())
    print(stratum, *rates, sep="\t")
