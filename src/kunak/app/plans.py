"""The way out of one case: the second member's word, and the check-ins that come with it."""

from kunak.app import approvals, cases
from kunak.app.approvals import CosignerFiles
from kunak.app.workspace import Workspace
from kunak.base.errors import Refused
from kunak.base.ids import SubjectId
from kunak.casework import checkins, plan
from kunak.casework.facts import Event
from kunak.casework.plan import Leg
from kunak.casework.subjects import CaseFile


def draft(
    space: Workspace, subject: SubjectId, *, legs: tuple[Leg, ...], note: str = "", based_on: bytes | None = None
) -> None:
    """Propose a way; whatever was approved before is void.

    Args:
        space: The open vault.
        subject: The case.
        legs: The whole way, in order.
        note: Words beside it.
        based_on: Hash of the plan that the author had before them, empty where there was none; None: as it stands.

    Raises:
        Refused: What the rule says; or the plan has changed while the author wrote.
    """
    with space.turn:
        standing = space.case(subject).plan.draft
        if based_on is not None and based_on != (standing.digest if standing else b""):
            raise Refused("Somebody changed the plan while you wrote. Look at it beside this form; saving replaces it.")
        cases.decide(space, subject, lambda file: plan.draft(file.plan, legs=legs, note=note))


def approve(
    space: Workspace, keys: CosignerFiles, subject: SubjectId, *, of: bytes, member: bytes, passphrase: str
) -> None:
    """Approve the plan as it stands, and expect a check-in at the end of every leg that lies ahead.

    Args:
        space: The open vault.
        keys: The sealed keys of the members.
        subject: The case.
        of: Hash of the plan that the second member has read.
        member: Who approves.
        passphrase: Theirs.

    Raises:
        Refused: The plan has changed since, nobody agreed on phrases, or the member may not approve.
        BadInput: The passphrase is wrong.
    """
    file = space.case(subject)
    latest = file.plan.drafts.latest
    if latest is None or latest.value.digest != of:
        raise Refused("The plan has changed since: read it again and approve it as it stands.", field="approval")
    if file.checkins.phrases is None:
        raise Refused("Agree on the phrases with the person first: all is well, and duress.", field="phrases")
    approval = approvals.approve(space, keys, member=member, passphrase=passphrase, of=of, written_by=latest.device)
    cases.decide(space, subject, lambda now: plan.approve(now.plan, approval) + _checkins(space, now))


def _checkins(space: Workspace, file: CaseFile) -> tuple[Event, ...]:
    """Expect to hear from the person at the end of each leg; what an older plan expected is called off.

    A silence that alarms already is not: another plan does not say where the person is.
    """
    ahead, now = file.plan.open_legs, space.clock()
    called_off = [each.expected.checkin for each in file.checkins.open if each.expected.leg and now <= each.alarm_at]
    cancelled = (checkins.cancel(file.checkins, checkin=each, reason="another plan") for each in called_off)
    ids = tuple(space.new_id() for _ in ahead)
    return (
        *(event for events in cancelled for event in events),
        *checkins.expect_for_legs(ahead, who=file.case.code, ids=ids),
    )
