"""Audio file → Call."""
