"""Hold the log against itself, and the catalog's files against the log: everything that does not fit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from catalog.config import settings
from catalog.errors import NotACatalog, NotFound
from catalog.records.codes.all_codes import finding
from catalog.records.finding import Finding
from catalog.rules.merkle import Tree
from catalog.services.logbook.against import at_line, compared, gone_meetings, path_of_text, wrong_adoptions
from catalog.services.logbook.folder import strays
from catalog.services.logbook.posted import edited_proposals, wrong_notices
from catalog.services.logbook.since import CheckpointOutside, since_findings
from catalog.services.logbook.unlogged import is_kept_without_log, unlogged
from catalog.store.layout import place_of
from catalog.store.log import (
    LEAVES,
    POLICY,
    LogFault,
    LogFiles,
    LoggedRecord,
    checkpoint_path,
    has_log,
    of_one_state,
    policy_of,
    read_log,
)
from catalog.store.notes.checkpoints import SignedCheckpoint, Standing
from catalog.store.notes.keys import encoded
from catalog.store.notes.policy import TrustPolicy
from catalog.store.placing import placed
from catalog.store.present import PresentFiles
from catalog.store.reading import is_catalog

_DECISIONS: Final = "meetings/decisions"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogAudit:
    """What holding a log against itself and the catalog found.

    ``root`` is in base64. ``covered`` is the size of the largest checkpoint that counts: leaves from
    there on wait for one. ``unlogged`` are the records that are not in the log.
    """

    size: int
    root: str
    covered: int
    findings: tuple[Finding, ...]
    unlogged: tuple[str, ...]

    @property
    def faults(self) -> tuple[Finding, ...]:
        """What does not verify: everything found but records of meetings by hand that were never logged."""
        return tuple(
            one for one in self.findings if one.code != "record-not-logged" or one.severity == "error"
        )

    def document(self) -> dict[str, object]:
        """Return it as the plain object that ``--format json`` prints."""
        return {
            "verifies": not self.faults,
            "size": self.size,
            "root": self.root,
            "covered": self.covered,
            "faults": [one.document() for one in self.faults],
            "not_logged": list(self.unlogged),
        }


def log_findings(root: Path) -> tuple[Finding, ...]:
    """Return what is wrong with a catalog's log and what it vouches for.

    Nothing if there is no log, unless the commands kept a meeting: then there was one.
    """
    if not has_log(root) and not is_kept_without_log(root):
        return ()
    return of_one_state(root, lambda: audit(root)).findings


def audit_catalog(
    root: Path, *, policy: TrustPolicy | None = None, since: CheckpointOutside | None = None
) -> LogAudit:
    """Hold a catalog's log against everything, by its own policy or by one that was kept outside.

    Raises ``NotFound`` where there is no log to verify and there should be none.
    """
    if not is_catalog(root):
        raise NotACatalog(f"`{root}` is not a catalog", hint="`p20w init DIR` makes one")
    found = of_one_state(root, lambda: audit(root, policy=policy, since=since))
    if not has_log(root) and not found.findings:
        raise NotFound("the catalog has no log yet", hint="the first agenda that is posted starts it")
    return found


def audit(
    root: Path, *, policy: TrustPolicy | None = None, since: CheckpointOutside | None = None
) -> LogAudit:
    """Read the log and every file it vouches for again, and hold each against the others."""
    files = read_log(root)
    if policy is not None:
        files = replace(files, policy=policy)
    present = PresentFiles(root, cache_folder=settings().cache)
    tree = Tree(files.leaves)
    found = [_of_fault(fault) for fault in files.faults]
    standings = _standings(files)
    found += strays(root)
    found += _wrong_checkpoints(files, tree, standings=standings)
    if since is not None:
        found += since_findings(since, tree, policy=files.policy or policy_of(root))
    found += _wrong_records(files.records, present)
    found += gone_meetings(files.records, present)
    found += placed(root, wrong_notices(files.records, present))
    found += edited_proposals(files.records, present)
    found += _wrong_texts(files.records, present)
    found += wrong_adoptions(files.records, present)
    lacking = dict(unlogged(root, (record.id for record in files.records), present))
    counting = [size for size, one in standings.items() if one.counts and _fits(files, tree, size=size)]
    return LogAudit(
        size=tree.size,
        root=encoded(tree.root()),
        covered=max(counting, default=0),
        findings=(*found, *lacking.values()),
        unlogged=tuple(lacking),
    )


def _of_fault(fault: LogFault) -> Finding:
    code = {LEAVES: "log-leaf-damaged", POLICY: "log-policy-damaged"}.get(fault.file, "checkpoint-damaged")
    return at_line(code, fault.file, line=fault.line, message=fault.message, hint=fault.hint)


def _standings(files: LogFiles) -> dict[int, Standing]:
    """Return who signed each checkpoint; nothing where there is no policy to say who may."""
    policy = files.policy
    if policy is None:
        return {}
    return {size: signed.standing(policy) for size, signed in files.checkpoints.items()}


def _fits(files: LogFiles, tree: Tree, *, size: int) -> bool:
    return size <= tree.size and tree.root(size) == files.checkpoints[size].checkpoint.root


def _wrong_checkpoints(files: LogFiles, tree: Tree, *, standings: dict[int, Standing]) -> Iterator[Finding]:
    if files.checkpoints and files.policy is None and all(one.file != POLICY for one in files.faults):
        yield finding("log-policy-damaged", POLICY, message="there are checkpoints and no policy")
    last_good = 0
    pending: list[tuple[int, Standing]] = []
    for size, signed in files.checkpoints.items():
        standing = standings.get(size)
        if standing is not None:
            yield from _wrong_signatures(signed, standing)
        if not _fits(files, tree, size=size):
            if standing is None or standing.by_log:
                yield _unfitting(signed, tree, first=last_good)
            continue
        last_good = size
        if standing is None or not standing.by_log or standing.false:
            continue
        if standing.counts:
            pending.clear()
        else:
            pending.append((size, standing))
    for size, standing in pending:
        who = ", ".join(standing.cosigned) or "nobody"
        told = f"the checkpoint of {size} leaves is cosigned by {who}, and the policy asks for more"
        yield at_line("checkpoint-unwitnessed", checkpoint_path(size), line=1, message=told)


def _wrong_signatures(signed: SignedCheckpoint, standing: Standing) -> Iterator[Finding]:
    path = checkpoint_path(signed.checkpoint.size)
    for name in standing.false:
        told = f"the signature of `{name}` is not true"
        yield at_line("checkpoint-damaged", path, line=_line_of(signed, name), message=told)
    if not standing.by_log and not standing.false:
        told = f"the policy's log has not signed this as `{signed.checkpoint.origin}`"
        yield at_line("checkpoint-damaged", path, line=1, message=told)


def _line_of(signed: SignedCheckpoint, name: str) -> int:
    names = [one.name for one in signed.note.signatures]
    return signed.note.text.count("\n") + 2 + names.index(name)


def _unfitting(signed: SignedCheckpoint, tree: Tree, *, first: int) -> Finding:
    """Return the finding for leaves that are not those of a checkpoint; ``first`` of them are right."""
    size = signed.checkpoint.size
    if size > tree.size:
        told = f"the checkpoint of {size} leaves was signed, and {tree.size} are here"
        return at_line("log-leaf-damaged", LEAVES, line=max(tree.size, 1), message=told)
    told = f"the leaves on lines {first + 1} to {size} are not those of the checkpoint of {size} leaves"
    return at_line("log-leaf-damaged", LEAVES, line=first + 1, message=told)


def _wrong_records(records: tuple[LoggedRecord, ...], present: PresentFiles) -> Iterator[Finding]:
    for record in records:
        if record.kind == "notice":
            continue
        path = f"{_DECISIONS}/{record.id}.yaml"
        place = place_of(path)
        if place is None or place.kind != record.kind:
            told = f"`{record.id}` is no id that a {record.kind} has"
            yield at_line("log-leaf-damaged", LEAVES, line=record.line, message=told)
            continue
        yield from compared(
            path,
            present,
            digest=f"sha256:{hashlib.sha256(record.leaf).hexdigest()}",
            codes=("logged-record-edited", "logged-record-gone"),
            said=f"was logged ({LEAVES}:{record.line})",
        )


def _wrong_texts(records: tuple[LoggedRecord, ...], present: PresentFiles) -> Iterator[Finding]:
    told = set()
    for record in records:
        items = record.document["items"] if record.kind == "notice" else []
        for item in items:
            named, posted = (item.get("object"), item.get("digest")) if isinstance(item, dict) else (1, 1)
            if named is None and posted is None:
                continue
            path = path_of_text(named)
            if path is None or not isinstance(posted, str):
                message = f"`{record.id}` posts something that is no text with its digest"
                yield at_line("log-leaf-damaged", LEAVES, line=record.line, message=message)
            elif path not in told:
                wrong = list(
                    compared(
                        path,
                        present,
                        digest=posted,
                        codes=("posted-text-edited", "posted-text-edited"),
                        said=f"was posted by `{record.id}` ({LEAVES}:{record.line})",
                    )
                )
                told |= {path} if wrong else set()
                yield from wrong
