"""Forms of a dossier's files."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from registry.core.forms import Form, Line, OptionalLine, clean_line
from registry.heritage.rules.attachments import Licence
from registry.heritage.services import AttachmentSaid

Ticked = Annotated[bool, BeforeValidator(lambda value: value or False)]
Consent = Annotated[str, StringConstraints(max_length=300), AfterValidator(clean_line)]


class AttachmentForm(Form):
    """What is said of a file; the bytes come beside it."""

    caption: Annotated[Line, StringConstraints(max_length=300)]
    licence: Licence
    consent: Consent = ""
    shows_people: Ticked = False
    serves: OptionalLine = ""
    public: Ticked = False

    def said(self) -> AttachmentSaid:
        """As the services take it."""
        return AttachmentSaid(
            caption=self.caption,
            licence=self.licence.value,
            consent=self.consent,
            shows_people=self.shows_people,
            serves=self.serves,
            public=self.public,
        )


class UploadForm(AttachmentForm):
    """A file that will come piece by piece: what it is called, and its octets."""

    file_name: Annotated[Line, Field(description="Its ending has to go with its content.")]
    byte_size: Annotated[int, Field(ge=1, le=1_000_000_000)]


class AttachmentCorrectForm(AttachmentForm):
    """What is said of a file now, why, and which version of the dossier was read."""

    correction_reason: Annotated[Line, StringConstraints(max_length=400)]
    seen_version: Annotated[int, Field(ge=1)]


class AttachmentWithdrawForm(Form):
    """Why a file is taken back."""

    withdraw_reason: Annotated[Line, StringConstraints(max_length=400)]
