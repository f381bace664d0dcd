"""Keeping the archive in the dashboard: the upload route, and every section of the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import archives
import pytest
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from qa.accounts.people import Role, Viewer
from qa.formats.metadata import find_metadata
from qa.keeping import jobs
from qa.keeping.retention import Retention, carry_out
from qa.keeping.uploads import describe, folder_of
from qa.review import place
from qa.store import Store

PAGE = "views/archive.py"
BATCH = "00c0ffee"
Page = Callable[..., AppTest]


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archives.with_accounts(tmp_path_factory.mktemp("uploads"))


@pytest.fixture(scope="module")
def client(db: Path) -> Iterator[TestClient]:
    with archives.served(db) as client:
        yield client


def sent(client: TestClient, who: str | None, name: str, body: bytes, **headers: str) -> tuple:
    client.cookies.clear()
    if who:
        form = {"name": who, "password": archives.PASSWORD, "next": "/"}
        client.post("/login", data=form, follow_redirects=False)
    answer = client.post(
        f"/api/upload/{BATCH}", content=body, headers={"x-callqa-name": name, **headers}
    )
    return answer.status_code, answer.text


def test_an_upload_is_written_as_it_comes_under_a_safe_name(client: TestClient, db: Path) -> None:
    body = bytes(range(256)) * 5000
    status, text = sent(client, "dana", "..%2F..%2F%CE%BA%CE%BB%CE%AE%CF%83%CE%B7.wav", body)
    assert (status, text) == (200, "κλήση.wav\n")
    assert (folder_of(db, BATCH) / "κλήση.wav").read_bytes() == body
    assert [p.name for p in folder_of(db, BATCH).iterdir()] == ["κλήση.wav"]


def test_agents_strangers_and_other_sites_upload_nothing(client: TestClient, db: Path) -> None:
    assert sent(client, "alex", "x.wav", b"x")[0] == 403
    assert sent(client, None, "x.wav", b"x")[0] == 401
    assert sent(client, "dana", "x.wav", b"x", origin="https://evil.example")[0] == 403
    assert not (folder_of(db, BATCH) / "x.wav").exists()


def test_what_is_no_recording_is_refused_in_words(client: TestClient) -> None:
    status, text = sent(client, "dana", "x.exe.py", b"x")
    assert status == 400
    assert text.startswith("x.exe.py is no recording; ")


def test_what_was_said_of_an_upload_is_read_with_its_recordings(db: Path) -> None:
    folder = folder_of(db, "00facade")
    folder.mkdir(parents=True)
    (folder / "a.wav").write_bytes(b"x")
    describe(folder, {"agent": '=Sam, "the one"', "queue": "", "started_at": "2026-11-03"})
    found = find_metadata(folder / "a.wav")
    assert (found.agent, found.queue) == ('=Sam, "the one"', None)
    assert found.started_at == "2026-11-03T00:00:00"


@pytest.fixture
def section(page: Page) -> Callable[..., AppTest]:
    """Open a section of the page as an administrator."""

    def opened(db: Path, name: str, role: Role = Role.ADMIN) -> AppTest:
        test = page(db)
        test.selectbox(key="role").set_value(role).run()
        test.switch_page(PAGE).run()
        if name != "Recordings":
            test.button_group(key="section").set_value(name).run()
        assert not test.exception
        return test

    return opened


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("Recordings", "Add recordings"),
        ("Models", "Models"),
        ("Storage", "Storage"),
        ("Retention", "How long things are kept"),
        ("People", "People"),
        ("Teams", "Teams"),
        ("Log", "Log"),
    ],
)
def test_every_section_opens_on_an_empty_and_on_a_full_archive(
    section: Callable[..., AppTest], empty_archive: Path, archive: Path, name: str, says: str
) -> None:
    for db in (empty_archive, archive):
        assert section(db, name).subheader[0].value == says


def test_a_supervisor_adds_recordings_and_sees_no_settings(
    section: Callable[..., AppTest], archive: Path
) -> None:
    test = section(archive, "Recordings", Role.SUPERVISOR)
    assert test.title[0].value == "Add recordings"
    assert [heading.value for heading in test.subheader] == [
        "Jobs",
        "Files that could not be processed",
    ]


def test_what_would_go_is_shown_before_the_days_are_saved(
    section: Callable[..., AppTest], archive: Path
) -> None:
    test = section(archive, "Retention")
    assert "Nothing would go today." in [text.value for text in test.text]
    days = (date.today() - date(2026, 11, 18)).days
    test.number_input(key="days-everything").set_value(max(1, days)).run()
    if days > 0:
        assert "1 calls from before" in test.expander[0].label
    with Store(archive) as store:
        assert len(store.call_ids()) == 2


def test_calls_that_are_spared_are_counted_with_the_reason(
    section: Callable[..., AppTest], archive: Path
) -> None:
    with Store(archive) as store:
        place.assign(store.connection, ["praise"], "Dana", None, place.BY_HAND)
    test = section(archive, "Retention")
    test.number_input(key="days-everything").set_value(1).run()
    assert "1 calls from before" in test.expander[0].label
    said = [caption.value for caption in test.caption]
    assert any("Everything: 1 call is spared: 1 with a review that was" in text for text in said)


def test_a_retention_job_tells_what_was_left(
    section: Callable[..., AppTest], archive: Path
) -> None:
    viewer = Viewer("root", Role.ADMIN)
    with Store(archive) as store:
        number = jobs.add(store.connection, jobs.RETENTION, {}, viewer)
        jobs.note(
            store.connection,
            number,
            jobs.Outcome("failed", "everything of praise", "this file cannot be deleted", "praise"),
        )
        jobs.tell(store.connection, number, total=1)
        jobs.end(store.connection, number, jobs.DONE, "nothing was removed; 1 calls are left")
    test = section(archive, "Recordings")
    assert "nothing was removed; 1 calls are left" in [text.value for text in test.text]
    assert "What came of it" in [expander.label for expander in test.expander]


def test_a_failed_file_is_tried_again_and_a_hostile_name_is_shown_as_text(
    section: Callable[..., AppTest], archive: Path
) -> None:
    with Store(archive) as store:
        store.put_failure(f"/srv/{archives.HOSTILE_WORDS}.wav", "**no** sound")
    test = section(archive, "Recordings")
    shown = test.dataframe[0].value
    assert f"{shown['Folder'][0]}/{shown['File'][0]}" == f"/srv/{archives.HOSTILE_WORDS}.wav"
    assert shown["Why"][0] == "**no** sound"


def test_a_call_is_removed_only_when_somebody_typed_that_they_agree(
    section: Callable[..., AppTest], archive: Path
) -> None:
    test = section(archive, "Retention")
    test.text_input(key="erase-call").set_value("nobody").run()
    assert "nobody" in test.error[0].value
    test.text_input(key="erase-call").set_value("praise").run()
    button = next(b for b in test.button if b.label == "Remove this call for good")
    assert button.disabled
    test.checkbox[0].set_value(False)  # its sound belongs to every test of this session
    test.text_input(key="agree-erase").set_value("remove").run()
    next(b for b in test.button if b.label == "Remove this call for good").click().run()
    assert not test.exception
    with Store(archive) as store:
        assert store.call_ids() == ["complaint"]


def test_the_first_account_has_to_be_an_administrators(
    section: Callable[..., AppTest], archive: Path
) -> None:
    test = section(archive, "People")
    roles = next(s for s in test.selectbox if s.label == "Role")
    assert len(roles.options) == 1


def test_a_call_whose_words_were_removed_still_opens(page: Page, archive: Path) -> None:
    with Store(archive) as store:
        store.connection.run("DELETE FROM files")  # the sound belongs to every test
        carry_out(store, Retention(transcripts=1), date(2030, 1, 1), Viewer("root", Role.ADMIN))
    test = page(archive, call="complaint")
    assert not test.exception
    assert any("words of this call were removed" in text.value for text in test.text)


def test_reports_are_downloaded_by_those_who_may_see_them(client: TestClient) -> None:
    client.cookies.clear()
    assert client.get("/api/report/pdf/call/hers").status_code == 401
    form = {"name": "alex", "password": archives.PASSWORD, "next": "/"}
    client.post("/login", data=form, follow_redirects=False)
    assert client.get("/api/report/pdf/call/his").status_code == 403
    assert client.get("/api/report/html/month/2026-11/Sam%20Lee").status_code == 403
    answer = client.get("/api/report/pdf/call/hers")
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert client.get("/api/report/docx/call/hers").status_code == 404
