import pytest

from qa.hear.loops import loops


@pytest.mark.parametrize(
    "text",
    [
        "so the so the so the so the",
        "χάσατε μία μέρα, δένσας, δένσας, δένσας, δένσας, δένσας, δένσας",
        "I will see. " + "And this is important for you. " * 5,
        "ha" * 60,
    ],
)
def test_a_recogniser_in_a_loop_is_caught(text):
    assert loops(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no no no no, I said Tuesday",
        "thank you, thank you, thank you so much",
        "bye bye bye",
        "it is zero four four one, zero four four two",
        "Thank you for calling Northgate, this is Daniel, how can I help you today?",
    ],
)
def test_people_who_repeat_themselves_are_not(text):
    assert not loops(text)
