"""Proofs, and the two verifiers that must agree on each: ours, and the script that is published."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from catalog.errors import BadInput, FaultyCatalog, NotFound
from catalog.resources import templates_folder
from catalog.rules.merkle import leaf_hash
from catalog.services.logbook.book import Logbook, open_logbook
from catalog.services.logbook.proving import RecordProof, prove_record
from catalog.services.logbook.verifying import chosen_policy, verify_files, verify_record
from catalog.services.refusing import Refused
from catalog.store.notes.checkpoints import Checkpoint, cosignature, signed_by_log
from catalog.store.notes.keys import NoteFault, VerifierKey
from catalog.store.notes.policy import read_policy
from catalog.store.notes.proofs import proof_bytes
from catalog.store.notes.signed import Signature, SignedNote
from tests.logs import LOG_KEY, ORIGIN, WITNESSES, LoggedCatalog, decision, erratum, leaf, notice, policy
from tests.store.notes.test_policy import ALIKE, FAULTS, SHORT

SCRIPT = templates_folder() / "verify.py"
DRIVER = """
import contextlib, io, json, sys
code = compile(open(sys.argv[1], encoding="utf-8").read(), sys.argv[1], "exec")
for line in sys.stdin:
    sys.argv, said, left = ["verify.py", *json.loads(line)], io.StringIO(), 0
    with contextlib.redirect_stdout(said):
        try:
            exec(code, {"__name__": "__main__"})
        except SystemExit as exit:
            left = exit.code
    print(json.dumps([left, said.getvalue()]))
