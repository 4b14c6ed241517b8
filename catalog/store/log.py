"""The files of the transparency log: leaves, policy and checkpoints, read strictly.

``meetings/log/leaves.jsonl`` has a leaf a line: the canonical JSON of a notice, a decision record or
an erratum, which has no raw line break. The leaf is the line without its end.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple, NoReturn, TypeVar

import rfc8785

from catalog.errors import BadInput, FaultyCatalog, WriteRefused
from catalog.store.canonical import canonical_bytes
from catalog.store.layout import MOST_BYTES
from catalog.store.notes.checkpoints import NUMBER, SignedCheckpoint, read_checkpoint
from catalog.store.notes.keys import NoteFault
from catalog.store.notes.policy import TrustPolicy, read_policy
from catalog.store.plain_files import original_if_there
from catalog.store.steps import Appended, New, settled

T = TypeVar("T")

LOG: Final = "meetings/log"
LEAVES: Final = f"{LOG}/leaves.jsonl"
POLICY: Final = f"{LOG}/policy"
CHECKPOINTS: Final = f"{LOG}/checkpoints"

_LARGEST: Final = 2**53 - 1
_HINT: Final = "a leaf is never edited: put the line back as it was (git has it)"
_NEEDED: Final[dict[str, dict[str, type]]] = {
    "notice": {"meeting": str, "revision": int, "items": list},
    "decision": {"id": str},
    "erratum": {"id": str, "corrects": str},
}
"""What a document of each kind must say, of which type, for the log to know it."""


class LoggedRecord(NamedTuple):
    """A leaf, what it says, and the line on which it stands."""

    line: int
    id: str
    kind: str
    document: dict[str, Any]
    leaf: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFault:
    """What is wrong with a file of the log, and where; ``file`` is relative to the catalog."""

    file: str
    line: int | None
    message: str
    hint: str | None

    def error(self) -> FaultyCatalog:
        """Return the fault as what is raised where a command cannot go on."""
        place = self.file + (f":{self.line}" if self.line else "")
        return FaultyCatalog(f"{place}: {self.message}", hint=self.hint)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFiles:
    """All that the log's files say, and all that is wrong with them.

    ``leaves`` are the lines as they stand, whether right or not. Checkpoints stand by their size.
    """

    leaves: tuple[bytes, ...]
    records: tuple[LoggedRecord, ...]
    policy: TrustPolicy | None
    checkpoints: dict[int, SignedCheckpoint]
    faults: tuple[LogFault, ...]


def has_log(root: Path) -> bool:
    """Say whether a catalog has a transparency log."""
    return (root / LOG).is_dir()


def record_id(document: dict[str, Any]) -> str:
    """Return by which name a document is found in the log: its id, or ``notice:MEETING#REVISION``."""
    if document["kind"] == "notice":
        return f"notice:{document['meeting']}#{document['revision']}"
    return str(document["id"])


def leaves_of(root: Path) -> tuple[bytes, ...]:
    """Return the leaves in their order; none if there is no log. Raises ``FaultyCatalog``."""
    leaves, _, faults = _read_leaves(root)
    if faults:
        raise faults[0].error()
    return leaves


def records_of(root: Path) -> tuple[LoggedRecord, ...]:
    """Return the leaves with what they say. Raises ``FaultyCatalog`` at the first fault."""
    _, records, faults = _read_leaves(root)
    if faults:
        raise faults[0].error()
    return records


def appended(root: Path, documents: Sequence[dict[str, Any]]) -> Appended | New:
    """Return the change that appends documents to the log, for a step to take. It writes nothing.

    Raises ``WriteRefused`` where one is in the log already, ``BadInput`` where one is no document of
    the log, and ``FaultyCatalog`` where the log itself is not right.
    """
    records = records_of(root)
    logged = {record.id: record.line for record in records}
    lines = []
    for document in documents:
        leaf = _leaf_of(document)
        name = record_id(document)
        if name in logged:
            raise WriteRefused(
                f"`{name}` is in the log already ({LEAVES}:{logged[name]})",
                hint="a logged record is final; an erratum or a later decision is a record of its own",
            )
        logged[name] = len(logged) + 1
        lines.append(leaf + b"\n")
    data = original_if_there(root / LEAVES)
    added = b"".join(lines)
    return New(path=LEAVES, data=added) if data is None else Appended(path=LEAVES, size=len(data), data=added)


def policy_of(root: Path) -> TrustPolicy:
    """Return the log's policy. Raises ``FaultyCatalog`` where it is not right or not there."""
    policy, faults = _read_policy(root)
    if policy is None:
        hint = "write `log VKEY`, `witness NAME VKEY` and `quorum NAME`; `p20w log key` makes keys"
        raise faults[0].error() if faults else FaultyCatalog(f"{POLICY}: the log has no policy", hint=hint)
    return policy


def policy_of_file(name: str) -> TrustPolicy:
    """Return the policy in a file, wherever it lies. Raises ``BadInput``."""
    try:
        return read_policy(Path(name).read_bytes())
    except OSError as error:
        raise BadInput(f"cannot read `{name}`: {error.strerror}") from error
    except NoteFault as fault:
        raise BadInput(f"{name}:{fault.line}: {fault.message}", hint=fault.hint) from fault


def checkpoints_of(root: Path) -> dict[int, SignedCheckpoint]:
    """Return the checkpoints by size, ascending. Raises ``FaultyCatalog`` at the first fault."""
    checkpoints, faults = _read_checkpoints(root)
    if faults:
        raise faults[0].error()
    return checkpoints


