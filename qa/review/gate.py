"""Who may see and do what: the ground on which every desk stands.

Whatever is refused is refused in the same words whether it exists or not, and is logged.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from qa.accounts import audit
from qa.accounts.people import Power, Viewer
from qa.errors import AccessError
from qa.listing import Scope
from qa.review import calibration, openings, place
from qa.store import Store


class Gate:
    """An open archive with somebody in front of it. Raises AccessError for what is not theirs."""

    def __init__(self, store: Store, viewer: Viewer):
        self.viewer = viewer
        self._store = store
        self._connection = store.connection
        self._agent = None if viewer.may(Power.SEE_ALL) else viewer.agent or viewer.name

    @property
    def _scope(self) -> Scope:
        """What this person sees now: a calibration may begin or close at any moment."""
        if self._agent is not None:
            return Scope(self._agent)
        return Scope(None, calibration.blind_to(self._connection, self.viewer.name))

    @property
    def _sees_all(self) -> bool:
        return self._agent is None

    def _sees_verdicts(self, identity: str) -> bool:
        """Agents after the release and once they opened it; nobody who scores the call blind."""
        if self._sees_all:
            return identity not in self._scope.blind
        return self._released(identity) and openings.opened(self._connection, identity)

    def _not_blind(self, identity: str) -> None:
        """Refuse what would show, or take part in, the verdicts of a call that one scores blind."""
        if identity in self._scope.blind:
            raise AccessError(
                f"you score call {identity!r} blind at present",
                next_step="it is open to you when that calibration is closed",
            )

    def _released(self, identity: str) -> bool:
        return place.place(self._connection, identity).state == place.RELEASED

    def _may_see(self, identity: str, **asked: Any) -> None:
        if self._sees_all:
            return
        row = self._connection.one("SELECT agent FROM calls WHERE id = ?", [identity])
        if row is None or row["agent"] != self._scope.agent:
            self._refuse("look at a call", identity if row else None, **asked)
            raise AccessError(
                f"there is no call {identity!r} among yours",
                next_step="your own calls are listed under Calls",
            )

    def _need(self, power: Power) -> None:
        if not self.viewer.may(power):
            self._refuse(power.value, None)
            raise AccessError(f"you may not {power.value}", next_step="ask whoever runs callqa")

    @contextmanager
    def _acting(
        self, power: Power, act: str, identity: str | None, **detail: Any
    ) -> Iterator[None]:
        """An act and its line in the log, both or neither."""
        self._need(power)
        if identity is not None:
            self._may_see(identity)
        with self._connection.writing():
            yield
            self._note(act, identity, **detail)

    def _refuse(self, what: str, identity: str | None, **detail: Any) -> None:
        self._note(audit.REFUSED, identity, what=what, **detail)

    def _note(self, act: str, identity: str | None, **detail: Any) -> None:
        audit.note(self._connection, self.viewer, act, identity, **detail)
