"""Keeping an archive: taking in, storage, how long, removing for good."""
