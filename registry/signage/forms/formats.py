"""The form of a new edition of a format of faces."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from registry.core.forms import Blank, Form, Line, OptionalLine, Wrong
from registry.core.text import T
from registry.signage.rules.face import Format, Layout
from registry.signage.rules.kinds import SignType
from registry.signage.services import NewFormat


def _slug(value: str) -> str:
    if not (value.isascii() and value.replace("_", "").isalnum()):
        raise Wrong(T("代号只用拉丁字母、数字和下划线"))
    return value


class FormatForm(Form):
    """A format as the operator enters it. Lengths in millimetres."""

    code: Annotated[Line, StringConstraints(max_length=20), AfterValidator(_slug)]
    edition: Annotated[Line, StringConstraints(max_length=20)]
    title: Annotated[Line, StringConstraints(max_length=120)]
    title_en: Annotated[OptionalLine, StringConstraints(max_length=120)] = ""
    sign_type: Annotated[SignType | None, Blank] = None
    layout: Layout
    width_mm: Annotated[float, Field(ge=60, le=6000, allow_inf_nan=False)]
    height_mm: Annotated[float, Field(ge=40, le=3000, allow_inf_nan=False)]
    rim_mm: Annotated[Annotated[float, Field(ge=0, le=600, allow_inf_nan=False)] | None, Blank] = (
        None
    )
    qr_mm: Annotated[Annotated[float, Field(ge=15, le=3000, allow_inf_nan=False)] | None, Blank] = (
        None
    )
    material: Annotated[OptionalLine, StringConstraints(max_length=120)] = ""
    source: Annotated[Line, StringConstraints(max_length=300)]

    @property
    def given(self) -> NewFormat:
        """The same as the service takes it."""
        measures = (self.width_mm, self.height_mm, self.rim_mm or 0.0, self.qr_mm or 0.0)
        return NewFormat(
            self.code,
            self.edition,
            self.title,
            self.sign_type.value if self.sign_type else "",
            Format(self.layout, *measures),
            self.source,
            title_en=self.title_en,
            material=self.material,
        )
