"""Two counties with a village each, a programme, and a file brought to any stage."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from registry.accounts.rules import Grant, Role, actor_for
from registry.core.actor import SYSTEM, Actor
from registry.core.clock import china_date, day_end
from registry.core.ids import stable_id
from registry.core.work import Work
from registry.heritage import queries, services
from registry.heritage.rules import Action, Outcome, Verdict
from registry.heritage.rules.drafts import (
    CitationDraft,
    ClaimDraft,
    DossierText,
    NoticeTerms,
    ObjectionText,
)
from registry.heritage.rules.voting import Choice
from registry.places import services as place_services
from registry.places.services import NewDivision, NewName, NewPlace
from registry.places.services.divisions import division_id
from tests.support.people import Cast, play

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
TODAY = china_date(START)

RULES: dict[str, Any] = {
    "edition": "test-1",
    "levels": ["county", "city", "province"],
    "notice_days": 7,
    "quorum": 1,
    "criteria": [
        {"key": "settlement_age", "kind": "settlement_age", "title": "聚落满千年", "text": "…"},
        {"key": "name_age", "kind": "name_age", "title": "村名满千年", "text": "…"},
        {"key": "remains", "title": "格局", "text": "…"},
    ],
}

TEXT = DossierText(
    reference_year=2026,
    summary="村在河边,名字见于唐代墓志。",
    protection_plan="立碑,编入村志。",
    applicant="石塘镇人民政府",
    contact="0551-0000000",
)


def citation(**more) -> CitationDraft:
    values = {"source_type": "stone", "title": "唐墓志", "locator": "第三行", "quote": "龙城里"}
    return CitationDraft(**{**values, **more})


def claim(criterion: str = "settlement_age", **more) -> ClaimDraft:
    kind = "settlement_founded" if criterion == "settlement_age" else "name_first_record"
    values = {
        "criterion": criterion,
        "claim_type": kind,
        "text": "唐代已有此村",
        "earliest": 618,
        "latest": 907,
        "era_verbatim": "唐",
        "citations": (citation(),),
    }
    return ClaimDraft(**{**values, **more})


@dataclass(frozen=True)
class Scene:
    """Identifiers of what the tests stand on, and the walk of a file through its stages."""

    work_as: Callable[..., AbstractContextManager[Work]]
    cast: Cast
    place_id: str
    other_place_id: str
    county_path: str
    other_county_path: str
    programme_id: str

    def nominate(self, *, claims=None, place_id: str = "", programme_id: str = "") -> str:
        drafts = [claim(), claim("name_age")] if claims is None else claims
        with self.work_as(self.cast.compiler, at=START) as work:
            return services.nominate(
                work,
                place_id=place_id or self.place_id,
                programme_id=programme_id or self.programme_id,
                text=TEXT,
                claims=drafts,
            ).id

    def version(self, nomination_id: str) -> int:
        with self.work_as(SYSTEM) as work:
            return queries.nomination(work.session, nomination_id).version

    def status(self, nomination_id: str) -> str:
        with self.work_as(SYSTEM) as work:
            return queries.nomination(work.session, nomination_id).status

    def submit(self, nomination_id: str) -> None:
        seen = self.version(nomination_id)
        with self.work_as(self.cast.compiler, at=START) as work:
            services.submit(work, nomination_id, seen_version=seen)

    def forward(self, nomination_id: str, who: Actor) -> None:
        seen = self.version(nomination_id)
        with self.work_as(who, at=START) as work:
            services.review(work, nomination_id, action=Action.FORWARD, seen_version=seen)

    def in_review(self) -> str:
        found = self.nominate()
        self.submit(found)
        for who in (
            self.cast.reviewer_county,
            self.cast.reviewer_city,
            self.cast.reviewer_province,
        ):
            self.forward(found, who)
        return found

    def judged(self, verdict: Verdict = Verdict.MEETS) -> str:
        found = self.in_review()
        findings = {c["key"]: (verdict, "看过原文") for c in RULES["criteria"]}
        seen = self.version(found)
        with self.work_as(self.cast.expert, at=START) as work:
            services.find(work, found, findings=findings, seen_version=seen)
        self.vote(found)
        return found

    def vote(self, nomination_id: str, who: Actor | None = None, choice=Choice.APPROVE) -> None:
        seen = self.version(nomination_id)
        with self.work_as(who or self.cast.expert, at=START) as work:
            services.vote(work, nomination_id, choice=choice, reason="看过全卷", seen_version=seen)

    def notified(
        self, starts_on: date = TODAY, ends_on: date | None = None, **more
    ) -> tuple[str, str]:
        found = self.judged()
        ends = ends_on or starts_on + timedelta(days=6)
        terms = NoticeTerms(starts_on, ends, issuer="合肥市民政局", contact="0551-1234567")
        seen = self.version(found)
        at = more.pop("at", START)
        with self.work_as(self.cast.steward, at=at) as work:
            notice = services.open_notice(work, found, terms=terms, seen_version=seen, **more)
            return found, notice.id

    def object_(self, notice_id: str, at: datetime, who: Actor | None = None, **more) -> str:
        words = {
            "ground": "age",
            "text": "碑是宋碑",
            "person_name": "王小明",
            "person_contact": "13900001111",
        }
        with self.work_as(who or self.cast.visitor, at=at) as work:
            text = ObjectionText(**{**words, **more})
            return services.object_(work, notice_id, text=text).id

    def answer(self, objection_id: str, at: datetime) -> None:
        with self.work_as(self.cast.steward, at=at) as work:
            services.answer(
                work,
                objection_id,
                outcome=Outcome.DISMISSED,
                text="碑文有唐代年号",
                public_summary="认为碑的年代有误",
            )

    def recognise(self, nomination_id: str, at: datetime, number: int = 1):
        seen = self.version(nomination_id)
        with self.work_as(self.cast.steward, at=at) as work:
            return services.decide(
                work,
                nomination_id,
                action=Action.RECOGNISE,
                reason="证据充分",
                seen_version=seen,
                document_no=f"合民〔2026〕{number}号",
            )


AFTER = day_end(china_date(START) + timedelta(days=6)) + timedelta(hours=1)


@pytest.fixture
def scene(work_as, cast) -> Scene:
    rows = [
        NewDivision("nbs", "2023", "340100", "合肥市", "city"),
        NewDivision("nbs", "2023", "340122", "肥东县", "county", ("nbs", "2023", "340100")),
        NewDivision("nbs", "2023", "340181", "巢湖市", "county", ("nbs", "2023", "340100")),
    ]
    east, lake = (division_id("nbs", "2023", code) for code in ("340122", "340181"))
    with work_as(SYSTEM, at=START - timedelta(days=1)) as work:
        place_services.add_divisions(work, rows)
        places = [
            place_services.add_place(work, NewPlace("natural_village", where, [NewName(name)]))
            for where, name in ((east, "龙城村"), (lake, "唐嘴村"))
        ]
        programme = services.add_programmes(
            work,
            [
                {
                    "key": "test-villages",
                    "title": "千年古村落",
                    "issuer": "省民政厅",
                    "issuer_nature": "government",
                    "heritage_class": "千年古村落",
                    "rule_set": RULES,
                }
            ],
        )[0]
    city = division_id("nbs", "2023", "340100")
    return Scene(
        work_as=work_as,
        cast=cast,
        place_id=places[0],
        other_place_id=places[1],
        county_path=f"/{city}/{east}",
        other_county_path=f"/{city}/{lake}",
        programme_id=programme.id,
    )


def running(scene: Scene) -> tuple[str, str]:
    """A file in a notice that is open at the moment of the test: file and notice."""
    now = datetime.now(UTC)
    return scene.notified(starts_on=china_date(now), at=now)


def person(part: str, role: Role, scope: str = "") -> Actor:
    """Somebody besides the cast, without a row: services only look at the actor."""
    return actor_for(stable_id("cast", part), part, [Grant(role, scope)])


def acting_also_as(actor: Actor, *roles: Role) -> Actor:
    """The same person with every permission these roles bring."""
    more = actor_for(actor.id, actor.name, [Grant(role) for role in roles])
    return replace(actor, roles=actor.roles | more.roles, scopes={**more.scopes, **actor.scopes})


@dataclass(frozen=True)
class Towns:
    """Two townships of the first county with a village each, and a programme that asks them."""

    scene: Scene
    stone_path: str
    cuo_path: str
    #: A village committee under the first township, as a division.
    village_path: str
    place_id: str
    cuo_place_id: str
    programme_id: str
    #: The township's reviewer of the first one alone, and of the second one alone.
    stone: Actor
    cuo: Actor

    def nominate(self, place_id: str = "") -> str:
        """A draft of the village under the programme with the township's station."""
        return self.scene.nominate(
            place_id=place_id or self.place_id, programme_id=self.programme_id
        )

    def submitted(self, place_id: str = "") -> str:
        """The same, at the township."""
        found = self.nominate(place_id)
        self.scene.submit(found)
        return found

    def review(self, nomination_id: str, who: Actor, action=Action.FORWARD, reason: str = ""):
        """One act at the station where the file stands."""
        seen = self.scene.version(nomination_id)
        with self.scene.work_as(who, at=START) as work:
            return services.review(
                work, nomination_id, action=action, seen_version=seen, reason=reason
            )


