"""Messages in both languages of the registry, for terminals and files without a reader's choice."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.support import NullTranslations, Translations

if TYPE_CHECKING:
    from registry.core.failure import Failure
    from registry.core.text import Text


def in_english(text: Text) -> str:
    """The English wording; the Chinese one where the catalogues have none."""
    params = {
        name: value if isinstance(value, str | int | float) else in_english(value)
        for name, value in text.params.items()
    }
    words = str(_english().gettext(text.msgid))
    return words % params if params else words.replace("%%", "%")


def both(text: Text) -> dict[str, str]:
    """By language tag, for a JSON file."""
    return {"zh-Hans": str(text), "en": in_english(text)}


def both_of(failure: Failure) -> dict[str, Any]:
    """Why a file could not be read: code, words, each wrong part, what to do."""
    return {
        "code": failure.code,
        "text": both(failure.text),
        "parts": [both(part) for part in failure.parts],
        "remedy": both(failure.advice) if failure.advice else None,
    }


def told_in_english(failure: Failure) -> str:
    """One line for a terminal that has had the Chinese words."""
    texts = [failure.text, *failure.parts, *([failure.advice] if failure.advice else [])]
    return ". ".join(in_english(text).rstrip(".") for text in texts) + "."


@lru_cache(maxsize=1)
def _english() -> Translations:
    folder = Path(str(resources.files("registry") / "translations"))
    found = Translations()
    for catalogue in sorted((folder / "en" / "LC_MESSAGES").glob("*.mo")):
        loaded: NullTranslations = Translations.load(folder, ["en"], catalogue.stem)
        if isinstance(loaded, Translations):
            found.merge(loaded)
    return found
