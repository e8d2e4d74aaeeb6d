"""Forms of heritage that succeed in the town of `tests.support.town`."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

from registry.core.actor import SYSTEM, Actor
from registry.core.clock import china_date
from registry.core.ids import stable_id
from registry.core.work import Work
from registry.heritage import forms
from registry.heritage import queries as heritage_queries
from registry.heritage import services as heritage
from registry.heritage.models import Nomination
from registry.heritage.rules import Candidate, CandidateState
from registry.heritage.rules.drafts import DossierText
from registry.heritage.rules.parts import QUESTIONS
from registry.heritage.views.programmes import digest
from registry.storage import digest_of
from tests.support.pictures import jpeg

PAPER = b"%PDF-1.4 signed and sealed"
WorkAs = Callable[..., AbstractContextManager[Work]]
Act = tuple[str, dict[str, Any]]

#: Of the programme that the town's nominations are made in.
CRITERIA = ("settlement_age", "name_age")

#: Of that programme, without days: always open.
BATCH = "第一批"

#: The town's nominations by their stage.
FILES = ("own", "submitted", "in_review", "judged", "to_vote")


def version_of(work_as: WorkAs, file: str) -> int:
    """The version of a nomination that a page would show."""
    with work_as(SYSTEM) as work:
        found = heritage_queries.nomination(work.session, file)
        return 0 if found is None else found.version


def candidate(work_as: WorkAs) -> str:
    """A candidate whose place is open."""
    listed = Candidate("town:龙城", "龙城", "千年古村落", CandidateState.FILED, list_key="anhui")
    with work_as(SYSTEM) as work:
        heritage.record_candidates(work, [listed])
    return stable_id("candidate_record", listed.key)


def candidate_acts(ids: dict[str, str]) -> dict[str, Act]:
    """Saying which place an open candidate is."""
    path = f"/heritage/candidates/{ids['candidate']}/place"
    return {"heritage.candidate_settle": (path, {"place_id": ids["village6"]})}


def heritage_acts(work_as: WorkAs, ids: dict[str, str]) -> dict[str, Act]:
    seen = {key: str(version_of(work_as, ids[key])) for key in FILES}
    path = {key: f"/heritage/nominations/{ids[key]}" for key in seen}
    today = china_date(datetime.now(UTC))
    cited = {
        "source_id": "",
        "source_type": "stone",
        "source_title": "唐墓志",
        "edition": "拓本",
        "locator": "第三行",
        "quote": "葬于龙城里",
        "grade": "A",
        "second_hand_via": "县志",
        "stance": "supports",
    }
    dated = {"text": "唐代已有此村", "earliest": "618", "latest": "907", "era_verbatim": "唐"}
    dossier = {
        "reference_year": "2026",
        "summary": "河边的村。",
        "protection_plan": "立碑。",
        "applicant": "石塘镇",
        "contact": "0551",
        "exception_reason": "无",
        "batch": BATCH,
    }
    blocks = {
        f"{block}-{name}": value
        for block in ("settlement", "name")
        for name, value in {**cited, **dated, "computed_by": "李"}.items()
    }
    findings = {f"verdict-{key}": "meets" for key in CRITERIA}
    findings |= {f"reason-{key}": "看过原文" for key in CRITERIA}
    return {
        "heritage.nomination_create": (
            "/heritage/nominations",
            {"place_id": ids["village6"], "programme_id": ids["programme"], **dossier, **blocks},
        ),
        "heritage.nomination_update": (
            f"{path['own']}/edit",
            {**dossier, **dict.fromkeys(QUESTIONS, "已写"), "seen_version": seen["own"]},
        ),
        "heritage.guide_save": (
            f"{path['own']}/guide/size",
            {
                **dict.fromkeys(("area", "population", "seat"), "已写"),
                "go": "next",
                "seen_version": seen["own"],
            },
        ),
        "heritage.claim_create": (
            f"{path['own']}/claims",
            {
                "criterion": "name_age",
                "claim_type": "name_first_record",
                "computed_by": "李",
                "seen_version": seen["own"],
                **dated,
                **cited,
            },
        ),
        "heritage.citation_create": (
            f"{path['own']}/claims/{ids['link']}/citations",
            {**cited, "seen_version": seen["own"]},
        ),
        "heritage.claim_remove": (
            f"{path['own']}/claims/{ids['link']}/remove",
            {"seen_version": seen["own"]},
        ),
        "heritage.decision_create": (
            f"{path['submitted']}/decisions",
            {
                "action": "forward",
                "seen_version": seen["submitted"],
                "reason": "齐全",
                "document_no": "",
            },
        ),
        "heritage.finding_create": (
            f"{path['in_review']}/findings",
            {**findings, "seen_version": seen["in_review"]},
        ),
        "heritage.vote_create": (
            f"{path['to_vote']}/votes",
            {"choice": "change", "vote_reason": "补一条", "seen_version": seen["to_vote"]},
        ),
        "heritage.assignment_create": (
            f"{path['submitted']}/assignments",
            {"person_id": "", "count": "1"},
        ),
        "heritage.assignment_end": (
            f"{path['to_vote']}/assignments/end",
            {"assignment_id": ids["assignment"], "unassign_reason": "出差"},
        ),
        "heritage.recusal_create": (
            f"{path['submitted']}/recusals",
            {"recused_id": "", "recusal_reason": "是我的家乡"},
        ),
        "heritage.notice_create": (
            f"{path['judged']}/notice",
            {
                "starts_on": today.isoformat(),
                "ends_on": (today + timedelta(days=6)).isoformat(),
                "issuer": "合肥市民政局",
                "contact": "0551-1234567",
                "file_no": "公示1号",
                "notice_reason": "按期",
                "seen_version": seen["judged"],
            },
        ),
        "heritage.note_create": (f"{path['submitted']}/notes", {"note": "请核对卷三"}),
        "heritage.attachment_create": (
            f"{path['own']}/attachments",
            {
                "caption": "墓志拓片",
                "licence": "public_domain",
                "consent": "无人出镜",
                "shows_people": "1",
                "public": "1",
                "file": (io.BytesIO(PAPER + b" once more"), "拓片.pdf"),
            },
        ),
        "heritage.attachment_update": (
            f"/heritage/attachments/{ids['attachment']}/edit",
            {
                "caption": "北宋墓志",
                "licence": "cc_by",
                "consent": "无人出镜",
                "shows_people": "1",
                "public": "1",
                "correction_reason": "年代写错",
                "seen_version": seen["own"],
            },
        ),
        "heritage.attachment_withdraw": (
            f"/heritage/attachments/{ids['attachment']}/withdraw",
            {"withdraw_reason": "选错文件"},
        ),
        "heritage.consent_create": (
            f"/heritage/nominations/{ids['notified']}/consents",
            {
                "departments": "民政",
                "consent_no": "民地字〔2026〕142号",
                "signed_on": "2026-01-05",
                "file": (io.BytesIO(PAPER), "会签.pdf"),
            },
        ),
        "heritage.consent_withdraw": (
            f"/heritage/consents/{ids['consent']}/withdraw",
            {"withdraw_reason": "文号抄错"},
        ),
        "heritage.notice_close": (
            f"/heritage/notices/{ids['notice']}/close",
            {"close_reason": "演示"},
        ),
        "heritage.objection_create": (
            f"/heritage/notices/{ids['notice']}/objections",
            {
                "ground": "age",
                "text": "碑是宋碑",
                "evidence": "县志",
                "person_name": "赵某某",
                "person_contact": "13700002222",
            },
        ),
        "heritage.answer_create": (
            f"/heritage/objections/{ids['objection']}/answer",
            {"outcome": "dismissed", "answer": "有年号", "public_summary": "认为年代有误"},
        ),
    }


def upload_acts(ids: dict[str, str]) -> dict[str, tuple[str, dict[str, Any], str, bytes]]:
    """A large attachment that is declared, and the bytes of one that was declared before."""
    base = f"/api/v1/nominations/{ids['own']}/attachments"
    said = {"caption": "录像", "licence": "cc0", "consent": "王大爷同意", "serves": ""}
    declared = {**said, "file_name": "录像.mp4", "byte_size": 1000}
    return {
        "attachments_api.upload_declare": (f"{base}/{'3' * 64}", declared, "PUT", b""),
        "attachments_api.upload_receive": (f"{base}/{digest_of(PAPER)}/bytes", {}, "PUT", PAPER),
    }


def visit_acts(work_as: WorkAs, ids: dict[str, str]) -> dict[str, Act]:
    """A visit to a file at the county, and what its visitor does with one to a file in review."""
    said = {
        "visited_on": china_date(datetime.now(UTC)).isoformat(),
        "place_visited": "村口",
        "participants": "王某",
        "report": "碑还在原处",
        **{f"seen-{key}": "看到了" for key in CRITERIA},
        "shared": "1",
    }
    visit = f"/heritage/visits/{ids['visit']}"
    why = {"withdraw_reason": "去错了村"}
    return {
        "heritage.visit_create": (
            f"/heritage/nominations/{ids['submitted']}/visits",
            {**said, "seen_version": str(version_of(work_as, ids["submitted"]))},
        ),
        "heritage.visit_update": (
            f"{visit}/edit",
            {**said, "correction_reason": "补一句", "seen_number": "1"},
        ),
        "heritage.visit_withdraw": (f"{visit}/withdraw", why),
        "heritage.visit_photo_create": (
            f"{visit}/photos",
            {"caption": "村口的碑", "file": (io.BytesIO(jpeg()), "碑.jpg")},
        ),
        "heritage.visit_photo_withdraw": (
            f"/heritage/visit-photos/{ids['visit_photo']}/withdraw",
            why,
        ),
    }


SCORED: dict[str, Any] = {
    "key": "test-scored",
    "title": "评分名录",
    "issuer": "地名学会",
    "issuer_nature": "association",
    "heritage_class": "古村落",
    "rule_set": {
        "edition": "1",
        "levels": ["county"],
        "passing_score": 60,
        "criteria": [{"key": "value", "title": "价值", "text": "…", "weight": 100}],
    },
}
EDITION = {
    "edition": "3",
    "title": "评分名录",
    "title_en": "Scored names",
    "issuer": "地名学会",
    "issuer_en": "Society",
    "issuer_nature": "association",
    "heritage_class": "古村落",
    "common_class": "千年古村落",
    "classes": "古村落 = 千年古村落",
    "level1": "township",
    "level2": "county",
    "level3": "city",
    "level4": "province",
    "notice_days": "8",
    "quorum": "2",
    "passing_score": "70",
    "visit_required": "1",
    "departments": "民政",
    "attachments": "照片",
    "expected_suffixes": "村",
    "batch0_name": "第一批",
    "batch0_opens_on": "2026-01-05",
    "batch0_closes_on": "2026-12-31",
    "assignment": "open",
    "basis": "章程",
    "note": "试行",
    "note_en": "On trial",
    "criterion0_key": "value",
    "criterion0_kind": "judgement",
    "criterion0_title": "价值",
    "criterion0_text": "有价值",
    "criterion0_title_en": "Value",
    "criterion0_text_en": "Of value",
    "criterion0_threshold_years": "1000",
    "criterion0_weight": "100",
    "reason": "理事会决定",
    "removal_reason": "并入其他条件",
}


def programme_acts(work_as: WorkAs, compiler: Actor, place_id: str) -> dict[str, Act]:
    """The editor of a programme of its own, and a file that is still under its first edition."""
    with work_as(SYSTEM) as work:
        first = heritage.add_programmes(work, [SCORED])[0].id
    text = DossierText(2026, "村在河边。", "立碑。", "石塘镇", "0551")
    with work_as(compiler) as work:
        file = heritage.nominate(work, place_id=place_id, programme_id=first, text=text).id
        seen = work.session.get_one(Nomination, file).version
    second = {**SCORED, "rule_set": {**SCORED["rule_set"], "edition": "2"}}
    with work_as(SYSTEM) as work:
        now = heritage.add_programmes(work, [second])[0].id
    looked_at = digest(forms.programme_facts(EDITION, "test-scored"))
    fresh = digest(forms.programme_facts({**EDITION, "key": "test-new"}))
    return {
        "heritage.edition_create": (
            f"/heritage/programmes/{now}/editions",
            {**EDITION, "previewed": looked_at},
        ),
        "heritage.programme_create": (
            "/heritage/programmes",
            {"key": "test-new", **EDITION, "previewed": fresh},
        ),
        "heritage.nomination_change_edition": (
            f"/heritage/nominations/{file}/edition",
            {"edition_reason": "章程已改", "seen_version": str(seen)},
        ),
    }


def duty_acts(ids: dict[str, str]) -> dict[str, Act]:
    today = china_date(datetime.now(UTC)).isoformat()
    return {
        "heritage.duty_create": (
            "/heritage/duties",
            {
                "place_id": ids["village6"],
                "authority": "市政府",
                "approved_on": today,
                "document_no": "合政〔2026〕2号",
                "by_other_department": "1",
            },
        ),
        "heritage.filing_update": (
            f"/heritage/filings/{ids['filing']}",
            {"to_body": "省民政厅", "filed_on": today, "receipt": "回执3号"},
        ),
        "heritage.announcement_update": (
            f"/heritage/announcements/{ids['announcement']}/edit",
            {
                "standard_name": "洪疃村",
                "roman": "Hóngtuǎncūn",
                "division_text": "合肥市肥东县",
                "location_text": "店埠河以东",
                "authority": "市政府",
                "approved_on": today,
                "channels": "政府网站",
                "published_on": today,
                "file_no": "公告1号",
            },
        ),
    }
