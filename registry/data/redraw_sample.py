"""Draw the sample of a re-inspection again, from its published frame and its seed alone.

    python3 redraw_sample.py sample-3-frame.csv SEED NUMBER [--by-county]

Needs Python 3.10 and nothing else. Prints the SHA-256 of the frame and of the seed, to be compared
with what was published before anybody went out, then the drawn positions with their signs.
"""

import hashlib
import sys
from collections import Counter
from pathlib import Path

data = Path(sys.argv[1]).read_bytes()
seed, number = sys.argv[2], int(sys.argv[3])
rows = [line.split(",") for line in data.decode("ascii").splitlines()[1:]]
print("frame sha256", hashlib.sha256(data).hexdigest(), sep="\t")
print("seed sha256", hashlib.sha256(seed.encode()).hexdigest(), sep="\t")
rows.sort(key=lambda row: hashlib.sha256(f"{seed}:{row[0]}".encode()).hexdigest())
if "--by-county" in sys.argv[4:]:
    sizes = Counter(row[2] for row in rows)
    given = dict.fromkeys(sizes, 1 if number >= len(sizes) else 0)
    while sum(given.values()) < min(number, len(rows)):
        left = [key for key in sorted(sizes) if given[key] < sizes[key]]
        given[max(left, key=lambda key: sizes[key] / (2 * given[key] + 1))] += 1
    drawn = []
    for row in rows:
        if given[row[2]]:
            given[row[2]] -= 1
            drawn.append(row)
else:
    drawn = rows[:number]
for row in drawn:
    print(*row, sep="\t")
