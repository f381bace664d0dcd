"""Who may use the dashboard, what each of them may see and do, and the log of what was done."""
