"""``p20w digest``: the digest of each file, in the order asked."""

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from catalog.cli.main import p20w
from catalog.errors import BadInput

GROUP = "kind: group\nid: core\nelements: [a]\n"
DIGEST = "sha256:" + hashlib.sha256(b'{"elements":["a"],"id":"core","kind":"group"}').hexdigest()


def run(*arguments: str | Path, stdin: str | bytes = "") -> Result:
    return CliRunner().invoke(p20w, [str(one) for one in arguments], input=stdin)


def test_one_file_gives_its_digest_alone(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GROUP)
    assert run("digest", tmp_path / "a.yaml").stdout == f"{DIGEST}\n"


def test_several_files_are_named_in_the_order_asked(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(f"# comment\n{GROUP}")
    (tmp_path / "a.yaml").write_text(GROUP)
    names = [str(tmp_path / name) for name in ("b.yaml", "a.yaml", "b.yaml")]
    assert run("digest", *names).stdout.splitlines() == [f"{DIGEST}  {name}" for name in names]
    told = json.loads(run("digest", "--format", "json", *names).stdout)
    assert told == [{"file": name, "digest": DIGEST} for name in names]


def test_standard_input_may_be_asked() -> None:
    assert run("digest", "-", stdin=GROUP).stdout == f"{DIGEST}\n"


@pytest.mark.parametrize(
    "data, place",
    [(b"", "1:1"), (b"a: 1\na: 2\n", "2:1"), (b"\xff", "1:1"), (b"a: " + b"x" * 2_000_000, "1:1")],
)
def test_what_cannot_be_read_is_told_with_its_place_and_nothing_is_printed(
    tmp_path: Path, data: bytes, place: str
) -> None:
    (tmp_path / "good.yaml").write_text(GROUP)
    (tmp_path / "bad.yaml").write_bytes(data)
    result = run("digest", tmp_path / "good.yaml", tmp_path / "bad.yaml")
    assert isinstance(result.exception, BadInput)
    assert f"bad.yaml:{place}: " in result.exception.message
    assert result.stdout == ""
