"""Let data through: bind, decide, have it made beside, register it, give it its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.enforcement.inputs.hashing import hashed_beside
from catalog.enforcement.inputs.seen import Input
from catalog.enforcement.outputs import put, scratch_in
from catalog.errors import BadInput
from catalog.records.release import ReleasePlan
from catalog.records.snapshot import Snapshot
from catalog.rules.release.binding import shown
from catalog.rules.release.counting import Counting, plan_counts
from catalog.rules.release.planning import plan_release
from catalog.rules.release.ruling import Ruler
from catalog.services.gating.asking import (
    Stopped,
    Tell,
    Wanted,
    columns_bound,
    dataset_of,
    look_at,
    output_kind,
    place_if_any,
)
from catalog.services.gating.choosing import counting_of
from catalog.services.gating.receipts import receipt_of, receipt_path, written
from catalog.services.gating.recording import registry
from catalog.services.gating.row_releases import rows_made
from catalog.services.gating.working import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """A release that was made: its plan, its receipt, and whether a key had to be made for it."""

    plan: ReleasePlan
    receipt: dict[str, Any]
    out: Path
    new_key: bool


def release(
    snapshot: Snapshot, wanted: Wanted, *, root: Path, tell: Tell = lambda *_: None
) -> Released | Stopped:
    """Make a release, or say why it is refused; a refusal and an error leave nothing behind.

    Raises ``BadInput`` where the data cannot be read whole and exactly, ``NotFound`` where there is no such
    dataset, ``WriteRefused`` where the output cannot be written or holds something else already.
    """
    kind = output_kind(wanted, root)
    dataset = dataset_of(snapshot, wanted)
    place = place_if_any(wanted)
    data = look_at(wanted, place, tell)
    _require_another(wanted, data)
    binding = columns_bound(dataset, [column.name for column in data.columns], drop=wanted.drop)
    if isinstance(binding, Stopped):
        return binding
    ruler = Ruler(snapshot=snapshot, use=wanted.use, dataset=dataset)
    counting = counting_of(wanted, dataset, binding.bound)
    if isinstance(counting, Stopped):
        return counting
    names = [column.name for column in data.columns]
    others = [shown(names, name) for name in binding.unbound]
    plan = _planned(ruler, wanted, binding.bound, others, counting)
    if not plan.permitted:
        return Stopped(because=("no column may flow so",), plan=plan)
    work = Work(
        snapshot=snapshot,
        plan=plan,
        dataset=dataset,
        data=data,
        place=place,
        kind=kind,
        root=root,
        tell=tell,
        master=wanted.master,
        key_number=wanted.key,
        only=wanted.only,
    )
    with scratch_in(wanted.out.parent) as scratch, hashed_beside(data) as hashes:
        return _released(work, wanted, counting, scratch=scratch, hashes=hashes)


def _require_another(wanted: Wanted, data: Input) -> None:
    if any(file.path.resolve() == wanted.out.resolve() for file in data.files):
        raise BadInput("the output would replace the input", hint="name another file")


def _planned(
    ruler: Ruler, wanted: Wanted, bound: Sequence[str], others: Sequence[str], counting: Counting | None
) -> ReleasePlan:
    if counting is None:
        return plan_release(ruler, bound, others, form=wanted.form)
    return plan_counts(ruler, counting, others)


def _released(
    work: Work,
    wanted: Wanted,
    counting: Counting | None,
    *,
    scratch: Path,
    hashes: Callable[[], tuple[str, ...]],
) -> Released | Stopped:
    out = wanted.out
    if counting is None:
        found = rows_made(work, out, scratch)
    else:
        from catalog.services.gating.count_releases import counts_made  # noqa: PLC0415  # scipy is slow to load

        found = counts_made(work, counting, out, scratch=scratch, round_to=wanted.round_to)
    if isinstance(found, Stopped):
        return found
    made, new_key = found
    data = work.seen(made.read)
    receipt = receipt_of(work.snapshot, work.plan, data, made, hashes=hashes(), only=work.only)
    told = scratch / receipt_path(out).name
    told.write_bytes(written(receipt))
    registry().add(receipt["release"], written(receipt))
    put({made.path: out, told: receipt_path(out)})
    return Released(plan=work.plan, receipt=receipt, out=out, new_key=new_key)
