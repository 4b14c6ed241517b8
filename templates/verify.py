"""Verify a public record: python verify.py RECORD.json RECORD.tlog-proof POLICY (needs `cryptography`).

Exit code 0: proven, 1: not proven, 2: a file is missing. See c2sp.org/tlog-proof, /tlog-policy, RFC 9162."""
import base64, hashlib, re, sys
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

def need(fact, otherwise="a file is not written as it must be"):
    if not fact: raise ValueError(otherwise)
def sha(*parts): return hashlib.sha256(b"".join(parts)).digest()
def unpack(text):  # base64 in its one right spelling
    return need(base64.b64encode(data := base64.b64decode(text, validate=True)).decode() == text) or data
def root_of(leaf, index, size, path):  # the hash beside the topmost node stands last
    if size == 1 or not path: return need(size == 1 and not path) or leaf
    half = 1 << (size - 1).bit_length() - 1
    if index < half: return sha(b"\1", root_of(leaf, index, half, path[:-1]), path[-1])
    return sha(b"\1", path[-1], root_of(leaf, index - half, size - half, path[:-1]))

try:  # 1. the proof must lead from the record's bytes to the root that the checkpoint states
    record, proof, policy = (open(sys.argv[number], "rb").read() for number in (1, 2, 3))
    proof, policy, signed, used, names, quorum = proof.decode(), policy.decode(), set(), set(), {""}, []
    need(not re.search(r"[\0-\x08\v-\x1f\x7f]", proof + policy) and policy.endswith("\n"))
    need(len(proof.encode()) <= 1 << 20 >= len(policy.encode()) and policy.count("\n") <= 1000)
    head, text, lines = re.fullmatch(r"(?s)(.*?)\n\n(.*)\n\n(.*)\n", proof).groups()
    (first, index, *path), (origin, size, root) = head.split("\n"), text.split("\n")
    need(first == "c2sp.org/tlog-proof@v1" and re.fullmatch("index (0|[1-9][0-9]{0,18})", index))
    need(origin and re.fullmatch("[1-9][0-9]{0,18}", size) and int(index[6:]) < int(size) < 1 << 63)
    found = root_of(sha(b"\0", record), int(index[6:]), int(size), [unpack(line) for line in path])
    need(found == unpack(root), "these are not the bytes that were logged")
    lines = [re.fullmatch(r"— ([^\s+]+) (\S{6}[^\s=]\S+)", line).groups() for line in lines.split("\n")]
    signatures = [(who, unpack(packed)) for who, packed in lines]  # 2. who signed, and who had to
    for word, *rest in filter(None, map(str.split, policy.split("\n"))):
        name = rest.pop(0) if rest and word in ("witness", "group") else ""
        need(not name or name not in names | {"none"}, "the policy gives one name to two")
        if word in ("log", "witness") and len(rest) in (1, 2):
            *whose, packed = signer, stated, _ = rest[0].split("+", 2)
            key, kind = unpack(packed), b"\4" if name else b"\1"  # 4: a witness's, 1: a log's
            need(signer and key[:1] == kind and sha(signer.encode(), b"\n", key)[:4].hex() == stated)
            y = int.from_bytes(key[1:], "little") % 2**255  # a key of small order signs anything: y is a root
            need(len(key) == 33 and y * (y*y-1) * (121666 * (2*y*y-1) - 121665 * y**4) % (2**255 - 19))
            need(not used & (own := {key[1:], (*whose,)}) and not used.update(own), "a key stands twice")
            for made in (m for w, m in signatures if [w, m[:4].hex()] == whose and (name or w == origin)):
                said = f"cosignature/v1\ntime {int.from_bytes(made[4:12], 'big')}\n" if name else ""
                need(not name or made[4:5] < b"\x80", "a time is out of range")
                made, said = made[12 if name else 4:], f"{said}{text}\n".encode()
                signed.add(Ed25519PublicKey.from_public_bytes(key[1:]).verify(made, said) or name)
        elif word == "group" and len(rest) > 1:
            least = {"any": "1", "all": str(len(rest) - 1)}.get(rest[0], rest[0])
            need(re.fullmatch("[1-9][0-9]*", least) and int(least) < len(rest) == len({"", *rest[1:]}))
            need(names > {*rest[1:]} and not used & {*rest[1:]} and not used.update(rest[1:]))
            signed |= {name} if len(signed & {*rest[1:]}) >= int(least) else set()
        elif word == "quorum": quorum.append(len(rest) == 1 and rest[0] in signed)
        else: need(word[0] == "#")
        names.add(name)
    need("" in signed and quorum == [True], "the log, or too many of its witnesses, have not signed")
except (OSError, IndexError) as error: sys.exit(print("cannot be told:", error) or 2)
except (AttributeError, InvalidSignature): sys.exit(print("not proven: a signature is false or missing") or 1)
except ValueError as error: sys.exit(print("not proven:", error) or 1)
print(f"proven: leaf {index[6:]} of {size} in the log {origin}, cosigned as the policy asks")
