"""One picture proves one sign: told by digests before the bytes come, by pixels once decoded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from registry.core.errors import Invalid
from registry.core.text import T, Text
from registry.photos.services import Prepared
from registry.signage import queries
from registry.signage.models import FieldReport, ReportPhoto, Sign
from registry.signage.rules.codes import grouped
from registry.signage.rules.states import NEEDED_PHOTOS, PhotoRole
from registry.signage.services.submission import Declaration


def _same(role: str) -> Text:
    if role in NEEDED_PHOTOS:
        return T("近照和远照是同一张照片，请另拍一张看得出周围的")
    return T("这张照片与另一张是同一张，请另拍，或者不要这一张")


def check_files(session: Session, sign: Sign, declared: Declaration, shared: str | None) -> None:
    """One file proves one sign, as far as digests tell before the bytes are here."""
    _check_apart({role: [each.sha256] for role, each in declared.items()})
    faults = {
        role.value: used
        for role, each in declared.items()
        if (
            used := [
                *_used_for_another(session, sign.id, shared, each.sha256, ""),
                *_of_another(sign.id, shared, queries.unopened_uses(session, each.sha256)),
            ]
        )
    }
    if faults:
        raise Invalid(faults)


def _check_apart(digests: Mapping[PhotoRole, list[str]]) -> None:
    """Each photo of a report is a picture of its own, by bytes and by pixels."""
    seen: set[str] = set()
    for role, own in digests.items():
        known = {digest for digest in own if digest}
        if known & seen:
            raise Invalid({role.value: [_same(role)]})
        seen |= known


def check_photos(
    session: Session, sign: Sign, pictures: Mapping[PhotoRole, Prepared], shared: str | None
) -> None:
    """One picture proves one sign: the same bytes or pixels for another sign are refused."""
    _check_apart({role: [each.sha256, each.pixel_sha256] for role, each in pictures.items()})
    faults = {
        role.value: used
        for role, each in pictures.items()
        if (used := _used_for_another(session, sign.id, shared, each.sha256, each.pixel_sha256))
    }
    if faults:
        raise Invalid(faults)


def check_pixels(
    session: Session,
    row: FieldReport,
    role: str,
    picture: Prepared,
    held: Mapping[str, ReportPhoto],
) -> None:
    """The same picture under other bytes, which shows only once it was decoded."""
    if picture.pixel_sha256 and picture.pixel_sha256 in {
        each.pixel_sha256 for each in held.values()
    }:
        raise Invalid({"photo": [_same(role)]})
    used = _used_for_another(
        session, row.sign_id, row.shared_sign_id, picture.sha256, picture.pixel_sha256
    )
    if used:
        raise Invalid({"photo": used})


def _used_for_another(
    session: Session, sign_id: str, shared: str | None, sha256: str, pixels: str
) -> list[Text]:
    uses = queries.photo_uses(session, sha256=[sha256], pixel_sha256=[pixels])
    return _of_another(sign_id, shared, [(use.report, use.sign) for use in uses])


def _of_another(
    sign_id: str, shared: str | None, uses: Sequence[tuple[FieldReport, Sign]]
) -> list[Text]:
    return [
        T(
            "这张照片已经用在另一块标志上：%(name)s（编码 %(code)s），%(day)s 收到",
            name=sign.text_hanzi,
            code=grouped(sign.code),
            day=report.received_at.date().isoformat(),
        )
        for report, sign in uses
        if sign.id not in {sign_id, shared} and report.shared_sign_id != sign_id
    ]
