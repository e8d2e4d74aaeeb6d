"""Papers of many faces: a maker's order, the proof sheet of doorplates; long ones by a worker.

Both are made from what is frozen already, so it does not matter when, by whom or how often it is
done: a worker that was killed leaves nothing but bytes that the sweep removes.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import update
from sqlmodel import Session, col

from registry.accounts.rules import Permission
from registry.core import journal, printing
from registry.core.actor import SYSTEM, Actor
from registry.core.db import rowcount
from registry.core.errors import Conflict, NotFound, Problem, Unavailable
from registry.core.sheets import write_csv
from registry.core.text import T
from registry.core.work import Work
from registry.jobs import queries as jobs
from registry.jobs.services import enqueue
from registry.runtime import Runtime
from registry.signage.models import DoorplateBatch, MakerOrder, SignFormat
from registry.signage.queries.doorplate_batches import door_items
from registry.signage.queries.maker_orders import maker_order
from registry.signage.queries.proofing import form_of
from registry.signage.rules.doorplate_faces import door_face
from registry.signage.rules.doorplates import written
from registry.signage.rules.face import Face, plain
from registry.signage.rules.maker_sheet import line_face, sheet, table
from registry.storage import digest_of

if TYPE_CHECKING:
    from registry.core.handlers import Task

PAPER_JOB = "signage.paper"
AT_ONCE = 60
"""Faces that are drawn and set in half a second; for more nobody is left waiting at a page."""
ORDER, SHEET = "maker_order", "doorplate_batch"
_TOLD_EVERY = 50

Subject = tuple[str, str]
"""What a paper is of: `ORDER` or `SHEET`, and its id."""


def wire(runtime: Runtime) -> None:
    """Let workers of this installation make papers."""
    runtime.jobs.add(PAPER_JOB, partial(_run, runtime), first=True)


def _run(runtime: Runtime, task: Task) -> None:
    said = task.arguments
    make(runtime, (said["type"], said["id"]), said["base_url"], task=task)


def need_printer() -> None:
    """Refuse, before anything is written, what can only end in a paper that nobody can make.

    Raises:
        Unavailable: `print.not_installed`.
    """
    if not printing.is_available():
        raise Unavailable("print.not_installed", T("没有安装排版程序，不能生成 PDF"))


def ask(work: Work, subject: Subject, faces: int, base_url: str = "") -> None:
    """Ask a worker for a long paper, in the transaction that writes what it is of.

    A short one is made by whoever asked, as soon as that is written (`make_short`).
    """
    if faces > AT_ONCE:
        _enqueue(work, subject, base_url)


def _enqueue(work: Work, subject: Subject, base_url: str) -> None:
    arguments = {"type": subject[0], "id": subject[1], "base_url": base_url}
    enqueue(work, PAPER_JOB, subject=subject, arguments=arguments)


def ask_again(work: Work, subject: Subject, base_url: str) -> None:
    """Ask a worker once more for a paper that could not be made.

    Raises:
        NotFound: `signage.maker_order_unknown`, `signage.batch_unknown`. Forbidden.
        Conflict: `signage.paper_made`, `signage.paper_under_way`; the order was cancelled.
    """
    row = _found(work, subject)
    if _digest(row):
        raise Conflict("signage.paper_made", T("文件已经做好，刷新页面就能下载"))
    last = jobs.latest(work.session, *subject, work.at)
    if last is not None and last.is_open:
        raise Conflict("signage.paper_under_way", T("正在后台做，请过一会儿再看"))
    _enqueue(work, subject, base_url)
    journal.record(work, "signage.paper_asked", subject, after={})


def _found(work: Work, subject: Subject) -> MakerOrder | DoorplateBatch:
    kind, ident = subject
    if kind == ORDER:
        order = maker_order(work.session, ident)
        if order is None:
            raise NotFound("signage.maker_order_unknown", T("没有这张制作单"))
        for path in order.paths:
            work.actor.require(Permission.SIGN_MAKE, path)
        if order.order.cancelled_at is not None:
            raise Conflict("signage.maker_order_cancelled", T("这张制作单已经取消"))
        return order.order
    batch = work.session.get(DoorplateBatch, ident)
    if batch is None:
        raise NotFound("signage.batch_unknown", T("没有这一批校样"))
    work.actor.require(Permission.PROOF_PREPARE, batch.division_path)
    return batch


def _digest(row: MakerOrder | DoorplateBatch) -> str:
    return row.pdf_sha256 if isinstance(row, MakerOrder) else row.sheet_sha256


def make_short(runtime: Runtime, subject: Subject, faces: int, base_url: str, actor: Actor) -> bool:
    """Make a paper of few faces now; False where a worker has to, or nobody could just now."""
    if faces > AT_ONCE:
        return False
    try:
        make(runtime, subject, base_url, actor=actor)
    except Problem:
        return False  # What was asked for stands; the page says so, and offers another try.
    return True


def make(
    runtime: Runtime,
    subject: Subject,
    base_url: str,
    *,
    task: Task | None = None,
    actor: Actor = SYSTEM,
) -> None:
    """Make the files of a paper and keep them; one that has its files keeps those.

    Progress is told in faces drawn; setting them afterwards counts as many again.

    Raises:
        NotFound: what it is of is not there. Unavailable: as `printing.pdf`. StoppedError.
    """
    kind, ident = subject
    with runtime.database.read() as session:
        row: MakerOrder | DoorplateBatch | None = (
            session.get(MakerOrder, ident) if kind == ORDER else session.get(DoorplateBatch, ident)
        )
        if row is None:
            raise NotFound("signage.paper_unknown", T("没有这张制作单或这一批校样"))
        if _digest(row):
            return
        paper = _order(row) if isinstance(row, MakerOrder) else _sheet(session, row, base_url)
    drawings: list[dict[str, Any]] = []
    for face in paper.faces:
        drawings.append(plain(face))
        if task is not None and len(drawings) % _TOLD_EVERY == 0:
            task.progress(len(drawings), 2 * paper.number)
    contents = paper.files(drawings)
    digests = {name: digest_of(content) for name, content in contents.items()}
    for name, content in contents.items():
        runtime.store.put(digests[name], content)
    _keep(runtime, subject, digests, task.actor if task else actor)


@dataclass(frozen=True, slots=True)
class _Paper:
    """Faces that are drawn as they are asked for, and what becomes of their drawings."""

    number: int
    faces: Iterable[Face]
    files: Callable[[list[dict[str, Any]]], dict[str, bytes]]


def _order(order: MakerOrder) -> _Paper:
    """The list and every face at its true size, and the list as a table."""
    lines, digest = order.lines, order.content_sha256
    above = [f"{T('厂家')}：{order.maker}", f"{T('期限')}：{order.due_on.isoformat()}"]
    if order.note:
        above.append(f"{T('说明')}：{order.note}")

    def files(drawings: list[dict[str, Any]]) -> dict[str, bytes]:
        listed = io.BytesIO()
        write_csv(listed, *table(lines))
        pages = printing.pdf("faces.typ", sheet(lines, drawings, above, digest))
        return {"pdf_sha256": pages, "csv_sha256": listed.getvalue()}

    return _Paper(len(lines), map(line_face, lines), files)


def _sheet(session: Session, batch: DoorplateBatch, base_url: str) -> _Paper:
    """A proof sheet: the faces of a batch as they were sent, many to a page."""
    items = door_items(session, batch.id)
    form = session.get_one(SignFormat, batch.format_id)
    heading = str(T("门牌校样第 %(n)d 批", n=batch.number))
    captions = [
        f"{one.item.turn} · {written(one.item.road, one.plate.building, one.plate.number)}"
        for one in items
    ]
    filled = {
        "language": "zh-CN",
        "heading": heading,
        "foot": f"{heading} · {form.title}",
        "across": 3,
    }
    said, measures = [one.said for one in items], form_of(form)

    def files(drawings: list[dict[str, Any]]) -> dict[str, bytes]:
        both = zip(drawings, captions, strict=True)
        faces = [{"drawing": drawing, "caption": caption} for drawing, caption in both]
        return {"sheet_sha256": printing.pdf("faces.typ", {**filled, "faces": faces})}

    return _Paper(len(said), (door_face(one, measures, base_url) for one in said), files)


def _keep(runtime: Runtime, subject: Subject, digests: dict[str, str], actor: Actor) -> None:
    kind, ident = subject
    table_of = MakerOrder if kind == ORDER else DoorplateBatch
    first = next(iter(digests))
    with runtime.write(actor) as work:
        statement = (
            update(table_of)
            .where(col(table_of.id) == ident, getattr(table_of, first) == "")
            .values(**digests)
        )
        # Another worker may have been first; it made the same bytes of the same lines.
        if rowcount(work.session.execute(statement)) == 1:
            journal.record(work, "signage.paper_made", subject, after=dict(digests))
