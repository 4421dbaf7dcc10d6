"""Figures. Each function draws on the Axes it is given, or on new ones, and returns them."""

from sim.plot.crews import colours, lanes, plane, series
from sim.plot.oceans import Point, Row, forest, landscape
from sim.plot.saving import close, png, save, svg, writer

__all__ = [
    "Point",
    "Row",
    "close",
    "colours",
    "forest",
    "landscape",
    "lanes",
    "plane",
    "png",
    "save",
    "series",
    "svg",
    "writer",
]
