"""What a release is made with: the plan and the data, and the proof that all of it was read and written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catalog.enforcement.inputs.seen import Column, Input
from catalog.enforcement.keys import HashKey
from catalog.enforcement.outputs import columns_written
from catalog.enforcement.recipe import Recipe, RowTest, Step
from catalog.errors import BadInput
from catalog.records.release import ReleasePlan
from catalog.records.snapshot import Snapshot
from catalog.rules.release.fields import DatasetFields
from catalog.services.gating.asking import OutputKind, Stopped, Tell
from catalog.services.gating.keeping_keys import keyring
from catalog.services.gating.rows import row_tests

if TYPE_CHECKING:
    from catalog.enforcement.inputs.tables import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What is to be made: the plan, the data it is made of, as what, and by which engine.

    ``key_number`` is the key that is asked for, ``None`` the newest. ``only`` are the values
    by which a table of counts selects its rows. ``master`` is the address of an Apache
    Spark cluster; ``None`` is the embedded engine.
    """

    snapshot: Snapshot
    plan: ReleasePlan
    dataset: DatasetFields
    data: Input
    place: Place | None
    kind: OutputKind
    root: Path
    tell: Tell
    master: str | None = None
    key_number: int | None = None
    only: tuple[tuple[str, str], ...] = ()

    @property
    def columns(self) -> dict[str, Column]:
        """The columns of the data by their names."""
        return {column.name: column for column in self.data.columns}

    def recipe(self) -> Recipe | Stopped:
        """Return the plan as engines carry it out, or why its conditions on rows cannot be held."""
        columns = self.columns
        tests = row_tests(self.plan, self.dataset, columns)
        if isinstance(tests, Stopped):
            return tests
        steps = [Step(column=columns[one.name], treatment=one.treatment) for one in self.plan.carried]
        return Recipe(steps=tuple(steps), tests=(*tests, *self._selecting(columns)))

    def _selecting(self, columns: Mapping[str, Column]) -> Iterator[RowTest]:
        for name in dict.fromkeys(name for name, _ in self.only):
            values = tuple(value for named, value in self.only if named == name)
            yield RowTest(column=columns[name], values=values)

    def key(self, recipe: Recipe) -> tuple[HashKey | None, bool]:
        """Return the key that a recipe needs, if any, and whether it had to be made."""
        if not recipe.hashes:
            return None, False
        keys, use = keyring(self.root), self.plan.use
        number, is_new = (self.key_number, False) if self.key_number is not None else keys.ready()
        return keys.key(number, recipient=use.recipient, purpose=use.purpose), is_new

    def seen(self, rows: int) -> Input:
        """Return the data with its number of rows, where only reading told it."""
        return replace(self.data, rows=rows if self.data.rows is None else self.data.rows)

    def told(self) -> Any:
        """Return what an engine tells how far it is."""
        of = self.data.rows or 0

        def tell(part: float) -> None:
            done = int(part * of)
            self.tell(f"letting {done:,} of {of:,} rows through", done, of)

        return tell


def prove_read(work: Work, *, read: int) -> None:
    """Raise ``BadInput`` unless what was read is what was looked at."""
    changed = work.data.changed()
    if changed is not None:
        raise BadInput(
            f"`{changed.path}` changed while it was read", hint="gate a file that nobody writes in"
        )
    if work.data.rows is not None and read != work.data.rows:
        raise BadInput(
            f"the data has {work.data.rows} rows, of which {read} could be read: nothing was let through"
        )


def prove_written(made: Path, kind: OutputKind, names: list[str]) -> None:
    """Raise ``BadInput`` unless what was written has exactly the columns that were planned."""
    if columns_written(made, kind) != names:
        raise BadInput("what was written is not what was planned: nothing was let through")
