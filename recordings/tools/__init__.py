"""Tools that turn call scripts into synthesised telephone recordings."""
