"""Simulated heritage files: one recognised, one in public notice, two under review."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlmodel import Session

from registry.accounts.rules import Role
from registry.core.actor import ANONYMOUS, Actor
from registry.core.clock import china_date
from registry.core.geo import Position
from registry.core.work import Work
from registry.demo import plates, signs
from registry.demo.papers import paper_page
from registry.demo.people import NBS_EDITION, OTHER_COMPILER, actor
from registry.demo.people import play as cast
from registry.heritage import queries as heritage
from registry.heritage import services
from registry.heritage.rules import Action, Verdict
from registry.heritage.rules.drafts import (
    CitationDraft,
    ClaimDraft,
    DossierText,
    NoticeTerms,
    ObjectionText,
)
from registry.heritage.rules.visits import VisitSaid
from registry.heritage.rules.voting import Choice
from registry.photos import services as photos
from registry.places import queries as places
from registry.runtime import Runtime
from registry.signage import queries as signage
from registry.signage import services as signage_services
from registry.signage.rules.kinds import Ground
from registry.sources import services as sources
from registry.sources.rules import FileRole

PROGRAMME, VILLAGES = "anhui-ancient-town", "anhui-ancient-village"
RECOGNISED, NOTIFIED, REVIEWED = "340122104", "340122106", "340122101"
"""长临河镇, 古城镇, 撮镇镇 in the NBS scheme; what is simulated about them is marked as such."""
CHECKED = "340122105010"
"""同合社区, a village of 石塘镇, whose township checks the file first."""


def _claims() -> tuple[ClaimDraft, ...]:
    made_up = CitationDraft(
        source_type="gazetteer",
        title="《演示县志》（虚构，仅供演示）",
        edition="演示本",
        locator="卷一，第一页",
        quote="演示用的引文，不是史料。",
        grade="C",
    )
    settled = ClaimDraft(
        criterion="settlement_age",
        claim_type="settlement_founded",
        text="演示：假设唐代此地已成聚落。",
        earliest=618,
        latest=907,
        era_verbatim="唐",
        computed_by="演示",
        citations=(made_up,),
    )
    named = ClaimDraft(
        criterion="name_age",
        claim_type="name_first_record",
        text="演示：假设北宋时已用此名。",
        earliest=960,
        latest=1010,
        era_verbatim="北宋初",
        computed_by="演示",
        citations=(made_up,),
    )
    return settled, named


class Walk:
    """Takes one simulated file forward, each step by its own person at its own moment."""

    def __init__(self, runtime: Runtime, code: str, programme: str = PROGRAMME) -> None:
        self.runtime = runtime
        self.now = runtime.clock.now()
        with runtime.database.read() as session:
            programmes = heritage.editions_in_force(session, programme)
            self.place_id = place_of(session, code)
        self.programme_id = programmes[0].id
        self.nomination_id = ""

    @contextmanager
    def work(self, who: Actor, days_ago: float) -> Iterator[Work]:
        """A unit of work of this person, so many days before now."""
        moment = self.now - timedelta(days=days_ago)
        database, bus = self.runtime.database, self.runtime.bus
        with database.write(who, moment, bus, simulated=True) as work:
            yield work

    def seen(self) -> int:
        """The version a person would read on the page now."""
        with self.runtime.database.read() as session:
            file = heritage.nomination(session, self.nomination_id)
        if file is None:
            raise LookupError(f"the simulated file {self.nomination_id} is missing")
        return file.version

    def nominate(self, days_ago: float) -> None:
        """The compiler hands in the file."""
        compiler = actor(self.runtime, OTHER_COMPILER[0])
        text = DossierText(
            reference_year=2026,
            summary="演示数据：为演示流程而编的申报，内容不是史料。",
            protection_plan="演示：设立保护标志，记录读音与沿革。",
            applicant="演示·某镇人民政府",
            contact="演示·无",
            exception_reason="演示：按示例数据申报。",
        )
        with self.work(compiler, days_ago) as work:
            file = services.nominate(
                work,
                place_id=self.place_id,
                programme_id=self.programme_id,
                text=text,
                claims=_claims(),
            )
        self.nomination_id = file.id
        self._attach_a_page(compiler, days_ago - 0.05)
        with self.work(compiler, days_ago - 0.1) as work:
            services.submit(work, file.id, seen_version=self.seen())

    def _attach_a_page(self, compiler: Actor, days_ago: float) -> None:
        kept = services.keep_attachment(
            self.runtime.store,
            io.BytesIO(paper_page("Demonstration: not a page of any book")),
            file_name="演示书影.pdf",
            max_bytes=self.runtime.settings.attachment_max_bytes,
            photo_limits=photos.limits_of(self.runtime.settings),
        )
        said = services.AttachmentSaid(
            caption="演示：书影一页（虚构）", licence="cc_by", public=True
        )
        with self.work(compiler, days_ago) as work:
            services.attach(work, self.nomination_id, kept, said)

    def visited(self, days_ago: float) -> None:
        """The county's reviewer has been there, and says what was seen, with a photograph."""
        said = VisitSaid(
            visited_on=china_date(self.now - timedelta(days=days_ago)),
            place_visited="演示：老街东口",
            participants="演示：县民政局一人，镇里一人",
            report="演示数据：为演示流程而写的核查报告，没有人去过。",
            observations={"name_age": "演示：碑上可见此名，年款残缺。"},
            shared=True,
        )
        plate = plates.Plate("演示碑", "YANSHI BEI", plates.STONE)
        kept = services.keep_visit_photo(
            self.runtime.store,
            io.BytesIO(plates.near(plate, self.nomination_id, said.visited_on.isoformat())),
            file_name="演示核查.jpg",
            max_bytes=self.runtime.settings.attachment_max_bytes,
            photo_limits=photos.limits_of(self.runtime.settings),
        )
        with self.work(cast(self.runtime, Role.REVIEWER_COUNTY), days_ago) as work:
            visit = services.record_visit(
                work, self.nomination_id, said=said, seen_version=self.seen()
            )
            services.add_visit_photo(work, visit.id, kept, caption="演示：画出来的石碑")

    def signed_jointly(self, days_ago: float) -> None:
        """Every department that the rules name signs one paper, which says that it is made up."""
        with self.runtime.database.read() as session:
            programme = heritage.programme(session, self.programme_id)
        departments = programme.rules.departments if programme else ()
        scan = sources.prepare_file(
            self.runtime.store,
            io.BytesIO(paper_page("Demonstration: not a real document")),
            file_name="演示会签.pdf",
            role=FileRole.PAPER,
            max_bytes=self.runtime.settings.source_file_max_bytes,
            photo_limits=photos.limits_of(self.runtime.settings),
        )
        signed_on = china_date(self.now - timedelta(days=days_ago))
        paper = services.ConsentPaper(departments, f"演示字〔{signed_on.year}〕1号", signed_on)
        with self.work(cast(self.runtime, Role.STEWARD), days_ago) as work:
            services.record_consent(work, self.nomination_id, paper=paper, scan=scan)

    def forward(self, role: Role, days_ago: float) -> None:
        """One level's reviewer passes it on."""
        with self.work(cast(self.runtime, role), days_ago) as work:
            services.review(
                work,
                self.nomination_id,
                action=Action.FORWARD,
                seen_version=self.seen(),
                reason="演示：材料齐全",
            )

    def through_the_levels(self, days_ago: float) -> None:
        """County, city and province, a day each, then the expert on every criterion."""
        levels = (Role.REVIEWER_COUNTY, Role.REVIEWER_CITY, Role.REVIEWER_PROVINCE)
        for step, role in enumerate(levels):
            self.forward(role, days_ago - step)
        with self.runtime.database.read() as session:
            programme = heritage.programme(session, self.programme_id)
        criteria = [] if programme is None else [one.key for one in programme.rules.criteria]
        with self.work(cast(self.runtime, Role.EXPERT), days_ago - 3) as work:
            services.find(
                work,
                self.nomination_id,
                findings=dict.fromkeys(criteria, (Verdict.MEETS, "演示：所引材料支持此条")),
                seen_version=self.seen(),
            )
            services.vote(
                work,
                self.nomination_id,
                choice=Choice.APPROVE,
                reason="演示：同意公示",
                seen_version=self.seen(),
            )

    def notice(self, days_ago: int, days: int) -> str:
        """The bureau publishes; gives the notice's id."""
        starts = china_date(self.now - timedelta(days=days_ago))
        terms = NoticeTerms(
            starts_on=starts,
            ends_on=starts + timedelta(days=days - 1),
            issuer="演示·区划地名处",
            contact="演示·无",
            file_no="演示〔2026〕第 1 号",
        )
        with self.work(cast(self.runtime, Role.STEWARD), days_ago) as work:
            published = services.open_notice(
                work,
                self.nomination_id,
                terms=terms,
                seen_version=self.seen(),
                reason="演示：按示例日期公示",
            )
        return published.id


