"""Every SELECT of signage, named by what comes back."""

from __future__ import annotations

from registry.signage.queries.archive import place_archive
from registry.signage.queries.hanging import hanging
from registry.signage.queries.panels import desk, place_panel, published_photos
from registry.signage.queries.reports import (
    Likenesses,
    PhotoUse,
    likenesses_of,
    my_reports,
    photo_uses,
    photos_of,
    report,
    report_by_client_id,
    reports_of_sign,
    reports_waiting,
    verdict_of,
    verdicts_of,
)
from registry.signage.queries.requirements import (
    RequirementCount,
    counts_by_status,
    requirement,
    requirement_list,
    requirements_of_place,
)
from registry.signage.queries.sheets import ReviewSheet, review_sheet
from registry.signage.queries.signs import (
    FieldItem,
    LocatedSign,
    field_list,
    live_sign_of,
    live_signs_of,
    sign,
    sign_by_code,
    signs_by_id,
    signs_in_state,
    signs_located_in,
    signs_of_place,
)
from registry.signage.queries.tallies import (
    TallyView,
    all_tallies,
    recount,
    tallies,
    verified_elsewhere,
)
from registry.signage.queries.wordings import Wording, wordings

__all__ = [
    "FieldItem",
    "Likenesses",
    "LocatedSign",
    "PhotoUse",
    "RequirementCount",
    "ReviewSheet",
    "TallyView",
    "Wording",
    "all_tallies",
    "counts_by_status",
    "desk",
    "field_list",
    "hanging",
    "likenesses_of",
    "live_sign_of",
    "live_signs_of",
    "my_reports",
    "photo_uses",
    "photos_of",
    "place_archive",
    "place_panel",
    "published_photos",
    "recount",
    "report",
    "report_by_client_id",
    "reports_of_sign",
    "reports_waiting",
    "requirement",
    "requirement_list",
    "requirements_of_place",
    "review_sheet",
    "sign",
    "sign_by_code",
    "signs_by_id",
    "signs_in_state",
    "signs_located_in",
    "signs_of_place",
    "tallies",
    "verdict_of",
    "verdicts_of",
    "verified_elsewhere",
    "wordings",
]
