"""How Kunak says no: one sentence that says what is wrong, where, and what to do.

Three kinds, because three kinds of people have to act: the one who decides
(``Refused``), the one who typed or chose the file (``BadInput``), the one who
looks after the machine (``Fault``). The sentence is an English template; pages
translate it before the details are filled in. Details never hold a name, a
number or an address of a person: errors end up on screens that others see.
"""

from typing import ClassVar


class KunakError(Exception):
    """A sentence for a person, with what is needed to put it in their language.

    Attributes:
        sentence: English template with ``%(name)s`` places.
        details: What fills them.
        field: The form field or option it is about, or None.
    """

    exit_code: ClassVar[int] = 3

    def __init__(self, sentence: str, *, field: str | None = None, **details: object) -> None:
        self.sentence = sentence
        self.details = details
        self.field = field
        super().__init__(sentence)

    def __str__(self) -> str:
        return self.sentence % self.details if self.details else self.sentence


class Refused(KunakError):
    """A rule says no. Nothing was changed; the sentence says what would have to be true."""

    exit_code = 1


class BadInput(KunakError):
    """What was given cannot be used. Nothing was kept of it."""

    exit_code = 2


class Fault(KunakError):
    """The machine or the network failed. The sentence says what was kept and what was not."""

    exit_code = 3
