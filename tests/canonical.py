"""RFC 8785 and the digest once more, in the oracle's own few lines."""

import hashlib
import json


def digest(document: object) -> str:
    """Digest a document without floats (1.3, 11 Digest)."""
    return "sha256:" + hashlib.sha256(canonical(document).encode("utf-8")).hexdigest()


def canonical(value: object) -> str:
    """Write RFC 8785 JSON: keys in the order of their UTF-16 code units, the shortest escapes, no blanks."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: str(key).encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(key)}:{canonical(value[key])}" for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)  # escapes what RFC 8785 escapes, in the same way
