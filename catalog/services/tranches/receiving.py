"""Receive a tranche: fit its files to datasets, hold each to the agreement and the definitions in force."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from catalog.enforcement.inputs.hashing import hashes_of
from catalog.enforcement.inputs.opening import look_whole
from catalog.enforcement.inputs.seen import Input, unreadable
from catalog.enforcement.tranches.scanning import Scanner, scanner
from catalog.errors import BadInput, NotFound
from catalog.records.snapshot import Snapshot
from catalog.records.tranche import (
    DatasetAsked,
    DatasetChecked,
    FileChecked,
    TrancheFinding,
    TrancheReport,
)
from catalog.rules.tranches.awaiting import datasets_asked
from catalog.rules.tranches.fitting import fits, meant, said_of
from catalog.rules.tranches.ruling_values import tells_years
from catalog.services.tranches.asking import TrancheAsked, submission_of
from catalog.services.tranches.columns import judge_columns
from catalog.services.tranches.noting import note, shown_name
from catalog.services.tranches.values import Held, judge_values

Tell = Callable[[str, int, int], object]
"""Is told what is done, how many bytes were looked at, and of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sorted:
    """The files of a folder by their datasets, and what was found of those that have none."""

    files: Mapping[str, list[Path]]
    findings: tuple[TrancheFinding, ...]


def receive(
    snapshot: Snapshot, asked: TrancheAsked, *, tell: Tell = lambda _what, _done, _of: None
) -> TrancheReport:
    """Check a tranche, and report everything that is wrong with it; nothing is let in by this.

    Raises ``NotFound`` and ``BadInput`` where the question cannot be answered. A file that cannot be read is
    a finding, and the others are still checked.
    """
    submission = submission_of(snapshot, asked)
    datasets = _with_keys(asked, {one.id: one for one in datasets_asked(snapshot, submission)})
    sorted_ = _sort(asked.folder, datasets)
    progress = _Progress(tell, sorted_.files)
    with scanner() as engine:
        checked = [
            _checked(engine, datasets[id], files, asked=asked, progress=progress)
            for id, files in sorted(sorted_.files.items())
        ]
    found = (
        *sorted_.findings,
        *_absent(datasets, sorted_.files),
        *_years_not_stated(asked, checked),
    )
    return TrancheReport(
        provider=submission.provider,
        recipients=submission.recipients,
        years=asked.years,
        on=asked.on,
        as_known=asked.as_known,
        catalog=snapshot.digest,
        datasets=tuple(checked),
        findings=found,
    )


class _Progress:
    """Tells how far the looking at all files has come."""

    def __init__(self, tell: Tell, files: Mapping[str, list[Path]]) -> None:
        self._tell = tell
        self._done = 0
        self._of = sum(_size(path) for paths in files.values() for path in paths)

    def more(self, read: int) -> None:
        self._done += read
        self._tell("checking the tranche", min(self._done, self._of), self._of)


def _size(path: Path) -> int:
    try:
        parts = path.iterdir() if path.is_dir() else [path]
        return sum(part.stat().st_size for part in parts)
    except OSError:
        return 0


def _with_keys(asked: TrancheAsked, datasets: Mapping[str, DatasetAsked]) -> dict[str, DatasetAsked]:
    """Return the datasets, each with the key that was said for it, if one was."""
    if not datasets:
        raise NotFound(
            f"lineage has no dataset of `{asked.provider}` on {asked.on}",
            hint="a tranche brings datasets that lie in a zone of the provider's",
        )
    found = dict(datasets)
    for said, key in asked.keys.items():
        fitting = fits(said, datasets)
        if len(fitting) != 1:
            raise NotFound(
                f"`{asked.provider}` has no dataset `{said}`", hint=f"it has {', '.join(sorted(datasets))}"
            )
        dataset = datasets[fitting[0]]
        unknown = [name for name in key if name not in dataset.columns]
        if unknown:
            raise NotFound(
                f"dataset `{dataset.id}` has no field `{unknown[0]}`",
                hint=f"it has {', '.join(dataset.columns)}",
            )
        found[dataset.id] = replace(dataset, key=key)
    return found


