"""Progress on stderr: bars where somebody looks, plain lines where a file does."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any

from qa.batch import DONE, FAILED, SKIPPED, STAGE, Event

SHARES = {"decode": 0.01, "speech": 0.40, "words": 0.58, "turns": 0.01}
WORDS = {
    "decode": "reading",
    "speech": "finding speech",
    "words": "writing down",
    "turns": "turns",
    "translation": "translating",
}
SIGNS = {DONE: "✓", SKIPPED: "·", FAILED: "✗"}


class Progress:
    """A bar for the batch and one per recording in work; a line for each that is finished."""

    def __init__(self, *, quiet: bool = False):
        self._quiet, self._bars = quiet, sys.stderr.isatty() and not quiet
        self._whole: Any = None
        self._own: dict[int, Any] = {}

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        for bar in [*self._own.values(), self._whole]:
            if bar is not None:
                bar.close()

    def tell(self, event: Event) -> None:
        """Show an event."""
        if event.kind == STAGE:
            self._stage(event)
        else:
            self._outcome(event)

    def _stage(self, event: Event) -> None:
        if self._bars:
            bar = self._bar(event)
            bar.set_description_str(f"{event.label[:28]:28} {WORDS.get(event.text, event.text):14}")
            bar.n = done_share(event.text, event.share)
            bar.refresh()
        elif not self._quiet and event.share == 0.0:
            self._line(f"{event.number}/{event.total} {event.label}: {event.text}")

    def _outcome(self, event: Event) -> None:
        name = event.call or event.label
        line = f"{SIGNS[event.kind]} {event.number}/{event.total} {name}: {event.kind}"
        if event.text:
            line += f", {event.text}"
        if not self._bars:
            if not self._quiet or event.kind == FAILED:
                self._line(line)
            return
        from tqdm import tqdm

        if event.number in self._own:
            self._own.pop(event.number).close()
        tqdm.write(line, file=sys.stderr)
        if event.total > 1:
            self._batch(event).update(1)

    def _bar(self, event: Event) -> Any:
        from tqdm import tqdm

        if event.total > 1:
            self._batch(event)
        if event.number not in self._own:
            self._own[event.number] = tqdm(
                total=1.0,
                leave=False,
                file=sys.stderr,
                bar_format="{desc} {bar} {percentage:3.0f}% {elapsed}",
            )
        return self._own[event.number]

    def _batch(self, event: Event) -> Any:
        from tqdm import tqdm

        if self._whole is None:
            self._whole = tqdm(
                total=event.total,
                file=sys.stderr,
                desc=f"{'all recordings':28} {'':14}",
                bar_format="{desc} {bar} {n:.0f} of {total:.0f}, {elapsed}<{remaining}",
            )
        return self._whole

    def _line(self, line: str) -> None:
        print(line, file=sys.stderr, flush=True)


class Bar:
    """One bar at a time for work of one kind after another, where somebody looks."""

    def __init__(self, *, quiet: bool = False):
        self._shown = sys.stderr.isatty() and not quiet
        self._what, self._bar = "", None  # type: str, Any

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def tell(self, what: str, done: int, total: int) -> None:
        """`done` of `total` calls have had `what` done to them."""
        if not self._shown:
            return
        if what != self._what:
            from tqdm import tqdm

            self._close()
            self._what = what
            self._bar = tqdm(total=total, desc=what, unit=" calls", file=sys.stderr)
        self._bar.update(done - self._bar.n)

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()


def done_share(stage: str, share: float) -> float:
    """How much of a recording is done in this stage, 0 to 1; a stage that not every recording has
    is shown by itself.
    """
    names = list(SHARES)
    if stage not in names:
        return share
    before = sum(SHARES[name] for name in names[: names.index(stage)])
    return before + SHARES[stage] * share
