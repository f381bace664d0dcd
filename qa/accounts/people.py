"""The people who use an archive: their roles and what each role may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """`qa` is the staff that writes rubrics and checks reviews."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    QA = "qa"
    ADMIN = "admin"


class Power(StrEnum):
    """What a role may do beyond looking at its own calls."""

    SEE_ALL = "see every call"
    REVIEW = "review calls"
    ASSIGN = "hand out calls"
    SEE_AUDIT = "read the audit log"
    ADD = "add recordings"
    KEEP = "run the archive"
    WRITE_RUBRICS = "write rubrics"


POWERS: dict[Role, frozenset[Power]] = {
    Role.AGENT: frozenset(),
    Role.SUPERVISOR: frozenset({Power.SEE_ALL, Power.REVIEW, Power.ASSIGN, Power.ADD}),
    Role.QA: frozenset({Power.SEE_ALL, Power.REVIEW, Power.ASSIGN, Power.ADD, Power.WRITE_RUBRICS}),
    Role.ADMIN: frozenset(Power),
}


@dataclass(frozen=True)
class User:
    """An account; `agent` is the name under which an agent's calls are kept.

    `password` says whether there is one; without it only OpenID Connect signs this user in.
    `made_at` is ISO 8601 in UTC.
    """

    name: str
    role: Role
    agent: str | None
    password: bool
    disabled: bool
    made_at: str


@dataclass(frozen=True)
class Viewer:
    """Whoever looks at the archive now. Of an agent, `agent` names the calls that are theirs."""

    name: str
    role: Role
    agent: str | None = None

    def may(self, power: Power) -> bool:
        return power in POWERS[self.role]


def viewer_of(user: User) -> Viewer:
    """The user as a viewer; an agent without a name of their own sees the calls of their name."""
    agent = (user.agent or user.name) if user.role is Role.AGENT else None
    return Viewer(user.name, user.role, agent)
