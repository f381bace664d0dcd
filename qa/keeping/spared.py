"""Calls that outlive their time because something about them is not settled.

Whoever objects, scores blind or reviews needs what was said, and can be named here.
"""

from __future__ import annotations

from collections.abc import Mapping

REASONS = {
    "dispute": "with a dispute that has no answer yet",
    "calibration": "in a calibration that is not closed",
    "review": "with a review that was handed out or begun and is not released",
}

# Why the call `c` is spared, "" where it is not: an expression of SQL.
WHY = """
CASE
WHEN EXISTS (SELECT 1 FROM disputes d WHERE d.call_id = c.id
             AND NOT EXISTS (SELECT 1 FROM answers a WHERE a.dispute = d.id)) THEN 'dispute'
WHEN EXISTS (SELECT 1 FROM calibration_calls k JOIN calibrations s ON s.id = k.calibration
             WHERE k.call_id = c.id AND s.closed_at IS NULL) THEN 'calibration'
WHEN EXISTS (SELECT 1 FROM places p WHERE p.call_id = c.id
             AND (p.state = 'submitted' OR p.state = 'open'
                  AND (p.assignee IS NOT NULL OR p.at IS NOT NULL))) THEN 'review'
ELSE '' END
"""


def in_words(counts: Mapping[str, int]) -> str:
    """How many calls are spared and why; "" for none."""
    total = sum(counts.values())
    if not total:
        return ""
    each = ", ".join(f"{count} {REASONS[why]}" for why, count in counts.items())
    return f"{total} call{'s are' if total > 1 else ' is'} spared: {each}"
