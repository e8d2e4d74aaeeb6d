"""What a phone takes along: the signs to photograph, and what became of its reports."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from registry.accounts.rules import Permission
from registry.edge import access, http
from registry.edge.answers import Answer, ProblemBody
from registry.signage import queries
from registry.signage.api.answers import (
    ProblemOfPhoto,
    VerdictBody,
    api,
    problem_of,
    verdict_bodies,
)
from registry.signage.models import FieldReport, Sign
from registry.signage.queries.signs import FieldItem
from registry.signage.rules.codes import grouped

MOST_SIGNS = 400
MOST_REPORTS = 60


class TakenPerson(Answer):
    """Whose list it is."""

    id: str
    name: str


class TakenOrder(Answer):
    """The work order that sends this person to a sign: its number, its day, the stop's turn."""

    number: int
    due_on: date
    turn: int


class TakenSign(Answer):
    """One sign to photograph: what should stand on it, where, and why it is on the list.

    Degrees in WGS 84. `back` is the verdict on this person's own last report where it asks for
    another; `waiting` is true where they sent one that nobody has looked at yet. `order` is theirs
    that holds the position; such signs come first, in its order of visit.
    """

    id: str
    code: str
    hanzi: str
    roman: str
    ground: str
    family: str
    role: str
    state: str
    lon: float | None
    lat: float | None
    tolerance_m: float | None
    made_on: str | None
    simulated: bool
    waiting: bool
    back: VerdictBody | None
    order: TakenOrder | None


class TakenComment(Answer):
    """What somebody said about a report."""

    author: str
    body: str
    at: datetime


class TakenReport(Answer):
    """One of this person's reports, and what became of it."""

    client_id: str
    sign_id: str
    hanzi: str
    status: str
    problem: ProblemOfPhoto | None
    received_at: datetime
    held: int
    declared: int
    verdict: VerdictBody | None
    comments: list[TakenComment]


class TodayBody(Answer):
    """The list as it stood at `server_now`."""

    person: TakenPerson
    signs: list[TakenSign]
    reports: list[TakenReport]
    server_now: datetime


@api.get(
    "/field/today",
    responses={200: TodayBody, 401: ProblemBody, 403: ProblemBody},
    summary="What a phone takes along for a day without signal",
    description="Signs to photograph (at most 400: those of one's work orders, then the longest "
    "waiting), and the last 60 reports "
    "of the person who asks with their verdicts.",
)
@access.requires(Permission.REPORT)
def today_read() -> dict[str, Any]:
    """The list of the person who asks, to be kept on the phone."""
    actor = http.actor()
    with http.reading() as session:
        items = queries.field_list(session, actor, limit=MOST_SIGNS)
        mine = queries.my_reports(session, actor, limit=MOST_REPORTS)
        verdicts = verdict_bodies(session, mine)
        comments = queries.comments_of(session, [row.id for row in mine])
        progress = queries.progress_of(session, [row.id for row in mine])
        signs = queries.signs_by_id(session, [row.sign_id for row in mine])
    newest = _newest(mine)
    body = TodayBody(
        person=TakenPerson(id=actor.id or "", name=actor.name),
        signs=[_sign(item, newest.get(item.sign.id), verdicts) for item in items],
        reports=[
            TakenReport(
                client_id=row.client_id,
                sign_id=row.sign_id,
                hanzi=signs[row.sign_id].text_hanzi,
                status=row.shown_status,
                problem=problem_of(row.photo_fault),
                received_at=row.received_at,
                held=progress[row.id].held,
                declared=progress[row.id].declared,
                verdict=verdicts.get(row.id),
                comments=[
                    TakenComment(author=said.author_name, body=said.body, at=said.at)
                    for said in comments[row.id]
                ],
            )
            for row in mine
        ],
        server_now=http.runtime().clock.now(),
    )
    return body.model_dump(mode="json")


def _newest(mine: list[FieldReport]) -> dict[str, FieldReport]:
    """The newest report on each sign; `mine` has the newest first."""
    found: dict[str, FieldReport] = {}
    for row in mine:
        found.setdefault(row.sign_id, row)
    return found


def _sign(item: FieldItem, last: FieldReport | None, verdicts: dict[str, VerdictBody]) -> TakenSign:
    sign: Sign = item.sign
    due = item.requirement
    back = verdicts.get(last.id) if last and last.status in queries.COMES_BACK else None
    return TakenSign(
        id=sign.id,
        code=grouped(sign.code),
        hanzi=sign.text_hanzi,
        roman=sign.text_roman,
        ground=sign.colour_ground,
        family=sign.family,
        role=due.position_role if due else "",
        state=sign.state,
        lon=item.target.lon if item.target else None,
        lat=item.target.lat if item.target else None,
        tolerance_m=due.tolerance_m if due else None,
        made_on=sign.made_on.isoformat() if sign.made_on else None,
        simulated=sign.simulated,
        waiting=last is not None and last.shown_status in queries.ON_ITS_WAY,
        back=back,
        order=_order(item),
    )


def _order(item: FieldItem) -> TakenOrder | None:
    if item.turn is None:
        return None
    due_on, number, turn = item.turn
    return TakenOrder(number=number, due_on=due_on, turn=turn)
