"""Orders to makers: approved faces frozen with their files, delivered or cancelled."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import update
from sqlmodel import col

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.clock import china_date
from registry.core.db import rowcount
from registry.core.errors import Conflict, Invalid, NotFound
from registry.core.rows import stamp
from registry.core.text import T, Text
from registry.core.work import Work
from registry.places.queries import PlaceCard, place_cards
from registry.signage.models import MakerOrder, MakerOrderItem, SignFormat
from registry.signage.queries.maker_orders import (
    MOST_ORDERED,
    MakerOrderView,
    Orderable,
    held_by_order,
    last_maker_number,
    maker_order,
    orderable,
)
from registry.signage.queries.signs import signs_by_id
from registry.signage.rules.codes import grouped
from registry.signage.rules.states import SignState
from registry.signage.services import papers
from registry.signage.services.moving import taken
from registry.signage.services.proofs import mark_made


@dataclass(frozen=True, slots=True)
class Terms:
    """Who makes it, until when."""

    maker: str
    due_on: date
    note: str = ""


def place_order(work: Work, sign_ids: Sequence[str], terms: Terms, base_url: str) -> MakerOrder:
    """Freeze an order of approved faces, once nothing speaks against it.

    `base_url` is what the address in each QR begins with. Its files are made afterwards from the
    frozen lines (`papers.make`).

    Raises:
        Forbidden: a sign outside the actor's divisions. Invalid: every fault at once: no face or
            more than three hundred, one that is not approved, whose name has changed since, or that
            has no format; a day that has passed.
        Conflict: `signage.on_maker_order`. Unavailable: `print.not_installed`.
    """
    found = signs_by_id(work.session, sign_ids)
    for sign in found.values():
        work.actor.require(Permission.SIGN_MAKE, sign.division_path)
    wanted = orderable(
        work.session, [found[key] for key in dict.fromkeys(sign_ids) if key in found]
    )
    faults = _faults(sign_ids, wanted)
    if terms.due_on < china_date(work.at):
        faults["due_on"] = [T("期限已经过去，请写今天或以后的日期")]
    if faults:
        raise Invalid(faults)
    held = held_by_order(work.session, list(found))
    for key, order in held.items():
        words = T("“%(name)s”已在第 %(n)d 号制作单上", name=found[key].text_hanzi, n=order.number)
        raise Conflict(
            "signage.on_maker_order", words, advice=T("先取消那张制作单，或者去掉这一块")
        )
    cards = place_cards(work.session, [one.sign.place_id for one in wanted])
    lines = [
        _line(turn, one, cards[one.sign.place_id], base_url)
        for turn, one in enumerate(wanted, start=1)
    ]
    order = freeze(work, terms, lines)
    work.session.add_all(
        MakerOrderItem(order_id=order.id, sign_id=line["sign_id"], turn=line["turn"])
        for line in lines
    )
    work.session.flush()
    return order


def _faults(sign_ids: Sequence[str], wanted: Sequence[Orderable]) -> dict[str, list[Text]]:
    if not sign_ids:
        return {"sign": [T("请至少选一块牌面")]}
    if len(sign_ids) > MOST_ORDERED:
        return {"sign": [T("一张制作单最多 %(n)d 块，请分成几张", n=MOST_ORDERED)]}
    texts: list[Text] = []
    if len(wanted) < len(set(sign_ids)):
        texts.append(T("没有这块标志"))
    for one in wanted:
        name = one.sign.text_hanzi
        if one.sign.state != SignState.APPROVED:
            texts.append(T("“%(name)s”的校样没有审定，不能制作", name=name))
        elif one.is_stale:
            texts.append(T("“%(name)s”审定之后标准名已改，校样作废，请收回后重新送审", name=name))
        elif one.form is None:
            texts.append(T("“%(name)s”的校样没有规格尺寸，请先录入规格，收回后重新送审", name=name))
    return {"sign": texts} if texts else {}


def _line(turn: int, one: Orderable, card: PlaceCard, base_url: str) -> dict[str, Any]:
    sign, form = one.sign, one.form
    if form is None:
        raise ValueError("a face without a format was let through")
    said = {
        "sign_id": sign.id,
        "code": grouped(sign.code),
        "hanzi": sign.text_hanzi,
        "roman": sign.text_roman,
        "minority": one.face.text_minority if one.face else "",
        "arrows": one.face.arrows if one.face else "",
        "ground": sign.colour_ground,
    }
    return order_line(turn, said, form, card, f"{base_url}/s/{sign.code}")


def order_line(
    turn: int, said: Mapping[str, Any], form: SignFormat, card: PlaceCard, url: str
) -> dict[str, Any]:
    """One line of an order: what the face says, and all that it is drawn and made by."""
    return {
        "turn": turn,
        **said,
        "format": f"{form.code} {form.edition}",
        "layout": form.layout,
        "width_mm": form.width_mm,
        "height_mm": form.height_mm,
        "rim_mm": form.rim_mm,
        "qr_mm": form.qr_mm,
        "material": form.material,
        "quantity": 1,
        "place": card.standard_name,
        "division": card.division_text,
        "url": url,
    }


def freeze(
    work: Work, terms: Terms, lines: list[dict[str, Any]], *, batch_id: str | None = None
) -> MakerOrder:
    """Write an order whose lines nobody changes any more; a worker is asked for long files.

    `batch_id`: that of the doorplates, where it is an order of doorplates.

    Raises:
        Unavailable: `print.not_installed`: an order without its files is no use to a maker.
    """
    papers.need_printer()
    text = json.dumps(lines, ensure_ascii=False, sort_keys=True)
    order = MakerOrder(
        number=last_maker_number(work.session) + 1,
        doorplate_batch_id=batch_id,
        maker=terms.maker,
        due_on=terms.due_on,
        note=terms.note,
        lines=lines,
        content_sha256=hashlib.sha256(text.encode()).hexdigest(),
        **stamp(work),
    )
    work.session.add(order)
    work.session.flush()
    # The faces are in the frozen list: the journal says how many they are and their digest.
    after = order.model_dump(exclude={"created_at", "created_by", "lines"})
    after["doorplates" if batch_id else "signs"] = len(lines)
    subject = ("maker_order", order.id)
    journal.record(work, "signage.faces_ordered", subject, after=after, reason=terms.note)
    papers.ask(work, subject, len(lines))
    return order


def order_found(work: Work, order_id: str) -> MakerOrderView:
    """The order, for somebody who may order wherever its signs are.

    Raises:
        NotFound: `signage.maker_order_unknown`. Forbidden. Conflict: it was cancelled.
    """
    view = maker_order(work.session, order_id)
    if view is None:
        raise NotFound("signage.maker_order_unknown", T("没有这张制作单"))
    for path in view.paths:
        work.actor.require(Permission.SIGN_MAKE, path)
    if view.order.cancelled_at is not None:
        raise Conflict("signage.maker_order_cancelled", T("这张制作单已经取消"))
    return view


def deliver(
    work: Work, order_id: str, sign_ids: Sequence[str], *, made_on: date | None, batch: str = ""
) -> list[str]:
    """Say which signs of an order the maker delivered; each is made from now on.

    Raises:
        As `order_found`. Invalid: no sign, one that is not on the order or was delivered before, a
        date in the future.
    """
    view = order_found(work, order_id)
    waiting = {sign.id for sign in view.open}
    faults: dict[str, list[Text]] = {}
    if not sign_ids:
        faults["sign"] = [T("请至少选一块牌面")]
    elif not set(sign_ids) <= waiting:
        faults["sign"] = [T("选中的牌面里有不在这张制作单上的，或者已经交货的")]
    if made_on is not None and made_on > china_date(work.at):
        faults["made_on"] = [T("制作日期在将来")]
    if faults:
        raise Invalid(faults)
    chosen = list(dict.fromkeys(sign_ids))
    for ident in chosen:
        mark_made(work, ident, maker=view.order.maker, batch=batch, made_on=made_on)
    subject = ("maker_order", view.order.id)
    journal.record(work, "signage.faces_delivered", subject, after={"signs": chosen})
    return chosen


def cancel_maker_order(work: Work, order_id: str, *, reason: str, seen_version: int) -> MakerOrder:
    """Cancel an order with a reason; what was not delivered can be ordered elsewhere.

    Raises:
        As `order_found`. Invalid: without a reason. Conflict: `signage.changed_meanwhile`.
    """
    view = order_found(work, order_id)
    if not reason.strip():
        raise Invalid({"cancel_reason": [T("请写明取消的原因")]})
    order = view.order
    if view.plates is not None and view.plates.made_on is not None:
        raise Conflict("signage.step_not_open", T("这张制作单上的门牌已经交货"))
    statement = (
        update(MakerOrder)
        .where(col(MakerOrder.id) == order.id, col(MakerOrder.row_version) == seen_version)
        .values(cancelled_at=work.at, cancel_reason=reason, row_version=seen_version + 1)
        .execution_options(synchronize_session=False)
    )
    if rowcount(work.session.execute(statement)) != 1:
        raise taken()
    work.session.execute(
        update(MakerOrderItem)
        .where(col(MakerOrderItem.order_id) == order.id)
        .values(live=False)
        .execution_options(synchronize_session=False)
    )
    work.session.refresh(order)
    subject = ("maker_order", order.id)
    journal.record(work, "signage.maker_order_cancelled", subject, after={}, reason=reason)
    return order
