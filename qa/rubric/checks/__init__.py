"""One file per kind of check, each in the same order: fields (the YAML keys), needs, build, run."""

from __future__ import annotations

from typing import Annotated, get_args

from pydantic import Field

from qa.rubric.checks.ask_model import AskModel
from qa.rubric.checks.ask_reviewer import AskReviewer
from qa.rubric.checks.base import Check
from qa.rubric.checks.combine import First, Not, Several
from qa.rubric.checks.ending import EndingCheck
from qa.rubric.checks.if_then import IfThen
from qa.rubric.checks.in_order import InOrder, Step
from qa.rubric.checks.meaning import MeaningCheck
from qa.rubric.checks.measure import MeasureCheck
from qa.rubric.checks.said import Said
from qa.rubric.checks.sentiment import SentimentCheck
from qa.rubric.checks.situation import SituationCheck
from qa.rubric.checks.when import When

AnyCheck = Annotated[
    Said
    | MeaningCheck
    | InOrder
    | IfThen
    | MeasureCheck
    | EndingCheck
    | SentimentCheck
    | SituationCheck
    | Several
    | First
    | Not
    | AskReviewer
    | AskModel,
    Field(discriminator="kind"),
]

# Checks hold checks: only here are all kinds known, so only here can those fields be completed.
for _form in (When, Step, Said, MeaningCheck, MeasureCheck, Several, First, Not, InOrder, IfThen):
    _form.model_rebuild(force=True, _types_namespace={"AnyCheck": AnyCheck})

KINDS: dict[str, type[Check]] = {
    kind: check
    for check in get_args(get_args(AnyCheck)[0])
    for kind in get_args(check.model_fields["kind"].annotation)
}

__all__ = [
    "KINDS",
    "AnyCheck",
    "AskModel",
    "AskReviewer",
    "Check",
    "EndingCheck",
    "First",
    "IfThen",
    "InOrder",
    "MeaningCheck",
    "MeasureCheck",
    "Not",
    "Said",
    "SentimentCheck",
    "Several",
    "SituationCheck",
    "When",
]
