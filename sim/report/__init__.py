"""What was found, in words: tables for the terminal and for Markdown, and a page for a sweep."""

from sim.report.words import (
    DIFFERENCE_HEADER,
    MEAN_HEADER,
    difference_rows,
    markdown,
    mean_rows,
    signed,
    verdict,
)

__all__ = ["DIFFERENCE_HEADER", "MEAN_HEADER", "difference_rows", "markdown", "mean_rows", "signed", "verdict"]
