"""Measurements on a running server. They print ratios taken in one run, because absolute times drift."""
