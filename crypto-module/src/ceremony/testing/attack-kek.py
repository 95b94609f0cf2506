"""What the application's login can do with a key-encryption key, told by a program of its own: ctypes over PKCS#11 2.40.

    python3 attack-kek.py MODULE TOKEN LABEL GENERATION T|N MECHANISM    < PIN

It wraps a fresh P-256 private key under the key-encryption key, then tries to get it, or the key-encryption key, out.
Prints one JSON object: the honest use ("sign") and each attempt with "done" or the return value of the module.
"""
import ctypes
import json
import sys
from ctypes import POINTER, Structure, byref, c_char_p, c_ubyte, c_ulong, c_void_p, cast, sizeof

U = c_ulong
FUNCTIONS = {"C_Initialize": 0, "C_GetSlotList": 4, "C_GetTokenInfo": 6, "C_OpenSession": 12, "C_Login": 18,
             "C_GetAttributeValue": 24, "C_FindObjectsInit": 26, "C_FindObjects": 27, "C_FindObjectsFinal": 28,
             "C_EncryptInit": 29, "C_DecryptInit": 33, "C_SignInit": 42, "C_Sign": 43, "C_VerifyInit": 48, "C_Verify": 49,
             "C_GenerateKey": 58, "C_GenerateKeyPair": 59, "C_WrapKey": 60, "C_UnwrapKey": 61, "C_SetAttributeValue": 25}
CLASS, TOKEN, PRIVATE, LABEL, VALUE, KEY_TYPE, ID = 0, 1, 2, 3, 0x11, 0x100, 0x102
SENSITIVE, ENCRYPT, DECRYPT, WRAP, UNWRAP, SIGN = 0x103, 0x104, 0x105, 0x106, 0x107, 0x108
VALUE_LEN, EXTRACTABLE, EC_PARAMS, TRUSTED, WRAP_WITH_TRUSTED = 0x161, 0x162, 0x180, 0x86, 0x210
PRIVATE_KEY, SECRET_KEY, EC, GENERIC, AES = 3, 4, 3, 0x10, 0x1F
P256 = bytes.fromhex("06082a8648ce3d030107")


class Attribute(Structure):
    _fields_ = [("type", U), ("value", c_void_p), ("length", U)]


class Mechanism(Structure):
    _fields_ = [("type", U), ("parameter", c_void_p), ("length", U)]


class TokenInfo(Structure):
    _fields_ = [("label", c_ubyte * 32), ("rest", c_ubyte * (64 + 8 * 11 + 4 + 16))]


class Refused(Exception):
    pass


def load(path):
    table = c_void_p()
    assert ctypes.CDLL(path).C_GetFunctionList(byref(table)) == 0
    entries = cast(table.value + sizeof(c_void_p), POINTER(c_void_p))
    prototype = ctypes.CFUNCTYPE(U, *([c_void_p] * 8))

    def call(name, *arguments):
        padded = [a if isinstance(a, (c_void_p, int, type(None))) else cast(a, c_void_p) for a in arguments]
        code = prototype(entries[FUNCTIONS[name]])(*padded, *([None] * (8 - len(padded))))
        if code != 0:
            raise Refused(hex(code))

    return call


def template(attributes):
    """The attributes as the module wants them; the list keeps what they point to."""
    held, array = [], (Attribute * len(attributes))()
    for at, (kind, value) in enumerate(attributes):
        octets = bytes([value]) if isinstance(value, bool) else value if isinstance(value, bytes) else bytes(U(value))
        buffer = ctypes.create_string_buffer(octets, len(octets))
        held.append(buffer)
        array[at] = Attribute(kind, cast(buffer, c_void_p), len(octets))
    return array, len(attributes), held


