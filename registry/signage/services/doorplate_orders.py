"""Orders of doorplates: a whole approved batch, frozen with its files, delivered as one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import update
from sqlmodel import col

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.clock import china_date
from registry.core.db import rowcount
from registry.core.errors import Conflict, Invalid
from registry.core.text import T, Text
from registry.core.work import Work
from registry.places.queries import place_cards
from registry.signage.models import DoorplateBatch, MakerOrder
from registry.signage.queries.doorplate_batches import DoorItem, door_items
from registry.signage.rules.codes import grouped
from registry.signage.rules.kinds import Ground
from registry.signage.rules.states import ProofOutcome
from registry.signage.services.doorplate_batches import plates_found, stale_words
from registry.signage.services.maker_orders import Terms, freeze, order_line


def order_plates(work: Work, batch_id: str, terms: Terms, base_url: str) -> MakerOrder:
    """Freeze an order of a whole approved batch, once nothing speaks against it.

    `base_url` is what the address in each QR begins with. Its files are made afterwards from the
    frozen lines (`papers.make`).

    Raises:
        NotFound: `signage.batch_unknown`. Forbidden: outside the actor's divisions.
        Invalid: every fault at once: not approved; a road that was renamed since, named; plates
            that were taken back with their file; a day that has passed.
        Conflict: `signage.on_maker_order`. Unavailable: `print.not_installed`.
    """
    view = plates_found(work, batch_id)
    work.actor.require(Permission.SIGN_MAKE, view.batch.division_path)
    if view.order is not None:
        words = T("这一批门牌已在第 %(n)d 号制作单上", n=view.order.number)
        raise Conflict("signage.on_maker_order", words, advice=T("先取消那张制作单"))
    faults: dict[str, list[Text]] = {}
    items: Sequence[DoorItem] = ()
    if view.batch.outcome != ProofOutcome.APPROVED:
        faults["plate"] = [T("这一批门牌没有审定，不能制作")]
    else:
        items = door_items(work.session, batch_id, outcomes=[ProofOutcome.APPROVED.value])
        if texts := stale_words(items):
            faults["plate"] = [*texts, T("请审定人先退回这几块，再下单；退回的可以重新送审")]
    if terms.due_on < china_date(work.at):
        faults["due_on"] = [T("期限已经过去，请写今天或以后的日期")]
    if faults:
        raise Invalid(faults)
    cards = place_cards(work.session, list({one.plate.place_id for one in items}))
    lines = [
        order_line(
            turn, _said(one), view.form, cards[one.plate.place_id], f"{base_url}/s/{one.code}"
        )
        for turn, one in enumerate(items, start=1)
    ]
    return freeze(work, terms, lines, batch_id=batch_id)


def _said(one: DoorItem) -> dict[str, str]:
    return {
        "doorplate_id": one.plate.id,
        "code": grouped(one.code),
        "hanzi": one.item.road,
        "roman": one.item.roman,
        "building": one.plate.building,
        "number": one.plate.number,
        "postcode": one.plate.postcode,
        "ground": Ground.BLUE.value,
    }


def deliver_plates(
    work: Work, order: MakerOrder, batch: DoorplateBatch, made_on: date | None
) -> int:
    """Say that all doorplates of an order came from the maker; how many.

    Raises:
        Invalid: a date in the future. Conflict: `signage.step_not_open` where they came before.
    """
    day = made_on or china_date(work.at)
    if day > china_date(work.at):
        raise Invalid({"made_on": [T("制作日期在将来")]})
    statement = (
        update(DoorplateBatch)
        .where(col(DoorplateBatch.id) == batch.id, col(DoorplateBatch.made_on).is_(None))
        .values(made_on=day)
        .execution_options(synchronize_session=False)
    )
    if rowcount(work.session.execute(statement)) != 1:
        raise Conflict("signage.step_not_open", T("这张制作单上的门牌已经交货"))
    subject = ("maker_order", order.id)
    after = {"doorplate_batch_id": batch.id, "made_on": day, "doorplates": len(order.lines)}
    journal.record(work, "signage.faces_delivered", subject, after=after)
    return len(order.lines)
