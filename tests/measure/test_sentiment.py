import pytest

from qa.measure.sentiment import find_trajectory
from qa.measure.valence import scorer


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("no no no no", -1.0, -0.2),
        ("it never arrived and nobody called me back", -1.0, -0.4),
        ("This is ridiculous, I have been on hold for an hour", -1.0, -0.4),
        ("Thank you for calling, how can I help you?", -0.15, 0.15),
        ("Please hold", -0.05, 0.05),
        ("Oh that is brilliant, thank you so much", 0.5, 1.0),
    ],
)
def test_the_call_domain_words_correct_vader(text, low, high):
    assert low <= scorer("en")(text.split()) <= high


UNHAPPY = (
    "customer: This is ridiculous, it never arrived and nobody called me back.\nagent: I see.\n"
)
HAPPY = "customer: Oh that is brilliant, thank you so much.\nagent: Good.\n"
NEUTRAL = "customer: It is the blue one on the left.\nagent: Okay.\n"


def customer(say, text):
    return find_trajectory(say(text), "customer")


def test_a_customer_who_calms_down_is_improving(say):
    found = customer(say, UNHAPPY * 3 + NEUTRAL * 2 + HAPPY * 3)
    assert found.shape == "improving"
    assert found.change > 0.5
    assert found.recovery > 0.5


def test_a_customer_who_gets_angry_is_declining(say):
    assert customer(say, HAPPY * 3 + NEUTRAL * 2 + UNHAPPY * 3).shape == "declining"


def test_a_customer_who_says_nothing_of_weight_is_steady(say):
    assert customer(say, NEUTRAL * 8).shape == "steady"


def test_a_dip_that_is_made_good_is_seen(say):
    found = customer(say, NEUTRAL * 4 + UNHAPPY * 4 + NEUTRAL * 4)
    assert found.shape == "dipped-and-recovered"


def test_fewer_than_six_turns_have_no_shape(say):
    assert customer(say, UNHAPPY * 2 + HAPPY * 3).shape == "too-short"


def test_change_is_the_last_quarter_minus_the_first_and_lowest_has_a_time(say):
    found = customer(say, UNHAPPY * 3 + HAPPY * 3)
    assert found.change == pytest.approx(found.quarters[-1] - found.quarters[0], abs=1e-3)
    assert min(point.smoothed for point in found.points) == found.lowest
    assert any(point.at == found.lowest_at for point in found.points)


def test_a_language_without_a_lexicon_has_no_trajectory(say):
    assert customer(say, "# lang: sv\n" + UNHAPPY * 6) is None


def test_a_language_with_a_seed_lexicon_is_marked_basic(say):
    found = customer(say, "# lang: el\n" + "customer: Ευχαριστώ πολύ.\nagent: Ναι.\n" * 6)
    assert found.basic
    assert found.end_level > 0
