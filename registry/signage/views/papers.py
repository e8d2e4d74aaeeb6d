"""What pages of papers share: how far one is, handing it out, making a short one at once."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, make_response
from sqlmodel import Session

from registry.core.errors import NotFound
from registry.core.text import T
from registry.edge import http
from registry.jobs import queries as jobs
from registry.jobs.queries import JobView
from registry.signage import services
from registry.signage.services.papers import Subject
from registry.signage.views.proofs import base_url


@dataclass(frozen=True, slots=True)
class PaperState:
    """Whether the files are there, and the work that makes them."""

    is_made: bool
    job: JobView | None

    @property
    def is_under_way(self) -> bool:
        """Whether a worker has it, or will."""
        return not self.is_made and self.job is not None and self.job.is_open

    @property
    def percent(self) -> int:
        """How far it is, 0 to 99."""
        if self.job is None or not self.job.total:
            return 0
        return min(99, self.job.done * 100 // self.job.total)


def paper_state(session: Session, subject: Subject, digest: str) -> PaperState:
    """How far the files of an order or of a batch are."""
    job = None if digest else jobs.latest(session, *subject, http.runtime().clock.now())
    return PaperState(bool(digest), job)


def make_short(subject: Subject, faces: int) -> None:
    """Make a paper of few faces before the next page; a worker was asked for longer ones."""
    services.make_short(http.runtime(), subject, faces, base_url(), http.actor())


def stored_paper(digest: str, mimetype: str, name: str) -> Response:
    """A file as it was made, to be saved under a name.

    Raises:
        NotFound: `signage.paper_not_made`.
    """
    if not digest:
        words = T("文件还没有做好，请回到上一页看进度")
        raise NotFound("signage.paper_not_made", words)
    answer = make_response(http.runtime().store.read(digest))
    answer.mimetype = mimetype
    answer.headers["Content-Disposition"] = http.disposition("attachment", name)
    return answer
