"""Pages of notices: one's own choice, one's own notices, and what the administrator sees."""

from __future__ import annotations

import pytest

from registry.accounts.models import Person
from registry.accounts.queries import notices as queries
from registry.accounts.services.noticing import keep_notices
from registry.core.actor import SYSTEM
from registry.core.panels import DeskItem
from registry.core.text import T

ITEM = DeskItem(kind=T("备案"), title="烔炀镇", endpoint="web.desk_show")


@pytest.fixture
def told(work_as, cast) -> str:
    with work_as(SYSTEM) as work:
        keep_notices(work, cast.steward.id, [ITEM], can_send=False)
        return queries.open_notices(work.session, cast.steward.id)[0].id


def test_a_choice_is_kept_and_a_wrong_address_is_named_with_its_text(
    client, sign_in, cast, work_as
):
    sign_in(client, "steward")
    sent = {"mail_kinds": ["soon", "overdue"], "notice_email": "a@b.cn,c@d.cn", "language": "en"}
    refused = client.post("/account/notices", data=sent)
    assert refused.status_code == 422
    assert 'id="error-notice_email"' in refused.text
    assert "a@b.cn,c@d.cn" in refused.text
    assert refused.text.count("checked") == 2
    kept = client.post("/account/notices", data={**sent, "notice_email": "dm@example.cn"})
    assert kept.status_code == 303
    with work_as(SYSTEM) as work:
        row = work.session.get_one(Person, cast.steward.id)
        assert (row.mail_kinds, row.notice_email) == (["soon", "overdue"], "dm@example.cn")
    nothing = client.post("/account/notices", data={"notice_email": "", "language": "zh"})
    assert nothing.status_code == 303
    with work_as(SYSTEM) as work:
        assert work.session.get_one(Person, cast.steward.id).mail_kinds == []


def test_a_notice_is_listed_in_both_languages_and_its_link_leads_to_the_thing(
    client, sign_in, told
):
    sign_in(client, "steward")
    page = client.get("/account").text
    assert "烔炀镇" in page
    assert "没有设置邮件服务器" in page
    english = client.get("/account", headers={"Accept-Language": "en"}).text
    assert "Something new is waiting · Filing" in english
    answer = client.get(f"/account/notices/{told}")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk")


def test_somebody_elses_notice_is_not_there(client, sign_in, told):
    assert client.get(f"/account/notices/{told}").status_code in {302, 303, 401}
    sign_in(client, "crew")
    assert client.get(f"/account/notices/{told}").status_code == 404
    assert client.get("/account/notices/nobody").status_code == 404


def test_the_administrator_reads_that_no_mail_is_sent(client, sign_in):
    sign_in(client, "administrator")
    page = client.get("/desk/jobs").text
    assert "没有设置邮件服务器" in page
    assert "REGISTRY_SMTP_HOST" in page
