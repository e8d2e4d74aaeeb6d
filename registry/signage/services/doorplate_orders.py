"""Orders of doorplates: a whole approved batch, frozen with its files, delivered as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import update
from sqlmodel import col

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.clock import china_date
from registry.core.db import rowcount
from registry.core.errors import Conflict, Invalid
from registry.core.rows import stamp
from registry.core.text import T, Text
from registry.core.work import Work
from registry.places.queries import PlaceCard, place_cards
from registry.signage.models import DoorplateBatch, MakerOrder
from registry.signage.queries.doorplate_batches import DoorBatchView, DoorItem, door_items
from registry.signage.queries.maker_orders import last_maker_number
from registry.signage.queries.proofing import form_of
from registry.signage.rules.codes import grouped
from registry.signage.rules.doorplate_faces import door_face
from registry.signage.rules.face import plain
from registry.signage.rules.kinds import Ground
from registry.signage.rules.states import ProofOutcome
from registry.signage.services.doorplate_batches import plates_found, stale_words
from registry.signage.services.maker_orders import OrderDraft, Terms
from registry.signage.services.moving import taken


def draft_plates(work: Work, batch_id: str, terms: Terms, base_url: str) -> OrderDraft:
    """The content of an order of a batch, once nothing speaks against it; writes nothing.

    `base_url` is what the address in each QR begins with.

    Raises:
        NotFound: `signage.batch_unknown`. Forbidden: outside the actor's divisions.
        Invalid: every fault at once: not approved; a road that was renamed since, named; plates
            that were taken back with their file; a day that has passed.
        Conflict: `signage.on_maker_order`.
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
        _line(turn, one, view, (base_url, cards[one.plate.place_id]))
        for turn, one in enumerate(items, start=1)
    ]
    form = form_of(view.form)
    return OrderDraft(lines, [plain(door_face(one.said, form, base_url)) for one in items])


def _line(
    turn: int, one: DoorItem, view: DoorBatchView, where: tuple[str, PlaceCard]
) -> dict[str, Any]:
    base_url, card = where
    form = view.form
    return {
        "turn": turn,
        "doorplate_id": one.plate.id,
        "code": grouped(one.code),
        "hanzi": one.item.road,
        "roman": one.item.roman,
        "building": one.plate.building,
        "number": one.plate.number,
        "postcode": one.plate.postcode,
        "ground": Ground.BLUE.value,
        "format": f"{form.code} {form.edition}",
        "width_mm": form.width_mm,
        "height_mm": form.height_mm,
        "material": form.material,
        "quantity": 1,
        "place": card.standard_name,
        "division": card.division_text,
        "url": f"{base_url}/s/{one.code}",
    }


def order_plates(
    work: Work, batch_id: str, terms: Terms, draft: OrderDraft, files: Mapping[str, str]
) -> MakerOrder:
    """Freeze an order of a batch whose files (`pdf`, `csv`: digests) are stored already.

    Raises:
        As `draft_plates`; Conflict `signage.changed_meanwhile` where a face is no longer what was
        printed.
    """
    base_url = draft.lines[0]["url"].rpartition("/s/")[0]
    if draft_plates(work, batch_id, terms, base_url).sha256 != draft.sha256:
        raise taken()
    order = MakerOrder(
        number=last_maker_number(work.session) + 1,
        doorplate_batch_id=batch_id,
        maker=terms.maker,
        due_on=terms.due_on,
        note=terms.note,
        lines=draft.lines,
        content_sha256=draft.sha256,
        pdf_sha256=files["pdf"],
        csv_sha256=files["csv"],
        **stamp(work),
    )
    work.session.add(order)
    work.session.flush()
    # The faces are in the frozen list: the journal says which batch, how many and their digest.
    after = order.model_dump(exclude={"created_at", "created_by", "lines"})
    after["doorplates"] = len(draft.lines)
    subject = ("maker_order", order.id)
    journal.record(work, "signage.faces_ordered", subject, after=after, reason=terms.note)
    return order


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