def main():
    path, token, label, generation, profile, mechanism = sys.argv[1:]
    pin = sys.stdin.readline().strip().encode()
    call = load(path)
    call("C_Initialize", None)
    slots, count = (U * 64)(), U(64)
    call("C_GetSlotList", 1, slots, byref(count))

    def named(slot):
        info = TokenInfo()
        call("C_GetTokenInfo", slot, byref(info))
        return bytes(info.label).decode().strip() == token

    slot = next(each for each in slots[: count.value] if named(each))
    session = U()
    call("C_OpenSession", slot, 6, None, None, byref(session))
    s = session.value
    call("C_Login", s, 1, c_char_p(pin), len(pin))

    def find():
        array, size, _ = template([(LABEL, label.encode()), (ID, bytes([int(generation)]))])
        found, number = U(), U()
        call("C_FindObjectsInit", s, array, size)
        call("C_FindObjects", s, byref(found), 1, byref(number))
        call("C_FindObjectsFinal", s)
        assert number.value == 1, "the key-encryption key is not there"
        return found.value

    def generate_pair():
        public, private = U(), U()
        a, na, _a = template([(TOKEN, False), (EC_PARAMS, P256), (0x10A, True)])
        b, nb, _b = template([(TOKEN, False), (PRIVATE, True), (SENSITIVE, True), (EXTRACTABLE, True), (SIGN, True),
                              (WRAP_WITH_TRUSTED, profile == "T")])
        call("C_GenerateKeyPair", s, byref(Mechanism(0x1040, None, 0)), a, na, b, nb, byref(public), byref(private))
        return public.value, private.value

    def rogue_key():
        key = U()
        a, n, _a = template([(CLASS, SECRET_KEY), (KEY_TYPE, AES), (TOKEN, False), (VALUE_LEN, 32), (WRAP, True),
                             (UNWRAP, True), (DECRYPT, True), (ENCRYPT, True), (SENSITIVE, False), (EXTRACTABLE, True)])
        call("C_GenerateKey", s, byref(Mechanism(0x1080, None, 0)), a, n, byref(key))
        return key.value

    wrapping = byref(Mechanism(int(mechanism, 0), None, 0))

    def wrap(by, key):
        out, length = (c_ubyte * 512)(), U(512)
        call("C_WrapKey", s, wrapping, by, key, out, byref(length))
        return bytes(out[: length.value])

    def unwrap(blob, **changed):
        honest = {"CLASS": PRIVATE_KEY, "KEY_TYPE": EC, "TOKEN": False, "PRIVATE": True, "SENSITIVE": True,
                  "EXTRACTABLE": profile == "T", "SIGN": True, "UNWRAP": False, "DECRYPT": False}
        if profile == "T":
            honest["WRAP_WITH_TRUSTED"] = True
        honest.update(changed)
        a, n, _a = template([(globals()[name], value) for name, value in honest.items() if value is not None])
        key = U()
        call("C_UnwrapKey", s, wrapping, kek, c_char_p(blob), len(blob), a, n, byref(key))
        return key.value

    def value_of(key):
        buffer = ctypes.create_string_buffer(512)
        array = (Attribute * 1)(Attribute(VALUE, cast(buffer, c_void_p), 512))
        call("C_GetAttributeValue", s, key, array, 1)

    def set_trusted(key):
        a, n, _a = template([(TRUSTED, True)])
        call("C_SetAttributeValue", s, key, a, n)

    def sign(key):
        digest, out, length = bytes(range(32)), (c_ubyte * 64)(), U(64)
        call("C_SignInit", s, byref(Mechanism(0x1041, None, 0)), key)
        call("C_Sign", s, c_char_p(digest), 32, out, byref(length))
        call("C_VerifyInit", s, byref(Mechanism(0x1041, None, 0)), public)
        call("C_Verify", s, c_char_p(digest), 32, out, length.value)

    kek, rogue = find(), rogue_key()
    public, private = generate_pair()
    blob = wrap(kek, private)
    attempts = {
        "sign": lambda: sign(unwrap(blob)),
        "read the key-encryption key": lambda: value_of(kek),
        "decrypt with the key-encryption key": lambda: call("C_DecryptInit", s, byref(Mechanism(0x1081, None, 0)), kek),
        "encrypt with the key-encryption key": lambda: call("C_EncryptInit", s, byref(Mechanism(0x1081, None, 0)), kek),
        "wrap the key-encryption key under a rogue key": lambda: wrap(rogue, kek),
        "unwrap as a generic secret": lambda: unwrap(blob, CLASS=SECRET_KEY, KEY_TYPE=GENERIC, SENSITIVE=False, EXTRACTABLE=True),
        "unwrap as a readable private key": lambda: unwrap(blob, SENSITIVE=False),
        "unwrap as a key that stays": lambda: unwrap(blob, TOKEN=True),
        "unwrap as a key that unwraps": lambda: unwrap(blob, UNWRAP=True),
        "read what was unwrapped": lambda: value_of(unwrap(blob)),
        "wrap what was unwrapped under a rogue key": lambda: wrap(rogue, unwrap(blob)),
        "call the rogue key trusted": lambda: set_trusted(rogue),
    }
    if profile == "T":
        attempts["unwrap without wrap-with-trusted"] = lambda: unwrap(blob, WRAP_WITH_TRUSTED=None)
        attempts["unwrap with wrap-with-trusted off"] = lambda: unwrap(blob, WRAP_WITH_TRUSTED=False)
    else:
        attempts["unwrap as extractable"] = lambda: unwrap(blob, EXTRACTABLE=True)

    def outcome(attempt):
        try:
            attempt()
            return "done"
        except Refused as refusal:
            return str(refusal)

    print(json.dumps({name: outcome(attempt) for name, attempt in attempts.items()}, indent=1))


main()
