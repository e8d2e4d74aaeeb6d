"""A small town in which every form of the application can be sent with success, by one person.

The person holds every role, and nothing here was made by them except what only its maker may touch,
so that four eyes never stand in the way of a test about something else.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import delete

from registry.accounts.rules import Role
from registry.core.actor import SYSTEM, Actor
from registry.core.clock import china_date
from registry.core.work import Work
from registry.heritage import queries as heritage_queries
from registry.heritage import services as heritage
from registry.heritage.rules import Action, Verdict
from registry.heritage.rules.attachments import ACCEPTED
from registry.heritage.rules.drafts import (
    CitationDraft,
    ClaimDraft,
    DossierText,
    NoticeTerms,
    ObjectionText,
)
from registry.heritage.rules.visits import VisitSaid
from registry.heritage.rules.voting import Choice
from registry.jobs.models import Job
from registry.places import queries as place_queries
from registry.places import services as places
from registry.signage import services as signage
from registry.signage.rules.kinds import SignType
from registry.sources.rules import FileRole
from registry.sources.services import KeptFile, PreparedFile
from registry.storage import digest_of
from tests.support.heritage_acts import BATCH, PAPER, candidate, version_of
from tests.support.people import Cast, play
from tests.support.signs import HERE, Land, Stage
from tests.support.town_acts import Act, all_acts

WorkAs = Callable[..., AbstractContextManager[Work]]

VILLAGES = {
    "龙城村": "Lóngchéngcūn",
    "岱山村": "Dàishāncūn",
    "唐嘴村": "Tángzuǐcūn",
    "六家畈村": "Liùjiāfàncūn",
    "长临河村": "Chánglínhécūn",
    "烔炀村": "Tóngyángcūn",
    "洪疃村": "Hóngtuǎncūn",
}
RULES: dict[str, Any] = {
    "edition": "test-1",
    "levels": ["county"],
    "notice_days": 7,
    "quorum": 1,
    "departments": ["民政", "文物"],
    "batches": [BATCH],
    "criteria": [
        {"key": "settlement_age", "kind": "settlement_age", "title": "聚落满千年", "text": "…"},
        {"key": "name_age", "kind": "name_age", "title": "村名满千年", "text": "…"},
    ],
}
PROGRAMME = {
    "key": "test-villages",
    "title": "千年古村落",
    "issuer": "省民政厅",
    "issuer_nature": "government",
    "heritage_class": "千年古村落",
    "rule_set": RULES,
}
OBJECTOR, CONTACT = "王小明", "13900001111"


@dataclass(frozen=True)
class Town:
    """The person who may do everything, and every write by its endpoint."""

    person: Actor
    land: Land
    stage: Stage
    acts: dict[str, Act]
    ids: dict[str, str]


def build(work_as: WorkAs, cast: Cast) -> Town:
    """Write the town; the application's events should be wired before."""
    with work_as(SYSTEM) as work:
        person = play(work, "everybody", *Role)
        land, villages = _land(work)
        programme = heritage.add_programmes(work, [PROGRAMME])[0].id
    stage = Stage(work_as, cast, land)
    ids = {"programme": programme, **{f"village{n}": key for n, key in enumerate(villages)}}
    ids |= _files(work_as, cast, person, villages, programme)
    ids |= _signs(stage, villages)
    ids |= _approved(stage, villages[6])
    ids |= _gone(work_as, land)
    ids["candidate"] = candidate(work_as)
    # The checks of its reports were asked for and got lost, which is why people ask for them anew.
    with work_as(SYSTEM) as work:
        work.session.execute(delete(Job))
    acts = all_acts(work_as, cast, stage, person, ids)
    return Town(person, land, stage, acts, ids)


def _land(work: Work) -> tuple[Land, list[str]]:
    city = places.NewDivision("test", "2026", "340100", "合肥市", "city")
    county = places.NewDivision("test", "2026", "340122", "肥东县", "county", parent=city.key)
    places.add_divisions(work, [city, county])
    found = {row.name: row for row in place_queries.divisions_under(work.session, "")}["肥东县"]
    spot = places.NewPosition(HERE.lon, HERE.lat, "gnss", "测试")
    villages = [
        places.add_place(
            work,
            places.NewPlace(
                "natural_village",
                found.id,
                [places.NewName(name, roman_toned=roman)],
                position=spot,
            ),
        )
        for name, roman in VILLAGES.items()
    ]
    return Land(found.id, found.path, villages[0], villages[1], ""), villages


