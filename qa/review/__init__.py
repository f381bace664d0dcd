"""What people do with calls: hand out, judge, comment, correct, release."""
