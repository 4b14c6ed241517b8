"""A new catalog: sound, empty, and with examples that are right."""

import re
from pathlib import Path

import pytest

from catalog.errors import WriteRefused
from catalog.services.starting import start
from catalog.store.kinds.all_kinds import KINDS, wrong_with
from catalog.store.reading import load
from catalog.store.yaml_text import read


def test_a_new_catalog_is_sound_and_empty(tmp_path: Path) -> None:
    made = start(tmp_path / "new")
    loaded = load(tmp_path / "new", cache_folder=None)
    assert loaded.findings == ()
    assert not loaded.sound().elements
    assert sorted(made) == sorted(
        path.relative_to(tmp_path / "new").as_posix() for path in tmp_path.rglob("*") if path.is_file()
    )


def test_an_empty_folder_may_be_started_in(tmp_path: Path) -> None:
    start(tmp_path)
    assert load(tmp_path, cache_folder=None).snapshot is not None
    with pytest.raises(WriteRefused):
        start(tmp_path)


def test_the_examples_beside_the_records_are_right(tmp_path: Path) -> None:
    start(tmp_path)
    examples = [
        (notes, read(block.encode()))
        for notes in tmp_path.rglob("README.md")
        for block in re.findall(r"```yaml\n(.*?)```", notes.read_text(encoding="utf-8"), flags=re.DOTALL)
    ]
    kinds = {"events" if isinstance(example, list) else example["kind"] for _, example in examples}
    assert kinds | {"partners", "purposes", "zones", "legal-bases"} == set(KINDS)
    for notes, example in examples:
        kind = "events" if isinstance(example, list) else example["kind"]
        wrong = wrong_with(kind, _with_digest(example))
        assert not wrong, (notes, wrong)


def _with_digest(example: object) -> object:
    """Put a digest where the example says that one belongs."""
    if isinstance(example, dict) and example["kind"] == "decision":
        example["effects"][0]["to"] = "sha256:" + "0" * 64
    return example


def test_the_commented_examples_of_the_vocabularies_are_right(tmp_path: Path) -> None:
    start(tmp_path)
    for file in (tmp_path / "definitions").glob("*.yaml"):
        lines = file.read_text(encoding="utf-8").splitlines()
        shown = [line[2:] for line in lines if line.startswith(("#   ", "# regimes:", "# bases:"))]
        kind = file.stem
        head = [f"kind: {kind}"] + ([] if kind == "legal-bases" else [f"{kind}:"])
        assert not wrong_with(kind, read("\n".join([*head, *shown]).encode()))
