"""Which team an agent is in. A call keeps the team of its day; only somebody's word changes it."""

from __future__ import annotations

from qa.connection import Connection
from qa.errors import InputError

LONGEST_NAME = 80


def teams(connection: Connection) -> dict[str, str | None]:
    """Every agent with calls or a team, by name."""
    sql = """
    SELECT agent, max(team) AS team FROM (
        SELECT DISTINCT agent, NULL AS team FROM calls WHERE agent IS NOT NULL
        UNION ALL SELECT agent, team FROM teams)
    GROUP BY agent ORDER BY agent
    """
    return {row["agent"]: row["team"] for row in connection.all(sql)}


def set_team(connection: Connection, agent: str, team: str | None, *, past: bool) -> None:
    """Set the team of an agent's calls to come and of those that have none.

    With `past` every call of this agent gets it.
    """
    team = (team or "").strip() or None
    if team and len(team) > LONGEST_NAME:
        raise InputError(f"a team's name has at most {LONGEST_NAME} characters")
    with connection.writing():
        connection.run("DELETE FROM teams WHERE agent = ?", [agent])
        if team:
            connection.insert("teams", agent=agent, team=team)
        only = "" if past else " AND team IS NULL"
        for table in ("calls", "tally"):
            connection.run(f"UPDATE {table} SET team = ? WHERE agent = ?{only}", [team, agent])