def place_of(session: Session, code: str) -> str:
    """The place that is a shipped division of the statistical scheme."""
    division = places.division_by_code(session, "nbs", NBS_EDITION, code)
    if division is not None:
        hits = places.search(session, places.PlaceFilter(q=division.name), 50)
        for hit in hits.items:
            if hit.card.division_id == division.id:
                return hit.card.id
    raise LookupError(f"the shipped place of division {code} is missing")


def play_review(runtime: Runtime) -> Iterator[str]:
    """A file that waits for the county's reviewer."""
    walk = Walk(runtime, REVIEWED)
    walk.nominate(4)
    walk.visited(1)
    yield "waits for the county"


def play_township(runtime: Runtime) -> Iterator[str]:
    """A village's file that waits for the reviewer of its township."""
    Walk(runtime, CHECKED, VILLAGES).nominate(3)
    yield "waits for the township"


def play_notice(runtime: Runtime) -> Iterator[str]:
    """A file in public notice, with an objection nobody has answered."""
    walk = Walk(runtime, NOTIFIED)
    walk.nominate(14)
    walk.visited(13)
    walk.through_the_levels(12)
    notice_id = walk.notice(2, 8)
    objection = ObjectionText(
        ground="age",
        text="演示：所引年代似有出入，请核对出处。",
        person_name="演示·某市民",
        person_contact="000-0000",
    )
    with walk.work(ANONYMOUS, 1) as work:
        services.object_(work, notice_id, text=objection)
    yield "in notice, one objection open"


