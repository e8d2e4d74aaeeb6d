"""Messages in a person's language outside any request: the same catalogues as the pages."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from babel.support import NullTranslations, Translations

from registry.core.text import Text

ENGLISH = "en"


@lru_cache(maxsize=4)
def _catalogue(language: str) -> NullTranslations:
    folder = resources.files("registry") / "translations" / language / "LC_MESSAGES"
    found: NullTranslations = NullTranslations()
    if language != ENGLISH:
        return found
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.name.endswith(".mo"):
            with entry.open("rb") as file:
                part = Translations(file)
            if isinstance(found, Translations):
                found.merge(part)
            else:
                found = part
    return found


def say(text: Text, language: str) -> str:
    """A message in a language ("en", otherwise Chinese, which is the message itself)."""
    params = {
        name: say(value, language) if isinstance(value, Text) else value
        for name, value in text.params.items()
    }
    said = str(_catalogue(language).ugettext(text.msgid))
    return said % params if params else said.replace("%%", "%")
