"""A draft is judged against the secrets file: what is found, where, and what was not looked at."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.disclosure.check import NOT_CHECKED, as_json, check
from kunak.disclosure.secrets import Secrets, read_secrets

DOCUMENT = """{
  "persons": [
    {"id": "P1", "role": "client",
     "names": [{"given": "Амина", "patronymic": "Руслановна", "family": "Озёрная", "nick": ["Мина"]}],
     "born": "2003-05-04", "phones": ["+7 900 123-45-67"], "emails": ["mina@post.example"],
     "handles": ["@grey_heron"], "documents": [{"kind": "passport", "number": "0000 123456"}]},
    {"role": "staff", "names": [{"given": "Edda"}]}
  ],
  "places": [{"name": "Горск", "also": ["Gorsk"], "role": "home"}, {"name": "Old Harbour", "role": "destination"}],
  "services": [{"carrier": "River Lines", "number": "RL 204", "date": "2026-03-01"}],
  "dates": [{"what": "departure", "date": "2026-02-28"}],
  "plates": ["А123ВС 00"],
  "words": ["синий чемодан", "s"]
}"""
SECRETS = read_secrets(DOCUMENT.encode())

EVERYTHING = [
    ("Амина", "name", "P1.given", "exact"),
    ("РУСЛАНОВНА", "name", "P1.patronymic", "exact"),
    ("Озерная", "name", "P1.family", "exact"),
    ("Мина", "nick", "P1.nick", "exact"),
    ("4 мая 2003", "date", "P1.born", "date"),
    ("8 (900) 123 45 67", "phone", "P1.phones", "digits"),
    ("MINA@post.example", "email", "P1.emails", "exact"),
    ("@grey_heron", "handle", "P1.handles", "exact"),
    ("0000-123456", "document", "P1.documents", "digits"),
    ("Edda", "name", "persons.1.given", "exact"),
    ("gorsk", "place", "places.0", "exact"),
    ("Old  Harbour", "place", "places.1", "exact"),
    ("river lines", "service", "services.0", "exact"),
    ("RL204", "service", "services.0", "number"),
    ("March 1", "date", "services.0", "date"),
    ("2026-02-28", "date", "dates.0", "date"),
    ("A 123 BC 00", "plate", "plates.0", "exact"),
    ("Синий чемодан", "word", "words.0", "exact"),
]


@pytest.mark.parametrize(("text", "kind", "secret", "form"), EVERYTHING)
def test_everything_in_the_file_is_found(text: str, kind: str, secret: str, form: str) -> None:
    draft = f"Ещё вчера — {text}; и всё."
    found = {
        (found.text, found.kind, found.secret, found.form, found.severity) for found in check(draft, SECRETS).findings
    }
    assert (text, kind, secret, form, "block") in found


def test_all_at_once_is_found_in_the_order_of_the_draft() -> None:
    draft = " ; ".join(text for text, *_ in EVERYTHING)
    report = check(draft, SECRETS)
    starts = [found.start for found in report.findings]
    assert starts == sorted(starts)
    assert {secret for *_, secret, _ in EVERYTHING} <= {found.secret for found in report.findings}
    assert report.verdict == "block"


def test_a_draft_that_gives_nothing_away_is_clear_and_says_what_was_not_looked_at() -> None:
    report = check("Человек в безопасности.", SECRETS)
    assert (report.verdict, report.findings) == ("clear", ())
    assert set(NOT_CHECKED) <= set(report.not_checked)


def test_offsets_count_code_points_of_the_draft() -> None:
    """A page that counts otherwise would blacken the wrong words."""
    draft = "\U0001f9e5 е\u0308ж: О\u00adзе\u0308рная"
    (found,) = (found for found in check(draft, SECRETS).findings if found.severity == "block")
    assert (found.start, found.end, found.text) == (7, 16, "О\u00adзе\u0308рная")
    assert draft[found.start : found.end] == found.text


def test_one_span_can_give_away_two_secrets() -> None:
    secrets = read_secrets('{"persons": [{"id": "P1", "names": [{"given": "Роза", "nick": ["Роза"]}]}]}'.encode())
    assert [found.secret for found in check("Роза", secrets).findings] == ["P1.given", "P1.nick"]


def test_the_answer_is_the_contract() -> None:
    report = msgspec.structs.replace(check("Это Амина", SECRETS), check_ms=1.5)
    assert json.loads(as_json(report)) == {
        "verdict": "block",
        "findings": [
            {
                "start": 4,
                "end": 9,
                "text": "Амина",
                "kind": "name",
                "secret": "P1.given",
                "form": "exact",
                "severity": "block",
            }
        ],
        "crowd": {"k_population": None, "k_cases": None, "news": [], "uncounted": [], "proposal": None},
        "not_checked": list(report.not_checked),
        "check_ms": 1.5,
    }


Pieces = st.one_of(
    st.sampled_from([text for text, *_ in EVERYTHING]), st.text(max_size=6), st.sampled_from(" ;\n\u00ad")
)


@given(st.lists(Pieces, max_size=12).map("".join))
def test_any_text_is_judged_and_every_finding_is_where_it_says(draft: str) -> None:
    report = check(draft, SECRETS)
    for found in report.findings:
        assert draft[found.start : found.end] == found.text != ""
    assert (report.verdict == "clear") == (report.findings == () == report.crowd.news)
    as_json(report)


@given(st.text(st.characters(), max_size=40), st.sampled_from([text for text, *_ in EVERYTHING]), st.text(max_size=40))
def test_a_secret_between_spaces_is_found_in_any_text(before: str, secret: str, after: str) -> None:
    draft = f"{before} ; {secret} ; {after}"
    spans = [(found.start, found.end) for found in check(draft, SECRETS).findings]
    start = len(before) + 3
    assert any(begin <= start and end >= start + len(secret) for begin, end in spans)


@given(st.text(min_size=1, max_size=20), st.text(max_size=20))
def test_any_word_can_be_a_secret(word: str, draft: str) -> None:
    check(draft + word, Secrets(words=(word,), plates=(word,)))


@pytest.mark.parametrize(
    "line",
    [
        "Она уехала утром и никому не сказала куда, 8 900 7 7. ",
        "1 ",
        "ё" + "е\u0308",
        "a\u0331",
        "ß",
        "8-900-",
        "\u0301\u0323",
    ],
)
def test_a_text_made_to_be_slow_is_read_in_time(line: str) -> None:
    """Ordinary text and text made to be slow: a pattern that backtracks would take minutes."""
    draft = line * (100_000 // len(line)) + " Амина"
    report = check(draft, SECRETS)
    assert any(found.text == "Амина" for found in report.findings)


@pytest.mark.parametrize("sign", ["?", "—", "☂", "1", "Ж", "ӏ"])
def test_a_secret_without_a_word_is_read_too(sign: str) -> None:
    name = {"given": sign, "patronymic": sign, "family": sign, "nick": [sign]}
    document = {
        "persons": [{"names": [name], "handles": [sign], "emails": [sign], "phones": [sign]}],
        "places": [{"name": sign, "also": [sign], "within": [sign]}, {"name": sign, "kind": "address"}],
        "services": [{"carrier": sign, "number": sign}],
        "plates": [sign],
        "words": [sign],
    }
    check(f"Это {sign} и всё.", read_secrets(json.dumps(document).encode()))


@pytest.mark.parametrize("before", ["see picture-1.png: ", "тот вид — (qzx) ", "is safe.\n\nx-1.png\n"])
def test_a_name_after_words_that_are_torn_apart_is_marked_alone(before: str) -> None:
    """The harm: the mark begins three words earlier, and nobody sees what gives the person away."""
    found = [finding for finding in check(f"{before}Озёрная здесь", SECRETS).findings if finding.secret]
    assert [(finding.text, finding.form) for finding in found] == [("Озёрная", "exact")]


ELSEWHERE = read_secrets(
    """{
  "persons": [{"id": "P1", "role": "client", "names": [{"given": "Хеда", "patronymic": "Исаевна"}]}],
  "places": [
    {"name": "Курчалой", "kind": "settlement", "role": "home"},
    {"name": "Ереван", "kind": "city", "role": "route"},
    {"name": "Москва", "kind": "city", "role": "route"},
    {"name": "Cottage", "kind": "address", "role": "shelter", "coordinates": [-12.5001, -41.2502]},
    {"name": "Сербия", "kind": "country", "role": "destination"}],
  "dates": [{"what": "arrival", "date": "2026-09-13"}],
  "services": [{"carrier": "Turkish Airlines", "number": "TK 9999"}, {"number": "SU 9998"}]
}""".encode()
)


@pytest.mark.parametrize(
    ("text", "secret", "form", "severity"),
    [
        ("Хėда", "P1.given", "look-alike letters", "block"),
        ("дочери Исы", "P1.patronymic", "father's name", "block"),
        ("daughter of Isa", "P1.patronymic", "", "block"),
        ("Курчалоевском", "places.0", "adjective", "block"),
        ("К у р ч а л о й", "places.0", "letters apart", "block"),
        ("К у р ч а л о е", "places.0", "letters apart", "block"),
        ("Армению", "places.1", "country of it", "block"),
        ("Armenia", "places.1", "", "block"),
        ("Армянская столица", "places.1", "paraphrase", "block"),
        ("Armenian capital", "places.1", "paraphrase", "block"),
        ("армянский", "places.1", "adjective", "review"),
        ("12°30'00\"S 41°15'01\"", "places.3", "point", "block"),
        ("12.5001 S, 41.2502", "places.3", "point", "block"),
        ("Турецкими авиалиниями", "services.0", "another name", "block"),
        ("Аэрофлота", "services.1", "another name", "block"),
        ("Курчlлой", "places.0", "typing error", "block"),
        ("13/09", "dates.0", "date", "block"),
        ("динарами", "places.4", "currency", "review"),
    ],
)
def test_what_goes_with_a_secret_gives_it_away(text: str, secret: str, form: str, severity: str) -> None:
    found = check(f"Вчера рейсом {text}, и всё.", ELSEWHERE).findings
    assert (text, secret, severity) in {(each.text, each.secret, each.severity) for each in found}
    assert any(form in each.form for each in found if each.text == text)


@pytest.mark.parametrize(
    "text", ["Иса пришёл вчера.", "Россия молчит.", "Победа будет за нами.", "Turkish food is good."]
)
def test_what_only_sounds_like_it_does_not(text: str) -> None:
    assert not [each for each in check(text, ELSEWHERE).findings if each.severity == "block"]


@pytest.mark.parametrize("word", ["Белхораев", "Белхораевым", "Белхороеав"])
def test_a_long_name_of_which_two_vowels_changed_places_is_found(word: str) -> None:
    secrets = read_secrets(json.dumps({"persons": [{"id": "P1", "names": [{"family": "Белхароев"}]}]}).encode())
    found = [
        (each.text, each.secret, each.severity) for each in check(f"Пришёл некий {word} и ушёл.", secrets).findings
    ]
    assert ((word, "P1.family", "block") in found) is (word != "Белхороеав")


@pytest.mark.parametrize(
    ("words", "blocks"),
    [
        ("We met her on 26 March, and exactly a week later she had gone.", True),
        ("Мы встретили её 26 марта, а неделю спустя её уже не было.", True),
        ("Мы встретили её 26 марта. За день до этого шёл дождь.", False),
        ("We met her on 26 March. Some short weeks later she had gone.", False),
        ("We met her on 26 March, and three weeks later she had gone.", False),
    ],
)
def test_a_week_without_a_number_is_one(words: str, blocks: bool) -> None:
    dates = [{"what": "departure", "date": "2026-04-02"}]
    secrets = read_secrets(json.dumps({"published_on": "2026-06-17", "dates": dates}).encode())
    assert ("dates.0" in {each.secret for each in check(words, secrets).findings}) is blocks
