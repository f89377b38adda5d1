"""The pages of the register: from a source to a report, and nothing of it for whom it is not."""

import re
import time
from hashlib import sha256

import pytest
from tests.app.test_estimating import fill
from tests.web.working import ESCAPED, HOSTILE, does, found, refuses

from kunak.app import coding, incidents, members, sources
from kunak.app.incidents import Hangs, Told, key
from kunak.app.wiring import OpenVault
from kunak.base.ids import SubjectId
from kunak.casework.compartments import Role, Subject
from kunak.casework.incidents.events import Credibility, Stated
from kunak.casework.incidents.fields import Sort
from kunak.casework.incidents.sources import SourceRecord, Whereabouts
from kunak.casework.incidents.state import Standing
from kunak.crypto.profiles import DEMO
from kunak.testing.browsing import Browser

PAGE = b"%PDF-1.4 invented"
SAYS = {"credibility": "2", "where": "p. 3"}
TOLD = {
    "incident.date": "2014-03",
    "incident.region": "Halvora",
    "incident.settlement": "Kelduin",
    "act.act": "killing",
    "victim.given": "Nerisa",
    "victim.age": "19",
}


@pytest.fixture
def source(vault: OpenVault) -> str:
    found_at = Whereabouts("A girl of Kelduin", "I. Ostrova", "https://weekly.example/17")
    return sources.add(vault.space, record=SourceRecord("the weekly", "press", "2014"), found=found_at).hex()


@pytest.fixture
def incident(desk: Browser, source: str) -> str:
    return found(
        "/register/incident/([0-9a-f]{32})/code", does(desk, "/register/new", {**SAYS, **TOLD, "source": source})
    )


@pytest.fixture
def researcher(vault: OpenVault) -> None:
    members.invite(vault.space, vault.cosigners, name="Zara", roles=(Role.RESEARCHER,), language="en", profile=DEMO)


def test_an_empty_register_says_what_comes_first(desk: Browser) -> None:
    assert "No incident is entered yet." in desk.get("/register").text
    assert "No source is described yet." in desk.get("/register/sources").text
    assert "No incident is entered yet." in desk.get("/register/report").text


def test_a_source_is_described_graded_and_kept_as_it_looked(desk: Browser) -> None:
    path = "/register/sources/new"
    refuses(desk, path, {"label": HOSTILE * 9, "sort": "press"}, "A source needs a label", kept=ESCAPED)
    refuses(desk, path, {"label": "x", "sort": "press", "published": "2014-13"}, "is no date")
    refuses(desk, path, {"label": "x", "sort": "press", "reliability": "B", "reason": ""}, "Say why the source")
    page = does(
        desk,
        path,
        {"label": "verdict 3", "sort": "verdict", "title": "Of Kelduin", "reliability": "B", "reason": "seen"},
    )
    assert "B: usually reliable" in page
    base = "/register/source/" + found("/register/source/([0-9a-f]{32})/describe", page)
    assert "E: unreliable" in does(desk, f"{base}/grade", {"reliability": "E", "reason": "it made things up"})
    assert "verdict 3b" in does(desk, f"{base}/describe", {"label": "verdict 3b", "sort": "verdict"})
    changed = {"label": "verdict 3b", "sort": "verdict", "of_list": HOSTILE}
    assert ESCAPED in does(desk, f"{base}/describe", changed)
    refuses(desk, f"{base}/describe", {**changed, "of_list": "x" * 81}, "name of a list")


def test_a_snapshot_is_handed_out_as_a_file_and_never_shown(desk: Browser, vault: OpenVault, source: str) -> None:
    subject = SubjectId(bytes.fromhex(source))
    sources.snapshot(vault.space, vault.shelf, subject, name="v.pdf", data=PAGE)
    page = desk.get(f"/register/source/{source}").text
    assert sha256(PAGE).hexdigest()[:16] in page
    answer = desk.get(f"/register/source/{source}/snapshot/0")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.body == PAGE
    assert desk.get(f"/register/source/{source}/snapshot/1").status == 400
    refuses(desk, f"/register/source/{source}/snapshot", {"taken": "2024-01-01T10:00"}, "Choose the file")


