"""What a person sees of a form: its controls, what stands in them, and the faults beside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Control:
    """A field of a form as it was shown."""

    name: str
    kind: str
    value: str


@dataclass
class Form:
    """A form of a page: where it is posted (empty where it only asks) and its fields."""

    action: str
    controls: list[Control] = field(default_factory=list)


class Reader(HTMLParser):
    """Reads a page once: `forms`, and the ids of all elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.ids: set[str] = set()
        self._prose: Control | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form, a control, an id."""
        found = {name: value or "" for name, value in attrs}
        if "id" in found:
            self.ids.add(found["id"])
        if tag == "form":
            is_sent = found.get("method", "").lower() == "post"
            self.forms.append(Form(found.get("action", "") if is_sent else ""))
        if tag in {"input", "textarea", "select"} and self.forms and found.get("name"):
            kind = found.get("type", "text") if tag == "input" else tag
            control = Control(found["name"], kind, found.get("value", ""))
            self.forms[-1].controls.append(control)
            self._prose = control if tag == "textarea" else None

    def handle_endtag(self, tag: str) -> None:
        """The end of a longer text."""
        if tag == "textarea":
            self._prose = None

    def handle_data(self, data: str) -> None:
        """The words of a longer text."""
        if self._prose is not None:
            self._prose.value += data

    def form(self, path: str) -> Form | None:
        """The form that is sent to this path."""
        return next((form for form in self.forms if form.action == path), None)
