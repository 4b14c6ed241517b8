"""A picture ready to be shown: laid out here, and drawn where its language and its links are known."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.interchange.pages import Language
from catalog.interchange.pictures.placing import PLACING
from catalog.interchange.pictures.sketch import Layout, Sketch
from catalog.interchange.pictures.svg import Drawn, Links, drawn
from catalog.phrases import Phrase, phrase
from catalog.services.lineage_map.mapping import LineageMap
from catalog.services.lineage_map.sketching import drawable


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A sketch with its layout. ``name`` tells it from the other pictures of its page."""

    name: str
    title: Phrase
    about: Phrase
    sketch: Sketch
    layout: Layout

    def svg(self, to: Links, language: Language) -> Drawn:
        """Return the picture as SVG, for a template to show as it is."""
        return drawn(
            self.sketch,
            self.layout,
            name=self.name,
            about=(self.title, self.about),
            language=language,
            to=to,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictured:
    """The picture of a map, ``None`` where none could be made, and what it leaves to the table."""

    picture: Picture | None
    folded: tuple[str, ...]
    not_opened: tuple[str, ...]
    boxes_left_out: int
    lines_left_out: int


def pictured(found: LineageMap) -> Pictured:
    """Return as much of a map as one picture can show."""
    made = drawable(found)
    layout = PLACING.layout(made.sketch) if found.rows else None
    picture = None
    if layout is not None:
        picture = Picture(
            name="map",
            title=phrase("Where {item} comes from and where it goes", item=found.item.id),
            about=phrase(
                "{boxes} boxes and {lines} lines. The table below says the same in words.",
                boxes=len(made.sketch.boxes),
                lines=len(made.sketch.lines),
            ),
            sketch=made.sketch,
            layout=layout,
        )
    return Pictured(
        picture=picture,
        folded=made.folded,
        not_opened=made.not_opened,
        boxes_left_out=made.boxes_left_out,
        lines_left_out=made.lines_left_out,
    )
