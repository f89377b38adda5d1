"""Is this an Ed25519 public key that may be enrolled? A canonical point of the main subgroup (RFC 8032)."""
# ruff: noqa: ANN001, ANN201 - a reader for people, apart from the house

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ZERO = (0, 1)


def point(key):
    y, sign = int.from_bytes(key, "little") % 2**255, key[31] >> 7
    if len(key) != 32 or y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != square or (x == 0 and sign):
        return None
    return (P - x if x % 2 != sign else x, y)


def add(a, b):
    product = D * a[0] * b[0] * a[1] * b[1] % P
    x = (a[0] * b[1] + b[0] * a[1]) * pow(1 + product, -1, P) % P
    return (x, (a[1] * b[1] + a[0] * b[0]) * pow(1 - product, -1, P) % P)


def times(number, a):
    total = ZERO
    while number:
        if number & 1:
            total = add(total, a)
        a, number = add(a, a), number >> 1
    return total


def enrollable(key):
    found = point(key) if len(key) == 32 else None
    return found is not None and found != ZERO and times(ORDER, found) == ZERO
