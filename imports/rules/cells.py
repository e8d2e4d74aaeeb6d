"""Which check the cells of each field go through, one cell at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from imports.rules import ground_words, values, words
from imports.rules.targets import OTHER_NAMES, STATEMENTS, Target

_T = Target
Check = Callable[[str], Any]


def _limited(limit: int) -> Check:
    return lambda text: values.line(text, limit)


CHECKS: dict[Target, Check] = {
    _T.NAME: values.name,
    _T.LISTED: values.line,
    **dict.fromkeys(OTHER_NAMES, values.names),
    **dict.fromkeys(STATEMENTS, values.prose),
    _T.ROMAN: values.line,
    _T.MINORITY_TEXT: _limited(120),
    _T.MINORITY_LANGUAGE: ground_words.language,
    _T.NAMED_AT: _limited(120),
    _T.NAME_UNTIL: _limited(120),
    _T.APPROVAL_BASIS: ground_words.approval,
    _T.APPROVAL_DOCUMENT: _limited(300),
    _T.ORTHOGRAPHY: _limited(300),
    _T.KIND: words.kind_of_word,
    _T.LEGAL_KIND: ground_words.legal_kind,
    _T.CATEGORY_CODE: values.category_code,
    _T.CATEGORY_NAME: values.line,
    _T.PLACE_CODE: values.place_code,
    _T.TWIN_CODE: values.place_code,
    _T.SOURCE_ID: _limited(40),
    _T.OTHER_CODES: values.codes,
    _T.PROVINCE: values.line,
    _T.CITY: values.line,
    _T.COUNTY: values.line,
    _T.TOWNSHIP: values.line,
    _T.VILLAGE: values.line,
    _T.DIVISION: values.line,
    _T.DIVISION_CODE: values.division_code,
    _T.EDITION: values.line,
    _T.DIVISION_THEN: values.line,
    # Coordinates are read together, by the one reader of coordinates.
    _T.LON: values.line,
    _T.LAT: values.line,
    _T.LON_TO: values.line,
    _T.LAT_TO: values.line,
    _T.COORDINATES: values.line,
    _T.POINTS: str,
    _T.SHAPE: str,
    _T.POSITIONAL: ground_words.yes_or_no,
    _T.POSITIONAL_BASIS: _limited(300),
    _T.DATUM: words.datum,
    _T.METHOD: words.method,
    _T.ACCURACY: values.measure,
    _T.ELEVATION: values.elevation,
    _T.DESCRIPTION: values.prose,
    _T.REMARK: values.prose,
    _T.FOUNDED: _limited(120),
    _T.SOURCE_TEXT: values.prose,
    _T.SIGN_COUNT: values.count,
    _T.STATUS: words.status,
    _T.ABOLISHED: _limited(120),
    _T.MANAGING_BODY: _limited(120),
    _T.FROM_TEXT: values.line,
    _T.TO_TEXT: values.line,
    _T.DIRECTION: words.direction,
    _T.ROAD_CLASS: _limited(40),
    _T.LENGTH: values.measure,
    _T.WIDTH: values.measure,
    _T.HOUSE_NUMBER: values.house_number,
    _T.BUILDING: _limited(60),
    _T.POSTCODE: values.postcode,
    **dict.fromkeys((_T.STEP_NAMED_ON, _T.STEP_LISTED_ON, _T.STEP_MAPPED_ON), values.day),
    **dict.fromkeys((_T.STEP_NAMED_BASIS, _T.STEP_LISTED_BASIS), _limited(300)),
    **dict.fromkeys((_T.STEP_MAPPED_BASIS, _T.STEP_NOTE), _limited(300)),
    _T.SIGN_CODE: values.sign_code,
    _T.SIGN_OWNER: values.body,
    _T.SIGN_MAINTAINER: values.body,
    _T.SIGN_INSTALLED: values.day,
    _T.SIGN_WARRANTY: values.day,
    _T.SIGN_COST: values.fen,
    _T.SIGN_NEXT_CHECK: values.day,
    _T.SIGN_BODY: values.body,
    _T.SIGN_MATERIAL: values.body,
    _T.SIGN_LETTERS: values.colour,
    _T.SIGN_INSTALLER: values.body,
    _T.SIGN_HANDOVER: values.day,
}
