"""A laid-out sketch as SVG: links that a keyboard walks, and lines told apart without colour.

The text is made by an XML serializer alone. Colours come from ``static/lineage.css`` by class; what stands
in attributes is for a reader who has the picture without the page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from catalog.interchange.pages import Language
from catalog.interchange.pictures.arrows import LONG, arrow, way
from catalog.interchange.pictures.labels import places
from catalog.interchange.pictures.sketch import (
    HEAD,
    LABEL,
    ROW,
    WIDTH,
    Box,
    Course,
    Layout,
    Line,
    Point,
    Row,
    Sketch,
)
from catalog.interchange.pictures.writing import written
from catalog.interchange.wording import words_in
from catalog.phrases import Phrase, phrase
from catalog.rules.lineage.steps import Standing

NAMESPACE: Final = "http://www.w3.org/2000/svg"
INK, SOFT, PAPER, TINT = "#1b1b1b", "#565c65", "#ffffff", "#f3f5f7"
STROKES: Final[Mapping[Standing, dict[str, str]]] = {
    "permit": {"stroke": "#154c21", "stroke-width": "1.5"},
    "conditional": {"stroke": "#7a4900", "stroke-width": "1.75", "stroke-dasharray": "9 4"},
    "refuse": {"stroke": "#8b0a03", "stroke-width": "2.5", "stroke-dasharray": "2 5"},
    "stays": {"stroke": SOFT, "stroke-width": "1"},
}
MARGIN: Final = 12
LEGEND_ROW: Final = 22
LEGEND_WIDTH: Final = 290
SAMPLE: Final = 56

LONGEST_NAME: Final = 22
LONGEST_HEAD: Final = 33
LONGEST_LABEL: Final = 28
LONGEST_TITLE: Final = 600
"""So many characters of a name fit into a row or a head; the whole of it, so far, stands in the title."""

SMALL, PLAIN = "11", "12"
LETTER: Final = 5.8
"""About how wide a small letter is."""
MONO: Final = "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace"
SANS: Final = "system-ui, -apple-system, Segoe UI, Roboto, Helvetica Neue, Arial, sans-serif"

FRAME: Final = {"width": str(WIDTH), "rx": "4", "fill": PAPER, "stroke": SOFT}
HEAD_FRAME: Final = {"width": str(WIDTH), "height": str(HEAD), "rx": "4", "fill": TINT, "stroke": SOFT}
HEAD_NAME: Final = {"x": "10", "y": "19", "font-weight": "700"}
HEAD_BELOW: Final = {"x": "10", "y": "36", "fill": SOFT, "font-size": SMALL}
ROW_FRAME: Final = {
    "x": "1.5",
    "y": "1",
    "width": str(WIDTH - 3),
    "height": str(ROW - 2),
    "rx": "3",
    "fill": PAPER,
}
ROW_NAME: Final = {"x": "10", "y": "17", "font-family": MONO}
ROW_NOTE: Final = {"x": str(WIDTH - 10), "y": "17", "text-anchor": "end", "fill": SOFT, "font-size": SMALL}
ASKED: Final = {"fill": TINT, "stroke": INK, "stroke-width": "2"}
"""How parts of a box look to a reader who has no stylesheet, and where in it they stand."""

STANDINGS: Final[Mapping[Standing, Phrase]] = {
    "permit": phrase("permitted"),
    "conditional": phrase("on condition"),
    "refuse": phrase("refused"),
    "stays": phrase("no flow: nothing leaves"),
}

Links = Callable[[str], str | None]
"""How whoever shows the picture writes the address of a page; ``None`` where there is no such page."""

Say = Callable[[str | Phrase], str]
"""How something is said in the language of the picture."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """An SVG document. Templates take it as it is: its text was escaped when it was made."""

    text: str

    def __html__(self) -> str:
        """Return what stands in a page."""
        return self.text

    def __str__(self) -> str:
        return self.text


def drawn(
    sketch: Sketch,
    layout: Layout,
    *,
    name: str,
    about: tuple[Phrase, Phrase],
    language: Language,
    to: Links,
    legend: Mapping[Standing, Phrase] = STANDINGS,
) -> Drawn:
    """Draw a sketch. ``name`` tells the pictures of a page apart, ``about`` is its title and description.

    ``legend`` says what lines of each standing say in it.
    """
    say = _in(language)
    standings = [one for one in STROKES if any(line.standing == one for line in sketch.lines)]
    top = MARGIN + (len(standings) + 1) * LEGEND_ROW if standings else MARGIN
    width = max(layout.width, LEGEND_WIDTH) + 2 * MARGIN
    root = _root(name, width=width, height=top + layout.height + MARGIN)
    for tag, words in zip(("title", "desc"), about, strict=True):
        SubElement(root, tag, {"id": f"{name}-{tag}"}).text = say(words)
    _legend(root, standings, legend=legend, say=say)
    ground = SubElement(root, "g", _moved(MARGIN, top))
    lines = SubElement(ground, "g", {"aria-hidden": "true"})
    for line, course in zip(sketch.lines, layout.courses, strict=True):
        _line(lines, line, course=course, say=say)
    for corner, box in sorted(zip(layout.corners, sketch.boxes, strict=True), key=lambda placed: placed[0]):
        _box(ground, box, corner=corner, say=say, to=to)  # in the order in which a keyboard walks them
    labels = SubElement(ground, "g", {"aria-hidden": "true", "text-anchor": "middle", "font-size": SMALL})
    for line, at in zip(sketch.lines, places(sketch, layout), strict=True):
        if line.label is not None and at is not None:
            _label(labels, line, at=at, text=say(line.label))
    return Drawn(written(root))


def _root(name: str, *, width: float, height: float) -> Element:
    return Element(
        "svg",
        {
            "xmlns": NAMESPACE,
            "class": "picture",
            "role": "group",
            "aria-labelledby": f"{name}-title",
            "aria-describedby": f"{name}-desc",
            "width": _figure(width),
            "height": _figure(height),
            "viewBox": f"0 0 {_figure(width)} {_figure(height)}",
            "font-family": SANS,
            "fill": INK,
            "font-size": PLAIN,
        },
    )


def _legend(root: Element, standings: list[Standing], *, legend: Mapping[Standing, Phrase], say: Say) -> None:
    if not standings:
        return
    group = SubElement(root, "g", {"class": "legend", "fill": INK, **_moved(MARGIN, MARGIN)})
    SubElement(group, "text", {"y": "10", "fill": SOFT}).text = say(phrase("What the lines say"))
    for place, standing in enumerate(standings):
        y = 6.0 + (place + 1) * LEGEND_ROW
        course = Course(points=((0.0, y), (SAMPLE - LONG, y)), tip=(SAMPLE, y))
        _stroke(group, standing, course=course)
        SubElement(group, "text", {"x": str(SAMPLE + 10), "y": _figure(y + 4)}).text = say(legend[standing])


def _line(lines: Element, line: Line, *, course: Course, say: Say) -> None:
    _stroke(lines, line.standing, course=course, title=_sentence(say, line.title))


def _stroke(within: Element, standing: Standing, *, course: Course, title: str = "") -> None:
    look = STROKES[standing]
    group = SubElement(within, "g", {"class": f"line {standing}", "fill": "none", **look})
    if title:
        SubElement(group, "title").text = _short(title, LONGEST_TITLE)
    SubElement(group, "path", {"class": "way", "d": way(course)})
    head = {"class": "tip", "d": arrow(standing, course), "stroke-dasharray": "none"}
    if standing in {"permit", "conditional"}:
        head["fill"] = look["stroke"] if standing == "permit" else PAPER
    SubElement(group, "path", head)


def _label(labels: Element, line: Line, *, at: Point, text: str) -> None:
    look = {"class": f"label {line.standing}", "fill": STROKES[line.standing]["stroke"]}
    group = SubElement(labels, "g", {**look, **_moved(*at)})
    width, height = min(len(text), LONGEST_LABEL) * LETTER + 6, LABEL[1]
    place = {"x": _figure(-width / 2), "y": _figure(-height / 2)}
    SubElement(group, "rect", {**place, "width": _figure(width), "height": str(height), "fill": PAPER})
    SubElement(group, "text", {"y": "4"}).text = _short(text, LONGEST_LABEL)


def _box(ground: Element, box: Box, *, corner: Point, say: Say, to: Links) -> None:
    group = SubElement(ground, "g", {"class": f"box {box.kind}", **_moved(*corner)})
    SubElement(group, "rect", {"class": "frame", **FRAME, "height": str(box.height)})
    head = _part(group, "head", asked=box.asked, address=box.address, to=to)
    _title(head, _sentence(say, box.title))
    SubElement(head, "rect", {**HEAD_FRAME, **(ASKED if box.asked else {})})
    SubElement(head, "text", HEAD_NAME).text = _short(say(box.name), LONGEST_HEAD)
    SubElement(head, "text", HEAD_BELOW).text = _short(say(box.below), LONGEST_HEAD + 8)
    for place, row in enumerate(box.rows):
        _row(group, row, down=HEAD + place * ROW, say=say, to=to)


def _row(group: Element, row: Row, *, down: int, say: Say, to: Links) -> None:
    part = _part(group, "row", asked=row.asked, address=row.address, to=to)
    part.attrib |= _moved(0, down)
    _title(part, _sentence(say, row.title))
    SubElement(part, "rect", {**ROW_FRAME, **(ASKED if row.asked else {})})
    note = say(row.note) if row.note else ""
    name = _short(say(row.name), LONGEST_NAME if note else LONGEST_HEAD)
    SubElement(part, "text", ROW_NAME).text = name
    if note:
        SubElement(part, "text", ROW_NOTE).text = _short(note, LONGEST_NAME - 6)


def _part(group: Element, name: str, *, asked: bool, address: str | None, to: Links) -> Element:
    named = {"class": f"{name} asked" if asked else name}
    link = None if address is None else to(address)
    if link is None:
        return SubElement(group, "g", named)
    return SubElement(group, "a", {**named, "href": link})


def _in(language: Language) -> Say:
    words = words_in(language).gettext

    def say(told: str | Phrase) -> str:
        if isinstance(told, str):
            return told
        parts = {name: say(part) if isinstance(part, Phrase) else part for name, part in told.parts.items()}
        return words(told.words).format(**parts)

    return say


def _sentence(say: Say, phrases: tuple[Phrase, ...]) -> str:
    return ". ".join(say(one) for one in phrases)


def _title(part: Element, text: str) -> None:
    if text:
        SubElement(part, "title").text = _short(text, LONGEST_TITLE)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _moved(x: float, y: float) -> dict[str, str]:
    return {"transform": f"translate({_figure(x)} {_figure(y)})"}


def _figure(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
