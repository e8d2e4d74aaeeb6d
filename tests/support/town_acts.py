"""Every write of the application with a form that succeeds, in the town of `tests.support.town`."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import pyotp

from registry.accounts import queries as account_queries
from registry.accounts import services as accounts
from registry.core.actor import SYSTEM, Actor
from registry.core.work import Work
from registry.jobs import services as jobs
from registry.jobs.models import Job
from registry.signage import queries as sign_queries
from tests.support.doorplates import plate_acts
from tests.support.finding_acts import finding_acts
from tests.support.heritage_acts import (
    candidate_acts,
    duty_acts,
    heritage_acts,
    programme_acts,
    upload_acts,
    visit_acts,
)
from tests.support.import_acts import import_acts
from tests.support.life_acts import hint_acts, keeping_acts, neighbour_acts, sample_acts
from tests.support.merge_acts import merge_acts
from tests.support.naming_acts import naming_acts
from tests.support.order_acts import order_acts
from tests.support.people import PASSWORD, Cast, email_of
from tests.support.phone_acts import collect_acts, phone_acts
from tests.support.placing_acts import placing_acts
from tests.support.proof_acts import proof_acts
from tests.support.redaction_acts import redaction_acts
from tests.support.signs import Stage, form_of, noon
from tests.support.step_acts import step_acts
from tests.support.town_evidence import evidence_acts

WorkAs = Callable[..., AbstractContextManager[Work]]


@dataclass(frozen=True)
class Act:
    """One write: where it is sent and a form that succeeds. Programs PUT it as JSON, or bytes."""

    path: str
    form: dict[str, Any]
    method: str = "POST"
    content: bytes = b""
    #: How a success is answered where it is neither a page nor JSON.
    answers: int = 0

    def send(self, client: Any, form: dict[str, Any]) -> Any:
        """Send it as the page or the program would."""
        if self.method == "POST":
            return client.post(self.path, data=form)
        if self.content:
            return client.put(self.path, data=self.content, content_type="image/jpeg")
        return client.put(self.path, json=form)


def all_acts(
    work_as: WorkAs, cast: Cast, stage: Stage, person: Actor, ids: dict[str, str]
) -> dict[str, Act]:
    """Every write by its endpoint."""
    return {
        **account_acts(work_as, cast, person, stage.land.county_path),
        **{name: Act(*one) for name, one in heritage_acts(work_as, ids).items()},
        **{name: Act(*one) for name, one in candidate_acts(ids).items()},
        **{name: Act(*one) for name, one in upload_acts(ids).items()},
        **{name: Act(*one) for name, one in visit_acts(work_as, ids).items()},
        **{name: Act(*one) for name, one in duty_acts(ids).items()},
        **{
            name: Act(*one)
            for name, one in programme_acts(work_as, cast.compiler, ids["village6"]).items()
        },
        **place_acts(ids["village6"], ids["gone"]),
        **sign_acts(stage, ids),
        **review_acts(ids),
        **{name: Act(*act) for name, act in phone_acts(stage, person, ids["made"]).items()},
        **{name: Act(*act) for name, act in collect_acts(stage, person, ids["made"]).items()},
        **{name: Act(*one) for name, one in evidence_acts(work_as, cast, ids["village6"]).items()},
        **{name: Act(*act) for name, act in placing_acts(work_as, stage.land.county_id).items()},
        **{name: Act(*act) for name, act in order_acts(stage).items()},
        **{name: Act(*act) for name, act in proof_acts(stage).items()},
        **{name: Act(*act) for name, act in plate_acts(stage).items()},
        **{name: Act(*act) for name, act in sample_acts(stage).items()},
        **{name: Act(*act) for name, act in keeping_acts(stage).items()},
        **{name: Act(*act) for name, act in neighbour_acts(stage).items()},
        **{name: Act(*act) for name, act in hint_acts(stage).items()},
        **{name: Act(*act) for name, act in step_acts(stage).items()},
        **{name: Act(*act) for name, act in redaction_acts(stage, ids["village2"]).items()},
        **{name: Act(*act) for name, act in import_acts(work_as, ids["village6"]).items()},
        **{
            name: Act(*act)
            for name, act in finding_acts(work_as, ids["village6"], stage.land.county_id).items()
        },
        **{name: Act(*act) for name, act in merge_acts(work_as, stage.land.county_id).items()},
        **{
            name: Act(*act)
            for name, act in naming_acts(
                work_as, cast, ids["village6"], stage.land.county_id
            ).items()
        },
    }


NOTICES = {"mail_kinds": "soon", "notice_email": "dm@example.cn", "language": "en"}


def account_acts(work_as: WorkAs, cast: Cast, person: Actor, scope: str) -> dict[str, Act]:
    with work_as(SYSTEM) as work:
        me = account_queries.person(work.session, person.id or "")
        me.totp_secret = pyotp.random_base32()
        work.session.add(me)
        secret = me.totp_secret
    rules = accounts.SignInRules(session_hours=12, lockout_attempts=20, lockout_minutes=1)
    with work_as(SYSTEM) as work:
        compared = accounts.compare_password(
            work.session, email=email_of("everybody"), password=PASSWORD
        )
        accounts.sign_in(work, compared, code="", agent="test", rules=rules)
    with work_as(SYSTEM) as work:
        session = account_queries.living_sessions(work.session, person.id or "", work.at)[0].id
    crew = f"/people/{cast.crew.id}"
    return {
        "accounts.session_create": Act(
            "/sign-in",
            {"email": email_of("steward"), "password": PASSWORD, "code": "", "next": "/desk"},
        ),
        "accounts.session_delete": Act("/sign-out", {}),
        "accounts.password_update": Act(
            "/account/password", {"current": PASSWORD, "new": "the lake has two shores"}
        ),
        "accounts.notices_update": Act("/account/notices", NOTICES),
        "accounts.session_end": Act(f"/account/sessions/{session}/end", {}),
        "accounts.totp_start": Act("/account/totp", {}),
        "accounts.totp_confirm": Act("/account/totp/confirm", {"code": pyotp.TOTP(secret).now()}),
        "accounts.totp_stop": Act("/account/totp/stop", {"password": PASSWORD}),
        "accounts.person_create": Act(
            "/people",
            {
                "name": "李四",
                "email": "li@example.cn",
                "organisation": "测试单位",
                "password": "long enough words",
                "role": "crew",
                "scope_path": "",
            },
        ),
        "accounts.grant_create": Act(f"{crew}/grants", {"role": "expert", "scope_path": scope}),
        "accounts.grant_delete": Act(
            f"{crew}/grants/revoke", {"role": "crew", "scope_path": "", "reason": "调岗"}
        ),
        "accounts.person_disable": Act(f"{crew}/disable", {"reason": "调走"}),
        "accounts.person_enable": Act(f"{crew}/enable", {"reason": "回来"}),
        "background.job_retry": Act(f"/desk/jobs/{given_up(work_as)}/retry", {}),
    }


def given_up(work_as: WorkAs) -> str:
    """A piece of background work that failed."""
    with work_as(SYSTEM) as work:
        job_id = jobs.enqueue(work, "test.nobody", subject=("test", "given_up"))
        row = work.session.get_one(Job, job_id)
        row.state, row.finished_at, row.fault = "failed", work.at, "nobody here does test.nobody"
        work.session.add(row)
    return job_id


def place_acts(place_id: str, gone_id: str) -> dict[str, Act]:
    path = f"/places/{place_id}"
    years = {
        "year_from_min": "618",
        "year_from_max": "907",
        "year_to_min": "1911",
        "year_to_max": "1949",
    }
    return {
        "places.name_create": Act(
            f"{path}/names",
            {
                "text": "洪家疃",
                "name_kind": "former",
                "roman_toned": "Hóngjiātuǎn",
                **years,
                "from_verbatim": "唐",
                "to_verbatim": "清",
                "approval_basis": "unrecorded",
                "approval_document": "",
            },
        ),
        "places.details_update": Act(
            f"{path}/details",
            {
                "kind": "natural_village",
                "legal_kind": "other",
                "entity_status": "existing",
                "secrecy": "public",
                "division": "肥东县",
                "division_text": "2010年 安徽省肥东县",
                "parent": "",
                "managing_body": "村民委员会",
                "place_code": "34012210122200000001",
                "category_code": "21610",
                "twin_place_code": "34012210122200000002",
                "twin_category_code": "27610",
                "other_codes": "DM-1\nDM-2",
                "from_text": "东头",
                "to_text": "西头",
                "direction": "EW",
                "road_class": "村道",
                "length_m": "120.5",
                "width_m": "4",
                "elevation_m": "12",
                "description": "河边的村",
                "positional_importance": "1",
                "positional_basis": "批复",
                "claimed_sign_count": "2",
                "reason": "普查成果",
                "seen_version": "1",
            },
        ),
        "places.shape_update": Act(
            f"{path}/shape",
            {
                "geojson": '{"type":"LineString","coordinates":[[117.2,31.8],[117.3,31.8]]}',
                "method": "digitised",
                "datum": "wgs84",
                "source": "地形图",
                "accuracy_m": "5",
                "reason": "图上量取",
                "seen_version": "1",
            },
        ),
        "places.place_retire": Act(
            f"{path}/retire", {"on": "2020-05-01", "basis": "整体搬迁", "seen_version": "1"}
        ),
        "places.place_reopen": Act(f"/places/{gone_id}/reopen", {"basis": "仍在"}),
        "places.version_restore": Act(
            f"/places/{gone_id}/history/1", {"reason": "录错了", "protection_measure": ""}
        ),
        "places.position_create": Act(
            f"{path}/position",
            {
                "lon": "117.4",
                "lat": "31.9",
                "accuracy_m": "5",
                "method": "gnss",
                "datum": "wgs84",
                "source": "实测",
                "original_coord": "",
                "seen_version": "1",
            },
        ),
    }


def sign_acts(stage: Stage, ids: dict[str, str]) -> dict[str, Act]:
    due = f"/signage/requirements/{ids['requirement']}"
    sign = "/signage/signs/"
    face = {"text_hanzi": "龙城村", "text_roman": "LONGCHENGCUN", "ground": "blue"}
    return {
        "signage.requirement_create": Act(
            f"/places/{ids['village5']}/sign-requirements",
            {
                "sign_type": "village",
                "position_role": "site",
                "tolerance_m": "30",
                "basis": "规则",
                "due_on": "2099-01-01",
                "side": "村口左侧",
                "priority": "high",
                "responsible_org": "城管局",
                "body_type": "箱形",
                "lon": "117.4",
                "lat": "31.9",
            },
        ),
        "signage.requirement_move": Act(
            f"{due}/position",
            {"lon": "117.4", "lat": "31.9", "tolerance_m": "30", "reason": "现场"},
        ),
        "signage.requirement_exempt": Act(
            f"{due}/exemption",
            {
                "exempt_reason": "在建",
                "exempt_paper": "2 号",
                "exempt_approver": "处长",
                "exempt_until": "2099-01-01",
            },
        ),
        "signage.requirement_restore": Act(
            f"/signage/requirements/{ids['exempted']}/exemption/end", {"reason": "建成"}
        ),
        "signage.proof_create": Act(f"{due}/proof", face),
        "signage.proof_decide": Act(
            f"{sign}{ids['proof']}/proof",
            {"approve": "true", "reason": "", "row_version": _row_version(stage, ids["proof"])},
        ),
        "signage.sign_make": Act(
            f"{sign}{ids['approved']}/made",
            {"maker": "标牌厂", "batch": "1", "made_on": "2026-01-01"},
        ),
        "signage.sign_remove": Act(f"{sign}{ids['verified']}/removal", {"reason": "道路改造"}),
        "signage.report_create": Act("/field/reports", report_form(stage, ids["made"])),
    }


ACCEPTED = {
    "verdict": "accept",
    "reason_code": "",
    "reason": "",
    "place_ok": "true",
    "circled": "",
    "area": "",
}


def review_acts(ids: dict[str, str]) -> dict[str, Act]:
    reports = "/signage/reports"
    return {
        "signage.report_recheck": Act(f"{reports}/{ids['report']}/checks", {}),
        "signage.report_recheck_waiting": Act("/signage/checks", {}),
        "signage.report_comment": Act(
            f"{reports}/{ids['report']}/comments", {"comment": "请补远照"}
        ),
        "signage.report_accept_fast": Act(
            "/signage/fast-lane", {"report": ids["fast"], "looked": "true"}
        ),
        "signage.report_decide": Act(f"{reports}/{ids['report']}/verdict", ACCEPTED),
    }


def _row_version(stage: Stage, sign_id: str) -> str:
    with stage.work_as(SYSTEM) as work:
        return str(sign_queries.sign(work.session, sign_id).row_version)


def report_form(stage: Stage, sign_id: str, **changes: Any) -> dict[str, Any]:
    """The capture form of a sign, every field of it filled in."""
    with stage.work_as(SYSTEM) as work:
        sign = sign_queries.sign(work.session, sign_id)
        more = {"fix_age_s": "4", "phone_now": noon(1)[:16], "note": "无", "defects": "faded"}
        return form_of(sign, client_id=str(uuid.uuid4()), **{**more, **changes})


def resent(form: dict[str, Any]) -> dict[str, Any]:
    """The same form once more: streams that were read are made anew."""
    fresh = dict(form)
    for name in ("near", "far", "file", "xml_submission_file"):
        if isinstance(fresh.get(name), tuple):
            stream, filename = fresh[name]
            fresh[name] = (io.BytesIO(stream.getvalue()), filename)
    return fresh
