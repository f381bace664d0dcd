"""callqa: recorded service calls reviewed on your own machine."""

__version__ = "0.1.0"
