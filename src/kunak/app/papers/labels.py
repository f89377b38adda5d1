"""Every word that Kunak itself prints on a paper, in English and in Russian.

One table, because a paper is read apart from the desk and often in another
language than its: the one who prints chooses. What people typed is printed as
they typed it.
"""

from collections.abc import Callable
from typing import Final, Literal, get_args

from kunak.base.errors import BadInput

Language = Literal["en", "ru"]
Say = Callable[[str], str]

LABELS: Final[dict[str, dict[Language, str]]] = {
    # All papers
    "not_recorded": {"en": "not recorded", "ru": "не указано"},
    "when": {"en": "When", "ru": "Когда"},
    "what": {"en": "What", "ru": "Что"},
    "by": {"en": "By", "ru": "Кто"},
    "times": {"en": "All times:", "ru": "Время везде:"},
    "organisation": {"en": "Group", "ru": "Группа"},
    "case_named": {"en": "Case “%s”", "ru": "Дело «%s»"},
    "hidden_note": {
        "en": "‹U+…› stands for a character that cannot be printed or that shows nothing.",
        "ru": "‹U+…› — знак, который нельзя напечатать или который не виден.",
    },
    # Report of the register
    "by_year": {"en": "By year and region", "ru": "По годам и регионам"},
    "year": {"en": "Year", "ru": "Год"},
    "in_all": {"en": "In all", "ru": "Всего"},
    "year_unknown": {"en": "not known", "ru": "неизвестен"},
    "region_unknown": {"en": "Region not known", "ru": "Регион неизвестен"},
    "known_of": {"en": "Known of %s", "ru": "Известно о %s"},
    "share": {"en": "Share and 95 % interval", "ru": "Доля и 95%-ный интервал"},
    "interval": {"en": "%s %% (%s to %s %%)", "ru": "%s %% (от %s до %s %%)"},
    "estimate_title": {"en": "What was not recorded", "ru": "Что не записано"},
    "estimate_made": {"en": "Estimated on %s.", "ru": "Оценка от %s."},
    "estimate_changed": {
        "en": "Estimated on %s; the register has changed since.",
        "ru": "Оценка от %s; реестр с тех пор изменился.",
    },
    "estimate_withheld": {
        "en": "The estimate is not shown: it is over so few people that it would tell of single ones.",
        "ru": "Оценка не показана: людей так мало, что она говорила бы об отдельных.",
    },
    "no_estimate": {"en": "Cannot be estimated", "ru": "Оценить нельзя"},
    "documented": {"en": "Documented", "ru": "Записано"},
    "estimate_caption": {
        "en": "Victims, documented and estimated; links as decided. Each line is the 95 % interval, the mark on it the "
        "likeliest number or the middle.",
        "ru": "Пострадавшие: записанные и по оценке; связи — как решено. Линия — 95%-ный интервал, отметка на ней — "
        "самое вероятное число или середина.",
    },
    "estimate_note": {"en": "How the estimate came about", "ru": "Как получена оценка"},
    "method_title": {"en": "How these numbers came about", "ru": "Как получены эти числа"},
    # Certificate
    "certificate_title": {"en": "Certificate of sanitization", "ru": "Акт об уничтожении данных"},
    "certificate_subtitle": {
        "en": "and of what became of the device, with the fields of NIST SP 800-88 Rev. 1, Appendix G",
        "ru": "и о судьбе устройства; состав полей по NIST SP 800-88 Rev. 1, приложение G",
    },
    "device": {"en": "Device", "ru": "Устройство"},
    "manufacturer": {"en": "Manufacturer", "ru": "Изготовитель"},
    "model": {"en": "Model", "ru": "Модель"},
    "serial": {"en": "Serial number or IMEI", "ru": "Серийный номер или IMEI"},
    "property_number": {"en": "Property number", "ru": "Инвентарный номер"},
    "media_type": {"en": "Type of media", "ru": "Вид носителя"},
    "source": {"en": "Came from", "ru": "Откуда"},
    "source_case": {"en": "the case “%s”", "ru": "дело «%s»"},
    "backup": {"en": "Data kept elsewhere", "ru": "Копия данных"},
    "sanitization": {"en": "Sanitization", "ru": "Уничтожение данных"},
    "method": {"en": "Method", "ru": "Метод"},
    "method.clear": {
        "en": "Clear: ordinary reading finds nothing",
        "ru": "Clear, очистка: обычным чтением данных не найти",
    },
    "method.purge": {
        "en": "Purge: a laboratory finds nothing",
        "ru": "Purge, полная очистка: данных не найти и в лаборатории",
    },
    "method.destroy": {
        "en": "Destroy: the device can never be used again",
        "ru": "Destroy, уничтожение: устройством нельзя больше пользоваться",
    },
    "technique": {"en": "Technique", "ru": "Способ"},
    "tool": {"en": "Tool and version", "ru": "Инструмент и версия"},
    "verification": {"en": "Verified how", "ru": "Как проверено"},
    "done_at": {"en": "Done at", "ru": "Время"},
    "place": {"en": "Place", "ru": "Место"},
    "notes": {"en": "Notes", "ru": "Примечания"},
    "destination": {"en": "Afterwards went to", "ru": "Куда передано потом"},
    "chain": {"en": "Chain of custody", "ru": "Из рук в руки"},
    "step": {"en": "Step", "ru": "Действие"},
    "giver": {"en": "From", "ru": "Передал(а)"},
    "receiver": {"en": "To", "ru": "Принял(а)"},
    "witness": {"en": "Witness", "ru": "Свидетель"},
    "step.identify": {"en": "registered", "ru": "записано"},
    "step.take_over": {"en": "taken over", "ru": "принято"},
    "step.pass_on": {"en": "passed on", "ru": "передано"},
    "step.isolate": {"en": "isolated", "ru": "изолировано"},
    "step.destroy": {"en": "destroyed", "ru": "уничтожено"},
    "step.give_back": {"en": "given back", "ru": "возвращено"},
    "step.lose": {"en": "lost", "ru": "утрачено"},
    "step.find": {"en": "found", "ru": "найдено"},
    "step.stock": {"en": "put in stock", "ru": "на склад"},
    "step.issue": {"en": "issued", "ru": "выдано"},
    "record": {"en": "To check this paper against the log", "ru": "Как сверить этот лист с журналом"},
    "record_says": {
        "en": "Each line names an entry of the group's signed log by its hash. A paper whose hashes are not in the "
        "log, or whose words differ from the entries, is not to be trusted.",
        "ru": "Каждая строка называет запись подписанного журнала группы по её хешу. Если такого хеша в журнале нет "
        "или слова не те, листу верить нельзя.",
    },
    "organisation_id": {"en": "Group id", "ru": "Номер группы"},
    "gaps": {"en": "What this certificate lacks", "ru": "Чего в этом акте не хватает"},
    "gap.serial": {
        "en": "no serial number or IMEI: the device cannot be told from its like",
        "ru": "нет серийного номера или IMEI: устройство не отличить от такого же",
    },
    "gap.witnesses": {"en": "fewer than two witnesses", "ru": "свидетелей меньше двух"},
    "gap.verification": {"en": "how it was verified", "ru": "не сказано, как проверено"},
    "gap.verifier": {"en": "who verified it", "ru": "не сказано, кто проверил"},
    "gap.same_person": {
        "en": "an independent eye: the one who verified is the one who did it",
        "ru": "независимой проверки: проверил тот же, кто выполнил",
    },
    "gap.chain": {"en": "the chain of custody", "ru": "не записано, как устройство переходило из рук в руки"},
    "gap.entries": {"en": "entries of the log to check it against", "ru": "нет записей журнала для сверки"},
    "attest": {
        "en": "We attest that what these pages say about the device is accurate and complete to the best of our "
        "knowledge.",
        "ru": "Мы подтверждаем: насколько нам известно, сведения об устройстве на этих страницах верны и полны.",
    },
    "signature": {"en": "Signature", "ru": "Подпись"},
    "date": {"en": "Date", "ru": "Дата"},
    "performer": {"en": "Performed by", "ru": "Выполнил(а)"},
    "verifier": {"en": "Verified by", "ru": "Проверил(а)"},
    "witness_1": {"en": "First witness", "ru": "Первый свидетель"},
    "witness_2": {"en": "Second witness", "ru": "Второй свидетель"},
    "witness_more": {"en": "Further witness", "ru": "Ещё свидетель"},
    # Case export
    "case_title": {"en": "Case export", "ru": "Выписка из дела"},
    "contains": {"en": "Contains:", "ru": "Содержит:"},
    "left_out": {"en": "Left out:", "ru": "Не вошло:"},
    "nothing": {"en": "nothing", "ru": "ничего"},
    "left_out_says": {
        "en": "What was left out is not on these pages in any form.",
        "ru": "Того, что не вошло, на этих страницах нет ни в каком виде.",
    },
    "whole": {
        "en": "All compartments of the case are here.",
        "ru": "Здесь все разделы дела.",
    },
    "unsealed": {
        "en": "This paper is not encrypted: whoever holds it can read it. Destroy it when it has served.",
        "ru": "Этот лист не зашифрован: кто его держит, тот его читает. Уничтожьте его, когда он отслужит.",
    },
    "stage": {"en": "Stage", "ru": "Стадия"},
    "exported_at": {"en": "Exported", "ru": "Выписка сделана"},
    "exported_by": {"en": "Exported by", "ru": "Кем"},
    "also": {
        "en": "also recorded, not yet decided:",
        "ru": "записано и другое, ещё не решено:",
    },
    "timeline": {"en": "Timeline", "ru": "Ход событий"},
    "empty": {"en": "Nothing is recorded here.", "ru": "Здесь ничего не записано."},
    "compartment.desk": {"en": "desk", "ru": "стол"},
    "compartment.identity": {"en": "identity", "ru": "личность"},
    "compartment.contact": {"en": "contact", "ru": "связь"},
    "compartment.threat": {"en": "threat", "ru": "угроза"},
    "compartment.route": {"en": "route", "ru": "маршрут"},
    "compartment.custody": {"en": "custody", "ru": "устройства"},
    "compartment.shelter": {"en": "shelter", "ru": "укрытие"},
    "compartment.legal": {"en": "legal", "ru": "право"},
    "compartment.health": {"en": "health", "ru": "здоровье"},
    "compartment.money": {"en": "money", "ru": "деньги"},
    "compartment.publication": {"en": "publication", "ru": "публикация"},
    # Card
    "card_title": {"en": "Journey", "ru": "Поездка"},
    "from": {"en": "From", "ru": "Откуда"},
    "to": {"en": "To", "ru": "Куда"},
    "with": {"en": "With", "ru": "На чём"},
    "meets": {"en": "Who meets", "ru": "Кто встречает"},
    "code": {"en": "Code", "ru": "Код"},
    "code_says": {
        "en": "Both say their part. If it is wrong: do not go along, call.",
        "ru": "Каждый называет свою часть. Если не сходится — не идти, звонить.",
    },
    "code_yours": {"en": "you say", "ru": "вы говорите"},
    "code_theirs": {"en": "you hear", "ru": "вам отвечают"},
    "call": {"en": "Call", "ru": "Звонить"},
    "check_in": {"en": "Report by", "ru": "Дать знать до"},
    # Week sheet
    "week_title": {"en": "What was written until now", "ru": "Всё записанное до сих пор"},
    "week_says": {
        "en": "This number follows from every entry of the log. If one of them is altered later, or taken out, "
        "another number follows. Keep the sheet where the laptops are not.",
        "ru": "Это число следует из всех записей журнала. Если потом изменить или убрать хоть одну, получится "
        "другое. Храните лист не там, где ноутбуки.",
    },
    "week_size": {"en": "Entries", "ru": "Записей"},
    "week_by": {"en": "Signed by the laptops", "ru": "Подписали ноутбуки"},
    # Share sheet
    "share_title": {"en": "A part that you keep", "ru": "Часть, которую вы храните"},
    "share_head": {"en": "Part %d of %d", "ru": "Часть %d из %d"},
    "share_number": {"en": "Number %05d", "ru": "Номер %05d"},
    "share_needs": {
        "en": "Any %d of the %d parts are needed together; one alone says nothing.",
        "ru": "Нужны вместе любые %d из %d частей; одна ничего не говорит.",
    },
    "share_code": {"en": "The same words, to be scanned.", "ru": "Те же слова — для сканирования."},
    "share_rule_1": {
        "en": "Keep this sheet on paper only. Do not photograph it, type it or send it.",
        "ru": "Храните этот лист только на бумаге. Не фотографируйте, не набирайте и не пересылайте.",
    },
    "share_rule_2": {
        "en": "Keep it where nobody looks for it, and not where another keeper keeps theirs.",
        "ru": "Храните там, где его не станут искать, и не там, где хранит свою часть кто-то другой.",
    },
    "share_rule_3": {
        "en": "Give it back to somebody you know, in person, and only when several of you were asked.",
        "ru": "Отдайте её только лично, знакомому вам человеку, и только когда попросили нескольких из вас.",
    },
    "share_rule_4": {
        "en": "If somebody forces you, give it: your life counts more. Then tell those who gave it to you.",
        "ru": "Если вас принуждают — отдайте: ваша жизнь важнее. Потом сообщите тем, кто вам её дал.",
    },
    "share_rule_5": {
        "en": "When you get a sheet with another number, burn this one.",
        "ru": "Когда получите лист с другим номером, сожгите этот.",
    },
    "share_keeper": {
        "en": "A note of your own, such as how you will know the person who asks:",
        "ru": "Ваша пометка — например, как вы узнаете того, кто попросит:",
    },
}


def paper_language(language: str) -> Language:
    """Return a language in which papers are written.

    Raises:
        BadInput: It is none of them.
    """
    for known in get_args(Language):
        if language == known:
            return known  # type: ignore[no-any-return]  # the arguments of a Literal
    raise BadInput("Choose en or ru as the language of the paper.", field="language")


def speaker(language: Language) -> Say:
    """Return the function that gives a label's words in ``language``."""
    return lambda key: LABELS[key][language]


def compartment_name(kind: str, language: Language) -> str:
    """Return the name of a kind of compartment; a kind that is not ours keeps its own word."""
    known = LABELS.get(f"compartment.{kind}")
    return known[language] if known else kind
