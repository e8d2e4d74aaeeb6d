"""What heritage and signage add to the file of a place: all of it, or what everybody may know."""

from __future__ import annotations

import json

from registry.core.actor import ANONYMOUS, SYSTEM
from registry.heritage import queries as heritage
from registry.signage import queries as signage
from tests.support.town import CONTACT, OBJECTOR

#: Nobody's name, no contact and no position of a sign leaves the office.
STAFF = ("everybody", "compiler", "reviewer_county", "expert", "steward", "crew", "0551-0000000")


def parts(session, actor, provider, ids):
    """What a provider says of each village that it has something about."""
    villages = [key for name, key in ids.items() if name.startswith("village")]
    found = [provider(session, actor, key) for key in villages]
    return [one for one in found if one is not None]


def test_the_archive_gets_every_file_decision_and_sign(town, work_as) -> None:
    with work_as(SYSTEM) as work:
        files = parts(work.session, SYSTEM, heritage.place_archive, town.ids)
        signs = parts(work.session, SYSTEM, signage.place_archive, town.ids)
    nominations = [file for part in files for file in part["record"]["nominations"]]
    assert {file["id"] for file in nominations} >= {
        town.ids[key] for key in ("own", "submitted", "in_review", "judged")
    }
    assert all(file["decisions"] for file in nominations if file["status"] != "draft")
    known = {sign["id"] for part in signs for sign in part["record"]["signs"]}
    assert known >= {town.ids[key] for key in ("made", "verified", "proof")}
    reports = [one for part in signs for sign in part["record"]["signs"] for one in sign["reports"]]
    assert any(one["verdict"] for one in reports)
    assert any(part["files"] for part in signs)
    assert all(section["blocks"] for part in (*files, *signs) for section in part["sections"])


def test_everybody_gets_no_names_no_drafts_and_no_objectors(town, work_as) -> None:
    with work_as(SYSTEM) as work:
        files = parts(work.session, ANONYMOUS, heritage.place_archive, town.ids)
        signs = parts(work.session, ANONYMOUS, signage.place_archive, town.ids)
        whole = parts(work.session, SYSTEM, heritage.place_archive, town.ids)
    text = json.dumps([[part["record"] for part in (*files, *signs)]], default=str)
    assert [name for name in STAFF if f'"{name}"' in text] == []
    assert not any("nominations" in part["record"] for part in files)
    assert all(
        "lon" not in sign and "reports" not in sign
        for part in signs
        for sign in part["record"]["signs"]
    )
    known = {sign["id"] for part in signs for sign in part["record"]["signs"]}
    assert town.ids["verified"] in known
    assert town.ids["proof"] not in known
    for secret in (OBJECTOR, CONTACT):
        assert secret not in json.dumps(whole, default=str, ensure_ascii=False)
