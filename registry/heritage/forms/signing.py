"""Forms of joint sign-off."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from registry.core.forms import Form, Line, Wrong
from registry.core.text import T
from registry.heritage.rules.signing import number_fault
from registry.heritage.services import ConsentPaper


def _some(value: list[str]) -> list[str]:
    if not value:
        raise Wrong(T("请选出这份文件代表哪些部门"))
    return value


def _numbered(value: str) -> str:
    # That the year is not to come is asked where the day is known.
    fault = number_fault(value, date.max)
    if fault is not None:
        raise Wrong(fault)
    return value


class ConsentForm(Form):
    """The departments that a paper stands for, its number and its date."""

    departments: Annotated[
        list[Line], AfterValidator(_some), Field(default_factory=list, validate_default=True)
    ]
    consent_no: Annotated[Line, StringConstraints(max_length=60), AfterValidator(_numbered)]
    signed_on: date

    def paper(self) -> ConsentPaper:
        """The paper as the services take it."""
        return ConsentPaper(tuple(self.departments), self.consent_no, self.signed_on)


class ConsentWithdrawForm(Form):
    """Why a consent is taken back."""

    withdraw_reason: Annotated[Line, StringConstraints(max_length=400)]
