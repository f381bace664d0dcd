"""The parts of the page on which rubrics are written."""
