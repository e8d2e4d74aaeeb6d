"""A simulated claim with both sides and a gap, and the simulated picture of a page it rests on."""

from __future__ import annotations

import io
from collections.abc import Iterator

from registry.accounts.rules import Role
from registry.demo import plates
from registry.demo.files import RECOGNISED, place_of
from registry.demo.people import play as cast
from registry.photos import services as photos
from registry.places import services as places
from registry.places.rules.claim import ClaimStatus, Gap, Stance
from registry.runtime import Runtime
from registry.sources import services as sources
from registry.sources.rules import FileRole

_TITLE = "《演示镇志》（虚构，仅供演示）"


def play(runtime: Runtime) -> Iterator[str]:
    """A steward brings a book with a page in; a claim rests on it; the city calls it disputed."""
    steward = cast(runtime, Role.STEWARD)
    with runtime.database.read() as session:
        place_id = place_of(session, RECOGNISED)
    page = sources.prepare_file(
        runtime.store,
        io.BytesIO(plates.page("卷一", "演示用的书影，不是史料。")),
        file_name="演示书影.jpg",
        role=FileRole.SCAN,
        max_bytes=runtime.settings.source_file_max_bytes,
        photo_limits=photos.limits_of(runtime.settings),
    )
    with runtime.write(steward) as work:
        book = sources.add_source(
            work, source_type="gazetteer", title=_TITLE, edition="演示本", grade="C"
        )
        sources.attach_file(
            work, book.id, page, caption="演示：卷一首页", licence="演示", public=True
        )
        for_it, against = (
            sources.cite(work, source_id=book.id, locator=where, quote=quote).id
            for where, quote in (
                ("卷一，第二页", "演示：此名沿用至今。"),
                ("卷二，第一页", "演示：清初一度改称他名。"),
            )
        )
        claim = places.assert_claim(
            work,
            place_id=place_id,
            claim_type="name_continuous",
            value_text="演示：假设此名自北宋沿用至今。",
            year_from_min=960,
            year_from_max=1010,
            era_verbatim="北宋初",
            method="演示：按北宋初年换算",
            gaps=[Gap(1644, 1661, "清顺治间", "演示：假设一度改称")],
            evidence=[(for_it, Stance.SUPPORTS), (against, Stance.CONTRADICTS)],
        )
    with runtime.write(cast(runtime, Role.REVIEWER_CITY)) as work:
        places.set_claim_status(
            work, claim.id, ClaimStatus.DISPUTED, reason="演示：两处记载不一致，待查"
        )
    yield "a claim with evidence for and against, and the picture of a page"
