"""Made-up secrets with the right format and checksum, from a seeded generator: the same text gets the same secrets in every run.

`make(name, arguments, random)` gives one; names are looked up in the table of formats.py, then among the functions here."""
import base64
import json
import string
import struct
import urllib.parse
import zlib

DIGITS, LOWER, UPPER = string.digits, string.ascii_lowercase, string.ascii_uppercase
ALNUM = DIGITS + UPPER + LOWER
BASE36 = DIGITS + LOWER
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BASE32 = UPPER + "234567"
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
URL64 = ALNUM + "-_"
ALPHABETS = {"hex": DIGITS + "abcdef", "HEX": DIGITS + "ABCDEF", "alnum": ALNUM, "lower": LOWER + DIGITS, "upper": UPPER + DIGITS,
             "alpha": UPPER + LOWER, "az": LOWER, "AZ": UPPER, "digits": DIGITS, "url64": URL64, "b64": ALNUM + "+/", "base32": BASE32,
             "base58": BASE58, "b32l": BASE32.lower(), "signs": ALNUM + "!#%^*-_=+.~"}


def pick(random, alphabet, length):
    """Characters of the alphabet; digits and letters both appear where there is room, as in nearly every real token."""
    while True:
        text = "".join(random.choice(alphabet) for _ in range(length))
        if length < 10 or not (set(alphabet) & set(DIGITS)) or alphabet == DIGITS or (
                any(c.isdigit() for c in text) and any(c.isalpha() for c in text)):
            return text


def pattern(random, text):
    """`text` with its {alphabet:length} parts filled: "ghx_{alnum:30}"."""
    out, rest = "", text
    while "{" in rest:
        before, _, rest = rest.partition("{")
        part, _, rest = rest.partition("}")
        kind, _, length = part.partition(":")
        if kind == "uuid":
            out += before + uuid(random)
        else:
            low, _, high = length.partition("-")
            out += before + pick(random, ALPHABETS[kind], random.randint(int(low), int(high or low)))
    return out + rest


def uuid(random):
    h = pick(random, ALPHABETS["hex"], 32)
    return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-{random.choice('89ab')}{h[17:20]}-{h[20:]}"


def number_text(number, alphabet, width):
    out = ""
    for _ in range(width):
        number, digit = divmod(number, len(alphabet))
        out = alphabet[digit] + out
    return out


def crc_token(random, prefix):
    body = pick(random, ALNUM, 30)
    return prefix + body + number_text(zlib.crc32(body.encode()), ALNUM, 6)


def gitlab_routable(random, prefix="glpat-"):
    payload = f"o:{random.randint(1, 9)}\nu:{number_text(random.randint(10 ** 6, 10 ** 9), BASE36, 6)}\n".encode() + random.randbytes(18)
    text = base64.urlsafe_b64encode(payload).decode().rstrip("=")
    head = f"{prefix}{text}.01.{number_text(len(text), BASE36, 2)}"
    return head + number_text(zlib.crc32(head.encode()), BASE36, 7)


def grafana(random, service="sa"):
    head = f"gl{service}_{pick(random, ALNUM, 32)}"
    return f"{head}_{struct.pack('<I', zlib.crc32(head.encode())).hex()}"


def bech32(human, data):
    values = [ord(c) >> 5 for c in human] + [0] + [ord(c) & 31 for c in human]
    words, bits, count = [], 0, 0
    for byte in data:
        bits, count = (bits << 8) | byte, count + 8
        while count >= 5:
            count -= 5
            words.append((bits >> count) & 31)
    if count:
        words.append((bits << (5 - count)) & 31)

    def polymod(items):
        check = 1
        for item in items:
            top, check = check >> 25, ((check & 0x1ffffff) << 5) ^ item
            for i, generator in enumerate((0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3)):
                check ^= generator if top >> i & 1 else 0
        return check

    check = polymod(values + words + [0] * 6) ^ 1
    return human + "1" + "".join(BECH32[w] for w in words + [check >> 5 * (5 - i) & 31 for i in range(6)])


def base58check(data):
    import hashlib
    data += hashlib.sha256(hashlib.sha256(data).digest()).digest()[:4]
    number, out = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        out = BASE58[digit] + out
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + out


