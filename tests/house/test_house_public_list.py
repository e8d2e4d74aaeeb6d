"""docs/SECURITY.md says of every public route why it is public, and of no other."""

import re
from pathlib import Path

from tests.house.test_house_routes import PUBLIC_ENDPOINTS

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_document_lists_every_public_route_and_no_other():
    text = (ROOT / "docs" / "SECURITY.md").read_text(encoding="utf-8")
    rows = text.partition("## Public routes")[2].splitlines()
    names = [line.split("|")[1] for line in rows if line.startswith("| `")]
    assert set(re.findall(r"`([a-z_]+\.[a-z_]+)`", "".join(names))) == PUBLIC_ENDPOINTS
