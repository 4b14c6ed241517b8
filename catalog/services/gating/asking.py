"""What is asked of the gate, and what stops it before any value is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from catalog.enforcement.inputs.opening import look, once_each
from catalog.enforcement.inputs.seen import Input
from catalog.errors import BadInput, NotFound
from catalog.records.ids import Form
from catalog.records.release import ReleasePlan, Use
from catalog.records.snapshot import Snapshot
from catalog.rules.release.binding import Binding, bind, shown
from catalog.rules.release.fields import DatasetFields, fields_of

if TYPE_CHECKING:
    from catalog.enforcement.inputs.tables import Place

OutputKind = Literal["parquet", "csv"]
Tell = Callable[[str, int, int], object]
"""Is told what is done, and how far it is, of how much."""

_KINDS: Final[dict[str, OutputKind]] = {".parquet": "parquet", ".csv": "csv"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A release that is wanted: which data, of which dataset, for which use, and where to.

    ``data`` is a path or a database's URL. ``form`` of ``None`` is the best one. ``drop`` says that columns
    which are no fields of the dataset are left out, and not a reason to refuse. A table of counts is wanted
    where ``by`` names columns: of the people that the column ``people`` tells apart, with the ``rate`` of a
    flag, rounded to multiples of ``round_to``, of rows with the values in ``only`` alone. ``master`` is an
    Apache Spark cluster's address. ``key`` is the number of the key of pseudonyms; ``None`` is the newest.
    """

    data: str
    table: str | None
    dataset: str
    use: Use
    form: Form | None
    out: Path
    drop: bool
    by: tuple[str, ...] = ()
    people: str | None = None
    rate: str | None = None
    only: tuple[tuple[str, str], ...] = ()
    round_to: int = 1
    master: str | None = None
    key: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """A release that is refused, and why; nothing was written. ``plan`` tells how columns were decided."""

    because: tuple[str, ...]
    hints: tuple[str, ...] = ()
    plan: ReleasePlan | None = None


def dataset_of(snapshot: Snapshot, wanted: Wanted) -> DatasetFields:
    """Return the fields of the dataset. Raises ``NotFound`` where the day's lineage knows no such dataset."""
    found = fields_of(snapshot, wanted.dataset, on=wanted.use.on, as_known=wanted.use.as_known)
    if found is None:
        raise NotFound(
            f"no dataset `{wanted.dataset}` in the lineage that is current on {wanted.use.on}",
            hint="`p20w trace` shows the datasets of a field; an id is written as `cde.calpads`",
        )
    return found


def output_kind(wanted: Wanted, root: Path) -> OutputKind:
    """Return what the output is to be, by its name. Raises ``BadInput`` where it may not lie there."""
    out = wanted.out
    kind = _KINDS.get(out.suffix)
    if kind is None:
        raise BadInput(
            f"`{out}` is neither Parquet nor CSV by its name",
            hint="name it .parquet or .csv, in small letters",
        )
    if not out.parent.is_dir():
        raise BadInput(f"there is no folder `{out.parent}`")
    if wanted.master is not None and kind == "csv":
        raise BadInput("Spark writes Parquet alone", hint="name the output .parquet")
    if out.is_dir() and wanted.master is None:
        raise BadInput(f"`{out}` is a folder", hint="name a file")
    if out.resolve().is_relative_to(root.resolve()):
        raise BadInput(f"`{out}` lies in the catalog: data does not belong there", hint="name another folder")
    return kind


def place_if_any(wanted: Wanted) -> Place | None:
    """Return where the table lies; ``None`` where the data is files. Raises ``BadInput``."""
    if not wanted.data:
        raise BadInput("no data is named")
    if "://" not in wanted.data:
        return None
    if wanted.master is not None:
        raise BadInput("Spark reads files alone", hint="gate the table with the embedded engine")
    from catalog.enforcement.inputs.tables import place_of  # noqa: PLC0415  # SQLAlchemy is slow to load

    return place_of(wanted.data, wanted.table)


def look_at(wanted: Wanted, place: Place | None, tell: Tell) -> Input:
    """Look at the data before any value is let on. Raises ``BadInput``."""
    if place is not None:
        from catalog.enforcement.inputs.tables import look_up  # noqa: PLC0415  # likewise

        return once_each(look_up(place), f"the table `{place.table}`")
    if wanted.table is not None:
        raise BadInput("--table is for data behind a database's URL")
    path = Path(wanted.data).absolute() if wanted.master else Path(wanted.data)
    size = sum(one.stat().st_size for one in ([path] if path.is_file() else path.glob("*")) if one.is_file())
    done = 0

    def read(more: int) -> None:
        nonlocal done
        done += more
        tell("looking at the data", done, size)

    return look(path, tell=read)


def columns_bound(dataset: DatasetFields, names: Sequence[str], *, drop: bool) -> Binding | Stopped:
    """Bind the columns to fields, or say which of them stop the release.

    A name that is nearly a field's is refused whatever is said of others: which of the two is wrong is not
    known, and leaving the column out would hide it.
    """
    binding = bind(names, dataset.fields)
    if not (binding.bound or binding.variants):
        return Stopped(
            because=(f"none of the {len(names)} columns is a field of `{dataset.dataset}`",),
            hints=("the first row of a text file names the columns",),
        )
    because = [
        f"column `{one.name}` is not the field `{one.field}`: {one.differs}" for one in binding.variants
    ]
    hints = [f"write `{one.field}` exactly so" for one in binding.variants]
    if binding.unbound and not drop:
        because += [f"`{shown(names, name)}` is no field of `{dataset.dataset}`" for name in binding.unbound]
        hints.append("`--drop` leaves out what is no field of the dataset")
    return Stopped(because=tuple(because), hints=tuple(hints)) if because else binding
