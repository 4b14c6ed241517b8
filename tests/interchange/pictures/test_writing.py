"""Pictures are written as XML that reads back as what was meant, whatever a name holds."""

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from catalog.interchange.pictures.writing import written

NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(value=NAMES, text=NAMES)
def test_what_is_written_reads_back(value: str, text: str) -> None:
    root = ET.Element("a", {"href": value})
    ET.SubElement(root, "text").text = text
    read = ET.fromstring(written(root))  # noqa: S314  # written here
    sayable = written(ET.Element("b", {"x": value + text})).count("\ufffd") == (value + text).count("\ufffd")
    if sayable:
        assert read.get("href") == value
        assert (read[0].text or "") == text.replace("\r\n", "\n").replace("\r", "\n")


def test_what_xml_cannot_say_is_marked() -> None:
    root = ET.Element("a", {"b": "x\x00\x1b\ud800y"})
    assert written(root) == '<a b="x\ufffd\ufffd\ufffdy"/>'


def test_no_text_becomes_an_element() -> None:
    root = ET.Element("text")
    root.text = "</text><script>alert(1)</script>&amp;"
    assert ET.fromstring(written(root)).text == root.text  # noqa: S314  # written here
