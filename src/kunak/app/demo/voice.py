"""What the person allows to be said, what the group writes, and what goes out or does not."""

from typing import Final

from kunak.app import publishing
from kunak.app.demo.days import Story
from kunak.app.demo.intake import let_in
from kunak.app.demo.journey import an_approver
from kunak.app.demo.stand import Tale
from kunak.app.demo.world import PRESS, Said
from kunak.base.instants import DAY, HOUR, after
from kunak.casework import consent, publication, situation
from kunak.casework.case import Stage
from kunak.casework.compartments import Kind
from kunak.casework.consent import Scope
from kunak.casework.publication import Verdict

MAY_TELL: Final = (
    Said(
        "Say that one more is safe. No more than that.",
        "Скажите, что ещё один человек в безопасности. Больше ничего.",
    ),
    Said("You may tell it if nobody can know that it is me.", "Можно рассказать, если никто не узнает, что это я."),
    Said("If it helps another one, tell it.", "Если это поможет кому-то ещё, расскажите."),
)
MAY_COUNT: Final = Said("Count me, but write nothing.", "Посчитайте меня, но ничего не пишите.")
TEXTS: Final = (
    Said(
        "Another person whom we accompanied this season is safe. We shall say no more. "
        "If you are in danger, write to us; we read at night, too.",
        "Ещё один человек, которого мы сопровождали в этом сезоне, в безопасности. Больше мы ничего не скажем. "
        "Если вы в опасности, пишите нам: мы читаем и ночью.",
    ),
    Said(
        "She was told that nobody would help her. Somebody did. She sleeps with the light off again, and studies. "
        "Thank you to everybody who gave a bed, a seat or an hour.",
        "Ей говорили, что никто не поможет. Помогли. Она снова спит без света и учится. "
        "Спасибо всем, кто дал кровать, место в машине или час времени.",
    ),
    Said(
        "A family asked us where their child is. We do not answer such questions, to anybody. "
        "An adult may leave and may ask not to be looked for.",
        "Семья спросила нас, где её ребёнок. На такие вопросы мы не отвечаем никому. "
        "Взрослый человек вправе уехать и просить, чтобы его не искали.",
    ),
)
GIVES_AWAY: Final = Said(
    "The young person from {home} is with us in {destination} and well.",
    "Молодой человек из села {home} у нас, город {destination}, всё хорошо.",
)
CHANNELS: Final = ("channel of the group", "site, page “News”", "канал группы")
SILENT: Final = Said(
    "The settlement is small: any text would be about one person.",
    "Село маленькое: любой текст будет про одного человека.",
)
NO_WISH: Final = Said("The person does not want it.", "Человек этого не хочет.")
PRESS_NEED: Final = Said("writes the text", "пишет текст")


def ask(tale: Tale) -> Story:
    """Tell what the person allowed."""
    yield after(tale.space.clock(), tale.dice.span(2 * DAY, 5 * DAY))
    now, tells = tale.space.clock(), tells_of(tale)
    scopes = {Scope.STATISTICS, Scope.SHARE_LAWYERS} | ({Scope.PUBLISH_SAFE, Scope.PUBLIC_ALARM} if tells else set())
    words = tale.say(tale.dice.pick(MAY_TELL) if tells else MAY_COUNT)
    how = tale.say(Said("spoken, the manager wrote it down", "устно, записал куратор"))
    until = after(now, 365 * DAY) if tale.dice.once_in(2) else None
    tale.decide(
        lambda file: consent.give(file.consent, scopes=frozenset(scopes), how=how, words=words, until=until, now=now)
    )


def tells_of(tale: Tale) -> bool:
    """Whether this person allows that something is said."""
    return tale.person.number % 3 != 0


def write(tale: Tale) -> Story:
    """Tell how a text is written, checked, approved and published; or why there is none."""
    yield after(tale.space.clock(), tale.dice.span(2 * DAY, 9 * DAY))
    # About somebody who went back nobody writes a line.
    if not tale.is_at(Stage.SAFE):
        return
    if not tells_of(tale):
        tale.decide(lambda _file: publication.choose_silence(reason=tale.say(NO_WISH)))
        return
    if tale.dice.once_in(4):
        tale.decide(lambda _file: publication.choose_silence(reason=tale.say(SILENT)))
        return
    let_in(tale, tale.stand.member(PRESS), frozenset({Kind.DESK, Kind.PUBLICATION}), PRESS_NEED)
    if tale.dice.once_in(4):
        _draft(
            tale, tale.say(GIVES_AWAY).format(home=tale.person.home, destination=tale.file.details.value("destination"))
        )
        yield after(tale.space.clock(), tale.dice.span(3 * DAY, 6 * DAY))
    yield from _publish(tale)


def _publish(tale: Tale) -> Story:
    if _draft(tale, tale.say(tale.dice.pick(TEXTS))) is Verdict.BLOCK:
        return
    yield after(tale.space.clock(), tale.dice.span(3 * HOUR, 30 * HOUR))
    if not tale.is_at(Stage.SAFE):
        return
    approver, draft = an_approver(tale), tale.file.publication.draft
    if draft is not None:
        publishing.approve(
            tale.space,
            tale.stand.vault.cosigners,
            tale.subject,
            of=draft.digest,
            member=approver.member,
            passphrase=approver.passphrase,
        )
    moved = situation.last_movement(tale.file)
    ends = publication.embargo_ends(tale.file.publication, last_movement=moved) or tale.space.clock()
    yield after(max(ends, tale.space.clock()), tale.dice.span(2 * HOUR, 3 * DAY))
    if tale.is_at(Stage.SAFE):
        publishing.publish(tale.space, tale.subject, where=tale.dice.pick(CHANNELS))


def _draft(tale: Tale, text: str) -> Verdict:
    tale.decide(lambda file: publication.draft(file.publication, text=text, scope=Scope.PUBLISH_SAFE))
    return Verdict(publishing.check_draft(tale.space, tale.subject).verdict)
