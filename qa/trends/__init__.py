"""What moves over weeks and months: criteria, sentiment, agents and teams, what customers say."""