"""
"""Runs the script again and again in one process: starting one for each mutation would take minutes."""


class Three(NamedTuple):
    """A record, its proof, and the policy."""

    record: bytes
    proof: bytes
    policy: bytes


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Logbook:
    made = LoggedCatalog(tmp_path_factory.mktemp("logged"))
    made.log(notice(), decision(1), decision(2))
    made.sign()
    made.cosign("w1")
    made.log(erratum(1), decision(3))
    made.sign()
    made.cosign("w1", "w2", "w3")
    made.witnessed(decision(4))
    made.log(decision(5))
    return open_logbook(made.root)


def proof_of(book: Logbook, name: str) -> Three:
    """What is published of a record: the leaf, its proof, the policy."""
    found = prove_record(book, name)
    assert isinstance(found, RecordProof)
    return Three(found.leaf, found.data, policy())


@pytest.mark.parametrize(
    "name", ["notice:gb/2026-02-18#0", "gb/2026/0001", "gb/2026/0001-erratum-1", "gb/2026/0004"]
)
def test_a_record_is_proven(book: Logbook, name: str) -> None:
    three = proof_of(book, name)
    answer = verify_record(three.record, three.proof, policy=read_policy(three.policy))
    assert answer.proven, answer.says
    assert (answer.origin, answer.index) == (ORIGIN, book.index_of(name))


def test_a_proof_leads_to_the_first_checkpoint_that_counts(book: Logbook) -> None:
    sizes = {name: prove_record(book, f"gb/2026/{name}") for name in ("0001", "0003", "0004")}
    assert [one.size for one in sizes.values() if isinstance(one, RecordProof)] == [5, 5, 6]


def test_what_is_not_under_a_checkpoint_that_counts_is_not_proven(book: Logbook) -> None:
    found = prove_record(book, "gb/2026/0005")
    assert isinstance(found, Refused)
    assert found.refusals[0].code == "not-under-a-checkpoint"
    with pytest.raises(NotFound, match="is not in the log"):
        prove_record(book, "gb/2026/0009")


def test_a_proof_does_not_prove_another_record(book: Logbook) -> None:
    three = proof_of(book, "gb/2026/0001")
    for other in (leaf(decision(2)), three.record + b"\n", three.record[:-1], b""):
        assert not verify_record(other, three.proof, policy=read_policy(policy())).proven


def test_a_policy_that_asks_for_more_does_not_take_the_proof(book: Logbook) -> None:
    three = proof_of(book, "gb/2026/0004")
    asks = policy("quorum w3\n", "")
    answer = verify_record(three.record, three.proof, policy=read_policy(asks))
    assert answer.says == "too few witnesses of the policy have cosigned"


def test_a_book_of_a_log_that_does_not_fit_is_not_opened(tmp_path: Path) -> None:
    made = LoggedCatalog(tmp_path)
    made.witnessed(notice(), decision(1))
    whole, signed = made.leaves.read_bytes(), made.checkpoint(2).read_text()
    made.leaves.write_bytes(whole.replace(b'"failed"', b'"tied"'))
    with pytest.raises(FaultyCatalog, match="not those that were signed"):
        open_logbook(made.root)
    made.leaves.write_bytes(whole.splitlines(keepends=True)[0])
    with pytest.raises(FaultyCatalog, match="not those that were signed"):
        open_logbook(made.root)
    made.leaves.write_bytes(whole)
    made.checkpoint(2).write_text(
        "".join(signed.splitlines(keepends=True)[:4] + signed.splitlines(keepends=True)[5:])
    )
    with pytest.raises(FaultyCatalog, match="no true signature of the log"):
        open_logbook(made.root)
    made.checkpoint(2).write_text(signed)
    (made.root / "meetings/log/policy").unlink()
    with pytest.raises(FaultyCatalog, match="no policy"):
        open_logbook(made.root)


def test_the_policy_is_the_one_named_or_the_catalogs(tmp_path: Path) -> None:
    made = LoggedCatalog(tmp_path)
    assert chosen_policy(None, root=made.root) == read_policy(policy())
    (tmp_path / "own").write_bytes(policy("quorum w1\n"))
    assert chosen_policy(str(tmp_path / "own"), root=None).quorum == "w1"
    with pytest.raises(BadInput, match="no policy"):
        chosen_policy(None, root=None)
    with pytest.raises(BadInput, match="cannot read"):
        verify_files(tmp_path / "no", tmp_path / "no", policy=read_policy(policy()))


def test_the_script_stays_under_60_lines_and_needs_nothing_but_cryptography() -> None:
    text = SCRIPT.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 60
    imported = [line for line in text.splitlines() if line.startswith(("import ", "from "))]
    assert imported[0] == "import base64, hashlib, re, sys"
    assert all(line.startswith("from cryptography.") for line in imported[1:])


def run_script(folder: Path, three: Three) -> subprocess.CompletedProcess[str]:
    """Run the script as a stranger would, in an empty folder of its own."""
    for name, data in three._asdict().items():
        (folder / name).write_bytes(data)
    command = [sys.executable, "-I", str(SCRIPT), "record", "proof", "policy"]
    return subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)


def test_the_script_proves_a_record_in_one_line(book: Logbook, tmp_path: Path) -> None:
    done = run_script(tmp_path, proof_of(book, "gb/2026/0001"))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"proven: leaf 1 of 5 in the log {ORIGIN}, cosigned as the policy asks\n"


def test_the_script_refuses_in_one_line(book: Logbook, tmp_path: Path) -> None:
    three = proof_of(book, "gb/2026/0001")
    done = run_script(tmp_path, three._replace(record=three.record.replace(b"failed", b"adopted")))
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == "not proven: these are not the bytes that were logged\n"
    (tmp_path / "proof").unlink()
    for names in (["record", "proof", "policy"], ["record"], []):
        command = [sys.executable, "-I", str(SCRIPT), *names]
        done = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (2, "")
        assert done.stdout.startswith("cannot be told: ")


GROUPS = {
    "two of three": ("quorum both\n", "group both 2 w1 w2 w3\n"),
    "any": ("quorum g\n", "group g any w1 w2 w3\n"),
    "all": ("quorum g\n", "group g all w1 w2\n"),
    "one": ("quorum w2\n", ""),
    "groups of groups": ("quorum h\n", "group g any w1 w2\ngroup h all g w3\n"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", GROUPS)
@pytest.mark.parametrize("record", ["gb/2026/0001", "gb/2026/0004"])
def test_both_verifiers_agree_on_every_mutation(
    book: Logbook, tmp_path: Path, name: str, record: str
) -> None:
    three = proof_of(book, record)._replace(policy=policy(*GROUPS[name]))
    mutations = [three, *_mutations(three, Random(name))]  # noqa: S311  # no secret: the same every time
    said = _said_by_script(tmp_path, mutations)
    ours = [_proven(one) for one in mutations]
    differing = [one for one, left, own in zip(mutations, said, ours, strict=True) if (left == 0) != own]
    assert not differing
    assert set(said) <= {0, 1}
    if record == "gb/2026/0001":
        assert ours[0]
        assert not any(own for own, one in zip(ours, mutations, strict=True) if one.record != three.record)


def test_the_script_proves_nothing_by_a_policy_that_is_not_right(book: Logbook, tmp_path: Path) -> None:
    three = proof_of(book, "gb/2026/0001")
    said = _said_by_script(tmp_path, [three._replace(policy=text.encode()) for text, _ in FAULTS])
    assert dict(zip([fault for _, fault in FAULTS], said, strict=True)) == {fault: 1 for _, fault in FAULTS}


IDENTITY = bytes([1, *bytes(31)])
SMALL_ORDER = (
    IDENTITY.hex(),
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "00" * 32,
    "00" * 31 + "80",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "01" + "00" * 30 + "80",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
)
"""The points of small order, the last three in spellings that are not canonical."""


def three_of(
    *more: Signature, record: bytes = b"{}", size: int = 1, time: int = 1_771_520_400, lines: str = ""
) -> Three:
    """A record as the first leaf of a log of any size, signed, and cosigned by one witness."""
    path, root = list[bytes](), leaf_hash(record)
    while 1 << len(path) < size:
        path.append(bytes([len(path)]) * 32)
        root = hashlib.sha256(b"\1" + root + path[-1]).digest()
    checkpoint = Checkpoint(origin=ORIGIN, size=size, root=root)
    signed = signed_by_log(checkpoint, LOG_KEY)
    signatures = (*signed.note.signatures, cosignature(checkpoint, WITNESSES["w1"], time=time), *more)
    note = SignedNote(text=checkpoint.body, signatures=signatures).file_bytes()
    return Three(record, proof_bytes(0, path, checkpoint=note), policy("quorum w1\n", lines))


def by_anybody(public: bytes) -> Three:
    """A cosignature that nobody made, by a key of small order, which takes it for its own."""
    weak = VerifierKey(name="weak.example.org", kind="cosigner", public=public)
    value = bytes(8) + IDENTITY + bytes(32)
    made = three_of(Signature(name=weak.name, key_id=weak.id, value=value))
    return made._replace(policy=policy("quorum weak\n", f"witness weak {weak}\n"))


LARGEST_SIZE = 2**63 - 1
ODD = {
    "one leaf": (three_of(), True),
    "a large record": (three_of(record=b"x" * (2**20 + 5)), True),
    "the largest size": (three_of(size=LARGEST_SIZE), True),
    "a size too large": (three_of(size=LARGEST_SIZE + 1), False),
    "the latest time": (three_of(time=LARGEST_SIZE), True),
    "a time too late": (three_of(time=LARGEST_SIZE + 1), False),
    "a stranger": (three_of(Signature(name="x", key_id=b"none", value=b"1")), True),
    "a stranger without a signature": (three_of(Signature(name="x", key_id=b"none", value=b"")), False),
    "a large proof": (three_of(Signature(name="x", key_id=b"none", value=bytes(2**20))), False),
    "a large policy": (three_of(lines=f"# {'x' * 2**20}\n"), False),
    "a long policy": (three_of(lines="#\n" * 1000), False),
    "an unused key that is short": (three_of(lines=f"witness w4 {SHORT}\n"), False),
    "two keys with one id": (three_of(lines=f"witness w4 {ALIKE[0]}\nwitness w5 {ALIKE[1]}\n"), False),
    **{f"small order {public}": (by_anybody(bytes.fromhex(public)), False) for public in SMALL_ORDER},
}


def test_both_verifiers_agree_on_what_is_odd(tmp_path: Path) -> None:
    ours = {name: _proven(three) for name, (three, _) in ODD.items()}
    assert ours == {name: proven for name, (_, proven) in ODD.items()}
    said = _said_by_script(tmp_path, [three for three, _ in ODD.values()])
    assert {name: left == 0 for name, left in zip(ODD, said, strict=True)} == ours


def test_a_large_record_is_read_whole(tmp_path: Path) -> None:
    three, _ = ODD["a large record"]
    for name, data in three._asdict().items():
        (tmp_path / name).write_bytes(data)
    answer = verify_files(tmp_path / "record", tmp_path / "proof", policy=read_policy(three.policy))
    assert answer.proven


def _proven(three: Three) -> bool:
    try:
        return verify_record(three.record, three.proof, policy=read_policy(three.policy)).proven
    except NoteFault:
        return False


def _said_by_script(folder: Path, mutations: list[Three]) -> list[int]:
    asked = []
    for number, three in enumerate(mutations):
        names = []
        for kind, data in three._asdict().items():
            file = folder / f"{number}.{kind}"
            file.write_bytes(data)
            names.append(str(file))
        asked.append(json.dumps(names))
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, str(SCRIPT)],
        input="\n".join(asked),
        check=True,
        capture_output=True,
        text=True,
    )
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert all(said.count("\n") == 1 for _, said in told)
    return [left for left, _ in told]


def _mutations(three: Three, rng: Random) -> Iterator[Three]:
    """Each file with a bit changed here and there, bytes gone or added, lines gone, twice or moved."""
    for kind, data in three._asdict().items():
        for place in rng.sample(range(len(data)), min(len(data), 120)):
            flipped = data[place] ^ (1 << rng.randrange(8))
            yield three._replace(**{kind: data[:place] + bytes([flipped]) + data[place + 1 :]})
        for place in range(len(data)):
            yield three._replace(**{kind: data[:place] + data[place + 1 :]})
        for place in rng.sample(range(len(data)), 20):
            yield three._replace(
                **{kind: data[:place] + rng.choice([b"\n", b" ", b"\t", b"A", b"\0", b"\r"]) + data[place:]}
            )
            yield three._replace(**{kind: data[:place]})
        lines = data.splitlines(keepends=True)
        for place in range(len(lines)):
            yield three._replace(**{kind: b"".join(lines[:place] + lines[place + 1 :])})
            yield three._replace(**{kind: b"".join(lines[: place + 1] + lines[place:])})
            yield three._replace(
                **{kind: b"".join(lines[:place] + lines[place + 1 : place + 2] + lines[place:])}
            )
        yield three._replace(**{kind: b""})
