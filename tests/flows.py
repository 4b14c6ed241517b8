"""Every flow of a small world, found by the oracle one by one: what exact answers are held against."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import product
from random import Random
from typing import Any

from tests import oracle
from tests.worlds import LONG_AGO, PURPOSES, Maker, World, body, day_after, vocabulary

Doc = dict[str, Any]
Flow = tuple[str, ...]
"""A source, sender, recipient, purpose, zone and form."""

EVIDENT = {"min_cell": 10**6, "irb": "approved"}


@dataclass(frozen=True)
class Quick(oracle.Catalog):
    """The oracle, which here remembers what it has found out about texts."""

    found: dict[tuple[object, ...], Any] = field(default_factory=dict)

    def once(self, key: tuple[object, ...], work: Callable[[], Any]) -> Any:
        """Return what was found for the key, found now if need be."""
        if key not in self.found:
            self.found[key] = work()
        return self.found[key]

    def texts(self, kind: str, identifier: str | None = None) -> list[Doc]:
        """Remember the texts of a kind."""
        return list(
            self.once(("texts", kind, identifier), lambda: oracle.Catalog.texts(self, kind, identifier))
        )

    def adoption(self, kind: str, text: Doc) -> Doc:
        """Remember the adoption of a text."""
        return dict(self.once(("adoption", id(text)), lambda: oracle.Catalog.adoption(self, kind, text)))

    def current(self, kind: str, identifier: str, day: str) -> Doc | None:
        """Remember the current version on a day."""
        found: Doc | None = self.once(
            ("current", kind, identifier, day), lambda: oracle.Catalog.current(self, kind, identifier, day)
        )
        return found

    def permits_run(self, text: Doc, day: str) -> bool:
        """Remember whether permits run on a day."""
        return bool(self.once(("run", id(text), day), lambda: oracle.Catalog.permits_run(self, text, day)))

    def forbid_runs(self, text: Doc, clause: Doc, day: str) -> bool:
        """Remember whether a forbid runs on a day."""
        key = ("forbid", id(clause), day)
        return bool(self.once(key, lambda: oracle.Catalog.forbid_runs(self, text, clause, day)))

    def names(self, clause: Doc, element: str, day: str) -> bool:
        """Remember whether a clause names an element on a day."""
        key = ("names", id(clause), element, day)
        return bool(self.once(key, lambda: oracle.Catalog.names(self, clause, element, day)))

    def broader(self, purpose: str) -> list[str]:
        """Remember the purposes above one."""
        return list(self.once(("broader", purpose), lambda: oracle.Catalog.broader(self, purpose)))

    def permitted(self, flow: Flow, day: str, **more: Any) -> dict[str, Doc] | None:
        """The clauses that permit a flow with their conditions; nothing where one forbids it."""
        source, sender, recipient, purpose, zone, form = flow
        provider, _, name = source.partition(":")
        ask: Doc = {"sender": sender, "recipient": recipient, "purpose": purpose, "zone": zone, "form": form}
        ask |= {"on": day, "evidence": EVIDENT, **more}
        found = self.permits(provider, name, ask)
        return found if found and not self.forbids(provider, name, ask) else None


def small_world(rng: Random) -> World:
    """Return a world of two elements and two agreements, with whatever voids them."""
    world = vocabulary()
    body(world, "advice", "advisory", {"2021-07-01": ["element"]})
    body(world, "staff", "committee", {"2021-07-01": ["group"], "2025-06-01": ["group", "element"]})
    maker = Maker(rng, world)
    for name in ("k12.ssid", "he.degree"):
        maker.element(name)
        maker.names.append(name)
    group: Doc = {"kind": "group", "id": "core", "version": "1.0.0", "title": "Core"}
    maker.adoption({**group, "elements": maker.some(maker.names)}, LONG_AGO)
    for name in ("a", "b"):
        maker.agreement(name)
    return world


def flows_of(world: World) -> set[Flow]:
    """Return every flow that some clause or row could let through on some day."""
    found: set[Flow] = set()
    names = sorted({t["id"] for t in Maker(Random(0), world).texts("element")})  # noqa: S311 - not drawn from
    for clause, _ in Maker(Random(0), world).permits():  # noqa: S311 - likewise
        for provider, name in product(clause["from"], names):
            for row, senders in [
                (clause, [provider]),
                *((r, clause["to"]) for r in clause.get("onward", [])),
            ]:
                dimensions = (
                    [f"{provider}:{name}"],
                    senders,
                    row["to"],
                    PURPOSES,
                    row["zones"],
                    oracle.FORMS,
                )
                found.update(product(*dimensions))
    return found


def days_of(*worlds: World) -> list[str]:
    """Return every day on which something can change, the day before and the day after."""
    text = str(worlds)
    found = {
        text[at : at + 10] for at in range(len(text)) if text[at : at + 2] == "20" and text[at + 4] == "-"
    }
    return sorted({day_after(day, step) for day in found for step in (-1, 0, 1)})
