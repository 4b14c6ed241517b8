"""The history of a catalog, in real git repositories and without one."""

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalog.errors import BadInput, NotFound
from catalog.store.history import GitHistory, NoHistory, history_of

PARTNERS, ZONES = "definitions/partners.yaml", "definitions/zones.yaml"
JANUARY, FEBRUARY = "2026-01-02T03:04:05+00:00", "2026-02-02T03:04:05+00:00"


def git(root: Path, *words: str, at: str = JANUARY) -> str:
    env = {**os.environ, "GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at}
    words = ("git", "-C", str(root), *words)
    return subprocess.run(words, check=True, capture_output=True, text=True, env=env).stdout.strip()


def commit(root: Path, files: dict[str, str], at: str = JANUARY) -> str:
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "Say more", at=at)
    return git(root, "rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet")
    return tmp_path


def test_a_plain_folder_says_what_it_cannot_answer(tmp_path: Path) -> None:
    history = history_of(tmp_path)
    assert isinstance(history, NoHistory)
    for ask in (
        history.revision,
        lambda: history.last_changed(PARTNERS),
        lambda: history.text_at("HEAD", PARTNERS),
        lambda: history.files_at("HEAD"),
    ):
        with pytest.raises(NotFound, match="is in no git repository, so nobody can say"):
            ask()


def test_a_catalog_below_a_repository_is_read_as_it_was(repository: Path) -> None:
    catalog = repository / "state" / "catalog"
    catalog.mkdir(parents=True)
    first = commit(catalog, {PARTNERS: "one\n", "README.md": "x"})
    second = commit(catalog, {PARTNERS: "two\n", "lineage/ä/1.0.0.yaml": "ü\n"}, FEBRUARY)
    history = history_of(catalog)
    assert isinstance(history, GitHistory)
    assert history.revision() == second
    assert history.text_at(first, PARTNERS) == b"one\n"
    assert history.files_at("HEAD~1") == {PARTNERS: b"one\n"}
    assert history.files_at(second) == {PARTNERS: b"two\n", "lineage/ä/1.0.0.yaml": "ü\n".encode()}


def test_each_file_knows_the_newest_commit_that_touched_it(repository: Path) -> None:
    commit(repository, {PARTNERS: "one\n", ZONES: "one\n"})
    commit(repository, {PARTNERS: "two\n"}, FEBRUARY)
    history = GitHistory(repository)
    assert history.last_changed(ZONES) == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert history.last_changed(PARTNERS) == datetime(2026, 2, 2, 3, 4, 5, tzinfo=UTC)
    assert history.last_changed("definitions/purposes.yaml") is None


@pytest.mark.parametrize("revision", ["nothing", "", "--help", "HEAD:definitions", "HEAD\nHEAD"])
def test_a_revision_that_git_does_not_know_is_not_found(repository: Path, revision: str) -> None:
    commit(repository, {PARTNERS: "one\n"})
    with pytest.raises(NotFound, match="git knows no revision"):
        GitHistory(repository).files_at(revision)


def test_a_file_that_was_not_there_is_not_found(repository: Path) -> None:
    commit(repository, {PARTNERS: "one\n"})
    with pytest.raises(NotFound, match="is not in the catalog at revision `HEAD`"):
        GitHistory(repository).text_at("HEAD", ZONES)


def test_a_repository_without_commits_has_no_revision(repository: Path) -> None:
    with pytest.raises(NotFound):
        GitHistory(repository).revision()
    assert GitHistory(repository).last_changed(PARTNERS) is None


def test_a_symbolic_link_in_a_revision_is_refused(repository: Path) -> None:
    commit(repository, {PARTNERS: "one\n"})
    (repository / ZONES).symlink_to("/etc/passwd")
    commit(repository, {}, FEBRUARY)
    with pytest.raises(BadInput, match="is no regular file"):
        GitHistory(repository).files_at("HEAD")
