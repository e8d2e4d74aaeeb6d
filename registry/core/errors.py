"""What can go wrong in a way a person can act on: stable codes, words, HTTP-like status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from registry.core.text import T, Text


class Problem(Exception):  # noqa: N818 - RFC 9457's own word for it
    """An expected failure. `code` is stable and machine-readable; `message` is for people."""

    #: As in HTTP; an answer to the outside may set it for one problem.
    status: int = 400

    def __init__(
        self,
        code: str,
        message: Text,
        *,
        advice: Text | None = None,
        stored: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(code, str(message))
        self.code = code
        self.message = message
        self.advice = advice
        #: Plain data for a program: what is there instead of what it sent.
        self.stored = stored


class NotFound(Problem):
    """There is no such thing, or this person may not know of it."""

    status = 404


class Forbidden(Problem):
    """This person may not do that."""

    status = 403


class Conflict(Problem):
    """Someone else was first, or the thing is no longer in the state that was read."""

    status = 409


class Refused(Problem):
    """A rule of the domain says no."""

    status = 422


class TooLarge(Problem):
    """More bytes, pixels or rows than the limit."""

    status = 413


class Unavailable(Problem):
    """Something this program needs does not answer now; trying again may help."""

    status = 503


class OutOfSpace(Problem):
    """There is no room to keep what was sent."""

    status = 507


class Invalid(Problem):
    """Fields of a form or request are wrong: all of them at once, each with its remedy."""

    status = 422

    def __init__(self, fields: Mapping[str, Sequence[Text]]) -> None:
        super().__init__("form.invalid", T("有 %(n)d 处需要修改", n=len(fields)))
        self.fields: dict[str, list[Text]] = {name: list(texts) for name, texts in fields.items()}
