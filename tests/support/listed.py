"""A recognised name of the town of `tests.support.town`, with everything that follows from it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta

from registry.core.actor import SYSTEM
from registry.core.clock import china_date
from registry.core.work import Work
from registry.heritage import queries
from registry.heritage import services as heritage
from registry.heritage.rules import Action, Outcome
from registry.heritage.rules.attachments import ACCEPTED
from registry.heritage.rules.visits import VisitSaid
from registry.places import services as places
from registry.sources.services import KeptFile
from registry.storage import BlobStore, digest_of
from tests.support.people import Cast
from tests.support.town import PROGRAMME, RULES, Files, Town

WorkAs = Callable[..., AbstractContextManager[Work]]
_PDF, _JPEG, _COPY, _SMALL = b"%PDF-1.4 a stele", b"a photo", b"its copy", b"its thumbnail"


class _Followed(Files):
    """Files that get an attachment while they are written and a visit while they are reviewed."""

    made: dict[str, str]

    def draft(self, place_id: str, who=None) -> str:
        """A draft with a file that is not public."""
        file = super().draft(place_id, who)
        pdf = next(kind for kind in ACCEPTED if kind.label == "PDF")
        said = heritage.AttachmentSaid(caption="碑", licence="review_only")
        kept = KeptFile("b.pdf", pdf, len(_PDF), digest_of(_PDF))
        with self.work_as(self.cast.compiler) as work:
            self.made = {"listed_file": heritage.attach(work, file, kept, said).id}
        return file

    def in_review(self, place_id: str) -> str:
        """With the experts, and visited."""
        file = super().in_review(place_id)
        jpeg = next(kind for kind in ACCEPTED if kind.label == "JPEG")
        digests = (digest_of(one) for one in (_JPEG, _COPY, _SMALL))
        seen = self.version(file)
        with self.work_as(self.cast.steward) as work:
            said = VisitSaid(china_date(work.at), "村口", "王某", "碑还在", {}, shared=True)
            visit = heritage.record_visit(work, file, said=said, seen_version=seen).id
            kept = KeptFile("a.jpg", jpeg, len(_JPEG), *digests)
            photo = heritage.add_visit_photo(work, visit, kept, caption="村口").id
        self.made["listed_photo"] = photo
        return file


def listed(town: Town, work_as: WorkAs, cast: Cast, store: BlobStore) -> dict[str, str]:
    """Recognise one more village; identifiers by what they are, the programme's key among them."""
    for content in (_PDF, _JPEG, _COPY, _SMALL):
        store.put(digest_of(content), content)
    files = _Followed(work_as, cast, town.ids["programme"])
    with work_as(SYSTEM) as work:
        row = places.NewPlace("natural_village", town.land.county_id, [places.NewName("龙潭村")])
        place = places.add_place(work, row)
    file, _notice, objection = files.notified(place)
    after = datetime.now(UTC) + timedelta(days=8)
    for department in RULES["departments"]:
        files.consented(file, department)
    with work_as(cast.steward) as work:
        said = {"outcome": Outcome.DISMISSED, "text": "是唐碑", "public_summary": "碑的年代"}
        heritage.answer(work, objection, **said)
        receipt = queries.confidential_objections(work.session, file)[0].receipt
    seen = files.version(file)
    with work_as(cast.steward, at=after) as work:
        found = heritage.decide(
            work,
            file,
            action=Action.RECOGNISE,
            reason="证据充分",
            seen_version=seen,
            document_no="合民〔2026〕1号",
        )
        assert found is not None
        today = china_date(after)
        due = queries.duties_of_recognition(work.session, found.id, today)[0]
        announced = due.announcement.id
        heritage.publish_announcement(work, announced, text=_words(today))
    return {
        **files.made,
        "receipt": receipt,
        "recognition": found.id,
        "announced": announced,
        "list": str(PROGRAMME["key"]),
    }


def _words(today: date) -> heritage.AnnouncementText:
    return heritage.AnnouncementText(
        standard_name="龙潭村",
        roman="Lóngtáncūn",
        division_text="合肥市肥东县",
        location_text="店埠河以东",
        authority="省民政厅",
        approved_on=today,
        channels="政府网站",
        published_on=today,
    )
