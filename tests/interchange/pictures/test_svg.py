"""Pictures as SVG: well-formed, escaped, linked, and told apart without colour."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest

from catalog.interchange.pages import Language
from catalog.interchange.pictures.columns import in_columns
from catalog.interchange.pictures.labels import places
from catalog.interchange.pictures.sketch import LABEL, Box, Line, Row, Sketch
from catalog.interchange.pictures.svg import STANDINGS, STROKES, Drawn, drawn
from catalog.phrases import phrase

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = """<script>"&'--><a href='x'>"""


def a_sketch(name: str = "a") -> tuple[tuple[tuple[Box, ...], ...], Sketch]:
    """Return two columns with a line of each standing between them."""
    left = Box(
        id="left",
        name=name,
        below=name,
        address="lineage/a.html",
        title=(phrase("{field}, {form}", field=name, form=phrase("identified")),),
    )
    right = Box(
        id="right",
        name="b",
        below="",
        address="lineage/b.html",
        rows=tuple(Row(id=one, name=f"{name} {one}", address=f"lineage/{one}.html") for one in STROKES),
    )
    lines = tuple(
        Line(tail=("left", None), head=("right", one), standing=one, label=phrase("{n}", n=name))
        for one in STROKES
    )
    return ((left,), (right,)), Sketch(boxes=(left, right), lines=lines)


def draw(name: str = "a", *, language: Language = "en", picture: str = "p", **more: Any) -> Drawn:
    columns, sketch = a_sketch(name)
    about = (phrase("Of {item}", item=name), phrase("About"))
    to = more.get("to", lambda address: f"/{address}")
    return drawn(sketch, in_columns(columns, sketch), name=picture, about=about, language=language, to=to)


def tree(made: Drawn) -> ET.Element:
    return ET.fromstring(made.text)  # noqa: S314  # drawn here


def test_a_picture_names_and_describes_itself() -> None:
    root = tree(draw("k12.ssid"))
    texts = {one.get("id"): one.text for one in root if one.get("id")}
    assert texts[root.get("aria-labelledby")] == "Of k12.ssid"
    assert texts[root.get("aria-describedby")] == "About"
    assert root.get("role") == "group"


def test_every_box_and_row_is_a_link_with_its_words() -> None:
    root = tree(draw())
    links = [(one.get("href"), one.find(f"{SVG}text")) for one in root.iter(f"{SVG}a")]
    assert [href for href, _ in links] == ["/lineage/a.html", "/lineage/b.html"] + [
        f"/lineage/{one}.html" for one in STROKES
    ]
    assert all(text is not None and text.text for _, text in links)


def test_links_are_walked_from_left_to_right() -> None:
    columns, sketch = a_sketch()
    turned = Sketch(boxes=sketch.boxes[::-1], lines=sketch.lines)
    about = (phrase("Of"), phrase("About"))
    made = drawn(turned, in_columns(columns, turned), name="p", about=about, language="en", to=str)
    assert [one.get("href") for one in tree(made).iter(f"{SVG}a")][:2] == ["lineage/a.html", "lineage/b.html"]


def test_where_there_is_no_page_there_is_no_link() -> None:
    root = tree(draw(to=lambda _: None))
    assert root.find(f".//{SVG}a") is None
    assert len(root.findall(f".//{SVG}g[@class='row']")) == len(STROKES)


def test_standings_differ_by_dashes_by_shape_and_by_words() -> None:
    root = tree(draw())
    lines = {str(one.get("class")): one for one in root.findall(f".//{SVG}g[@aria-hidden]/{SVG}g")}
    dashes, tips = set(), set()
    for standing in STROKES:
        line = lines[f"line {standing}"]
        tip = line.find(f"{SVG}path[@class='tip']")
        assert tip is not None
        dashes.add((line.get("stroke-dasharray"), line.get("stroke-width")))
        tips.add((str(tip.get("d")).count("M"), str(tip.get("d")).count("L"), tip.get("fill")))
    assert len(dashes) == len(tips) == len(STROKES)
    legend = [one.text for one in root.findall(f".//{SVG}g[@class='legend']/{SVG}text")]
    assert legend[1:] == [STANDINGS[one].words for one in STROKES]


def test_hostile_names_stay_text() -> None:
    made = draw(HOSTILE)
    assert "<script" not in made.text
    assert "Of " + HOSTILE in [one.text for one in tree(made)]


@pytest.mark.parametrize("name", ["\x00\x08", "\ud800", "a" * 5_000, "\u202e rtl", ""])
def test_any_name_makes_well_formed_xml(name: str) -> None:
    assert tree(draw(name)).tag == f"{SVG}svg"


def test_long_names_are_cut_and_stand_whole_in_the_title() -> None:
    name = "chronic_absenteeism_by_race_and_county_of_residence"
    root = tree(draw(name))
    shown = [one.text or "" for one in root.iter(f"{SVG}text")]
    assert max(map(len, shown)) < len(name)
    assert any(name in (one.text or "") for one in root.findall(f".//{SVG}a/{SVG}title"))


def test_no_style_and_no_script_and_no_id_but_its_own() -> None:
    root = tree(draw(picture="map"))
    assert {one.get("id") for one in root.iter() if one.get("id")} == {"map-title", "map-desc"}
    for one in root.iter():
        assert "style" not in one.attrib
        assert not [name for name in one.attrib if name.startswith("on")]
        assert "url(" not in "".join(one.attrib.values())
    assert not {"style", "script", "image", "use"} & {one.tag.removeprefix(SVG) for one in root.iter()}


def test_it_is_drawn_the_same_each_time() -> None:
    assert draw().text == draw().text


def test_a_template_takes_it_as_it_is() -> None:
    made = draw()
    assert made.__html__() == str(made) == made.text


def test_labels_stand_on_no_other_label() -> None:
    columns, sketch = a_sketch()
    found = [at for at in places(sketch, in_columns(columns, sketch)) if at is not None]
    assert len(found) == len(STROKES)
    for place, one in enumerate(found):
        for other in found[place + 1 :]:
            assert abs(one[0] - other[0]) >= LABEL[0] or abs(one[1] - other[1]) >= LABEL[1]
