"""A reader of the one encoding that ``spec/canonical.md`` allows, written from that page alone."""
# ruff: noqa: ANN001, ANN201 - a reader for people, apart from the house


class Wrong(Exception):
    """The bytes are not canonical."""


def read(data):
    """Return the value of canonical bytes."""
    value, rest = item(data, 16)
    if rest:
        raise Wrong("trailing bytes")
    return value


def item(data, depth):
    if not data or depth == 0:
        raise Wrong("cut short, or nested too deeply")
    major, short = data[0] >> 5, data[0] & 31
    if major == 7:
        return simple(short), data[1:]
    if major == 6:
        raise Wrong("tag")
    number, rest = argument(short, data[1:])
    if major == 0:
        return number, rest
    if major == 1:
        return -1 - number, rest
    if major in (2, 3):
        if len(rest) < number:
            raise Wrong("cut short")
        return text(rest[:number], major), rest[number:]
    if major == 4:
        values = []
        for _ in range(number):
            value, rest = item(rest, depth - 1)
            values.append(value)
        return values, rest
    return pairs(number, rest, depth)


def argument(short, rest):
    if short < 24:
        return short, rest
    if short > 27:
        raise Wrong("indefinite or reserved")
    size = 1 << (short - 24)
    number = int.from_bytes(rest[:size], "big")
    least = 24 if size == 1 else 1 << (4 * size)
    if len(rest) < size or number < least:
        raise Wrong("cut short, or not the shortest form")
    return number, rest[size:]


def simple(short):
    if short not in (20, 21, 22):
        raise Wrong("float, undefined or simple value")
    return {20: False, 21: True, 22: None}[short]


def text(data, major):
    if major == 2:
        return data
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise Wrong("no UTF-8") from None


def pairs(number, rest, depth):
    values, last, kinds = {}, b"", set()
    for _ in range(number):
        key, after = item(rest, 1)
        written = rest[: len(rest) - len(after)]
        if written <= last:
            raise Wrong("keys out of order, or twice")
        if type(key) is int and key < 0:
            raise Wrong("a negative key")
        kinds.add(type(key))
        value, rest = item(after, depth - 1)
        values[key], last = value, written
    if not (kinds <= {int} or kinds <= {str}):
        raise Wrong("keys of other types")
    return values, rest
