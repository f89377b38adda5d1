"""Where a mailbox or a handle is told in disguise: in words, in pieces, spelt out, partly covered, in other letters.

The letters and digits of a text are read as one row, without what stands between them and without the words for it
(“dot”, «собака»), so that it does not matter how an address is cut up.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

import msgspec

from kunak.disclosure.declension import is_known
from kunak.disclosure.findings import Finding
from kunak.disclosure.folding import Folded, fold
from kunak.disclosure.lexicon import english_words, is_english
from kunak.disclosure.numerals import Unit
from kunak.disclosure.romanise import coarse
from kunak.disclosure.secrets import Person, Secrets, whose

LEAST: Final = 5
"""Letters and digits of an address that is looked for here; shorter ones stand as they are (``addresses``)."""

_LONG: Final = 9
"""Letters from which on the name of a mailbox in one word is nobody's word."""

_BEGINNING: Final = 6
_GAP: Final = 4
"""Characters between two pieces of one address."""

_NEAR: Final = 44
_LOOKS: Final = str.maketrans("авсенкмортхуіѕјilo|", "abcehkmoptxyisj1101")
_LIKE: Final = str.maketrans("ilo|", "1101")
"""Letters and digits that are taken for one another, in either alphabet."""

_SAID: Final = re.compile(
    r"dot|period|point|точк[аиу]|dash|hyphen|minus|дефис\w{0,2}|тире|минус|черточк\w|underscore|underline|"
    r"подчеркивани\w{1,2}|нижн\w{2}|at|собак\w{1,2}|собачк\w{1,2}|эт"
)
"""Words for the signs of an address."""
_JOINED: Final = re.compile(
    rf"(?<![^\W_])(?:{_SAID.pattern}|and|then|followed by|plus|и|потом|затем|далее|плюс)(?![^\W_])"
)
"""The same, and what joins the pieces of one in a sentence."""
_JOINING: Final = frozenset(("and", "then", "и", "потом", "затем", "далее"))

_MAIL: Final = re.compile(
    r"почт|ящик|имейл|емейл|e-?mail|mailbox|inbox|(?<![^\W_])мыл[оаеу](?![^\W_])|собак|собачк|логин|login|адрес|address|@|"
    r"(?<![^\W_])(?:at|dot|точка)(?![^\W_])"
)
_ACCOUNT: Final = re.compile(
    r"аккаунт|аккаунта|(?<![^\W_])ник(?:ом|е|а|у)?(?![^\W_])|никнейм|профил|юзернейм|хэндл|хендл|телегра|инстагра|тикток|канал|"
    r"страниц|handle|account|profile|username|telegram|instagram|tiktok|signal|whatsapp|nickname|@|t\.me|vk\.com|собак"
)
_LINK: Final = re.compile(r"[@#({\[]|(?<![^\W_])(?:at|на|собак\w+|dot|точка)(?![^\W_])")
"""What ties a host to the name of a mailbox before it."""

_FROM: Final = re.compile(r"(?:начина\w+|перв\w+ буквы|begins?|starts?|beginning)[^.!?\n]{0,24}$")
_HIDDEN: Final = r"*•●∗✱■█○#?…"
_COVERED: Final = re.compile(
    rf"(?<![\w.@\-{re.escape(_HIDDEN)}])@?([\w.\-]{{0,64}}[{re.escape(_HIDDEN)}]{{1,64}}[\w.\-{re.escape(_HIDDEN)}]{{0,64}})"
    rf"(?:\s?(?:@|\(at\)|\[at\]|собака)\s?([\w.\-{re.escape(_HIDDEN)}]{{0,64}}[\w{re.escape(_HIDDEN)}]))?"
)
_RUNS: Final = re.compile(rf"[{re.escape(_HIDDEN)}]+|\.{{2,}}")

_PROVIDERS: Final = {
    "yandex": "яндекс", "ya": "яндекс", "gmail": "гмейл|гмайл|джимейл|жимейл|гугл|google", "mail": "мейл|мэйл|майл|mail ?ru",  # noqa: E501
    "proton": "протон", "protonmail": "протон|proton", "pm": "протон|proton", "icloud": "айклауд|apple", "me": "icloud|айклауд",  # noqa: E501
    "outlook": "аутлук|microsoft", "hotmail": "хотмейл", "rambler": "рамблер", "list": "лист", "bk": "бк", "inbox": "инбокс",  # noqa: E501
    "yahoo": "яху", "gmx": "", "live": "", "wp": "", "onet": "", "interia": "", "o2": "", "seznam": "", "web": "", "tutanota": "тута",  # noqa: E501
    "tuta": "тута", "riseup": "", "vk": "", "internet": "", "zoho": "", "aol": "", "posteo": "", "libero": "", "orange": "",  # noqa: E501
    "free": "", "laposte": "", "ukr": "укрнет", "i": "", "meta": "", "abv": "", "mailbox": "", "hey": "", "fastmail": "",  # noqa: E501
    "centrum": "", "freenet": "", "tonline": "", "sapo": "", "mynet": "", "email": "",
}  # fmt: skip
"""Hosts that give mailboxes to anybody, and how they are called in speech."""


