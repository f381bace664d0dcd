"""The desk of whoever keeps the archive: taking in, jobs, models, storage, retention, accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from qa import publishing, settings
from qa.accounts import users
from qa.accounts.people import Power, Role, User
from qa.errors import InputError, StoreError
from qa.keeping import erase, jobs, retention, storage, uploads
from qa.keeping.erase import Erased
from qa.keeping.jobs import Job, Outcome
from qa.keeping.retention import Due, Retention
from qa.keeping.sound import paths_of
from qa.keeping.storage import Model, Place
from qa.review.desk import Desk

FOLDERS = "folders"


@dataclass(frozen=True)
class Orders:
    """How recordings are to be listened to: rubrics by name, a language code or None to find it
    out, and a Whisper model."""

    rubrics: tuple[str, ...] = ("essentials",)
    language: str | None = None
    model: str = "base"


class Office(Desk):
    """A desk with the keys to the archive. Raises AccessError for what is not this person's."""

    # -- taking in ---------------------------------------------------------------------------

    def check_may_add(self) -> None:
        """Raises AccessError for somebody who may not add recordings."""
        self._need(Power.ADD)

    def add_upload(self, batch: str, orders: Orders, about: Mapping[str, str]) -> int:
        """Have the files of an upload listened to; gives the job's number."""
        folder = uploads.folder_of(self._store.path, batch)
        self._need(Power.ADD)
        if not folder.is_dir():
            raise InputError("nothing has been uploaded yet", next_step="choose files first")
        _check_rubrics(orders)  # before anything is written down that a second try could not mend
        uploads.describe(folder, about)
        return self._ask([folder], orders, recursive=False)

    def add_folder(self, folder: str, orders: Orders, *, recursive: bool) -> int:
        """Have the recordings of a folder of this machine listened to."""
        self._need(Power.ADD)
        path = Path(folder.strip()).expanduser()
        if not folder.strip() or not path.is_absolute():
            raise InputError("give the whole path of a folder", where=folder or None)
        self._check_allowed(path)
        if not path.exists():
            raise InputError("there is no such folder on this machine", where=str(path))
        return self._ask([path], orders, recursive=recursive)

    def folders(self) -> list[str]:
        """The folders that people who do not run the archive may take recordings from."""
        self._need(Power.ADD)
        return list(settings.get(self._connection, FOLDERS, []))

    def set_folders(self, folders: Sequence[str]) -> None:
        chosen = [line.strip() for line in folders if line.strip()]
        wrong = [line for line in chosen if not Path(line).is_dir()]
        if wrong:
            raise InputError("there is no such folder on this machine", where=wrong[0])
        with self._acting(Power.KEEP, "folders set", None, folders=chosen):
            settings.put(self._connection, FOLDERS, chosen)

    def rubric_names(self) -> list[str]:
        """The rubrics that recordings can be judged by, those published here among them."""
        self._need(Power.ADD)
        return publishing.usable(self._connection)

    # -- jobs and failures -------------------------------------------------------------------

    def jobs(self, limit: int = 20) -> list[Job]:
        self._need(Power.ADD)
        jobs.start(self._connection)  # what waits goes on after a runner died
        return jobs.jobs(self._connection, limit)

    def outcomes(self, number: int) -> list[Outcome]:
        self._need(Power.ADD)
        return jobs.outcomes(self._connection, number)

    def stop(self, number: int) -> None:
        """Ask a job to end; what it has done stays."""
        with self._acting(Power.ADD, "job stopped", None, job=number):
            jobs.stop(self._connection, number)

    def retry(self, paths: Sequence[str], orders: Orders) -> int:
        """Try files again that could not be processed."""
        self._need(Power.ADD)
        failed = {failure.path for failure in self._store.failures()}
        unknown = [path for path in paths if path not in failed]
        if not paths or unknown:
            where = unknown[0] if unknown else None
            raise InputError("this file is not among those that failed", where=where)
        return self._ask([Path(path) for path in paths], orders, recursive=False)

    def forget_failures(self, paths: Sequence[str]) -> None:
        """Take files off the list of those that failed; the files stay."""
        with self._acting(Power.ADD, "failures forgotten", None, files=len(paths)):
            for path in paths:
                self._connection.run("DELETE FROM failures WHERE path = ?", [path])

    # -- models and storage ------------------------------------------------------------------

    def models(self) -> list[Model]:
        self._need(Power.KEEP)
        return storage.model_list()

    def fetch_models(self) -> int:
        """Have the models fetched that are missing, and all of them checked."""
        return self._start(Power.KEEP, "models asked for", jobs.FETCH, {})

    def places(self) -> list[Place]:
        """What the archive takes up."""
        self._need(Power.KEEP)
        return storage.places(self._store)

    def free(self) -> int:
        self._need(Power.KEEP)
        return storage.free(self._store.path)

    def empty_listening_copies(self) -> int:
        with self._acting(Power.KEEP, "copies for listening deleted", None):
            return storage.empty_listening_copies()

    # -- how long, and removing for good -----------------------------------------------------

    def retention(self) -> Retention:
        self._need(Power.KEEP)
        return retention.retention(self._connection)

    def set_retention(self, chosen: Retention) -> None:
        self._need(Power.KEEP)
        retention.set_retention(self._connection, chosen, self.viewer)

    def due(self, chosen: Retention, today: date) -> list[Due]:
        """What would go today if these were the days."""
        self._need(Power.KEEP)
        return retention.due(self._connection, chosen, today)

    def carry_out_retention(self, today: date) -> int:
        """Have what is over removed, by the days that are set; gives the job's number."""
        detail = {"days": asdict(self.retention()), "today": today.isoformat()}
        return self._start(Power.KEEP, "retention asked for", jobs.RETENTION, detail)

    def files_of(self, identity: str) -> list[str]:
        """The files of a call's recording."""
        self._need(Power.KEEP)
        return [str(path) for path in paths_of(self._connection, identity)]

    def erase(self, identity: str, why: str, *, sound: bool) -> Erased:
        """Remove a call for good."""
        self._need(Power.KEEP)
        made = erase.erase(self._store, identity, self.viewer, why, sound=sound)
        erase.tidy(self._store)
        return made

    def erasures(self) -> list[Erased]:
        self._need(Power.KEEP)
        return erase.erasures(self._connection, 100)

    # -- accounts ----------------------------------------------------------------------------

    def users(self) -> list[User]:
        self._need(Power.KEEP)
        return users.users(self._connection)

    def add_user(self, name: str, role: Role, password: str | None, agent: str | None) -> User:
        """Make an account; the first must be able to make the others."""
        self._need(Power.KEEP)
        if not users.exist(self._connection) and role is not Role.ADMIN:
            raise InputError(
                "the first account has to be an administrator's",
                next_step="make one for yourself; then the dashboard asks everybody to sign in",
            )
        return users.add(self._connection, name, role, password, agent=agent, by=self.viewer)

    def set_role(self, name: str, role: Role, agent: str | None) -> None:
        self._need(Power.KEEP)
        users.set_role(self._connection, name, role, agent=agent, by=self.viewer)

    def set_password(self, name: str, password: str) -> None:
        self._need(Power.KEEP)
        users.set_password(self._connection, name, password, by=self.viewer)

    def set_disabled(self, name: str, disabled: bool) -> None:
        self._need(Power.KEEP)
        users.set_disabled(self._connection, name, disabled, by=self.viewer)

    # -- inside ------------------------------------------------------------------------------

    def _ask(self, paths: Sequence[Path], orders: Orders, *, recursive: bool) -> int:
        _check_rubrics(orders)
        detail = {"paths": [str(path) for path in paths], "recursive": recursive, **asdict(orders)}
        return self._start(Power.ADD, "recordings added", jobs.PROCESS, detail)

    def _start(self, power: Power, act: str, kind: str, detail: Mapping[str, object]) -> int:
        self._need(power)
        with self._connection.writing():
            number = jobs.add(self._connection, kind, detail, self.viewer)
            self._note(act, None, job=number)
        jobs.start(self._connection)
        return number

    def _check_allowed(self, path: Path) -> None:
        """Whoever does not run the archive reads only the folders that were opened to them."""
        if self.viewer.may(Power.KEEP):
            return
        real = path.resolve()
        if not any(real.is_relative_to(Path(root).resolve()) for root in self.folders()):
            self._refuse("take recordings from a folder", None)
            raise StoreError(
                "this folder was not opened to you",
                where=str(path),
                next_step="whoever runs the archive can open it under Settings",
            )


def _check_rubrics(orders: Orders) -> None:
    if not orders.rubrics:
        raise InputError("no rubric was chosen", next_step="choose at least one")
