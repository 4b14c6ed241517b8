"""What a change touches through lineage: fields and datasets upstream and downstream, and what for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from catalog.records.ids import PurposeId
from catalog.records.lineage import Dataset, Lineage
from catalog.records.snapshot import Snapshot
from catalog.rules.consequences.bearing import inputs_of, reach, users_of
from catalog.rules.flows.origins import FieldGraph
from catalog.rules.flows.purposes import PurposeTree

PUBLIC: Final = "public"
"""The partner that is everybody, and the sector of those that show data to everybody."""

PUBLISHING: Final = PurposeId("public-reporting")
"""The purpose for which, and for whose narrower ones, a dataset is what a dashboard shows."""

How = Literal["changed", "carries", "describes", "downstream", "upstream"]
_NEARNESS: Final[tuple[How, ...]] = ("changed", "carries", "describes", "downstream", "upstream")


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchedDataset:
    """A dataset that a change touches, and its fields by how they are touched.

    ``dashboard`` says that it is shown to the public.
    """

    id: str
    zone: str
    holder: str
    purpose: str | None
    dashboard: bool
    fields: tuple[tuple[str, How], ...]

    def document(self) -> dict[str, object]:
        """Return the dataset as a plain object."""
        return {
            "dataset": self.id,
            "zone": self.zone,
            "holder": self.holder,
            "purpose": self.purpose,
            "dashboard": self.dashboard,
            "fields": [{"field": field, "how": how} for field, how in self.fields],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """The datasets that a change touches, by id, and the partners that run jobs on the way."""

    datasets: tuple[TouchedDataset, ...]
    run_by: tuple[tuple[str, str], ...]

    def fields(self, *how: How) -> list[str]:
        """Return the fields that are touched in one of these ways, in order."""
        return sorted(field for one in self.datasets for field, found in one.fields if found in how)


def impact(
    snapshot: Snapshot, graphs: Iterable[FieldGraph], *, touched: Mapping[str, How], tree: PurposeTree
) -> Impact:
    """Return what fields touch, upstream and downstream, in the lineage of before and after together."""
    how: dict[str, How] = {}
    jobs: set[tuple[str, str]] = set()
    both = list(graphs)
    for graph in both:
        start = [field for field in touched if field in graph]
        found: dict[str, How] = dict.fromkeys(reach(inputs_of(graph), start), "upstream")
        found |= dict.fromkeys(reach(users_of(graph), start), "downstream")
        found |= {field: touched[field] for field in start}
        for field, now in found.items():
            how[field] = min(how.get(field, now), now, key=_NEARNESS.index)
        jobs |= {
            (str(made.job.run_by), made.job.id)
            for field in found.keys() - {f for f, one in found.items() if one == "upstream"}
            for made in graph.inputs.get(field, ())
        }
    return Impact(datasets=_datasets(snapshot, both, how, tree=tree), run_by=tuple(sorted(jobs)))


def _datasets(
    snapshot: Snapshot, graphs: list[FieldGraph], how: Mapping[str, How], *, tree: PurposeTree
) -> tuple[TouchedDataset, ...]:
    publishing = tree.contained([PUBLISHING])
    by_dataset: dict[str, list[tuple[str, How]]] = {}
    described: dict[str, Dataset] = {}
    dataset_of: dict[str, str] = {}
    for graph in graphs:
        described |= graph.datasets
        dataset_of |= graph.dataset_of
    for field, now in sorted(how.items()):
        name = dataset_of.get(field)
        if name is not None:
            by_dataset.setdefault(name, []).append((field, now))
    found = []
    for name, fields in sorted(by_dataset.items()):
        dataset = described[name]
        holder = snapshot.zones[dataset.zone].held_by
        found.append(
            TouchedDataset(
                id=name,
                zone=dataset.zone,
                holder=holder,
                purpose=dataset.purpose,
                dashboard=PUBLIC in {holder, snapshot.partners[holder].sector}
                or dataset.purpose in publishing,
                fields=tuple(fields),
            )
        )
    return tuple(found)


def fields_of_elements(
    snapshot: Snapshot,
    graph: FieldGraph,
    elements: Collection[str],
    *,
    supplied_by: Callable[[str, str], bool] | None = None,
) -> dict[str, How]:
    """Return the fields that carry data of the elements, or are described by one of them.

    ``supplied_by`` narrows the carriers: it is asked for the provider and the element.
    """
    found: dict[str, How] = {}
    for name, dataset in graph.datasets.items():
        for field in dataset.fields:
            element = None if field.element is None else snapshot.element_id(field.element)
            if element is None or element not in elements:
                continue
            if field.provider is None:
                if supplied_by is None:
                    found[f"{name}.{field.name}"] = "describes"
            elif supplied_by is None or supplied_by(field.provider, element):
                found[f"{name}.{field.name}"] = "carries"
    return found


def fields_that_differ(older: Lineage | None, newer: Lineage | None) -> dict[str, How]:
    """Return the fields that two versions of a graph describe, place or make differently."""
    before, after = (_said(one) for one in (older, newer))
    return {
        field: "changed"
        for field in sorted(before.keys() | after.keys())
        if before.get(field) != after.get(field)
    }


def _said(graph: Lineage | None) -> dict[str, list[object]]:
    """Return all that a graph says of each field."""
    found: dict[str, list[object]] = {}
    for dataset in () if graph is None else graph.datasets:
        for field in dataset.fields:
            found.setdefault(f"{dataset.id}.{field.name}", []).append((dataset.zone, dataset.purpose, field))
    for job in () if graph is None else graph.jobs:
        for output in job.outputs:
            made = (job.id, job.run_by, sorted(output.inputs, key=repr))
            found.setdefault(output.field, []).append(made)
    return found