def url64(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def compact(value):
    return json.dumps(value, separators=(",", ":")).encode()


def jwt(random, role="", issuer="https://id.corvid.internal"):
    payload = {"iss": issuer, "sub": pick(random, DIGITS, 9), "iat": 1714003200, "exp": 2029536000, "jti": pick(random, ALPHABETS["hex"], 16)}
    if role:
        payload = {"iss": "supabase", "ref": pick(random, LOWER, 20), "role": role, "iat": 1714003200, "exp": 2029579200}
    return ".".join((url64(compact({"alg": "HS256", "typ": "JWT"})), url64(compact(payload)), url64(random.randbytes(32))))


def password(random):
    """A password as people and password managers make them."""
    style = random.randrange(6)
    word = random.choice("Falcon Marble Tundra Velvet Copper Harbor Quartz Willow Saffron Granite Meadow Cobalt Juniper Lagoon".split())
    if style == 0:
        return pick(random, ALNUM, random.randint(12, 20))
    if style == 1:
        return f"{word}{random.randint(10, 9999)}{random.choice('!#*?')}"
    if style == 2:
        return pick(random, ALPHABETS["signs"], random.randint(13, 18)).strip("-.=+#%")
    if style == 3:
        return word.lower().replace("a", "4").replace("o", "0").replace("e", "3") + random.choice("!_-*") + pick(random, LOWER + DIGITS, 5)
    if style == 4:
        return f"{pick(random, UPPER, 2)}{pick(random, LOWER, 4)}{pick(random, DIGITS, 3)}{random.choice('!@*?')}{pick(random, ALNUM, 3)}".replace("@", "!")
    return "-".join(pick(random, ALNUM, 5) for _ in range(3))


def plain_password(random):
    """One without signs that a shell or a URL would need quoted."""
    return pick(random, ALNUM, random.randint(12, 22))


def user(random):
    return random.choice("deploy svc_orders app billing reporting jenkins rwuser mkoch backup ingest kestrel portal".split())


def basic(random):
    return base64.b64encode(f"{user(random)}:{plain_password(random)}".encode()).decode()


def b64of(random, name, *arguments):
    return base64.b64encode(make(name, arguments, random).encode()).decode()


def base64_of(random, length="32"):
    """Base64 of so many random bytes."""
    return base64.b64encode(random.randbytes(int(length))).decode()


def url_of(random, name, *arguments):
    return urllib.parse.quote(make(name, arguments, random), safe="")


def der(tag, body):
    size = len(body)
    length = bytes([size]) if size < 128 else bytes([0x80 | (size.bit_length() + 7) // 8]) + size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag]) + length + body


def integer(random, size):
    return der(2, b"\0" + bytes([random.randrange(0x80, 0x100)]) + random.randbytes(size - 2) + bytes([random.randrange(1, 256, 2)]))


def rsa_key(random, size=128):
    half = size // 2
    parts = [der(2, b"\0"), integer(random, size), der(2, b"\1\0\1"), integer(random, size)] + [integer(random, half) for _ in range(5)]
    return der(0x30, b"".join(parts))


def pem_text(label, data, headers="", wrap=64):
    text = base64.b64encode(data).decode()
    return f"-----BEGIN {label}-----\n{headers}" + "\n".join(text[i:i + wrap] for i in range(0, len(text), wrap)) + f"\n-----END {label}-----"


def pem(random, kind="rsa", style=""):
    if kind == "rsa":
        text = pem_text("RSA PRIVATE KEY", rsa_key(random))
    elif kind == "pkcs8":
        algorithm = der(0x30, bytes.fromhex("06092a864886f70d0101010500"))
        text = pem_text("PRIVATE KEY", der(0x30, der(2, b"\0") + algorithm + der(4, rsa_key(random))))
    elif kind == "ec":
        public = der(0xa1, der(3, b"\0\4" + random.randbytes(64)))
        text = pem_text("EC PRIVATE KEY", der(0x30, der(2, b"\1") + der(4, random.randbytes(32)) + der(0xa0, bytes.fromhex("06082a8648ce3d030107")) + public))
    elif kind == "ed25519":
        text = pem_text("PRIVATE KEY", bytes.fromhex("302e020100300506032b657004220420") + random.randbytes(32))
    elif kind == "openssh":
        def part(data):
            return struct.pack(">I", len(data)) + data
        public = part(b"ssh-ed25519") + part(random.randbytes(32))
        check = random.randbytes(4)
        private = check + check + public + part(random.randbytes(64)) + part(b"mkoch@lynx") + b"\1\2\3\4"
        data = b"openssh-key-v1\0" + part(b"none") * 2 + part(b"") + struct.pack(">I", 1) + part(public) + part(private)
        text = pem_text("OPENSSH PRIVATE KEY", data, wrap=70)
    elif kind == "dsa":
        text = pem_text("DSA PRIVATE KEY", der(0x30, der(2, b"\0") + b"".join(integer(random, s) for s in (128, 20, 128, 128, 20))))
    elif kind == "pgp":
        data = b"\x95\x01\xd8\x04" + random.randbytes(500)
        text = pem_text("PGP PRIVATE KEY BLOCK", data, "\n").replace("\n-----END", "\n=" + pick(random, ALNUM, 4) + "\n-----END")
    elif kind == "certificate":
        text = pem_text("CERTIFICATE", der(0x30, der(0x30, random.randbytes(400)) + random.randbytes(200)))
    else:  # public
        text = pem_text("PUBLIC KEY", der(0x30, bytes.fromhex("300d06092a864886f70d0101010500") + der(3, b"\0" + random.randbytes(270))))
    return text.replace("\n", "\\n") if style == "escaped" else "\n".join("    " + line for line in text.split("\n")).lstrip() if style == "indented" else text


WORDS = ("abandon ability able about above absent absorb abstract absurd abuse access accident account accuse achieve acid acoustic acquire "
         "across act action actor actress actual adapt add addict address adjust admit adult advance advice aerobic affair afford afraid").split()


def mnemonic(random, words="12"):
    """BIP-39, of the list's first 48 words only, with a right checksum (found by trying the last word)."""
    import hashlib
    count = int(words)
    while True:
        indexes = [random.randrange(len(WORDS)) for _ in range(count)]
        bits = "".join(f"{i:011b}" for i in indexes)
        size = count * 11 * 32 // 33
        entropy = int(bits[:size], 2).to_bytes(size // 8, "big")
        if bits[size:] == f"{hashlib.sha256(entropy).digest()[0]:08b}"[:len(bits) - size]:
            return " ".join(WORDS[i] for i in indexes)


def age(random):
    return bech32("age-secret-key-", random.randbytes(32)).upper()


def wif(random):
    return base58check(b"\x80" + random.randbytes(32) + b"\1")


def xprv(random):
    return base58check(bytes.fromhex("0488ade4") + b"\3" + random.randbytes(8) + random.randbytes(32) + b"\0" + random.randbytes(32))


def discord_bot(random):
    return f"{url64(str(random.randint(10 ** 17, 9 * 10 ** 18)).encode())}.{pick(random, URL64, 6)}.{pick(random, URL64, 38)}"


def aws_id(random, prefix="AKIA"):
    """The account's number (bits 1 to 40 behind the prefix) is one of twelve digits."""
    account = random.randint(10 ** 11, 5 * 10 ** 11)
    head = ((1 << 47) | (account << 7) | random.getrandbits(7)) << 2 | random.getrandbits(2)
    return prefix + "".join(BASE32[head >> 5 * (9 - i) & 31] for i in range(10)) + pick(random, BASE32, 6)


def aws_secret(random):
    while True:
        text = pick(random, ALNUM + "+/", 40)
        if not text.startswith("/"):
            return text


def slack_bot(random, kind="xoxb"):
    return f"{kind}-{random.randint(10 ** 11, 10 ** 13)}-{random.randint(10 ** 11, 10 ** 13)}-{pick(random, ALNUM, 24)}"


def slack_tail(random):
    """A bot's token without its first letter, which the text writes as an escape."""
    return slack_bot(random)[1:]


def join(_, *parts):
    """A known text in parts, so that no file here holds a vendor's sample whole."""
    return "".join(parts)


def make(name, arguments, random):
    from formats import FORMATS
    if name in FORMATS:
        form = FORMATS[name][0]
        if not form.startswith("="):
            return pattern(random, form)
        name, *arguments = form[1:].split(":")
    if name in ALPHABETS:
        return pick(random, ALPHABETS[name], int(arguments[0]))
    function = globals().get(name)
    if function is None:
        raise SystemExit(f"no generator named {name}")
    return function(random, *arguments)


def service_of(name, arguments=()):
    from formats import FORMATS
    if name in FORMATS:
        return FORMATS[name][1]
    by_function = {"gitlab_routable": "GitLab", "grafana": "Grafana", "discord_bot": "Discord", "aws_id": "AWS", "aws_secret": "AWS",
                   "slack_bot": "Slack", "age": "age"}
    if name == "crc_token":
        return {"npm_": "npm"}.get(arguments[0], "GitHub")
    return by_function.get(name, "")