def test_an_incident_is_entered_whole_or_comes_back_with_what_was_typed(desk: Browser, source: str) -> None:
    wrong = {**SAYS, **TOLD, "source": source, "victim.given": HOSTILE}
    refuses(desk, "/register/new", {**wrong, "source": ""}, "Choose one.", kept=ESCAPED)
    refuses(desk, "/register/new", {**wrong, "incident.date": "2014-02-30"}, "is no date", kept=ESCAPED)
    refuses(desk, "/register/new", {**wrong, "victim.age": "-1"}, "whole number", kept=ESCAPED)
    refuses(desk, "/register/new", {**SAYS, "source": source}, "Write what the source says")
    assert "No incident is entered yet." in desk.get("/register").text
    page = does(desk, "/register/new", {**wrong, "source": source})
    assert ESCAPED in page
    assert HOSTILE not in page


def test_the_list_shows_nothing_that_finds_somebody(desk: Browser, incident: str) -> None:
    page = desk.get("/register").text
    assert "1 incident, 1 victim." in page
    assert f"/register/incident/{incident}" in page
    assert "Nerisa" not in page
    assert "Kelduin" not in page
    assert "Nerisa" in desk.get(f"/register/incident/{incident}").text


def test_a_second_source_contradicts_and_somebody_decides(desk: Browser, vault: OpenVault, incident: str) -> None:
    other = sources.add(vault.space, record=SourceRecord("verdict 3", "verdict")).hex()
    base = f"/register/incident/{incident}"
    page = desk.get(base).text
    victim = re.findall(f"{base}/state/([0-9a-f]{{32}})", page)[2]
    refuses(desk, f"{base}/state/{victim}", {**SAYS, "source": other}, "in one field at least")
    page = does(desk, f"{base}/state/{victim}", {**SAYS, "source": other, "age": "20"})
    assert "Accounts differ" in page
    assert "Contradictions" in desk.get("/register").text
    refuses(desk, f"{base}/decide/{victim}/age", {"value": "20", "reason": ""}, "Say why this is right")
    refuses(desk, f"{base}/decide/{victim}/age", {"value": "old", "reason": "x"}, "whole number", kept='value="old"')
    page = does(desk, f"{base}/decide/{victim}/age", {"value": "20", "reason": "her passport was seen"})
    assert "her passport was seen" in page
    assert "Accounts differ" not in page
    assert desk.get(f"{base}/decide/{victim}/nonsense").status == 400


def test_more_people_and_verdicts_are_added_and_withdrawn(desk: Browser, source: str, incident: str) -> None:
    base = f"/register/incident/{incident}"
    does(desk, f"{base}/state/victim", {**SAYS, "source": source, "age": "31"})
    page = does(desk, f"{base}/state/verdict", {**SAYS, "source": source, "outcome": "convicted", "months": "96"})
    assert "Convicted" in page
    assert "1 incident, 2 victims." in desk.get("/register").text
    refuses(desk, f"{base}/withdraw/{incident}", {"reason": " "}, "Say why it is withdrawn")
    assert "does not count" in does(desk, f"{base}/withdraw/{incident}", {"reason": "the same as another"})
    assert "0 incidents, 0 victims." in desk.get("/register").text
    assert "Withdrawn" in desk.get("/register?withdrawn=true").text


def test_an_incident_is_destroyed_from_its_page(desk: Browser, incident: str) -> None:
    base = f"/register/incident/{incident}"
    assert f"{base}/destroy" in desk.get(base).text
    refuses(desk, f"{base}/destroy", {"number": HOSTILE}, "not the number of this incident", kept=ESCAPED)
    page = does(desk, f"{base}/destroy", {"number": f" {incident[:8].upper()} "})
    assert "to be destroyed on every laptop" in page
    assert f"{base}/destroy" not in page
    assert "0 incidents, 0 victims." in desk.get("/register").text
    assert desk.send(f"{base}/destroy", {"number": incident[:8]}).status == 422


LIST = "Дата;Name;Age;How\n05.03.2014;Нериса;19;убита\n2015;Савира;17;избита\n"


def sent_list(desk: Browser, table: str = LIST) -> str:
    answer = desk.upload("/register/import", name="list.csv", content=table.encode())
    assert answer.status == 303, answer.text
    return answer.headers["location"]