class Mailbox(msgspec.Struct, frozen=True):
    """A handle, or the part of a mail address before the sign.

    Attributes:
        text: As the case holds it, folded.
        letters: Its letters and digits, those that look alike being one.
        sounds: Its coarse skeleton; empty where it is too short to be heard.
        host: What comes after the sign, folded; empty for a handle.
        own: Whether the host is this person's alone.
    """

    secret: str
    kind: str
    text: str
    letters: str
    sounds: str
    host: str = ""
    own: bool = False


def mailboxes(secrets: Secrets) -> list[Mailbox]:
    """Return the handles and mailboxes of everybody."""
    return [one for at, person in enumerate(secrets.persons) for one in _of(whose(person, at), person)]


def _of(owner: str, person: Person) -> Iterator[Mailbox]:
    for handle in person.handles:
        yield _mailbox(f"{owner}.handles", "handle", fold(handle).text.strip().lstrip("@"), "", own=False)
    for email in person.emails:
        local, _, host = fold(email).text.strip().partition("@")
        own = bool(host) and host.split(".")[0] not in _PROVIDERS and person.role in ("client", "relative", "helper")
        yield _mailbox(f"{owner}.emails", "email", local, host, own=own)


def _mailbox(secret: str, kind: str, text: str, host: str, *, own: bool) -> Mailbox:
    pieces = re.findall(r"[^\W_]+", text)
    sounds = "".join(map(_sound, pieces))
    return Mailbox(secret, kind, text, _alike("".join(pieces)), sounds if len(sounds) > LEAST else "", host, own)


def _alike(text: str) -> str:
    return text.translate(_LOOKS)


def _sound(word: str) -> str:
    return coarse(word) if word.isalpha() else word


class _Row:
    """Pieces of a text one after another, as they look or as they sound."""

    def __init__(self, pieces: Iterable[tuple[str, int, int]]) -> None:
        self.pieces = list(pieces)
        self.begins: list[int] = []
        length = 0
        for piece, _, _ in self.pieces:
            self.begins.append(length)
            length += len(piece)
        self.letters = "".join(piece for piece, _, _ in self.pieces)

    def told(self, letters: str) -> Iterator[list[tuple[str, int, int]]]:
        """Yield the pieces that are together these letters, near enough to one another."""
        at = self.letters.find(letters)
        while at >= 0:
            first = bisect_left(self.begins, at)
            last = bisect_left(self.begins, at + len(letters))
            whole = last == len(self.begins) or self.begins[last] == at + len(letters)
            if first < len(self.begins) and self.begins[first] == at and whole:
                yield self.pieces[first:last]
            at = self.letters.find(letters, at + 1)


def find_mailboxes(draft: str, folded: Folded, sought: Sequence[Mailbox], units: Sequence[Unit]) -> Iterator[Finding]:
    """Yield where mailboxes and handles are told."""
    if not sought:
        return
    text = folded.text
    plain = _Row((_alike(match[0]), match.start(), match.end()) for match in re.finditer(r"[^\W_]+", text))
    named = [unit for unit in units if not (_SAID.fullmatch(unit.word) or unit.word in _JOINING)]
    spelt = _Row((_alike(unit.word), unit.start, unit.end) for unit in named)
    by_ear = len(named) < len(units) and any(one.sounds for one in sought)  # somebody says the signs
    sounds = {word: _sound(word) for word in {unit.word for unit in named}} if by_ear else {}
    heard = _Row((sounds[unit.word], unit.start, unit.end) for unit in named if by_ear)
    covered = list(_COVERED.finditer(text))
    for one in sought:
        spans = {span for row in (plain, spelt) for span in _spans(text, one, row, one.letters)}
        if one.sounds and not one.sounds.isdecimal():
            spans |= {span for span in _spans(text, one, heard, one.sounds) if _is_cyrillic(text[slice(*span)])}
        if one.own:
            spans |= {_ends(pieces) for row in (plain, spelt) for pieces in _hosts(text, one, row)}
        spans |= {match.span() for match in covered if _is_under(match, one)}
        for start, end in spans:
            begin, finish = folded.span(start - (text[start - 1 : start] == "@"), end)
            form = "exact" if text[start:end] == one.text else "told in pieces"
            yield Finding(begin, finish, draft[begin:finish], one.kind, one.secret, form, "block")


def _is_cyrillic(text: str) -> bool:
    return any("а" <= letter <= "я" for letter in _SAID.sub("", text))


def _ends(pieces: Sequence[tuple[str, int, int]]) -> tuple[int, int]:
    return pieces[0][1], pieces[-1][2]


