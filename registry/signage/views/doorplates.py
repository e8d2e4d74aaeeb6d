"""Doorplates of a road: the list, one of them with its face, the faces of a page for the maker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import make_response, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from registry.accounts.rules import Permission
from registry.core import printing
from registry.core.errors import NotFound
from registry.core.forms import parse
from registry.core.text import T
from registry.edge import access, http, language
from registry.places import queries as places
from registry.signage.forms.doorplates import DoorplatesQuery, FaceQuery, FacesOfQuery
from registry.signage.models import Doorplate, SignFormat
from registry.signage.queries.doorplate_batches import (
    approved_of,
    codes_of,
    door_formats,
    living_batch_of,
)
from registry.signage.queries.doorplates import (
    doorplate,
    doorplates_of,
    plated_places,
    plates_at,
    plates_at_places,
)
from registry.signage.queries.proofing import form_of
from registry.signage.rules.codes import grouped
from registry.signage.rules.doorplate_faces import DoorText, door_face
from registry.signage.rules.doorplates import DOORPLATE_LABELS, DoorplateState, written
from registry.signage.rules.face import Face, plain
from registry.signage.views.blueprint import blueprint
from registry.signage.views.overview import known_place
from registry.signage.views.proof_batches import OUTCOMES
from registry.signage.views.proofs import base_url

_HITS = 40


def _chosen(known: list[SignFormat], wanted: str) -> SignFormat | None:
    """The format asked for, else the first there is; none where nobody has entered any."""
    return next((one for one in known if one.id == wanted), known[0] if known else None)


def plate_faces(
    session: Session, rows: Sequence[Doorplate], form: SignFormat | None
) -> list[tuple[str, Face]]:
    """Address and face of doorplates, with the approved name and the code where they have one."""
    approved = approved_of(session, {row.place_id for row in rows})
    codes = codes_of(session, [row.id for row in rows])
    drawn = []
    for row in rows:
        wording = approved[row.place_id][0]
        said = DoorText(
            *(wording.hanzi, row.number, row.building, row.postcode, wording.roman),
            codes.get(row.id, ""),
        )
        face = door_face(said, form_of(form) if form else None, base_url())
        drawn.append((written(wording.hanzi, row.building, row.number), face))
    return drawn


@blueprint.get("/signage/doorplates")
@access.requires(Permission.DESK)
def doorplate_list() -> ResponseReturnValue:
    """The doorplates of one road, village or estate, by number; without one, which it is to be."""
    query = parse(DoorplatesQuery, request.args)
    if not query.place:
        return _which(query)
    with http.reading() as session:
        card = known_place(session, query.place)
        page = doorplates_of(session, query.place, after=query.after)
        number = plates_at(session, query.place)
        known = door_formats(session)
    kept: dict[str, Any] = {"place": query.place}
    return http.page(
        "signage/doorplate_list.html",
        active="desk",
        place=card,
        rows=page.items,
        number=number,
        formats=known,
        labels={state.value: label for state, label in DOORPLATE_LABELS.items()},
        has_printer=printing.is_available(),
        after=query.after,
        next_url=url_for("signage.doorplate_list", **kept, after=page.next) if page.next else None,
        first_url=url_for("signage.doorplate_list", **kept) if query.after else None,
    )


def _which(query: DoorplatesQuery) -> ResponseReturnValue:
    """What the words find, with and without doorplates; without words, whatever has some."""
    with http.reading() as session:
        if query.q:
            hits = places.search(session, places.PlaceFilter(q=query.q), _HITS, None).items
            numbers = plates_at_places(session, [hit.card.id for hit in hits])
            rows = [(hit.card, numbers.get(hit.card.id, 0)) for hit in hits]
            rows.sort(key=lambda row: not row[1])
            following = None
        else:
            page = plated_places(session, after=query.after)
            cards = places.place_cards(session, [place_id for place_id, _number in page.items])
            rows = [(cards[place_id], number) for place_id, number in page.items]
            following = page.next
    return http.page(
        "signage/doorplate_places.html",
        active="desk",
        rows=rows,
        query=query,
        next_url=url_for("signage.doorplate_list", after=following) if following else None,
        first_url=url_for("signage.doorplate_list") if query.after else None,
    )


@blueprint.get("/signage/doorplates/<doorplate_id>")
@access.requires(Permission.DESK)
def doorplate_show(doorplate_id: str) -> ResponseReturnValue:
    """One doorplate with its face in a format, and where it came from."""
    query = parse(FaceQuery, request.args)
    with http.reading() as session:
        row = doorplate(session, doorplate_id)
        if row is None:
            raise NotFound("signage.doorplate_unknown", T("没有这块门牌"))
        known = door_formats(session)
        chosen = _chosen(known, query.format)
        batch = living_batch_of(session, row.id)
        return http.page(
            "signage/doorplate_show.html",
            active="desk",
            row=row,
            place=known_place(session, row.place_id),
            title=written(row.road, row.building, row.number),
            label=DOORPLATE_LABELS[DoorplateState(row.state)],
            face=plate_faces(session, [row], chosen)[0][1],
            code=codes_of(session, [row.id]).get(row.id, ""),
            grouped=grouped,
            batch=batch,
            outcome_labels=OUTCOMES,
            formats=known,
            chosen=chosen,
        )


@blueprint.get("/signage/doorplates.pdf")
@access.requires(Permission.DESK)
def doorplate_pdf() -> ResponseReturnValue:
    """The faces of one page of the list, many to a sheet."""
    query = parse(FacesOfQuery, request.args)
    with http.reading() as session:
        card = known_place(session, query.place)
        rows = doorplates_of(session, query.place, after=query.after).items
        form = _chosen(door_formats(session), query.format)
        faces = [
            {"drawing": plain(face), "caption": address}
            for address, face in plate_faces(session, rows, form)
        ]
    heading = language.say(T("%(name)s门牌", name=card.standard_name))
    data = {
        "language": language.tag(),
        "heading": heading,
        "foot": heading + " · " + (form.title if form else language.say(T("没有规格，只按比例画"))),
        "across": 2,
        "faces": faces,
    }
    answer = make_response(printing.pdf("faces.typ", data))
    answer.mimetype = "application/pdf"
    answer.headers["Content-Disposition"] = http.disposition("attachment", f"{heading}.pdf")
    return answer
