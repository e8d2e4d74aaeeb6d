"""Photos of a sign before and after, on its page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from registry.signage import queries
from registry.signage.rules.kinds import Condition, Defect, ReasonCode, ReportKind
from registry.signage.rules.states import Verdict
from tests.support.signs import NOON, noon, text_of

pytestmark = pytest.mark.database

GOOD = {"kind": ReportKind.EXISTING_GOOD}
COVERED = {
    "kind": ReportKind.COVERED,
    "condition": Condition.UNREADABLE,
    "defects": (Defect.COVERED,),
}


@pytest.fixture
def told(stage):
    """Accepted reports of one sign, a day after each other; a rejected one stands between."""
    sign = stage.made()
    found = []
    for day, values in enumerate(({}, COVERED, None, GOOD, GOOD)):
        taken = {"captured_at": NOON + timedelta(days=day)}
        receipt = stage.sent(sign, **taken, **(GOOD if values is None else values))
        if values is None:
            stage.judged(receipt, Verdict.REJECT, reason_code=ReasonCode.UNREADABLE)
        else:
            stage.judged(receipt)
        found.append(receipt.report_id)
    return sign, found


def test_pairs_come_newest_first_and_leave_out_what_was_not_accepted(told, seen):
    sign, (_, covered, _, mended, later) = told
    found = seen(queries.before_and_after, sign.id)
    assert [(each.before.report.id, each.after.report.id, each.is_repair) for each in found] == [
        (mended, later, False),
        (covered, mended, True),
    ]
    held = seen(queries.photos_of, [covered, mended])
    assert found[1].before.photo_id == held[covered]["near"].photo_id
    assert found[1].after.photo_id == held[mended]["near"].photo_id


def test_a_sign_with_one_accepted_report_has_no_pairs(stage, seen, client, sign_in):
    sign = stage.verified()
    assert seen(queries.before_and_after, sign.id) == []
    sign_in(client, "steward")
    assert 'id="pairs"' not in text_of(client.get(f"/signage/signs/{sign.id}"))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-CN", ("发现问题，后来修好了", "被遮挡")),
        ("en", ("Fault found, then put right", "Covered")),
    ],
)
def test_the_page_shows_dates_and_what_was_found_by_the_public_copies(
    client, sign_in, told, language, words
):
    sign, _ = told
    sign_in(client, "steward")
    page = text_of(client.get(f"/signage/signs/{sign.id}", headers={"Accept-Language": language}))
    part = page[page.index('id="pairs"') : page.index('id="reports"')]
    assert part.count('class="half"') == 4
    for word in (*words, *(noon(days * 24 * 60)[:10] for days in (1, 3))):
        assert word in part
    assert part.count("/small 320w") == 4
    assert "/versions/" not in part
