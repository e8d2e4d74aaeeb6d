"""Parts of the system that tests need: what is missing, and how it is installed where we may.

Debian's PostgreSQL packages would create and start a cluster; while ours are installed that is
switched off, because the tests start their own (tests/support/postgres.py).
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.support.missing import find_chromium
from tests.support.postgres import find_binaries

FONTS = ("/usr/share/fonts", "/usr/local/share/fonts")


def find_chinese_font() -> str | None:
    """A font with Chinese glyphs for pages drawn by Chromium, of any maker."""
    if shutil.which("fc-list"):
        command = ["fc-list", ":lang=zh-cn", "file"]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        return done.stdout.strip() or None
    found = (path for folder in FONTS for path in Path(folder).rglob("*CJK*"))
    return next((str(path) for path in found), None)


#: Debian package → what tells that it, or something as good, is there.
PARTS: dict[str, Callable[[], object]] = {
    "chromium": find_chromium,
    "postgresql": find_binaries,
    "fonts-noto-cjk": find_chinese_font,
}

_NO_CLUSTER = r"""
conf=/etc/postgresql-common/createcluster.conf
apt-get install -y -q --no-install-recommends postgresql-common
cp -p "$conf" "$conf.before"
trap 'mv "$conf.before" "$conf"' EXIT
sed -i -E 's/^#?[[:space:]]*create_main_cluster.*/create_main_cluster = false/' "$conf"
"""


def missing() -> list[str]:
    """The packages whose part is not on this machine."""
    return [package for package, find in PARTS.items() if not find()]


def command(packages: list[str]) -> str:
    """What a person types to install them."""
    return f"sudo apt-get install --no-install-recommends {' '.join(packages)}"


def install() -> list[str]:
    """Install what is missing, where this user may; the packages that are still missing."""
    packages = missing()
    if not packages:
        return []
    root = _as_root()
    if root is None:
        print(f"Missing, and not mine to install: {command(packages)}", flush=True)
        return packages
    print(f"==> Installing {', '.join(packages)} with apt-get", flush=True)
    script = "set -eu\napt-get update -q\n"
    script += _NO_CLUSTER if "postgresql" in packages else ""
    script += f"apt-get install -y -q --no-install-recommends {' '.join(packages)}\n"
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    done = subprocess.run([*root, "sh", "-c", script], check=False, env=environment)
    if done.returncode:
        print(f"apt-get failed; by hand: {command(packages)}", flush=True)
    return missing()


def _as_root() -> list[str] | None:
    """The words before a command that make it run as root; None where we may not."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    asked = subprocess.run(["sudo", "-n", "true"], check=False, capture_output=True)
    # sudo cleans the environment; DEBIAN_FRONTEND has to be said again on its other side.
    return ["sudo", "-n", "DEBIAN_FRONTEND=noninteractive"] if asked.returncode == 0 else None
