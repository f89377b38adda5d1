"""The way out: timetables, journeys over them, and how far ahead of their pursuers a person is at every stop.

An engine: pure, blind to cases and keys. Specified in DESIGN section 6,
``spec/timetable.md`` and ``docs/methods/routes.md``.
"""
