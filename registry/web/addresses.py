"""Rules of addresses whose builders are made when an address is first built.

Werkzeug compiles two functions for each rule as it is added, one with and one without a query
string: most of what putting the application together costs, and most are never called.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

_Builder = Callable[..., tuple[str, str]]


class LateRule(Rule):
    """The same rule, matched and built alike; only its builders come late."""

    def _compile_builder(self, append_unknown: bool = True) -> _Builder:  # noqa: FBT001, FBT002 - the base's
        compile_now = super()._compile_builder
        name = "_build_unknown" if append_unknown else "_build"

        def build(self: LateRule, /, **values: Any) -> tuple[str, str]:
            # Two threads at once make the same function twice, and either is right.
            made: _Builder = compile_now(append_unknown).__get__(self, None)
            setattr(self, name, made)
            return made(**values)

        return build
