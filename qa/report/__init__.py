"""A call or an agent's month on paper: self-contained HTML, and PDF."""
