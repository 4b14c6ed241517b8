"""No committed file names a registry's host or a path of somebody's machine."""

import re

from tests.house.tree import ROOT, files

# Written so that the expressions do not find themselves.
HOSTS = r"pypi\.org|pythonhosted\.org|npm[j]s"
FOLDERS = r"(?<![\w.~$)}/-])/(?:opt|work|root|home/[a-z]+)/"
LEAK = re.compile(f"{HOSTS}|{FOLDERS}")


def test_no_file_names_a_registry_or_a_machine() -> None:
    leaks = []
    for path in files():
        content = path.read_bytes()
        if b"\0" in content:
            continue
        for number, line in enumerate(content.decode("utf-8").splitlines(), start=1):
            if found := LEAK.search(line):
                leaks.append(f"{path.relative_to(ROOT)}:{number} {found[0]}")
    assert not leaks


def test_the_expression_finds_what_it_should() -> None:
    assert LEAK.search("see {0}opt{0}wheels".format("/"))
    assert LEAK.search("https://files.{}.org/packages".format("pythonhosted"))
    assert not LEAK.search("https://example.org/opt/in")
