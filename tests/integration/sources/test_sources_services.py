"""Documents and passages with the cast: corrections, reasons, versions."""

from __future__ import annotations

import pytest

from registry.core import journal
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound
from registry.sources import queries, services


def source_of(work_as, cast, shelf):
    with work_as(cast.steward) as work:
        return queries.source(work.session, shelf.source)


def test_a_document_is_corrected_by_its_keepers_with_a_reason(work_as, cast, shelf) -> None:
    for person in (cast.crew, cast.stranger, cast.expert, cast.reviewer_city):
        with pytest.raises(Forbidden), work_as(person) as work:
            services.edit_source(work, shelf.source, {"author": "左辅"}, reason="据卷首")
    with pytest.raises(Invalid), work_as(cast.compiler) as work:
        services.edit_source(work, shelf.source, {"author": "左辅"}, reason=" ")
    for person, author in ((cast.compiler, "左辅"), (cast.steward, "左辅修")):
        with work_as(person) as work:
            assert services.edit_source(work, shelf.source, {"author": author}, reason="据卷首")
    with work_as(cast.steward) as work:
        assert not services.edit_source(work, shelf.source, {"author": "左辅修"}, reason="")
        entry = journal.history(work.session, ("source", shelf.source))[0]
    assert (entry.verb, entry.before, entry.after, entry.reason) == (
        "sources.edited",
        {"author": "左辅"},
        {"author": "左辅修"},
        "据卷首",
    )


def test_who_read_an_older_version_is_told(work_as, cast, shelf) -> None:
    seen = services.version_of(source_of(work_as, cast, shelf))
    with work_as(cast.compiler) as work:
        services.edit_source(work, shelf.source, {"author": "左辅"}, reason="据卷首", seen=seen)
    with pytest.raises(Conflict), work_as(cast.steward) as work:
        services.edit_source(work, shelf.source, {"author": "某"}, reason="据卷首", seen=seen)
    assert source_of(work_as, cast, shelf).author == "左辅"


def test_a_passage_is_corrected_and_says_how_it_is_known(work_as, cast, shelf) -> None:
    changes = {
        "quote_punctuated": "三河镇，在县南九十里。",
        "translation": "三河镇在县城南九十里。",
        "second_hand_via": "光绪续志",
        "grade": "C",
    }
    with pytest.raises(Forbidden), work_as(cast.expert) as work:
        services.edit_citation(work, shelf.citation, changes, reason="校")
    with work_as(cast.compiler) as work:
        view = queries.citation(work.session, shelf.citation)
        seen = services.version_of(view)
        assert services.edit_citation(work, shelf.citation, changes, reason="校", seen=seen)
    with pytest.raises(Conflict), work_as(cast.steward) as work:
        services.edit_citation(work, shelf.citation, {"grade": None}, reason="校", seen=seen)
    with work_as(cast.steward) as work:
        view = queries.citation(work.session, shelf.citation)
        assert (view.grade, view.own_grade, view.second_hand_via) == ("C", "C", "光绪续志")
        assert view.translation == "三河镇在县城南九十里。"
        services.edit_citation(work, shelf.citation, {"grade": ""}, reason="随书")
        assert queries.citation(work.session, shelf.citation).grade == "B"


def test_what_is_not_there_is_not_corrected(work_as, cast, shelf) -> None:
    with pytest.raises(NotFound), work_as(cast.steward) as work:
        services.edit_source(work, "0" * 16, {"author": "x"}, reason="x")
    with pytest.raises(NotFound), work_as(cast.steward) as work:
        services.edit_citation(work, "0" * 16, {"quote": "x"}, reason="x")


def test_the_list_is_searched_and_filtered(work_as, cast, shelf) -> None:
    with work_as(cast.steward) as work:
        services.add_source(
            work, source_type="stone", title="唐墓志", edition="拓本", holder="安徽省博物院"
        )

        def titles(*words, **more):
            return [item.title for item in queries.sources(work.session, *words, **more).items]

        assert titles("博物院") == ["唐墓志"]
        assert titles("刻本") == ["嘉庆合肥县志"]
        assert titles(source_type="stone") == ["唐墓志"]
        assert titles(grade="B") == ["嘉庆合肥县志"]
        assert titles("100%") == []
