"""What people type about addresses for Collect."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from registry.core.forms import Blank, Form, Line


class KeyForm(Form):
    """A new address: for which phone, and for whom where it is not one's own."""

    label: Annotated[Line, StringConstraints(max_length=60)]
    person_id: Annotated[Annotated[str, StringConstraints(max_length=16)] | None, Blank] = None
