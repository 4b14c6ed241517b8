"""Keep a consequence packet in a folder: as data and as a page."""

from __future__ import annotations

from pathlib import Path

from catalog.errors import WriteRefused
from catalog.services.consequences.packet import Packet
from catalog.store.writing import write_whole


def keep_packet(packet: Packet, folder: Path) -> list[str]:
    """Write a packet's two files into a folder and return their names.

    A file that is there with the same bytes stays. Raises ``WriteRefused``, before anything is written,
    where one is there with others.
    """
    name = f"{packet.document['proposal']['id']}.packet"
    files = {folder / f"{name}.json": packet.data, folder / f"{name}.html": packet.html}
    for path, data in files.items():
        if path.is_symlink() or (path.exists() and (not path.is_file() or path.read_bytes() != data)):
            raise WriteRefused(
                f"`{path}` is there already and says something else",
                hint="a packet is of one day and one catalog: name another folder",
            )
    for path, data in files.items():
        if not path.exists():
            write_whole(path, data)
    return [str(path) for path in files]
