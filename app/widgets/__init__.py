"""What the pages are made of, one file per thing drawn."""
