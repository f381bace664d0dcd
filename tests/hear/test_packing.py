import itertools

import pytest

from qa.call import Interval
from qa.hear.packing import MARGIN_SECONDS, PIECE_SECONDS, pack

SPEECH = [Interval(i * 7.0, i * 7.0 + 2.5) for i in range(60)]


def test_many_short_turns_fill_few_pieces():
    pieces = pack(SPEECH, 420)
    assert len(pieces) <= 60 * 3 / 18
    assert all(piece.seconds <= PIECE_SECONDS for piece in pieces)


def test_all_speech_is_in_the_pieces_once_and_in_order():
    parts = [part for piece in pack(SPEECH, 420) for part in piece.parts]
    for stretch in SPEECH:
        assert sum(p.start <= stretch.start and stretch.end <= p.end for p in parts) == 1
    assert all(a.end <= b.start for a, b in itertools.pairwise(parts))


def test_times_map_back_exactly():
    for piece in pack(SPEECH, 420):
        for part in piece.parts:
            start, end = piece.to_recording(part.offset + 0.3, part.offset + 0.8)
            assert (start, end) == pytest.approx((part.start + 0.3, part.start + 0.8), abs=1e-9)


def test_a_word_across_the_seam_of_two_parts_stays_in_one_of_them():
    piece = pack(SPEECH, 420)[0]
    seam = piece.parts[1].offset
    start, end = piece.to_recording(seam - 0.1, seam + 0.4)
    assert piece.parts[1].start <= start <= end <= piece.parts[1].end


def test_what_goes_through_several_parts_keeps_its_first_and_last_moment():
    piece = pack(SPEECH, 420)[0]
    first, last = piece.parts[0], piece.parts[2]
    start, end = piece.across(first.offset + 1.0, last.offset + 0.5)
    assert (start, end) == pytest.approx((first.start + 1.0, last.start + 0.5))


def test_speech_longer_than_a_piece_is_cut_and_nothing_is_lost():
    pieces = pack([Interval(3, 95)], 100)
    parts = [part for piece in pieces for part in piece.parts]
    assert parts[0].start == pytest.approx(3 - MARGIN_SECONDS)
    assert parts[-1].end == pytest.approx(95 + MARGIN_SECONDS)
    assert all(piece.seconds <= PIECE_SECONDS for piece in pieces)
    assert sum(part.seconds for part in parts) == pytest.approx(92 + 2 * MARGIN_SECONDS)


def test_margins_do_not_reach_out_of_the_recording():
    part = pack([Interval(0.1, 4.9)], 5.0)[0].parts[0]
    assert (part.start, part.end) == (0.0, 5.0)
