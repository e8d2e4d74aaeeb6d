"""An operator's own list of barred words holds on the pages and for every approval."""

from __future__ import annotations

import pytest

from registry.places import services
from registry.web import create_app
from tests.support.browserless import TokenClient


@pytest.fixture
def own_words(runtime, tmp_path):
    """The settings of an installation with a list of its own."""
    path = tmp_path / "words.csv"
    path.write_text("word,code,severity,place\n云栖,enterprise_name,block,anywhere\n", "utf-8")
    return runtime.settings.model_copy(update={"naming_words_file": path})


def test_the_checker_and_the_rename_go_by_it(runtime, own_words, sign_in, cast, gazetteer):
    own = type(runtime)(own_words, runtime.database, runtime.store)
    app = create_app(own_words, runtime=own)
    app.test_client_class = TokenClient
    client = app.test_client()
    sign_in(client, "steward")
    asked = {"kind": "street_lane", "division": gazetteer.feixi}
    barred = client.get("/places/name-check", query_string={"name": "云栖路", **asked})
    assert "不以企业名称或者商标名称作地名" in barred.get_data(as_text=True)
    free = client.get("/places/name-check", query_string={"name": "巴黎路", **asked})
    assert "不以外国人名、地名作地名" not in free.get_data(as_text=True)
    sanhe = gazetteer.places["sanhe"]
    with pytest.raises(services.NameBarred) as refused, own.write(cast.steward) as work:
        services.rename(work, sanhe, new_text="云栖镇", basis="皖民〔2026〕9 号")
    assert [finding.code for finding in refused.value.findings] == ["enterprise_name"]