def test_a_list_is_mapped_looked_at_and_entered_as_a_whole(desk: Browser, vault: OpenVault, source: str) -> None:
    refuses(desk, "/register/import", {"sheet": ""}, "Choose a file.")
    path = sent_list(desk)
    page = desk.get(path).text
    assert "05.03.2014 · 2015" in page
    assert '<option value="incident.date" selected>' not in page
    fields = {**SAYS, "source": source, "column.0": "incident.date", "column.1": "victim.given", "column.3": "act.act"}
    refuses(desk, path, {**fields, "source": "", "does": "look"}, "Choose one.")
    refuses(desk, path, {**fields, "column.1": "incident.date", "does": "look"}, "Two columns cannot hold the same")
    refuses(desk, path, {**fields, "does": "look"}, "Choose what this cell means.", kept='name="word.3.0"')
    fields |= {"word.3.0": "killing", "word.3.1": "beating", "always.fate": "killed"}
    answer = desk.send(path, {**fields, "does": "look"})
    assert answer.status == 200
    assert "2 incidents, 2 victims, 8 statements." in answer.text
    assert "Нериса" in answer.text
    assert "No incident is entered yet." in desk.get("/register").text
    fields |= {"does": "enter", "seen": found('name="seen" value="([0-9a-f]{64})"', answer.text)}
    # What was not looked at is looked at first.
    assert desk.send(path, {**fields, "word.3.1": "torture"}).status == 200
    assert incidents.listed(vault.space) == []
    does(desk, path, fields)
    entered = [incidents.opened(vault.space, each.id) for each in incidents.listed(vault.space)]
    assert [each.value(each.of_sort(Sort.ACT)[0].id, "act").text for each in entered] == ["beating", "killing"]
    (write,) = entered[1].writes(entered[1].of_sort(Sort.VICTIM)[0].id, "given")
    assert (write.value.value, write.value.where) == ("Нериса", "p. 3")
    assert write.value.cell is not None
    assert (write.value.cell.row, write.value.cell.column) == (2, "Name")
    assert desk.get(path).status == 400
    refuses(desk, sent_list(desk), fields, "This very file was imported before")


def test_a_column_that_is_named_as_a_field_is_taken_for_it(desk: Browser, source: str) -> None:
    page = desk.get(sent_list(desk, "date;Регион;victim.age;sex;note\n2014;Halvora;19;female;x\n")).text
    taken = re.findall(r'<option value="([a-z]+\.[a-z_]+)" selected>', page)
    assert taken == ["incident.date", "incident.region", "victim.age"]
    assert source in page


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("", "нет строк"),
        ("\0\0\0\0", "не текст"),
        ("a;a\n1;2\n", "должно быть своё название"),
        ('a;b\n1;"2\n', "кавычка открыта"),
        ("a;b\n1;2;3\n", "строка 2: ячеек – 3, а столбцов – 2"),
        ("a;b\n1;" + "x" * 20_001, "Сократите"),
    ],
)
def test_what_is_wrong_with_a_table_is_said_in_the_language_of_the_desk(desk: Browser, table: str, says: str) -> None:
    assert desk.send("/appearance", {"language": "ru", "back": "/"}).status == 303
    answer = desk.upload("/register/import", name="list.csv", content=table.encode())
    assert (answer.status, says in answer.text) == (422, True)


@pytest.mark.parametrize("table", ["", "PK\x03\x04nothing", "a;b\n1;2;3\n", "a;a\n1;2\n"])
def test_what_is_no_table_is_refused_before_anything_is_asked(desk: Browser, table: str) -> None:
    answer = desk.upload("/register/import", name="list.csv", content=table.encode())
    assert answer.status == 422
    assert 'class="summary"' in answer.text


def test_one_wrong_cell_keeps_the_whole_list_out(desk: Browser, vault: OpenVault, source: str) -> None:
    path = sent_list(desk, "Age\n19\n300\n")
    fields = {**SAYS, "source": source, "column.0": "victim.age", "does": "enter"}
    refuses(desk, path, fields, "line 3, column Age")
    assert incidents.listed(vault.space) == []
    refuses(desk, path, {**SAYS, "source": source, "column.0": "", "does": "enter"}, "at least one column")
    assert desk.send(path, {**fields, "column.0": "nonsense"}).status == 400


def test_a_list_of_hostile_words_is_shown_as_words(desk: Browser) -> None:
    said = HOSTILE.replace('"', '""')
    page = desk.get(sent_list(desk, f'"{said}"\n"{said}"\n')).text
    assert HOSTILE not in page
    assert page.count(ESCAPED) >= 2


