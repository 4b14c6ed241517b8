"""A publication after a change is what one from nothing would be, and writes little."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from catalog.services.publishing.publishing import publish
from tests.dictionaries import Small, agreement, code_list, element, group, lineage, permit, use_cases
from tests.services.publishing.sites import files_in
from tests.services.publishing.test_dictionary import rich

Change = Callable[[Small], object]
FORMERLY = ["k12.missed"]
UNSEEN = {"a draft", "a draft that goes"}
"""Changes that nobody outside sees."""
FRONT = {"index.html", "index.json", "index.yaml", "es/index.html"}
SAYING_THE_DIGEST = FRONT | {"manifest.json", "download/catalog.zip"}
"""What says, as packets do, of which catalog it was made, whatever of that is public."""


def _set(path: str, *way: Any, to: Any) -> Change:
    """Return a change of one value of a document."""

    def change(small: Small) -> None:
        place = small.documents[f"{path}.yaml"]
        for step in way[:-1]:
            place = place[step]
        place[way[-1]] = to

    return change


def _sign(small: Small) -> None:
    small.sign(small.adopt(agreement(permit("k12.away"), id="more"), on="2026-05-04"), on="2026-05-04")


def _suspend(small: Small) -> None:
    event = {"event": "suspended", "from": "2026-05-01", "on": "2026-05-01", "recorded_on": "2026-05-25"}
    events = small.documents["agreements/cde-c2c/events.yaml"]
    events.append({**event, "by": "clerk", "evidence": "file"})


def _amend(small: Small) -> None:
    small.propose(element(version="3.0.0", formerly=FORMERLY), "prop-2", change="amend")


def _retire(small: Small) -> None:
    small.retire(small.documents["definitions/elements/k12.away/1.0.0.yaml"], on="2026-05-27")


CHANGES: dict[str, Change] = {
    "a new version": lambda small: small.adopt(
        element(version="1.2.0", formerly=FORMERLY, title="New"), on="2026-04-20"
    ),
    "a homonym": lambda small: small.adopt(element("uc.other", title="Away")),
    "a homonym that gets another name": lambda small: small.adopt(
        element("uc.other", version="1.0.1", title="Gone far"), on="2026-05-01"
    ),
    "a partner's name": _set("definitions/partners", "partners", 0, "name", to="Department, renamed"),
    "a purpose's title": _set("definitions/purposes", "purposes", 0, "title", to="Evaluate, renamed"),
    "a zone's title": _set("definitions/zones", "zones", 1, "title", to="Tables, renamed"),
    "what a law protects": _set("definitions/legal-bases", "regimes", 0, "protects", to=["identified"]),
    "what a basis covers": _set("definitions/legal-bases", "bases", 0, "covers", to=[]),
    "a question": lambda small: small.documents["definitions/use-cases.yaml"].update(
        use_cases("cde:k12.absent", title="Else")
    ),
    "a code list": lambda small: small.adopt(code_list(version="2.0.0", title="Other"), on="2026-05-02"),
    "a group": lambda small: small.adopt(group("k12.away", version="2.0.0"), on="2026-05-03"),
    "an agreement": _sign,
    "a suspension": _suspend,
    "lineage": lambda small: small.adopt(
        lineage("k12.absent", version="1.1.0", field="other"), on="2026-05-05"
    ),
    "a proposal": _amend,
    "a proposal that fails": lambda small: small.decide(
        [], on="2026-05-26", outcome="failed", proposal="prop-2"
    ),
    "a retirement": _retire,
    "a body's name": _set("meetings/bodies/gb", "title", to="Board, renamed"),
    "a former id": lambda small: small.adopt(
        element("edd.wage", version="1.1.0", formerly=["edd.pay"]), on="2026-05-28"
    ),
    "a draft": lambda small: small.write(element(version="8.0.0", title="Another secret draft")),
    "a draft that goes": lambda small: small.documents.pop("definitions/elements/k12.secret/1.0.0.yaml"),
    "a record of a later day": lambda small: small.decide([], on="2026-10-01", title="Nothing"),
}


@pytest.mark.slow
def test_a_run_after_any_change_ends_as_one_from_nothing(tmp_path: Path) -> None:
    small = rich()
    publish(small.folder(tmp_path / "catalog"), tmp_path / "site")
    for number, (what, change) in enumerate(CHANGES.items()):
        before = files_in(tmp_path / "site")
        small.documents = copy.deepcopy(small.documents)
        change(small)
        catalog = small.folder(tmp_path / f"catalog-{number}")
        assert publish(catalog, tmp_path / "site").findings == (), what
        publish(catalog, tmp_path / f"afresh-{number}")
        now, afresh = files_in(tmp_path / "site"), files_in(tmp_path / f"afresh-{number}")
        wrong = [one for one in now.keys() | afresh.keys() if now.get(one) != afresh.get(one)]
        assert wrong == [], what
        _only_what_must(what, before, now)


def _only_what_must(what: str, before: dict[str, bytes], now: dict[str, bytes]) -> None:
    """Hold that something changed, where something was to be seen, and by no means everything."""
    changed = [one for one in now if before.get(one) != now[one]]
    seen = [one for one in changed if one not in SAYING_THE_DIGEST and not one.startswith("packets/")]
    assert bool(seen) is (what not in UNSEEN), (what, seen)
    assert len(changed) < len(now) / 2, what
