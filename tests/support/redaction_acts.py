"""Every write about what is covered on a photo; and photos that a store can really hold."""

from __future__ import annotations

import uuid
from dataclasses import replace
from functools import cache
from typing import Any

from registry.photos.queries import Copies
from registry.photos.rules import RedactionReason, Region
from registry.photos.services import Covered, Prepared, Why
from registry.signage import services as signs
from registry.storage import digest_of
from tests.support.pictures import jpeg, scene
from tests.support.signs import Stage, picture


@cache
def street() -> bytes:
    """The copy whose bytes a test puts into the store; large and small alike."""
    return jpeg(scene(320, 240, seed=77))


def street_photo() -> Prepared:
    """A prepared photo that differs from every other; its copies are those of `street`."""
    key = digest_of(street())
    size = (320, 240)
    return replace(
        picture(str(uuid.uuid4())),
        large_key=key,
        small_key=key,
        large_size=size,
        small_size=size,
    )


def redaction_acts(stage: Stage, place_id: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """Covering a photo that nobody covered, and going back on one that somebody did."""
    sign = stage.made(place_id)
    report = stage.sent(sign, near=street_photo(), far=street_photo()).report_id
    made = Covered(digest_of(street()), (Region(0.1, 0.1, 0.2, 0.2),), Copies("c" * 64, "d" * 64))
    with stage.work_as(stage.cast.reviewer_county) as work:
        signs.redact_photo(work, report, "far", made, Why(RedactionReason.FACE, "", 0))
    path = f"/signage/reports/{report}/photos"
    return {
        "signage.redaction_create": (
            f"{path}/near/redaction",
            {
                "left": "10",
                "top": "20.5",
                "width": "30",
                "height": "12",
                "stroke": '{"breadth":0.05,"points":[[0.1,0.1],[0.2,0.3]]}',
                "reason": "face",
                "note": "行人",
                "seen_version": "0",
            },
        ),
        "signage.redaction_restore": (
            f"{path}/far/redaction/restore",
            {"version": "0", "why": "框错了", "seen_version": "1"},
        ),
    }
