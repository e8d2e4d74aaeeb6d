"""Tests that go through the whole application, thousands of requests each."""

from __future__ import annotations

import pytest

#: What they pass is measured by the tests of each page; being traced would double their time.
WHOLE = pytest.mark.no_cover
