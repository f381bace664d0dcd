"""The parts of the page of trends, one file each."""
