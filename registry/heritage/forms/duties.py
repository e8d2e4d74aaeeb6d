"""Forms of what is due after an approval: registering it, filing it, announcing it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from registry.core.forms import Form, Line, OptionalLine, OptionalProse
from registry.heritage.services import AnnouncementText, Approval


class ApprovalForm(Form):
    """What was approved, by whom, when."""

    place_id: Line
    authority: OptionalLine = ""
    approved_on: date
    document_no: Annotated[OptionalLine, StringConstraints(max_length=60)] = ""
    by_other_department: bool = False

    def approval(self) -> Approval:
        """The approval as the services take it."""
        return Approval(**self.model_dump())


class FilingForm(Form):
    """To whom an approval was filed, when, and the receipt."""

    to_body: OptionalLine = ""
    filed_on: date
    receipt: OptionalLine = ""


class AnnouncementForm(Form):
    """The six fields of an announcement, where and when it is published."""

    standard_name: Annotated[OptionalLine, StringConstraints(max_length=60)] = ""
    roman: OptionalLine = ""
    division_text: OptionalLine = ""
    location_text: OptionalProse = ""
    authority: OptionalLine = ""
    approved_on: date
    channels: OptionalLine = ""
    published_on: date
    file_no: Annotated[OptionalLine, StringConstraints(max_length=60)] = ""

    def text(self) -> AnnouncementText:
        """The words as the services take them."""
        return AnnouncementText(**self.model_dump())


class HashForm(Form):
    """The SHA-256 of a published file, as somebody worked it out."""

    sha256: Annotated[str, Field(pattern=r"^\s*[0-9a-fA-F]{64}\s*$")]
