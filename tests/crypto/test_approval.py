import pytest

from kunak.base.ids import OrganisationId
from kunak.crypto.approval import approve, check_approval
from kunak.crypto.secret import Secret
from kunak.crypto.signing import BadSignature, SigningKey

KEY = SigningKey.from_seed(Secret(bytes(range(32))))
ORGANISATION = OrganisationId(b"an invented grou")
MEMBER = b"member of trust!"


def test_an_approval_is_of_one_group_one_member_and_one_thing() -> None:
    signature = approve(KEY, organisation=ORGANISATION, member=MEMBER, what=b"plan 3")
    check_approval(KEY.public, organisation=ORGANISATION, member=MEMBER, what=b"plan 3", signature=signature)
    for organisation, member, what in (
        (OrganisationId(bytes(16)), MEMBER, b"plan 3"),
        (ORGANISATION, bytes(16), b"plan 3"),
        (ORGANISATION, MEMBER, b"plan 4"),
        (ORGANISATION, MEMBER + b"plan", b" 3"),
        (ORGANISATION, MEMBER, b""),
    ):
        with pytest.raises(BadSignature):
            check_approval(KEY.public, organisation=organisation, member=member, what=what, signature=signature)


def test_an_approval_by_another_device_does_not_count() -> None:
    other = SigningKey.from_seed(Secret(bytes(32)))
    signature = approve(other, organisation=ORGANISATION, member=MEMBER, what=b"plan 3")
    with pytest.raises(BadSignature):
        check_approval(KEY.public, organisation=ORGANISATION, member=MEMBER, what=b"plan 3", signature=signature)


def test_a_signature_made_for_something_else_is_no_approval() -> None:
    with pytest.raises(BadSignature):
        check_approval(
            KEY.public, organisation=ORGANISATION, member=MEMBER, what=b"plan 3", signature=KEY.sign(b"plan 3")
        )
