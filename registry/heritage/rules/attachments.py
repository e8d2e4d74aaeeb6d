"""附件: files of a dossier, what may be one, what is said of it, and who may have it."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from registry.core.actor import Actor
from registry.core.text import T, Text
from registry.heritage.rules.reading import may_read
from registry.heritage.rules.states import Status
from registry.sources.rules import FILMS, KINDS, Family, FileKind

#: Pages of a dossier are read by many for decades: of the formats for pages only PDF.
ACCEPTED: tuple[FileKind, ...] = tuple(
    kind
    for kind in (*KINDS, *FILMS)
    if kind.family in {Family.PICTURE, Family.SOUND, Family.FILM} or kind.label == "PDF"
)
ACCEPTED_ENDINGS: tuple[str, ...] = tuple(ending for kind in ACCEPTED for ending in kind.endings)
#: Where what was shown under a notice stays open to everybody.
SHOWN = frozenset(
    {Status.NOTICE, Status.RECOGNISED, Status.REJECTED, Status.SUSPENDED, Status.REVOKED}
)


class Licence(StrEnum):
    """许可: what the owner of the rights lets others do with a file."""

    PUBLIC_DOMAIN = "public_domain"
    CC0 = "cc0"
    CC_BY = "cc_by"
    CC_BY_SA = "cc_by_sa"
    GRANTED = "granted"
    REVIEW_ONLY = "review_only"


LICENCE_LABELS: dict[Licence, Text] = {
    Licence.PUBLIC_DOMAIN: T("公有领域"),
    Licence.CC0: T("CC0 放弃权利"),
    Licence.CC_BY: T("CC BY 4.0 署名"),
    Licence.CC_BY_SA: T("CC BY-SA 4.0 署名—相同方式共享"),
    Licence.GRANTED: T("权利人书面同意公开"),
    Licence.REVIEW_ONLY: T("只供审核，不公开"),
}


def is_accepted(kind: FileKind) -> bool:
    """Whether a file of this format may be attached."""
    return kind in ACCEPTED


def saying_faults(
    *, licence: str, consent: str, shows_people: bool, public: bool
) -> dict[str, list[Text]]:
    """What is wrong with what is said of a file, before its bytes are looked at; by field."""
    faults: dict[str, list[Text]] = {}
    if shows_people and not consent.strip():
        faults["consent"] = [T("有人出镜或说话，请写明谁同意、凭哪份同意书")]
    if public and licence == Licence.REVIEW_ONLY:
        faults["public"] = [T("只供审核的文件不能公开；请改选许可，或不勾选公开")]
    return faults


def kind_faults(kind: FileKind, *, consent: str, public: bool) -> dict[str, list[Text]]:
    """What a format asks for besides; by field."""
    faults: dict[str, list[Text]] = {}
    if kind.family is Family.SOUND and not consent.strip():
        faults["consent"] = [T("录音要写明谁同意、凭哪份同意书；没有人声的也写明")]
    if public and kind.family is Family.PICTURE and not kind.is_photo:
        faults["public"] = [
            T(
                "%(kind)s 图片做不出去掉拍摄信息的副本，不能公开；请另附 JPEG 或 PNG",
                kind=kind.label,
            )
        ]
    return faults


def still_required(required: Collection[str], served: Collection[str]) -> list[str]:
    """The attachments that the rules ask for and no file stands for yet, in their order."""
    return [needed for needed in required if needed not in served]


def may_have(
    actor: Actor, *, compiler_id: str | None, status: Status, division_path: str, is_shown: bool
) -> bool:
    """Whether somebody may have a file of a dossier.

    Those who may read the dossier; everybody else what a notice has shown, as long as the file
    stands where that stays open. `is_shown`: public, not taken back, and in a notice that began.
    """
    if is_shown and status in SHOWN:
        return True
    return may_read(actor, compiler_id=compiler_id, status=status, division_path=division_path)
