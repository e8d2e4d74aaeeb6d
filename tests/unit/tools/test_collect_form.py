"""The form that ships is what questions and vocabularies make, and asks what is read."""

from __future__ import annotations

from registry.signage.forms.collect import CollectForm
from registry.signage.rules.collect import FORM_ID
from registry.signage.rules.collect.form import shipped_form
from registry.signage.rules.collect.questions import VERSION
from registry.signage.rules.kinds import Condition, Defect, ReportKind
from registry.signage.rules.validity import needs_text
from tests.support.collect import fill, parsed
from tools import collect_form

X = "{http://www.w3.org/2002/xforms}"
JR = "{http://openrosa.org/javarosa}"


def root():
    return parsed(shipped_form())


def binds():
    return {each.get("nodeset").removeprefix("/data/"): each for each in root().iter(f"{X}bind")}


def choices(name):
    [found] = [each for each in root().iter(f"{X}instance") if each.get("id") == name]
    return [item.find(f"{X}name").text for item in found.iter(f"{X}item")]


def test_the_file_is_what_pyxform_makes_of_the_questions():
    assert shipped_form().decode() == collect_form.built()


def test_the_choices_are_the_vocabularies():
    assert choices("kinds") == [kind.value for kind in ReportKind]
    assert choices("conditions") == [condition.value for condition in Condition]
    assert choices("defects") == [defect.value for defect in Defect]


def test_the_form_asks_for_all_that_is_read_and_a_filled_in_one_has_its_shape():
    [data] = [
        child for each in root().iter(f"{X}instance") for child in each if child.get("version")
    ]
    assert (data.get("id"), data.get("version")) == (FORM_ID, VERSION)
    asked = {child.tag.removeprefix(X) for child in data}
    read = set(CollectForm.model_fields) - {"sign_id", "captured_at", "capture_source"}
    assert read | {"sign", "taken_at"} <= asked
    written = {child.tag for child in parsed(fill("1" * 9, b"near", b"far").xml)}
    assert {name for name in written if not name.startswith("{")} <= asked


def test_chinese_comes_first_and_every_text_has_its_english():
    chinese, english = root().iter(f"{X}translation")
    assert (chinese.get("lang"), chinese.get("default")) == (collect_form.CHINESE, "true()")
    assert english.get("lang") == collect_form.ENGLISH
    texts = [
        {each.get("id"): "".join(each.itertext()) for each in one} for one in (chinese, english)
    ]
    assert set(texts[0]) == set(texts[1])
    same = {key for key in texts[0] if texts[0][key] == texts[1][key]}
    assert same == set()


def test_what_the_server_wants_the_form_asks_for():
    required = {name for name, bind in binds().items() if bind.get("required") == "true()"}
    assert {"near", "far", "here", "kind", "condition", "observed_hanzi"} <= required
    relevant = binds()["observed_hanzi"].get("relevant")
    silent = {kind.value for kind in ReportKind if f"'{kind.value}'" in relevant}
    assert silent == {kind.value for kind in ReportKind if not needs_text(kind)}


def test_photos_come_from_the_camera_and_a_made_up_position_keeps_no_accuracy():
    uploads = {each.get("ref"): each.get("appearance") for each in root().iter(f"{X}upload")}
    assert uploads == {"/data/near": "new", "/data/far": "new"}
    odk = "{http://www.opendatakit.org/xforms}"
    assert binds()["here"].get(f"{odk}allow-mock-accuracy") == "false"
