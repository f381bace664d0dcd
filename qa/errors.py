"""A user's mistake, told in one line: what, where, and the next step."""

LONGEST_SHOWN = 60  # letters of a value in a message


def shown(value: object) -> str:
    """A value as it stands in a message, which is one line whatever a file holds."""
    text = repr(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"


class QAError(Exception):
    """Something the user can mend; anything else that is raised is a bug and shows a traceback.

    `what` is one sentence without a full stop; `where` is a path, an address in a file or None;
    `next_step` says what to do about it, or is None when there is nothing to do.
    """

    def __init__(self, what: str, *, where: str | None = None, next_step: str | None = None):
        self.what, self.where, self.next_step = what, where, next_step
        super().__init__(self.__str__())

    def __str__(self) -> str:
        line = f"{self.where}: {self.what}" if self.where else self.what
        return f"{line} ({self.next_step})" if self.next_step else line

    def __reduce__(self) -> tuple:
        # Worker processes send errors back pickled; keyword arguments need help.
        return _rebuild, (type(self), self.what, self.where, self.next_step)


def _rebuild(kind: type[QAError], what: str, where: str | None, next_step: str | None) -> QAError:
    return kind(what, where=where, next_step=next_step)


class InputError(QAError):
    """A recording, transcript, sidecar or manifest that cannot be used."""


class RubricError(QAError):
    """A rubric that cannot be read; `where` is `path:line:column`."""


class ModelError(QAError):
    """A model file that is missing, damaged or cannot be fetched."""


class StoreError(QAError):
    """An archive that cannot be opened, read or written."""


class AccessError(QAError):
    """Something that this person may not see or do, or an account that cannot be used so."""
