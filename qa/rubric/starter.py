"""The file that a new rubric begins as: small, explained line by line, and it passes its test."""

from __future__ import annotations

import re
from pathlib import Path

from qa.errors import RubricError

_STARTER = """\
# A rubric: questions about a call, and how callqa finds the answers.
# A line that begins with # is a note to yourself; callqa passes over it.
# Spaces at the beginning of a line matter: keep things under each other as they are here.

id: {id}                      # small letters, digits and _
title: {title}                # what people read
version: "1"                  # count it up when you change something
languages: [en]               # of the calls it is for: en, el, tr, ar, fa

# Lists of phrases, to be used below by their name.
#   (a|b)      one of these          good (morning|afternoon)
#   [a]        may be missing        how can I help [you]
#   <word>     any one word          this is <word> speaking
#   <3 words>  up to three words     thank you for <3 words> calling
# Capital letters, full stops and accents make no difference.
phrases:
  greeting:
    - "good (morning|afternoon|evening)"
    - "(hello|hi)"
    - "thank you for calling"

sections:
  - title: Opening
    criteria:
      - id: greeting_given                    # small letters, digits and _
        ask: Did the agent greet the customer?
        why: A greeting tells the customer that somebody is there.
        weight: 10                            # points
        check:
          kind: said                          # `callqa rubric kinds` lists the others
          who: agent                          # agent, customer or anyone
          phrases: greeting                   # the list above
          when: {{first_turns: 2}}              # only in the agent's first two turns
        coach:                                # what the agent reads
          fail: Begin with a greeting and your name.
          pass: A friendly beginning.
        # Little calls with the verdict that you expect: callqa runs them as a test.
        examples:
          - expect: pass
            call: |
              agent: Good morning, Northwind, how can I help?
              customer: Hello, my parcel is late.
          - expect: fail
            call: |
              agent: Customer number?
              customer: Hello, my parcel is late.
"""


def starter(name: str) -> str:
    """The text of a new rubric. Raises RubricError for a name without a letter to begin with."""
    words = re.sub(r"[^a-z0-9]+", " ", name.casefold()).split()
    identity = "_".join(words)
    if not identity or not identity[0].isalpha():
        raise RubricError(
            "the name of a rubric begins with a letter from a to z",
            where=repr(name),
            next_step="for instance `callqa rubric new greeting`",
        )
    title = " ".join(words)
    return _aligned(_STARTER.format(id=identity, title=title[0].upper() + title[1:]))


def write_starter(name: str, folder: Path) -> Path:
    """Write a new rubric into `folder`; never over a file. Raises RubricError."""
    stem = name.removesuffix(".yaml").removesuffix(".yml")
    text = starter(stem)
    path = folder / f"{re.sub(r'[^A-Za-z0-9_-]+', '-', stem)}.yaml"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise RubricError(
            "this file is here already", where=str(path), next_step="choose another name"
        ) from None
    except OSError as error:
        raise RubricError(f"cannot be written: {error.strerror}", where=str(path)) from None
    return path


def _aligned(text: str) -> str:
    """The notes behind the first keys under each other, however long a name is."""
    lines = []
    for line in text.splitlines():
        before, mark, note = line.partition("  #")
        if mark and line.startswith(("id:", "title:", "version:", "languages:")):
            line = f"{before.rstrip():30}# {note.strip()}"
        lines.append(line)
    return "\n".join(lines) + "\n"