def play_recognised(runtime: Runtime) -> Iterator[str]:
    """A recognised town whose heritage sign stands and is verified: the whole loop."""
    walk = Walk(runtime, RECOGNISED)
    walk.nominate(40)
    walk.through_the_levels(38)
    walk.notice(30, 8)
    walk.signed_jointly(21)
    with walk.work(cast(runtime, Role.STEWARD), 20) as work:
        services.decide(
            work,
            walk.nomination_id,
            action=Action.RECOGNISE,
            reason="演示：公示期满无异议",
            seen_version=walk.seen(),
            document_no="演示〔2026〕第 2 号",
        )
    yield "recognised; its heritage sign is required by itself"
    _put_up_heritage_sign(runtime, walk.place_id)
    yield "heritage sign installed and verified"


def _put_up_heritage_sign(runtime: Runtime, place_id: str) -> None:
    people = signs.team(runtime)
    with runtime.database.read() as session:
        card = places.place_cards(session, [place_id])[place_id]
        required = signage.requirements_of_place(session, place_id)
        wording = signage.wordings(session, place_id)[0]
    requirement = next(row for row in required if row.is_heritage)
    county = (117.567, 31.915)
    plan = signs.Plan(card, wording, Position(county[0] + 0.03, county[1] - 0.12), "verified")
    with runtime.write(people.leader) as work:
        signage_services.place_requirement(
            work,
            requirement.id,
            position=plan.position,
            tolerance_m=150,
            reason="演示：模拟位置",
        )
    taken = signs.pictures(runtime, plan, runtime.clock.now(), plates.STONE)
    signs.manufacture_and_report(
        runtime, people, plan, requirement.id, taken, ground=Ground.HERITAGE
    )
