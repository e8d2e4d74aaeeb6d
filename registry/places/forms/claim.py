"""A claim with one citation, from a source already in the register or entered on the way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import StringConstraints

from registry.core.forms import Blank, Form, OptionalLine, OptionalProse, Prose
from registry.core.text import T
from registry.places.forms.gathering import Faults, filled, parse_whole
from registry.places.forms.years import WrittenYear, order_faults, written_years
from registry.places.rules import DATED, ClaimType, Stance, Years
from registry.sources.forms import WebAddress
from registry.sources.rules import Grade, SourceType

Words = Annotated[OptionalLine, StringConstraints(max_length=120)]


class ClaimForm(Form):
    """`POST /places/<id>/claims`."""

    claim_type: ClaimType
    value_text: Prose
    year_from_min: WrittenYear = None
    year_from_max: WrittenYear = None
    year_to_min: WrittenYear = None
    year_to_max: WrittenYear = None
    era_verbatim: Words = ""
    computed_by: OptionalLine = ""
    stance: Stance = Stance.SUPPORTS
    source_id: OptionalLine = ""
    new_title: OptionalLine = ""
    new_source_type: Annotated[SourceType | None, Blank] = None
    new_author: OptionalLine = ""
    new_edition: OptionalLine = ""
    new_url: WebAddress = ""
    locator: OptionalLine = ""
    quote: OptionalProse = ""
    second_hand_via: OptionalLine = ""
    inspected_on: Annotated[date | None, Blank] = None
    grade: Annotated[Grade | None, Blank] = None

    @property
    def years(self) -> Years:
        """The years, astronomical."""
        return written_years(self.model_dump())


def parse_claim(raw: Mapping[str, Any]) -> ClaimForm:
    """Read the form.

    Raises:
        Invalid: every wrong field at once, those about several fields included.
    """
    return parse_whole(ClaimForm, raw, _faults)


def _faults(raw: Mapping[str, Any]) -> Faults:
    faults = order_faults(raw)
    if raw.get("claim_type") in set(DATED):
        has_year = filled(raw, "year_from_min") or filled(raw, "year_from_max")
        if not has_year and not filled(raw, "era_verbatim"):
            faults["year_from_min"] = [T("这类主张要写明年代，或照录原文的年号")]
    is_legend = raw.get("claim_type") == ClaimType.LEGEND
    has_new, has_known = filled(raw, "new_title"), filled(raw, "source_id")
    if not has_new and not has_known and not is_legend:
        faults["source_id"] = [T("请选择一份来源，或在下面登记一份新的")]
    if has_new and has_known:
        faults["new_title"] = [T("已经选了来源；要登记新的，请先把上面的选择清空")]
    if has_new and not filled(raw, "new_source_type"):
        faults["new_source_type"] = [T("请选择来源类别")]
    return faults