def _sort(folder: Path, datasets: Mapping[str, DatasetAsked]) -> _Sorted:
    if not folder.is_dir():
        raise BadInput(f"`{folder}` is no folder", hint="a tranche is a folder with one file a dataset")
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise unreadable(folder, error) from error
    found: list[TrancheFinding] = []
    files: dict[str, list[Path]] = {}
    for path in entries:
        said = said_of(path.name, is_folder=path.is_dir()) if path.is_dir() or path.is_file() else None
        fitting = () if said is None else fits(said, datasets)
        if len(fitting) == 1:
            files.setdefault(fitting[0], []).append(path)
        else:
            found.append(_extra(path, said, fitting, datasets=datasets))
    if not files:
        found.append(note("no-data", "no file of the folder brings a dataset"))
    return _Sorted(files=files, findings=tuple(found))


def _extra(
    path: Path, said: str | None, fitting: Sequence[str], *, datasets: Mapping[str, DatasetAsked]
) -> TrancheFinding:
    name, near = shown_name(path.name), None if said is None else meant(said, datasets)
    hint = None
    if fitting:
        hint = f"Name it after the one that is meant, whole: {', '.join(fitting)}."
    elif near is not None:
        hint = f"Take it out, or name it after `{near}` where that is meant."
    return note("extra-file", f"`{name}` fits no dataset of the provider's", hint=hint, file=name)


def _absent(
    datasets: Mapping[str, DatasetAsked], files: Mapping[str, list[Path]]
) -> Iterator[TrancheFinding]:
    for id, dataset in datasets.items():
        if id not in files and dataset.let_in:
            code = "dataset-missing" if dataset.required else "dataset-absent"
            yield note(code, f"no file brings {id}", dataset=id)


def _years_not_stated(asked: TrancheAsked, checked: Sequence[DatasetChecked]) -> Iterator[TrancheFinding]:
    telling = [f"{one.id}.{column.name}" for one in checked for column in one.columns if tells_years(column)]
    if telling and not asked.years:
        yield note("years-not-stated", f"not held to any year: {', '.join(telling)}")


def _checked(
    engine: Scanner, dataset: DatasetAsked, files: Sequence[Path], *, asked: TrancheAsked, progress: _Progress
) -> DatasetChecked:
    """Check what a tranche brings of one dataset; whatever is wrong with its file is a finding."""
    file = shown_name(files[0].name)
    if len(files) > 1:
        names = ", ".join(f"`{shown_name(path.name)}`" for path in files)
        twice = note("dataset-twice", f"{names} bring {dataset.id}", dataset=dataset.id, file=file)
        return _unchecked(dataset, file, twice)
    try:
        seen = look_whole(files[0], tell=progress.more)
        hashes = hashes_of(seen, tell=progress.more)
    except BadInput as fault:
        return _unchecked(dataset, file, _fault(dataset, file, fault))
    columns = judge_columns(dataset, seen, file=file)
    held = Held(dataset=dataset, columns=columns, years=asked.years, on=asked.on, examples=asked.examples)
    found = list(columns.findings)
    rows = seen.rows if columns.bound else None
    if seen.rows == 0:
        found.append(note("no-rows", f"`{file}` has no rows", dataset=dataset.id, file=file))
    elif columns.held:
        try:
            found += judge_values(engine, held, seen, file=file)
        except BadInput as fault:
            rows = None
            found.append(_fault(dataset, file, fault))
    if seen.changed() is not None:
        found.append(note("file-changed", f"`{file}` changed", dataset=dataset.id, file=file))
    return DatasetChecked(
        id=dataset.id,
        name=file,
        files=_files(seen, hashes),
        rows=rows,
        columns=columns.bound,
        rules=0 if rows is None else len(held.rules()) + bool(held.key()),
        findings=tuple(found),
    )


def _files(seen: Input, hashes: Sequence[str]) -> tuple[FileChecked, ...]:
    return tuple(
        FileChecked(name=shown_name(one.path.name), size=one.size, sha256=sha256)
        for one, sha256 in zip(seen.files, hashes, strict=True)
    )


def _fault(dataset: DatasetAsked, file: str, fault: BadInput) -> TrancheFinding:
    return note("file-unreadable", fault.message, hint=fault.hint, dataset=dataset.id, file=file)


def _unchecked(dataset: DatasetAsked, file: str, found: TrancheFinding) -> DatasetChecked:
    return DatasetChecked(
        id=dataset.id, name=file, files=(), rows=None, columns=(), rules=0, findings=(found,)
    )
