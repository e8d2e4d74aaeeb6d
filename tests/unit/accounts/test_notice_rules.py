"""Which notice a thing asks for, what counts as an address, what a fault may say."""

from __future__ import annotations

import smtplib
from datetime import UTC, datetime, timedelta

import pytest

from registry.accounts.rules.notices import NoticeKind, is_address, key_of, kind_of
from registry.accounts.services.mailing import fault_of
from registry.core.panels import DeskItem
from registry.core.text import T

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def item(**more) -> DeskItem:
    values = {"kind": T("备案"), "title": "龙城村", "endpoint": "web.desk_show"}
    return DeskItem(**{**values, **more})


@pytest.mark.parametrize(
    ("due", "quiet", "kind"),
    [
        (None, False, NoticeKind.WAITING),
        (None, True, None),
        (timedelta(days=4), False, NoticeKind.WAITING),
        (timedelta(days=3), True, NoticeKind.SOON),
        (timedelta(0), False, NoticeKind.SOON),
        (timedelta(seconds=-1), True, NoticeKind.OVERDUE),
    ],
)
def test_the_nearest_deadline_decides_and_a_draft_of_ones_own_is_quiet(due, quiet, kind):
    assert kind_of(item(due_at=due if due is None else NOW + due, quiet=quiet), NOW) is kind


def test_a_notice_is_about_one_thing_to_be_done_at_one_place():
    assert key_of(item(title="更名")) == key_of(item())
    others = [item(kind=T("公告")), item(values={"filing_id": "a"}), item(endpoint="heritage.x")]
    assert len({key_of(one) for one in [item(), *others]}) == 4


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("li@example.cn", True),
        ("li.min+dm@mail.hefei.gov.cn", True),
        ("", False),
        ("li@example", False),
        ("a@b.cn,c@d.cn", False),
        ("李 <li@example.cn>", False),
        ("li@example.cn\nBcc: x@y.cn", False),
        ("li@-example.cn", False),
        ("李@example.cn", False),
    ],
)
def test_an_address_is_one_address_and_nothing_beside_it(text, good):
    assert is_address(text) is good


def test_a_fault_names_the_number_and_no_address():
    refused = smtplib.SMTPRecipientsRefused({"li@example.cn": (550, b"no li@example.cn here")})
    assert fault_of(refused) == "SMTPRecipientsRefused 550"
    assert fault_of(TimeoutError("li@example.cn")) == "TimeoutError"
