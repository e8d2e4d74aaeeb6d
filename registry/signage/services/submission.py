"""What a crew member sends, and what the sender is told is stored."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from registry.core.geo import Position
from registry.signage.rules.fixes import Fix
from registry.signage.rules.kinds import CaptureSource, Condition, Defect, ReportKind
from registry.signage.rules.states import PhotoRole


@dataclass(frozen=True, slots=True)
class Declared:
    """One photo that a report says it brings: SHA-256 of the original and its size in bytes."""

    sha256: str
    byte_size: int


Declaration = dict[PhotoRole, Declared]
"""The photos of a report by what they show; near and far always, the others where taken."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What a crew member sends, besides the photos.

    `client_id` is a UUID made before the first attempt and kept for every retry. `position` holds
    the accuracy in metres; `fixes` is the watch it was chosen from. `phone_now` is the phone's
    clock at sending; it is no part of the content, since it differs between retries.
    `shared_sign_id` is the other sign that the same photos show, where the sender says so. `client`
    is what it was sent with where that is not this program's own page; `mock_position` is true
    where the phone itself said that an app was making its position up.
    """

    client_id: str
    sign_id: str
    kind: ReportKind
    condition: Condition
    captured_at: datetime
    observed_hanzi: str = ""
    observed_roman: str = ""
    defects: tuple[Defect, ...] = ()
    position: Position | None = None
    fix_age_s: int | None = None
    capture_source: CaptureSource = CaptureSource.UNKNOWN
    note: str = ""
    phone_now: datetime | None = None
    fixes: tuple[Fix, ...] = ()
    shared_sign_id: str | None = None
    client: str = ""
    mock_position: bool = False

    def digest(self, photos: Mapping[PhotoRole, str]) -> str:
        """SHA-256 over everything that was seen, the digests of all originals with it."""
        body = {**asdict(self), **{role.value: digest for role, digest in photos.items()}}
        del body["phone_now"]
        if not self.fixes:
            # A report without a watch keeps the digest it had before phones sent one.
            del body["fixes"]
        if self.shared_sign_id is None:
            del body["shared_sign_id"]
        if not self.client:
            del body["client"], body["mock_position"]
        body["defects"] = sorted(body["defects"])
        text = json.dumps(body, ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the sender is told is stored: quoted from the database, not from the request.

    `photos` are the digests that are held, `declared` those that were announced; the report is
    complete when they are the same. `offsets` says how many octets of a missing one lie here.
    `fault` is the code of what is wrong with a held photo that could not be opened, or "".
    """

    report_id: str
    client_id: str
    sign_id: str
    status: str
    received_at: datetime
    completed_at: datetime | None
    photos: dict[str, str]
    declared: dict[str, Declared]
    offsets: dict[str, int]
    fault: str
    content_sha256: str
    journal_seq: int
    chain_head: str
    repeated: bool

    @property
    def missing(self) -> list[str]:
        """Digests that were declared and are not held."""
        held = set(self.photos.values())
        return [each.sha256 for each in self.declared.values() if each.sha256 not in held]
