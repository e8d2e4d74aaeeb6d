"""Simulated life of signs: samples looked at again, a traffic sign beside ours, faces for a maker.

Also the four dated steps of a handful of names. Everything says that it is simulated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from registry.accounts.rules import Role
from registry.core import printing
from registry.core.clock import china_date
from registry.core.geo import Position
from registry.demo import signs
from registry.demo.people import play as cast
from registry.demo.visits import Seen, visit
from registry.runtime import Runtime
from registry.signage import queries, services
from registry.signage.queries.sampling import UnitView, sample
from registry.signage.rules.face import Format, Layout
from registry.signage.rules.kinds import Condition, ReportKind, SignType
from registry.signage.rules.sampling import commitment
from registry.signage.rules.states import SignState
from registry.signage.rules.steps import NewStep, Step
from registry.signage.services.papers import ORDER
from registry.signage.services.steps import mark_step

MAKER = "演示制牌厂（虚构）"
FACES = 6
"""Faces in the first batch; two more wait in the second."""


def play(runtime: Runtime) -> Iterator[str]:
    """Samples, a pair that disagrees, batches and an order, steps; a line for each."""
    people = signs.team(runtime)
    yield from _samples(runtime, people)
    yield from _disagreement(runtime)
    yield from _faces(runtime, people)
    yield from _steps(runtime)


# --- samples


def _samples(runtime: Runtime, people: signs.Team) -> Iterator[str]:
    """One sample that is closed, one that is half way: seen, not to be got at, waiting."""
    closed = _drawn(runtime, "township", 4, "演示：模拟的年检")
    for turn, unit in enumerate(_units(runtime, closed)):
        # The second was found with paint over its letters.
        damaged = turn == 1
        _look_again(runtime, people, unit, Condition.UNREADABLE if damaged else Condition.GOOD)
    with runtime.write(people.steward) as work:
        view = sample(work.session, closed)
        services.close_sample(work, closed, seen_version=view.sample.row_version if view else 0)
    half = _drawn(runtime, "village", 6, "演示：模拟的抽样复查")
    units = _units(runtime, half)
    for unit in units[:3]:
        _look_again(runtime, people, unit, Condition.GOOD)
    with runtime.write(people.steward) as work:
        services.mark_unreachable(
            work, half, units[3].requirement.id, reason="演示：修路封闭，过不去"
        )
    yield f"2 samples, one closed, one with {len(units) - 4} signs to be looked at"


def _drawn(runtime: Runtime, stratum: str, size: int, note: str) -> int:
    terms = services.SampleTerms(stratum=stratum, seed=f"demo-{stratum}", size=size, note=note)
    steward = cast(runtime, Role.STEWARD)
    with runtime.write(steward) as work:
        text = services.draft_sample(work, terms).text
    digest = commitment(text)
    runtime.store.put(digest, text.encode("ascii"))
    with runtime.write(steward) as work:
        return services.draw_sample(work, terms, digest).number


def _units(runtime: Runtime, number: int) -> Sequence[UnitView]:
    with runtime.database.read() as session:
        view = sample(session, number)
        return view.units if view else ()


def _look_again(runtime: Runtime, people: signs.Team, unit: UnitView, condition: Condition) -> None:
    good = condition is Condition.GOOD
    kind = ReportKind.EXISTING_GOOD if good else ReportKind.DAMAGED
    visit(runtime, people, unit.sign, Seen(kind, condition), key=f"again-{unit.unit.turn}")


# --- a traffic sign


def _disagreement(runtime: Runtime) -> Iterator[str]:
    """A traffic sign beside a verified one, with the English word for what ours says in pinyin."""
    sign = _verified(runtime)[0]
    with runtime.write(cast(runtime, Role.STEWARD)) as work:
        services.note_traffic_sign(
            work,
            sign.place_id,
            hanzi=sign.text_hanzi,
            roman=f"{sign.text_roman.split()[0].capitalize()} Town",
            position=Position((sign.lon or 0.0) + 0.0002, sign.lat or 0.0),
            owner="演示：交警（虚构）",
            seen_on=china_date(work.at),
        )
    yield "a traffic sign that disagrees with ours"


def _verified(runtime: Runtime) -> list[Any]:
    with runtime.database.read() as session:
        found = queries.signs_in_state(session, SignState.VERIFIED, limit=40)
    own = [sign for sign in found if sign.lon is not None and sign.stratum == "township"]
    return sorted(own, key=lambda sign: sign.id)


# --- faces for a maker


def _faces(runtime: Runtime, people: signs.Team) -> Iterator[str]:
    """A batch decided, an order with a delivery, an approved face left, a batch that waits."""
    with runtime.write(people.steward) as work:
        given = services.NewFormat(
            code="demo-village",
            edition="演示",
            title="演示：虚构的村牌规格",
            title_en="Simulated format of a village sign",
            sign_type=SignType.VILLAGE.value,
            face=Format(Layout.NAME, 1200, 480, rim_mm=12, qr_mm=120),
            source="演示：不是任何标准",
        )
        form = services.add_format(work, given).id
    positions = _positions(runtime, people, FACES + 2)
    first = _sent(runtime, people, positions[:FACES], form)
    with runtime.write(people.approver) as work:
        batch = queries.batch(work.session, first)
        if batch is None:
            raise LookupError("the simulated batch is missing")
        decided = [
            services.Decided(
                face.sign.id,
                approve=turn > 0,
                seen_version=face.sign.row_version,
                reason="" if turn else "演示：底色应为绿色",
            )
            for turn, face in enumerate(batch.faces)
        ]
        services.decide_batch(work, first, decided)
    approved = [face.sign.id for face in batch.faces[1:]]
    if printing.is_available():
        _ordered(runtime, approved[:-1])
        yield f"an order of {len(approved) - 1} faces to a maker"
    _sent(runtime, people, positions[FACES:], form)
    yield "2 batches of proofs, one decided, one waiting"


def _positions(runtime: Runtime, people: signs.Team, count: int) -> list[str]:
    with runtime.database.read() as session:
        cards = signs.unsigned_villages(session, "340121", count)
    return [
        signs.require(runtime, people, card, Position(117.30 + turn * 0.02, 31.98 + turn * 0.01))
        for turn, card in enumerate(cards)
    ]


def _sent(runtime: Runtime, people: signs.Team, positions: Sequence[str], form: str) -> str:
    with runtime.write(people.steward) as work:
        drawn = [services.Drawn(one, format_id=form) for one in positions]
        return services.send_batch(work, drawn, note="演示：模拟的一批").id


def _ordered(runtime: Runtime, sign_ids: Sequence[str]) -> None:
    steward = cast(runtime, Role.STEWARD)
    base_url = runtime.settings.public_url or "https://demo.example"
    with runtime.write(steward) as work:
        due_on = china_date(work.at) + timedelta(days=30)
        terms = services.Terms(MAKER, due_on, "演示：模拟的制作单")
        order = services.place_order(work, sign_ids, terms, base_url)
    services.make_short(runtime, (ORDER, order.id), len(sign_ids), base_url, steward)
    with runtime.write(steward) as work:
        services.deliver(work, order.id, sign_ids[:2], made_on=china_date(work.at), batch="演示-02")


# --- the four steps


def _steps(runtime: Runtime) -> Iterator[str]:
    """A handful of names, from all four steps down to a naming alone."""
    wanted = (
        (Step.NAMED, Step.LISTED, Step.MAPPED),
        (Step.NAMED, Step.LISTED),
        (Step.NAMED, Step.MAPPED),
        (Step.NAMED,),
    )
    with runtime.write(cast(runtime, Role.STEWARD)) as work:
        today = china_date(work.at)
        found = queries.signs_in_state(work.session, SignState.VERIFIED, limit=40)
        villages = sorted({sign.place_id for sign in found if sign.stratum == "village"})
        for place_id, steps in zip(villages, wanted, strict=False):
            for step in steps:
                back = {Step.NAMED: 150, Step.LISTED: 60, Step.MAPPED: 20}[step]
                said = NewStep(step, today - timedelta(days=back), _BASES[step])
                mark_step(work, place_id, said)
    yield f"{len(wanted)} names with their four steps"


_BASES = {
    Step.NAMED: "演示：模拟的文号〔2026〕1号",
    Step.LISTED: "演示：模拟的入库编号",
    Step.MAPPED: "演示：模拟的地图，搜索可见",
}
