"""Bring a glossary into the form that qa.meaning.gloss reads, without entries that say nothing new.

    python -m benchmarks.meanings.glosses LANGUAGE < written.tsv

Forms are normalised as the program compares words, of two equal ones the first counts, and a form
that a stem already glosses alike is left out. The result is qa/meaning/glosses/LANGUAGE.tsv.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from qa.meaning.gloss import LONGEST, Glossary, longest_form
from qa.words import normalise_word

OUT = Path(__file__).parents[2] / "qa" / "meaning" / "glosses"


def tidy(lines: Iterable[str]) -> list[str]:
    """Lines `form<TAB>gloss`, sorted."""
    whole: dict[tuple[str, ...], str] = {}
    stems: dict[tuple[str, ...], str] = {}
    for line in lines:
        form, _, gloss = line.rstrip("\n").partition("\t")
        words = tuple(filter(None, map(normalise_word, form.split())))
        if 0 < len(words) <= LONGEST:
            (stems if form.rstrip().endswith("*") else whole).setdefault(words, gloss.strip())
    stems_alone = Glossary({}, stems, LONGEST)
    new = {
        form: gloss
        for form, gloss in whole.items()
        if longest_form(list(form), 0, stems_alone) != (len(form), gloss)
    }
    return sorted(
        [f"{' '.join(form)}\t{gloss}" for form, gloss in new.items()]
        + [f"{' '.join(form)}*\t{gloss}" for form, gloss in stems.items()]
    )


if __name__ == "__main__":
    language = sys.argv[1]
    kept = tidy(sys.stdin)
    (OUT / f"{language}.tsv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    print(f"{language}: {len(kept)} forms")
