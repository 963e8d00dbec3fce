"""Forms of w.c.s. are read as ours: real ones of Walloon communes, and small ones of our own."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from parvis.core.errors import Refused
from parvis.core.forms.checks import check
from parvis.core.forms.conditions import as_json
from parvis.core.forms.definition import Block, Kind, form_from
from parvis.core.forms.writing import form_as_json
from parvis.engines.wcs import read_wcs
from parvis.engines.wcs.expressions import condition_of

FIELDS = {"page", "block"}


@pytest.mark.real_data
def test_the_model_holds_every_page_field_block_and_condition_of_real_forms(real_data) -> None:
    read = 0
    for path in sorted((real_data / "forms").glob("*.wcs")):
        root = ElementTree.parse(path).getroot()
        if root.tag not in ("formdef", "carddef", "block"):
            continue
        form = read_wcs(path)
        check(form)
        assert form_from(form_as_json(form), path.name) == form
        kinds = [f.findtext("type") or "" for f in root.findall("fields/field")]
        assert len(list(form.parts())) == len([k for k in kinds if k != "page"]), path.name
        written = root.findall("fields/field/condition") + root.findall(".//post_condition")
        held = [p.when for p in [*form.pages, *form.parts()] if p.when is not None]
        held += [c.condition for page in form.pages for c in page.checks]
        assert len(held) == len(written), path.name
        read += 1
    assert read == 34


@pytest.mark.real_data
def test_every_condition_of_real_workflows_is_understood_too(real_data) -> None:
    read = 0
    for path in (real_data / "forms").glob("*.wcs"):
        for node in ElementTree.parse(path).getroot().iter("condition"):
            condition_of(node.findtext("value") or "", lambda name: name)
            read += 1
    assert read > 100


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("form_var_age >= 18", {"ge": [{"answer": "age"}, {"is": 18.0}]}),
        ('not "non" in form_var_x|lower',
         {"not": {"in": [{"is": "non"}, {"lower": {"answer": "x"}}]}}),
        ("form_option_iban or form_status is None",
         {"any": [{"filled": {"option": "iban"}},
                  {"eq": [{"case": "form_status"}, {"is": None}]}]}),
        ("form_var_a and form_var_b != 'x' or form_var_c",
         {"any": [{"all": [{"filled": {"answer": "a"}},
                           {"ne": [{"answer": "b"}, {"is": "x"}]}]},
                  {"filled": {"answer": "c"}}]}),
        ("form_var_ne_le|age_in_years < 16", {"lt": [{"age": {"answer": "ne_le"}}, {"is": 16.0}]}),
    ],
)  # fmt: skip
def test_worked_conditions(written, read) -> None:
    assert as_json(condition_of(written, lambda name: name)) == read


@pytest.mark.parametrize("written", ["", "a ==", "a | explode", "a & b", "(a)", "a b", "{% if %}"])
def test_a_condition_that_is_not_understood_is_refused(written) -> None:
    with pytest.raises(Refused):
        condition_of(written, lambda name: name)


SMALL = """<formdef><name>Chats</name><fields>
<field><type>page</type><label>Vous</label><id>1</id></field>
<field><type>string</type><label>Nom</label><required>required</required><id>2</id>
<varname>nom</varname><prefill><type>user</type><value>_last_name</value></prefill></field>
<field><type>block</type><label>Chats</label><block_slug>chat</block_slug><max_items>4</max_items>
<id>3</id></field></fields></formdef>"""
BLOCK = """<block><name>Chat</name><slug>chat</slug><fields><field><type>bool</type>
<label>Tatoué</label><id>9</id></field></fields></block>"""


def test_a_block_exported_beside_is_read_with_its_form(tmp_path: Path) -> None:
    (tmp_path / "block-chat.wcs").write_text(BLOCK, "utf-8")
    (tmp_path / "form-chats.wcs").write_text(SMALL, "utf-8")
    (page,) = read_wcs(tmp_path / "form-chats.wcs").pages
    name, block = page.parts
    assert (name.id, name.prefill, name.is_required) == ("nom", "last_name", True)
    assert isinstance(block, Block)
    assert [(i.kind, i.label) for i in block.items] == [(Kind.FLAG, "Tatoué")]


@pytest.mark.parametrize(
    "content",
    ["pas du XML", "<html></html>", "<workflow/>",
     '<!DOCTYPE x [<!ENTITY a "b">]><formdef><name>&a;</name></formdef>',
     "<formdef><fields><field><type>password</type><id>1</id></field></fields></formdef>"],
)  # fmt: skip
def test_what_is_no_form_is_refused_in_one_sentence(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.wcs"
    path.write_text(content, "utf-8")
    with pytest.raises(Refused, match=r"x\.wcs"):
        read_wcs(path)
