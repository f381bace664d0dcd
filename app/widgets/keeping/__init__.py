"""The sections of the page on which an archive is kept, one file each."""
