"""The wheel has one package, brings the reference catalog, and answers like the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.tree import ROOT, files

SHIPPED = ("definitions", "agreements", "lineage", "meetings", "templates")
ASK = "import sys; from catalog.cli.main import main; sys.exit(main())"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel, and return it unpacked."""
    built = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(built)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (archive,) = built.glob("*.whl")
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(built / "site")
    return built / "site"


def test_the_wheel_has_one_package(wheel: Path) -> None:
    assert [p.name for p in wheel.iterdir() if p.suffix != ".dist-info"] == ["catalog"]


def test_every_file_of_the_reference_catalog_ships(wheel: Path) -> None:
    places = (path.relative_to(ROOT) for path in files())
    missing = [p for p in places if p.parts[0] in SHIPPED and not (wheel / "catalog/_shipped" / p).is_file()]
    assert not missing


def test_every_module_ships_and_nothing_else(wheel: Path) -> None:
    packed = {p.relative_to(wheel) for p in (wheel / "catalog").rglob("*") if p.is_file()}
    code = {p for p in packed if "_shipped" not in p.parts}
    assert code == {p.relative_to(ROOT) for p in files() if p.is_relative_to(ROOT / "catalog")}


def test_the_wheel_checks_the_reference_catalog_as_the_checkout_does(wheel: Path, tmp_path: Path) -> None:
    assert _check(wheel, tmp_path) == _check(ROOT, tmp_path)


def _check(place: Path, elsewhere: Path) -> str:
    """Run ``p20w check`` with the package at ``place``, from a folder that is no catalog."""
    used = _run("import catalog; print(catalog.__file__)", place=place, elsewhere=elsewhere)
    assert Path(used.stdout.strip()).is_relative_to(place)
    done = _run(ASK, "check", place=place, elsewhere=elsewhere)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _run(code: str, *arguments: str, place: Path, elsewhere: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=elsewhere,
        env={**os.environ, "PYTHONPATH": str(place), "P20W_CACHE": ""},
        capture_output=True,
        text=True,
        check=False,
    )
