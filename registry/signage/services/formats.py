"""Formats of faces: what ships, and the editions that the operator enters."""

from __future__ import annotations

from dataclasses import dataclass

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Invalid
from registry.core.ids import stable_id
from registry.core.rows import stamp
from registry.core.text import T
from registry.core.work import Work
from registry.signage.models import SignFormat
from registry.signage.queries.proofing import format_by_id, format_of_edition
from registry.signage.rules.face import SHIPPED, Format, format_faults


@dataclass(frozen=True, slots=True)
class NewFormat:
    """A format as somebody enters it; `source` says where the measures are from."""

    code: str
    edition: str
    title: str
    sign_type: str
    face: Format
    source: str
    title_en: str = ""
    material: str = ""


def ship_formats(work: Work) -> list[str]:
    """Add the sourced formats that ship and are not there yet; the identifiers of those added."""
    added = []
    for one in SHIPPED:
        ident = stable_id("sign-format", one.code, one.edition)
        if format_by_id(work.session, ident) is not None:
            continue
        sign_type = one.sign_type.value if one.sign_type else ""
        given = NewFormat(
            one.code,
            one.edition,
            one.title,
            sign_type,
            one.face,
            one.source,
            title_en=one.title_en,
            material=one.material,
        )
        row = _row(work, given)
        row.id, row.is_example, row.simulated = ident, True, False
        _keep(work, row)
        added.append(ident)
    return added


def add_format(work: Work, given: NewFormat) -> SignFormat:
    """Enter a format; what was proofed in another one stays as it is.

    Raises:
        Forbidden: needs `signage.rules`.
        Invalid: impossible measures, an edition that is there already, each at its field.
    """
    work.actor.require(Permission.PLACEMENT_RULES)
    faults = format_faults(given.face)
    if format_of_edition(work.session, given.code, given.edition) is not None:
        faults["edition"] = [T("已有这一版；规格不能改，改动就是新的一版，请另起版号")]
    if faults:
        raise Invalid(faults)
    return _keep(work, _row(work, given))


def _row(work: Work, given: NewFormat) -> SignFormat:
    face = given.face
    return SignFormat(
        code=given.code,
        edition=given.edition,
        title=given.title,
        title_en=given.title_en,
        sign_type=given.sign_type,
        layout=face.layout.value,
        width_mm=face.width_mm,
        height_mm=face.height_mm,
        rim_mm=face.rim_mm,
        qr_mm=face.qr_mm,
        material=given.material,
        source=given.source,
        **stamp(work),
    )


def _keep(work: Work, row: SignFormat) -> SignFormat:
    work.session.add(row)
    work.session.flush()
    after = row.model_dump(exclude={"created_at", "created_by", "simulated"})
    journal.record(work, "signage.format_added", ("sign_format", row.id), after=after)
    return row
