"""The whole form of a dossier: the written parts A, B, D and F with the texts of before."""

from __future__ import annotations

from registry.core.forms import OptionalLine, OptionalProse
from registry.heritage.forms.dossier import DossierForm
from registry.heritage.rules.drafts import DossierText
from registry.heritage.rules.parts import QUESTIONS


class PartsForm(DossierForm):
    """Every question of `rules.parts`; an unfinished draft may be saved, so none is required."""

    area: OptionalLine = ""
    population: OptionalLine = ""
    seat: OptionalLine = ""
    other_titles: OptionalProse = ""
    origin: OptionalProse = ""
    meaning: OptionalProse = ""
    evolution: OptionalProse = ""
    remains: OptionalProse = ""
    regional_role: OptionalProse = ""
    legends: OptionalProse = ""
    aims: OptionalProse = ""
    measures: OptionalProse = ""
    sign_plan: OptionalProse = ""
    budget: OptionalLine = ""
    responsible: OptionalLine = ""
    term: OptionalLine = ""
    attachments: OptionalProse = ""
    consents: OptionalProse = ""

    def text(self) -> DossierText:
        """The parts as the services take them; what is empty is not kept."""
        said = {key: str(getattr(self, key)) for key in QUESTIONS}
        parts = {key: value for key, value in said.items() if value}
        slots = set(DossierText.__slots__) - {"parts"}
        return DossierText(**self.model_dump(include=slots), parts=parts)
