"""Members: who is one, and that no entry can take another's place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.base.errors import Refused
from kunak.base.ids import DeviceId
from kunak.casework import roster
from kunak.casework.compartments import Role
from kunak.casework.facts import Event
from kunak.casework.roster import Approval, GroupFounded, MemberJoined, MemberLeft, Roster
from kunak.testing.events import folded, told

LAPTOP = DeviceId(b"laptop")
ALUNA = MemberJoined(member=b"a", name="Aluna", roles=(Role.COORDINATOR,), approval_key=b"key of a", devices=(LAPTOP,))
SELIMA = MemberJoined(member=b"s", name="Selima", roles=(Role.LAWYER,), approval_key=b"key of s")


def _roster(*said: Event) -> Roster:
    return folded(roster.evolve, Roster(), told(*said))


def test_no_later_entry_takes_a_members_place() -> None:
    """The harm: a second entry under one id puts in another key, and its owner approves in the first one's name."""
    thief = MemberJoined(member=b"s", name="Selima", roles=(Role.COORDINATOR,), approval_key=b"another key")
    known = _roster(ALUNA, SELIMA, thief)
    assert known.members[b"s"].approval_key == b"key of s"
    assert [fact.event for fact in known.impossible] == [thief]


def test_a_group_keeps_its_name() -> None:
    other = GroupFounded(name="Another", statement=b"")
    known = _roster(GroupFounded(name="The invented group", statement=b""), other)
    assert known.group == "The invented group"
    assert [fact.event for fact in known.impossible] == [other]


@pytest.mark.parametrize("reason", ["", " ", "moved away"])
def test_who_has_left_is_gone_whatever_the_words(reason: str) -> None:
    known = _roster(ALUNA, SELIMA, MemberLeft(member=b"s", reason=reason))
    assert [member.name for member in known.present] == ["Aluna"]
    assert known.alone


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "Aluna", " aluna ", "ALUNA"])
def test_a_name_is_there_short_and_free(name: str) -> None:
    with pytest.raises(Refused):
        roster.join(_roster(ALUNA), MemberJoined(member=b"n", name=name, roles=(Role.HOST,), approval_key=b"k"))


def test_a_member_has_a_role() -> None:
    with pytest.raises(Refused, match="role"):
        roster.join(_roster(), MemberJoined(member=b"n", name="Nobody", roles=(), approval_key=b"k"))


@given(st.text(max_size=90), st.lists(st.sampled_from(Role), max_size=2))
def test_who_joins_is_present_or_refused(name: str, roles: list[Role]) -> None:
    before = _roster(ALUNA)
    try:
        events = roster.join(before, MemberJoined(member=b"n", name=name, roles=tuple(roles), approval_key=b"k"))
    except Refused:
        events = ()
    after = folded(roster.evolve, before, told(*events, first=9))
    assert [member.id for member in after.present] == ([b"a", b"n"] if events else [b"a"])


def test_the_last_member_stays() -> None:
    with pytest.raises(Refused, match="last member"):
        roster.leave(_roster(ALUNA), member=b"a", reason="tired")
    with pytest.raises(Refused, match="no member"):
        roster.leave(_roster(ALUNA, SELIMA), member=b"?", reason="tired")
    with pytest.raises(Refused, match="why"):
        roster.leave(_roster(ALUNA, SELIMA), member=b"s", reason=" ")


def test_a_laptop_has_an_owner() -> None:
    known = _roster(ALUNA, SELIMA)
    owner = known.owner(LAPTOP)
    assert owner is not None
    assert owner.name == "Aluna"
    assert known.owner(DeviceId(b"?")) is None
    assert known.named(b"s") == "Selima"
    assert known.named(b"\x01\x02") == "0102"


@pytest.mark.parametrize(
    ("member", "of", "author", "allowed"),
    [
        (b"s", b"plan", b"a", True),
        (b"a", b"plan", b"a", False),
        (b"s", b"other plan", b"a", False),
        (b"?", b"plan", b"a", False),
        (b"a", b"plan", b"s", True),
    ],
)
def test_who_may_approve_what(member: bytes, of: bytes, author: bytes, allowed: bool) -> None:
    approval = Approval(member, of, b"signature")
    if allowed:
        roster.check_approval(_roster(ALUNA, SELIMA), approval, author=author, of=b"plan")
        return
    with pytest.raises(Refused):
        roster.check_approval(_roster(ALUNA, SELIMA), approval, author=author, of=b"plan")


def test_who_is_alone_may_approve_their_own_work() -> None:
    roster.check_approval(_roster(ALUNA), Approval(b"a", b"plan", b""), author=b"a", of=b"plan")
