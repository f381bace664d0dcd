import pytest

from qa.errors import InputError
from qa.formats.script import parse, to_call


def test_marks_place_turns_in_time():
    first, second, third = parse(
        "customer: one two three four five six\nagent <1.0: okay then\nagent >2.0: right"
    ).turns
    assert second.start == pytest.approx(first.end - 1.0, abs=0.01)
    assert third.start == pytest.approx(max(first.end, second.end) + 2.0, abs=0.01)


def test_a_dash_at_the_end_is_not_a_word():
    assert parse("customer: I was just -").turns[0].words[-1].text == "just"


def test_the_header_gives_language_end_and_labels():
    script = parse(
        "# lang: el\n# end: agent_hung_up\n# labels: calm=fail@2,3 empowered=na\nagent: Ναι"
    )
    assert script.labels == {"calm": "fail", "empowered": "na"}
    call = to_call(script)
    assert (call.language, call.recording.metadata.hangup_party) == ("el", "agent")


@pytest.mark.parametrize(
    ("text", "where"), [("agent: hi\nnonsense", "x:2"), ("# end: never\nagent: hi", "x")]
)
def test_a_line_that_is_no_turn_is_told_with_its_number(text, where):
    with pytest.raises(InputError) as caught:
        parse(text, "x")
    assert caught.value.where == where