def claim(criterion: str, **more: Any) -> ClaimDraft:
    """A dated claim with its citation."""
    kind = "settlement_founded" if criterion == "settlement_age" else "name_first_record"
    cited = CitationDraft(source_type="stone", title="唐墓志", locator="第三行", quote="龙城里")
    values = {"text": "唐代已有此村", "earliest": 618, "latest": 907, "citations": (cited,), **more}
    return ClaimDraft(criterion=criterion, claim_type=kind, era_verbatim="唐", **values)


class Files:
    """Brings nominations to their stages by the people whose part it is."""

    def __init__(self, work_as: WorkAs, cast: Cast, programme: str) -> None:
        self.work_as, self.cast, self.programme = work_as, cast, programme

    def draft(self, place_id: str, who: Actor | None = None) -> str:
        """A draft with both claims."""
        words = ("村在河边。", "立碑。", "石塘镇人民政府", "0551-0000000")
        text = DossierText(2026, *words, batch=BATCH)
        with self.work_as(who or self.cast.compiler) as work:
            return heritage.nominate(
                work,
                place_id=place_id,
                programme_id=self.programme,
                text=text,
                claims=[claim("settlement_age"), claim("name_age")],
            ).id

    def version(self, file: str) -> int:
        """The version a page would show."""
        return version_of(self.work_as, file)

    def submitted(self, place_id: str) -> str:
        """At the county."""
        file = self.draft(place_id)
        seen = self.version(file)
        with self.work_as(self.cast.compiler) as work:
            heritage.submit(work, file, seen_version=seen)
        return file

    def in_review(self, place_id: str) -> str:
        """With the experts."""
        file = self.submitted(place_id)
        seen = self.version(file)
        with self.work_as(self.cast.reviewer_county) as work:
            heritage.review(work, file, action=Action.FORWARD, seen_version=seen)
        return file

    def judged(self, place_id: str) -> str:
        """With enough findings for a notice."""
        file = self.in_review(place_id)
        given = {rule["key"]: (Verdict.MEETS, "看过原文") for rule in RULES["criteria"]}
        seen = self.version(file)
        with self.work_as(self.cast.expert) as work:
            heritage.find(work, file, findings=given, seen_version=seen)
        self.vote(file, self.cast.expert)
        return file

    def vote(self, file: str, who: Actor) -> None:
        """One approval of the whole file."""
        seen = self.version(file)
        with self.work_as(who) as work:
            heritage.vote(work, file, choice=Choice.APPROVE, reason="", seen_version=seen)

    def to_vote(self, place_id: str, person: Actor) -> tuple[str, str]:
        """Judged by this person, to whom it is assigned, and not voted on: file, assignment."""
        file = self.in_review(place_id)
        with self.work_as(self.cast.steward) as work:
            assigned = heritage.assign(work, file, person_id=person.id)[0].id
        given = {rule["key"]: (Verdict.MEETS, "看过原文") for rule in RULES["criteria"]}
        seen = self.version(file)
        with self.work_as(person) as work:
            heritage.find(work, file, findings=given, seen_version=seen)
        return file, assigned

    def notified(self, place_id: str) -> tuple[str, str, str]:
        """Open to objections, with one objection: file, notice, objection."""
        file = self.judged(place_id)
        seen, today = self.version(file), china_date(datetime.now(UTC))
        terms = NoticeTerms(
            today, today + timedelta(days=6), issuer="合肥市民政局", contact="0551-1234567"
        )
        with self.work_as(self.cast.steward) as work:
            notice = heritage.open_notice(work, file, terms=terms, seen_version=seen).id
        words = ObjectionText("age", "碑是宋碑", OBJECTOR, CONTACT)
        with self.work_as(self.cast.visitor) as work:
            objection = heritage.object_(work, notice, text=words).id
        return file, notice, objection

    def consented(self, file: str, department: str) -> str:
        """One department's consent, by a paper whose bytes are nowhere."""
        paper = heritage.ConsentPaper((department,), "文物〔2026〕7号", date(2026, 1, 5))
        scan = PreparedFile(FileRole.PAPER, "a.pdf", "application/pdf", 9, "1" * 64)
        with self.work_as(self.cast.steward) as work:
            return heritage.record_consent(work, file, paper=paper, scan=scan)[0].id

    def attached(self, file: str, person: Actor) -> str:
        """A file of a dossier, whose bytes are nowhere; another one is declared and yet to come."""
        said = heritage.AttachmentSaid(caption="碑", licence="cc0")
        pdf = next(kind for kind in ACCEPTED if kind.label == "PDF")
        with self.work_as(person) as work:
            heritage.declare_upload(
                work,
                file,
                sha256=digest_of(PAPER),
                byte_size=len(PAPER),
                file_name="a.pdf",
                said=said,
                max_bytes=len(PAPER),
            )
            return heritage.attach(work, file, KeptFile("b.pdf", pdf, 9, "2" * 64), said).id


