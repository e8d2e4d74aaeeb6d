"""The page behind the code on a sign, for someone who stands in front of it with a phone."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, redirect, url_for
from flask.typing import ResponseReturnValue

from registry.edge import access, http
from registry.places import queries as places
from registry.places import rules as places_rules
from registry.signage import queries
from registry.signage.models import Sign
from registry.signage.queries.doorplate_batches import plate_by_code, road_of
from registry.signage.rules.codes import is_code, is_plate_code, normal
from registry.signage.rules.doorplates import DoorplateState, written
from registry.signage.rules.hints import FAR_M, rounding_m
from registry.signage.rules.states import SIGN_LABELS, SignState
from registry.signage.views.blueprint import blueprint
from registry.signage.views.code_entry import code_unknown
from registry.signage.views.words import words

_STORY = ("origin", "meaning")
_AT_MOST = 2


@blueprint.get("/s/<code>")
@access.public
def code_show(code: str) -> ResponseReturnValue:
    """Name, reading, origin with its sources, state of the sign; under 30 kB, no script needed."""
    plain = normal(code)
    if not (is_code(plain) or is_plate_code(plain)):
        return code_unknown(code)
    if plain != code:
        return redirect(url_for("signage.code_show", code=plain), code=301)
    if is_plate_code(plain):
        return _plate(plain)
    with http.reading() as session:
        sign = queries.sign_by_code(session, plain)
        if sign is None:
            return code_unknown(code)
        card = places.place_card(session, sign.place_id)
        story = _story(places.claims_of(session, sign.place_id))
        photos = queries.published_photos(session, sign)
        successor = queries.successor_of(session, sign)
    tone, state = SIGN_LABELS[SignState(sign.state)]
    return http.page(
        "signage/code_show.html",
        sign=sign,
        place=card,
        story=story,
        photos=photos,
        tone=tone,
        state=state,
        where=_where(sign),
        successor=successor,
        **words(),
    )


def _plate(code: str) -> Response:
    """The page behind the code on a doorplate: the road's name and reading, the number."""
    with http.reading() as session:
        plate = plate_by_code(session, code)
        if plate is None:
            return code_unknown(code)
        card = places.place_card(session, plate.place_id)
        cast, now = road_of(session, plate)
        story = _story(places.claims_of(session, plate.place_id))
    return http.page(
        "signage/door_code_show.html",
        plate=plate,
        code=code,
        place=card,
        address=written(now, plate.building, plate.number),
        proofed=written(cast, plate.building, plate.number) if cast else "",
        is_taken_back=plate.state == DoorplateState.WITHDRAWN,
        story=story,
        **words(),
    )


def _where(sign: Sign) -> dict[str, float] | None:
    """What a phone compares its own position with: as the public map rounds it."""
    decimals = http.runtime().settings.coordinate_decimals
    shown = places_rules.public_position(sign.lon, sign.lat, decimals)
    if shown is None or sign.state == SignState.REMOVED:
        return None
    lon, lat = shown
    return {"lon": lon, "lat": lat, "far_m": FAR_M, "rounding_m": rounding_m(decimals)}


def _story(claims: Sequence[places.ClaimView]) -> list[places.ClaimView]:
    """At most two statements about the origin that a source supports; rejected ones never."""
    told = [
        claim
        for kind in _STORY
        for claim in claims
        if claim.claim_type == kind and claim.status != "rejected" and claim.evidence
    ]
    return told[:_AT_MOST]
