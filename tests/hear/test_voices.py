"""Who talks on one channel. The recordings are synthesised; no real person speaks in them."""

import json
from pathlib import Path

import numpy as np
import pytest

from qa.call import Interval
from qa.hear import models
from qa.hear.audio import decode
from qa.hear.people import find_people
from qa.hear.prints import Prints, embed
from qa.hear.voices import bridged, diarize
from qa.intervals import covered, merge, total

RECORDINGS = Path(__file__).parents[2] / "recordings"


def prints(*voices, seed=0):
    """So many prints of each of some made-up voices, scattered as those of real ones are."""
    noise = np.random.default_rng(seed)
    ways = noise.normal(size=(12, 256))  # what is said changes a print in far fewer than 256 ways
    rows = []
    for number in voices:
        centre = noise.normal(size=256)
        rows.append(centre + 0.25 * noise.normal(size=(number, 12)) @ ways)
    vectors = np.concatenate(rows).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Prints(np.arange(len(vectors)) * 0.4, vectors, np.full(len(vectors), 1.5, np.float32))


@pytest.mark.parametrize("voices", [(60,), (60, 8), (60, 60), (60, 50, 40)])
def test_so_many_people_are_found_as_there_are(voices):
    given = prints(*voices)
    assert len(find_people(given, given, None)) == len(voices)


def test_a_breath_is_part_of_speech_unless_somebody_else_talks_in_it():
    own = (Interval(1, 2), Interval(2.25, 3), Interval(3.25, 4), Interval(4.6, 5))
    other = (Interval(3.05, 3.2),)
    joined = (Interval(1, 3), Interval(3.25, 4), Interval(4.6, 5))
    assert bridged(own, [other]) == joined


def test_a_third_voice_heard_for_a_few_seconds_is_nobody_of_the_call():
    given = prints(80, 60, 9)
    assert len(find_people(given, given, None)) == 2


def test_a_number_that_is_told_is_kept():
    given = prints(60, 50, 40)
    assert len(find_people(given, given, 2)) == 2


@pytest.mark.models
def test_short_answers_are_given_to_who_gives_them():
    """The two channels of a call on one: the segmentation model alone confuses them."""
    known = json.loads((RECORDINGS / "reference/06-no-apology.json").read_text("utf-8"))
    sound = decode([RECORDINGS / "06-no-apology.ogg"])
    found = diarize(sound, None, models.folder_of("segmentation"), models.folder_of("voices"))
    sound.close()
    assert len(found) == 2
    said = {speaker: _speech(known, speaker) for speaker in ("agent", "customer")}
    first = known["turns"][0]["speaker"]
    activity = {first: found[0], "customer" if first == "agent" else "agent": found[1]}
    for turn in known["turns"]:
        own = Interval(turn["start"], turn["end"])
        other = "customer" if turn["speaker"] == "agent" else "agent"
        assert covered(own, activity[turn["speaker"]]) > covered(own, activity[other]), turn["text"]
    for speaker, own in activity.items():
        assert sum(covered(i, said[speaker]) for i in own) > 0.93 * total(own)


def _speech(known, speaker):
    turns = (t for t in known["turns"] if t["speaker"] == speaker)
    return merge((Interval(w["start"], w["end"]) for t in turns for w in t["words"]), gap=0.5)


@pytest.mark.models
def test_a_print_is_the_same_whatever_the_level():
    sound = decode([RECORDINGS / "12-mono-complaint.mp3"])
    samples = np.array(sound.slice(0, 1, 4))
    sound.close()
    folder = models.folder_of("voices")
    assert float(embed(samples, folder) @ embed(samples * 0.3, folder)) > 0.99
