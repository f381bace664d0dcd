"""Every colour of the dashboard, for light and dark, and the Streamlit theme made of them.

Streamlit's named colours are given meanings: blue is the agent, orange the customer, green a pass,
red a fail, gray what was not judged. Widgets, charts and components all take them from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Palette:
    """The colours of one theme, as CSS hex values."""

    accent: str
    page: str
    panel: str
    ink: str
    muted: str
    line: str
    faint: str
    agent: str
    agent_tint: str
    customer: str
    customer_tint: str
    passed: str
    passed_tint: str
    failed: str
    failed_tint: str
    neutral: str
    neutral_tint: str
    doubt: str
    doubt_tint: str


LIGHT = Palette(
    accent="#0F5C6E",
    page="#FFFFFF",
    panel="#F6F5F1",
    ink="#1F2526",
    muted="#646B6C",
    line="#E2E0D9",
    faint="#F0EEE9",
    agent="#4A56B8",
    agent_tint="#EEF0FB",
    customer="#A35A06",
    customer_tint="#FCF2E2",
    passed="#147A5C",
    passed_tint="#E6F4EE",
    failed="#B3321F",
    failed_tint="#FCEBE7",
    neutral="#646B6C",
    neutral_tint="#F0EFEB",
    doubt="#7A5AA6",
    doubt_tint="#F3EEFA",
)
DARK = Palette(
    accent="#6CBCCB",
    page="#15191B",
    panel="#1E2427",
    ink="#E8E9E6",
    muted="#9AA3A4",
    line="#31393C",
    faint="#242B2E",
    agent="#A3ADFA",
    agent_tint="#252A45",
    customer="#EDB566",
    customer_tint="#3A2D19",
    passed="#68C9A4",
    passed_tint="#17342A",
    failed="#F58F7B",
    failed_tint="#43221C",
    neutral="#9AA3A4",
    neutral_tint="#2A3134",
    doubt="#C3A6EC",
    doubt_tint="#322745",
)


def shown() -> Palette:
    """The colours of the theme that the browser shows."""
    import streamlit as st

    return DARK if st.context.theme.type == "dark" else LIGHT


def variables() -> str:
    """The shown colours that the style sheet needs, as CSS."""
    look = shown()
    names = {
        "page": look.page,
        "ink": look.ink,
        "accent": look.accent,
        "on-accent": look.page,
        "muted": look.muted,
        "good": look.passed,
    }
    return f":root {{ {' '.join(f'--callqa-{name}: {c};' for name, c in names.items())} }}"


def theme() -> dict[str, Any]:
    """The options that give Streamlit both themes."""
    options: dict[str, Any] = dict(_SHARED)
    for name, palette in (("light", LIGHT), ("dark", DARK)):
        options |= {f"theme.{name}.{key}": value for key, value in _colours(palette).items()}
        options |= {
            f"theme.{name}.sidebar.backgroundColor": palette.panel,
            f"theme.{name}.sidebar.secondaryBackgroundColor": palette.page,
        }
    return options


_SHARED = {
    "theme.font": "sans-serif",
    "theme.headingFont": "serif",
    "theme.baseFontSize": 15,
    "theme.headingFontSizes": ["2rem", "1.4rem", "1.15rem", "1rem", "0.95rem", "0.9rem"],
    "theme.headingFontWeights": [550, 550, 550, 600, 600, 600],
    "theme.baseRadius": "8px",
    "theme.buttonRadius": "8px",
    "theme.metricValueFontSize": "1.7rem",
    "theme.metricValueFontWeight": 500,
    "theme.showWidgetBorder": True,
    "theme.showSidebarBorder": False,
    "theme.linkUnderline": False,
}


def _colours(palette: Palette) -> dict[str, str]:
    named = {
        "blue": (palette.agent, palette.agent_tint),
        "orange": (palette.customer, palette.customer_tint),
        "green": (palette.passed, palette.passed_tint),
        "red": (palette.failed, palette.failed_tint),
        "gray": (palette.neutral, palette.neutral_tint),
        "violet": (palette.doubt, palette.doubt_tint),
    }
    colours = {
        "primaryColor": palette.accent,
        "backgroundColor": palette.page,
        "secondaryBackgroundColor": palette.panel,
        "textColor": palette.ink,
        "linkColor": palette.accent,
        "borderColor": palette.line,
        "codeTextColor": palette.ink,
        "codeBackgroundColor": palette.panel,
        "dataframeBorderColor": palette.faint,
        "dataframeHeaderBackgroundColor": palette.page,
        "dataframeHeaderTextColor": palette.muted,
    }
    for name, (colour, tint) in named.items():
        colours[f"{name}Color"] = colours[f"{name}TextColor"] = colour
        colours[f"{name}BackgroundColor"] = tint
    return colours