def _visited(work_as: WorkAs, person: Actor, file: str) -> dict[str, str]:
    """A visit to a file under review by this person, with a photograph whose bytes are nowhere."""
    seen = version_of(work_as, file)
    with work_as(person) as work:
        said = VisitSaid(china_date(work.at), "村口", "王某", "碑还在", {}, shared=True)
        visit = heritage.record_visit(work, file, said=said, seen_version=seen).id
        jpeg = next(kind for kind in ACCEPTED if kind.label == "JPEG")
        kept = KeptFile("a.jpg", jpeg, 9, "4" * 64, "5" * 64, "6" * 64)
        photo = heritage.add_visit_photo(work, visit, kept, caption="村口").id
    return {"visit": visit, "visit_photo": photo}


def _files(
    work_as: WorkAs, cast: Cast, person: Actor, villages: list[str], programme: str
) -> dict[str, str]:
    files = Files(work_as, cast, programme)
    own = files.draft(villages[0], person)
    with work_as(SYSTEM) as work:
        dossier = heritage_queries.dossier(work.session, own, person)
        link = "" if dossier is None else dossier.rows[0].claims[0].link_id
    notified, notice, objection = files.notified(villages[4])
    to_vote, assignment = files.to_vote(villages[5], person)
    in_review = files.in_review(villages[2])
    return {
        **_visited(work_as, person, in_review),
        "own": own,
        "link": link,
        "submitted": files.submitted(villages[1]),
        "in_review": in_review,
        "judged": files.judged(villages[3]),
        "to_vote": to_vote,
        "assignment": assignment,
        "notified": notified,
        "notice": notice,
        "objection": objection,
        "consent": files.consented(notified, "文物"),
        "attachment": files.attached(own, person),
    }


def _approved(stage: Stage, place_id: str) -> dict[str, str]:
    """An approval whose filing and announcement are due."""
    with stage.work_as(stage.cast.steward) as work:
        approval = heritage.Approval(
            place_id, "合肥市人民政府", china_date(work.at), "合政〔2026〕1号"
        )
        filing, announcement = heritage.register_approval(work, approval)
        return {"filing": filing.id, "announcement": announcement.id}


def _gone(work_as: WorkAs, land: Land) -> dict[str, str]:
    """A village that is no more; what it was before is its first kept state."""
    with work_as(SYSTEM) as work:
        row = places.NewPlace("natural_village", land.county_id, [places.NewName("旧圩村")])
        place_id = places.add_place(work, row)
        places.retire(work, place_id, on=china_date(work.at), basis="整体搬迁")
    return {"gone": place_id}


def _signs(stage: Stage, villages: list[str]) -> dict[str, str]:
    with stage.work_as(stage.cast.steward) as work:
        free, exempted = (
            signage.require_sign(
                work,
                place_id=villages[0],
                sign_type=SignType.VILLAGE,
                position=HERE,
                basis="测试规则",
            ).id
            for _ in range(2)
        )
        signage.exempt(work, exempted, reason="在建", paper="1 号")
    waiting = stage.sent(stage.made(villages[1]))
    return {
        "requirement": free,
        "exempted": exempted,
        "proof": stage.proof(villages[0]).id,
        "approved": stage.approved(villages[0]).id,
        "made": stage.made(villages[2]).id,
        "report": waiting.report_id,
        "fast": stage.fast(stage.made(villages[1])).report_id,
        "verified": stage.verified(villages[3]).id,
    }
