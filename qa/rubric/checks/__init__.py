"""One file per kind of check, each in the same order: fields (the YAML keys), needs, build, run."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from qa.rubric.checks.ending import EndingCheck
from qa.rubric.checks.measure import MeasureCheck
from qa.rubric.checks.said import Said

AnyCheck = Annotated[Said | MeasureCheck | EndingCheck, Field(discriminator="kind")]

__all__ = ["AnyCheck", "EndingCheck", "MeasureCheck", "Said"]