def township_programme(
    work: Work, edition: str = "town-1", *, key: str = "test-townships", **more: Any
) -> str:
    """A programme whose files a township checks first; its id."""
    rules = {**RULES, "edition": edition, "levels": ["township", "county", "city", "province"]}
    facts = {
        "key": key,
        "title": "千年古村落",
        "issuer": "省民政厅",
        "issuer_nature": "government",
        "heritage_class": "千年古村落",
        "rule_set": {**rules, **more},
    }
    return services.add_programmes(work, [facts])[0].id


@pytest.fixture
def towns(scene) -> Towns:
    county = ("nbs", "2023", "340122")
    stone_key, cuo_key = ("nbs", "2023", "340122105"), ("nbs", "2023", "340122101")
    rows = [
        NewDivision(*stone_key, "石塘镇", "township", county),
        NewDivision(*cuo_key, "撮镇镇", "township", county),
        NewDivision("nbs", "2023", "340122105201", "龙城村委会", "village", stone_key),
    ]
    stone, cuo = division_id(*stone_key), division_id(*cuo_key)
    village = division_id("nbs", "2023", "340122105201")
    with scene.work_as(SYSTEM, at=START - timedelta(days=1)) as work:
        place_services.add_divisions(work, rows)
        places = [
            place_services.add_place(work, NewPlace("natural_village", where, [NewName(name)]))
            for where, name in ((village, "龙城"), (cuo, "瑶岗"))
        ]
        programme = township_programme(work)
        stone_path, cuo_path = (f"{scene.county_path}/{one}" for one in (stone, cuo))
        people = [
            play(work, part, Role.REVIEWER_TOWNSHIP, scope=path)
            for part, path in (("of stone", stone_path), ("of cuo", cuo_path))
        ]
    return Towns(
        scene=scene,
        stone_path=stone_path,
        cuo_path=cuo_path,
        village_path=f"{stone_path}/{village}",
        place_id=places[0],
        cuo_place_id=places[1],
        programme_id=programme,
        stone=people[0],
        cuo=people[1],
    )
