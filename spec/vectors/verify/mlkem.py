"""ML-KEM-768 (FIPS 203) and X25519 (RFC 7748), in plain Python.

Slow, and not safe against timing: for reading vectors, where there is no secret.
"""
# ruff: noqa: ANN001, ANN002, ANN201 - a reader for people, apart from the house; letters as in FIPS 203

import hashlib

Q = 3329
N = 256
K = 3
ENCAPSULATION_KEY = 384 * K + 32
ZETAS = [pow(17, int(f"{n:07b}"[::-1], 2), Q) for n in range(128)]
GAMMAS = [pow(17, 2 * int(f"{n:07b}"[::-1], 2) + 1, Q) for n in range(128)]


def ntt(poly):
    f, place, length = list(poly), 1, 128
    while length >= 2:
        for start in range(0, N, 2 * length):
            zeta, place = ZETAS[place], place + 1
            for j in range(start, start + length):
                turned = zeta * f[j + length] % Q
                f[j], f[j + length] = (f[j] + turned) % Q, (f[j] - turned) % Q
        length //= 2
    return f


def back(poly):
    f, place, length = list(poly), 127, 2
    while length <= 128:
        for start in range(0, N, 2 * length):
            zeta, place = ZETAS[place], place - 1
            for j in range(start, start + length):
                left = f[j]
                f[j] = (left + f[j + length]) % Q
                f[j + length] = zeta * (f[j + length] - left) % Q
        length *= 2
    return [3303 * value % Q for value in f]


def product(f, g):
    out = []
    for n, gamma in enumerate(GAMMAS):
        a, b, c, d = f[2 * n], f[2 * n + 1], g[2 * n], g[2 * n + 1]
        out += [(a * c + b * d * gamma) % Q, (a * d + b * c) % Q]
    return out


def plus(*polys):
    return [sum(values) % Q for values in zip(*polys, strict=True)]


def dot(row, column):
    return plus(*[product(f, g) for f, g in zip(row, column, strict=True)])


def packed(poly, bits):
    return sum(value << (bits * n) for n, value in enumerate(poly)).to_bytes(32 * bits, "little")


def unpacked(data, bits):
    number = int.from_bytes(data, "little")
    return [number >> (bits * n) & ((1 << bits) - 1) for n in range(N)]


def narrowed(poly, bits):
    return [((value << (bits + 1)) + Q) // (2 * Q) % (1 << bits) for value in poly]


def widened(poly, bits):
    return [(value * Q + (1 << (bits - 1))) >> bits for value in poly]


def sampled(seed):
    """Return a polynomial in the transformed domain, drawn evenly (FIPS 203, SampleNTT)."""
    data, out = hashlib.shake_128(seed).digest(3 * 672), []
    for at in range(0, len(data), 3):
        a, b, c = data[at : at + 3]
        out += [value for value in (a + 256 * (b % 16), b // 16 + 16 * c) if value < Q]
    return out[:N]


def noise(seed, number):
    bits = int.from_bytes(hashlib.shake_256(seed + bytes([number])).digest(128), "little")
    counts = [(bits >> (4 * n)) & 15 for n in range(N)]
    return [((four & 1) + (four >> 1 & 1) - (four >> 2 & 1) - (four >> 3)) % Q for four in counts]


def matrix(rho):
    return [[sampled(rho + bytes([column, row])) for column in range(K)] for row in range(K)]


def keys(seed):
    """Return the encapsulation key, and what decapsulating takes, of a seed of 64 bytes (d, then z)."""
    both = hashlib.sha3_512(seed[:32] + bytes([K])).digest()
    rho, sigma = both[:32], both[32:]
    secret = [ntt(noise(sigma, n)) for n in range(K)]
    errors = [ntt(noise(sigma, K + n)) for n in range(K)]
    public = [plus(dot(row, secret), error) for row, error in zip(matrix(rho), errors, strict=True)]
    return b"".join(packed(poly, 12) for poly in public) + rho, (secret, seed[32:])


def is_key(data):
    """Whether these bytes are an encapsulation key: of the length, and every coefficient reduced."""
    if len(data) != ENCAPSULATION_KEY:
        return False
    return all(value < Q for n in range(K) for value in unpacked(data[384 * n : 384 * (n + 1)], 12))


def encrypted(key, message, coins):
    public = [unpacked(key[384 * n : 384 * (n + 1)], 12) for n in range(K)]
    rows = matrix(key[384 * K :])
    blind = [ntt(noise(coins, n)) for n in range(K)]
    errors, last = [noise(coins, K + n) for n in range(K)], noise(coins, 2 * K)
    u = [plus(back(dot([rows[r][c] for r in range(K)], blind)), errors[c]) for c in range(K)]
    v = plus(back(dot(public, blind)), last, widened(unpacked(message, 1), 1))
    return b"".join(packed(narrowed(poly, 10), 10) for poly in u) + packed(narrowed(v, 4), 4)


def encapsulated(key, message):
    """Return the shared secret and the ciphertext for a message of 32 random bytes."""
    both = hashlib.sha3_512(message + hashlib.sha3_256(key).digest()).digest()
    return both[:32], encrypted(key, message, both[32:])


def decapsulated(key, private, ciphertext):
    secret, rejected = private
    u = [widened(unpacked(ciphertext[320 * n : 320 * (n + 1)], 10), 10) for n in range(K)]
    v = widened(unpacked(ciphertext[960:], 4), 4)
    away = back(dot(secret, [ntt(poly) for poly in u]))
    message = packed(narrowed([(a - b) % Q for a, b in zip(v, away, strict=True)], 1), 1)
    both = hashlib.sha3_512(message + hashlib.sha3_256(key).digest()).digest()
    if encrypted(key, message, both[32:]) != ciphertext:
        return hashlib.shake_256(rejected + ciphertext).digest(32)
    return both[:32]


P25519 = 2**255 - 19
BASE = (9).to_bytes(32, "little")


def x25519(scalar, point):
    """Multiply (RFC 7748, section 5)."""
    k = int.from_bytes(scalar, "little") & ((1 << 254) - 8) | (1 << 254)
    x1 = int.from_bytes(point, "little") % 2**255
    x2, z2, x3, z3 = 1, 0, x1, 1
    for bit in range(254, -1, -1):
        swap = k >> bit & 1
        if swap:
            x2, z2, x3, z3 = x3, z3, x2, z2
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        aa, bb, da, cb = a * a, b * b, d * a, c * b
        x3, z3 = (da + cb) ** 2 % P25519, x1 * (da - cb) ** 2 % P25519
        x2, z2 = aa * bb % P25519, (aa - bb) * (aa + 121665 * (aa - bb)) % P25519
        if swap:
            x2, z2, x3, z3 = x3, z3, x2, z2
    return (x2 * pow(z2, -1, P25519) % P25519 if z2 else 0).to_bytes(32, "little")