def test_words_are_chosen_apart(desk: Browser, vault: OpenVault, incident: str) -> None:
    base = f"/register/incident/{incident}"
    refuses(desk, f"{base}/code", {}, "Choose a word in one field at least.")
    assert "Coded:" in does(desk, f"{base}/code", {"incident.1.motive": "honour", "act.1.act": "killing"})
    assert 'value="honour" selected' in desk.get(f"{base}/code").text
    assert len(list(coding.units(vault.space))) == 2


def test_agreement_is_told_and_confirmed(desk: Browser, vault: OpenVault, incident: str) -> None:
    assert "Nothing is coded yet." in desk.get("/register/agreement").text
    subject = SubjectId(bytes.fromhex(incident))
    coding.code(vault.space, subject, [(key("motive"), "honour"), (key("act"), "killing")])
    page = desk.get("/register/agreement").text
    assert "cannot be said" in page
    assert "Let count what they agree on" not in page
    refuses(desk, "/register/agreement/confirm", {}, "There is nothing that several coders agree on")


def test_two_readings_of_one_source_are_settled_on_the_page(
    desk: Browser, vault: OpenVault, source: str, incident: str
) -> None:
    subject = SubjectId(bytes.fromhex(incident))
    said = Stated(
        thing=subject, field="region", value="Quellin", source=bytes.fromhex(source), credibility=Credibility.DOUBTFUL
    )
    vault.space.write(subject, Subject.INCIDENT, (said,))
    page = desk.get(f"/register/incident/{incident}").text
    assert "Members disagree" in page
    chosen = found('name="chosen" value="([0-9a-f]{64})"', page)
    seen = found('name="seen" value="([0-9a-f ]+)"', page)
    does(desk, f"/register/incident/{incident}/settle", {"chosen": chosen, "seen": seen})
    assert incidents.opened(vault.space, subject).value(subject, "region").standing is Standing.AGREED


@pytest.mark.usefixtures("researcher")
def test_a_coordinator_beside_a_researcher_sees_no_names(desk: Browser, vault: OpenVault) -> None:
    subject = sources.add(vault.space, record=SourceRecord("the weekly", "press"))
    form = desk.get("/register/new").text
    assert "victim.given" not in form
    assert "victim.age" in form
    incidents.add(vault.space, [Told(key("victim.age"), "19")], Hangs(subject))
    assert "for researchers" in desk.get(f"/register/source/{subject.hex()}").text
    assert "are for researchers" in desk.get(f"/register/incident/{incidents.listed(vault.space)[0].id.hex()}").text
    assert desk.get(f"/register/source/{subject.hex()}/snapshot").status != 200


def test_the_report_names_unit_period_and_place_and_hides_small_numbers(
    desk: Browser, vault: OpenVault, source: str, incident: str
) -> None:
    assert incident in desk.get("/register").text
    hangs = Hangs(SubjectId(bytes.fromhex(source)))
    for year in ("2015", "2015", "2015", "2016", "2016", "2016", "2016"):
        told = {
            "date": year,
            "region": "Halvora",
            "act": "killing",
            "victim.sex": "female",
            "verdict.outcome": "convicted",
        }
        incidents.add(vault.space, [Told(key(name), value) for name, value in told.items()], hangs)
    page = desk.get("/register/report").text
    assert "<h1>Victims</h1>" in page
    assert "2014–2016 · Halvora" in page
    assert "hidden, so that nobody is singled out" in page
    assert '<rect class="unsaid"' in page
    exact = desk.get("/register/report?unit=victims&exact=true").text
    assert "not for publication" in exact
    assert '<rect class="unsaid"' not in exact
    verdicts = desk.get("/register/report?unit=verdicts").text
    assert "Outcome" in verdicts
    assert "100 % (65 to 100 %)" in verdicts
    assert desk.get("/register/report?unit=cases").status == 400
    assert "What left the vault" not in exact
    for spelled, what in (("", "Report"), ("true", "Report with small numbers")):
        paper = desk.send("/register/report/paper", {"unit": "verdicts", "exact": spelled})
        assert (paper.headers["content-type"], paper.body[:5]) == ("application/pdf", b"%PDF-")
        page = desk.get("/register/report").text
        assert f"{what}, Verdicts" in page
        assert sha256(paper.body).hexdigest() in page


