"""A page of text pasted into a search, through the server as operators start it."""

from __future__ import annotations

import http.client
import json
from urllib.parse import quote

from tests.support.served import Server

PASTED = quote("合肥市庐江县金牛镇" * 60)[:4500]


def asked(port: int, path: str) -> tuple[int, str]:
    """Status and text of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path, headers={"Accept-Language": "zh-CN"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_five_hundred_pasted_characters_are_told_how_long_a_search_may_be(
    runtime, settings, tmp_path
) -> None:
    with Server(settings, tmp_path) as server:
        status, page = asked(server.port, f"/places?q={PASTED}")
        assert (status, "最多 60 个字" in page) == (422, True), page[:300]
        status, problem = asked(server.port, f"/api/v1/places?q={PASTED}")
        assert (status, list(json.loads(problem)["errors"])) == (422, ["q"])
