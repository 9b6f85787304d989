"""The server's settings: safe ones stay safe, every option exists, and words can be read on every surface."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from streamlit import config

ROOT = Path(__file__).resolve().parent.parent
SETTINGS: dict[str, dict[str, Any]] = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))


def flat(table: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in table.items():
        found |= flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {f"{prefix}{name}": value}
    return found


def luminance(colour: str) -> float:
    """Relative luminance of ``#RRGGBB`` (WCAG 2.2)."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("server.address", "127.0.0.1"),
        ("server.enableXsrfProtection", True),
        ("server.enableCORS", True),
        ("server.corsAllowedOrigins", []),
        ("server.enableStaticServing", False),
        ("server.enableAgentApi", False),
        ("server.fileWatcherType", "none"),
        ("server.headless", True),
        ("client.showErrorDetails", "none"),
        ("client.toolbarMode", "minimal"),
        ("browser.gatherUsageStats", False),
    ],
)
def test_a_safe_setting_stays(option: str, value: object) -> None:
    assert flat(SETTINGS)[option] == value


def test_only_this_machine_is_named() -> None:
    assert set(SETTINGS["server"]["allowedHosts"]) <= {"127.0.0.1", "localhost", "[::1]"}


def test_streamlit_knows_every_option() -> None:
    """A misspelt option is ignored with a line in the log that nobody reads."""
    known = set(config.get_config_options())
    assert set(flat(SETTINGS)) - known == set()


def test_no_font_is_fetched() -> None:
    assert "http" not in (ROOT / ".streamlit/config.toml").read_text(encoding="utf-8")


def test_contrast_is_computed_right() -> None:
    """WCAG's own examples: black on white is 21:1, #777777 on white just misses 4.5:1."""
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_words_can_be_read(mode: str) -> None:
    theme = SETTINGS["theme"][mode]
    for surface in (theme["backgroundColor"], theme["secondaryBackgroundColor"]):
        assert contrast(theme["textColor"], surface) >= 7
        assert contrast(theme["linkColor"], surface) >= 4.5
        assert contrast(theme["primaryColor"], surface) >= 3
    assert contrast("#FFFFFF", theme["primaryColor"]) >= 4.5
