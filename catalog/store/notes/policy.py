"""The trust policy of a log (C2SP tlog-policy): which log, which witnesses, and how many must cosign."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from catalog.store.layout import MOST_BYTES
from catalog.store.notes.keys import NoteFault, VerifierKey, is_weak, read_verifier_key

_NONE: Final = "none"
_COUNT: Final = re.compile(r"[1-9][0-9]{0,3}")
_MOST_LINES: Final = 1000
_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SHAPES: Final = {"log": (2, 3), "witness": (3, 4), "group": (4, _MOST_LINES), "quorum": (2, 2)}
_HINT: Final = "`log VKEY`, `witness NAME VKEY`, `group NAME all|any|K NAME...`, `quorum NAME`"


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessGroup:
    """So many of these members, each a witness or another group, must have cosigned."""

    least: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustPolicy:
    """Whose signatures make a checkpoint count. A quorum always asks for a witness: nobody signs alone.

    Witnesses and groups stand by the name they have in this policy, groups after their members.
    """

    logs: tuple[VerifierKey, ...]
    witnesses: Mapping[str, VerifierKey]
    groups: Mapping[str, WitnessGroup]
    quorum: str

    def is_quorum(self, cosigned: Iterable[str]) -> bool:
        """Say whether these witnesses, by their names here, are enough."""
        reached = set(cosigned)
        for name, group in self.groups.items():
            if sum(member in reached for member in group.members) >= group.least:
                reached.add(name)
        return self.quorum in reached

    def log_keys(self, origin: str) -> tuple[VerifierKey, ...]:
        """Return the keys that may sign the checkpoints of a log."""
        return tuple(key for key in self.logs if key.name == origin)


@dataclass(slots=True)
class _Draft:
    logs: list[VerifierKey] = field(default_factory=list)
    witnesses: dict[str, VerifierKey] = field(default_factory=dict)
    groups: dict[str, WitnessGroup] = field(default_factory=dict)
    quorum: str | None = None
    grouped: set[str] = field(default_factory=set)
    publics: set[bytes] = field(default_factory=set)
    ids: set[tuple[str, bytes]] = field(default_factory=set)


def read_policy(data: bytes) -> TrustPolicy:
    """Read a policy strictly. Raises ``NoteFault`` with the line.

    Beyond what C2SP asks, a log, a witness and a quorum are needed, all is UTF-8, and no key stands
    twice, whether as a log's or a witness's.
    """
    lines = _lines(data)
    draft = _Draft()
    for number, line in enumerate(lines, start=1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        try:
            _take(draft, words)
        except NoteFault as fault:
            raise NoteFault(fault.message, line=number, hint=fault.hint) from fault
    for there, wanted in ((draft.logs, "log"), (draft.witnesses, "witness"), (draft.quorum, "quorum")):
        if not there:
            raise NoteFault(f"the policy names no {wanted}", line=len(lines), hint=_HINT)
    return TrustPolicy(
        logs=tuple(draft.logs), witnesses=draft.witnesses, groups=draft.groups, quorum=draft.quorum or _NONE
    )


def _lines(data: bytes) -> list[str]:
    if len(data) > MOST_BYTES:
        raise NoteFault("more than 1 MiB")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise NoteFault("this is not UTF-8", line=data.count(b"\n", 0, error.start) + 1) from error
    found = _FORBIDDEN.search(text)
    if found:
        raise NoteFault("a control character", line=text.count("\n", 0, found.start()) + 1)
    if not text.endswith("\n"):
        raise NoteFault(
            "the last line has no end", line=text.count("\n") + 1, hint="end it with a line break"
        )
    lines = text[:-1].split("\n")
    if len(lines) > _MOST_LINES:
        raise NoteFault(f"more than {_MOST_LINES} lines", line=_MOST_LINES)
    return lines


def _take(draft: _Draft, words: list[str]) -> None:
    least, most = _SHAPES.get(words[0], (1, 0))
    if not least <= len(words) <= most:
        raise NoteFault(f"this is no line of a policy: `{words[0]}`", hint=_HINT)
    if words[0] == "log":
        key = read_verifier_key(words[1], "log")
        _note_key(draft, key)
        draft.logs.append(key)
    elif words[0] == "witness":
        key = read_verifier_key(words[2], "cosigner")
        _note_key(draft, key)
        draft.witnesses[_new_name(draft, words[1])] = key
    elif words[0] == "group":
        members = tuple(_member(draft, name) for name in words[3:])
        draft.groups[_new_name(draft, words[1])] = WitnessGroup(
            least=_least(words[2], len(members)), members=members
        )
    else:
        _take_quorum(draft, words[1])


def _take_quorum(draft: _Draft, name: str) -> None:
    if draft.quorum is not None:
        raise NoteFault("a second quorum", hint="a policy has one")
    if name == _NONE:
        raise NoteFault(
            "`quorum none` would let the log sign alone", hint="name a witness, or a group of witnesses"
        )
    if name not in draft.witnesses and name not in draft.groups:
        raise NoteFault(f"no line above defines `{name}`")
    draft.quorum = name


def _note_key(draft: _Draft, key: VerifierKey) -> None:
    if is_weak(key.public):
        raise NoteFault(f"the key of `{key.name}` is of small order: anybody can sign for it")
    if key.public in draft.publics:
        raise NoteFault(
            f"the key of `{key.name}` stands here already",
            hint="each log and each witness has a key of its own",
        )
    if (key.name, key.id) in draft.ids:
        raise NoteFault(f"another key of `{key.name}` has the same key id", hint="make another key")
    draft.publics.add(key.public)
    draft.ids.add((key.name, key.id))


def _new_name(draft: _Draft, name: str) -> str:
    if name == _NONE or name in draft.witnesses or name in draft.groups:
        raise NoteFault(f"the name `{name}` is taken")
    return name


def _member(draft: _Draft, name: str) -> str:
    if name not in draft.witnesses and name not in draft.groups:
        raise NoteFault(f"no line above defines `{name}`")
    if name in draft.grouped:
        raise NoteFault(f"`{name}` is in a group already")
    draft.grouped.add(name)
    return name


def _least(word: str, members: int) -> int:
    if word in {"any", "all"}:
        return 1 if word == "any" else members
    if not _COUNT.fullmatch(word) or int(word) > members:
        raise NoteFault(
            f"`{word}` of {members} members cannot be asked", hint="`any`, `all`, or a number of them"
        )
    return int(word)