def read_log(root: Path) -> LogFiles:
    """Return all that the log's files say with all that is wrong with them; it raises for neither."""
    leaves, records, wrong_leaves = _read_leaves(root)
    policy, wrong_policy = _read_policy(root)
    checkpoints, wrong_checkpoints = _read_checkpoints(root)
    return LogFiles(
        leaves=leaves,
        records=records,
        policy=policy,
        checkpoints=checkpoints,
        faults=(*wrong_leaves, *wrong_policy, *wrong_checkpoints),
    )


def of_one_state(root: Path, look: Callable[[], T]) -> T:
    """Look at several files; look again where a step was taken meanwhile, so that no half of one is seen."""
    while True:
        before = settled(root)
        found = look()
        if settled(root) == before:
            return found


def checkpoint_path(size: int) -> str:
    """Return where the checkpoint of a size stands."""
    return f"{CHECKPOINTS}/{size}"


def _read_leaves(root: Path) -> tuple[tuple[bytes, ...], tuple[LoggedRecord, ...], list[LogFault]]:
    data = original_if_there(root / LEAVES)
    if not data:
        return (), (), []
    lines = data.split(b"\n")
    faults, records, first = [], [], dict[str, int]()
    if lines[-1]:
        faults.append(_wrong_leaf(len(lines), "the last line has no end"))
    else:
        lines.pop()
    for number, leaf in enumerate(lines, start=1):
        try:
            document = _document_of(leaf)
        except ValueError as error:
            faults.append(_wrong_leaf(number, str(error)))
            continue
        record = LoggedRecord(number, record_id(document), document["kind"], document, leaf)
        if record.id in first:
            faults.append(_wrong_leaf(number, f"`{record.id}` is logged already on line {first[record.id]}"))
            continue
        first[record.id] = number
        records.append(record)
    return tuple(lines), tuple(records), sorted(faults, key=lambda fault: fault.line or 0)


def parsed_leaf(line: int, leaf: bytes) -> dict[str, Any]:
    """Return what one leaf says. Raises ``FaultyCatalog`` where it is none of this log."""
    try:
        return _document_of(leaf)
    except ValueError as error:
        raise _wrong_leaf(line, str(error)).error() from error


def _wrong_leaf(line: int, message: str) -> LogFault:
    return LogFault(file=LEAVES, line=line, message=message, hint=_HINT)


def _document_of(leaf: bytes) -> dict[str, Any]:
    """Return what a leaf says. Raises ``ValueError`` with a reason where it is no leaf of this log."""
    if not leaf:
        raise ValueError("an empty line")
    if len(leaf) > MOST_BYTES:
        raise ValueError("the leaf has more than 1 MiB")
    try:
        document = json.loads(
            leaf.decode(), parse_float=_no_number, parse_constant=_no_number, parse_int=_whole
        )
        is_canonical = canonical_bytes(document) == leaf
    except (ValueError, RecursionError, rfc8785.CanonicalizationError) as error:
        raise ValueError("the leaf is not JSON as the catalog writes it") from error
    if not is_canonical:
        raise ValueError("the leaf is not in canonical form (RFC 8785)")
    kind = document.get("kind") if isinstance(document, dict) else None
    needed = _NEEDED.get(kind) if isinstance(kind, str) else None
    if needed is None:
        raise ValueError("the leaf is no notice, decision or erratum")
    for key, wanted in needed.items():
        if type(document.get(key)) is not wanted:
            raise ValueError(f"the leaf says no `{key}`")
    return dict(document)


def _leaf_of(document: dict[str, Any]) -> bytes:
    try:
        leaf = canonical_bytes(document)
        _document_of(leaf)
    except (ValueError, RecursionError, rfc8785.CanonicalizationError) as error:
        raise BadInput(f"this is no document for the log: {error}") from error
    return leaf


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"`{text}` is no number that a record has")


def _whole(text: str) -> int:
    if len(text) > len(str(-_LARGEST)) or abs(int(text)) > _LARGEST:
        _no_number(text)
    return int(text)


def _read_policy(root: Path) -> tuple[TrustPolicy | None, list[LogFault]]:
    data = original_if_there(root / POLICY)
    if data is None:
        return None, []
    try:
        return read_policy(data), []
    except NoteFault as fault:
        return None, [LogFault(file=POLICY, line=fault.line, message=fault.message, hint=fault.hint)]


def _read_checkpoints(root: Path) -> tuple[dict[int, SignedCheckpoint], list[LogFault]]:
    found, faults = dict[int, SignedCheckpoint](), []
    for name in _names_in(root / CHECKPOINTS):
        file = f"{CHECKPOINTS}/{name}"
        try:
            signed = read_checkpoint(original_if_there(root / file) or b"")
        except NoteFault as fault:
            faults.append(LogFault(file=file, line=fault.line, message=fault.message, hint=fault.hint))
            continue
        if not NUMBER.fullmatch(name) or signed.checkpoint.size != int(name):
            told = f"the checkpoint is of size {signed.checkpoint.size}, and its file is called `{name}`"
            faults.append(LogFault(file=file, line=2, message=told, hint="name the file after the size"))
            continue
        found[signed.checkpoint.size] = signed
    return dict(sorted(found.items())), faults


def _names_in(folder: Path) -> Iterable[str]:
    """List the files of a folder; what a crash left beside them starts with a dot."""
    if not folder.is_dir():
        return []
    names = (path.name for path in folder.iterdir())
    return sorted(name for name in names if not name.startswith(".") and name != "README.md")
