"""The picture and the table of a map say the same; too much is folded, and what is left out is told."""

import re
from typing import Any

import pytest

from catalog.interchange.pictures.sketch import MOST_LINES, MOST_ROWS
from catalog.services.lineage_map.picture import Picture
from catalog.services.lineage_map.sketching import MOST_BOXES, drawable
from tests.builders import snapshot_of, world_of
from tests.lineages import dataset, lineage, made_from, origin
from tests.services.lineage_map.worlds import (
    SVG,
    drawing_of,
    explored,
    lines_of,
    names_of,
    random_snapshot,
    wide_snapshot,
)

Doc = dict[str, Any]


def picture_of(found: object) -> Picture:
    assert isinstance(found, Picture)
    return found


@pytest.mark.parametrize("seed", range(15))
def test_the_lines_of_the_picture_are_the_rows_of_the_table(seed: int) -> None:
    snapshot = random_snapshot(seed)
    for item in names_of(snapshot)[:: max(1, seed % 5)]:
        found = explored(snapshot, item)
        if not found.found.rows:
            assert found.pictured().picture is None
            continue
        root = drawing_of(picture_of(found.pictured().picture))
        told = "; ".join(title for _, title in lines_of(root))
        drawn = {(int(n), tail, head) for n, tail, head in re.findall(r"(\d+): (\S+) to (\S+), ", told)}
        assert drawn == {(row.number, row.tail, row.head) for row in found.found.rows}
        standings = {"refuse", "conditional", "permit", "stays"}
        assert {one for one, _ in lines_of(root)} <= {row.standing for row in found.found.rows} <= standings


@pytest.mark.parametrize("seed", range(15))
def test_every_node_is_drawn_once_with_a_link_to_itself(seed: int) -> None:
    snapshot = random_snapshot(seed)
    found = explored(snapshot, names_of(snapshot)[seed % 4])
    if not found.found.rows:
        return
    root = drawing_of(picture_of(found.pictured().picture))
    links = [str(one.get("href")) for one in root.iter(f"{SVG}a") if "row" in str(one.get("class"))]
    assert sorted(links) == sorted(f"/lineage/{id}.html" for id in found.found.spots)
    heads = [one for one in root.iter(f"{SVG}a") if "head" in str(one.get("class"))]
    assert len(heads) == len(found.found.groups)


def test_over_200_fields_datasets_are_folded_into_boxes_with_counts() -> None:
    found = explored(wide_snapshot(120), "cde.file")
    made = found.pictured()
    assert len(found.found.spots) == 361
    assert made.folded == ("c2c.t1", "c2c.t2", "cde.file", "cde:")
    root = drawing_of(picture_of(made.picture))
    words = [one.text for one in root.iter(f"{SVG}text")]
    assert "120 fields, 0 steps within" in words
    counted = [title for _, title in lines_of(root)]
    assert len(counted) == 3
    rows = explored(wide_snapshot(120), "cde.file").found.rows
    assert len(rows) == 1 * 120 + 2 * (2 * 120 - 1)


def test_a_folded_box_opens_by_its_link() -> None:
    found = explored(wide_snapshot(120), "cde.file")
    root = drawing_of(picture_of(found.pictured().picture))
    (link,) = [str(a.get("href")) for a in root.iter(f"{SVG}a") if "c2c.t2" in str(a.get("href"))]
    assert link == "/lineage/cde.file.html?open=c2c.t2"
    opened = explored(wide_snapshot(120), "cde.file", open="c2c.t2").pictured()
    assert opened.folded == ("c2c.t1", "cde.file", "cde:")
    assert not opened.not_opened


def test_what_is_too_large_to_open_is_told() -> None:
    made = explored(wide_snapshot(210), "cde.file", open="c2c.t2").pictured()
    assert made.not_opened == ("c2c.t2",)
    assert made.picture is not None


def test_the_dataset_asked_about_is_opened_where_it_can_be() -> None:
    snapshot = wide_snapshot(50, datasets=6)
    made = explored(snapshot, "c2c.t3").pictured()
    assert "c2c.t3" not in made.folded
    assert {"c2c.t2", "c2c.t4"} <= set(made.folded)
    assert "cde.file" in explored(wide_snapshot(120), "cde.file").pictured().folded


def test_with_too_many_boxes_only_two_steps_are_drawn_and_the_rest_is_counted() -> None:
    datasets = {"cde.file": dataset("cde.source", origin("a"))}
    outputs: dict[str, list[Doc]] = {}
    for number in range(MOST_BOXES + 30):
        datasets[f"c2c.d{number}"] = dataset("c2c.linkage", *"abc", purpose="evaluation")
        before = "cde.file.a" if number < 40 else f"c2c.d{number - 40}.a"
        outputs |= {f"c2c.d{number}.{name}": [made_from(before)] for name in "abc"}
    snapshot = snapshot_of(world_of(lineage("p20w", datasets, outputs)))
    found = explored(snapshot, "cde:k12.ssid")
    made = drawable(found.found)
    assert made.boxes_left_out == 50
    assert len(made.sketch.boxes) == 42
    assert len(found.found.rows) == 1 + 3 * (MOST_BOXES + 30)


@pytest.mark.slow
@pytest.mark.parametrize("fields", [40, 66, 67, 120, 400])
def test_no_picture_is_larger_than_can_be_read(fields: int) -> None:
    made = drawable(explored(wide_snapshot(fields), "c2c.t1").found)
    assert sum(len(box.rows) for box in made.sketch.boxes) <= MOST_ROWS
    assert len(made.sketch.lines) <= MOST_LINES
    assert made.sketch.boxes


def test_folded_lines_count_their_steps_and_stand_as_the_worst_of_them() -> None:
    made = drawable(explored(wide_snapshot(120), "cde.file").found)
    by_ends = {(line.tail[0], line.head[0]): line for line in made.sketch.lines}
    line = by_ends["cde.file", "c2c.t1"]
    assert line.standing == "conditional"
    assert line.label is not None
    assert line.label.parts["count"] == line.label.parts["all"] == 239
