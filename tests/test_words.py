from qa.words import index_text, normalise, normalise_word


def test_greek_is_compared_without_accents_and_final_sigma():
    assert normalise("Καλησπέρα ΚΑΛΗΣΠΕΡΑ") == "καλησπερα καλησπερα"
    assert normalise_word("λόγος") == normalise_word("ΛΟΓΟΣ")


def test_turkish_dotted_and_dotless_i_are_one_letter():
    assert normalise_word("IŞIK") == normalise_word("ışık")
    assert normalise_word("İSTANBUL") == normalise_word("istanbul")


def test_arabic_and_persian_letter_forms_and_marks_do_not_matter():
    assert normalise_word("السَّلامُ") == normalise_word("السلام")
    assert normalise_word("می‌خواهم") == normalise_word("میخواهم")
    assert normalise_word("كيف") == normalise_word("کیف")


def test_one_word_gives_one_normalised_word_even_when_nothing_is_left():
    assert [normalise_word(word) for word in ["I'll", "re-book", "—", "£12.50"]] == [
        "ill",
        "rebook",
        "",
        "1250",
    ]


def test_the_index_finds_arabic_words_without_their_article():
    assert "سلام" in index_text("السلام عليكم").split()


def test_the_index_keeps_both_parts_and_the_whole_of_joined_words():
    assert {"re", "book", "rebook"} <= set(index_text("re-book").split())
