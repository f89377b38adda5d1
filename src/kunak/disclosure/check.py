"""Whether a draft gives away anything that the secrets file holds, and how many people still fit.

``prepare`` expands the secrets once; ``judge`` reads a draft against them; ``check``
does both. Everything expanded stays in memory. The contract is DESIGN, section 7.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from kunak.base.words import phrase
from kunak.disclosure.abroad import coded_signs, of_abroad
from kunak.disclosure.acrostics import by_beginning, find_acrostics
from kunak.disclosure.addresses import Sign, find_signs, signs
from kunak.disclosure.ages import find_ages
from kunak.disclosure.allusions import Allusions, clues
from kunak.disclosure.amounts import Amount, amounts, find_amounts
from kunak.disclosure.attribution import attributed
from kunak.disclosure.carriers import of_carriers
from kunak.disclosure.census import Census
from kunak.disclosure.codewords import of_words
from kunak.disclosure.crowd import crowd_of, describe, is_under, news
from kunak.disclosure.days import find_days
from kunak.disclosure.figures import Number, find_numbers, numbers
from kunak.disclosure.findings import Crowd, Finding, Report, Severity, Verdict
from kunak.disclosure.flags import find_flags, flown
from kunak.disclosure.folding import fold
from kunak.disclosure.initials import FullName, Initials, find_initials, find_shortened, full_names, initials
from kunak.disclosure.lettered import Lettered, find_covered_plates, find_lettered, lettered
from kunak.disclosure.mailboxes import Mailbox, find_mailboxes, mailboxes
from kunak.disclosure.numerals import units
from kunak.disclosure.openworld import open_world
from kunak.disclosure.persons import of_persons
from kunak.disclosure.phrases import Phrase
from kunak.disclosure.places import of_places
from kunak.disclosure.points import find_coordinates
from kunak.disclosure.reading import read
from kunak.disclosure.retold import Retold
from kunak.disclosure.secrets import Secrets
from kunak.disclosure.services import find_services
from kunak.disclosure.terminals import codes_by_letter, legs
from kunak.disclosure.traits import Told, named, told_by
from kunak.disclosure.vocabulary import Vocabulary

__all__ = [
    "Crowd",
    "Finding",
    "Prepared",
    "Report",
    "Severity",
    "Verdict",
    "as_json",
    "check",
    "judge",
    "prepare",
    "traits_told",
]

PICTURES: Final = phrase("Pictures, and what a file says of its author, place and time.")

NOT_CHECKED: Final = (
    phrase("The same said in other words or by allusion, beyond the well-known bynames of places."),
    phrase("Faces, voices, backgrounds and styles of writing."),
    PICTURES,
    phrase("Languages other than Russian and English, except for names."),
    phrase("The rules of the group, consent and embargo: the page of the publication shows those."),
)
"""What this engine does not look at."""


class Prepared:
    """The secrets of one case in every form they can take. It is the secret itself: never written down."""

    def __init__(self, secrets: Secrets) -> None:
        self.secrets = secrets
        phrases = list(_phrases(secrets))
        self.vocabulary = Vocabulary(phrases)
        self.names = by_beginning(
            {
                (one.plain[0], one.secret)
                for one in phrases
                if len(one.plain) == 1 and one.kind in ("name", "nick") and one.block
            }
        )
        self.signs: list[Sign] = [*signs(secrets), *coded_signs(secrets), *legs(secrets), *codes_by_letter(secrets)]
        self.mailboxes: list[Mailbox] = mailboxes(secrets)
        self.initials: list[Initials] = initials(secrets)
        self.people: list[FullName] = full_names(secrets)
        self.amounts: list[Amount] = amounts(secrets)
        self.numbers: list[Number] = numbers(secrets)
        self.lettered: list[Lettered] = lettered(secrets)
        self.flags = flown(secrets)
        self.allusions = Allusions(clues(secrets))
        self.retold = Retold(secrets)

    def __repr__(self) -> str:
        return "Prepared(...)"


def prepare(secrets: Secrets) -> Prepared:
    """Expand the secrets, so that many drafts can be judged against them."""
    return Prepared(secrets)


def check(draft: str, secrets: Secrets, published: Sequence[str] = (), census: Census | None = None) -> Report:
    """Return what a draft gives away, in the order of the draft."""
    return judge(draft, prepare(secrets), published, census)


def judge(draft: str, prepared: Prepared, published: Sequence[str] = (), census: Census | None = None) -> Report:
    """Return what a draft gives away, alone and together with all that was published before."""
    secrets = prepared.secrets
    closed, told = _read(draft, prepared)
    own = news(secrets, closed, told)
    closed = _widest([*closed, *_unknown_traits(draft, told, own, secrets)])
    beyond, missing = open_world(draft, closed)
    findings = tuple(sorted({*closed, *beyond}, key=lambda found: (found.start, found.end, found.secret, found.form)))
    before = [_read(text, prepared) for text in published]
    everything = [one for _, those in before for one in those] + told
    described = describe(everything, [*closed, *(finding for those, _ in before for finding in those)], secrets)
    crowd = msgspec.structs.replace(crowd_of(described, secrets, census), news=own)
    prepared.vocabulary.forget()
    prepared.allusions.forget()
    verdict: Verdict = "clear"
    if findings or own:
        blocks = own or any(found.severity == "block" for found in findings)
        verdict = "block" if blocks else "review"
    return Report(verdict, findings, crowd, NOT_CHECKED + missing)


def traits_told(texts: Sequence[str], prepared: Prepared) -> tuple[str, ...]:
    """Return the traits that texts tell together, by name."""
    read_all = [_read(text, prepared) for text in texts]
    told = [one for _, those in read_all for one in those]
    found = [finding for those, _ in read_all for finding in those]
    prepared.vocabulary.forget()
    prepared.allusions.forget()
    return tuple(sorted(describe(told, found, prepared.secrets).traits))


def _unknown_traits(draft: str, told: Sequence[Told], own: Sequence[str], secrets: Secrets) -> Iterator[Finding]:
    """Yield where a trait stands of which the pursuers do not know."""
    if not own:
        return
    folded = fold(draft)
    names = {named(trait): trait for trait in secrets.traits}
    for one in told:
        path = f"traits.{names.get(one.trait, '')}"
        if any(is_under(path, unknown) for unknown in own):
            begin, finish = folded.span(one.start, one.end)
            yield Finding(begin, finish, draft[begin:finish], "trait", path, "told", "block")


def as_json(report: Report) -> bytes:
    """Return the report as one JSON document."""
    return msgspec.json.encode(report)


def _phrases(secrets: Secrets) -> Iterator[Phrase]:
    yield from of_persons(secrets)
    yield from of_places(secrets)
    yield from of_abroad(secrets)
    yield from of_carriers(secrets)
    yield from of_words(secrets)


def _read(draft: str, prepared: Prepared) -> tuple[list[Finding], list[Told]]:
    """Return what the case holds and the text tells, one finding for each span and secret; and the traits told."""
    folded = fold(draft)
    row = units(folded.text)
    secrets = prepared.secrets
    found = [
        *read(draft, folded, prepared.vocabulary),
        *find_signs(draft, folded, prepared.signs),
        *find_mailboxes(draft, folded, prepared.mailboxes, row),
        *find_initials(draft, folded, prepared.initials),
        *find_shortened(draft, folded, prepared.people),
        *find_acrostics(draft, folded, prepared.names),
        *find_numbers(draft, folded, prepared.numbers, row),
        *find_amounts(draft, folded, prepared.amounts, row),
        *find_lettered(draft, folded, prepared.lettered, row),
        *find_covered_plates(draft, folded, secrets),
        *find_services(draft, folded, secrets, row),
        *find_coordinates(draft, folded, secrets, row),
        *find_flags(draft, folded, prepared.flags),
        *find_days(draft, folded, secrets, row),
        *find_ages(draft, folded, secrets, row),
    ]
    # Words that stand as the case has them are weighed by what is beside them.
    weighed = {(one.secret, at) for one in found if one.kind == "word" for at in range(one.start, one.end)}
    found += (
        one
        for one in prepared.retold.find(draft, folded)
        if weighed.isdisjoint((one.secret, at) for at in range(one.start, one.end))
    )
    surely = [one for one in found if one.severity == "block"]
    found += (
        hint
        for hint in prepared.allusions.find(draft, folded)
        if not any(one.secret == hint.secret and one.start < hint.end and hint.start < one.end for one in surely)
    )
    return attributed(draft, _widest(found), secrets), told_by(folded, secrets)


def _widest(found: list[Finding]) -> list[Finding]:
    """Keep of one secret's findings the widest; what lies inside is the same leak, unless it alone blocks."""
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda one: (one.secret, one.start, -one.end, one.severity, one.form)):
        last = kept[-1] if kept else None
        inside = last and last.secret == finding.secret and finding.end <= last.end and finding.start >= last.start
        if last and inside and (last.severity == "block" or finding.severity == "review"):
            continue
        kept.append(finding)
    return kept
