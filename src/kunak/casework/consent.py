"""What the person allows us to say and to whom, in their own words, and until when.

Consent is given in scopes, can be withdrawn at any time, and ends by itself.
Where two members wrote different things down, the narrower holds.
"""

from enum import Enum
from typing import Final

import msgspec

from kunak.base.errors import Refused
from kunak.base.ids import EventId
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework.facts import Event, Fact
from kunak.casework.fields import Field, written


class Scope(Enum):
    """What may be done with the person's story."""

    PUBLISH_SAFE = "publish_safe"
    PUBLISH_STORY = "publish_story"
    SHARE_PARTNERS = "share_partners"
    SHARE_LAWYERS = "share_lawyers"
    STATISTICS = "statistics"
    PUBLIC_ALARM = "public_alarm"


SCOPE_NAMES: Final = {
    Scope.PUBLISH_SAFE: phrase("say in public that somebody is safe"),
    Scope.PUBLISH_STORY: phrase("tell the story in public, with nothing that gives the person away"),
    Scope.SHARE_PARTNERS: phrase("share with partner organisations that help"),
    Scope.SHARE_LAWYERS: phrase("share with lawyers"),
    Scope.STATISTICS: phrase("count the case without names"),
    Scope.PUBLIC_ALARM: phrase("call for help in public if the person is taken"),
}


class ConsentGiven(Event, frozen=True, tag="consent.given"):
    """The person said what may be done; an empty scope withdraws everything.

    Attributes:
        how: How it was given: spoken, signed, recorded, by message.
        until: When it ends by itself; None where the person set no end.
    """

    scopes: tuple[Scope, ...]
    how: str
    words: str
    until: Instant | None = None
    supersedes: tuple[EventId, ...] = ()


EVENTS: Final = (ConsentGiven,)


class Consent(msgspec.Struct, frozen=True):
    """All that the person has said about it."""

    given: Field[ConsentGiven] = Field()

    def allows(self, scope: Scope, now: Instant) -> bool:
        """Whether every statement that stands allows it now."""
        return bool(self.given.writes) and all(_allows(write.value, scope, now) for write in self.given.writes)


def evolve(consent: Consent, fact: Fact) -> Consent:
    """Return the consent after ``fact``."""
    match fact.event:
        case ConsentGiven() as given:
            return Consent(written(consent.given, fact, given, given.supersedes))
        case _:
            return consent


def give(
    consent: Consent, *, scopes: frozenset[Scope], how: str, words: str, until: Instant | None, now: Instant
) -> tuple[Event, ...]:
    """Record what the person allows.

    Raises:
        Refused: It is not said how they gave it and in what words, or it ends in the past.
    """
    if not scopes:
        raise Refused("Choose what the person allows; to take everything back, withdraw the consent.", field="scopes")
    _check_words(how, words)
    if until is not None and until <= now:
        raise Refused("This consent would have ended already: choose a later day or none.", field="until")
    chosen = tuple(scope for scope in Scope if scope in scopes)
    return (ConsentGiven(scopes=chosen, how=how, words=words, until=until, supersedes=consent.given.heads),)


def withdraw(consent: Consent, *, how: str, words: str) -> tuple[Event, ...]:
    """Record that the person takes everything back.

    Raises:
        Refused: There is nothing to take back, or it is not said how and in what words.
    """
    if not consent.given.writes:
        raise Refused("No consent is recorded: there is nothing to withdraw.", field="words")
    _check_words(how, words)
    return (ConsentGiven(scopes=(), how=how, words=words, supersedes=consent.given.heads),)


def _allows(given: ConsentGiven, scope: Scope, now: Instant) -> bool:
    return scope in given.scopes and (given.until is None or now < given.until)


def _check_words(how: str, words: str) -> None:
    if not how.strip():
        raise Refused("Say how the person told you: spoken, signed, recorded or by message.", field="how")
    if not words.strip():
        raise Refused("Write down the person's own words.", field="words")
