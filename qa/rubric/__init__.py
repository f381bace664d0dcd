"""Rubric × Call → Scorecard."""
