"""A tour of a site as its people make it: every page that links lead to, two of a kind."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import APIRequestContext

from tests.support.wording import read

#: What stands for one row in an address: an identifier, a sign's code, a receipt.
ROW = re.compile(
    r"(?<=/)[0-9a-hjkmnp-tv-z]{16}(?=/|$)|(?<=/s/)[^/]+|(?<=/receipts/)[^/]+|(?<=/history/)[0-9]+"
)
NO_PAGE = re.compile(r"^/(static|language|api|photos)(/|$)|\.(csv|json|svg|js|zip|pdf)$")
OF_A_KIND = 2
TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Stop:
    """A page somebody can open: the page in Chinese as it was sent."""

    path: str
    status: int
    html: str

    @property
    def kind(self) -> str:
        """The address with its rows taken out: one for each view."""
        return ROW.sub("*", urlsplit(self.path).path)

    @property
    def parts(self) -> int:
        """How much there is to use on it: fields, buttons and links."""
        return len(re.findall(r"<(?:a|input|select|textarea|button)\b", self.html))


@dataclass(slots=True)
class Tour:
    """What each person found: role → stops; "visitor" did not sign in."""

    found: dict[str, list[Stop]] = field(default_factory=dict)

    def worth_a_look(self) -> Iterator[tuple[str, Stop]]:
        """For each kind of page and status: a visitor's, and the one with the most to use."""
        best: dict[tuple[str, int], tuple[str, Stop]] = {}
        for role, stops in self.found.items():
            for stop in stops:
                key = (stop.kind, stop.status)
                if key not in best or stop.parts > best[key][1].parts:
                    best[key] = (role, stop)
        yield from best.values()
        mine = [stop for role, stop in best.values() if role == "visitor"]
        rest = {(stop.kind, stop.status): stop for stop in mine}
        for stop in sorted(self.found.get("visitor", []), key=lambda stop: stop.parts):
            rest[(stop.kind, stop.status)] = stop
        yield from (("visitor", stop) for stop in rest.values() if stop not in mine)


def fetch(request: APIRequestContext, path: str, language: str) -> Stop | str | None:
    """A page in a language; where it sends on to; None for what is no page."""
    answer = request.get(path, headers={"Accept-Language": language}, max_redirects=0)
    if answer.status in {301, 302, 303, 307, 308}:
        return answer.headers["location"]
    if not answer.headers.get("content-type", "").startswith("text/html"):
        return None
    return Stop(path, answer.status, answer.text())


def sign_in(request: APIRequestContext, email: str, password: str) -> None:
    """Sign in without opening a page; the browser of this context is signed in, too."""
    token = TOKEN.search(request.get("/sign-in").text())
    assert token is not None
    form = {"csrf_token": token[1], "email": email, "password": password}
    assert request.post("/sign-in", form=form, max_redirects=0).status == 303


def walk(request: APIRequestContext, starts: list[str], seen: Container[str] = ()) -> list[Stop]:
    """Follow links from the starts: two addresses of a kind, one of a kind that was seen before.

    A query makes a kind of its own, taken once.
    """
    due, known, taken = deque(starts), set(starts), Counter[str]()
    stops: list[Stop] = []
    while due:
        path = due.popleft()
        found = fetch(request, path, "zh-CN")
        if found is None:
            continue
        leads = [found] if isinstance(found, str) else read(found.html).links
        if isinstance(found, Stop):
            stops.append(found)
        for link in leads:
            target = urlsplit(urljoin("http://here" + path, link))
            local = target.path + ("?" + target.query if target.query else "")
            kind = ROW.sub("*", target.path) + ("?" if target.query else "")
            most = 1 if target.query or kind in seen else OF_A_KIND
            away = target.netloc != "here" or NO_PAGE.search(target.path)
            if not away and local not in known and taken[kind] < most:
                known.add(local)
                taken[kind] += 1
                due.append(local)
    return stops
