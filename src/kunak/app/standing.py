"""What can be said of a vault: from outside, without a passphrase; and how much is in it, once it is open."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kunak.base.errors import Refused
from kunak.store.home import Home

if TYPE_CHECKING:
    from kunak.app.wiring import OpenVault


def outside(path: Path) -> dict[str, Any]:
    """Return what anybody who holds the laptop sees: sizes, and whether a desk is open."""
    home = Home(path)
    if not home.exists():
        return {"home": str(path), "exists": False, "in_use": False}
    return {
        "home": str(path),
        "exists": True,
        "in_use": in_use(path),
        "log_bytes": _size(home.log),
        "cache_bytes": home.cache.stat().st_size if home.cache.exists() else 0,
        "file_bytes": _size(home.files),
    }


def inside(vault: "OpenVault") -> dict[str, Any]:
    """Return how much is in an open vault."""
    from kunak.app import cases, today  # noqa: PLC0415 - late: the outside is asked far more often
    from kunak.casework.compartments import Subject  # noqa: PLC0415

    space = vault.space
    return {
        "group": space.group().roster.group,
        "member": vault.member_name,
        "members": len(space.group().roster.present),
        "records": space.vault.log.count,
        "cases": {stage.value: count for stage, count in cases.count_by_stage(space).items()},
        "requests": space.cache.count_by_stage(Subject.REQUEST.value),
        "alarms": len(today.alarms(space)),
        "log": vault.opening.head,
        "problems": len(vault.flaws) + vault.opening.missing,
    }


def in_use(path: Path) -> bool:
    """Whether another process holds the vault."""
    try:
        with Home(path).hold():
            return False
    except Refused:
        return True


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