def _hosts(text: str, one: Mailbox, row: _Row) -> Iterator[list[tuple[str, int, int]]]:
    for pieces in row.told(_alike("".join(re.findall(r"[^\W_]+", one.host)))):
        if len(pieces) > 1 and _together(text, pieces) and not _only_spaces(text, pieces):
            yield pieces


def _spans(text: str, one: Mailbox, row: _Row, letters: str) -> Iterator[tuple[int, int]]:
    if len(letters) < LEAST:
        return
    for pieces in row.told(letters):
        if _together(text, pieces) and _is_meant(text, one, pieces):
            yield _ends(pieces)
    if one.host and len(letters) > _BEGINNING:
        yield from _beginnings(text, row, letters)


def _beginnings(text: str, row: _Row, letters: str) -> Iterator[tuple[int, int]]:
    """Yield where the name of a mailbox is told by how it begins."""
    at = row.letters.find(letters[:_BEGINNING])
    if at < 0:
        return
    first = bisect_left(row.begins, at)
    if first == len(row.begins) or row.begins[first] != at:
        return
    pieces = row.pieces[first : first + 1]
    for piece in row.pieces[first + 1 :]:
        if not letters.startswith("".join(one for one, _, _ in (*pieces, piece))):
            break
        pieces.append(piece)
    said = "".join(one for one, _, _ in pieces)
    start, end = _ends(pieces)
    announced = _FROM.search(text[max(start - _NEAR, 0) : start]) and _MAIL.search(
        text[max(start - _NEAR, 0) : end + _NEAR]
    )
    if len(said) >= _BEGINNING and letters.startswith(said) and _together(text, pieces) and announced:
        yield start, end


def _between(text: str, pieces: Sequence[tuple[str, int, int]]) -> Iterator[str]:
    for (_, _, end), (_, start, _) in pairwise(pieces):
        yield text[end:start]


def _together(text: str, pieces: Sequence[tuple[str, int, int]]) -> bool:
    return all(
        len(re.sub(r"\s+", " ", _JOINED.sub("", gap)).strip()) <= _GAP and "\n\n" not in gap and len(gap) < _NEAR
        for gap in _between(text, pieces)
    )


def _only_spaces(text: str, pieces: Sequence[tuple[str, int, int]]) -> bool:
    """Return whether nothing but spaces stands between the pieces."""
    return all(gap == "" or gap.isspace() for gap in _between(text, pieces))


def _is_meant(text: str, one: Mailbox, pieces: Sequence[tuple[str, int, int]]) -> bool:
    """Return whether an address is meant, and not words that happen to be its pieces."""
    start, end = _ends(pieces)
    if text[start - 1 : start] == "@" or _goes_on(text, one, end):
        return True
    around = text[max(start - _NEAR, 0) : start] + "|" + text[end : end + _NEAR]
    announced = (_MAIL if one.host else _ACCOUNT).search(around) is not None
    if announced and _is_cut(one):
        return True
    said = text[start:end]
    whole = len(pieces) == 1
    if one.host and not _is_cut(one):
        return len(said) >= _LONG and whole and not is_known(said) and not is_english(said)
    if whole:
        return not said.isalpha() or not (is_known(said) or is_english(said) or said in english_words())
    if not _only_spaces(text, pieces):
        hyphens = all(gap in ("-", ". ", ", ") for gap in _between(text, pieces))
        return not hyphens or "-" in one.text or not said.replace("-", "").replace(" ", "").isalpha()
    return not said.replace(" ", "").isalpha() or (not one.host and not all(map(_is_word, said.split())))


def _is_word(word: str) -> bool:
    return is_known(word) or is_english(word) or word in english_words()


def _is_cut(one: Mailbox) -> bool:
    """Return whether more than one word of letters makes the address: a given name alone is nobody's mailbox."""
    return not one.text.isalpha()


def _goes_on(text: str, one: Mailbox, end: int) -> bool:
    """Return whether the host of a mailbox stands after its name, as it is or as it is called."""
    if not one.host:
        return False
    provider = one.host.split(".")[0]
    ways = "|".join(filter(None, (re.escape(provider), _PROVIDERS.get(provider, ""))))
    after = re.match(rf"([^!?\n]{{0,32}}?)(?<![^\W_])(?:{ways})", text[end : end + _NEAR])
    return after is not None and (_is_cut(one) or _LINK.search(after[1]) is not None)


def _is_under(match: re.Match[str], one: Mailbox) -> bool:
    """Return whether the covered letters can be this address."""
    local, host = match[1], match[2] or ""
    seen = sum(letter.isalnum() for letter in local)
    if one.host and host:
        return seen > 1 and _fits(host, one.host) and _fits(local, one.text)
    return not host and seen >= _GAP and 2 * seen >= len(one.text) - 1 and _fits(local, one.text)


def _fits(covered: str, text: str) -> bool:
    pattern = ".+".join(map(re.escape, _RUNS.split(covered)))
    return re.fullmatch(pattern, text) is not None
