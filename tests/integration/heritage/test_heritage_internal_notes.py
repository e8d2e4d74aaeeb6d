"""Internal notes: between those who review a file, and known to nobody else."""

from __future__ import annotations

import pytest

from registry.accounts.rules import Role
from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.errors import Forbidden, Invalid
from registry.heritage import queries, services

from .conftest import START, acting_also_as, person, running

SECRET = "墓志拓片疑为后刻"
REVIEWING = (
    *("reviewer_township", "reviewer_county", "reviewer_city", "reviewer_province"),
    *("expert", "steward"),
)


def note(scene, found: str, who, text: str = SECRET):
    with scene.work_as(who, at=START) as work:
        return services.add_note(work, found, text=text)


def read(scene, found: str, who):
    with scene.work_as(SYSTEM) as work:
        notes = queries.notes_for(work.session, queries.nomination(work.session, found), who)
        return None if notes is None else [row.text for row in notes]


@pytest.mark.database
def test_those_who_review_read_and_write_and_nobody_else_does(scene):
    found = scene.in_review()
    for part in REVIEWING:
        note(scene, found, getattr(scene.cast, part), part)
    kept_out = [
        *(who for part, who in scene.cast.everybody().items() if part not in REVIEWING),
        acting_also_as(scene.cast.compiler, Role.STEWARD),
        person("elsewhere", Role.STEWARD, scene.other_county_path),
    ]
    for who in kept_out:
        assert read(scene, found, who) is None
        with pytest.raises(Forbidden):
            note(scene, found, who)
    assert read(scene, found, scene.cast.expert) == list(REVIEWING)


def test_whoever_keeps_off_a_file_neither_reads_nor_writes(scene):
    found = scene.in_review()
    note(scene, found, scene.cast.steward)
    with scene.work_as(scene.cast.expert, at=START) as work:
        services.recuse(work, found, reason="我是村里人")
    assert read(scene, found, scene.cast.expert) is None
    with pytest.raises(Forbidden):
        note(scene, found, scene.cast.expert)


def test_the_journal_tells_of_a_note_and_not_what_it_says(scene):
    found = scene.in_review()
    made = note(scene, found, scene.cast.expert)
    with scene.work_as(SYSTEM) as work:
        entry = journal.history(work.session, ("nomination", found))[0]
    assert (entry.verb, entry.after) == ("heritage.noted", {"note": made.id})
    with pytest.raises(Invalid) as refused:
        note(scene, found, scene.cast.expert, " ")
    assert set(refused.value.fields) == {"note"}


def test_neither_applicant_nor_public_meet_a_note_on_any_page(scene, client, sign_in):
    found, notice = running(scene)
    note(scene, found, scene.cast.steward)
    page = f"/heritage/nominations/{found}"
    sign_in(client, "steward")
    assert SECRET in client.get(page).text
    for part in ("compiler", "visitor", "stranger"):
        sign_in(client, part)
        for address in (page, f"/heritage/notices/{notice}", f"/places/{scene.place_id}"):
            shown = client.get(address).text
            assert SECRET not in shown
            assert "内部备注" not in shown
        assert SECRET not in client.get(f"/heritage/notices/{notice}/snapshot.json").text
