"""Verification of Ed25519 signatures in plain Python (RFC 8032 section 5.1), so that no library need be trusted.

It only verifies: nothing here is secret, so nothing need run in constant time. About 2 ms a signature.
"""

from hashlib import sha512

Point = tuple[int, int, int, int]
"""A point in extended homogeneous coordinates (X, Y, Z, T): x = X/Z, y = Y/Z, xy = T/Z. RFC 8032 section 5.1.4."""

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, PRIME) % PRIME
_ROOT_OF_MINUS_ONE = pow(2, (PRIME - 1) // 4, PRIME)
_NEUTRAL: Point = (0, 1, 1, 0)


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether ``signature`` (64 bytes) over ``message`` was made with the key of ``public`` (32 bytes).

    Strict, so that a signature has one form only: S must be below the group order, every point in its canonical
    encoding, and R is compared byte by byte. RFC 8032 section 5.1.7, without the cofactor.
    """
    if len(public) != 32 or len(signature) != 64:
        return False
    key = _decode(public)
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or scalar >= ORDER:
        return False
    challenge = int.from_bytes(sha512(signature[:32] + public + message).digest(), "little") % ORDER
    return _encode(_combine(scalar, challenge, _negate(key))) == signature[:32]


def _combine(scalar: int, challenge: int, point: Point) -> Point:
    """Compute scalar·G + challenge·point, both multiplications in one run over the bits."""
    sums = (_NEUTRAL, _GENERATOR, point, _add(_GENERATOR, point))
    total = _NEUTRAL
    for bit in range(ORDER.bit_length() - 1, -1, -1):
        total = _double(total)
        which = (scalar >> bit & 1) + 2 * (challenge >> bit & 1)
        if which:
            total = _add(total, sums[which])
    return total


def _add(p: Point, q: Point) -> Point:
    a = (p[1] - p[0]) * (q[1] - q[0]) % PRIME
    b = (p[1] + p[0]) * (q[1] + q[0]) % PRIME
    c = 2 * p[3] * q[3] * _D % PRIME
    d = 2 * p[2] * q[2] % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME


def _double(p: Point) -> Point:
    a = p[0] * p[0] % PRIME
    b = p[1] * p[1] % PRIME
    h = a + b
    e = h - (p[0] + p[1]) ** 2 % PRIME
    g = a - b
    f = 2 * p[2] * p[2] % PRIME + g
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME


def _negate(p: Point) -> Point:
    return -p[0] % PRIME, p[1], p[2], -p[3] % PRIME


def _encode(p: Point) -> bytes:
    inverse = pow(p[2], -1, PRIME)
    x, y = p[0] * inverse % PRIME, p[1] * inverse % PRIME
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _decode(encoded: bytes) -> Point | None:
    """Decode a point; None where the bytes are no canonical encoding of one. RFC 8032 section 5.1.3."""
    number = int.from_bytes(encoded, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if y >= PRIME:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if x * x % PRIME != square:
        x = x * _ROOT_OF_MINUS_ONE % PRIME
    if x * x % PRIME != square or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = PRIME - x
    return x, y, 1, x * y % PRIME


def _generator() -> Point:
    point = _decode((4 * pow(5, -1, PRIME) % PRIME).to_bytes(32, "little"))
    assert point is not None
    return point


_GENERATOR = _generator()
