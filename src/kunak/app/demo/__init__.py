"""The demo: an invented group, region and timetable, and sixty people who do not exist."""

from kunak.app.demo.making import Made, make

__all__ = ["Made", "make"]
