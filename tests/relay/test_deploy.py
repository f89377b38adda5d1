"""What ``deploy/`` promises: nobody's rights, one folder, this machine's sockets, and no address of anybody."""

import configparser
import re
import tomllib
from pathlib import Path
from typing import Final

import pytest

from kunak.cli import relay

ROOT: Final = Path(__file__).parents[2]
DEPLOY: Final = ROOT / "deploy"
MUST: Final = {
    "DynamicUser": "yes", "StateDirectory": "kunak-relay", "StateDirectoryMode": "0700", "UMask": "0077",
    "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes", "PrivateDevices": "yes",
    "NoNewPrivileges": "yes", "CapabilityBoundingSet": "", "MemoryDenyWriteExecute": "yes", "LockPersonality": "yes",
    "RestrictNamespaces": "yes", "RestrictSUIDSGID": "yes", "SystemCallArchitectures": "native", "LimitCORE": "0",
    "IPAddressDeny": "any", "IPAddressAllow": "127.0.0.0/8 ::1/128",
}  # fmt: skip
"""Any of these, weakened, is an alarm."""


@pytest.fixture
def service() -> dict[str, str]:
    parser = configparser.RawConfigParser(strict=False)  # of what comes twice, the last is in force
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(DEPLOY / "kunak-relay.service")
    return dict(parser["Service"])


@pytest.fixture
def stages() -> list[list[tuple[str, str]]]:
    """Instructions of the image, stage by stage; before the first stage are its arguments."""
    said = re.sub(r"^#.*\n", "", (DEPLOY / "Containerfile").read_text(), flags=re.MULTILINE).replace("\\\n", " ")
    lines = [line.split(maxsplit=1) for line in said.splitlines() if line.strip()]
    found: list[list[tuple[str, str]]] = [[]]
    for name, rest in lines:
        if name == "FROM":
            found.append([])
        found[-1].append((name, rest))
    return found


@pytest.mark.parametrize(("name", "value"), MUST.items(), ids=MUST)
def test_the_service_may_do_nothing_that_it_does_not_need(service: dict[str, str], name: str, value: str) -> None:
    assert service[name] == value


def test_the_service_starts_a_command_that_there_is_on_the_loopback(service: dict[str, str]) -> None:
    command = service["ExecStart"].split()
    assert command[1:3] == ["relay", "serve"]
    assert command[command.index("--host") + 1] == "127.0.0.1"
    assert command[command.index("--data") + 1] == "%S/" + service["StateDirectory"]
    assert command[command.index("--port") + 1] == str(relay.PORT)
    assert relay.DATABASE_VARIABLE in (DEPLOY / "kunak-relay.service").read_text()


def test_the_service_is_given_time_to_finish_and_room_for_its_connections(service: dict[str, str]) -> None:
    from kunak.relay.serving import FILES, GRACE_S  # noqa: PLC0415

    assert int(service["TimeoutStopSec"]) > GRACE_S
    assert int(service["LimitNOFILE"]) >= FILES


def test_the_image_ends_as_nobody_and_listens_on_the_loopback(stages: list[list[tuple[str, str]]]) -> None:
    last = stages[-1]
    users = [rest for name, rest in last if name == "USER"]
    assert len(users) == 1
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", users[0])
    after = last[[name for name, _ in last].index("USER") :]
    assert {name for name, _ in after}.isdisjoint({"RUN", "COPY", "ADD"})
    said = dict(last)
    assert said["ENTRYPOINT"] == '["/opt/kunak/bin/kunak", "relay"]'
    assert '"--host", "127.0.0.1"' in said["CMD"]
    assert said["VOLUME"] == "/data"
    assert int(said["EXPOSE"]) == relay.PORT


def test_the_image_is_made_from_what_is_locked_on_a_base_that_the_keeper_names(
    stages: list[list[tuple[str, str]]],
) -> None:
    assert dict(stages[0]).keys() == {"ARG"}
    assert [stage[0] for stage in stages[1:]] == [("FROM", "${BASE} AS build"), ("FROM", "${BASE}")]
    ran = [rest for stage in stages for name, rest in stage if name == "RUN" and "pip install" in rest]
    assert all("--require-hashes" in each or "--no-deps" in each for each in ran)
    assert not [name for stage in stages for name, _ in stage if name == "ADD"]


def test_both_say_how_the_root_is_read_only(service: dict[str, str]) -> None:
    for file in (DEPLOY / "Containerfile", ROOT / "docs" / "relay.md"):
        said = file.read_text()
        assert "--read-only --cap-drop all --security-opt no-new-privileges" in said
    assert service["ProtectSystem"] == "strict"


@pytest.mark.parametrize("file", sorted(DEPLOY.iterdir()), ids=lambda file: file.name)
def test_no_host_is_named(file: Path) -> None:
    """A name with a dot that could be looked up, a scheme, or an address that is not this machine's."""
    said = file.read_text()
    assert "://" not in said
    assert re.findall(r"\b[a-z0-9-]+\.(?:io|com|org|net|dev|example|local|internal)\b", said) == []
    addresses = set(re.findall(r"\b\d+\.\d+\.\d+\.\d+\b", said))
    assert addresses <= {"127.0.0.1", "127.0.0.0"}


def test_the_lock_of_the_image_holds_the_extra_and_no_tools_of_tests() -> None:
    locked = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements" / "relay.txt").read_text(), re.MULTILINE))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for wanted in project["project"]["optional-dependencies"]["relay"]:
        assert re.split(r"[\[>=]", wanted)[0] in locked
    assert locked.isdisjoint({"pytest", "schemathesis", "playwright", "mypy"})


def test_what_is_locked_twice_is_locked_alike() -> None:
    """The relay that was tested is the one that runs."""
    versions = [
        dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements" / name).read_text(), re.MULTILINE))
        for name in ("relay.txt", "dev.txt")
    ]
    assert {name: version for name, version in versions[0].items() if versions[1].get(name) != version} == {}


def test_the_guide_gives_the_numbers_of_the_code() -> None:
    from kunak.relay.limits import GIB, PUSHES, READS, STREAMS, STREAMS_PER_FEED, Quota  # noqa: PLC0415
    from kunak.relay.serving import CONNECTIONS, FILES, GRACE_S  # noqa: PLC0415
    from kunak.relay.writer import WAITING_BYTES  # noqa: PLC0415

    guide, quota = (ROOT / "docs" / "relay.md").read_text(), Quota()
    for said in (
        f"| {quota.feed_bytes // GIB} GiB and {quota.feed_blobs:,} blobs |",
        f"| {PUSHES.per_second} a second (2,000 blobs) |",
        f"| {PUSHES.burst}, or ten seconds' worth if that is more |",
        f"| {READS.per_second} a second; {READS.burst:,} |",
        f"| {STREAMS_PER_FEED}; {STREAMS:,} |",
        f"| {CONNECTIONS:,} | `ulimit -Hn`, if that is below {FILES:,} |",
        f"| {WAITING_BYTES >> 20} MiB, then 503 |",
        f"({GRACE_S} s)",
        f"127.0.0.1:{relay.PORT}",
        f"127.0.0.1:{relay.PORT + 1}/metrics",
        relay.DATABASE_VARIABLE,
        relay.DEFAULT_DATA,
    ):
        assert said in guide, said


def test_the_guide_names_every_meter() -> None:
    from kunak.relay.meters import Meters  # noqa: PLC0415

    guide = (ROOT / "docs" / "relay.md").read_text()
    for name in re.findall(r"^# TYPE kunak_relay_(\w+?)(?:_created)? ", Meters().text().decode(), re.MULTILINE):
        assert name in guide, name
