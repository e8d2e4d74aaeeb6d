"""Write `requirements/run.txt` and `requirements/test.txt`: versions and hashes, no addresses.

uv resolves for every supported Python and machine at once. Its own lock file names the registry it
asked in every line and is therefore not kept in the repository.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLAIN = ("--format", "requirements-txt", "--no-header", "--no-annotate", "--no-emit-project")
LOCKS = {
    "run": ("--no-default-groups", "--group", "build"),
    "test": ("--all-groups", "--all-extras"),
}
ADDRESS = re.compile(r"://|^\s*(-i|-f|--(extra-)?index-url|--find-links)\b", re.MULTILINE)


def main() -> int:
    """Resolve, write both files, and refuse a file that names an address."""
    uv = shutil.which("uv") or shutil.which("uv", path=str(ROOT / ".venv" / "bin"))
    if uv is None:
        print("uv is not installed. To get it: python3 -m pip install uv", file=sys.stderr)
        return 1
    subprocess.run([uv, "lock", *sys.argv[1:]], cwd=ROOT, check=True)
    for name, options in LOCKS.items():
        exported = subprocess.run(
            [uv, "export", "--quiet", "--locked", *PLAIN, *options],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        if ADDRESS.search(exported):
            print(f"{name}: the export names an address; not written", file=sys.stderr)
            return 1
        (ROOT / "requirements" / f"{name}.txt").write_text(exported, encoding="utf-8")
        print(f"requirements/{name}.txt: {exported.count('==')} packages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
