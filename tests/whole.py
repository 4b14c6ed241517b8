"""A catalog with every kind of record and every key, each reference of which leads somewhere."""

from pathlib import Path
from typing import Any

from catalog.store.yaml_text import read

Doc = Any
Way = tuple[str | int, ...]

MARKED: dict[str, Doc] = read((Path(__file__).parent / "store/kinds.yaml").read_bytes())
"""The examples of every kind, with their marks."""
ANY_KEY = "any-key"
VOCABULARIES = ("partners", "purposes", "zones", "legal-bases", "use-cases", "promises")


def unmarked(key: str) -> str:
    """Return a key without its mark."""
    return ANY_KEY if key == "*" else key.rstrip("?")


def full(marked: Doc, *, optional: str = "kept") -> Doc:
    """Return an example without its marks, and with or without what is optional."""
    if isinstance(marked, list):
        return [full(item, optional=optional) for item in marked]
    if not isinstance(marked, dict):
        return marked
    made = {}
    for key, value in marked.items():
        if optional == "kept" or not key.endswith("?"):
            made[unmarked(key)] = full(value, optional=optional)
        elif optional == "null":
            made[unmarked(key)] = None
    return made


def whole() -> dict[str, Doc]:
    """Return the documents of a catalog, by path, that can be read without a finding."""
    has = {kind: full(marked) for kind, marked in MARKED.items()}
    has["partners"]["partners"] += [{"id": name, "name": name, "sector": "hub"} for name in ("c2c", "public")]
    has["purposes"]["purposes"] += [{"id": name, "title": name} for name in ("research", "commercial")]
    zones = {"cde.source": "cde", "public.site": "public"}
    has["zones"]["zones"] += [{"id": name, "held_by": by, "title": name} for name, by in zones.items()]
    has["lineage"]["datasets"].append(
        {"id": "public.pathways", "zone": "public.site", "fields": [{"name": "rate"}]}
    )
    seat = has["body"]["seats"][0]
    has["body"]["seats"] += [{**seat, "id": name} for name in ("seat.04", "seat.07", "seat.11")]
    roll = has["meeting"]["votes"][0]["roll"]
    roll["seat.01"] = roll.pop(ANY_KEY)
    has["meeting"]["minutes"]["approved_by"] = "c2c-gb/2026/0014"
    plain = {key: value for key, value in has["element"].items() if key != "formerly"}
    texts = [{**plain, "id": name, "version": "1.0.0"} for name in ("k12.ssid", "k12.disability")]
    texts += [has["element"], has["value-domain"], has["group"], {**has["group"], "version": "3.0.0"}]
    return {
        **{f"definitions/{kind}.yaml": has[kind] for kind in VOCABULARIES},
        **{f"definitions/{text['kind']}s/{text['id']}/{text['version']}.yaml": text for text in texts},
        "agreements/cde-participation/1.1.0.yaml": has["agreement"],
        "agreements/cde-participation/events.yaml": has["events"],
        "lineage/pipeline/1.0.0.yaml": has["lineage"],
        "meetings/bodies/c2c-gb.yaml": has["body"],
        "meetings/c2c-gb/2026-02-18/meeting.yaml": has["meeting"],
        "meetings/proposals/prop-2026-014.yaml": has["proposal"],
        "meetings/decisions/c2c-gb/2026/0014.yaml": has["decision"],
    }