def estimated(desk: Browser) -> None:
    """Begin an estimate on the page and wait for its end."""
    answer = desk.send("/register/report/estimate", {})
    assert answer.status == 303, answer.text
    begun = time.monotonic()
    while "<progress" in desk.get("/register/report/estimate/progress").text:
        assert time.monotonic() - begun < 120
        time.sleep(0.1)


def test_an_estimate_is_made_by_an_act_and_stands_beside_what_was_documented(desk: Browser, vault: OpenVault) -> None:
    fill(vault.space)
    page = desk.get("/register/report").text
    assert "What was not recorded" in page
    assert '<figure class="unrecorded">' not in page
    assert "What was not recorded" not in desk.get("/register/report?unit=incidents").text
    estimated(desk)
    page = desk.get("/register/report?unit=victims").text
    assert re.search('<rect class="known" x="0"', page)
    assert page.count('<path class="spread"') == 4
    assert page.count('<line class="span"') >= 5
    assert "Chao's lower bound" in page.replace("&#39;", "'")
    for row in ("Documented", "Latent classes", "As decided", "From 90 %", "20 draws", "R-hat"):
        assert row in page
    assert re.search(r"40 \(24 to 80\)", page)
    assert "How many are on exactly these lists" not in page
    exact = desk.get("/register/report?unit=victims&exact=true").text
    assert re.search(r"38 \(26 to 72\)", exact)
    assert "Courts, Ferry, Weekly" in exact
    for spelled in ("true", ""):
        paper = desk.send("/register/report/paper", {"unit": "victims", "exact": spelled})
        assert (paper.headers["content-type"], paper.body[:5]) == ("application/pdf", b"%PDF-")


def test_an_estimate_says_when_the_register_has_changed_since(desk: Browser, vault: OpenVault) -> None:
    lists = fill(vault.space)
    estimated(desk)
    assert "The register has changed since" not in desk.get("/register/report").text
    incidents.add(vault.space, [Told(key("victim.sex"), "female")], Hangs(lists[0]))
    assert "The register has changed since" in desk.get("/register/report").text
    estimated(desk)
    assert "The register has changed since" not in desk.get("/register/report").text


def test_what_cannot_be_estimated_is_an_answer(desk: Browser, vault: OpenVault, incident: str) -> None:
    assert incident in desk.get("/register").text
    for _ in range(4):
        incidents.add(vault.space, [Told(key("victim.sex"), "female")], Hangs(sources.listed(vault.space)[0].id))
    estimated(desk)
    page = desk.get("/register/report").text
    assert "Cannot be estimated" in page
    assert "at least three are needed" in page
    assert '<figure class="unrecorded">' not in page


def test_an_estimate_over_few_is_shown_to_the_group_alone(desk: Browser, vault: OpenVault) -> None:
    fill(vault.space, {(1, 0, 0): 9, (0, 1, 0): 8, (0, 0, 1): 7, (1, 1, 0): 1, (0, 1, 1): 1})
    estimated(desk)
    page = desk.get("/register/report").text
    assert "The estimate is not shown" in page
    assert '<figure class="unrecorded">' not in page
    assert '<figure class="unrecorded">' in desk.get("/register/report?unit=victims&exact=true").text


def test_why_no_estimate_was_made_stands_on_the_report(desk: Browser, vault: OpenVault) -> None:
    for number in range(13):
        label = f"weekly {number}"
        source = sources.add(vault.space, record=SourceRecord(label, "press"))
        incidents.add(vault.space, [Told(key("victim.sex"), "female")], Hangs(source))
    answer = desk.send("/register/report/estimate", {})
    assert answer.status == 422
    assert "No estimate was made" in answer.text
    assert "13 lists" in answer.text


@pytest.mark.usefixtures("researcher")
def test_a_coordinator_beside_a_researcher_is_offered_no_estimate(desk: Browser, vault: OpenVault) -> None:
    subject = sources.add(vault.space, record=SourceRecord("the weekly", "press"))
    incidents.add(vault.space, [Told(key("victim.age"), "19")], Hangs(subject))
    assert "What was not recorded" not in desk.get("/register/report").text
    answer = desk.send("/register/report/estimate", {})
    assert answer.status != 303
    assert "only a researcher" in answer.text


def test_what_is_found_leads_to_the_register(desk: Browser, incident: str) -> None:
    assert f"/register/incident/{incident}" in desk.send("/search", {"query": "Nerisa"}).text
