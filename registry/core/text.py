"""Translatable messages that travel as values and become words only at the edge."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Text:
    """A message: its Chinese original, which is also its catalogue key, and its parameters."""

    msgid: str
    params: dict[str, Any] = field(default_factory=dict, compare=True, hash=False)

    def __str__(self) -> str:
        """The Chinese wording, for logs, exports and the command line."""
        return self.msgid % self.params if self.params else self.msgid


def T(msgid: str, /, **params: Any) -> Text:  # noqa: N802 - short on purpose: it stands at every message and the extractor looks for it
    """Mark a Chinese message for translation; `%(name)s` takes its value from `params`."""
    return Text(msgid, params)
